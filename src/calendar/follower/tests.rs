#![allow(clippy::unwrap_used, reason = "a test may stop at once")]
//! A house with its program, its people and two clocks, all simulated.

use super::*;
use crate::jiff::SignedDuration;
use crate::testing::{calendar, instant};

const TEXT: &str = r#"
[[hours]]
from = "10:00"
until = "18:00"
[[playlist]]
id = "day"
entry = [{ installation = "first-light", minutes = 60 }, { installation = "undertow", minutes = 60 }]
[[show]]
installation = "calm"
from = "12:30"
until = "12:45"
[[quiet]]
from = "16:00"
until = "17:00"
volume = 0.3
[projectors]
on_before_minutes = 20
off_after_minutes = 5
"#;

/// The program as a follower sees it: it warms for some steps, then switches, or refuses.
struct House {
    follower: Follower,
    now: Timestamp,
    steady_secs: f64,
    running: String,
    switching: Option<(String, u32)>,
    refused: Option<String>,
    /// What this program cannot show.
    broken: &'static str,
    told: Vec<String>,
}

impl House {
    fn new(wall: &str) -> Self {
        let calendar = calendar(TEXT, &[]);
        Self {
            now: instant(&calendar, wall),
            follower: Follower::new(calendar),
            steady_secs: 100.0,
            running: "first-light".into(),
            switching: None,
            refused: None,
            broken: "",
            told: Vec::new(),
        }
    }

    fn step(&mut self) {
        if let Some((name, left)) = self.switching.take() {
            match left {
                0 if name == self.broken => self.refused = Some(name),
                0 => self.running = name,
                _ => self.switching = Some((name, left - 1)),
            }
        }
        let switching = self.switching.as_ref().map(|(name, _)| name.clone());
        let seen = Seen {
            installation: &self.running,
            switching: switching.as_deref(),
            refused: self.refused.as_deref(),
        };
        let actions = self.follower.step(self.now, self.steady_secs, &seen);
        let clock = wall_time(&self.follower.calendar.clock, self.now);
        for action in actions {
            let words = match action {
                Action::Switch {
                    installation,
                    cross_fade_secs,
                } => {
                    assert_eq!(cross_fade_secs, 4.0);
                    self.refused = None;
                    self.switching = Some((installation.clone(), 2));
                    format!("switch {installation}")
                }
                Action::VolumeLimit { limit } => format!("limit {limit:?}"),
                Action::Projectors { on } => format!("projectors {on}"),
                Action::HouseLights { on } => format!("house-lights {on}"),
                Action::Dark { on } => format!("dark {on}"),
                Action::Say { words } => format!("\"{words}\""),
            };
            self.told.push(format!("{clock} {words}"));
        }
    }

    /// Both clocks go on, a step every ten seconds, until the wall shows a time.
    fn until(&mut self, wall: &str) {
        let end = instant(&self.follower.calendar, wall);
        while self.now < end {
            self.now += SignedDuration::from_secs(10);
            self.steady_secs += 10.0;
            self.step();
        }
    }

    fn jump(&mut self, minutes: i64) {
        self.now += SignedDuration::from_mins(minutes);
        self.step();
    }

    /// What was done since the last time somebody asked; words left out.
    fn done(&mut self) -> Vec<String> {
        let told = std::mem::take(&mut self.told);
        told.into_iter()
            .filter(|line| !line.ends_with('"'))
            .collect()
    }

    /// What was said since the last time somebody asked.
    fn said(&mut self) -> String {
        let told = std::mem::take(&mut self.told);
        let said: Vec<String> = told
            .into_iter()
            .filter(|line| line.ends_with('"'))
            .collect();
        said.join("\n")
    }
}

/// From eight in the morning on, everything done that far.
fn at(wall: &str) -> House {
    let mut house = House::new("2026-11-24 08:00");
    house.step();
    house.until(wall);
    house.told.clear();
    house
}

