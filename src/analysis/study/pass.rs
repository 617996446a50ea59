//! One way through a whole sound, sixteen frames at a time.
//!
//! Medians along time look fifteen frames ahead, so a tile is taken apart once the next one is heard. Three tiles of
//! spectra are remembered, however long the sound.

use pulp::{Arch, Simd, WithSimd};

use super::banks::{CLASSES, Classes, MEL_BANDS, mel_power};
use super::medians::{HALF, LOOKED_AT, along_frequency, along_time, mirrored};
use super::overview::Overviewer;
use super::settings::StudySettings;
use super::shape::Shape;
use super::sides::Sides;
use super::stft::Stft;
use super::tile::{FRAMES, Lanes, stride_of, turn};
use crate::mel::Mel;

/// Tiles whose rows are remembered: the one that is taken apart, and those before and after it.
const REMEMBERED: usize = 3;

/// What is heard in every frame by itself.
#[derive(Default)]
pub(super) struct Heard {
    pub(super) rms: Vec<f32>,
    pub(super) centroid_hz: Vec<f32>,
    pub(super) bandwidth_hz: Vec<f32>,
    pub(super) rolloff_hz: Vec<f32>,
    pub(super) flatness: Vec<f32>,
    pub(super) chroma: [Vec<f32>; CLASSES],
    pub(super) mel_power: Vec<[f32; MEL_BANDS]>,
    pub(super) harmonic_energy: Vec<f32>,
    pub(super) percussive_energy: Vec<f32>,
}

/// Goes through a sound.
pub(super) struct Pass<'a> {
    samples: &'a [f32],
    frames: usize,
    bin_hz: f64,
    arch: Arch,
    stft: Stft,
    mel: Mel,
    classes: Classes,
    stride: usize,
    /// Magnitudes, one row per frame.
    rows: Vec<f32>,
    /// The same turned, of the newest tile and the one before.
    tiles: [Vec<Lanes>; 2],
    medians: Vec<f32>,
    along_time: Vec<Lanes>,
    along_frequency: Vec<Lanes>,
    pub(super) sides: Sides,
    overviewer: Overviewer,
    heard: Heard,
}

impl<'a> Pass<'a> {
    /// Samples are finite.
    pub(super) fn new(samples: &'a [f32], settings: &StudySettings, tuning: f64) -> Self {
        let (bins, rate) = (settings.bins(), settings.sample_rate_hz);
        let (stride, silent) = (stride_of(bins), vec![[0.0; FRAMES]; bins]);
        Self {
            samples,
            frames: settings.frames(samples.len()),
            bin_hz: settings.bin_hz(),
            arch: Arch::new(),
            stft: Stft::new(settings),
            mel: Mel::new(rate, settings.window, MEL_BANDS, 0.0, f64::from(rate) / 2.0),
            classes: Classes::new(settings, tuning),
            stride,
            rows: vec![0.0; REMEMBERED * FRAMES * stride],
            tiles: [silent.clone(), silent.clone()],
            medians: vec![0.0; FRAMES * stride],
            along_time: silent.clone(),
            along_frequency: silent,
            sides: Sides::new(bins),
            overviewer: Overviewer::new(settings, samples),
            heard: Heard::default(),
        }
    }

    /// To the end.
    pub(super) fn go(mut self) -> (Heard, Overviewer) {
        for tile in 0..=self.tiles() {
            self.step(tile);
        }
        (self.heard, self.overviewer)
    }

    pub(super) fn tiles(&self) -> usize {
        self.frames.div_ceil(FRAMES)
    }

    /// Hears this tile, if there is one, and takes the one before apart.
    pub(super) fn step(&mut self, tile: usize) {
        if tile < self.tiles() {
            self.hear(tile);
        }
        if let Some(before) = tile.checked_sub(1) {
            self.take_apart(before);
        }
    }

