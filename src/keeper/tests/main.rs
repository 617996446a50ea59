//! The keeper at work on a stand-in: processes that are killed, hang, loop, and keepers that come and go.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod deploy;
mod house;

use std::fs;
use std::time::{Duration, Instant};

use house::{House, PLAYS, Signal};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

#[test]
fn killed_at_any_moment_it_is_back_within_five_seconds_where_it_was() {
    let mut house = House::new("killed", PLAYS);
    // Kills by the dozen are no crash loop here.
    let keeper = house.keeper(&["quick-ends=0", "quick-secs=0"]);
    let mut chance = ChaCha8Rng::seed_from_u64(8);
    let mut times = Vec::new();
    for _ in 0..20 {
        // The moments are of the whole time, also while it is starting and while nobody has asked for its pulse yet.
        let pid = house.wait_for_show();
        std::thread::sleep(Duration::from_millis(chance.random_range(0..400)));
        let before = house.place().moment_secs;
        house.signal(pid, Signal::KILL);
        let killed = Instant::now();
        house.wait_for_another(pid);
        times.push(killed.elapsed());
        let after = house.place().moment_secs;
        assert!(
            after >= before - 0.01 && after < before + 5.0,
            "{before} s, then {after} s"
        );
    }
    times.sort();
    eprintln!(
        "back after {:?} – {:?} – {:?}",
        times[0], times[10], times[19]
    );
    assert!(times[19] < Duration::from_secs(5));
    assert_eq!(house.notes().ends.len(), 20);
    house.quit();
    assert_eq!(keeper.wait(), Some(0));
}

#[test]
fn killing_the_keeper_does_not_stop_the_show() {
    let mut house = House::new("adopted", PLAYS);
    let keeper = house.keeper(&[]);
    let pid = house.wait_for_show();
    let began = house.begun();
    keeper.signal(Signal::KILL);
    assert_eq!(keeper.wait(), None);
    assert_eq!(house.wait_for_show(), pid);
    // The next one keeps the same process; told to leave, it leaves it.
    let keeper = house.keeper(&[]);
    house.wait_for_words("runs already");
    assert_eq!((house.notes().pid(), house.begun()), (Some(pid), began));
    keeper.signal(Signal::HUP);
    assert_eq!(keeper.wait(), Some(1));
    assert_eq!(house.wait_for_show(), pid);
    // And the one after begins it again when it ends, where it was.
    let keeper = house.keeper(&["quick-ends=0", "quick-secs=0"]);
    house.wait_for_words("runs already");
    house.signal(pid, Signal::KILL);
    let other = house.wait_for_another(pid);
    assert!(!house.begun()[1].ends_with(" 0.00"), "{:?}", house.begun());
    // People end a show that this keeper did not begin: no exit code says so.
    keeper.signal(Signal::KILL);
    assert_eq!(keeper.wait(), None);
    let keeper = house.keeper(&[]);
    house.wait_for_words("runs already");
    assert_eq!(house.wait_for_show(), other);
    house.quit();
    assert_eq!(keeper.wait(), Some(0));
}

#[test]
fn without_notes_it_is_found_by_its_port() {
    let mut house = House::new("found", PLAYS);
    let port = format!("port={}", welkin_keeper::working_port(0));
    let keeper = house.keeper(&[&port]);
    let pid = house.wait_for_show();
    keeper.signal(Signal::KILL);
    assert_eq!(keeper.wait(), None);
    fs::write(house.state().join("keeper.json"), "{\"show\": garbage").unwrap();
    let keeper = house.keeper(&[&port]);
    house.wait_for_words("runs already");
    assert_eq!(house.wait_for_show(), pid);
    keeper.signal(Signal::INT);
    assert_eq!(keeper.wait(), Some(0));
    assert!(keeper.said().contains("noted cannot be read"));
}

#[test]
fn a_show_that_hangs_is_ended_and_begun_anew() {
    let mut house = House::new("hangs", PLAYS);
    let keeper = house.keeper(&[
        "pulse-secs=1.5",
        "starting-secs=5",
        "ending-secs=0.3",
        "quick-ends=0",
    ]);
    let pid = house.wait_for_show();
    house.signal(pid, Signal::STOP);
    let other = house.wait_for_another(pid);
    house.wait_for_words("no pulse");
    // Asked to end, the keeper ends the show; the next one goes on where it was.
    let before = house.place().moment_secs;
    keeper.signal(Signal::TERM);
    assert_eq!(keeper.wait(), Some(0));
    assert!(!house.is_alive(other));
    let keeper = house.keeper(&[]);
    house.wait_for_show();
    assert!(house.place().moment_secs >= before);
    keeper.signal(Signal::INT);
    assert_eq!(keeper.wait(), Some(0));
}