#[test]
fn a_day() {
    let mut house = House::new("2026-11-24 08:00");
    house.step();
    assert_eq!(
        house.done(),
        [
            "08:00 projectors false",
            "08:00 limit None",
            "08:00 house-lights false",
            "08:00 dark true"
        ]
    );
    house.running = "calm".into();
    house.until("2026-11-24 09:30");
    house.told.clear();
    house.until("2026-11-24 18:10");
    assert_eq!(
        house.done(),
        [
            "09:40 projectors true",
            "10:00 switch first-light",
            "10:00 dark false",
            "11:00 switch undertow",
            "12:00 switch first-light",
            "12:30 switch calm",
            "12:45 switch first-light",
            "13:00 switch undertow",
            "14:00 switch first-light",
            "15:00 switch undertow",
            "16:00 limit Some(0.3)",
            "16:00 switch first-light",
            "17:00 limit None",
            "17:00 switch undertow",
            "18:00 dark true",
            "18:05 projectors false",
        ]
    );
}

#[test]
fn a_start_in_the_middle_goes_on_with_what_is_due() {
    let mut house = House::new("2026-11-24 11:20");
    house.running = "undertow".into();
    house.step();
    assert_eq!(
        house.done(),
        [
            "11:20 projectors true",
            "11:20 limit None",
            "11:20 house-lights false",
            "11:20 dark false"
        ]
    );
    let mut house = House::new("2026-11-24 11:20");
    house.step();
    assert!(house.done().contains(&"11:20 switch undertow".to_owned()));
}

#[test]
fn a_curator_is_not_fought() {
    let mut house = at("2026-11-24 11:10");
    house.running = "calm".into();
    house.until("2026-11-24 11:20");
    assert_eq!(
        house.said(),
        "11:10 \"calm was chosen by hand and stays until the next set change at 12:00.\""
    );
    assert_eq!(house.follower.by_hand(), Some("calm"));
    house.until("2026-11-24 11:50");
    assert_eq!(house.done(), [""; 0]);
    house.until("2026-11-24 12:05");
    assert_eq!(house.done(), ["12:00 switch first-light"]);
    assert_eq!(house.follower.by_hand(), None);
    // Chosen by hand while another one is warmed.
    house.until("2026-11-24 12:30");
    house.switching = Some(("undertow".into(), 1));
    house.told.clear();
    house.until("2026-11-24 12:40");
    assert_eq!(house.running, "undertow");
    assert_eq!(
        house.said(),
        "12:30 \"undertow was chosen by hand and stays until the next set change at 12:45.\""
    );
    // Quiet hours are no set change of what is shown.
    let mut house = at("2026-11-24 16:30");
    house.running = "calm".into();
    house.until("2026-11-24 16:59");
    assert_eq!(house.done(), [""; 0]);
}

#[test]
fn what_is_refused_is_said_once_and_not_tried_again() {
    let mut house = at("2026-11-24 10:50");
    house.broken = "undertow";
    house.until("2026-11-24 11:50");
    let told = std::mem::take(&mut house.told);
    assert_eq!(
        told.iter().filter(|line| line.contains("switch")).count(),
        1
    );
    assert_eq!(
        told.iter()
            .filter(|line| line.contains("cannot be shown"))
            .count(),
        1
    );
    assert_eq!(
        told.last().unwrap(),
        "11:00 \"undertow cannot be shown; first-light goes on until the next set change at 12:00.\""
    );
    house.until("2026-11-24 13:30");
    assert_eq!(
        house.done(),
        [
            "12:30 switch calm",
            "12:45 switch first-light",
            "13:00 switch undertow"
        ]
    );
}

#[test]
fn a_clock_that_jumps_ahead_does_what_is_due_once() {
    let mut house = at("2026-11-24 12:10");
    house.jump(60);
    assert_eq!(
        house.said().lines().next(),
        Some(
            "13:10 \"The clock is 1 h 0 min ahead, at 13:10: it was set, or the machine slept; what is due now is done once.\""
        )
    );
    house.until("2026-11-24 13:50");
    assert_eq!(house.running, "undertow");
    assert_eq!(house.done(), [""; 0]);
    // Over the opening, with nothing of it left out.
    let mut house = at("2026-11-24 09:15");
    house.running = "calm".into();
    house.until("2026-11-24 09:20");
    house.told.clear();
    house.jump(60);
    house.until("2026-11-24 10:40");
    assert_eq!(
        house.done(),
        [
            "10:20 projectors true",
            "10:20 switch first-light",
            "10:20 dark false"
        ]
    );
}

