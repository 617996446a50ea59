//! Finds where parts of the program fall ill and get well.

use std::collections::BTreeMap;
use std::time::Duration;

use welkin_values::{Health, State};

use crate::event::Event;

/// Parts that are followed; a program has a dozen.
const MOST_PARTS: usize = 128;

/// Other words for the same state make another row at most this often.
const OTHER_WORDS: Duration = Duration::from_secs(10);

/// How the parts were.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    ill: BTreeMap<String, Ill>,
}

#[derive(Debug)]
struct Ill {
    state: State,
    words: String,
    since: Duration,
}

impl Parts {
    /// What is new. Parts are told apart by their names; one that is no longer mentioned is well.
    pub(crate) fn follow(&mut self, uptime: Duration, health: &[Health], found: &mut Vec<Event>) {
        let is_ill = |part: &str| {
            let mut all = health.iter();
            all.any(|health| health.part == part && health.state != State::Good)
        };
        let has_failed = |part: &str| {
            let mut all = health.iter();
            all.any(|health| health.part == part && health.state == State::Failed)
        };
        let well: Vec<String> = self
            .ill
            .keys()
            .filter(|part| !is_ill(part))
            .cloned()
            .collect();
        for part in well {
            self.ill.remove(&part);
            found.push(Event::Fault {
                part,
                state: State::Good,
                words: String::new(),
            });
        }
        // Where a name stands twice, the worst of it counts.
        for health in health.iter().filter(|health| health.state != State::Good) {
            let is_worst = health.state == State::Failed || !has_failed(&health.part);
            if is_worst {
                self.fell_ill(uptime, health, found);
            }
        }
    }

    fn fell_ill(&mut self, uptime: Duration, health: &Health, found: &mut Vec<Event>) {
        let words = without_numbers(&health.words);
        let is_known = self.ill.get(&health.part).is_some_and(|ill| {
            let may_say_more = uptime.saturating_sub(ill.since) >= OTHER_WORDS;
            ill.state == health.state && (ill.words == words || !may_say_more)
        });
        let is_followed = self.ill.contains_key(&health.part) || self.ill.len() < MOST_PARTS;
        if is_known || !is_followed {
            return;
        }
        let ill = Ill {
            state: health.state,
            words,
            since: uptime,
        };
        self.ill.insert(health.part.clone(), ill);
        found.push(Event::Fault {
            part: health.part.clone(),
            state: health.state,
            words: health.words.clone(),
        });
    }
}

/// Words in which only numbers changed say nothing new.
fn without_numbers(words: &str) -> String {
    words
        .chars()
        .filter(|letter| !letter.is_ascii_digit())
        .take(600)
        .collect()
}
