//! Composes and plays the shipped music, from nothing but the code in this folder.
//!
//! `cargo run --release --example compose -- <folder>` writes `<folder>/<piece>/<stem>.wav`, mono,
//! 24 bits, 48 kHz; the Makefile turns them into the Ogg files the shows play. A score is text (see
//! `score.rs`), an instrument is a function from a pitch to its samples, a piece puts notes in time.

mod clock;
mod score;
mod harmony;
mod tone;
mod filter;
mod stem;
mod room;
mod drums;
mod voices;
mod first_light;
mod undertow;

use std::error::Error;
use std::path::{Path, PathBuf};

use hound::{SampleFormat, WavSpec, WavWriter};
use stem::Stem;

/// Samples a second.
const RATE: f32 = 48_000.0;

/// How loud the loudest moment of all stems together is: 3 dB under full scale.
const PEAK: f32 = 0.707;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args_os().nth(1).map(PathBuf::from);
    let folder = folder.ok_or("say where the music goes: compose <folder>")?;
    write(&folder.join("first-light"), first_light::play())?;
    write(&folder.join("undertow"), undertow::play())?;
    write_bed(&folder.join("undertow/surf.wav"), &undertow::surf())
}

/// Writes a piece's stems, all scaled alike.
fn write(folder: &Path, stems: Vec<(&str, Stem)>) -> Result<(), Box<dyn Error>> {
    std::fs::create_dir_all(folder)?;
    let length = stems
        .iter()
        .map(|(_, stem)| stem.samples.len())
        .max()
        .unwrap_or(0);
    let mut sum = vec![0.0_f32; length];
    for (_, stem) in &stems {
        sum.iter_mut()
            .zip(&stem.samples)
            .for_each(|(sum, sample)| *sum += sample);
    }
    let gain = PEAK
        / sum
            .iter()
            .fold(1e-6_f32, |peak, sample| peak.max(sample.abs()));
    for (name, stem) in stems {
        write_channels(&folder.join(name).with_extension("wav"), &[stem], gain)?;
    }
    Ok(())
}

/// Writes a bed, with its first channel 12 dB under full scale where it is loudest.
fn write_bed(file: &Path, channels: &[Stem]) -> Result<(), Box<dyn Error>> {
    let samples = channels.iter().flat_map(|channel| &channel.samples);
    let peak = samples.fold(1e-6_f32, |peak, sample| peak.max(sample.abs()));
    write_channels(file, channels, 0.25 / peak)
}

fn write_channels(file: &Path, channels: &[Stem], gain: f32) -> Result<(), Box<dyn Error>> {
    let spec = WavSpec {
        channels: channels.len() as u16,
        sample_rate: RATE as u32,
        bits_per_sample: 24,
        sample_format: SampleFormat::Int,
    };
    let mut file = WavWriter::create(file, spec)?;
    let frames = channels.iter().map(|channel| channel.samples.len()).min();
    for frame in 0..frames.unwrap_or(0) {
        for channel in channels {
            let value = (channel.samples[frame] * gain).clamp(-1.0, 1.0) * 8_388_607.0;
            file.write_sample(value.round() as i32)?;
        }
    }
    file.finalize()?;
    Ok(())
}
