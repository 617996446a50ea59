//! Looks for a card for as long as it is wanted: opens it, watches it on trial, notices that it is lost, tries again.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::signs::{Counts, Signs};

/// First and longest time between two attempts. A card that comes back is heard within two seconds.
const BACKOFF: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(1));

/// A device that only swallows sound will hardly become a card.
const SWALLOWS: Duration = Duration::from_secs(60);

/// A card that has not called for this long, and for so many of its periods, has stopped.
const STALLED: (Duration, f64) = (Duration::from_millis(600), 6.0);

/// After so many errors in so long a time, without a call between them, a card is lost.
const PATIENCE: (u64, Duration) = (500, Duration::from_millis(250));

/// A card that was opened.
pub(crate) struct Opened {
    /// Its name, channels and rate.
    pub(crate) words: String,
    /// It has less than was wished for.
    pub(crate) is_less: bool,
    /// How long a period is, as far as it is known.
    pub(crate) period_secs: f64,
    /// It stops when this is dropped.
    pub(crate) stream: Box<dyn Send>,
}

/// What there is to say after a look.
pub(crate) enum News {
    /// Nothing new.
    Nothing,
    /// The card has proven to be one.
    Proven {
        /// Its name, channels and rate.
        words: String,
        /// It has less than was wished for.
        is_less: bool,
    },
    /// It is no card any more, or never was: see to whatever relied on it, then drop it.
    Gone {
        /// What happened.
        why: String,
        /// The card.
        stream: Box<dyn Send>,
    },
    /// It cannot be opened.
    Absent(String),
}

/// Keeps one card.
pub(crate) struct Keeper {
    counts: Arc<Counts>,
    held: Option<Held>,
    wait: Duration,
    next_try: Instant,
}

struct Held {
    opened: Opened,
    signs: Arc<Signs>,
    seen_calls: u64,
    seen_at: Instant,
    is_proven: bool,
}

impl Keeper {
    /// Tries at once.
    pub(crate) fn new(counts: &Arc<Counts>, now: Instant) -> Self {
        Self {
            counts: Arc::clone(counts),
            held: None,
            wait: BACKOFF.0,
            next_try: now,
        }
    }

    /// One look, to be repeated every few hundredths of a second.
    pub(crate) fn look(
        &mut self,
        now: Instant,
        open: &mut dyn FnMut(&Arc<Signs>) -> Result<Opened, String>,
    ) -> News {
        match self.held.take() {
            None if now >= self.next_try => self.try_to_open(now, open),
            None => News::Nothing,
            Some(held) => self.judge(held, now),
        }
    }

    /// Whatever is held, to be dropped by somebody else.
    pub(crate) fn let_go(&mut self) -> Option<Box<dyn Send>> {
        self.held.take().map(|held| held.opened.stream)
    }

    fn try_to_open(
        &mut self,
        now: Instant,
        open: &mut dyn FnMut(&Arc<Signs>) -> Result<Opened, String>,
    ) -> News {
        let signs = Arc::new(Signs::new(&self.counts));
        match open(&signs) {
            Ok(opened) => {
                self.held = Some(Held {
                    opened,
                    signs,
                    seen_calls: 0,
                    seen_at: now,
                    is_proven: false,
                });
                News::Nothing
            }
            Err(why) => {
                self.back_off(now);
                News::Absent(why)
            }
        }
    }

    fn judge(&mut self, mut held: Held, now: Instant) -> News {
        let words = held.opened.words.clone();
        if held.signs.runs_away.load(Ordering::Acquire) {
            let why = "takes sound faster than it could be heard, as null and file devices do";
            self.next_try = now + SWALLOWS;
            return News::Gone {
                why: format!("{words} {why}"),
                stream: held.opened.stream,
            };
        }
        if let Some(what) = held.what_is_wrong(now) {
            self.back_off(now);
            return News::Gone {
                why: format!("{words} {what}"),
                stream: held.opened.stream,
            };
        }
        let is_new = !held.is_proven && held.signs.is_proven.load(Ordering::Acquire);
        held.is_proven |= is_new;
        let news = if is_new {
            self.wait = BACKOFF.0;
            News::Proven {
                words: held.opened.words.clone(),
                is_less: held.opened.is_less,
            }
        } else {
            News::Nothing
        };
        self.held = Some(held);
        news
    }

