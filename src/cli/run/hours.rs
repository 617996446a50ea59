//! The calendar at work: once a second it is asked what is due, and that is asked of the show.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use jiff::Timestamp;
use welkin_calendar::{Action, CALENDAR_FILE, Calendar, Follower, Seen};
use welkin_installation::{BLACKOUT, HOUSE_LIGHTS, VOLUME_LIMIT};
use welkin_rack::Panel;
use welkin_values::{Command, Health, State};

use super::hub::Hub;
use crate::cli::calendar::read;
use crate::cli::check::tell;

const EVERY: Duration = Duration::from_secs(1);
const WHO: &str = "the calendar";

/// Follows the calendar beside the installations until it is dropped.
pub(super) struct Hours(Arc<AtomicBool>);

impl Drop for Hours {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Begins to follow the calendar of a library; one that is saved later is followed from then on.
pub(super) fn follow(library: &Path, hub: &Arc<Hub>) -> Hours {
    let stop = Arc::new(AtomicBool::new(false));
    let (theirs, hub, file) = (
        Arc::clone(&stop),
        Arc::clone(hub),
        library.join(CALENDAR_FILE),
    );
    let work = move || keep_following(&Book::new(file), &hub, &theirs);
    let began = thread::Builder::new().name("calendar".into()).spawn(work);
    if let Err(error) = began {
        tell(&format!("the calendar is not followed: {error}"));
    }
    Hours(stop)
}

fn keep_following(book: &Book, hub: &Arc<Hub>, stop: &AtomicBool) {
    let began = Instant::now();
    let mut follower: Option<Follower> = None;
    let mut saved = None;
    let health = Arc::new(std::sync::Mutex::new(None::<Health>));
    let shared = Arc::clone(&health);
    hub.watch_some(move || shared.lock().map_or(None, |health| health.clone()));
    while !stop.load(Ordering::Relaxed) {
        if let Some(now) = book.saved_since(&mut saved) {
            let said = book.read(now).map(|calendar| match &mut follower {
                Some(follower) => follower.take(calendar),
                None => follower = Some(Follower::new(calendar)),
            });
            let is_followed = follower.is_some();
            let now = match said {
                Ok(()) => is_followed.then(|| Health::new("calendar", State::Good, "is followed")),
                Err(problems) if problems.is_empty() => None,
                Err(problems) => {
                    let goes_on = if is_followed {
                        "; the last good one is followed"
                    } else {
                        ""
                    };
                    Some(Health::new(
                        "calendar",
                        State::Reduced,
                        format!("{problems}{goes_on}"),
                    ))
                }
            };
            if let Ok(mut health) = health.lock() {
                *health = now;
            }
        }
        if let (Some(follower), Some(status)) = (&mut follower, hub.status()) {
            let seen = Seen {
                installation: &status.installation,
                switching: status.switching.as_deref(),
                refused: status.refused.as_ref().map(|it| it.installation.as_str()),
            };
            let now = Timestamp::now();
            for action in follower.step(now, began.elapsed().as_secs_f64(), &seen) {
                act(hub, action);
            }
        }
        thread::sleep(EVERY);
    }
}

fn act(hub: &Hub, action: Action) {
    let set = |control: &str, value: f32| Command::Set {
        control: control.into(),
        value,
    };
    let switch = |on: bool| if on { 1.0 } else { 0.0 };
    let command = match action {
        Action::Say { words } => return hub.say(words),
        Action::Switch { installation, .. } => Command::Switch { installation },
        Action::VolumeLimit { limit } => set(VOLUME_LIMIT, limit.unwrap_or(1.0)),
        Action::HouseLights { on } => set(HOUSE_LIGHTS, switch(on)),
        Action::Dark { on } => set(BLACKOUT, switch(on)),
        Action::Projectors { on } => return hub.switch_projectors(on),
    };
    if let Err(words) = hub.ask(WHO, command) {
        hub.say(format!("{WHO} asked in vain: {words}"));
    }
}

/// The calendar's file.
struct Book {
    file: PathBuf,
}

impl Book {
    fn new(file: PathBuf) -> Self {
        Self { file }
    }

    /// When it was saved, if that is another time than before; `Some(None)` once it is gone.
    fn saved_since(&self, before: &mut Option<Option<SystemTime>>) -> Option<Option<SystemTime>> {
        let now = std::fs::metadata(&self.file)
            .and_then(|it| it.modified())
            .ok();
        (before.replace(now) != Some(now)).then_some(now)
    }

    /// What is wrong with it, in words; nothing where there is none.
    fn read(&self, saved: Option<SystemTime>) -> Result<Calendar, String> {
        if saved.is_none() {
            return Err(String::new());
        }
        let text = std::fs::read_to_string(&self.file).map_err(|error| error.to_string())?;
        let checked = read(&self.file, &text);
        for warning in &checked.problems.warnings {
            tracing::warn!("{warning}");
        }
        checked.calendar.ok_or_else(|| checked.problems.to_string())
    }
}
