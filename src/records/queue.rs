//! What waits to be written: bounded, and nobody who adds to it waits.
//!
//! When it is full, the oldest of what is worth least goes: statistics before movements of controls before events.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::event::{Event, Worth};
use crate::time::Time;

/// An event and when it was.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    pub(crate) at: Time,
    pub(crate) event: Event,
}

/// How many notes found no place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Dropped {
    pub(crate) statistics: u64,
    pub(crate) movements: u64,
    pub(crate) events: u64,
}

/// What waits to be written.
#[derive(Debug)]
pub(crate) struct Queue {
    inside: Mutex<Inside>,
    wake: Condvar,
    most: usize,
}

#[derive(Debug, Default)]
struct Inside {
    next: u64,
    statistics: VecDeque<(u64, Entry)>,
    movements: VecDeque<(u64, Entry)>,
    events: VecDeque<(u64, Entry)>,
    dropped: Dropped,
    hurry: bool,
}

impl Queue {
    pub(crate) fn new(most: usize) -> Self {
        Self {
            inside: Mutex::default(),
            wake: Condvar::new(),
            most,
        }
    }

    /// Adds one; `false` if there was no place for it.
    pub(crate) fn push(&self, entry: Entry) -> bool {
        let mut inside = self.lock();
        let worth = entry.event.worth();
        if inside.count() >= self.most && !inside.make_room(worth) {
            inside.count_dropped(worth);
            return false;
        }
        let number = inside.next;
        inside.next += 1;
        inside.of(worth).push_back((number, entry));
        if inside.count() == self.most / 2 {
            self.wake.notify_one();
        }
        true
    }

    /// Everything that waits, in the order in which it was added.
    pub(crate) fn take(&self) -> Vec<Entry> {
        let mut inside = self.lock();
        let mut all: Vec<(u64, Entry)> = Vec::with_capacity(inside.count());
        all.extend(inside.statistics.drain(..));
        all.extend(inside.movements.drain(..));
        all.extend(inside.events.drain(..));
        drop(inside);
        all.sort_by_key(|(number, _)| *number);
        all.into_iter().map(|(_, entry)| entry).collect()
    }

    /// Waits until half of the places are taken, somebody is in a hurry, or the time is over; with `patience`, however
    /// many places are taken.
    pub(crate) fn wait(&self, most: Duration, patience: bool) {
        let half = self.most / 2;
        let calm = |inside: &mut Inside| !inside.hurry && (patience || inside.count() < half);
        let waited = self.wake.wait_timeout_while(self.lock(), most, calm);
        let (mut inside, _) = waited.unwrap_or_else(PoisonError::into_inner);
        inside.hurry = false;
    }

    /// Wakes who waits.
    pub(crate) fn hurry(&self) {
        self.lock().hurry = true;
        self.wake.notify_one();
    }

    /// How many found no place so far.
    pub(crate) fn dropped(&self) -> Dropped {
        self.lock().dropped
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inside {
    fn count(&self) -> usize {
        self.statistics.len() + self.movements.len() + self.events.len()
    }

    fn of(&mut self, worth: Worth) -> &mut VecDeque<(u64, Entry)> {
        match worth {
            Worth::Statistic => &mut self.statistics,
            Worth::Movement => &mut self.movements,
            Worth::Event => &mut self.events,
        }
    }

    /// Lets the oldest go of what is worth least, if that is worth no more; events never make room for events.
    fn make_room(&mut self, worth: Worth) -> bool {
        for less in [Worth::Statistic, Worth::Movement] {
            if less <= worth && self.of(less).pop_front().is_some() {
                self.count_dropped(less);
                return true;
            }
        }
        false
    }

    fn count_dropped(&mut self, worth: Worth) {
        match worth {
            Worth::Statistic => self.dropped.statistics += 1,
            Worth::Movement => self.dropped.movements += 1,
            Worth::Event => self.dropped.events += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use welkin_values::Command;

    use super::*;
    use crate::event::Minute;

    fn entry(number: i64, event: Event) -> Entry {
        Entry {
            at: Time(number),
            event,
        }
    }

    fn statistic(number: i64) -> Entry {
        entry(number, Event::Minute(Minute::default()))
    }

    fn movement(number: i64) -> Entry {
        let command = Command::Set {
            control: "hue".into(),
            value: 1.0,
        };
        let who = "osc".into();
        entry(number, Event::Asked { who, command })
    }

    fn event(number: i64) -> Entry {
        entry(number, Event::Stopped)
    }

    fn numbers(queue: &Queue) -> Vec<i64> {
        queue.take().iter().map(|entry| entry.at.0).collect()
    }

    #[test]
    fn what_is_worth_least_goes_first_and_is_counted() {
        let queue = Queue::new(4);
        for entry in [statistic(0), event(1), movement(2), statistic(3)] {
            assert!(queue.push(entry));
        }
        assert!(queue.push(event(4)));
        assert!(queue.push(movement(5)));
        assert!(queue.push(event(6)));
        assert!(!queue.push(statistic(7)));
        assert_eq!(numbers(&queue), [1, 4, 5, 6]);
        let dropped = queue.dropped();
        assert_eq!(
            (dropped.statistics, dropped.movements, dropped.events),
            (3, 1, 0)
        );
    }

    #[test]
    fn events_never_make_room_for_events() {
        let queue = Queue::new(2);
        assert!(queue.push(event(0)) && queue.push(event(1)));
        assert!(!queue.push(event(2)));
        assert_eq!(queue.dropped().events, 1);
        assert_eq!(numbers(&queue), [0, 1]);
        assert!(queue.push(event(3)));
    }
}
