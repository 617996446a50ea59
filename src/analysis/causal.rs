//! Hears one live source, of which nothing is known that is still to come: samples in, [`Features`] out, each as soon
//! as its window is heard.

mod leveller;
mod picker;
mod split;
mod strokes;
mod harmony;

use welkin_values::{BANDS, Features, MELS, Moment, SAMPLE_RATE};

use crate::applause::{Applause, MOSTLY};
use crate::bands::bands;
use crate::frames::{Frames, HOP_SAMPLES, WINDOW_SAMPLES, newest};
use crate::gain::{STEVENS, decibels};
use crate::key::KeySense;
use crate::lufs::Lufs;
use crate::mel::Mel;
use crate::onset::LIVE_WINDOW_SAMPLES;
use crate::pulse::{Pulse, PulseNow};
use crate::room::Room;
use crate::spectrum::{BINS, Spectrum, centroid_hz, flatness, mean_squares, remove_offset};
use harmony::Harmony;
use leveller::Leveller;
use split::Split;
use strokes::Strokes;

/// Bins of the short window.
const LIVE_BINS: usize = LIVE_WINDOW_SAMPLES / 2 + 1;

/// The mel spectrum spans this many decibels below the loudest of late.
const MEL_RANGE_DB: f32 = 80.0;
const MEL_LOWEST_HZ: f64 = 30.0;
const MEL_HIGHEST_HZ: f64 = 16_000.0;

/// Where the references of shares begin, and what is not lifted to full: of the whole, of a band, of a mel band.
const LEVEL_DB: [f32; 2] = [-20.0, -50.0];
const BAND_DB: [f32; 2] = [-24.0, -60.0];
const MEL_DB: [f32; 2] = [-40.0, -90.0];

/// Hears one live source, from its first sample on. The same samples give the same features, however they are cut into
/// calls.
///
/// All of a frame's features are those of its window, but for what needs time to be known: `harmonic` and `chroma` are
/// of 64 ms before its middle, loudness of the 0.4 and 3 s up to its end, `key` of the last seconds. Onsets come from a
/// window of half the length at its end, so that they are told before their frame's middle is.
pub struct CausalListener {
    frames: Frames,
    hearing: Hearing,
}

impl CausalListener {
    /// Once a source was heard to a moment plus this, the features of that moment and the next after it are out: 32 ms.
    pub const LATE: Moment = Moment::from_samples(HOP_SAMPLES as i64 + WINDOW_SAMPLES as i64 / 2);

    /// Ears that have heard nothing yet.
    pub fn new() -> Self {
        Self {
            frames: Frames::new(),
            hearing: Hearing::new(),
        }
    }

    /// Takes any number of samples at [`SAMPLE_RATE`] and appends the features that became known, in order, one for
    /// every [`HOP_SAMPLES`]. Their moments count from the first sample ever given. Samples that are no numbers are
    /// silence. Allocates nothing but room in `out`.
    pub fn hear(&mut self, samples: &[f32], out: &mut Vec<Features>) {
        self.hear_in_parts(samples, out, |_| ());
    }

    /// Hears as [`Self::hear`] does and says the name of each part of the work when it is done, so that somebody with a
    /// clock can tell what each costs.
    pub fn hear_in_parts(
        &mut self,
        samples: &[f32],
        out: &mut Vec<Features>,
        mut done: impl FnMut(&'static str),
    ) {
        let mut rest = samples;
        while let Some(window) = self.frames.next(&mut rest) {
            out.push(self.hearing.hear(window, &mut done));
        }
    }
}

impl Default for CausalListener {
    fn default() -> Self {
        Self::new()
    }
}

/// All that looks at a window.
struct Hearing {
    /// Windows heard.
    heard: i64,
    spectrum: Spectrum,
    power: [f32; BINS],
    magnitudes: [f32; BINS],
    live_spectrum: Spectrum,
    live_power: [f32; LIVE_BINS],
    mel: Mel,
    room: Room,
    strokes: Strokes,
    split: Split,
    harmony: Harmony,
    key: KeySense,
    lufs: Lufs,
    pulse: Pulse,
    applause: Applause,
    levellers: Levellers,
}

/// What the shares are shares of.
struct Levellers {
    level: Leveller,
    bands: Leveller,
    mel: Leveller,
    parts: Leveller,
}

impl Hearing {
    fn new() -> Self {
        let leveller = |[begin_db, least_db]: [f32; 2]| Leveller::new(begin_db, least_db);
        Self {
            heard: 0,
            spectrum: Spectrum::new(),
            power: [0.0; BINS],
            magnitudes: [0.0; BINS],
            live_spectrum: Spectrum::of(LIVE_WINDOW_SAMPLES),
            live_power: [0.0; LIVE_BINS],
            mel: Mel::new(
                SAMPLE_RATE,
                WINDOW_SAMPLES,
                MELS,
                MEL_LOWEST_HZ,
                MEL_HIGHEST_HZ,
            ),
            room: Room::new(),
            strokes: Strokes::new(),
            split: Split::new(),
            harmony: Harmony::new(),
            key: KeySense::new(),
            lufs: Lufs::new(),
            pulse: Pulse::new(),
            applause: Applause::new(),
            levellers: Levellers {
                level: leveller(LEVEL_DB),
                bands: leveller(BAND_DB),
                mel: leveller(MEL_DB),
                parts: leveller(LEVEL_DB),
            },
        }
    }

