//! Looks for a sound card for as long as the program runs, and says what it found.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use welkin_values::State;

use super::callback::Callback;
use super::card::Cards;
use super::rig::{Rig, TIMER};
use crate::devices::{CardWish, Format, Give, Keeper, News};

/// How often the card is looked at.
const LOOK: Duration = Duration::from_millis(50);

/// Where the sound goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outlet {
    /// Nowhere, on purpose.
    Silent,
    /// A card is being looked for for the first time.
    Looking,
    /// To this card.
    Card {
        /// Its name, channels and rate.
        words: String,
        /// It has fewer channels than there are speakers.
        is_less: bool,
    },
    /// Nowhere, for this reason.
    None(String),
}

impl Outlet {
    /// For a technician.
    pub(super) fn words(&self) -> (State, String) {
        match self {
            Self::Silent => (
                State::Good,
                "the venue is silent on purpose; a timer keeps the time".into(),
            ),
            Self::Looking => (State::Reduced, "looking for a sound card".into()),
            Self::Card { words, is_less } => {
                let state = if *is_less {
                    State::Reduced
                } else {
                    State::Good
                };
                (state, format!("plays on {words}"))
            }
            Self::None(why) => (
                State::Reduced,
                format!(
                    "no sound card ({why}); the show keeps time without sound, a card is used as soon as there is one"
                ),
            ),
        }
    }
}

/// Runs until the mixer ends.
pub(super) fn run(rig: &Arc<Rig>, wish: &CardWish, cards: &mut dyn Cards, outlet: &Mutex<Outlet>) {
    let mut keeper = Keeper::new(&rig.counts, Instant::now());
    let mut number = TIMER;
    while !rig.is_over() {
        let news = keeper.look(Instant::now(), &mut |signs| {
            number += 1;
            let mut make = |format: Format| -> Give {
                let mut callback = Callback::new(number, rig, signs, format);
                Box::new(move |frames, delay_secs| callback.give(frames, delay_secs))
            };
            cards.open(wish, signs, &mut make)
        });
        match news {
            News::Nothing => {}
            News::Proven { words, is_less } => {
                rig.pass_to(number);
                tell(outlet, Outlet::Card { words, is_less });
            }
            News::Absent(why) => tell(outlet, Outlet::None(why)),
            News::Gone { why, stream } => {
                // First the timer takes over, then the card is closed: closing may take its time.
                rig.pass_to(TIMER);
                tell(outlet, Outlet::None(why));
                drop(stream);
            }
        }
        std::thread::park_timeout(LOOK);
    }
    rig.pass_to(TIMER);
    drop(keeper.let_go());
}

/// Says a change, once.
fn tell(outlet: &Mutex<Outlet>, now: Outlet) {
    let mut before = outlet.lock().unwrap_or_else(PoisonError::into_inner);
    if *before == now {
        return;
    }
    match now.words() {
        (State::Good, words) => tracing::info!("sound: {words}"),
        (_, words) => tracing::warn!("sound: {words}"),
    }
    *before = now;
}
