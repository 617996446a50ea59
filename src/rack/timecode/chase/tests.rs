#![allow(clippy::unwrap_used, reason = "a test may stop at once")]
//! A tape, a show that obeys late, and how far apart they are.

use super::*;

const RATE: FrameRate = FrameRate::Fps25;
const HOUR: f64 = 3600.0 * 25.0;

/// A show that does what it is asked some time later, and says where it is thirty times a second.
struct Stage {
    chase: Chase,
    secs: f64,
    playing: bool,
    obeys_after: f64,
    pending: Vec<(f64, Follow)>,
    now: f64,
    asked: Vec<Follow>,
    /// The show's clock goes so much faster than the code's.
    drift: f64,
    obeys: bool,
}

impl Stage {
    fn new(obeys_after: f64) -> Self {
        Self {
            chase: Chase::new("01:00:00:00".parse().unwrap(), 2.0),
            secs: 0.0,
            playing: true,
            obeys_after,
            pending: Vec::new(),
            now: 1000.0,
            asked: Vec::new(),
            drift: 0.0,
            obeys: true,
        }
    }

    /// Plays so many seconds of tape from a frame on, at a speed, without the frames that `lost` says.
    fn run(&mut self, secs: f64, code: Option<f64>, speed: f64, lost: impl Fn(u32) -> bool) {
        let (began, mut frame, mut index) = (self.now, 0.0, 0_u32);
        let step = 0.005;
        while self.now - began < secs {
            self.now += step;
            self.secs += if self.playing {
                step * (1.0 + self.drift)
            } else {
                0.0
            };
            if let Some(from) = code {
                frame += 25.0 * speed.abs() * step;
                if frame >= 1.0 {
                    frame -= 1.0;
                    index += 1;
                    if !lost(index) {
                        let passed = (self.now - began) * 25.0 * speed;
                        self.chase
                            .hear(HOUR + from * 25.0 + passed, RATE, speed, self.now);
                    }
                }
            }
            self.pending.retain(|(at, follow)| {
                let is_due = *at <= self.now;
                if is_due {
                    self.secs = follow.seek.unwrap_or(self.secs);
                    self.playing = follow.play.unwrap_or(self.playing);
                }
                !is_due
            });
            let ticks = (self.now * 30.0) as u64;
            if ticks != ((self.now - step) * 30.0) as u64 {
                self.chase
                    .see(self.secs, self.playing, Some(300.0), self.now);
            }
            let follow = self.chase.decide(self.now);
            if follow != Follow::default() {
                self.asked.push(follow);
                if self.obeys {
                    self.pending.push((self.now + self.obeys_after, follow));
                }
            }
        }
    }

    fn check(&mut self, asked: usize, playing: bool, secs: f64, within: f64) {
        let off = (self.secs - secs).abs();
        assert!(
            off <= within,
            "at {} not {secs}: {:?}",
            self.secs,
            self.asked
        );
        assert_eq!(self.playing, playing, "{:?}", self.asked);
        assert!(self.asked.len() <= asked, "{:?}", self.asked);
        self.asked.clear();
    }
}

fn all(_: u32) -> bool {
    false
}

#[test]
fn a_show_follows_and_learns_how_long_it_takes_to_jump() {
    for late in [0.0, 0.05, 0.3] {
        let mut stage = Stage::new(late);
        stage.run(10.0, Some(60.0), 1.0, all);
        stage.check(2, true, 70.0, 0.06);
        assert_eq!(stage.chase.state(), ChaseState::Following);
        stage.run(30.0, Some(70.0), 1.0, all);
        stage.check(0, true, 100.0, 0.06);
        // The tape jumps: one jump is enough now.
        stage.run(5.0, Some(20.0), 1.0, all);
        stage.check(1, true, 25.0, 0.06);
    }
}

#[test]
fn frames_that_are_lost_or_wrong_move_nothing() {
    let mut stage = Stage::new(0.05);
    stage.run(5.0, Some(10.0), 1.0, all);
    stage.asked.clear();
    stage.run(5.0, Some(15.0), 1.0, |frame| frame % 7 < 4);
    for wrong in [0.0, HOUR * 3.0, 1e12, f64::NAN, f64::INFINITY] {
        stage.chase.hear(wrong, RATE, 1.0, stage.now);
        stage.chase.hear(HOUR, RATE, wrong, stage.now);
    }
    stage.run(5.0, Some(20.0), 1.0, all);
    stage.check(0, true, 25.0, 0.06);
}

