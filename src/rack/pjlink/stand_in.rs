//! A projector that is none: speaks PJLink as one of class 1 or 2 does, warms up and cools down, and misbehaves where told.
//! For tests and for trying things out without the machine.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use super::message::digest;

/// How long it waits for anything before it looks whether it ends.
const WAIT: Duration = Duration::from_millis(20);
/// The random number of its greeting; a true projector takes another each time.
const RANDOM: &str = "498e4a67";

/// What a stand-in is like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandInSettings {
    /// 1 or 2.
    pub class: u8,
    /// Its password; empty for none.
    pub password: String,
    /// How long it takes until its light is on.
    pub warm_up: Duration,
    /// How long it takes until it is off and obeys again.
    pub cool_down: Duration,
    /// What its lamp has burnt, hours.
    pub lamp_hours: u32,
}

impl Default for StandInSettings {
    fn default() -> Self {
        Self {
            class: 2,
            password: String::new(),
            warm_up: Duration::from_secs(20),
            cool_down: Duration::from_secs(30),
            lamp_hours: 1234,
        }
    }
}

/// How it behaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StandInMood {
    /// As the specification says.
    #[default]
    Good,
    /// Takes calls and says nothing.
    Silent,
    /// Greets, and answers nothing.
    Mute,
    /// Sends bytes that mean nothing.
    Garbage,
    /// Sends one line that never ends.
    Endless,
    /// Hangs up at once.
    Rude,
}

/// A projector that is none, until it is dropped.
pub struct StandIn {
    address: SocketAddr,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    stop: AtomicBool,
    settings: StandInSettings,
    state: Mutex<Inner>,
}

struct Inner {
    mood: StandInMood,
    /// On or off is wanted since.
    on: bool,
    since: Instant,
    shut: bool,
    frozen: bool,
    input: String,
    faults: String,
    /// Steps of the speaker, up less down.
    volume: i32,
    calls: usize,
}

impl StandIn {
    /// Begins on a free port of this machine's loop, off and cold.
    ///
    /// # Errors
    /// The system gives no port or no thread.
    pub fn start(settings: StandInSettings) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        // Class 2 answers searches on the same port.
        let searches = UdpSocket::bind(address)?;
        searches.set_nonblocking(true)?;
        let long_ago = Instant::now()
            .checked_sub(settings.cool_down)
            .unwrap_or_else(Instant::now);
        let shared = Arc::new(Shared {
            stop: AtomicBool::new(false),
            settings,
            state: Mutex::new(Inner {
                mood: StandInMood::Good,
                on: false,
                since: long_ago,
                shut: false,
                frozen: false,
                input: "31".into(),
                faults: "000000".into(),
                volume: 0,
                calls: 0,
            }),
        });
        let lives = Arc::clone(&shared);
        let builder = std::thread::Builder::new().name("projector stand-in".into());
        let thread = builder.spawn(move || lives.live(&listener, &searches))?;
        Ok(Self {
            address,
            shared,
            thread: Some(thread),
        })
    }

    /// Where it is called.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Behaves so from now on.
    pub fn set_mood(&self, mood: StandInMood) {
        self.shared.inner().mood = mood;
    }

    /// Has these faults from now on: six digits as ERST says them.
    pub fn set_faults(&self, faults: &str) {
        self.shared.inner().faults = faults.into();
    }

    /// Whether its light is on or going on, its shutter is closed, its picture frozen, and its speaker so many steps louder.
    pub fn is(&self) -> (bool, bool, bool, i32) {
        let inner = self.shared.inner();
        (inner.on, inner.shut, inner.frozen, inner.volume)
    }

    /// How often it was called.
    pub fn calls(&self) -> usize {
        self.shared.inner().calls
    }

    /// Tells whoever listens there that its power changed.
    ///
    /// # Errors
    /// It cannot be sent.
    pub fn notify(&self, to: SocketAddr) -> io::Result<()> {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
        socket.send_to(b"%2POWR=1\r", to).map(|_| ())
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("a projector's stand-in fell over");
        }
    }
}

impl Shared {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One call at a time, as many projectors have it.
    fn live(&self, listener: &TcpListener, searches: &UdpSocket) {
        let mut bytes = [0; 64];
        while !self.stop.load(Ordering::Relaxed) {
            if let Ok((length, from)) = searches.recv_from(&mut bytes)
                && &bytes[..length] == b"%2SRCH\r"
                && self.settings.class >= 2
            {
                drop(searches.send_to(b"%2ACKN=00:11:22:33:44:55\r", from));
            }
            match listener.accept() {
                Ok((stream, _)) => {
                    let mood = {
                        let mut inner = self.inner();
                        inner.calls += 1;
                        inner.mood
                    };
                    // Whoever hangs up has heard enough.
                    drop(self.converse(stream, mood));
                }
                Err(_) => std::thread::sleep(WAIT / 4),
            }
        }
    }

