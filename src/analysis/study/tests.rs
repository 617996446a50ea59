//! Against numbers of librosa 0.11.0, made by `fixtures/make.py`.

use std::path::{Path, PathBuf};

use safetensors::SafeTensors;

use super::tile::FRAMES;
use super::*;

/// Error at most this, as a share of a feature's maximum.
const TOLERANCE: f32 = 1e-4;

/// As in `make.py`.
const MEL_EVERY: usize = 8;
const MASK_EVERY: usize = 37;

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("study/fixtures")
}

/// Mono samples of a stored sound.
fn stored(name: &str) -> Vec<f32> {
    let mut file = hound::WavReader::open(fixtures().join(name).with_extension("wav")).unwrap();
    file.samples::<i16>()
        .map(|sample| f32::from(sample.unwrap()) / 32_768.0)
        .collect()
}

/// 120 BPM: bursts that change sign and lose a sixteenth with every sample.
fn clicks() -> Vec<f32> {
    let mut samples = vec![0.0; 8 * 22_050];
    for burst in samples.chunks_mut(11_025) {
        let mut value = 20_000_i32;
        for sample in &mut burst[..200] {
            *sample = value as f32 / 32_768.0;
            value = -value * 15 / 16;
        }
    }
    samples
}

fn one_click() -> Vec<f32> {
    let mut samples = vec![0.0; 2 * 22_050];
    samples[30_000] = 0.5;
    samples
}

/// What librosa heard.
struct Golden {
    bytes: Vec<u8>,
}

impl Golden {
    fn of(name: &str) -> Self {
        let path = fixtures().join(format!("{name}.safetensors"));
        Self {
            bytes: std::fs::read(path).unwrap(),
        }
    }

    fn has(&self, key: &str) -> bool {
        SafeTensors::deserialize(&self.bytes)
            .unwrap()
            .tensor(key)
            .is_ok()
    }

    fn floats(&self, key: &str) -> Vec<f32> {
        self.words(key).map(f32::from_le_bytes).collect()
    }

    fn frames(&self, key: &str) -> Vec<usize> {
        self.words(key)
            .map(|word| i32::from_le_bytes(word) as usize)
            .collect()
    }

    fn words(&self, key: &str) -> impl Iterator<Item = [u8; 4]> {
        let tensors = SafeTensors::deserialize(&self.bytes).unwrap();
        let tensor = tensors.tensor(key).unwrap_or_else(|_| panic!("no {key}"));
        tensor.data().as_chunks::<4>().0.iter().copied()
    }
}

/// The greatest difference as a share of the greatest value.
fn error(heard: &[f32], golden: &[f32]) -> f32 {
    assert_eq!(heard.len(), golden.len());
    let greatest = golden.iter().copied().fold(0.0, f32::max);
    let off = heard.iter().zip(golden).map(|(a, b)| (a - b).abs());
    let off = off.fold(0.0, |most: f32, off| {
        if off.is_nan() {
            f32::INFINITY
        } else {
            most.max(off)
        }
    });
    if off == 0.0 { 0.0 } else { off / greatest }
}