#[test]
fn a_clock_that_goes_back_does_nothing_twice() {
    for minutes in [-60, -119, -30, -5] {
        let mut house = at("2026-11-24 12:50");
        house.jump(minutes);
        let said = house.said();
        assert!(
            said.contains("went back") && said.contains("until 12:50") && said.lines().count() == 1,
            "{said}"
        );
        house.until("2026-11-24 12:55");
        assert_eq!(house.done(), [""; 0], "{minutes}");
        house.until("2026-11-24 14:05");
        assert_eq!(
            house.done(),
            ["13:00 switch undertow", "14:00 switch first-light"]
        );
    }
    // Ahead by mistake and back again: what was done then is not done again.
    let mut house = at("2026-11-24 10:30");
    house.jump(60);
    house.until("2026-11-24 11:35");
    house.told.clear();
    house.jump(-60);
    house.until("2026-11-24 11:40");
    assert_eq!(house.done(), [""; 0]);
    house.until("2026-11-24 12:05");
    assert_eq!(house.done(), ["12:00 switch first-light"]);
}

#[test]
fn a_clock_that_was_wrong_for_long_begins_anew() {
    let mut house = at("2026-11-24 12:10");
    house.jump(-60 * 24 * 365 * 3);
    assert!(house.said().contains("the calendar goes on from there"));
    let mut house = at("2026-11-24 12:10");
    house.jump(-60 * 4);
    house.until("2026-11-24 10:10");
    assert_eq!(
        house.done()[..2],
        [
            "08:10 projectors false".to_owned(),
            "08:10 dark true".to_owned()
        ]
    );
    assert_eq!(house.running, "first-light");
}

#[test]
fn a_clock_kept_right_and_the_night_of_the_change_are_no_jumps() {
    let mut house = at("2026-11-24 11:05");
    for _ in 0..300 {
        house.now += SignedDuration::from_millis(1020);
        house.steady_secs += 1.0;
        house.step();
    }
    assert_eq!(house.told, [""; 0]);
    let mut house = House::new("2026-10-24 20:00");
    house.step();
    house.told.clear();
    house.until("2026-10-25 09:00");
    assert_eq!(house.told, [""; 0]);
}

#[test]
fn another_calendar_and_a_pause() {
    let mut house = at("2026-11-24 11:10");
    house.follower.take(calendar(TEXT, &[]));
    house.until("2026-11-24 11:20");
    assert_eq!(house.told, [""; 0]);
    house.follower.take(calendar(
        &TEXT.replace("\"first-light\", minutes = 60", "\"calm\", minutes = 120"),
        &[],
    ));
    house.until("2026-11-24 11:30");
    assert_eq!(house.done(), ["11:20 switch calm"]);
    house.follower.follow(false);
    house.until("2026-11-24 13:30");
    assert_eq!(house.told, [""; 0]);
    house.follower.follow(true);
    house.until("2026-11-24 13:40");
    assert!(
        house.done().iter().all(|line| !line.contains("switch")),
        "calm is due until 14:25 and runs"
    );
}

/// An hour of steps with clocks that say anything.
#[test]
fn no_clock_makes_it_panic() {
    let mut chance = crate::chance::Chance::new(9, 9);
    let mut house = House::new("2026-11-24 08:00");
    for _ in 0..2000 {
        house.now = match chance.below(20) {
            0 => Timestamp::MIN,
            1 => Timestamp::MAX,
            2 => Timestamp::UNIX_EPOCH,
            _ => house
                .now
                .checked_add(SignedDuration::from_secs(chance.below(4000) as i64 - 1000))
                .unwrap_or(house.now),
        };
        house.steady_secs = match chance.below(50) {
            0 => f64::NAN,
            1 => f64::INFINITY,
            2 => -1.0,
            _ => 100.0 + chance.below(1000) as f64,
        };
        house.step();
        house.told.clear();
    }
}
