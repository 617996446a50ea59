//! The show's side: begins the headset's process, sends it what is shown, begins it again when it ends.

use std::collections::VecDeque;
use std::ffi::OsString;
use std::io::{self, BufReader, BufWriter, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use glam::Quat;
use welkin_generator::Slide;
use welkin_values::{Health, State, Visitor};

use super::words::{GuestDeck, GuestFrame, Seen, ToGuest, ToHost, hear, say, send_picture};
use crate::deck::DeckFrame;
use crate::live::LiveFrame;

/// How long after it ended the headset's process is begun again: the headset is to be back within ten seconds.
const REST: Duration = Duration::from_secs(4);
/// How long at most, where no runtime has answered again and again.
const LONGEST_REST: Duration = Duration::from_secs(60);
/// A process that has said nothing for so long hangs.
const SILENCE: Duration = Duration::from_secs(8);
/// Pictures that the headset's process keeps.
pub(super) const KEPT: usize = 8;
/// Wishes that wait for a frame.
const MOST_ASKED: usize = 64;
/// Names the program to begin, where a wrapper began this one.
const SELF: &str = "WELKIN_SELF";

/// The headset's process and what it says.
pub(crate) struct Host {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    /// The newest frame that was not sent yet.
    frame: Mutex<Option<LiveFrame>>,
    is_new: Condvar,
    said: Mutex<Said>,
}

/// What a visitor asks for with a controller.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Asked {
    /// So many scenes on.
    Scenes(i32),
    /// Brighter by this share, or darker.
    Brighter(f32),
}

/// What the headset's process said last.
#[derive(Default)]
struct Said {
    health: Option<Health>,
    seen: Option<Seen>,
    is_new: bool,
    visitor: Visitor,
    asked: Vec<Asked>,
    frames: u64,
    /// Of processes that ended.
    frames_before: u64,
    visits: Vec<bool>,
    /// When something was said last; none once the process has ended.
    heard: Option<Instant>,
}

impl Host {
    /// Begins the headset's process with these arguments, now and whenever it has ended, for as long as the program runs.
    pub(crate) fn begin(arguments: Vec<OsString>) -> Self {
        let shared = Arc::new(Shared::default());
        let theirs = Arc::clone(&shared);
        let began = thread::Builder::new()
            .name("headset".into())
            .spawn(move || keep(&theirs, &arguments));
        if let Err(error) = began {
            tracing::error!("no thread for the headset: {error}");
        }
        Self { shared }
    }

    /// Shows a frame; one that was not sent yet makes way.
    pub(crate) fn show(&self, frame: LiveFrame) {
        *self.shared.frame() = Some(frame);
        self.shared.is_new.notify_one();
    }

    /// Where the head is turned, if that was said since the last time.
    pub(crate) fn take_head(&self) -> Option<Quat> {
        let mut said = self.shared.said();
        let is_new = std::mem::take(&mut said.is_new);
        let turned = said.seen.filter(|_| is_new)?.turned;
        Some(Quat::from_array(turned).normalize())
    }

    /// How the visitor's first eye looks; none while nobody wears the headset.
    pub(crate) fn seen(&self) -> Option<Seen> {
        let said = self.shared.said();
        said.seen.filter(|_| said.visitor.is_here)
    }

    /// What the visitor does.
    pub(crate) fn visitor(&self) -> Visitor {
        self.shared.said().visitor
    }

    /// What was asked with controllers since the last time.
    pub(crate) fn take_asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.shared.said().asked)
    }

    /// Visits that began (true) and ended since the last time.
    pub(crate) fn take_visits(&self) -> Vec<bool> {
        std::mem::take(&mut self.shared.said().visits)
    }

    /// How it stands with the headset, if that is known.
    pub(crate) fn health(&self) -> Option<Health> {
        self.shared.said().health.clone()
    }

    /// Frames that the headset was given.
    pub(crate) fn frames(&self) -> u64 {
        let said = self.shared.said();
        said.frames_before + said.frames
    }
}

impl Said {
    /// Nobody presses faster than frames are heard.
    fn ask(&mut self, asked: Asked) {
        if self.asked.len() < MOST_ASKED {
            self.asked.push(asked);
        }
    }
}

impl Shared {
    fn frame(&self) -> std::sync::MutexGuard<'_, Option<LiveFrame>> {
        self.frame.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn said(&self) -> std::sync::MutexGuard<'_, Said> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says how it stands, once.
    fn tell(&self, state: State, words: &str) {
        let health = Health::new("headset", state, words);
        if self.said().health.replace(health.clone()) != Some(health) {
            tracing::info!("headset: {words}");
        }
    }
}

fn keep(shared: &Arc<Shared>, arguments: &[OsString]) {
    let mut rest = REST;
    loop {
        let begun = Instant::now();
        match begin(arguments) {
            Ok((child, to, from)) => attend(shared, child, to, from),
            Err(error) => shared.tell(
                State::Failed,
                &format!("the headset's process cannot begin: {error}"),
            ),
        }
        {
            let mut said = shared.said();
            said.frames_before += std::mem::take(&mut said.frames);
        }
        // One that lived for a while is soon begun again.
        rest = match begun.elapsed() > 2 * LONGEST_REST / 3 {
            true => REST,
            false => (rest + rest / 16).min(LONGEST_REST),
        };
        thread::sleep(rest);
    }
}

