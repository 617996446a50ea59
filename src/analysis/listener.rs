//! Hears one source: samples in, [`Features`] out, each as soon as enough is known about it.

use welkin_values::{BANDS, Features, MELS, Moment, RANGES, SAMPLE_RATE};

use crate::applause::{Applause, MOSTLY};
use crate::bands::bands;
use crate::beat::Beat;
use crate::chroma::{CLASSES, Chroma};
use crate::delay::Delay;
use crate::frames::{Frames, HOP_SAMPLES, WINDOW_SAMPLES, newest};
use crate::gain::{Gain, LOWEST_DB, decibels, gate, loudness, mean_square};
use crate::key::KeySense;
use crate::lufs::Lufs;
use crate::mel::Mel;
use crate::onset::{Onset, Strength};
use crate::peaks::Peaks;
use crate::room::Room;
use crate::separation::Separation;
use crate::spectrum::{BINS, Spectrum, centroid_hz, flatness, mean_squares, remove_offset};

/// Frames by which the gains know what comes: 0.34 s, so that the first note of a piece keeps its shape.
const GAINS_AHEAD: usize = 32;

/// Frames that have to be heard after one before it is finished.
const LATE: usize = GAINS_AHEAD + Beat::LATE;

/// The mel spectrum spans this many decibels below the loudest of late.
const MEL_RANGE_DB: f32 = 80.0;
const MEL_LOWEST_HZ: f64 = 30.0;
const MEL_HIGHEST_HZ: f64 = 16_000.0;

/// Gains do not lift what is loudest at less than this: −50 dB for the whole, −60 dB for a band.
const LEAST_MEAN_SQUARE: f32 = 1e-5;
const LEAST_BAND: f32 = 1e-6;
const LEAST_MEL: f32 = 1e-9;

/// Flux that is not lifted to a full onset: the flutter of a held chord.
const LEAST_FLUX: f32 = 0.5;

/// Hears one source, from its first sample on. The same samples give the same features, however they are
/// cut into calls. A second of sound takes about 5 ms of one core, 60 % of it for the medians.
pub struct Listener {
    frames: Frames,
    hearing: Hearing,
    /// Samples taken, and frames given out.
    taken: i64,
    given: i64,
}

impl Listener {
    /// Once a source was heard to a moment plus this, the features of that moment and the next after it are
    /// out: 4.03 s.
    pub const LOOK_AHEAD: Moment =
        Moment::from_samples((LATE as i64 + 1) * HOP_SAMPLES as i64 + WINDOW_SAMPLES as i64 / 2);

    /// Ears that have heard nothing yet.
    pub fn new() -> Self {
        Self {
            frames: Frames::new(),
            hearing: Hearing::new(),
            taken: 0,
            given: 0,
        }
    }

    /// Takes any number of samples at [`SAMPLE_RATE`] and appends the features that became known, in order,
    /// one for every [`HOP_SAMPLES`]. Their moments count from the first sample ever given. Samples that are
    /// no numbers are silence. Allocates nothing but room in `out`.
    pub fn hear(&mut self, samples: &[f32], out: &mut Vec<Features>) {
        self.taken += samples.len() as i64;
        let mut rest = samples;
        while let Some(window) = self.frames.next(&mut rest) {
            let features = self.hearing.hear(window);
            let number = self.hearing.heard - 1 - LATE as i64;
            if number >= 0 {
                let moment = Moment::from_samples(number * HOP_SAMPLES as i64);
                out.push(Features { moment, ..features });
                self.given = number + 1;
            }
        }
    }

    /// Appends what is still to come of the samples given, as if silence followed them, and begins anew. Of
    /// n samples (1 or more) 1 + n / [`HOP_SAMPLES`] features come out in all.
    pub fn finish(&mut self, out: &mut Vec<Features>) {
        let due = match self.taken {
            0 => 0,
            taken => 1 + taken / HOP_SAMPLES as i64,
        };
        let silence = [0.0; HOP_SAMPLES];
        while self.given < due {
            self.hear(&silence, out);
        }
        *self = Self::new();
    }
}

impl Default for Listener {
    fn default() -> Self {
        Self::new()
    }
}

