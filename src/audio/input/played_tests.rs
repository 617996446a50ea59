//! A live source that is played as well: what comes in comes out, soon and evenly, whatever its card does.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use cpal::ErrorKind;
use welkin_installation::{Input, Live, Shape, Speakers};
use welkin_space::Motion;
use welkin_values::{Moment, SAMPLE_RATE, State};

use super::card::Microphones;
use super::desk::{Desk, NOBODY};
use super::take::Taker;
use super::watch::{SILENCE_AFTER, Watched};
use super::{Inputs, set_up};
use crate::clock::{Clock, Line, SAMPLE_SECS};
use crate::deck::Deck;
use crate::devices::{CardWish, Format, Opened, Signs, Take};
use crate::engine::{Engine, Manager, engine};
use crate::mixer::fake::{Does, FakeCard, FakeCards, Played};
use crate::testing::venue;
use crate::{Mixer, Playlist, RoomSettings};

/// Frames that the input gives at a time.
const PERIOD: usize = 256;

/// Frames rendered at a time.
const CHUNK: usize = 128;

/// What is rendered is heard so many samples later.
const CARD_LATENCY: i64 = 512;

fn input() -> Input {
    Input {
        id: "microphone".into(),
        device: None,
        channels: vec![0],
        gain_db: 0.0,
    }
}

fn live(plays: bool) -> Live {
    Live {
        source: "voice".into(),
        input: "microphone".into(),
        shape: Shape::Point(Motion::default()),
        gain_db: -6.0,
        reach: 1.0,
        plays,
    }
}

/// A siren between 200 and 2000 Hz, so that every stretch of it sounds like no other.
fn siren(secs: f64) -> f32 {
    let slow = std::f64::consts::TAU * 0.1;
    let turns = 1100.0 * secs - 900.0 / slow * (slow * secs).cos();
    (0.5 * (std::f64::consts::TAU * turns).sin()) as f32
}

/// An input and a room on one simulated time.
struct Stage {
    engine: Engine,
    desk: Arc<Desk>,
    taker: Option<(Taker, u32)>,
    /// Frames that the input's card has given since it was there.
    given: usize,
    card_began: f64,
    rendered: usize,
    heard: Vec<f32>,
    deck: Deck,
    _manager: Manager,
    inputs: Inputs,
}

impl Stage {
    fn new() -> Self {
        let (mut manager, engine, clock) = engine(&RoomSettings::stereo());
        clock.publish(Line {
            sample: 0.0,
            secs: CARD_LATENCY as f64 * SAMPLE_SECS,
            sample_secs: SAMPLE_SECS,
        });
        let (desk, listed) = set_up(&[(0, &input())], &Arc::new(Watched::default()), &clock);
        let inputs = Inputs {
            ports: listed.into_iter().map(|(_, input)| input).collect(),
            is_over: Arc::default(),
            threads: Vec::new(),
        };
        assert!(inputs.source(&live(false)).is_none());
        let source = inputs.source(&live(true)).unwrap();
        let deck = begin(&mut manager, &clock, source);
        Self {
            engine,
            desk,
            taker: None,
            given: 0,
            card_began: 0.0,
            rendered: 0,
            heard: Vec::new(),
            deck,
            _manager: manager,
            inputs,
        }
    }

    fn secs(&self) -> f64 {
        self.rendered as f64 * SAMPLE_SECS
    }

    /// A card is plugged in.
    fn plug(&mut self, who: u64, rate_hz: u32) {
        let format = Format {
            rate_hz,
            channels: 1,
        };
        let signs = Arc::new(Signs::default());
        self.desk.pass_to(who);
        self.taker = Some((Taker::new(who, &self.desk, &signs, format), rate_hz));
        (self.given, self.card_began) = (0, self.secs());
    }

    fn unplug(&mut self) {
        self.desk.pass_to(NOBODY);
        self.taker = None;
    }

    /// Lets time go by.
    fn go_on(&mut self, secs: f64) {
        let until = self.rendered + (secs * f64::from(SAMPLE_RATE)) as usize;
        while self.rendered < until {
            self.give();
            let mut out = [0.0; 2 * CHUNK];
            self.engine.render(&mut out);
            assert!(out.chunks_exact(2).all(|frame| frame[0] == frame[1]));
            self.heard.extend(out.iter().step_by(2));
            self.rendered += CHUNK;
        }
    }

