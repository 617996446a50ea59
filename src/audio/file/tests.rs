//! Every format at many rates and channel counts, made with ffmpeg: length, place, pitch and level are kept.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use crate::SoundFile;
use crate::testing::{Folder, click, on_channels, read_all, tone};

/// Where the click is, and how long the files are.
const CLICK_SECS: f64 = 0.6;
const SECS: f64 = 1.0;

/// Which sample of 48 000 the click of a file is at: the centre of its energy.
fn click_at(frames: &[[f32; 2]], channel: usize) -> f64 {
    let (mut weight, mut sum) = (0.0, 0.0);
    for (n, frame) in frames.iter().enumerate() {
        let energy = f64::from(frame[channel]).powi(2);
        weight += energy;
        sum += energy * n as f64;
    }
    sum / weight
}

/// Amplitude of a tone in the middle of a file, by correlation, and the energy that is not the tone's, as a share.
fn tone_in(frames: &[[f32; 2]], hertz: f64) -> (f64, f64) {
    let middle = &frames[12_000..36_000];
    let (mut sine, mut cosine, mut energy) = (0.0, 0.0, 0.0);
    for (n, frame) in middle.iter().enumerate() {
        let (s, c) = (std::f64::consts::TAU * hertz * n as f64 / 48_000.0).sin_cos();
        let sample = f64::from(frame[0]);
        sine += sample * s;
        cosine += sample * c;
        energy += sample * sample;
    }
    let half = middle.len() as f64 / 2.0;
    let amplitude = (sine * sine + cosine * cosine).sqrt() / half;
    (
        amplitude,
        (1.0 - amplitude * amplitude * half / energy).max(0.0),
    )
}

struct Case {
    name: &'static str,
    arguments: &'static [&'static str],
    rates_hz: &'static [u32],
    channels: &'static [u16],
    /// How far the click may be off, in samples of 48 000.
    off: f64,
    /// Encoder delay the format does not state, in its own samples.
    unstated_delay: f64,
    /// How much softer the encoder may have made it, as a share.
    softer: f64,
    /// How much longer or shorter the file may be, in its own samples.
    longer: f64,
}

const PLAIN: Case = Case {
    name: "",
    arguments: &[],
    rates_hz: &[8_000, 22_050, 44_100, 48_000, 96_000, 384_000],
    channels: &[1, 2, 6],
    off: 1.0,
    unstated_delay: 0.0,
    softer: 0.01,
    longer: 0.0,
};

fn check(case: &Case) {
    let folder = Folder::new();
    for rate_hz in case.rates_hz {
        for channels in case.channels {
            let label = format!("{} {rate_hz} Hz {channels} ch", case.name);
            let mono = click(*rate_hz, CLICK_SECS, SECS);
            let wav = folder.wav(
                "click.wav",
                *rate_hz,
                *channels,
                &on_channels(&mono, usize::from(*channels)),
            );
            check_click(
                case,
                &folder.ffmpeg(&wav, case.arguments, case.name),
                *rate_hz,
                *channels,
                &label,
            );
            let mono = tone(*rate_hz, 440.0, 0.4, SECS);
            let wav = folder.wav(
                "tone.wav",
                *rate_hz,
                *channels,
                &on_channels(&mono, usize::from(*channels)),
            );
            check_tone(
                case,
                &folder.ffmpeg(&wav, case.arguments, case.name),
                *channels,
                &label,
            );
        }
    }
}

fn check_click(case: &Case, path: &Path, rate_hz: u32, channels: u16, label: &str) {
    let stretch = 48_000.0 / f64::from(rate_hz);
    let file = SoundFile::open(path).unwrap_or_else(|error| panic!("{label}: {error}"));
    assert_eq!(
        (file.channels(), file.rate_hz()),
        (usize::from(channels), rate_hz),
        "{label}"
    );
    let frames = read_all(path);
    let expected = SECS * 48_000.0;
    let longer = (frames.len() as f64 - expected).abs();
    assert!(
        longer <= case.longer * stretch,
        "{label}: {} frames",
        frames.len()
    );
    let measured = SoundFile::measure(path).unwrap().samples;
    assert_eq!(measured, frames.len() as i64, "{label}: measured");
    if let Some(stated) = file.duration().filter(|_| case.unstated_delay == 0.0) {
        assert_eq!(stated.samples, frames.len() as i64, "{label}: stated");
    }
    for side in [0, 1] {
        let at = click_at(&frames, side) - case.unstated_delay * stretch;
        assert!(
            (at - CLICK_SECS * 48_000.0).abs() <= case.off,
            "{label}: click at {at}"
        );
    }
}

fn check_tone(case: &Case, path: &Path, channels: u16, label: &str) {
    // 5.1 with the same on all channels: front 1, centre and surround 0.7071 each.
    let mixed = if channels == 6 {
        1.0 + std::f64::consts::SQRT_2
    } else {
        1.0
    };
    let (amplitude, rest) = tone_in(&read_all(path), 440.0);
    assert!(
        (amplitude / mixed / 0.4 - 1.0).abs() <= case.softer,
        "{label}: amplitude {amplitude}"
    );
    assert!(rest < 1e-3, "{label}: {rest} of the energy is no tone");
}

#[test]
fn wav() {
    check(&Case {
        name: "s16.wav",
        arguments: &["-c:a", "pcm_s16le"],
        ..PLAIN
    });
    check(&Case {
        name: "s24.wav",
        arguments: &["-c:a", "pcm_s24le"],
        rates_hz: &[44_100],
        ..PLAIN
    });
    check(&Case {
        name: "f32.wav",
        arguments: &["-c:a", "pcm_f32le"],
        rates_hz: &[11_025, 88_200, 192_000],
        ..PLAIN
    });
}

