#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use super::*;

/// A policy and a clock that tests move.
struct Night {
    policy: Policy,
    now: Duration,
    next: Option<Beginning>,
}

fn secs(secs: f64) -> Duration {
    Duration::from_secs_f64(secs)
}

fn show(name: &str) -> What {
    What::Installation(name.into())
}

impl Night {
    fn new(last_good: Option<&str>) -> Self {
        let policy = Policy::new(
            Patience::default(),
            "asked".into(),
            last_good.map(PathBuf::from),
        );
        let next = Some(policy.first());
        Self {
            policy,
            now: Duration::from_secs(1000),
            next,
        }
    }

    /// Begins what is next, lets it live, well from its second second, and ends it.
    fn lives(&mut self, for_secs: f64, end: End) -> Option<Beginning> {
        self.plays(for_secs, None);
        self.next = self.policy.ended(self.now, end);
        self.next.clone()
    }

    fn plays(&mut self, for_secs: f64, shows: Option<&str>) {
        self.now += self.next.take().map_or(Duration::ZERO, |next| next.after);
        self.policy.begins(self.now);
        self.goes_on(for_secs, shows);
    }

    fn goes_on(&mut self, for_secs: f64, shows: Option<&str>) {
        for _ in 0..for_secs as usize {
            self.now += secs(1.0);
            self.policy.is_well(self.now, shows.map(Path::new));
        }
        self.now += secs(for_secs.fract());
    }

    /// What is begun after each of so many quick ends.
    fn breaks(&mut self, times: usize) -> Vec<(What, bool, f64)> {
        let next = |_| self.lives(3.0, End::Broke).unwrap();
        let all = (0..times).map(next);
        all.map(|next| (next.what, next.at_place, next.after.as_secs_f64()))
            .collect()
    }
}

#[test]
fn a_show_that_breaks_now_and_then_goes_on_where_it_was_at_once() {
    let mut night = Night::new(None);
    for _ in 0..50 {
        let next = night.lives(61.0, End::Broke).unwrap();
        let at_once = Beginning {
            what: show("asked"),
            at_place: true,
            after: Duration::ZERO,
        };
        assert_eq!(next, at_once);
    }
}

#[test]
fn a_crash_loop_falls_to_the_last_good_one_and_then_to_the_calm_one() {
    let mut night = Night::new(Some("good"));
    let expected = [
        (show("asked"), true, 0.0),
        (show("asked"), false, 0.5),
        (show("good"), false, 0.0),
        (show("good"), true, 0.0),
        (show("good"), false, 0.5),
        (What::Calm, false, 0.0),
        (What::Calm, false, 0.0),
        (What::Calm, false, 0.5),
        (What::Calm, false, 1.0),
        (What::Calm, false, 2.0),
        (What::Calm, false, 4.0),
        (What::Calm, false, 8.0),
        (What::Calm, false, 16.0),
        (What::Calm, false, 30.0),
        (What::Calm, false, 30.0),
    ];
    assert_eq!(night.breaks(expected.len()), expected);
}

#[test]
fn without_another_good_one_it_falls_to_the_calm_one() {
    for last_good in [None, Some("asked")] {
        let mut night = Night::new(last_good);
        assert_eq!(night.breaks(3).pop().unwrap().0, What::Calm);
    }
}

#[test]
fn a_minute_well_forgives() {
    let mut night = Night::new(None);
    for _ in 0..10 {
        assert_eq!(night.breaks(2).pop().unwrap().0, show("asked"));
        assert_eq!(night.lives(60.0, End::Broke).unwrap().what, show("asked"));
    }
}

#[test]
fn starting_for_ever_is_a_crash_loop_too() {
    let mut night = Night::new(None);
    for expected in [show("asked"), show("asked"), What::Calm] {
        night.policy.begins(night.now);
        night.now += secs(63.0);
        assert_eq!(
            night.policy.ended(night.now, End::Broke).unwrap().what,
            expected
        );
    }
}

#[test]
fn wrong_input_falls_at_once() {
    let mut night = Night::new(Some("good"));
    assert_eq!(
        night.lives(0.2, End::WrongInput).unwrap().what,
        show("good")
    );
    assert_eq!(night.policy.reason(), Some(Reason::WrongInput));
    assert_eq!(night.lives(0.2, End::WrongInput).unwrap().what, What::Calm);
    // The calm one has no input; whatever it means, it is not tried without pause.
    assert_eq!(
        night.lives(0.2, End::WrongInput).unwrap().after,
        Duration::ZERO
    );
    assert_eq!(night.lives(0.2, End::WrongInput).unwrap().after, secs(0.5));
}

#[test]
fn people_end_it() {
    let mut night = Night::new(None);
    assert_eq!(night.lives(0.2, End::Clean), None);
    assert_eq!(Night::new(None).lives(5000.0, End::Clean), None);
}

#[test]
fn ten_minutes_well_make_it_good() {
    let mut night = Night::new(Some("good"));
    night.plays(600.0, None);
    assert_eq!(night.policy.last_good(), Some(Path::new("good")));
    night.goes_on(1.0, None);
    assert_eq!(night.policy.last_good(), Some(Path::new("asked")));
}

