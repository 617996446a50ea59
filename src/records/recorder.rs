//! The recorder as the program holds it: nobody who tells it something waits.

#[cfg(test)]
pub(crate) mod tests;

mod desk;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use welkin_values::{Health, State, Status};

use crate::event::Event;
use crate::follower::Follower;
use crate::queue::{Entry, Queue};
use crate::settings::Settings;
use crate::store::FILE;
use crate::time::Time;

use self::desk::Desk;

/// Writes down what happens, on a thread of its own named `records`, until it is dropped. All methods may be called
/// from any thread, and none waits for a disk but [`flush`](Self::flush).
#[derive(Debug)]
pub struct Recorder {
    shared: Arc<Shared>,
    follower: Mutex<Follower>,
    began: Instant,
    path: PathBuf,
    thread: Option<JoinHandle<()>>,
}

/// What the recorder did so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Notes that are on the disk.
    pub written: u64,
    /// Statistics that found no place while the disk was slow or full.
    pub dropped_statistics: u64,
    /// Movements of controls that found none.
    pub dropped_movements: u64,
    /// Events that found none.
    pub dropped_events: u64,
}

#[derive(Debug)]
struct Shared {
    queue: Queue,
    health: Mutex<Health>,
    clients: AtomicU32,
    written: AtomicU64,
    stop: AtomicBool,
    flush: Mutex<Flush>,
    flushed: Condvar,
}

/// How often somebody asked for everything to be written, and up to which asking it is.
#[derive(Debug, Default)]
struct Flush {
    asked: u64,
    done: u64,
}

impl Recorder {
    /// Begins to write into a folder, which is made if it is not there. Whatever is wrong with the folder or the disk,
    /// the program goes on: [`health`](Self::health) says what it is, and it is tried again and again.
    pub fn open(folder: impl AsRef<Path>, settings: Settings) -> Self {
        let settings = settings.checked();
        let folder = folder.as_ref().to_path_buf();
        let shared = Arc::new(Shared {
            queue: Queue::new(settings.most_waiting),
            health: Mutex::new(Health::new(
                "records",
                State::Good,
                "records are being opened",
            )),
            clients: AtomicU32::new(0),
            written: AtomicU64::new(0),
            stop: AtomicBool::new(false),
            flush: Mutex::default(),
            flushed: Condvar::new(),
        });
        let path = folder.join(FILE);
        let began = Instant::now();
        let of_thread = Arc::clone(&shared);
        let thread = thread::Builder::new()
            .name("records".into())
            .spawn(move || keep_writing(&of_thread, Desk::new(folder, settings), began));
        let thread = match thread {
            Ok(thread) => Some(thread),
            Err(error) => {
                shared.say(
                    State::Failed,
                    format!("nothing is recorded: no thread could be begun: {error}"),
                );
                None
            }
        };
        Self {
            shared,
            follower: Mutex::default(),
            began,
            path,
            thread,
        }
    }

    /// Notes that something happened now. `false` if it found no place, because the disk has been slow or full for long;
    /// statistics go before movements of controls, and these before events.
    pub fn note(&self, event: Event) -> bool {
        self.note_at(Time::now(), event)
    }

    /// Notes something that happened at another time. Rows keep the order in which they are noted.
    pub fn note_at(&self, at: Time, event: Event) -> bool {
        if let Event::Asked { who, command } = &event {
            self.follower().asked(self.began.elapsed(), who, command);
        }
        let event = event.shortened();
        self.shared.queue.push(Entry { at, event })
    }

    /// Finds what is new in a status and notes it: what plays, swaps, faults, statistics. To be called a few times a second.
    pub fn follow(&self, status: &Status) {
        let now = Time::now();
        let clients = self.shared.clients.load(Ordering::Relaxed);
        let found = self
            .follower()
            .follow(now, self.began.elapsed(), status, clients);
        for event in found {
            self.note_at(now, event);
        }
    }

    /// How many people watch the page now, for the statistics.
    pub fn set_clients(&self, clients: u32) {
        self.shared.clients.store(clients, Ordering::Relaxed);
    }

    /// How the records are: part `records`.
    pub fn health(&self) -> Health {
        lock(&self.shared.health).clone()
    }

    /// What was written and what found no place.
    pub fn counts(&self) -> Counts {
        let dropped = self.shared.queue.dropped();
        Counts {
            written: self.shared.written.load(Ordering::Relaxed),
            dropped_statistics: dropped.statistics,
            dropped_movements: dropped.movements,
            dropped_events: dropped.events,
        }
    }

    /// Where the database is: what a [`Reader`](crate::Reader) opens.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Waits until everything that was noted before is on the disk; `false` if that takes longer than `most`.
    pub fn flush(&self, most: Duration) -> bool {
        let mut flush = lock(&self.shared.flush);
        flush.asked += 1;
        let asked = flush.asked;
        self.shared.queue.hurry();
        let waited = self
            .shared
            .flushed
            .wait_timeout_while(flush, most, |flush| flush.done < asked);
        let (flush, _) = waited.unwrap_or_else(PoisonError::into_inner);
        flush.done >= asked
    }

    fn follower(&self) -> MutexGuard<'_, Follower> {
        lock(&self.follower)
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Release);
        self.shared.queue.hurry();
        let Some(thread) = self.thread.take() else {
            return;
        };
        // A disk that hangs must not hold up the end of the program.
        for _ in 0..500 {
            if thread.is_finished() {
                break;
            }
            thread::sleep(Duration::from_millis(10));
        }
        if !thread.is_finished() {
            tracing::warn!("the disk did not take the last records within 5 s");
        } else if thread.join().is_err() {
            tracing::error!("the thread that writes records ended in a mistake of ours");
        }
    }
}

impl Shared {
    /// Says how the records are; in the log, once, when that is another state than before.
    fn say(&self, state: State, words: String) {
        let mut health = lock(&self.health);
        if health.state != state {
            match state {
                State::Good => tracing::info!("{words}"),
                State::Reduced | State::Failed => tracing::warn!("{words}"),
            }
        }
        *health = Health::new("records", state, words);
    }
}

fn keep_writing(shared: &Shared, mut desk: Desk, began: Instant) {
    let mut begun = Instant::now();
    loop {
        let rest = desk.rest().saturating_sub(begun.elapsed());
        shared.queue.wait(rest, desk.is_paused());
        begun = Instant::now();
        let is_stopping = shared.stop.load(Ordering::Acquire);
        let asked = lock(&shared.flush).asked;
        desk.turn(shared, Time::now(), began.elapsed());
        if !desk.is_paused() {
            lock(&shared.flush).done = asked;
            shared.flushed.notify_all();
        }
        if is_stopping {
            desk.close(Time::now());
            return;
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
