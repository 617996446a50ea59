//! The whole sound at once, with the conventions of the field: what `welkin listen` writes.
//!
//! Everything equals librosa 0.11 (McFee et al. 2015) to a ten-thousandth of its maximum, quirks included: frames are
//! centred with silence around the sound, levels are relative to the whole sound's loudest, a tempo is a whole number
//! of frames. It goes through the sound once (twice if it has to be tuned), on one thread.
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")
)]

mod settings;
mod tile;
mod stft;
mod medians;
mod sides;
mod shape;
mod banks;
mod tuning;
mod overview;
mod pass;
mod strength;
mod onsets;
mod tempo;
mod beats;

pub use overview::Overview;
pub use settings::{StudyError, StudySettings, Tuning};

/// What is heard in a whole sound. Frame `t` is heard in the window around sample `t · hop`; all features but the
/// tables have one value per frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Study {
    /// Samples per second.
    pub sample_rate_hz: u32,
    /// Length of the sound.
    pub secs: f64,
    /// The time of each frame.
    pub frame_secs: Vec<f64>,
    /// When beats fall (`beat.beat_track`).
    pub beats_secs: Vec<f64>,
    /// When something begins (`onset.onset_detect`).
    pub onsets_secs: Vec<f64>,
    /// Beats per minute; 0 where there are none.
    pub tempo_bpm: f64,
    /// Semitones above A = 440 Hz to which chroma is tuned.
    pub tuning: f64,
    /// Root mean square of the window's samples.
    pub rms: Vec<f32>,
    /// Centre of gravity of the magnitudes; 0 in silence.
    pub centroid_hz: Vec<f32>,
    /// Their root mean square distance from it; 0 in silence.
    pub bandwidth_hz: Vec<f32>,
    /// The frequency below which 85 % of the magnitudes lie; 0 in silence.
    pub rolloff_hz: Vec<f32>,
    /// Geometric by arithmetic mean of the powers, 0 to 1; 1 in silence.
    pub flatness: Vec<f32>,
    /// Mean rise of 128 mel bands from frame to frame, decibels.
    pub onset_strength: Vec<f32>,
    /// Σ over bins of |mask · X|², where X is the spectrum under an unscaled Hann window and mask the soft mask of
    /// what is sustained: `decompose.hpss` with kernels of 31 and margin 1.
    pub harmonic_energy: Vec<f32>,
    /// The same with the mask of what is struck. As both masks sum to 1, both energies sum to at most that of X.
    pub percussive_energy: Vec<f32>,
    /// Power per pitch class from C to B, `[12][frames]`; the strongest of each frame is 1, all are 0 in silence.
    pub chroma: [Vec<f32>; 12],
    /// Power per mel band, `[128][frames]`, if it was to be kept; else empty.
    pub mel_power: Vec<Vec<f32>>,
    /// All of it in few columns, if it was asked for; else empty.
    pub overview: Overview,
}

/// Studies a sound: mono samples at the settings' rate, 1 is full scale. Samples that are no numbers count as 0.
/// An empty sound has one frame of silence.
pub fn study(samples: &[f32], settings: &StudySettings) -> Study {
    let samples = stft::sane(samples);
    let tuning = match settings.tuning {
        Tuning::Fixed(semitones) => f64::from(semitones),
        Tuning::Auto => tuning_of(&samples, settings),
    };
    let (heard, overviewer) = pass::Pass::new(&samples, settings, tuning).go();
    let (rate, hop) = (settings.sample_rate_hz, settings.hop);
    // A window hears what begins half a window after its middle.
    let strength = strength::strength(&heard.mel_power, settings.window / (2 * hop));
    let tempo_bpm = tempo::tempo_bpm(&strength.median, rate, hop);
    let beats = beats::beats(&strength.median, settings.frames_per_sec(), tempo_bpm);
    let onsets = onsets::onsets(&strength.mean, rate, hop);
    let secs = |frame: usize| (frame * hop) as f64 / f64::from(rate);
    Study {
        sample_rate_hz: rate,
        secs: samples.len() as f64 / f64::from(rate),
        frame_secs: (0..heard.rms.len()).map(secs).collect(),
        beats_secs: beats.into_iter().map(secs).collect(),
        onsets_secs: onsets.into_iter().map(secs).collect(),
        tempo_bpm,
        tuning,
        rms: heard.rms,
        centroid_hz: heard.centroid_hz,
        bandwidth_hz: heard.bandwidth_hz,
        rolloff_hz: heard.rolloff_hz,
        flatness: heard.flatness,
        onset_strength: strength.mean,
        harmonic_energy: heard.harmonic_energy,
        percussive_energy: heard.percussive_energy,
        chroma: heard.chroma,
        mel_power: if settings.keeps_mel {
            per_band(&heard.mel_power)
        } else {
            Vec::new()
        },
        overview: overviewer.finish(),
    }
}

/// Looks at all frames only to tune.
fn tuning_of(samples: &[f32], settings: &StudySettings) -> f64 {
    let mut stft = stft::Stft::new(settings);
    let mut tuned = tuning::Tuned::new(settings);
    let mut magnitudes = vec![0.0; settings.bins()];
    for frame in 0..settings.frames(samples.len()) {
        stft.magnitudes(samples, frame, &mut magnitudes);
        tuned.note(&magnitudes);
    }
    tuned.semitones()
}

fn per_band(mel_power: &[[f32; banks::MEL_BANDS]]) -> Vec<Vec<f32>> {
    let band = |band: usize| mel_power.iter().map(|power| power[band]).collect();
    (0..banks::MEL_BANDS).map(band).collect()
}

#[cfg(test)]
mod tests;