fn check(name: &str, samples: &[f32], [rate, window, hop]: [usize; 3]) {
    let golden = Golden::of(name);
    let settings = StudySettings::new(rate as u32, window, hop).unwrap();
    let heard = study(samples, &settings.with_mel().with_overview(100));
    let tuned = study(samples, &settings.with_tuning(Tuning::Auto).unwrap());
    let frames = heard.frame_secs.len();
    let mel: Vec<f32> = heard
        .mel_power
        .iter()
        .flat_map(|band| band.iter().step_by(MEL_EVERY))
        .copied()
        .collect();
    let mut report = Vec::new();
    for (key, values) in [
        ("rms", &heard.rms),
        ("centroid_hz", &heard.centroid_hz),
        ("bandwidth_hz", &heard.bandwidth_hz),
        ("flatness", &heard.flatness),
        ("onset_strength", &heard.onset_strength),
        ("harmonic_energy", &heard.harmonic_energy),
        ("percussive_energy", &heard.percussive_energy),
        ("chroma", &heard.chroma.concat()),
        ("mel_power", &mel),
    ] {
        report.push((key, error(values, &golden.floats(key))));
    }
    if golden.has("tuning") {
        report.push((
            "chroma_auto",
            error(&tuned.chroma.concat(), &golden.floats("chroma_auto")),
        ));
        report.push((
            "tuning",
            (tuned.tuning as f32 - golden.floats("tuning")[0]).abs(),
        ));
    }
    let [mut magnitudes, mut harmonic, mut percussive] = [const { Vec::new() }; 3];
    for frame in (0..frames).step_by(MASK_EVERY) {
        let (magnitude, mask) = frame_apart(samples, &settings, frame);
        magnitudes.push(magnitude);
        percussive.push(mask.iter().map(|share| 1.0 - share).collect());
        harmonic.push(mask);
    }
    for (key, frames) in [
        ("magnitude", magnitudes),
        ("mask_harmonic", harmonic),
        ("mask_percussive", percussive),
    ] {
        let golden = golden.floats(key);
        let values: Vec<f32> = (0..settings.bins())
            .flat_map(|bin| frames.iter().map(move |frame: &Vec<f32>| frame[bin]))
            .collect();
        report.push((key, error(&values, &golden)));
    }
    for (key, error) in report {
        assert!(
            error <= TOLERANCE,
            "{name}: {key} is off by {error} of its maximum"
        );
    }
    let rolloff = golden.floats("rolloff_hz");
    let bin_hz = settings.bin_hz() as f32;
    let same = heard
        .rolloff_hz
        .iter()
        .zip(&rolloff)
        .filter(|(a, b)| (*a - *b).abs() < bin_hz / 2.0);
    assert!(
        same.count() as f32 >= 0.999 * frames as f32,
        "{name}: rolloff"
    );
    let tempo = f64::from(golden.floats("tempo_bpm")[0]);
    assert!(
        (heard.tempo_bpm - tempo).abs() <= 1e-5 * tempo,
        "{name}: {} {tempo}",
        heard.tempo_bpm
    );
    let frames_of = |secs: &[f64]| -> Vec<usize> {
        secs.iter()
            .map(|secs| (secs * settings.frames_per_sec()).round() as usize)
            .collect()
    };
    assert_eq!(
        frames_of(&heard.onsets_secs),
        golden.frames("onset_frames"),
        "{name}: onsets"
    );
    assert_eq!(
        frames_of(&heard.beats_secs),
        golden.frames("beat_frames"),
        "{name}: beats"
    );
}

/// Magnitudes and harmonic mask of one frame.
fn frame_apart(samples: &[f32], settings: &StudySettings, frame: usize) -> (Vec<f32>, Vec<f32>) {
    let mut pass = pass::Pass::new(samples, settings, 0.0);
    for tile in 0..=frame / FRAMES + 1 {
        pass.step(tile);
    }
    let mut magnitudes = vec![0.0; settings.bins()];
    stft::Stft::new(settings).magnitudes(samples, frame, &mut magnitudes);
    (
        magnitudes,
        pass.sides
            .mask
            .iter()
            .map(|lanes| lanes[frame % FRAMES])
            .collect(),
    )
}

const USUAL: [usize; 3] = [22_050, 2048, 512];

#[test]
fn music_equals_librosa() {
    check("first_light", &stored("first_light"), USUAL);
    check("undertow", &stored("undertow"), USUAL);
}

#[test]
fn made_sounds_equal_librosa() {
    check("vibrato", &stored("vibrato"), USUAL);
    check("noise", &stored("noise"), USUAL);
    check("clicks", &clicks(), USUAL);
    check("one_click", &one_click(), USUAL);
    check("silence", &[0.0; 22_050], USUAL);
}

