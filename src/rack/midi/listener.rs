//! The thread that hears MIDI: it opens the port, opens it again when it has gone and come back, and asks the panel.

use std::any::Any;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use welkin_installation::{Midi, MidiMap, TimecodeFrom, TimecodeIn};
use welkin_values::{Command, ControlKind, Health, State, Status};

use crate::panel::Panel;
use crate::timecode::{Chase, ChaseState, code_health, lead};

use super::clock::{Clock, MidiTempo};
use super::desk::{Desk, no_show};
use super::message::{Message, Parser};
use super::mtc::QuarterFrames;
use super::sysex::{SysEx, sys_ex};
use super::system::SystemMidi;
use super::wires::{MidiInlet, MidiPort, MidiWires, Piece, WireError};

/// Pieces that may wait for the thread.
const WAITING: usize = 1024;
/// Ports are looked at so often.
const LOOK: Duration = Duration::from_secs(1);
/// Where there is no MIDI at all, more seldom.
const LOOK_SELDOM: Duration = Duration::from_secs(10);
/// How long the thread sleeps where nothing is under way, and where something is.
const IDLE: Duration = Duration::from_millis(200);
const BUSY: Duration = Duration::from_millis(5);

/// The thread could not be begun.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The system gives no more threads.
    #[error("no thread for MIDI could be begun: {0}; end other programs")]
    NoThread(#[from] std::io::Error),
}

/// Why nothing can be learned.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LearnError {
    /// The running show has no such control.
    #[error("there is no control {0:?}")]
    NoControl(String),
}

/// Hears MIDI until it is dropped.
pub struct MidiListener {
    shared: Arc<Mutex<Shared>>,
    panel: Arc<dyn Panel>,
    wake: SyncSender<Piece>,
    ends: Arc<AtomicBool>,
    began: Instant,
    thread: Option<JoinHandle<()>>,
}

/// What the thread and the others both look at.
struct Shared {
    desk: Desk,
    clock: Clock,
    health: Health,
    code: Option<Health>,
    ports: Vec<String>,
}

impl MidiListener {
    /// Hears the system's MIDI as a venue says, and follows `timecode` where that is MTC.
    ///
    /// # Errors
    /// No thread can be begun. A port that is missing is no error: it is waited for.
    pub fn start(
        settings: &Midi,
        timecode: Option<&TimecodeIn>,
        panel: Arc<dyn Panel>,
    ) -> Result<Self, StartError> {
        Self::start_on(SystemMidi, settings, timecode, panel)
    }

    /// The same on any ports.
    ///
    /// # Errors
    /// No thread can be begun.
    pub fn start_on(
        wires: impl MidiWires,
        settings: &Midi,
        timecode: Option<&TimecodeIn>,
        panel: Arc<dyn Panel>,
    ) -> Result<Self, StartError> {
        let (to, from) = sync_channel(WAITING);
        let timecode = timecode.filter(|code| code.from == TimecodeFrom::Mtc);
        let shared = Arc::new(Mutex::new(Shared {
            desk: Desk::new(settings.clone()),
            clock: Clock::default(),
            health: Health::new("midi", State::Reduced, "looks for its port"),
            code: None,
            ports: Vec::new(),
        }));
        let ends = Arc::new(AtomicBool::new(false));
        let lost = Arc::new(AtomicBool::new(false));
        let began = Instant::now();
        let (ours, theirs) = (shared.clone(), panel.clone());
        let inlet = MidiInlet::new(to.clone(), lost.clone());
        let (settings, timecode, stop) = (settings.clone(), timecode.cloned(), ends.clone());
        // Made on the thread itself, as what keeps a port open stays where it was opened.
        let run = move || {
            let chase = timecode.as_ref();
            let chase = chase.map(|code| Chase::new(code.offset, code.freewheel_secs.into()));
            let ears = Ears {
                wires,
                settings,
                timecode,
                chase,
                panel: theirs,
                shared: ours,
                inlet,
                from,
                lost,
                ends: stop,
                began,
                parser: Parser::default(),
                quarters: QuarterFrames::default(),
                open: None,
                look_at: began,
                who: "MIDI".into(),
                refused: None,
            };
            ears.run();
        };
        let thread = std::thread::Builder::new().name("midi".into());
        Ok(Self {
            thread: Some(thread.spawn(run)?),
            shared,
            panel,
            wake: to,
            ends,
            began,
        })
    }

    /// The next controller or key that moves is to move this control, at once and for as long as this runs; a minute's
    /// patience. Ask [`Self::learned`] for what it was.
    ///
    /// # Errors
    /// There is no such control.
    pub fn learn(&self, control: &str) -> Result<(), LearnError> {
        let status = self.panel.status();
        let found = status.as_ref().and_then(|status| status.control(control));
        let Some((spec, _)) = found else {
            return Err(LearnError::NoControl(control.into()));
        };
        let now = self.began.elapsed().as_secs_f64();
        let is_switch = spec.kind == ControlKind::Switch;
        self.shared().desk.learn(control, is_switch, now);
        Ok(())
    }

