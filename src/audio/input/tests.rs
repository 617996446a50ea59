//! Inputs on cards made of numbers: with clocks of their own, jitter, and ends.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;

use assert_no_alloc::assert_no_alloc;
use welkin_values::{Block, Moment};

use super::desk::{Desk, NOBODY, Port, PortDoor};
use super::take::Taker;
use crate::clock::Clock;
use crate::devices::{Format, Signs};
use crate::live::LiveEar;

/// A card whose first channel clicks every half second and whose third is a tone.
struct Card {
    rate_hz: u32,
    /// How much too fast it runs.
    drift: f64,
    jitter_secs: f64,
    period: usize,
}

impl Card {
    fn true_rate(&self) -> f64 {
        f64::from(self.rate_hz) * (1.0 + self.drift)
    }

    /// Frames from a number on, as they are at true times.
    fn frames(&self, from: usize) -> Vec<f32> {
        let frame = |n: usize| {
            let secs = (from + n) as f64 / self.true_rate();
            // A bell half a millisecond wide around each half second.
            let click = ((secs + 0.25).rem_euclid(0.5) - 0.25) / 0.0002;
            let tone = (std::f64::consts::TAU * 997.0 * secs).sin();
            [(-0.5 * click * click).exp() as f32, 0.25, 0.5 * tone as f32]
        };
        (0..self.period).flat_map(frame).collect()
    }

    fn format(&self) -> Format {
        Format {
            rate_hz: self.rate_hz,
            channels: 3,
        }
    }
}

fn desk(channels: &[usize]) -> (Arc<Desk>, PortDoor) {
    let (port, door) = Port::new(channels, 0.0);
    let most = channels.iter().max().unwrap() + 1;
    (
        Arc::new(Desk::new(vec![port], most, &Arc::new(Clock::new()))),
        door,
    )
}

/// What was heard: the sound, where it began, and how long after each click it was there, seconds.
struct Heard {
    sound: Vec<Vec<f32>>,
    from: i64,
    waits_secs: Vec<f64>,
}

/// Lets a card be heard from one second to another of its own life; the first samples belong to `from_secs`.
fn listen(desk: &Arc<Desk>, who: u64, ear: &mut LiveEar, card: &Card, secs: (f64, f64)) -> Heard {
    desk.pass_to(who);
    let signs = Arc::new(Signs::default());
    let mut taker = Taker::new(who, desk, &signs, card.format());
    let mut heard = Heard {
        sound: vec![Vec::new(); ear.channels()],
        from: i64::MAX,
        waits_secs: Vec::new(),
    };
    let first = (secs.0 * card.true_rate()) as usize;
    let mut blocks: Vec<Vec<Block>> = Vec::new();
    for n in 0.. {
        let from = first + n * card.period;
        let begins = from as f64 / card.true_rate();
        let ends = (from + card.period) as f64 / card.true_rate();
        if ends > secs.1 {
            break;
        }
        let noise = ((n * 7919) % 101) as f64 / 50.0 - 1.0;
        let frames = card.frames(from);
        let age_secs = ends - begins + noise * card.jitter_secs;
        assert_no_alloc(|| taker.take_at(ends, &frames, age_secs));
        ear.take_blocks(Moment::ZERO, &mut blocks);
        heard.add(&mut blocks, ends);
    }
    heard
}

impl Heard {
    fn add(&mut self, blocks: &mut [Vec<Block>], now: f64) {
        for (channel, blocks) in blocks.iter_mut().enumerate() {
            for block in blocks.drain(..) {
                if self.from == i64::MAX {
                    self.from = block.moment.samples;
                }
                let end = self.from + self.sound[channel].len() as i64;
                assert_eq!(block.moment.samples, end, "a gap");
                for (n, sample) in block.samples.iter().enumerate() {
                    let secs = (block.moment.samples + n as i64) as f64 / 48_000.0;
                    let is_peak = (secs * 2.0 - (secs * 2.0).round()).abs() < 1.0 / 48_000.0;
                    if channel == 0 && is_peak && *sample > 0.5 {
                        self.waits_secs.push(now - secs);
                    }
                }
                self.sound[channel].extend(&block.samples);
            }
        }
    }

    /// When the clicks were heard, off the half seconds, seconds.
    fn clicks_off(&self, after_secs: f64) -> Vec<f64> {
        let sound = &self.sound[0];
        let peaks = (1..sound.len() - 1)
            .filter(|n| sound[*n] > 0.8 && sound[*n] >= sound[n - 1] && sound[*n] > sound[n + 1]);
        let secs = peaks.map(|n| (self.from + n as i64) as f64 / 48_000.0);
        let late = secs.filter(|secs| *secs > after_secs);
        late.map(|secs| secs - (secs * 2.0).round() / 2.0).collect()
    }
}

