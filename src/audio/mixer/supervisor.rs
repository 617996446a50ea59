//! Looks for a sound card for as long as the program runs, and says what it found.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use welkin_values::State;

use super::card::{Card, Verdict};
use super::rig::{Rig, TIMER};
use crate::quiet::quietly;

/// How often the card is looked at.
const LOOK: Duration = Duration::from_millis(50);

/// First and longest time between two attempts.
const BACKOFF: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(10));

/// A device that only swallows sound will hardly become a card.
const SWALLOWS: Duration = Duration::from_secs(60);

/// Where the sound goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Outlet {
    /// Nowhere, on purpose.
    Silent,
    /// A card is being looked for for the first time.
    Looking,
    /// To this card.
    Card(String),
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
            Self::Card(name) => (State::Good, format!("plays on {name}")),
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
pub(super) fn run(rig: &Arc<Rig>, outlet: &Mutex<Outlet>) {
    let mut card: Option<Card> = None;
    let mut number = TIMER;
    let mut wait = BACKOFF.0;
    let mut next_try = Instant::now();
    while !rig.is_over() {
        let verdict = card.as_mut().map(Card::verdict);
        match verdict {
            None if Instant::now() >= next_try => {
                number += 1;
                match quietly(|| Card::open(number, rig)) {
                    Ok(opened) => card = Some(opened),
                    Err(why) => {
                        tell(outlet, Outlet::None(why));
                        next_try = Instant::now() + wait;
                        wait = (wait * 2).min(BACKOFF.1);
                    }
                }
            }
            None | Some(Verdict::OnTrial | Verdict::Plays) => {}
            Some(Verdict::Proven) => {
                if let Some(card) = &card {
                    rig.pass_to(card.number());
                    tell(outlet, Outlet::Card(card.words()));
                    wait = BACKOFF.0;
                }
            }
            Some(Verdict::Swallows(why)) => {
                let_go(rig, &mut card);
                tell(outlet, Outlet::None(why));
                next_try = Instant::now() + SWALLOWS;
            }
            Some(Verdict::Lost(why)) => {
                let_go(rig, &mut card);
                tell(outlet, Outlet::None(why));
                next_try = Instant::now() + wait;
                wait = (wait * 2).min(BACKOFF.1);
            }
        }
        std::thread::park_timeout(LOOK);
    }
    let_go(rig, &mut card);
}

/// First the timer takes over, then the card is closed: closing may take its time.
fn let_go(rig: &Rig, card: &mut Option<Card>) {
    rig.pass_to(TIMER);
    drop(card.take());
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
