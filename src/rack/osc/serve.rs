//! The thread that answers OSCQuery's questions: one thread, a bounded number of visitors, none of whom it waits for.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use welkin_installation::{Osc as Settings, Senders};

use crate::Panel;

use super::announce::Announcer;
use super::listen::{waits, why};
use super::purse::Purse;
use super::request::{MOST_HEAD_BYTES, Reading, json_answer, plain_answer, read};
use super::shared::Shared;
use super::tree::{host_info, tree};

/// Visitors at a time; others wait at the door.
const MOST_VISITORS: usize = 16;

/// How long a visit may take.
const VISIT: Duration = Duration::from_secs(5);

/// Whole trees in a second.
const TREES_PER_SEC: f64 = 50.0;

/// How long the thread sleeps while there are visitors, and while there are none.
const SLEEPS: [Duration; 2] = [Duration::from_millis(2), Duration::from_millis(25)];

/// A door that failed is opened again after this.
const AGAIN_AFTER: Duration = Duration::from_secs(2);

/// Opens the door: at the port that is written, else at OSC's own number or, where that is taken, at any.
pub(crate) fn open(settings: &Settings, osc_port: u16) -> Result<TcpListener, String> {
    let at = |port| {
        let address = SocketAddr::new(settings.bind, port);
        let door = TcpListener::bind(address).map_err(|error| why(address, &error))?;
        let is_ready = door
            .set_nonblocking(true)
            .map_err(|error| error.to_string());
        is_ready.map(|()| door)
    };
    match settings.query_port {
        Some(port) => at(port),
        None => at(osc_port).or_else(|_| at(0)),
    }
}

/// Answers until the end. The first door may be opened before.
pub(crate) fn serve(
    settings: &Settings,
    mut door: Option<TcpListener>,
    panel: &dyn Panel,
    shared: &Arc<Shared>,
) {
    let mut announcer = Announcer::new();
    let mut desk = Desk::new(settings);
    while !shared.ends() {
        if let Some(open) = &door {
            shared.say_answers(open.local_addr().map_err(|error| error.to_string()));
            if let Err(error) = desk.answer(open, &mut announcer, panel, shared) {
                shared.say_answers(Err(error.to_string()));
            }
        }
        if waits(AGAIN_AFTER, shared) {
            let osc_port = shared.listens_at().map_or(settings.port, |at| at.port());
            door = open(settings, osc_port)
                .inspect_err(|why| shared.say_answers(Err(why.clone())))
                .ok();
        }
    }
}

/// Where visitors are answered.
struct Desk {
    start: Instant,
    is_loopback: bool,
    allow: Vec<Senders>,
    purse: Purse,
    visitors: Vec<Visitor>,
}

impl Desk {
    fn new(settings: &Settings) -> Self {
        Self {
            start: Instant::now(),
            is_loopback: settings.bind.is_loopback(),
            allow: settings.allow.clone(),
            purse: Purse::new(TREES_PER_SEC, TREES_PER_SEC),
            visitors: Vec::new(),
        }
    }

    /// Answers until the end, or until the door fails.
    fn answer(
        &mut self,
        door: &TcpListener,
        announcer: &mut Announcer,
        panel: &dyn Panel,
        shared: &Shared,
    ) -> io::Result<()> {
        while !shared.ends() {
            announcer.follow(shared);
            while self.visitors.len() < MOST_VISITORS {
                match door.accept() {
                    Ok((stream, from)) => self.visitors.extend(Visitor::new(stream, from)),
                    Err(error) if error.kind() == ErrorKind::WouldBlock => break,
                    Err(error) if is_passing(error.kind()) => {}
                    Err(error) => return Err(error),
                }
            }
            let mut visitors = std::mem::take(&mut self.visitors);
            visitors.retain_mut(|visitor| self.attend(visitor, panel, shared).unwrap_or(false));
            self.visitors = visitors;
            sleep(SLEEPS[usize::from(self.visitors.is_empty())]);
        }
        Ok(())
    }

    /// Does what can be done for a visitor without waiting; `false` when the visit is over.
    fn attend(
        &mut self,
        visitor: &mut Visitor,
        panel: &dyn Panel,
        shared: &Shared,
    ) -> io::Result<bool> {
        if visitor.came.elapsed() > VISIT {
            return Ok(false);
        }
        let is_open = visitor.read()?;
        if visitor.answer.is_none() {
            visitor.answer = self.reply(visitor, panel, shared);
        }
        match &mut visitor.answer {
            None => Ok(is_open),
            Some(answer) if answer.is_empty() => Ok(is_open),
            Some(answer) => {
                let written = no_waiting(visitor.stream.write(answer))?.unwrap_or(0);
                answer.drain(..written);
                if answer.is_empty() {
                    visitor.stream.shutdown(Shutdown::Write)?;
                }
                Ok(true)
            }
        }
    }

    fn reply(&mut self, visitor: &Visitor, panel: &dyn Panel, shared: &Shared) -> Option<Vec<u8>> {
        let request = match read(&visitor.head) {
            Reading::Unfinished => return None,
            Reading::Bad(status, words) => return Some(plain_answer(status, words)),
            Reading::Asks(request) => request,
        };
        let from = visitor.from.ip();
        let is_allowed = self.allow.is_empty() || self.allow.iter().any(|it| it.holds(from));
        let is_led_here = self.is_loopback && !request.is_for_this_machine();
        if !is_allowed || is_led_here {
            return Some(plain_answer(403, "this is not for you"));
        }
        self.purse.fill(self.start.elapsed());
        if !self.purse.pay(1.0) {
            return Some(plain_answer(
                503,
                "too many questions; ask again in a second",
            ));
        }
        if request.is_for_host_info() {
            let at = shared.listens_at();
            let address = at
                .filter(|at| !at.ip().is_unspecified())
                .map(|at| at.ip().to_string());
            let info = host_info("Welkin", address.as_deref(), at.map_or(0, |at| at.port()));
            return Some(json_answer(&info));
        }
        Some(request.answer(&tree(panel.status().as_deref())))
    }
}

struct Visitor {
    stream: TcpStream,
    from: SocketAddr,
    came: Instant,
    head: Vec<u8>,
    /// What is still to be written.
    answer: Option<Vec<u8>>,
}

impl Visitor {
    /// None if the visitor has gone already.
    fn new(stream: TcpStream, from: SocketAddr) -> Option<Self> {
        stream.set_nonblocking(true).ok()?;
        Some(Self {
            stream,
            from,
            came: Instant::now(),
            head: Vec::new(),
            answer: None,
        })
    }

    /// Reads what has come, a bounded amount; what comes behind the question is not kept. `false` when no more will.
    fn read(&mut self) -> io::Result<bool> {
        let mut part = [0; 2048];
        for _ in 0..4 {
            match no_waiting(self.stream.read(&mut part))? {
                None => return Ok(true),
                Some(0) => return Ok(false),
                Some(count) if self.answer.is_none() && self.head.len() < MOST_HEAD_BYTES => {
                    self.head.extend_from_slice(&part[..count]);
                }
                Some(_) => {}
            }
        }
        Ok(true)
    }
}

/// What was done; none if one would have to wait.
fn no_waiting<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(done) => Ok(Some(done)),
        Err(error) => match error.kind() {
            ErrorKind::WouldBlock | ErrorKind::Interrupted => Ok(None),
            _ => Err(error),
        },
    }
}

/// What a visitor that breaks off does to the door.
fn is_passing(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset | ErrorKind::Interrupted
    )
}