#[test]
fn flac() {
    check(&Case {
        name: "a.flac",
        rates_hz: &[8_000, 44_100, 48_000, 384_000],
        ..PLAIN
    });
}

#[test]
fn aiff() {
    check(&Case {
        name: "a.aiff",
        rates_hz: &[8_000, 44_100, 48_000, 96_000],
        channels: &[1, 2],
        ..PLAIN
    });
}

#[test]
fn alac() {
    check(&Case {
        name: "a.m4a",
        arguments: &["-c:a", "alac"],
        rates_hz: &[22_050, 44_100, 48_000, 96_000],
        channels: &[1, 2],
        ..PLAIN
    });
}

#[test]
fn mp3() {
    // LAME makes sound of low rates 5 % softer by itself.
    let rates_hz = &[22_050, 44_100, 48_000];
    let arguments = &["-b:a", "192k"];
    check(&Case {
        name: "a.mp3",
        arguments,
        rates_hz,
        channels: &[1, 2],
        softer: 0.06,
        ..PLAIN
    });
}

#[test]
fn vorbis() {
    // The click of a lossy coding is smeared: 3 samples.
    check(&Case {
        name: "a.ogg",
        arguments: &["-c:a", "libvorbis", "-q:a", "8"],
        rates_hz: &[22_050, 44_100, 48_000],
        off: 3.0,
        softer: 0.02,
        ..PLAIN
    });
}

#[test]
fn aac_in_mp4() {
    let rates_hz = &[22_050, 44_100, 48_000, 96_000];
    let arguments = &["-c:a", "aac", "-b:a", "256k"];
    check(&Case {
        name: "aac.m4a",
        arguments,
        rates_hz,
        channels: &[1, 2],
        off: 3.0,
        ..PLAIN
    });
}

#[test]
fn aac_in_adts() {
    // ADTS states neither the encoder's delay (1024 of ffmpeg's) nor its padding (up to a packet more).
    let arguments = &["-c:a", "aac", "-b:a", "256k"];
    let (rates_hz, channels): (&[u32], &[u16]) = (&[44_100, 48_000], &[1, 2]);
    check(&Case {
        name: "a.aac",
        arguments,
        rates_hz,
        channels,
        off: 3.0,
        unstated_delay: 1024.0,
        longer: 2048.0,
        ..PLAIN
    });
}

#[test]
fn any_rate_keeps_the_click_in_its_place() {
    // Rates without a common measure with ours take the sinc resampler.
    for rate_hz in [
        1_000, 7_919, 11_025, 32_000, 44_100, 44_101, 100_003, 767_999, 768_000,
    ] {
        let folder = Folder::new();
        let at_secs = (CLICK_SECS * f64::from(rate_hz)).round() / f64::from(rate_hz);
        // At the lowest rates the click is wider than a sample only if it is broad.
        let mono: Vec<f32> = (0..rate_hz)
            .map(|n| (f64::from(n) / f64::from(rate_hz) - at_secs) / 0.002)
            .map(|distance| (0.8 * (-0.5 * distance * distance).exp()) as f32)
            .collect();
        let frames = read_all(&folder.wav("a.wav", rate_hz, 1, &mono));
        assert_eq!(frames.len(), 48_000, "{rate_hz}");
        let at = click_at(&frames, 0);
        assert!(
            (at - at_secs * 48_000.0).abs() < 1.0,
            "{rate_hz} Hz: click at {at}"
        );
    }
}

#[test]
fn our_own_rate_is_bit_exact() {
    let folder = Folder::new();
    let mono = tone(48_000, 1000.0, 0.9, 0.2);
    let frames = read_all(&folder.wav("a.wav", 48_000, 1, &mono));
    assert!(
        frames
            .iter()
            .zip(&mono)
            .all(|(frame, sample)| *frame == [*sample; 2])
    );
    assert_eq!(frames.len(), mono.len());
}

#[test]
fn a_resampled_tone_is_clean_and_aliases_are_gone() {
    let folder = Folder::new();
    // 30 kHz at 96 kHz would alias to 18 kHz.
    let frames = read_all(&folder.wav("a.wav", 96_000, 1, &tone(96_000, 30_000.0, 0.8, 1.0)));
    let loudest = frames[12_000..36_000]
        .iter()
        .map(|frame| frame[0].abs())
        .fold(0.0, f32::max);
    assert!(loudest < 1e-3, "{loudest}");
    let frames = read_all(&folder.wav("b.wav", 44_100, 1, &tone(44_100, 15_000.0, 0.8, 1.0)));
    let (amplitude, rest) = tone_in(&frames, 15_000.0);
    assert!(
        (amplitude - 0.8).abs() < 0.004 && rest < 1e-6,
        "{amplitude} {rest}"
    );
}

#[test]
fn mono_is_the_mean_of_both_sides() {
    let folder = Folder::new();
    let path = folder.wav("a.wav", 48_000, 2, &[0.5, 0.25, -1.0, 1.0]);
    let mut mono = [9.0; 4];
    let mut file = SoundFile::open(&path).unwrap();
    assert_eq!(file.read_mono(&mut mono).unwrap(), 2);
    assert_eq!(mono[..2], [0.375, 0.0]);
    assert_eq!(file.read_mono(&mut mono).unwrap(), 0);
}