/// What can be said of a frame by itself.
#[derive(Clone, Copy)]
struct Plain {
    level_db: f32,
    level: f32,
    bands: [f32; BANDS],
    mel: [f32; MELS],
    centroid_hz: f32,
    flatness: f32,
    momentary_lufs: f32,
    short_term_lufs: f32,
    presence: f32,
    applause: f32,
}

impl Plain {
    const SILENT: Self = Self {
        level_db: LOWEST_DB,
        level: 0.0,
        bands: [0.0; BANDS],
        mel: [0.0; MELS],
        centroid_hz: 0.0,
        flatness: 0.0,
        momentary_lufs: LOWEST_DB,
        short_term_lufs: LOWEST_DB,
        presence: 0.0,
        applause: 0.0,
    };
}

/// All that looks at the one spectrum, and the delays after which everything about a frame meets.
struct Hearing {
    /// Windows heard.
    heard: i64,
    spectrum: Spectrum,
    power: [f32; BINS],
    magnitudes: [f32; BINS],
    mel: Mel,
    separation: Separation,
    chroma: Chroma,
    onset: Onset,
    peaks: Peaks,
    range_peaks: [Peaks; RANGES],
    key: KeySense,
    lufs: Lufs,
    room: Room,
    applause: Applause,
    beat: Beat,
    gains: Gains,
    plain: Delay<Plain>,
    parts: Delay<[f32; 2]>,
    classes: Delay<[f32; CLASSES]>,
    flux: Delay<Strength>,
    picks: Delay<(bool, [bool; RANGES])>,
    features: Delay<Features>,
}

/// What the shares are shares of.
struct Gains {
    level: Gain,
    bands: Gain,
    mel: Gain,
    parts: Gain,
    flux: Gain,
    range_flux: [Gain; RANGES],
}

impl Hearing {
    fn new() -> Self {
        let parts_late = GAINS_AHEAD - Separation::LATE;
        Self {
            heard: 0,
            spectrum: Spectrum::new(),
            power: [0.0; BINS],
            magnitudes: [0.0; BINS],
            mel: Mel::new(
                SAMPLE_RATE,
                WINDOW_SAMPLES,
                MELS,
                MEL_LOWEST_HZ,
                MEL_HIGHEST_HZ,
            ),
            separation: Separation::new(),
            chroma: Chroma::new(),
            onset: Onset::ahead(),
            peaks: Peaks::new(),
            range_peaks: std::array::from_fn(|_| Peaks::new()),
            key: KeySense::new(),
            lufs: Lufs::new(),
            room: Room::new(),
            applause: Applause::new(),
            beat: Beat::new(),
            gains: Gains {
                level: Gain::new(loudness(LEAST_MEAN_SQUARE)),
                bands: Gain::new(loudness(LEAST_BAND)),
                mel: Gain::new(LEAST_MEL),
                parts: Gain::new(loudness(LEAST_MEAN_SQUARE)),
                flux: Gain::new(LEAST_FLUX),
                range_flux: std::array::from_fn(|_| Gain::new(LEAST_FLUX)),
            },
            plain: Delay::new(GAINS_AHEAD, Plain::SILENT),
            parts: Delay::new(parts_late, [0.0; 2]),
            classes: Delay::new(parts_late - Chroma::LATE, [0.0; CLASSES]),
            flux: Delay::new(GAINS_AHEAD - Onset::LATE, Strength::default()),
            picks: Delay::new(Beat::LATE - Peaks::LATE, (false, [false; RANGES])),
            features: Delay::new(Beat::LATE, Features::silent(Moment::ZERO)),
        }
    }

