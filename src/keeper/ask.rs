//! Asks the program how it is: `GET /health` on this machine, in bounded time and memory.

#[cfg(test)]
mod tests;

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use serde::Deserialize;
use thiserror::Error;

/// A whole answer has some kilobytes.
const MOST_BYTES: usize = 256 * 1024;

/// What the program says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// Whether the show goes on (200).
    pub goes_on: bool,
    /// The program's process, if it says so.
    pub pid: Option<u32>,
    /// What is wrong, part by part, in words; empty if all is well.
    pub troubles: Vec<String>,
}

/// Why there is no answer.
#[derive(Debug, Error)]
pub enum NoAnswer {
    /// Nobody listens, or the line broke.
    #[error("{0}")]
    Line(#[from] io::Error),
    /// It took too long.
    #[error("no answer in time")]
    Late,
    /// What came is no HTTP.
    #[error("the answer is not readable")]
    Garbage,
}

/// What of the program's JSON is of use; all of it may be missing.
#[derive(Default, Deserialize)]
struct Health {
    #[serde(default)]
    pid: Option<u32>,
    #[serde(default)]
    parts: Vec<Part>,
}

#[derive(Deserialize)]
struct Part {
    #[serde(default)]
    part: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    words: String,
}

/// Asks, and waits for at most `within`.
///
/// # Errors
///
/// Nobody there, nothing in time, nonsense.
pub fn ask(port: u16, within: Duration) -> Result<Answer, NoAnswer> {
    let until = Instant::now() + within;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut line = TcpStream::connect_timeout(&address, within)?;
    let request =
        format!("GET /health HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
    line.set_write_timeout(Some(within))?;
    line.write_all(request.as_bytes())?;
    let mut bytes = Vec::new();
    let mut piece = [0; 8192];
    while bytes.len() < MOST_BYTES && !is_whole(&bytes) {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(NoAnswer::Late);
        }
        line.set_read_timeout(Some(left))?;
        match line.read(&mut piece) {
            Ok(0) => break,
            Ok(count) => bytes.extend_from_slice(&piece[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Err(NoAnswer::Late),
            Err(error) => return Err(error.into()),
        }
    }
    read(&bytes).ok_or(NoAnswer::Garbage)
}

/// Whether all is there that the head promises, so that nobody waits for a line that stays open.
fn is_whole(bytes: &[u8]) -> bool {
    let Some((head, body)) = parts(bytes) else {
        return false;
    };
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"));
    length
        .and_then(|digits| digits.trim().parse().ok())
        .is_some_and(|length: usize| body.len() >= length)
}

/// What an answer says: its status must be readable, its body may be anything.
fn read(bytes: &[u8]) -> Option<Answer> {
    let (head, body) = parts(bytes)?;
    let line = String::from_utf8_lossy(head);
    let mut words = line.lines().next()?.split(' ');
    if !words.next()?.starts_with("HTTP/1.") {
        return None;
    }
    let code: u16 = words.next()?.parse().ok()?;
    let health: Health = serde_json::from_slice(body).unwrap_or_default();
    let troubled = health.parts.iter().filter(|part| part.state != "good");
    let troubles = troubled.map(|part| format!("{}: {}", part.part, part.words));
    Some(Answer {
        goes_on: code == 200,
        pid: health.pid,
        troubles: troubles.take(8).collect(),
    })
}

fn parts(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    Some((&bytes[..end], &bytes[end + 4..]))
}
