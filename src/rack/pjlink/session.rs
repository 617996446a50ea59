//! One conversation with a projector: connect, be let in, ask, hear. It ends soon when it is told to, and never waits longer
//! than it may.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::message::{Answer, Greeting, LONGEST_LINE, Question, answer, digest, greeting};

/// A projector of the same house is there sooner.
const CONNECT_WAIT: Duration = Duration::from_millis(900);
/// The specification lets a projector think for five seconds.
const ANSWER_WAIT: Duration = Duration::from_secs(5);
/// How long one read waits, so that the end is not missed.
const READ_WAIT: Duration = Duration::from_millis(100);
/// Lines that answer nothing that was asked; after so many it is no projector.
const MOST_STRAY_LINES: usize = 16;

/// Why a conversation ended.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SessionError {
    /// Nobody takes the call, or the line went dead.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// It takes the call and says nothing.
    #[error("it takes the call and says nothing")]
    Silent,
    /// What it says is no PJLink.
    #[error("what it says is no PJLink")]
    Garbage,
    /// It wants a password, or another one.
    #[error("it does not take the password")]
    Password,
    /// The program ends.
    #[error("the program ends")]
    Stopped,
}

/// A conversation with a projector.
pub(crate) struct Session<'s> {
    stream: TcpStream,
    stop: &'s AtomicBool,
    wait: Duration,
    heard: Vec<u8>,
    /// What goes before the first question.
    digest: String,
}

impl<'s> Session<'s> {
    /// Calls a projector and reads its greeting.
    pub(crate) fn open(
        address: SocketAddr,
        password: &str,
        stop: &'s AtomicBool,
        wait: Option<Duration>,
    ) -> Result<Self, SessionError> {
        let stream = TcpStream::connect_timeout(&address, CONNECT_WAIT)?;
        stream.set_read_timeout(Some(READ_WAIT))?;
        stream.set_write_timeout(Some(CONNECT_WAIT))?;
        stream.set_nodelay(true)?;
        let mut session = Self {
            stream,
            stop,
            wait: wait.unwrap_or(ANSWER_WAIT),
            heard: Vec::new(),
            digest: String::new(),
        };
        match greeting(&session.line()?) {
            Some(Greeting::Open) => {}
            Some(Greeting::Locked(random)) => session.digest = digest(&random, password),
            Some(Greeting::Refused) => return Err(SessionError::Password),
            None => return Err(SessionError::Garbage),
        }
        Ok(session)
    }

    /// Asks, and hears what stands after the answer's sign.
    pub(crate) fn ask(&mut self, question: &Question) -> Result<String, SessionError> {
        let line = format!("{}{}", std::mem::take(&mut self.digest), question.line());
        self.stream.write_all(line.as_bytes())?;
        for _ in 0..MOST_STRAY_LINES {
            let line = self.line()?;
            if greeting(&line) == Some(Greeting::Refused) {
                return Err(SessionError::Password);
            }
            let Some(Answer { body, value, .. }) = answer(&line) else {
                return Err(SessionError::Garbage);
            };
            if body.eq_ignore_ascii_case(question.body) {
                return Ok(value.into());
            }
        }
        Err(SessionError::Garbage)
    }

    /// The next line without its end.
    fn line(&mut self) -> Result<Vec<u8>, SessionError> {
        let begun = Instant::now();
        let mut some = [0; LONGEST_LINE];
        loop {
            if let Some(end) = self.heard.iter().position(|byte| *byte == b'\r') {
                let mut line: Vec<u8> = self.heard.drain(..=end).collect();
                line.pop();
                // Some end lines as telnet does.
                let begins = line.iter().position(|byte| *byte != b'\n');
                return Ok(line.split_off(begins.unwrap_or(line.len())));
            }
            if self.heard.len() > LONGEST_LINE {
                return Err(SessionError::Garbage);
            }
            if self.stop.load(Ordering::Relaxed) {
                return Err(SessionError::Stopped);
            }
            if begun.elapsed() > self.wait {
                return Err(SessionError::Silent);
            }
            match self.stream.read(&mut some) {
                Ok(0) => return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into()),
                Ok(length) => self.heard.extend_from_slice(&some[..length]),
                Err(error) if is_nothing_yet(&error) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}

fn is_nothing_yet(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut | io::ErrorKind::Interrupted
    )
}
