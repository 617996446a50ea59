use std::time::Duration;

use welkin_values::{Command, FrameStatistics, Health, Refused, State, Status};

use super::Follower;
use crate::event::{Event, Minute, SwapResult};
use crate::time::Time;

/// A day of a show, half a second at a time.
struct Day {
    follower: Follower,
    status: Status,
    halves: u64,
}

impl Day {
    fn new() -> Self {
        Self {
            follower: Follower::default(),
            status: Status::new("Dusk", "dusk"),
            halves: 0,
        }
    }

    /// Changes something and says what was found, but the minutes.
    fn now(&mut self, change: impl FnOnce(&mut Status)) -> Vec<Event> {
        let mut found = self.all(change);
        found.retain(|event| !matches!(event, Event::Minute(_)));
        found
    }

    fn all(&mut self, change: impl FnOnce(&mut Status)) -> Vec<Event> {
        change(&mut self.status);
        self.halves += 1;
        let uptime = self.uptime();
        let now = Time(0).plus_secs(uptime.as_secs_f64());
        self.follower.follow(now, uptime, &self.status, 3)
    }

    fn uptime(&self) -> Duration {
        Duration::from_millis(500 * self.halves)
    }
}

fn began(installation: &str, title: &str, scene: &str) -> Event {
    Event::Began {
        installation: installation.into(),
        title: title.into(),
        scene: scene.into(),
    }
}

fn swapped(
    who: &str,
    after: &str,
    result: SwapResult,
    warm_secs: Option<f64>,
    words: &str,
) -> Event {
    Event::Swapped {
        who: who.into(),
        before: "dusk".into(),
        after: after.into(),
        result,
        warm_secs,
        words: words.into(),
    }
}

#[test]
fn what_plays_is_found_and_said_once() {
    let mut day = Day::new();
    assert_eq!(day.now(|_| {}), [began("dusk", "Dusk", "")]);
    assert_eq!(day.now(|status| status.moment_secs = 90.0), []);
    let found = day.now(|status| status.scene = "calm".into());
    assert_eq!(found, [began("dusk", "Dusk", "calm")]);
    assert_eq!(day.now(|status| status.playing = false), [Event::Stopped]);
    assert_eq!(day.now(|_| {}), []);
    let found = day.now(|status| status.playing = true);
    assert_eq!(found, [began("dusk", "Dusk", "calm")]);
    let found = day.now(|status| status.pattern = Some("grid".into()));
    assert_eq!(found, [Event::Stopped]);
}

#[test]
fn a_show_that_begins_again_is_another_play() {
    let mut day = Day::new();
    day.now(|status| status.moment_secs = 300.0);
    assert_eq!(day.now(|status| status.moment_secs = 250.0), []);
    let found = day.now(|status| status.moment_secs = 0.4);
    assert_eq!(found, [began("dusk", "Dusk", "")]);
    assert_eq!(day.now(|status| status.moment_secs = 0.9), []);
}

#[test]
fn swaps_are_found_with_who_asked_and_how_long_it_took() {
    let mut day = Day::new();
    day.now(|_| {});
    let installation = "dawn".to_string();
    day.follower
        .asked(day.uptime(), "Mei", &Command::Switch { installation });
    assert_eq!(day.now(|status| status.switching = Some("dawn".into())), []);
    assert_eq!(day.now(|_| {}), []);
    let found = day.now(|status| {
        status.switching = None;
        status.installation = "dawn".into();
        status.show = "Dawn".into();
    });
    let done = swapped("Mei", "dawn", SwapResult::Done, Some(1.0), "");
    assert_eq!(found, [began("dawn", "Dawn", ""), done]);
    assert_eq!(day.now(|_| {}), []);
}

#[test]
fn one_that_is_named_while_it_fades_in_is_one_swap() {
    let mut day = Day::new();
    day.now(|_| {});
    day.now(|status| status.switching = Some("dawn".into()));
    assert_eq!(
        day.now(|status| status.installation = "dawn".into()).len(),
        2
    );
    assert_eq!(day.now(|_| {}), []);
    assert_eq!(day.now(|status| status.switching = None), []);
    // Its files change: it is read again.
    assert_eq!(day.now(|status| status.switching = Some("dawn".into())), []);
    assert_eq!(day.now(|status| status.switching = None).len(), 1);
}