    fn hear(&mut self, window: &[f32], done: &mut impl FnMut(&'static str)) -> Features {
        let newest = newest(window, self.heard);
        self.transform(window);
        done("spectra");
        let level_db = decibels(self.power.iter().sum());
        let sudden_db = decibels(self.live_power.iter().sum());
        self.room.hear(level_db, sudden_db);
        let open = self.room.gate(level_db);
        let begun = self.strokes.hear(
            (&self.live_power, self.room.gate(sudden_db)),
            (&self.power, open),
        );

        done("room and strokes");
        let halves = self.split.split(&self.magnitudes);
        let parts_db = [halves.harmonic_power, halves.percussive_power].map(decibels);
        done("harmonic and percussive");
        let classes = self.harmony.hear(newest, halves.harmonic_share);
        let held = self.room.gate(parts_db[0]);
        let chroma = classes.map(|class| held * class);
        let key = self.key.hear(&chroma);
        done("chroma and key");
        self.lufs.hear(newest);
        let [momentary_lufs, short_term_lufs] = [self.lufs.momentary(), self.lufs.short_term()];
        done("loudness");
        self.pulse.hear(newest);
        // In a quiet room there is no beat; the pulse itself goes on through a break, and is there when music is.
        let presence = self.room.presence();
        let beat = if presence > 0.0 {
            self.pulse.now()
        } else {
            PulseNow::default()
        };
        // The pulse speaks of the end of what was heard, the frame is its middle.
        let back = (WINDOW_SAMPLES / 2) as f32 / SAMPLE_RATE as f32 * beat.tempo_bpm / 60.0;
        done("pulse");
        let applause = self.applause.hear(newest, &self.power, self.room.is_open());
        done("applause");
        // Nobody claps in time.
        let played = 1.0 - applause;
        let is_played = applause < MOSTLY;

        let bands_db = bands(&self.power).map(decibels);
        let mut mel = [0.0; MELS];
        self.mel.weigh(&self.power, &mut mel);
        let mel_db = mel.map(decibels);
        if open > 0.5 {
            self.levellers
                .follow(level_db, &bands_db, &mel_db, parts_db);
        }
        let features = Features {
            moment: Moment::from_samples(self.heard * HOP_SAMPLES as i64),
            level_db,
            centroid_hz: if open > 0.0 {
                centroid_hz(&self.magnitudes)
            } else {
                0.0
            },
            flatness: if open > 0.0 {
                flatness(&self.power)
            } else {
                0.0
            },
            onset: played * begun.onset,
            is_onset: is_played && begun.is_onset,
            onset_ranges: begun.onset_ranges.map(|onset| played * onset),
            is_onset_ranges: begun.is_onset_ranges.map(|picked| is_played && picked),
            chroma,
            key,
            momentary_lufs,
            short_term_lufs,
            presence,
            applause,
            tempo_bpm: beat.tempo_bpm,
            beat_phase: (beat.beat_phase - back).rem_euclid(1.0),
            bar_phase: (beat.bar_phase - back / beat.beats_per_bar.max(1) as f32).rem_euclid(1.0),
            beat_confidence: played * beat.confidence,
            ..self
                .levellers
                .shares(open, level_db, &bands_db, &mel_db, parts_db)
        };
        self.heard += 1;
        done("bands, mel, shares");
        features
    }

    fn transform(&mut self, window: &[f32]) {
        let bins = self.spectrum.transform(window);
        remove_offset(bins);
        mean_squares(bins, &mut self.power);
        for (magnitude, power) in self.magnitudes.iter_mut().zip(&self.power) {
            *magnitude = power.sqrt();
        }
        let bins = self
            .live_spectrum
            .transform(&window[WINDOW_SAMPLES - LIVE_WINDOW_SAMPLES..]);
        remove_offset(bins);
        mean_squares(bins, &mut self.live_power);
    }
}

impl Levellers {
    fn follow(
        &mut self,
        level_db: f32,
        bands_db: &[f32; BANDS],
        mel_db: &[f32; MELS],
        parts_db: [f32; 2],
    ) {
        self.level.follow(level_db);
        self.bands.follow(greatest(bands_db));
        self.mel.follow(greatest(mel_db));
        self.parts.follow(greatest(&parts_db));
    }

    /// The shares of a frame, behind a gate that is so far open.
    fn shares(
        &self,
        open: f32,
        level_db: f32,
        bands_db: &[f32; BANDS],
        mel_db: &[f32; MELS],
        parts_db: [f32; 2],
    ) -> Features {
        let share = |leveller: &Leveller, db: f32| open * leveller.share(db, STEVENS);
        let [harmonic, percussive] = parts_db.map(|db| share(&self.parts, db));
        let mel_peak_db = self.mel.reference_db();
        Features {
            level: share(&self.level, level_db),
            bands: bands_db.map(|db| share(&self.bands, db)),
            mel: mel_db.map(|db| open * (1.0 - (mel_peak_db - db) / MEL_RANGE_DB).clamp(0.0, 1.0)),
            harmonic,
            percussive,
            ..Features::silent(Moment::ZERO)
        }
    }
}

fn greatest(values: &[f32]) -> f32 {
    values.iter().copied().fold(f32::NEG_INFINITY, f32::max)
}

#[cfg(test)]
mod tests;
