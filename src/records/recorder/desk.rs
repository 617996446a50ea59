//! What the recorder's thread does at each turn: write what waits, tidy up, and, where that fails, pause and try again.

use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::Duration;

use welkin_values::State;

use super::Shared;
use crate::aside::put_aside;
use crate::clock_watch::ClockWatch;
use crate::event::Event;
use crate::machine::{Load, Machine};
use crate::queue::{Dropped, Entry};
use crate::reserve::Reserve;
use crate::settings::Settings;
use crate::store::{FILE, Store, StoreError};
use crate::time::Time;

/// How often it is written that the program is still there.
const SEEN_EVERY: Duration = Duration::from_secs(1);

/// How often old rows go and the machine is looked at.
const TIDY_EVERY: Duration = Duration::from_secs(5);

/// How often old rows make room for a batch before that counts as a full disk.
const MOST_TRIES: usize = 20;

/// It is tried again after a second, two, four and so on, at most this.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// A jump of the clock that makes ages doubtful, seconds, and for how long they are not believed.
const DOUBTFUL_SECS: f64 = 3600.0;
const DOUBT: Duration = Duration::from_secs(24 * 3600);

/// A rest between two runs of the program that makes ages doubtful: the clock may be wrong now.
const LONG_REST_SECS: f64 = 30.0 * 86_400.0;

/// What the recorder's thread works with.
pub(super) struct Desk {
    folder: PathBuf,
    settings: Settings,
    reserve: Reserve,
    store: Option<Store>,
    pending: Vec<Entry>,
    /// How many of these somebody noted.
    noted: u64,
    carried: Vec<Entry>,
    watch: ClockWatch,
    load: Load,
    machine: Machine,
    load_cores: Option<f32>,
    seen: Option<Duration>,
    tidied: Option<Duration>,
    doubt_until: Duration,
    paused: Option<Pause>,
}

struct Pause {
    since: Time,
    next: Duration,
    length: Duration,
    dropped: Dropped,
    words: String,
}

impl Desk {
    pub(super) fn new(folder: PathBuf, settings: Settings) -> Self {
        Self {
            reserve: Reserve::at(folder.join("records.reserve")),
            folder,
            settings,
            store: None,
            pending: Vec::new(),
            noted: 0,
            carried: Vec::new(),
            watch: ClockWatch::default(),
            load: Load::default(),
            machine: Machine::default(),
            load_cores: None,
            seen: None,
            tidied: None,
            doubt_until: Duration::ZERO,
            paused: None,
        }
    }

    /// How long to rest before the next turn.
    pub(super) fn rest(&self) -> Duration {
        self.settings.commit_every
    }

    pub(super) fn is_paused(&self) -> bool {
        self.paused.is_some()
    }

    /// One turn. `uptime` is time that only goes on.
    pub(super) fn turn(&mut self, shared: &Shared, now: Time, uptime: Duration) {
        if let Some((before, by_secs)) = self.watch.look(now, uptime) {
            if by_secs.abs() > DOUBTFUL_SECS {
                self.doubt_until = uptime + DOUBT;
            }
            self.carried.push(Entry {
                at: now,
                event: Event::ClockJumped { before, by_secs },
            });
        }
        if self
            .paused
            .as_ref()
            .is_some_and(|pause| uptime < pause.next)
        {
            return;
        }
        if let Err(trouble) = self.work(shared, now, uptime) {
            self.pause(shared, now, uptime, &trouble);
        }
    }

    /// Everything that is open is over, in good order. What cannot be written now is lost.
    pub(super) fn close(mut self, now: Time) {
        let Some(store) = self.store.take() else {
            return;
        };
        if let Err(error) = store.close(now) {
            tracing::warn!("the last records could not be written: {error}");
        }
    }

    fn work(&mut self, shared: &Shared, now: Time, uptime: Duration) -> Result<(), StoreError> {
        let is_time = |last: Option<Duration>, every| {
            last.is_none_or(|last| uptime.saturating_sub(last) >= every)
        };
        let is_tidying = is_time(self.tidied, TIDY_EVERY);
        if is_tidying {
            self.machine = Machine::look();
            self.load_cores = self.load.step(self.machine.cpu_secs, uptime);
            if self.store.as_ref().is_some_and(|store| !store.is_there()) {
                tracing::warn!("the records' file was taken away; another one is begun");
                self.leave_store(now);
            }
        }
        self.open(shared, now, uptime)?;
        if self.pending.is_empty() {
            self.pending = shared.queue.take();
            self.noted = self.pending.len() as u64;
            self.describe_minutes();
        }
        if !self.carried.is_empty() {
            self.pending.splice(0..0, self.carried.drain(..));
        }
        let Some(store) = &mut self.store else {
            return Ok(());
        };
        if !self.pending.is_empty() || is_time(self.seen, SEEN_EVERY) {
            write(store, &self.pending, now)?;
            shared.written.fetch_add(self.noted, Ordering::Relaxed);
            self.noted = 0;
            self.pending.clear();
            self.seen = Some(uptime);
            self.resume(shared, now)?;
        }
        if is_tidying && let Some(store) = &mut self.store {
            self.tidied = Some(uptime);
            store.tidy(&self.settings, now, uptime >= self.doubt_until)?;
            if let Err(error) = self.reserve.take() {
                tracing::debug!("no room for the records' reserve: {error}");
            }
        }
        Ok(())
    }