#[test]
fn clicks_are_heard_when_they_were_and_a_period_later_at_most() {
    for (rate_hz, drift, jitter_secs, period) in [
        (48_000, 0.0, 0.0, 256),
        (48_000, 200e-6, 0.002, 256),
        (44_100, -200e-6, 0.002, 256),
        (96_000, 200e-6, 0.001, 512),
        (8000, 0.0, 0.001, 64),
        (48_000, 0.0, 0.001, 8192),
    ] {
        let card = Card {
            rate_hz,
            drift,
            jitter_secs,
            period,
        };
        let (desk, door) = desk(&[0, 2]);
        let mut ear = LiveEar::new(door.branch_off().unwrap());
        let heard = listen(&desk, 1, &mut ear, &card, (0.0, 30.0));
        let off = heard.clicks_off(10.0);
        let worst = off.iter().fold(0.0_f64, |most, off| most.max(off.abs()));
        assert!(
            off.len() > 35 && worst < 0.0004,
            "{rate_hz}: {} {worst}",
            off.len()
        );
        let waits = &heard.waits_secs;
        let longest = waits.iter().fold(0.0_f64, |most, wait| most.max(*wait));
        // A period, and the surroundings that a sample needs to be read between samples: 26 of the slower rate.
        let slower = f64::from(rate_hz.min(48_000));
        let most = period as f64 / f64::from(rate_hz) + 28.0 / slower;
        eprintln!(
            "{rate_hz} Hz, {period} frames: there within {:.2} ms, off {:.3} ms",
            longest * 1e3,
            worst * 1e3
        );
        assert!(
            waits.len() > 35 && longest <= most + jitter_secs,
            "{longest} {most}"
        );
        // A tone of 997 Hz and 0.5 steps by 0.065 at most.
        let tone = &heard.sound[1][48_000..];
        let steps = tone.windows(2).map(|pair| (pair[1] - pair[0]).abs());
        assert!(steps.fold(0.0, f32::max) < 0.067);
        let loudest = tone.iter().fold(0.0_f32, |most, x| most.max(x.abs()));
        assert!((0.49..0.51).contains(&loudest), "{loudest}");
    }
}

#[test]
fn a_card_that_goes_and_comes_back_leaves_no_gap_and_no_click() {
    let card = |rate_hz| Card {
        rate_hz,
        drift: 100e-6,
        jitter_secs: 0.0,
        period: 256,
    };
    let (desk, door) = desk(&[0, 2]);
    let mut ear = LiveEar::new(door.branch_off().unwrap());
    let mut first = listen(&desk, 1, &mut ear, &card(48_000), (0.0, 2.0));
    desk.pass_to(NOBODY);
    let mut blocks = Vec::new();
    for n in 0..40 {
        desk.give_silence_until(96_000 + n * 1200);
        ear.take_blocks(Moment::ZERO, &mut blocks);
        first.add(&mut blocks, 0.0);
    }
    let end = first.from + first.sound[0].len() as i64;
    let back = listen(&desk, 2, &mut ear, &card(44_100), (3.0, 5.0));
    assert!(
        back.from >= end && back.from < 3 * 48_000 + 200,
        "{} {end}",
        back.from
    );
    assert!(
        first.sound[1][end as usize - 30_000..]
            .iter()
            .all(|x| *x == 0.0)
    );
    for tone in [&first.sound[1], &back.sound[1]] {
        let steps = tone.windows(2).map(|pair| (pair[1] - pair[0]).abs());
        assert!(steps.fold(0.0, f32::max) < 0.067 + 0.5 * 2.0 / 144.0);
    }
    assert!(back.sound[1][0].abs() < 0.01);
    let off = back.clicks_off(3.2);
    assert!(
        off.len() >= 3 && off.iter().all(|off| off.abs() < 0.0004),
        "{off:?}"
    );
}

#[test]
fn whoever_does_not_listen_loses_sound_and_everybody_else_keeps_it() {
    let card = Card {
        rate_hz: 48_000,
        drift: 0.0,
        jitter_secs: 0.0,
        period: 256,
    };
    let (desk, door) = desk(&[2]);
    let _lazy = door.branch_off().unwrap();
    let mut ear = LiveEar::new(door.branch_off().unwrap());
    let heard = listen(&desk, 1, &mut ear, &card, (0.0, 3.0));
    assert!(heard.sound[0].len() > 140_000, "{}", heard.sound[0].len());
    assert!(
        (90_000..100_000).contains(&door.untaken()),
        "{}",
        door.untaken()
    );
    // Ears come and go; too many at once are refused.
    for n in 0..100 {
        drop(door.branch_off());
        let from = 3.0 + f64::from(n) * 0.05;
        listen(&desk, 1, &mut ear, &card, (from, from + 0.05));
    }
    let many: Vec<_> = (0..40).map_while(|_| door.branch_off()).collect();
    assert!((10..=16).contains(&many.len()), "{}", many.len());
}

#[test]
fn channels_that_a_card_lacks_are_silent() {
    let card = Card {
        rate_hz: 48_000,
        drift: 0.0,
        jitter_secs: 0.0,
        period: 256,
    };
    let (desk, door) = desk(&[40, 1, 1]);
    let mut ear = LiveEar::new(door.branch_off().unwrap());
    let heard = listen(&desk, 1, &mut ear, &card, (0.0, 1.0));
    assert!(heard.sound[0].iter().all(|sample| *sample == 0.0));
    assert!((heard.sound[1][24_000] - 0.25).abs() < 1e-3);
    assert_eq!(heard.sound[1], heard.sound[2]);
}