#[test]
fn it_freewheels_and_stops() {
    let mut stage = Stage::new(0.05);
    stage.run(5.0, Some(10.0), 1.0, all);
    stage.asked.clear();
    stage.run(1.5, None, 1.0, all);
    assert_eq!(stage.chase.state(), ChaseState::Freewheeling);
    stage.run(3.0, Some(16.5), 1.0, all);
    stage.check(0, true, 19.5, 0.06);
    stage.run(10.0, None, 1.0, all);
    assert_eq!(stage.chase.state(), ChaseState::NoCode);
    stage.check(1, false, 21.5, 0.2);
    // People are free then.
    stage.playing = true;
    stage.run(10.0, None, 1.0, all);
    stage.check(0, true, 31.5, 0.3);
    // And the code rules again when it comes.
    stage.run(3.0, Some(40.0), 1.0, all);
    stage.check(1, true, 43.0, 0.06);
}

#[test]
fn wound_code_takes_a_held_show_along() {
    let mut stage = Stage::new(0.05);
    stage.run(5.0, Some(100.0), 1.0, all);
    stage.asked.clear();
    for (from, speed, secs, to) in [
        (105.0, -1.0, 5.0, 100.0),
        (100.0, 2.0, 4.0, 108.0),
        (108.0, 0.5, 4.0, 110.0),
    ] {
        stage.run(secs, Some(from), speed, all);
        let most = (secs / WIND_SECS) as usize + 3;
        stage.check(most, false, to, 0.8);
    }
    // The same frame again and again: it stands there.
    stage.run(3.0, Some(110.0), 1e-9, all);
    for _ in 0..75 {
        stage.chase.hear(HOUR + 110.0 * 25.0, RATE, 1.0, stage.now);
        stage.run(0.04, None, 1.0, all);
    }
    stage.check(8, false, 110.0, 0.1);
    // Within sixteen frames it is clear that it goes on.
    stage.run(3.0, Some(110.0), 1.0, all);
    stage.check(5, true, 113.0, 0.06);
    // Put elsewhere, standing.
    stage.chase.locate(HOUR + 50.0 * 25.0, RATE, stage.now);
    stage.run(5.0, None, 1.0, all);
    stage.check(3, false, 50.0, 0.1);
}

#[test]
fn outside_of_the_show_it_holds() {
    let mut stage = Stage::new(0.05);
    stage.run(5.0, Some(-8.0), 1.0, all);
    stage.check(3, false, 0.0, 0.06);
    stage.run(5.0, Some(-3.0), 1.0, all);
    stage.check(2, true, 2.0, 0.1);
    stage.run(8.0, Some(295.0), 1.0, all);
    stage.check(4, false, 300.0, 0.3);
}

#[test]
fn drifting_clocks_cost_a_jump_now_and_then() {
    let mut stage = Stage::new(0.05);
    stage.run(5.0, Some(0.0), 1.0, all);
    stage.asked.clear();
    stage.drift = 0.001;
    stage.run(290.0, Some(5.0), 1.0, all);
    // 0.29 s off in all, a jump every 0.12 s.
    stage.check(3, true, 295.0, 0.14);
}

#[test]
fn a_show_that_does_not_obey_is_asked_less_and_less() {
    let mut stage = Stage::new(0.05);
    stage.obeys = false;
    stage.run(60.0, Some(100.0), 1.0, all);
    assert!(
        (3..=12).contains(&stage.asked.len()),
        "{}",
        stage.asked.len()
    );
}

#[test]
fn midnight_is_nothing_special() {
    let rate = FrameRate::NtscDrop;
    let mut chase = Chase::new("23:59:50:00".parse().unwrap(), 2.0);
    let day = f64::from(Timecode::frames_in_a_day(rate));
    chase.see(3.0, true, None, 0.0);
    for frame in 0..20 {
        let frame = f64::from(frame);
        chase.hear(
            (day - 10.0 + frame) % day,
            rate,
            1.0,
            frame / rate.per_sec(),
        );
    }
    let place = chase.code.unwrap().place(20.0 / rate.per_sec());
    assert!((place - 10.33).abs() < 0.1, "{place}");
}