    fn hear(&mut self, tile: usize) {
        let (first, bins) = (tile * FRAMES, self.along_time.len());
        let count = FRAMES.min(self.frames - first);
        let rows =
            &mut self.rows[tile % REMEMBERED * FRAMES * self.stride..][..FRAMES * self.stride];
        for (frame, row) in (first..).zip(rows.chunks_exact_mut(self.stride)) {
            if frame < self.frames {
                self.stft.magnitudes(self.samples, frame, &mut row[..bins]);
                self.heard.rms.push(self.stft.rms(self.samples, frame));
            } else {
                row.fill(0.0);
            }
        }
        let turned = &mut self.tiles[tile % 2];
        let mut mel = [[0.0; FRAMES]; MEL_BANDS];
        let (shape, chroma) = self.arch.dispatch(Look {
            rows,
            stride: self.stride,
            tile: turned,
            mel: &self.mel,
            mel_power: &mut mel,
            classes: &self.classes,
            bin_hz: self.bin_hz,
        });
        self.overviewer.add(first, count, turned, &mel);
        let heard = &mut self.heard;
        heard.centroid_hz.extend(&shape.centroid_hz[..count]);
        heard.bandwidth_hz.extend(&shape.bandwidth_hz[..count]);
        heard.rolloff_hz.extend(&shape.rolloff_hz[..count]);
        heard.flatness.extend(&shape.flatness[..count]);
        for (class, values) in heard.chroma.iter_mut().zip(&chroma) {
            class.extend(&values[..count]);
        }
        heard
            .mel_power
            .extend((0..count).map(|n| mel.map(|band| band[n])));
    }

    fn take_apart(&mut self, tile: usize) {
        let first = tile * FRAMES;
        let count = FRAMES.min(self.frames - first);
        let remembered = tile.saturating_sub(1) * FRAMES;
        let rows: [&[f32]; LOOKED_AT] = std::array::from_fn(|n| {
            let place = (first + n) as isize - HALF as isize;
            // Only medians behind the end look farther back than is remembered.
            let frame = mirrored(place, self.frames).max(remembered);
            &self.rows[frame % (REMEMBERED * FRAMES) * self.stride..][..self.stride]
        });
        along_time(self.arch, &rows, self.stride, &mut self.medians);
        let turned = &self.tiles[tile % 2];
        along_frequency(self.arch, turned, &mut self.along_frequency);
        self.arch.dispatch(Split {
            magnitudes: turned,
            medians: &self.medians,
            stride: self.stride,
            along_time: &mut self.along_time,
            along_frequency: &self.along_frequency,
            sides: &mut self.sides,
        });
        self.heard
            .harmonic_energy
            .extend(&self.sides.harmonic_energy[..count]);
        self.heard
            .percussive_energy
            .extend(&self.sides.percussive_energy[..count]);
    }
}

// What runs on the widest vectors. Not closures: those were compiled for the plainest CPU.

/// Looks at a tile of frames.
struct Look<'a> {
    rows: &'a [f32],
    stride: usize,
    tile: &'a mut [Lanes],
    mel: &'a Mel,
    mel_power: &'a mut [Lanes; MEL_BANDS],
    classes: &'a Classes,
    bin_hz: f64,
}

impl WithSimd for Look<'_> {
    type Output = (Shape, [Lanes; CLASSES]);

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Self::Output {
        turn(self.rows, self.stride, self.tile);
        mel_power(self.mel, self.tile, self.mel_power);
        (
            Shape::of(self.tile, self.bin_hz),
            self.classes.chroma(simd, self.tile),
        )
    }
}

/// Splits a tile by its medians.
struct Split<'a> {
    magnitudes: &'a [Lanes],
    medians: &'a [f32],
    stride: usize,
    along_time: &'a mut [Lanes],
    along_frequency: &'a [Lanes],
    sides: &'a mut Sides,
}

impl WithSimd for Split<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        turn(self.medians, self.stride, self.along_time);
        self.sides
            .split(self.magnitudes, self.along_time, self.along_frequency);
    }
}
