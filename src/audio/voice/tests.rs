//! Through the rings as live: sources stay on one transport whatever comes late.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;
use std::sync::atomic::Ordering;

use assert_no_alloc::assert_no_alloc;
use kira::track::TrackHandle;
use welkin_installation::{Bed, Live, Shape};
use welkin_space::Motion;

use crate::engine::{Engine, Manager, engine};
use crate::feed::{Feeder, PIECE};
use crate::room::Placing;
use crate::tap::{TapOut, tap};
use crate::testing::{Folder, noise, on_channels, stem};
use crate::transport::Transport;
use crate::voice::{LiveSource, LiveVoice, Pull, Voice};
use crate::{Playlist, RoomSettings};

struct Rig {
    engine: Engine,
    feeder: Feeder,
    transport: Arc<Transport>,
    taps: Vec<TapOut>,
    _manager: Manager,
    _track: TrackHandle,
}

fn rig(playlist: &Playlist, fade_in_secs: f32) -> Rig {
    let (mut manager, engine, clock) = engine(&RoomSettings::stereo());
    let transport = Arc::new(Transport::new(clock, 0, fade_in_secs));
    let sources = playlist.sources();
    let (feeder, intakes) = Feeder::new(playlist, &sources, 0);
    let mut track = manager.deck_track(sources.len()).unwrap();
    let mut taps = Vec::new();
    for (source, intake) in sources.iter().zip(intakes) {
        let (tap_in, tap_out) = tap(&transport);
        let placing = Placing {
            shapes: playlist.shapes(source).into(),
            ..Placing::default()
        };
        let hand = manager.let_in(intake.channels(), placing);
        track
            .play(Voice::new(intake, tap_in, hand, Arc::clone(&transport)))
            .unwrap();
        taps.push(tap_out);
    }
    Rig {
        engine,
        feeder,
        transport,
        taps,
        _manager: manager,
        _track: track,
    }
}

/// Two stems that cancel each other: a file and its inverted copy.
fn cancelling(folder: &Folder, count: usize) -> (Playlist, Vec<f32>) {
    let sound = noise(1, count);
    let inverted: Vec<f32> = sound.iter().map(|sample| -sample).collect();
    let a = folder.wav("a.wav", 48_000, 1, &sound);
    let b = folder.wav("b.wav", 48_000, 1, &inverted);
    (
        Playlist::new(vec![vec![stem("a", &a), stem("b", &b)]], false, None),
        sound,
    )
}

#[test]
fn a_late_source_never_slips_against_another() {
    let folder = Folder::new();
    let (playlist, sound) = cancelling(&folder, 96_000);
    let mut rig = rig(&playlist, 0.0);
    rig.transport.start_from(0);
    let mut out = [[0.0; 2]; 480];
    let mut heard: Vec<[f32; 2]> = Vec::new();
    // The first source is always decoded in time, the second is late by turns, and for a while nothing comes.
    while heard.len() + out.len() < 96_000 {
        let step = heard.len() / out.len();
        match step % 20 {
            0..8 => while rig.feeder.top_up() {},
            8..12 => rig.feeder.push_one(),
            _ => {}
        }
        rig.engine.render(out.as_flattened_mut());
        heard.extend(out);
    }
    // Where anything sounds, both sound, and cancel.
    assert!(heard.iter().all(|frame| *frame == [0.0; 2]));
    let mut blocks = Vec::new();
    rig.taps[0].take(&mut blocks);
    // Half a second was all the ring could hold meanwhile, and what was tapped is the file at its place or silent.
    for block in &blocks {
        let from = block.moment.samples as usize;
        let truth = &sound[from..from + block.samples.len()];
        assert!(
            block
                .samples
                .iter()
                .zip(truth)
                .all(|(is, was)| is == was || *is == 0.0)
        );
    }
}

#[test]
fn what_was_not_decoded_in_time_is_silent_and_the_rest_stands_in_its_place() {
    let folder = Folder::new();
    let sound = noise(2, 48_000);
    let path = folder.wav("a.wav", 48_000, 1, &sound);
    let mut rig = rig(
        &Playlist::new(vec![vec![stem("a", &path)]], false, None),
        0.0,
    );
    let ahead = rig.engine.latency_samples();
    rig.transport.start_from(0);
    rig.feeder.push_one();
    let mut out = [[0.0; 2]; 1024];
    // One piece is there; the rest comes too late.
    rig.engine.render(out.as_flattened_mut());
    assert!(
        out[ahead..ahead + PIECE]
            .iter()
            .zip(&sound)
            .all(|(frame, sample)| frame[0] == *sample)
    );
    assert!(out[ahead + PIECE..].iter().all(|frame| *frame == [0.0; 2]));
    assert_eq!(
        rig.transport.missed.load(Ordering::Relaxed),
        (1024 - PIECE) as u64
    );
    rig.feeder.top_up();
    rig.engine.render(out.as_flattened_mut());
    assert!(
        out[ahead..]
            .iter()
            .zip(&sound[1024..])
            .all(|(frame, sample)| frame[0] == *sample)
    );
    // To the end, and beyond it in silence that is not missed.
    while rig.transport.position().unwrap() < 60_000 {
        rig.feeder.top_up();
        rig.engine.render(out.as_flattened_mut());
    }
    assert_eq!(
        rig.transport.missed.load(Ordering::Relaxed),
        (1024 - PIECE) as u64
    );
}

