//! What was heard as a table: a row per frame, a column per feature.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::{Context, Result};

use super::heard::{Heard, PITCHES, Stream};

/// Writes the file. Sources and sectors are columns of their own, named `SOURCE.rms` and so on.
pub(super) fn write(heard: &Heard, with_mel: bool, out: &Path) -> Result<()> {
    let failed = || format!("{} cannot be written", out.display());
    let mut file = BufWriter::new(File::create(out).with_context(failed)?);
    let mut columns = columns("", &heard.mix, with_mel);
    for (name, source) in &heard.sources {
        columns.extend(self::columns(&format!("{name}."), source, false));
    }
    for sector in &heard.sectors {
        let prefix = format!("{}.", sector.name);
        columns.extend(self::columns(&prefix, &sector.stream, false));
    }
    let names: Vec<String> = columns.iter().map(|(name, _)| quoted(name)).collect();
    writeln!(file, "secs,{}", names.join(",")).with_context(failed)?;
    for (frame, secs) in heard.mix.study.frame_secs.iter().enumerate() {
        write!(file, "{secs}").with_context(failed)?;
        for (_, values) in &columns {
            // A source that ends earlier has nothing to say.
            match values.get(frame) {
                Some(value) => write!(file, ",{value}"),
                None => write!(file, ","),
            }
            .with_context(failed)?;
        }
        writeln!(file).with_context(failed)?;
    }
    file.flush().with_context(failed)
}

/// Columns with their names.
fn columns(prefix: &str, stream: &Stream, with_mel: bool) -> Vec<(String, Vec<f32>)> {
    let study = &stream.study;
    let mut columns: Vec<(String, Vec<f32>)> = [
        ("rms", &study.rms),
        ("centroid_hz", &study.centroid_hz),
        ("bandwidth_hz", &study.bandwidth_hz),
        ("rolloff_hz", &study.rolloff_hz),
        ("flatness", &study.flatness),
        ("onset_strength", &study.onset_strength),
        ("harmonic_energy", &study.harmonic_energy),
        ("percussive_energy", &study.percussive_energy),
    ]
    .map(|(name, values)| (format!("{prefix}{name}"), values.clone()))
    .into();
    for (pitch, values) in PITCHES.iter().zip(&study.chroma) {
        columns.push((format!("{prefix}chroma_{pitch}"), values.clone()));
    }
    if with_mel {
        for (band, values) in study.mel_power.iter().enumerate() {
            columns.push((format!("{prefix}mel_{band}"), values.clone()));
        }
    }
    let frames = study.frame_secs.len();
    columns.push((
        format!("{prefix}is_onset"),
        marks(&study.frame_secs, &study.onsets_secs, frames),
    ));
    let beats = marks(&study.frame_secs, &study.beats_secs, frames);
    columns.push((format!("{prefix}is_beat"), beats));
    columns
}

/// 1 in the frame nearest to each time, else 0.
fn marks(frame_secs: &[f64], times_secs: &[f64], frames: usize) -> Vec<f32> {
    let mut marks = vec![0.0; frames];
    for secs in times_secs {
        let after = frame_secs.partition_point(|frame| frame < secs);
        let before = after.saturating_sub(1);
        let distance = |index: usize| {
            frame_secs
                .get(index)
                .map_or(f64::MAX, |at| (at - secs).abs())
        };
        let nearest = if distance(before) <= distance(after) {
            before
        } else {
            after
        };
        if let Some(mark) = marks.get_mut(nearest) {
            *mark = 1.0;
        }
    }
    marks
}

/// A name that may hold commas or quotes.
fn quoted(name: &str) -> String {
    if name.contains([',', '"', '\n']) {
        return format!("\"{}\"", name.replace('"', "\"\""));
    }
    name.into()
}