    fn back_off(&mut self, now: Instant) {
        self.next_try = now + self.wait;
        self.wait = (self.wait * 2).min(BACKOFF.1);
    }
}

impl Held {
    fn what_is_wrong(&mut self, now: Instant) -> Option<&'static str> {
        if self.signs.is_lost.load(Ordering::Acquire) {
            return Some("was lost");
        }
        let calls = self.signs.calls.load(Ordering::Relaxed);
        if calls != self.seen_calls {
            self.seen_calls = calls;
            self.seen_at = now;
            return None;
        }
        let still = now.saturating_duration_since(self.seen_at);
        let errors = self.signs.errors_in_a_row.load(Ordering::Relaxed);
        if still > PATIENCE.1 && errors > PATIENCE.0 {
            return Some("only reports errors");
        }
        let periods =
            Duration::from_secs_f64((self.opened.period_secs * STALLED.1).clamp(0.0, 60.0));
        (still > STALLED.0.max(periods)).then_some("stopped")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::devices::signs::Watch;
    use cpal::ErrorKind;

    /// What the card of a test does at a time, in milliseconds.
    enum Does {
        Refuses,
        Runs,
        Races,
        Stalls,
        Breaks,
    }

    /// Lets a keeper look every 50 ms at a card; returns what it said and when.
    fn story(until_ms: u64, does: impl Fn(u64) -> Does) -> Vec<(u64, &'static str)> {
        let began = Instant::now();
        let counts = Arc::new(Counts::default());
        let mut keeper = Keeper::new(&counts, began);
        let mut watch: Option<(Arc<Signs>, Watch)> = None;
        let mut said = Vec::new();
        for ms in (0..until_ms).step_by(10) {
            let secs = ms as f64 / 1000.0;
            if let Some((signs, watch)) = &mut watch {
                match does(ms) {
                    Does::Runs => watch.called(480, secs),
                    Does::Races => watch.called(48_000, secs),
                    Does::Breaks => signs.note(ErrorKind::DeviceNotAvailable),
                    Does::Refuses | Does::Stalls => {}
                }
            }
            if ms % 50 > 0 {
                continue;
            }
            let mut open = |signs: &Arc<Signs>| {
                if matches!(does(ms), Does::Refuses | Does::Breaks) {
                    return Err("busy".to_owned());
                }
                watch = Some((Arc::clone(signs), Watch::new(signs, 48_000)));
                Ok(Opened {
                    words: "card".into(),
                    is_less: false,
                    period_secs: 0.01,
                    stream: Box::new(()),
                })
            };
            let what = match keeper.look(began + Duration::from_millis(ms), &mut open) {
                News::Nothing => continue,
                News::Proven { .. } => "proven",
                News::Gone { .. } => "gone",
                News::Absent(_) => "absent",
            };
            said.push((ms, what));
        }
        said
    }

    #[test]
    fn a_card_that_comes_back_is_proven_within_two_seconds() {
        // Wherever between two attempts it comes back.
        for back_ms in (3000..4500).step_by(70) {
            let said = story(10_000, |ms| match ms {
                0..1000 => Does::Runs,
                ms if ms < back_ms => Does::Breaks,
                _ => Does::Runs,
            });
            let proven: Vec<_> = said.iter().filter(|what| what.1 == "proven").collect();
            assert_eq!(proven.len(), 2, "{said:?}");
            assert!(
                proven[0].0 <= 400 && proven[1].0 - back_ms <= 1500,
                "{back_ms}: {said:?}"
            );
        }
    }

    #[test]
    fn stalled_cards_are_noticed_soon() {
        let said = story(3000, |ms| match ms {
            1000..2000 => Does::Stalls,
            _ => Does::Runs,
        });
        let gone = said
            .iter()
            .find(|what| what.1 == "gone")
            .expect("it stalled");
        assert!((1600..=1750).contains(&gone.0), "{said:?}");
    }

    #[test]
    fn what_swallows_sound_is_left_alone_for_a_minute() {
        let said = story(62_000, |_| Does::Races);
        assert_eq!(
            said.iter().filter(|what| what.1 == "gone").count(),
            2,
            "{said:?}"
        );
        assert!(said.iter().all(|what| what.1 != "proven"), "{said:?}");
    }

    #[test]
    fn a_refusal_is_tried_again_and_again() {
        let said = story(5000, |_| Does::Refuses);
        assert!((5..=8).contains(&said.len()), "{said:?}");
    }
}