#[test]
fn short_sounds_equal_librosa() {
    let noise = stored("noise");
    for length in [1, 100, 511, 2048, 9000] {
        check(&format!("noise_{length}"), &noise[..length], USUAL);
    }
}

#[test]
fn other_sizes_equal_librosa() {
    let music = stored("first_light");
    check("at_48000", &music[..44_100], [48_000, 1024, 256]);
    check("odd_sizes", &music[..44_100], [22_050, 1000, 300]);
    check("at_8000", &music, [8000, 4096, 1024]);
}

#[test]
fn a_sine_of_concert_pitch() {
    let sample =
        |n: usize| (0.5 * (std::f64::consts::TAU * 440.0 * n as f64 / 22_050.0).sin()) as f32;
    let sine: Vec<f32> = (0..22_050).map(sample).collect();
    let settings = StudySettings::new(22_050, 2048, 512).unwrap();
    let heard = study(&sine, &settings);
    let (loudest, _) = frame_apart(&sine, &settings, 20);
    let peak = (0..1025).max_by(|a, b| loudest[*a].total_cmp(&loudest[*b]));
    assert_eq!(peak, Some(41));
    for (value, golden, tolerance) in [
        (loudest[41], 253.098, 0.01),
        (heard.chroma[9][20], 1.0, 0.0),
        (heard.chroma[8][20], 0.209_048, 2e-5),
        (heard.chroma[10][20], 0.202_771, 2e-5),
        (heard.centroid_hz[20], 440.246_75, 2e-2),
        (heard.rms[20], 0.353_328, 5e-4),
    ] {
        assert!((value - golden).abs() <= tolerance, "{value} {golden}");
    }
}

#[test]
fn nothing_is_one_silent_frame() {
    let settings = StudySettings::new(22_050, 2048, 512)
        .unwrap()
        .with_mel()
        .with_overview(100);
    let heard = study(&[], &settings);
    assert_eq!(heard.frame_secs, [0.0]);
    assert_eq!(
        (heard.rms[0], heard.centroid_hz[0], heard.flatness[0]),
        (0.0, 0.0, 1.0)
    );
    assert_eq!(
        (
            heard.tempo_bpm,
            heard.beats_secs.len(),
            heard.onsets_secs.len()
        ),
        (0.0, 0, 0)
    );
    assert_eq!((heard.mel_power.len(), heard.mel_power[0].len()), (128, 1));
    assert_eq!(
        (heard.overview.columns, heard.overview.waveform.len()),
        (1, 0)
    );
}

#[test]
fn hostile_samples_count_as_silence_and_all_stays_finite() {
    let settings = StudySettings::new(22_050, 2048, 512)
        .unwrap()
        .with_overview(50);
    let mut hostile = stored("noise");
    for (n, sample) in hostile.iter_mut().enumerate().step_by(97) {
        *sample = [
            f32::NAN,
            f32::INFINITY,
            f32::MAX,
            f32::MIN_POSITIVE / 4.0,
            -1e38,
        ][n % 5];
    }
    let heard = study(&hostile, &settings.with_tuning(Tuning::Auto).unwrap());
    let features = [
        &heard.rms,
        &heard.centroid_hz,
        &heard.bandwidth_hz,
        &heard.rolloff_hz,
        &heard.flatness,
        &heard.onset_strength,
        &heard.harmonic_energy,
        &heard.percussive_energy,
        &heard.overview.spectrogram_db,
        &heard.overview.mel_db,
    ];
    assert!(
        features
            .into_iter()
            .chain(&heard.chroma)
            .flatten()
            .all(|value| value.is_finite())
    );

    let (mut holes, mut silent) = (stored("noise"), stored("noise"));
    for place in (0..holes.len()).step_by(97) {
        (holes[place], silent[place]) = (f32::NAN, 0.0);
    }
    assert_eq!(study(&holes, &settings), study(&silent, &settings));
}