#[test]
fn a_show_that_stands_still_and_will_not_end_is_killed() {
    let mut house = House::new("still", "still 700");
    let keeper = house.keeper(&["pulse-secs=1", "ending-secs=0.3", "quick-ends=2"]);
    let pid = house.wait_for_show();
    house.behave("stubborn");
    let other = house.wait_for_another(pid);
    house.wait_for_words("stands still");
    keeper.signal(Signal::TERM);
    assert_eq!(keeper.wait(), Some(0));
    assert!(!house.is_alive(other));
}

#[test]
fn a_crash_loop_ends_with_the_calm_one_and_a_saved_file_ends_that() {
    let mut house = House::new("loop", "exit 101 100");
    let keeper = house.keeper(&[]);
    house.wait_for_words("calm begins");
    house.wait_for_show();
    let calm = house.notes();
    assert_eq!(calm.ends.len(), 3);
    assert!(
        calm.ends[0].words.contains("exit code 101"),
        "{:?}",
        calm.ends
    );
    // A keeper that comes anew keeps the calm one.
    keeper.signal(Signal::KILL);
    assert_eq!(keeper.wait(), None);
    let keeper = house.keeper(&[]);
    house.wait_for_words("calm runs already");
    // From now on it looks for changes; it has to have looked once before they count.
    house.wait_for_show();
    std::thread::sleep(Duration::from_millis(1300));
    house.behave(PLAYS);
    house.wait_for_words("its files changed");
    house.wait_for_words("asked begins");
    house.wait_for_show();
    keeper.signal(Signal::TERM);
    assert_eq!(keeper.wait(), Some(0));
}

#[test]
fn wrong_input_falls_back_at_once() {
    let mut house = House::new("wrong", "exit 2 0");
    let keeper = house.keeper(&[]);
    house.wait_for_words("calm begins");
    assert_eq!(house.begun(), ["asked 0.00", "calm 0.00"]);
    house.wait_for_show();
    // Somebody chooses another one on the page; that is what is kept now.
    house.ask("/show/tuesday");
    house.wait_until("tuesday is asked", |house| {
        house.notes().asked.ends_with("tuesday")
    });
    let pid = house.wait_for_show();
    house.signal(pid, Signal::KILL);
    house.wait_for_words("tuesday begins");
    house.wait_for_another(pid);
    house.quit();
    assert_eq!(keeper.wait(), Some(0));
}

#[test]
fn two_keepers_do_not_fight() {
    let mut house = House::new("two", PLAYS);
    let keeper = house.keeper(&[]);
    let pid = house.wait_for_show();
    let second = house.keeper(&[]);
    assert_eq!(second.wait(), Some(1));
    assert_eq!(house.wait_for_show(), pid);
    keeper.signal(Signal::INT);
    assert_eq!(keeper.wait(), Some(0));
}

#[test]
fn a_full_disk_and_garbage_are_said_and_gone_on_from() {
    let mut house = House::new("full", PLAYS);
    for file in ["keeper.json", "place.json"] {
        fs::write(house.state().join(file), [0xff, 0, b'{']).unwrap();
    }
    // Nothing can be written to any file from now on, neither by the keeper nor by the show.
    let keeper = house.keeper_on_a_full_disk();
    let pid = house.wait_for_pid_in(&keeper);
    house.signal(pid, Signal::KILL);
    house.wait_until("another begins", |_| {
        keeper.said().matches(" begins").count() == 2
    });
    keeper.signal(Signal::TERM);
    assert_eq!(keeper.wait(), Some(0));
    let said = keeper.said();
    for words in [
        "what the last keeper noted cannot be read",
        "notes cannot be written",
    ] {
        assert_eq!(said.matches(words).count(), 1, "{said}");
    }
}

#[test]
fn a_port_is_taken_again_at_once() {
    let mut house = House::new("port", PLAYS);
    let port = format!("port={}", welkin_keeper::working_port(0));
    let keeper = house.keeper(&[&port, "quick-ends=0", "quick-secs=0"]);
    for _ in 0..3 {
        let pid = house.wait_for_show();
        house.signal(pid, Signal::KILL);
        house.wait_for_another(pid);
    }
    assert_eq!(house.begun().len(), 4);
    keeper.signal(Signal::INT);
    assert_eq!(keeper.wait(), Some(0));
}

#[test]
fn systemd_hears_that_it_is_ready_alive_and_stopping() {
    let mut house = House::new("notify", PLAYS);
    let systemd = house.systemd();
    let keeper = house.keeper_of(&systemd);
    house.wait_for_show();
    let heard = systemd.hear_until("STATUS=asked goes on; sound: no card");
    assert!(heard.iter().any(|line| line == "READY=1"), "{heard:?}");
    systemd.hear_until("WATCHDOG=1");
    keeper.signal(Signal::TERM);
    systemd.hear_until("STOPPING=1");
    assert_eq!(keeper.wait(), Some(0));
}
