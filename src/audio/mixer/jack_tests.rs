//! The mixer on a real JACK server that is killed and started again.
#![allow(clippy::unwrap_used, reason = "tests")]

use welkin_installation::{DeviceName, SoundHost, Speakers};
use welkin_values::{Moment, State};

use super::card_tests::Watching;
use crate::machine::{Jackd, is_alone, run_alone};
use crate::testing::{Folder, stem, tone, venue};
use crate::{Mixer, Playlist};

#[test]
fn jack_may_be_killed_and_started_again() {
    if Jackd::is_installed() {
        let name = format!("welkin-mixer-{}", std::process::id());
        let test = "mixer::jack_tests::jack_is_killed_and_started_again";
        run_alone(test, &[("JACK_DEFAULT_SERVER", &name)]);
    }
}

#[test]
#[ignore = "run by the one above, in a process of its own"]
fn jack_is_killed_and_started_again() {
    if !is_alone() {
        return;
    }
    let name = std::env::var("JACK_DEFAULT_SERVER").unwrap();
    let server = Jackd::start(&name);
    let folder = Folder::new();
    let path = folder.wav("a.wav", 48_000, 1, &tone(48_000, 440.0, 0.25, 1.0));
    let playlist = Playlist::new(vec![vec![stem("a", &path)]], true, None);
    let mut venue = venue(Speakers::Stereo);
    venue.sound.device = Some(DeviceName {
        host: Some(SoundHost::Jack),
        name: Some("output".into()),
    });
    let mixer = Mixer::start(&venue);
    let deck = mixer.play(playlist, 0.0);
    let mut watching = Watching::new();
    let plays = || mixer.health().state == State::Good;
    watching.until(&deck, 10.0, plays);
    eprintln!("{}", mixer.health().words);
    let on = |from: Moment| from + Moment::from_secs(1.0);
    let from = deck.now();
    watching.until(&deck, 5.0, || deck.now() > on(from));
    server.kill();
    let lost_secs = watching.until(&deck, 5.0, || !plays());
    eprintln!("lost after {lost_secs:.2} s: {}", mixer.health().words);
    let from = deck.now();
    watching.until(&deck, 5.0, || deck.now() > on(from));
    eprintln!("{}", mixer.health().words);
    let _again = Jackd::start(&name);
    let back_secs = watching.until(&deck, 10.0, plays);
    eprintln!("back after {back_secs:.2} s: {}", mixer.health().words);
    assert!(back_secs < 2.0, "{back_secs}");
    let from = deck.now();
    watching.until(&deck, 5.0, || deck.now() > on(from));
    let (jump, off) = (watching.jump_secs, watching.off_most_secs);
    eprintln!(
        "the furthest jump of the clock {:.2} ms, off {:.2} ms",
        jump * 1e3,
        off * 1e3
    );
    // A server that is not allowed to run in real time wakes late on a busy machine; the clock follows a little.
    assert!(jump < 0.0054, "{jump}");
}