    fn open(&mut self, shared: &Shared, now: Time, uptime: Duration) -> Result<(), StoreError> {
        if self.store.is_some() {
            return Ok(());
        }
        let opened = Store::open(&self.folder, &self.settings, now)?;
        let rested = opened.last_seen.map(|seen| now.secs_since(seen).abs());
        if rested.is_some_and(|secs| secs > LONG_REST_SECS) {
            self.doubt_until = self.doubt_until.max(uptime + DOUBT);
        }
        self.store = Some(opened.store);
        if let Some(words) = opened.words {
            tracing::warn!("{words}");
            let (part, state) = ("records".to_string(), State::Reduced);
            self.carried
                .insert(0, fault(now, part.clone(), state, words));
            self.carried
                .insert(1, fault(now, part, State::Good, String::new()));
        }
        if self.paused.is_none() {
            self.is_good(shared);
        }
        Ok(())
    }

    fn is_good(&self, shared: &Shared) {
        let words = format!("records are kept in {}", self.folder.display());
        shared.say(State::Good, words);
    }

    /// The store is let go of; what is open in it begins anew in the next one.
    fn leave_store(&mut self, now: Time) {
        if let Some(store) = self.store.take() {
            let mut carried = store.carry(now);
            carried.append(&mut self.carried);
            self.carried = carried;
        }
    }

    fn pause(&mut self, shared: &Shared, now: Time, uptime: Duration, trouble: &StoreError) {
        let words = match trouble {
            StoreError::Full => {
                self.make_room();
                format!(
                    "the disk is full, so nothing is recorded in {}; old records go, and it is tried again; delete \
                     what is not needed",
                    self.folder.display()
                )
            }
            StoreError::Damaged => {
                self.leave_store(now);
                let path = self.folder.join(FILE);
                match put_aside(&path, "damaged", now) {
                    Ok(aside) => format!(
                        "the records were damaged; they lie aside as {}, and new ones are begun",
                        aside.display()
                    ),
                    Err(error) => format!("the records are damaged and cannot be moved: {error}"),
                }
            }
            StoreError::Taken => format!("{trouble} ({})", self.folder.display()),
            StoreError::Files { .. } | StoreError::Database(_) => {
                self.leave_store(now);
                format!("nothing is recorded: {trouble}; it is tried again")
            }
        };
        let pause = self.paused.get_or_insert_with(|| Pause {
            since: now,
            next: uptime,
            length: Duration::from_millis(500),
            dropped: shared.queue.dropped(),
            words: words.clone(),
        });
        pause.length = (2 * pause.length).min(LONGEST_PAUSE);
        pause.next = uptime + pause.length;
        shared.say(State::Reduced, words);
    }

    /// Writes down that there was a pause, and what it cost.
    fn resume(&mut self, shared: &Shared, now: Time) -> Result<(), StoreError> {
        let Some(pause) = &self.paused else {
            return Ok(());
        };
        let dropped = shared.queue.dropped();
        let words = format!(
            "{} ({} statistics, {} movements of controls and {} events found no place)",
            pause.words,
            dropped.statistics - pause.dropped.statistics,
            dropped.movements - pause.dropped.movements,
            dropped.events - pause.dropped.events,
        );
        let (since, part) = (pause.since, "records".to_string());
        if let Some(store) = &mut self.store {
            let fault_rows = [
                fault(since, part.clone(), State::Reduced, words),
                fault(now, part, State::Good, String::new()),
            ];
            store.write(&fault_rows, now)?;
        }
        self.paused = None;
        self.is_good(shared);
        Ok(())
    }

    fn make_room(&mut self) {
        if let Err(error) = self.reserve.give() {
            tracing::debug!("the records' reserve stays: {error}");
        }
        if let Some(store) = &mut self.store
            && let Err(error) = store.make_room()
        {
            tracing::debug!("old records could not go: {error}");
        }
    }

    /// Adds what the machine says to minutes that know nothing of it.
    fn describe_minutes(&mut self) {
        for entry in &mut self.pending {
            if let Event::Minute(minute) = &mut entry.event {
                let known = &self.machine;
                let hottest = known.temperature_celsius().map(f64::from);
                minute.temperature_celsius = minute.temperature_celsius.or(hottest);
                minute.memory_mib = minute.memory_mib.or(known.memory_mib.map(f64::from));
                minute.load_cores = minute.load_cores.or(self.load_cores.map(f64::from));
            }
        }
    }
}

/// Writes a batch. One that does not fit into what the file may become takes the oldest rows' place.
fn write(store: &mut Store, entries: &[Entry], now: Time) -> Result<(), StoreError> {
    for _ in 0..MOST_TRIES {
        match store.write(entries, now) {
            Err(StoreError::Full) if store.is_at_bound() => store.make_way()?,
            Err(trouble) => return Err(trouble),
            Ok(()) => return store.keep_small(),
        }
    }
    store.write(entries, now)
}

fn fault(at: Time, part: String, state: State, words: String) -> Entry {
    Entry {
        at,
        event: Event::Fault { part, state, words },
    }
}
