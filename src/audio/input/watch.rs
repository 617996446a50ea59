//! Looks for an input's card for as long as the program runs, and says what it found.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use welkin_values::{SAMPLE_RATE, State};

use super::card::Microphones;
use super::desk::{Desk, NOBODY};
use super::take::Taker;
use crate::devices::{CardWish, Counts, Format, Keeper, News, Take};

/// How often the card is looked at.
const LOOK: Duration = Duration::from_millis(50);

/// So late comes the silence of a card that is not there: no card comes back with older sound.
pub(super) const SILENCE_AFTER: i64 = SAMPLE_RATE as i64 / 10;

/// What is known of a card.
#[derive(Default)]
pub(super) struct Watched {
    pub(super) heard: Mutex<Heard>,
    pub(super) counts: Arc<Counts>,
}

/// Where live sound comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Heard {
    /// A card is being looked for for the first time.
    #[default]
    Looking,
    /// From this card.
    Card {
        /// Its name, channels and rate.
        words: String,
        /// It has fewer channels than the inputs listen to.
        is_less: bool,
    },
    /// From nowhere, for this reason.
    None(String),
}

impl Heard {
    /// For a technician.
    pub(super) fn words(&self) -> (State, String) {
        match self {
            Self::Looking => (State::Reduced, "looking for the sound card".into()),
            Self::Card { words, is_less } => {
                let state = if *is_less {
                    State::Reduced
                } else {
                    State::Good
                };
                (state, format!("listens to {words}"))
            }
            Self::None(why) => (
                State::Reduced,
                format!(
                    "no live sound ({why}); it is silent, and heard as soon as the card is there"
                ),
            ),
        }
    }
}

impl Watched {
    pub(super) fn overruns(&self) -> u64 {
        self.counts.xruns.load(Ordering::Relaxed)
    }

    /// Says a change, once.
    pub(super) fn tell(&self, now: Heard) {
        let mut before = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        if *before == now {
            return;
        }
        match now.words() {
            (State::Good, words) => tracing::info!("live sound: {words}"),
            (_, words) => tracing::warn!("live sound: {words}"),
        }
        *before = now;
    }
}

/// Runs until the inputs end.
pub(super) fn run(
    desk: &Arc<Desk>,
    wish: &CardWish,
    cards: &mut dyn Microphones,
    watched: &Watched,
    is_over: &AtomicBool,
) {
    let mut keeper = Keeper::new(&watched.counts, Instant::now());
    let mut number = NOBODY;
    while !is_over.load(Ordering::Acquire) {
        let news = keeper.look(Instant::now(), &mut |signs| {
            number += 1;
            let mut make = |format: Format| -> Take {
                let mut taker = Taker::new(number, desk, signs, format);
                Box::new(move |frames, age_secs| taker.take(frames, age_secs))
            };
            cards.open(wish, signs, &mut make)
        });
        match news {
            News::Nothing => {}
            News::Proven { words, is_less } => {
                desk.pass_to(number);
                watched.tell(Heard::Card { words, is_less });
            }
            News::Absent(why) => watched.tell(Heard::None(why)),
            News::Gone { why, stream } => {
                desk.pass_to(NOBODY);
                watched.tell(Heard::None(why));
                drop(stream);
            }
        }
        // A card that holds the desk gives sound itself.
        let now = desk.clock.at_ear().floor() as i64;
        desk.give_silence_until(now - SILENCE_AFTER);
        std::thread::park_timeout(LOOK);
    }
    desk.pass_to(NOBODY);
    drop(keeper.let_go());
}
