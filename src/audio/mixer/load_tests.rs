//! The sound thread under load: a card that must not wait, a room of sixteen speakers, and threads that want every
//! core. The card's thread aborts when it allocates.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use welkin_installation::{Speaker, Speakers};
use welkin_space::Place;
use welkin_values::{Direction, Moment, State};

use super::card_tests::Watching;
use super::fake::{Does, FakeCard, FakeCards, PERIOD};
use crate::testing::{Folder, stem, tone, venue};
use crate::{Mixer, Playlist};

/// Plays eight stems for so long beside so many busy threads, one deck after another.
fn plays(secs: f64, busy_threads: usize) {
    let folder = Folder::new();
    let path = folder.wav("a.wav", 48_000, 2, &tone(48_000, 440.0, 0.05, 2.0));
    let stems = (0..8).map(|n| stem(&format!("s{n}"), &path)).collect();
    let playlist = Playlist::new(vec![stems], true, None);
    let speaker = |channel: usize| Speaker {
        id: format!("s{channel}"),
        place: Place {
            direction: Direction::from_degrees(channel as f32 * 22.5, (channel % 2) as f32 * 30.0),
            distance_m: 3.0,
        },
        is_sub: false,
        channel,
        gain_db: 0.0,
        delay_ms: None,
        eq: Vec::new(),
    };
    let venue = venue(Speakers::Placed((0..16).map(speaker).collect()));
    let card = FakeCard::new(16, Does::Plays(48_000));
    let cards = FakeCards {
        card: card.clone(),
        openings: 0,
    };
    let mixer = Mixer::start_with(&venue, Box::new(cards));
    let is_over = Arc::new(AtomicBool::new(false));
    let busy = || {
        let over = Arc::clone(&is_over);
        std::thread::spawn(move || {
            let mut sum = 0_u64;
            while !over.load(Ordering::Relaxed) {
                sum = std::hint::black_box(sum.wrapping_mul(31).wrapping_add(7));
            }
        })
    };
    let busy: Vec<_> = (0..busy_threads).map(|_| busy()).collect();
    let began = Instant::now();
    let (mut jump_secs, mut missed, mut untaken) = (0.0_f64, 0, 0);
    let mut before: Option<crate::Deck> = None;
    while began.elapsed().as_secs_f64() < secs {
        let deck = mixer.play(playlist.clone(), 0.3);
        if let Some(before) = &before {
            before.fade_out(0.3);
        }
        let mut watching = Watching::new();
        let part = Moment::from_secs((secs / 3.0).min(10.0));
        let mut blocks = Vec::new();
        watching.until(&deck, 60.0, || {
            for source in 0..8 {
                deck.take_blocks(source, &mut blocks);
            }
            blocks.clear();
            deck.now() > part
        });
        jump_secs = jump_secs.max(watching.jump_secs);
        missed += deck.missed_samples();
        untaken += deck.untaken_samples();
        before = Some(deck);
    }
    let health = mixer.health();
    is_over.store(true, Ordering::Relaxed);
    for thread in busy {
        thread.join().unwrap();
    }
    drop(before);
    drop(mixer);
    let played = card.played();
    let mut took: Vec<Duration> = played.iter().map(|period| period.took).collect();
    took.sort();
    let period = Duration::from_secs_f64(PERIOD as f64 / 48_000.0);
    let late = took.iter().filter(|took| **took > period).count();
    eprintln!(
        "{} periods of {:.1} ms: median {:.2} ms, 99 % {:.2} ms, longest {:.2} ms, {late} too long; clock jumped {:.3} ms at most; {missed} samples missed, {untaken} untaken; {:?} {}",
        took.len(),
        period.as_secs_f64() * 1e3,
        took[took.len() / 2].as_secs_f64() * 1e3,
        took[took.len() * 99 / 100].as_secs_f64() * 1e3,
        took[took.len() - 1].as_secs_f64() * 1e3,
        jump_secs * 1e3,
        health.state,
        health.words
    );
    assert_eq!(health.state, State::Good, "{}", health.words);
    assert!(jump_secs < period.as_secs_f64(), "{jump_secs}");
    let given_secs = took.len() as f64 * period.as_secs_f64();
    assert!(given_secs > 0.9 * secs, "{given_secs}");
}

#[test]
fn sound_goes_on_without_allocating() {
    plays(1.5, 0);
}

#[test]
#[ignore = "a minute that takes every core: cargo test -p welkin_audio a_minute -- --ignored --nocapture"]
fn a_minute_under_load() {
    plays(60.0, 4);
}