    /// Nothing is to be learned any more.
    pub fn forget(&self) {
        self.shared().desk.forget();
    }

    /// The control that waits for something to move.
    pub fn learning(&self) -> Option<String> {
        self.shared().desk.learning().map(Into::into)
    }

    /// What was learned since this was asked last: `welkin_installation::with_midi_map` writes it into the venue's file.
    pub fn learned(&self) -> Option<MidiMap> {
        self.shared().desk.learned()
    }

    /// What moves what now, with what was learned.
    pub fn maps(&self) -> Vec<MidiMap> {
        self.shared().desk.maps().to_vec()
    }

    /// How fast a MIDI clock beats, where one comes in.
    pub fn tempo(&self) -> Option<MidiTempo> {
        let now = self.began.elapsed().as_secs_f64();
        self.shared().clock.tempo(now)
    }

    /// The names of all ports that something can be heard in.
    pub fn ports(&self) -> Vec<String> {
        self.shared().ports.clone()
    }

    /// How it is.
    pub fn health(&self) -> Health {
        self.shared().health.clone()
    }

    /// How it stands with MTC, where that is followed.
    pub fn timecode_health(&self) -> Option<Health> {
        self.shared().code.clone()
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for MidiListener {
    fn drop(&mut self) {
        self.ends.store(true, Ordering::Relaxed);
        let nothing = Piece {
            at: Instant::now(),
            bytes: Default::default(),
            length: 0,
        };
        // Where it is full, the thread is awake anyway.
        self.wake.try_send(nothing).ok();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread that hears MIDI has ended by itself");
        }
    }
}

/// All that the thread has.
struct Ears<W> {
    wires: W,
    settings: Midi,
    timecode: Option<TimecodeIn>,
    chase: Option<Chase>,
    panel: Arc<dyn Panel>,
    shared: Arc<Mutex<Shared>>,
    inlet: MidiInlet,
    from: Receiver<Piece>,
    lost: Arc<AtomicBool>,
    ends: Arc<AtomicBool>,
    began: Instant,
    parser: Parser,
    quarters: QuarterFrames,
    /// The port that is heard, none for one of our own, and what keeps it open.
    open: Option<(Option<MidiPort>, Box<dyn Any>)>,
    look_at: Instant,
    who: String,
    /// What was refused last, and when that was said.
    refused: Option<(String, Instant)>,
}

impl<W: MidiWires> Ears<W> {
    fn run(mut self) {
        while !self.ends.load(Ordering::Relaxed) {
            if Instant::now() >= self.look_at {
                self.look();
            }
            let is_led = |chase: &Chase| chase.state() != ChaseState::NoCode;
            let is_busy =
                self.chase.as_ref().is_some_and(is_led) || self.shared().desk.is_waiting();
            match self.from.recv_timeout(if is_busy { BUSY } else { IDLE }) {
                Ok(piece) => {
                    let status = self.panel.status().unwrap_or_else(no_show);
                    self.take(&piece, &status);
                    // What came at once is asked at once; the rest a little later.
                    for _ in 0..WAITING {
                        let Ok(piece) = self.from.try_recv() else {
                            break;
                        };
                        self.take(&piece, &status);
                    }
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {}
            }
            self.ask();
        }
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn secs(&self, at: Instant) -> f64 {
        at.saturating_duration_since(self.began).as_secs_f64()
    }

    fn take(&mut self, piece: &Piece, status: &Status) {
        if self.lost.swap(false, Ordering::Relaxed) {
            self.parser = Parser::default();
            self.quarters = QuarterFrames::default();
        }
        let at = self.secs(piece.at);
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        for byte in &piece.bytes[..piece.length] {
            let Some(message) = self.parser.hear(*byte) else {
                continue;
            };
            match message {
                Message::Clock => shared.clock.tick(at),
                Message::Start => shared.clock.start(),
                Message::Continue => shared.clock.go_on(),
                Message::Stop => shared.clock.stop(),
                Message::SongPosition(sixteenths) => shared.clock.locate(sixteenths),
                Message::QuarterFrame(data) => {
                    let heard = self.quarters.hear(data);
                    if let (Some(chase), Some(heard)) = (&mut self.chase, heard) {
                        let said = self.timecode.as_ref().and_then(|code| code.rate);
                        let is_same = |rate: &welkin_installation::FrameRate| {
                            !heard.rate.drops() && rate.count() == heard.rate.count()
                        };
                        let rate = said.filter(is_same).unwrap_or(heard.rate);
                        let speed = if heard.is_backwards { -1.0 } else { 1.0 };
                        chase.hear(heard.frame, rate, speed, at);
                    }
                }
                Message::SysEx(bytes) => match sys_ex(bytes) {
                    Some(SysEx::Show(command)) => shared.desk.show_control(command, status),
                    Some(SysEx::Locate(label, rate)) => {
                        if let Some(chase) = &mut self.chase {
                            chase.locate(label.frame(rate).into(), rate, at);
                        }
                    }
                    None => {}
                },
                message => shared.desk.hear(message, status, at),
            }
        }
    }

    fn ask(&mut self) {
        let now = self.secs(Instant::now());
        let commands = self.shared().desk.commands(now);
        for command in commands {
            self.ask_for(command);
        }
        if let Some(chase) = &mut self.chase {
            lead(chase, &*self.panel, "MTC", now);
            let health = code_health(chase, "MTC");
            self.shared().code = Some(health);
        }
    }

    fn ask_for(&mut self, command: Command) {
        let Err(why) = self.panel.ask(&self.who, command) else {
            return;
        };
        let is_said = self.refused.as_ref().is_some_and(|(said, at)| {
            let waited = at.elapsed();
            waited < Duration::from_secs(if *said == why { 60 } else { 2 })
        });
        if !is_said {
            tracing::warn!("{} asked for something that cannot be: {why}", self.who);
            self.refused = Some((why, Instant::now()));
        }
    }

    /// Looks whether the port is there, and opens it.
    fn look(&mut self) {
        let (state, words, next) = match self.wires.ports() {
            Err(error) => {
                self.open = None;
                self.shared().ports.clear();
                (State::Failed, error.to_string(), LOOK_SELDOM)
            }
            Ok(ports) => {
                let (state, words) = match self.open_of(&ports) {
                    Ok(found) => found,
                    Err(error) => (State::Failed, error.to_string()),
                };
                self.shared().ports = ports.into_iter().map(|port| port.name).collect();
                (state, words, LOOK)
            }
        };
        self.look_at = Instant::now() + next;
        let health = Health::new("midi", state, words);
        let is_new = self.shared().health != health;
        if is_new {
            match health.state {
                State::Good => tracing::info!("MIDI: {}", health.words),
                _ => tracing::warn!("MIDI: {}", health.words),
            }
            self.shared().health = health;
        }
    }

    fn open_of(&mut self, ports: &[MidiPort]) -> Result<(State, String), WireError> {
        let has_gone = |open: &(Option<MidiPort>, _)| {
            open.0.as_ref().is_some_and(|port| !ports.contains(port))
        };
        if self.open.as_ref().is_some_and(has_gone) {
            self.open = None;
        }
        if self.open.is_none() {
            self.parser = Parser::default();
            let wanted = self.settings.port.as_deref();
            if self.settings.is_virtual {
                let name = wanted.unwrap_or("welkin");
                let open = self.wires.open_virtual(name, self.inlet.clone())?;
                self.who = format!("MIDI ({name})");
                self.open = Some((None, open));
            } else if let Some(port) = meant(ports, wanted) {
                let open = self.wires.open(port, self.inlet.clone())?;
                self.who = format!("MIDI ({})", port.name);
                self.open = Some((Some(port.clone()), open));
            }
        }
        let names = || ports.iter().map(|port| format!("{:?}", port.name));
        let words = match (&self.open, &self.settings.port) {
            (Some((Some(port), _)), _) => {
                return Ok((State::Good, format!("hears {:?}", port.name)));
            }
            (Some((None, _)), name) => {
                let name = name.as_deref().unwrap_or("welkin");
                return Ok((State::Good, format!("has a port of its own, {name:?}")));
            }
            (None, Some(wanted)) if ports.is_empty() => {
                format!(
                    "there is no MIDI port {wanted:?}, nor any other; plug it in or switch it on"
                )
            }
            (None, Some(wanted)) => {
                let names: Vec<String> = names().take(16).collect();
                let names = names.join(", ");
                format!(
                    "there is no MIDI port {wanted:?}; plug it in, or write one of these as `port` in [midi]: {names}"
                )
            }
            (None, None) => "there is no MIDI device; plug one in or switch it on".into(),
        };
        Ok((State::Reduced, words))
    }
}

/// The port of this name, or the first whose name has this in it; without a name the first device that is no mere
/// connection between programs.
fn meant<'p>(ports: &'p [MidiPort], wanted: Option<&str>) -> Option<&'p MidiPort> {
    let Some(wanted) = wanted else {
        return ports
            .iter()
            .find(|port| !port.name.contains("Midi Through"));
    };
    let part = wanted.to_lowercase();
    let exact = ports.iter().find(|port| port.name == wanted);
    exact.or_else(|| {
        ports
            .iter()
            .find(|port| port.name.to_lowercase().contains(&part))
    })
}

#[cfg(test)]
mod tests;
