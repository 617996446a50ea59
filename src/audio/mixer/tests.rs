//! The live mixer without a card: the timer keeps time, the show's clock starts at 0 and never goes back.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use assert_no_alloc::assert_no_alloc;
use welkin_installation::Speakers;
use welkin_values::{Moment, State};

use super::callback::Callback;
use super::rig::Rig;
use crate::devices::{Format, Signs};
use crate::engine::engine;
use crate::testing::{Folder, noise, stem, venue};
use crate::{Mixer, Playlist, RoomSettings};

/// Waits (these tests test time itself) until something holds, at most five seconds.
fn wait_until(mut holds: impl FnMut() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < Duration::from_secs(5), "waited in vain");
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn the_timer_keeps_time_and_taps_carry_it() {
    let folder = Folder::new();
    let sound = noise(1, 240_000);
    let path = folder.wav("a.wav", 48_000, 1, &sound);
    let playlist = Playlist::new(vec![vec![stem("a", &path)]], false, None);
    let mixer = Mixer::start(&venue(Speakers::Silent));
    let deck = mixer.play(playlist, 0.0);
    assert_eq!(deck.now(), Moment::ZERO);
    wait_until(|| deck.now() > Moment::ZERO);

    let (began, from) = (Instant::now(), deck.now());
    let mut before = from;
    let mut blocks = Vec::new();
    while began.elapsed() < Duration::from_secs(1) {
        let now = deck.now();
        assert!(now >= before, "time went back");
        before = now;
        deck.take_blocks(0, &mut blocks);
        std::thread::sleep(Duration::from_millis(1));
    }
    let passed = (deck.now() - from).secs() / began.elapsed().as_secs_f64();
    assert!((passed - 1.0).abs() < 0.01, "{passed}");
    assert!(
        blocks
            .iter()
            .map(|block| block.samples.len())
            .sum::<usize>()
            > 40_000
    );
    for block in &blocks {
        let at = block.moment.samples as usize;
        assert!(
            block.samples == sound[at..at + block.samples.len()],
            "a block at {at}"
        );
    }
    let health = mixer.health();
    assert_eq!(
        (health.part.as_str(), health.state),
        ("sound", State::Good),
        "{}",
        health.words
    );
}

#[test]
fn decks_cross_fade_and_end_when_dropped() {
    let folder = Folder::new();
    let path = folder.wav("a.wav", 48_000, 1, &noise(1, 4800));
    let looped = Playlist::new(vec![vec![stem("a", &path)]], true, None);
    let mixer = Mixer::start(&venue(Speakers::Silent));
    mixer.set_volume(0.5);
    // More than sound at once, one after another: what ends makes room.
    for _ in 0..40 {
        let deck = mixer.play(looped.clone(), 0.01);
        wait_until(|| deck.now() > Moment::ZERO);
        assert_eq!(deck.problem(), None);
        deck.fade_out(0.01);
    }
    mixer.set_volume(f32::NAN);
}

#[test]
fn too_many_decks_keep_time_without_sound_and_say_so() {
    let folder = Folder::new();
    let path = folder.wav("a.wav", 48_000, 1, &noise(1, 4800));
    let looped = Playlist::new(vec![vec![stem("a", &path)]], true, None);
    let mixer = Mixer::start(&venue(Speakers::Silent));
    let decks: Vec<_> = (0..20).map(|_| mixer.play(looped.clone(), 0.0)).collect();
    wait_until(|| decks.iter().all(|deck| deck.now() > Moment::ZERO));
    assert_eq!(mixer.health().state, State::Reduced);
    assert!(
        mixer.health().words.contains("too many"),
        "{}",
        mixer.health().words
    );
}

#[test]
fn a_broken_file_is_told_by_the_health() {
    let folder = Folder::new();
    let bad = folder.bytes("bad.wav", b"no sound");
    let mixer = Mixer::start(&venue(Speakers::Silent));
    let deck = mixer.play(
        Playlist::new(
            vec![vec![stem("a", &bad)]],
            true,
            Some(Moment::from_secs(1.0)),
        ),
        0.0,
    );
    wait_until(|| deck.now() > Moment::ZERO);
    wait_until(|| mixer.health().state == State::Reduced);
    assert!(mixer.health().words.contains("bad.wav"));
}

/// A card's callback stepped by hand: it gets the renderer only with the baton, and never allocates.
#[test]
fn a_card_renders_only_when_it_is_its_turn_and_never_allocates() {
    for rate_hz in [48_000, 44_100, 96_000] {
        for channels in [1, 2, 5] {
            let (_manager, engine, clock) = engine(&RoomSettings::stereo());
            let rig = Arc::new(Rig::new(engine, Arc::clone(&clock)));
            let signs = Arc::new(Signs::default());
            let format = Format { rate_hz, channels };
            let mut callback = Callback::new(1, &rig, &signs, format);
            let mut out = vec![1.0; 5000 * channels];
            callback.give(&mut out[..1000 * channels], 0.02);
            assert_eq!(clock.rendered(), 0);
            assert!(out[..1000 * channels].iter().all(|sample| *sample == 0.0));
            rig.pass_to(1);
            let before = clock.rendered();
            let began = clock.secs();
            for n in 0..10 {
                // The card hears one part after the other, however fast it asks.
                let heard_secs = began + 0.05 + f64::from(n * 5000) / f64::from(rate_hz);
                assert_no_alloc(|| callback.give(&mut out, heard_secs - clock.secs()));
            }
            let rendered = (clock.rendered() - before) as f64;
            let expected = 50_000.0 * 48_000.0 / f64::from(rate_hz);
            // The first rendering leaps over the device's delay, and what time passed here.
            assert!(
                (rendered - expected) > 2000.0 && (rendered - expected) < 12_000.0,
                "{rendered} {expected}"
            );
            rig.pass_to(2);
            let before = clock.rendered();
            callback.give(&mut out, 0.02);
            assert_eq!(clock.rendered(), before);
        }
    }
}

/// By hand, with a card or an ALSA configuration: says for some seconds what the mixer says of itself and how the
/// show's time goes against ours.
#[test]
#[ignore = "by hand: needs a sound card, or ALSA_CONFIG_PATH with a null, file or pulse device"]
fn by_hand_on_whatever_there_is() {
    let folder = Folder::new();
    let path = folder.wav(
        "a.wav",
        48_000,
        1,
        &crate::testing::tone(48_000, 440.0, 0.25, 1.0),
    );
    let playlist = Playlist::new(vec![vec![stem("a", &path)]], true, None);
    eprintln!("{:#?}", crate::devices());
    let mixer = Mixer::start(&venue(Speakers::Stereo));
    let deck = mixer.play(playlist, 0.0);
    wait_until(|| deck.now() > Moment::ZERO);
    let (began, from) = (Instant::now(), deck.now());
    let mut before = from;
    let mut longest: f64 = 0.0;
    for step in 1..=5000 {
        std::thread::sleep(Duration::from_millis(2));
        let now = deck.now();
        assert!(now >= before, "time went back");
        longest = longest.max((now - before).secs());
        before = now;
        if step % 500 == 0 {
            let (show, ours) = ((now - from).secs(), began.elapsed().as_secs_f64());
            let health = mixer.health();
            eprintln!(
                "ours {ours:.3} show {show:.3} off {:+.2} ms, longest step {:.2} ms, missed {}: {:?} {}",
                (show - ours) * 1e3,
                longest * 1e3,
                deck.missed_samples(),
                health.state,
                health.words
            );
            longest = 0.0;
        }
    }
}