    /// The input gives what is due.
    fn give(&mut self) {
        let now = self.secs();
        let Some((taker, rate_hz)) = &mut self.taker else {
            let at_ear = self.rendered as i64 - CARD_LATENCY;
            self.desk.give_silence_until(at_ear - SILENCE_AFTER);
            return;
        };
        let frame_secs = 1.0 / f64::from(*rate_hz);
        loop {
            let ends = self.card_began + (self.given + PERIOD) as f64 * frame_secs;
            if ends > now {
                return;
            }
            let at = |n: usize| self.card_began + (self.given + n) as f64 * frame_secs;
            let frames: Vec<f32> = (0..PERIOD).map(|n| siren(at(n))).collect();
            taker.take_at(ends, &frames, PERIOD as f64 * frame_secs);
            self.given += PERIOD;
        }
    }

    /// How late the siren is in the last so many seconds, from microphone to speaker, seconds; and how wrong it is at
    /// its worst sample.
    fn late(&self, secs: f64) -> (f64, f32) {
        let (until, rate) = (self.heard.len(), f64::from(SAMPLE_RATE));
        let from = until - (secs * rate) as usize;
        let truth: Vec<f32> = (0..until).map(|n| GAIN * siren(n as f64 / rate)).collect();
        let wrong = |delay: usize, step: usize| {
            let places = (from..until).step_by(step);
            let off = places.map(|n| (self.heard[n] - truth[n - delay]).abs());
            off.fold(0.0, f32::max)
        };
        // Some samples tell which delay it is.
        let delay = (0..SAMPLE_RATE as usize / 2)
            .min_by(|a, b| wrong(*a, 97).total_cmp(&wrong(*b, 97)))
            .unwrap();
        let wrong = wrong(delay, 1);
        ((delay as f64 + CARD_LATENCY as f64) * SAMPLE_SECS, wrong)
    }
}

/// −6 dB; what is in front is as loud in each of two speakers as it is.
const GAIN: f32 = 0.501_187;

/// A deck of nothing but a live source, with its beginning known.
fn begin(manager: &mut Manager, clock: &Arc<Clock>, source: crate::LiveSource) -> Deck {
    let nothing = Playlist::new(Vec::new(), false, Some(Moment::from_secs(600.0)));
    let deck = Deck::start(manager, clock, &nothing, vec![source], Moment::ZERO, 0.0);
    let began = Instant::now();
    while deck.began().is_none() {
        assert!(began.elapsed() < Duration::from_secs(5), "waited in vain");
        std::thread::sleep(Duration::from_millis(1));
    }
    deck
}

#[test]
fn what_comes_in_comes_out_soon_and_is_the_same() {
    for rate_hz in [48_000, 44_100] {
        let mut stage = Stage::new();
        assert_eq!(stage.deck.sources(), ["voice"]);
        stage.plug(1, rate_hz);
        stage.go_on(14.0);
        let (late_secs, wrong) = stage.late(0.5);
        eprintln!(
            "{rate_hz} Hz: {:.1} ms from microphone to speaker, off by {wrong:.5}",
            late_secs * 1e3
        );
        // A period of the input, a chunk, what a sample between samples needs, twice what is always kept, the room's
        // and the card's latency.
        let most = PERIOD + CHUNK + 30 + 3 * 96 + stage.engine.latency_samples();
        let most_secs = (most as f64 + CARD_LATENCY as f64) * SAMPLE_SECS;
        assert!(late_secs <= most_secs, "{late_secs} {most_secs}");
        assert!(wrong < 0.002, "{wrong}");
        assert_eq!(stage.inputs.untaken_samples(), 0);
    }
}

#[test]
fn a_lost_card_is_silence_and_sounds_again_when_it_is_back() {
    let mut stage = Stage::new();
    stage.plug(1, 48_000);
    stage.go_on(4.0);
    let loudest = |heard: &[f32]| heard.iter().fold(0.0_f32, |most, x| most.max(x.abs()));
    assert!(loudest(&stage.heard[3 * 48_000..]) > 0.9 * 0.5 * GAIN);
    stage.unplug();
    stage.go_on(2.0);
    assert_eq!(loudest(&stage.heard[(4.2 * 48_000.0) as usize..]), 0.0);
    stage.plug(2, 44_100);
    stage.go_on(0.4);
    assert!(loudest(&stage.heard[stage.heard.len() - 4800..]) > 0.9 * 0.5 * GAIN);
    stage.go_on(3.6);
    let (late_secs, wrong) = stage.late(0.5);
    eprintln!("back: {:.1} ms from microphone to speaker", late_secs * 1e3);
    assert!(late_secs < 0.05 && wrong < 0.002, "{late_secs} {wrong}");
    // The siren steps by 0.5·2π·2000/48000, a tail and a swelling by a little more.
    let most = GAIN * 0.5 * (std::f32::consts::TAU * 2000.0 / 48_000.0 + 2.0 / 144.0);
    for (n, pair) in stage.heard.windows(2).enumerate() {
        let (step, secs) = ((pair[1] - pair[0]).abs(), n as f64 * SAMPLE_SECS);
        assert!(step < 1.02 * most, "{step} {most} at {secs:.4} s");
    }
}