fn begin(arguments: &[OsString]) -> io::Result<(Child, ChildStdin, ChildStdout)> {
    let program = match std::env::var_os(SELF) {
        Some(program) => program.into(),
        None => std::env::current_exe()?,
    };
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let missing = || io::Error::other("it has no pipes");
    let to = child.stdin.take().ok_or_else(missing)?;
    let from = child.stdout.take().ok_or_else(missing)?;
    Ok((child, to, from))
}

/// Until it ends.
fn attend(shared: &Arc<Shared>, mut child: Child, to: ChildStdin, from: ChildStdout) {
    shared.said().heard = Some(Instant::now());
    let theirs = Arc::clone(shared);
    let listener = thread::Builder::new()
        .name("headset hears".into())
        .spawn(move || listen(&theirs, from));
    let sent = send(shared, to);
    // It has nothing to show any more, or has ended already.
    child.kill().ok();
    let ended = child.wait();
    if let Ok(listener) = listener {
        listener.join().ok();
    }
    let was_good = shared
        .said()
        .health
        .as_ref()
        .is_some_and(|health| health.state == State::Good);
    if was_good {
        let how = ended.map_or_else(|error| error.to_string(), |status| status.to_string());
        tracing::warn!(
            "the headset's process ended ({how}; {})",
            sent.err()
                .map_or("all was sent".into(), |error| error.to_string())
        );
        shared.tell(
            State::Reduced,
            "the headset's runtime broke off; the show goes on, and the headset is tried again",
        );
        shared.said().visits.push(false);
    }
}

fn listen(shared: &Arc<Shared>, from: ChildStdout) {
    let mut from = BufReader::new(from);
    loop {
        let message = match hear::<ToHost>(&mut from) {
            Ok(Some(message)) => message,
            // Something else wrote there.
            Err(error) if error.kind() == io::ErrorKind::InvalidData => continue,
            Ok(None) | Err(_) => break,
        };
        shared.said().heard = Some(Instant::now());
        match message {
            ToHost::State { good, words } => {
                shared.tell(if good { State::Good } else { State::Failed }, &words);
            }
            ToHost::Head(seen, visitor, frames) => {
                let mut said = shared.said();
                if seen.is_sane() {
                    (said.seen, said.is_new) = (Some(seen), true);
                }
                (said.visitor, said.frames) = (visitor, frames);
            }
            ToHost::Scenes(by) => shared.said().ask(Asked::Scenes(by)),
            ToHost::Brighter(by) => shared.said().ask(Asked::Brighter(by)),
            ToHost::Visit(began) => shared.said().visits.push(began),
        }
    }
    let mut said = shared.said();
    (said.heard, said.visitor) = (None, Visitor::default());
}

/// Sends frames as they come.
fn send(shared: &Shared, to: ChildStdin) -> io::Result<()> {
    let mut to = BufWriter::with_capacity(1 << 20, to);
    let mut sent: VecDeque<(u64, Slide)> = VecDeque::new();
    let mut next = 1;
    loop {
        let frame = {
            let waiting = shared.frame();
            let wait = shared
                .is_new
                .wait_timeout_while(waiting, Duration::from_secs(1), |frame| frame.is_none());
            let (mut waiting, _) = wait.unwrap_or_else(PoisonError::into_inner);
            waiting.take()
        };
        match shared.said().heard {
            None => return Ok(()),
            Some(heard) if heard.elapsed() > SILENCE => return Err(io::Error::other("it hangs")),
            Some(_) => {}
        }
        let message = match frame {
            Some(frame) => {
                let mut deck = |deck: &Option<DeckFrame>| -> io::Result<Option<GuestDeck>> {
                    let Some(deck) = deck else { return Ok(None) };
                    let pictures = match &deck.pictures {
                        Some([older, newer]) => {
                            let mut number =
                                |slide| send_once(&mut to, &mut sent, &mut next, slide);
                            number(older)?
                                .zip(number(newer)?)
                                .map(|(older, newer)| [older, newer])
                        }
                        None => None,
                    };
                    Ok(Some(GuestDeck {
                        pictures,
                        light: deck.deck_light(),
                    }))
                };
                let decks = [deck(&frame.on)?, deck(&frame.next)?];
                GuestFrame {
                    decks,
                    fade: frame.fade,
                    master: frame.master,
                    house: frame.house,
                }
            }
            None => continue,
        };
        say(&mut to, &ToGuest::Frame(Box::new(message)))?;
        to.flush()?;
    }
}

/// The number of a picture that the headset's process has; none for one on a GPU, which it cannot have.
fn send_once(
    to: &mut impl Write,
    sent: &mut VecDeque<(u64, Slide)>,
    next: &mut u64,
    slide: &Slide,
) -> io::Result<Option<u64>> {
    let Slide::Memory(picture) = slide else {
        return Ok(None);
    };
    if let Some((id, _)) = sent.iter().find(|(_, other)| other.is(slide)) {
        return Ok(Some(*id));
    }
    let id = *next;
    *next += 1;
    send_picture(to, id, picture)?;
    sent.push_back((id, slide.clone()));
    if sent.len() > KEPT {
        sent.pop_front();
    }
    Ok(Some(id))
}