    fn converse(&self, mut stream: TcpStream, mood: StandInMood) -> io::Result<()> {
        stream.set_nonblocking(false)?;
        stream.set_read_timeout(Some(WAIT))?;
        stream.set_write_timeout(Some(WAIT))?;
        let locked = !self.settings.password.is_empty();
        match mood {
            StandInMood::Rude => return Ok(()),
            StandInMood::Garbage => stream.write_all(&[0xff, 0, 0x80, b'\r', b'%', b'9', b'\r'])?,
            StandInMood::Endless => {
                while !self.stop.load(Ordering::Relaxed) {
                    stream.write_all(&[b'P'; 4096])?;
                }
            }
            StandInMood::Silent => {}
            StandInMood::Good | StandInMood::Mute if locked => {
                stream.write_all(format!("PJLINK 1 {RANDOM}\r").as_bytes())?;
            }
            StandInMood::Good | StandInMood::Mute => stream.write_all(b"PJLINK 0\r")?,
        }
        let mut unlocked = !locked;
        let mut heard: Vec<u8> = Vec::new();
        let mut some = [0; 256];
        while !self.stop.load(Ordering::Relaxed) {
            match stream.read(&mut some) {
                Ok(0) => return Ok(()),
                Ok(length) => heard.extend_from_slice(&some[..length]),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Err(error),
            }
            while let Some(end) = heard.iter().position(|byte| *byte == b'\r') {
                let line: Vec<u8> = heard.drain(..=end).collect();
                let line = String::from_utf8_lossy(&line[..end]).into_owned();
                if mood != StandInMood::Good {
                    continue;
                }
                let expected = digest(RANDOM, &self.settings.password);
                let question = match line.strip_prefix(&expected) {
                    Some(question) => {
                        unlocked = true;
                        question
                    }
                    None => line.as_str(),
                };
                if !unlocked {
                    stream.write_all(b"PJLINK ERRA\r")?;
                    return Ok(());
                }
                let answer = self.answer(question);
                stream.write_all(format!("{answer}\r").as_bytes())?;
            }
        }
        Ok(())
    }

    fn answer(&self, question: &str) -> String {
        let Some((head, parameter)) = question.split_once(' ') else {
            return "%1ERR1".into();
        };
        let class = if head.starts_with("%2") { 2 } else { 1 };
        let body = head.get(2..).unwrap_or_default();
        let value = if class > self.settings.class {
            "ERR1".into()
        } else {
            self.value(class, body, parameter)
        };
        format!("{head}={value}")
    }

    fn value(&self, class: u8, body: &str, parameter: &str) -> String {
        let mut inner = self.inner();
        let power = self.power(&inner);
        let is_on = power == '1';
        let not_now = || "ERR3".to_owned();
        let done = |is: bool| if is { "OK".into() } else { "ERR2".into() };
        match (class, body, parameter) {
            (1, "POWR", "?") => power.into(),
            (1, "POWR", "0" | "1") => {
                let on = parameter == "1";
                if power == '2' || power == '3' {
                    return not_now();
                }
                if on != inner.on {
                    inner.on = on;
                    inner.since = Instant::now();
                    inner.shut = false;
                }
                "OK".into()
            }
            (1, "CLSS", "?") => self.settings.class.to_string(),
            (1, "NAME", "?") => "Dome east".into(),
            (1, "INF1", "?") => "Welkin".into(),
            (1, "INF2", "?") => "Stand-in".into(),
            (1, "INFO", "?") => "no projector at all".into(),
            (1, "ERST", "?") => inner.faults.clone(),
            (1, "LAMP", "?") => format!("{} {}", self.settings.lamp_hours, u8::from(inner.on)),
            (1 | 2, "INST", "?") => "11 31 32".into(),
            (2, "SNUM", "?") => "SN-1".into(),
            (2, "SVER", "?") => "1.0".into(),
            (2, "RLMP", "?") => "LMP-1".into(),
            (2, "RFIL", "?") => "FIL-1".into(),
            (2, "RRES", "?") => "1920x1200".into(),
            (2, "FILT", "?") => "77".into(),
            (2, "INNM", named) => match named {
                "?11" => "RGB".into(),
                "?31" => "HDMI 1".into(),
                "?32" => "HDMI 2".into(),
                _ => "ERR2".into(),
            },
            _ if !is_on => not_now(),
            (1, "AVMT", "?") => if inner.shut { "31" } else { "30" }.into(),
            (1, "AVMT", "30" | "31") => {
                inner.shut = parameter == "31";
                "OK".into()
            }
            (1 | 2, "INPT", "?") => inner.input.clone(),
            (1 | 2, "INPT", code) => {
                let is_there = ["11", "31", "32"].contains(&code);
                if is_there {
                    inner.input = code.into();
                }
                done(is_there)
            }
            (2, "FREZ", "?") => u8::from(inner.frozen).to_string(),
            (2, "FREZ", "0" | "1") => {
                inner.frozen = parameter == "1";
                "OK".into()
            }
            (2, "IRES", "?") => "1920x1080".into(),
            (2, "SVOL" | "MVOL", "0" | "1") => {
                inner.volume += if parameter == "1" { 1 } else { -1 };
                "OK".into()
            }
            (1, "AVMT" | "POWR", _) | (2, "FREZ" | "SVOL" | "MVOL", _) => "ERR2".into(),
            _ => "ERR1".into(),
        }
    }

    fn power(&self, inner: &Inner) -> char {
        let elapsed = inner.since.elapsed();
        match inner.on {
            true if elapsed < self.settings.warm_up => '3',
            true => '1',
            false if elapsed < self.settings.cool_down => '2',
            false => '0',
        }
    }
}