/// A microphone that may be pulled out.
#[derive(Clone, Default)]
struct FakeMicrophone {
    is_missing: Arc<AtomicBool>,
}

/// A thread that gives a tone of 1000 Hz until it is dropped.
struct Hearing {
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Microphones for FakeMicrophone {
    fn open(
        &mut self,
        _wish: &CardWish,
        signs: &Arc<Signs>,
        make: &mut dyn FnMut(Format) -> Take,
    ) -> Result<Opened, String> {
        if self.is_missing.load(Ordering::Acquire) {
            return Err("it is not there".into());
        }
        let mut take = make(Format {
            rate_hz: SAMPLE_RATE,
            channels: 1,
        });
        let is_over = Arc::new(AtomicBool::new(false));
        let (over, is_missing, signs) = (
            Arc::clone(&is_over),
            Arc::clone(&self.is_missing),
            Arc::clone(signs),
        );
        let work = move || {
            let began = Instant::now();
            for period in 0.. {
                let due = Duration::from_secs_f64((period + 1) as f64 * PERIOD_SECS);
                while began.elapsed() < due && !over.load(Ordering::Acquire) {
                    std::thread::sleep(Duration::from_millis(1));
                }
                if over.load(Ordering::Acquire) {
                    return;
                }
                if is_missing.load(Ordering::Acquire) {
                    signs.note(ErrorKind::DeviceNotAvailable);
                    return;
                }
                let frame = |n: usize| {
                    let turns = ((period * PERIOD + n) % 48) as f64 / 48.0;
                    (0.5 * (std::f64::consts::TAU * turns).sin()) as f32
                };
                let frames: Vec<f32> = (0..PERIOD).map(frame).collect();
                let late = (began.elapsed() - due).as_secs_f64();
                take(&frames, PERIOD_SECS + late);
            }
        };
        Ok(Opened {
            words: "a fake microphone".into(),
            is_less: false,
            period_secs: PERIOD_SECS,
            stream: Box::new(Hearing {
                is_over,
                thread: Some(std::thread::spawn(work)),
            }),
        })
    }
}

const PERIOD_SECS: f64 = PERIOD as f64 * SAMPLE_SECS;

impl Drop for Hearing {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Release);
        drop(self.thread.take().map(JoinHandle::join));
    }
}

#[test]
fn with_cards_of_its_own_it_sounds_is_lost_and_sounds_again() {
    let card = FakeCard::new(2, Does::Plays(SAMPLE_RATE));
    let cards = FakeCards {
        card: card.clone(),
        openings: 0,
    };
    let mixer = Mixer::start_with(&venue(Speakers::Stereo), Box::new(cards));
    let microphone = FakeMicrophone::default();
    let made = Mutex::new(microphone.clone());
    let inputs = Inputs::start_with(&[input()], &mixer.clock(), || {
        Box::new(made.lock().unwrap().clone())
    });
    let source = inputs.source(&live(true)).unwrap();
    let nothing = Playlist::new(Vec::new(), false, Some(Moment::from_secs(600.0)));
    let _deck = mixer.play_from(nothing, vec![source], Moment::ZERO, 0.0);
    let is_good = || inputs.health().iter().all(|part| part.state == State::Good);
    let sounds = |is_wanted: bool| {
        let began = Instant::now();
        // The tone or nothing, in the last two periods.
        let is_so = |played: &[Played]| {
            let last = played.len().saturating_sub(2);
            played.len() > 2
                && played[last..]
                    .iter()
                    .all(|period| is_wanted == is_loud(period))
        };
        while !is_so(&card.played()) {
            assert!(began.elapsed() < Duration::from_secs(5), "waited in vain");
            std::thread::sleep(Duration::from_millis(2));
        }
        began.elapsed().as_secs_f64()
    };
    sounds(true);
    assert!(is_good());
    microphone.is_missing.store(true, Ordering::Release);
    sounds(false);
    assert!(!is_good());
    microphone.is_missing.store(false, Ordering::Release);
    let back_secs = sounds(true);
    eprintln!("the microphone is heard again after {back_secs:.2} s");
    assert!(back_secs < 2.0, "{back_secs}");
}

fn is_loud(period: &Played) -> bool {
    let loudest = period
        .samples
        .iter()
        .fold(0.0_f32, |most, x| most.max(x.abs()));
    loudest > 0.9 * 0.5 * GAIN
}