#[test]
fn what_is_refused_or_given_up_is_found() {
    let mut day = Day::new();
    day.now(|_| {});
    day.now(|status| status.switching = Some("bad".into()));
    let refused = Refused {
        installation: "bad".into(),
        problems: vec!["one".into(), "two".into()],
    };
    let found = day.now(|status| {
        status.switching = None;
        status.refused = Some(refused);
    });
    let expected = swapped("", "bad", SwapResult::Refused, Some(0.5), "one\ntwo");
    assert_eq!(found, [expected]);
    assert_eq!(day.now(|_| {}), []);

    day.now(|status| status.switching = Some("one".into()));
    let found = day.now(|status| status.switching = Some("two".into()));
    assert_eq!(
        found,
        [swapped("", "one", SwapResult::GivenUp, Some(0.5), "")]
    );
    let found = day.now(|status| status.switching = None);
    assert_eq!(
        found,
        [swapped("", "two", SwapResult::GivenUp, Some(0.5), "")]
    );
}

fn fault(part: &str, state: State, words: &str) -> Event {
    Event::Fault {
        part: part.into(),
        state,
        words: words.into(),
    }
}

#[test]
fn faults_begin_and_end_and_numbers_make_no_noise() {
    let mut day = Day::new();
    let ill = |words: &str| vec![Health::new("sound", State::Reduced, words)];
    day.now(|status| status.health = vec![Health::new("sound", State::Good, "a card")]);
    let found = day.now(|status| status.health = ill("4 clicks"));
    assert_eq!(found, [fault("sound", State::Reduced, "4 clicks")]);
    for count in 5..60 {
        assert_eq!(
            day.now(|status| status.health = ill(&format!("{count} clicks"))),
            []
        );
    }
    let found = day.now(|status| status.health = ill("no card"));
    assert_eq!(found, [fault("sound", State::Reduced, "no card")]);
    let failed = Health::new("sound", State::Failed, "no card");
    let found = day.now(|status| status.health.push(failed));
    assert_eq!(found, [fault("sound", State::Failed, "no card")]);
    assert_eq!(day.now(|_| {}), []);
    assert_eq!(
        day.now(|status| status.health.clear()),
        [fault("sound", State::Good, "")]
    );
}

#[test]
fn parts_without_end_are_bounded() {
    let mut day = Day::new();
    let health = (0..5000).map(|part| Health::new(&part.to_string(), State::Failed, "ill"));
    let health: Vec<Health> = health.collect();
    assert_eq!(day.now(|status| status.health = health).len(), 129);
}

#[test]
fn a_minute_is_the_same_as_worked_out_slowly() {
    let mut day = Day::new();
    let mut rows: Vec<Minute> = Vec::new();
    let frame = |look: u64| FrameStatistics {
        median_ms: 16.0 + (look * 7 % 11) as f32,
        p99_ms: if look == 40 {
            f32::NAN
        } else {
            20.0 + (look % 13) as f32
        },
        longest_ms: 50.0,
        late: 100 + look,
    };
    for look in 0..360 {
        let found = day.all(|status| {
            status.frames = frame(look);
            status.presented_fps = (look % 60) as f32;
        });
        for event in found {
            let Event::Minute(minute) = event else {
                continue;
            };
            match rows.last_mut() {
                Some(last) if last.began == minute.began => *last = minute,
                _ => rows.push(minute),
            }
        }
    }
    assert_eq!(rows.len(), 3);
    for (place, row) in rows.iter().take(2).enumerate() {
        let looks = (place as u64 * 120)..(place as u64 + 1) * 120;
        let mut medians: Vec<f32> = looks.clone().map(|look| frame(look).median_ms).collect();
        medians.sort_by(f32::total_cmp);
        assert_eq!(row.frame_median_ms, f64::from(medians[60]));
        assert_eq!(row.frame_p99_ms, 32.0);
        assert_eq!(row.late_frames, 119);
        assert!((row.shown_fps - 29.5).abs() < 1e-9);
        assert_eq!(row.clients, 3);
    }
}