#[test]
fn sources_with_other_lengths_and_rates_stay_together() {
    let folder = Folder::new();
    // The same sound at twice the rate, inverted; and a third source that ends early.
    let sound = crate::testing::tone(48_000, 500.0, 0.4, 1.0);
    let twice: Vec<f32> = crate::testing::tone(96_000, 500.0, 0.4, 1.0)
        .iter()
        .map(|s| -s)
        .collect();
    let a = folder.wav("a.wav", 48_000, 1, &sound);
    let b = folder.wav("b.wav", 96_000, 2, &on_channels(&twice, 2));
    let mut rig = rig(
        &Playlist::new(vec![vec![stem("a", &a), stem("b", &b)]], true, None),
        0.0,
    );
    rig.transport.start_from(0);
    let mut out = [[0.0; 2]; 441];
    for step in 0..300 {
        rig.feeder.top_up();
        rig.engine.render(out.as_flattened_mut());
        // Away from the seam, where the filter of the resampled one sees the end, they cancel.
        let at = (step * 441) % 48_000;
        if (2000..45_000).contains(&at) {
            assert!(out.iter().all(|frame| frame[0].abs() < 2e-4), "{step}");
        }
    }
}

#[test]
fn the_sound_thread_never_allocates() {
    let folder = Folder::new();
    let (playlist, _) = cancelling(&folder, 480_000);
    let mut rig = rig(&playlist, 0.5);
    rig.transport.start_from(0);
    let mut out = [[0.0; 2]; 1024];
    for step in 0..400 {
        if step % 7 != 0 {
            rig.feeder.top_up();
        }
        if step == 300 {
            rig.transport.fade_out(0.2);
        }
        if step == 380 {
            rig.transport.end();
        }
        // Nobody takes the taps: they overflow, which must not allocate either.
        assert_no_alloc(|| rig.engine.render(out.as_flattened_mut()));
    }
    assert!(rig.transport.untaken.load(Ordering::Relaxed) > 0);
}

#[test]
fn fades_begin_and_end_where_they_should() {
    let folder = Folder::new();
    let path = folder.wav("a.wav", 48_000, 1, &vec![0.5; 96_000]);
    let mut rig = rig(
        &Playlist::new(vec![vec![stem("a", &path)]], true, None),
        0.1,
    );
    let ahead = rig.engine.latency_samples();
    rig.transport.start_from(0);
    let mut out = vec![[0.0; 2]; 9600];
    let mut render = |rig: &mut Rig| {
        let mut all = Vec::new();
        for part in out.chunks_mut(960) {
            rig.feeder.top_up();
            rig.engine.render(part.as_flattened_mut());
            all.extend(part.iter().map(|frame| frame[0]));
        }
        all
    };
    let rise = render(&mut rig).split_off(ahead);
    assert!(rise[0] == 0.0 && rise[..4800].is_sorted() && rise[4800..].iter().all(|s| *s == 0.5));
    assert!((rise[2400] - 0.5 * std::f32::consts::FRAC_1_SQRT_2).abs() < 0.001);
    rig.transport.fade_out(0.1);
    let fall = render(&mut rig).split_off(ahead);
    assert!(fall[..4800].is_sorted_by(|a, b| a >= b) && fall[4800..].iter().all(|s| *s == 0.0));
    assert_eq!(rig.transport.position(), Some(19_200));
}

/// An input whose every sample says when it was asked for.
struct Counting {
    channels: usize,
}

impl Pull for Counting {
    fn channels(&self) -> usize {
        self.channels
    }

    fn pull(&mut self, from: i64, out: &mut [f32]) {
        for (index, frame) in out.chunks_exact_mut(self.channels).enumerate() {
            for (channel, sample) in frame.iter_mut().enumerate() {
                *sample = (from + index as i64) as f32 * 1e-5 + channel as f32 * 0.1;
            }
        }
    }
}

#[test]
fn live_sound_is_placed_where_its_show_says_and_never_allocates() {
    let point = Shape::Point(Motion::default());
    let bed = Shape::Bed(Bed {
        order: 1,
        sectors: 0,
    });
    // A point takes the first channel; a bed all that there are.
    for (shape, channels, heard) in [
        (point.clone(), 1, [1.0, 0.0, 0.0, 1.0]),
        (point, 3, [1.0, 0.0, 0.0, 1.0]),
        (bed.clone(), 4, [1.0, 1.0, 1.0, 1.0]),
        (bed, 2, [1.0, 1.0, 0.0, 0.0]),
    ] {
        let is_bed = matches!(shape, Shape::Bed(_));
        let live = Live {
            source: "voice".into(),
            input: "mic".into(),
            shape,
            gain_db: 0.0,
            reach: 1.0,
            plays: true,
        };
        let source = LiveSource::new(&live, Box::new(Counting { channels }));
        let (mut manager, mut engine, clock) = engine(&RoomSettings::ambix(1));
        let transport = Arc::new(Transport::new(clock, 0, 0.0));
        let mut track = manager.deck_track(1).unwrap();
        let placing = Placing {
            shapes: vec![source.shape.clone()].into(),
            ..Placing::default()
        };
        let hand = manager.let_in(source.channels(), placing);
        track
            .play(LiveVoice::new(source, hand, Arc::clone(&transport)))
            .unwrap();
        // Past the beginning, over which it swells.
        transport.start_from(48_000);
        let ahead = engine.latency_samples();
        let mut out = vec![0.0; 4 * 1024];
        assert_no_alloc(|| engine.render(&mut out));
        for (at, frame) in out.chunks_exact(4).skip(ahead).enumerate() {
            for (channel, sample) in frame.iter().enumerate() {
                let ours = if is_bed { channel as f32 * 0.1 } else { 0.0 };
                let expected = heard[channel] * (at as f32 * 1e-5 + ours);
                assert!(
                    (sample - expected).abs() < 1e-6,
                    "{channels} {at} {channel}"
                );
            }
        }
        transport.end();
        for _ in 0..4 {
            assert_no_alloc(|| engine.render(&mut out));
        }
        assert!(out.iter().all(|sample| *sample == 0.0));
    }
}