#[test]
fn the_asked_one_is_tried_again_ever_more_seldom() {
    let mut night = Night::new(None);
    night.breaks(3);
    let mut waits = Vec::new();
    for _ in 0..6 {
        night.plays(0.0, None);
        let fell = night.now;
        while night.policy.try_again(night.now, false).is_none() {
            night.goes_on(1.0, None);
        }
        waits.push((night.now - fell).as_secs() / 60);
        // One chance, and back to the calm one at once.
        let back = night.lives(3.0, End::Broke).unwrap();
        assert_eq!(
            back,
            Beginning {
                what: What::Calm,
                at_place: false,
                after: Duration::ZERO
            }
        );
    }
    assert_eq!(waits, [10, 20, 40, 80, 120, 120]);
}

#[test]
fn a_trial_that_stays_is_the_show_again() {
    let mut night = Night::new(None);
    night.breaks(3);
    night.plays(5.0, None);
    night.next = night.policy.try_again(night.now, true);
    assert_eq!(night.next.as_ref().unwrap().what, show("asked"));
    night.plays(61.0, None);
    assert_eq!(
        (night.policy.rung(), night.policy.reason()),
        (Rung::Asked, None)
    );
    assert_eq!(
        night.policy.try_again(night.now + secs(90_000.0), true),
        None
    );
    assert_eq!(
        night.policy.ended(night.now, End::Broke).unwrap().what,
        show("asked")
    );
}

#[test]
fn wrong_input_is_tried_again_when_its_files_changed() {
    let mut night = Night::new(None);
    night.lives(0.2, End::WrongInput);
    night.plays(100.0, None);
    assert_eq!(
        night.policy.try_again(night.now + secs(90_000.0), false),
        None
    );
    assert_eq!(
        night.policy.try_again(night.now, true).unwrap().what,
        show("asked")
    );
    // Still wrong.
    night.policy.begins(night.now);
    assert_eq!(
        night.policy.ended(night.now, End::WrongInput).unwrap().what,
        What::Calm
    );
    assert_eq!(
        night.policy.try_again(night.now + secs(90_000.0), false),
        None
    );
}

#[test]
fn what_people_choose_on_the_page_is_the_asked_one() {
    let mut night = Night::new(None);
    night.plays(100.0, Some("tuesday"));
    assert_eq!(
        night.policy.ended(night.now, End::Broke).unwrap().what,
        show("tuesday")
    );
    // Also out of the calm one.
    let mut night = Night::new(None);
    night.breaks(3);
    night.plays(10.0, None);
    assert_eq!(night.policy.rung(), Rung::Calm);
    night.goes_on(1.0, Some("tuesday"));
    assert_eq!(
        (night.policy.rung(), night.policy.reason()),
        (Rung::Asked, None)
    );
    assert_eq!(night.policy.asked(), Path::new("tuesday"));
}

#[test]
fn a_keeper_that_takes_up_counts_on() {
    let mut night = Night::new(None);
    night.policy.take_up(Rung::Asked, 2, night.now);
    assert_eq!(night.breaks(1).pop().unwrap().0, What::Calm);
    let mut night = Night::new(None);
    night.policy.take_up(Rung::Calm, 0, night.now);
    assert_eq!(night.policy.what(), What::Calm);
    assert!(
        night
            .policy
            .try_again(night.now + secs(600.0), false)
            .is_some()
    );
}

#[test]
fn it_can_be_told_never_to_fall_back() {
    let patience = Patience {
        quick_ends: 0,
        ..Patience::default()
    };
    let mut policy = Policy::new(patience, "asked".into(), None);
    for end in 1..200_u32 {
        policy.begins(secs(f64::from(end)));
        let next = policy.ended(secs(f64::from(end)), End::Broke).unwrap();
        assert_eq!((next.what, next.at_place), (show("asked"), true));
        assert!(next.after <= secs(30.0));
    }
}

/// Whatever happens, somebody who looks sees something within half a minute, and the asked one is never given up for good.
#[test]
fn laws_hold_over_thousands_of_nights() {
    use rand::{Rng, SeedableRng};
    let mut chance = rand_chacha::ChaCha8Rng::seed_from_u64(3);
    for _ in 0..300 {
        let mut night = Night::new(chance.random_bool(0.5).then_some("good"));
        let mut tried = 0;
        for _ in 0..60 {
            let end = if chance.random_bool(0.2) {
                End::WrongInput
            } else {
                End::Broke
            };
            let next = night.lives(chance.random_range(0.1..70.0), end).unwrap();
            assert!(next.after <= secs(30.0), "{next:?}");
            if night.policy.rung() == Rung::Asked {
                assert_eq!(night.policy.reason(), None);
            }
            if let Some(again) = night.policy.try_again(night.now + secs(7200.0), true) {
                assert_eq!(again.what, show("asked"));
                night.next = Some(again);
                tried += 1;
            }
        }
        assert!(tried > 0);
    }
}
