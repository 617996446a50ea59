//! A visitor by hand: bytes of HTTP and of a WebSocket over a plain socket, so that what a browser would
//! never send can be sent too.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::Page;

/// Nothing here takes longer unless it is broken.
const PATIENCE: Duration = Duration::from_secs(10);

/// What the page answered; code 0 if it only closed the line.
pub(super) struct Answer {
    pub(super) code: u16,
    pub(super) head: String,
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(super) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }
}

pub(super) fn host(page: &Page) -> String {
    format!("127.0.0.1:{}", page.port)
}

pub(super) fn get(page: &Page, path: &str) -> Answer {
    let host = host(page);
    ask(
        page,
        format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n").as_bytes(),
    )
}

pub(super) fn post(page: &Page, body: &str) -> Answer {
    let (host, length) = (host(page), body.len());
    let head = format!(
        "POST /command HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n"
    );
    ask(page, (head + body).as_bytes())
}

/// Sends bytes and reads what the page answers, up to the end its head announces.
pub(super) fn ask(page: &Page, request: &[u8]) -> Answer {
    let mut stream = connect(page);
    // The page may hang up before everything is said.
    drop(stream.write_all(request));
    let head = read_head(&mut stream);
    let code = head
        .split(' ')
        .nth(1)
        .and_then(|code| code.parse().ok())
        .unwrap_or(0);
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .map_or(0, |digits| digits.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).unwrap();
    Answer { code, head, body }
}

/// Asks again and again until it is so.
pub(super) fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < PATIENCE, "waited too long until {what}");
        std::thread::yield_now();
    }
}

fn connect(page: &Page) -> TcpStream {
    let stream = TcpStream::connect(host(page)).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// Everything up to the empty line, in lower case; nothing if the line was closed.
fn read_head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(0) => break,
            Ok(_) => head.push(byte[0]),
            Err(error) if error.kind() == io::ErrorKind::ConnectionReset => break,
            Err(error) => panic!("the page neither answers nor hangs up: {error}"),
        }
    }
    String::from_utf8(head).unwrap().to_lowercase()
}

/// What came over a viewer's line.
#[derive(Debug)]
pub(super) enum Message {
    Text(String),
    /// Of the output with this name; the dome's is empty.
    Picture(String, Vec<u8>),
    Ping,
    End,
}

impl Message {
    /// The width in a JPEG file's frame header.
    pub(super) fn picture_width(&self) -> u32 {
        let Self::Picture(_, file) = self else {
            panic!("no picture: {self:?}")
        };
        let frame = file
            .windows(2)
            .position(|pair| pair == [0xff, 0xc0])
            .unwrap();
        u32::from(file[frame + 7]) << 8 | u32::from(file[frame + 8])
    }
}

/// A viewer's WebSocket.
pub(super) struct Line {
    stream: TcpStream,
}

impl Line {
    /// Opens `/live` as a page of `origin` would (none if empty); the error is the refusal's code.
    pub(super) fn open(page: &Page, origin: &str) -> Result<Self, u16> {
        let mut stream = connect(page);
        let host = host(page);
        let origin = if origin.is_empty() {
            String::new()
        } else {
            format!("origin: {origin}\r\n")
        };
        // The key and its answer are the example of RFC 6455, section 1.3.
        let request = format!(
            "GET /live HTTP/1.1\r\nhost: {host}\r\n{origin}connection: Upgrade\r\nupgrade: websocket\r\n\
             sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).unwrap();
        let head = read_head(&mut stream);
        if !head.starts_with("http/1.1 101") {
            return Err(head
                .split(' ')
                .nth(1)
                .map_or(0, |code| code.parse().unwrap()));
        }
        assert!(head.contains("s3pplmbitxaq9kygzzhzrbk+xoo="), "{head}");
        Ok(Self { stream })
    }

    /// Sends a text frame, masked with zeros as a client's must be.
    pub(super) fn say(&mut self, words: &str) {
        let mut frame = vec![0x81];
        match words.len() {
            length @ 0..126 => frame.push(0x80 | length as u8),
            length => {
                frame.push(0x80 | 126);
                frame.extend((length as u16).to_be_bytes());
            }
        }
        frame.extend([0; 4]);
        frame.extend(words.as_bytes());
        self.send_raw(&frame);
    }

    pub(super) fn send_raw(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).unwrap();
    }

    /// The next message; [`Message::End`] if the page closes the line.
    pub(super) fn hear(&mut self) -> Message {
        let mut start = [0; 2];
        if self.stream.read_exact(&mut start).is_err() {
            return Message::End;
        }
        let length = match start[1] {
            126 => usize::from(u16::from_be_bytes(self.read())),
            127 => u64::from_be_bytes(self.read()) as usize,
            length => usize::from(length),
        };
        let mut content = vec![0; length];
        self.stream.read_exact(&mut content).unwrap();
        match start[0] {
            0x81 => Message::Text(String::from_utf8(content).unwrap()),
            0x82 => {
                let named = usize::from(content[0]);
                let name = String::from_utf8(content[1..=named].to_vec()).unwrap();
                Message::Picture(name, content.split_off(1 + named))
            }
            0x89 => Message::Ping,
            _ => Message::End,
        }
    }

    fn read<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.stream.read_exact(&mut bytes).unwrap();
        bytes
    }
}