    /// Takes the newest window and returns the frame [`LATE`] before it, which has no moment yet.
    fn hear(&mut self, window: &[f32]) -> Features {
        let samples = newest(window, self.heard);
        self.lufs.hear(samples);
        self.heard += 1;
        let bins = self.spectrum.transform(window);
        remove_offset(bins);
        mean_squares(bins, &mut self.power);
        self.chroma.note(bins);
        for (magnitude, power) in self.magnitudes.iter_mut().zip(&self.power) {
            *magnitude = power.sqrt();
        }
        let newest = self.plain(samples);
        let flux = self.onset.strength(&self.power, gate(newest.level_db));
        let parts = self.separation.separate(&self.magnitudes);
        let loudnesses = [parts.harmonic_power, parts.percussive_power].map(loudness);
        let classes = self.chroma.fold(parts.harmonic);
        self.gains.rise(&newest, flux, loudnesses);

        let plain = self.plain.pass(newest);
        let parts = self.parts.pass(loudnesses);
        let classes = self.classes.pass(classes);
        let flux = self.flux.pass(flux);
        let features = self.gains.shares(&plain, flux, parts, classes);

        let is_onset = self.peaks.pick(features.onset);
        let mut is_onset_ranges = [false; RANGES];
        let ranges = self.range_peaks.iter_mut().zip(&features.onset_ranges);
        for (is_picked, (peaks, strength)) in is_onset_ranges.iter_mut().zip(ranges) {
            *is_picked = peaks.pick(*strength);
        }
        let (is_onset, is_onset_ranges) = self.picks.pass((is_onset, is_onset_ranges));
        // What was played over the last seconds says which key it was in their middle: no delay.
        let key = self.key.hear(&features.chroma);
        let pulsing = self.beat.follow(features.onset);
        let due = self.features.pass(features);
        // Nobody claps in time.
        let played = 1.0 - due.applause;
        let is_played = due.applause < MOSTLY;
        Features {
            onset: played * due.onset,
            is_onset: is_played && is_onset,
            onset_ranges: due.onset_ranges.map(|onset| played * onset),
            is_onset_ranges: is_onset_ranges.map(|picked| is_played && picked),
            key,
            tempo_bpm: pulsing.tempo_bpm,
            beat_phase: pulsing.phase,
            beat_confidence: played * pulsing.confidence,
            ..due
        }
    }

    /// The newest frame by itself.
    fn plain(&mut self, samples: &[f32]) -> Plain {
        let level = self.power.iter().sum::<f32>();
        let level_db = decibels(level);
        self.room.hear(level_db, level_db);
        let mut mel = [0.0; MELS];
        self.mel.weigh(&self.power, &mut mel);
        Plain {
            level_db,
            level: loudness(level),
            bands: bands(&self.power).map(loudness),
            mel,
            centroid_hz: centroid_hz(&self.magnitudes),
            flatness: flatness(&self.power),
            momentary_lufs: self.lufs.momentary(),
            short_term_lufs: self.lufs.short_term(),
            presence: self.room.presence(),
            applause: self
                .applause
                .hear(samples, &self.power, self.room.is_open()),
        }
    }
}

impl Gains {
    fn rise(&mut self, newest: &Plain, flux: Strength, parts: [f32; 2]) {
        self.level.rise(newest.level);
        self.bands.rise(greatest(&newest.bands));
        self.mel.rise(greatest(&newest.mel));
        self.parts.rise(greatest(&parts));
        self.flux.rise(flux.all);
        for (gain, strength) in self.range_flux.iter_mut().zip(flux.ranges) {
            gain.rise(strength);
        }
    }

    /// The features of a frame that is due, but for what needs to be heard further ahead.
    fn shares(
        &self,
        plain: &Plain,
        flux: Strength,
        parts: [f32; 2],
        classes: [f32; CLASSES],
    ) -> Features {
        let open = gate(plain.level_db);
        let held = gate(decibels(mean_square(parts[0])));
        let [harmonic, percussive] = parts.map(|part| open * self.parts.share(part));
        let mel_peak_db = decibels(self.mel.greatest());
        Features {
            level_db: plain.level_db,
            level: open * self.level.share(plain.level),
            bands: plain.bands.map(|band| open * self.bands.share(band)),
            mel: plain.mel.map(|power| {
                let below_db = mel_peak_db - decibels(power);
                open * (1.0 - below_db / MEL_RANGE_DB).clamp(0.0, 1.0)
            }),
            onset: self.flux.share(flux.all),
            onset_ranges: std::array::from_fn(|n| self.range_flux[n].share(flux.ranges[n])),
            harmonic,
            percussive,
            chroma: classes.map(|class| held * class),
            centroid_hz: if open > 0.0 { plain.centroid_hz } else { 0.0 },
            flatness: if open > 0.0 { plain.flatness } else { 0.0 },
            momentary_lufs: plain.momentary_lufs,
            short_term_lufs: plain.short_term_lufs,
            presence: plain.presence,
            applause: plain.applause,
            ..Features::silent(Moment::ZERO)
        }
    }
}

fn greatest(values: &[f32]) -> f32 {
    values.iter().copied().fold(0.0, f32::max)
}

#[cfg(test)]
mod tests;
