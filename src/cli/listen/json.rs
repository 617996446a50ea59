//! What was heard as JSON: one array per feature; sources and sectors under their names.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};

use super::heard::{Heard, Stream, key_name};

/// Writes the file.
pub(super) fn write(heard: &Heard, with_mel: bool, out: &Path) -> Result<()> {
    let mut all = stream(&heard.mix, with_mel);
    if !heard.sources.is_empty() {
        let sources = heard
            .sources
            .iter()
            .map(|(name, source)| (name.clone(), Value::Object(stream(source, with_mel))));
        all.insert("sources".into(), Value::Object(sources.collect()));
    }
    if !heard.sectors.is_empty() {
        let sectors = heard.sectors.iter().map(|sector| {
            let mut heard = stream(&sector.stream, with_mel);
            let direction = sector.direction;
            heard.insert("azimuth_deg".into(), json!(direction.azimuth.to_degrees()));
            heard.insert(
                "elevation_deg".into(),
                json!(direction.elevation.to_degrees()),
            );
            (sector.name.clone(), Value::Object(heard))
        });
        all.insert("sectors".into(), Value::Object(sectors.collect()));
    }
    let failed = || format!("{} cannot be written", out.display());
    let mut file = BufWriter::new(File::create(out).with_context(failed)?);
    serde_json::to_writer(&mut file, &all).with_context(failed)?;
    writeln!(file)
        .and_then(|()| file.flush())
        .with_context(failed)
}

fn stream(stream: &Stream, with_mel: bool) -> Map<String, Value> {
    let study = &stream.study;
    let mut all = json!({
        "sample_rate": study.sample_rate_hz,
        "frame_secs": study.frame_secs,
        "beats_secs": study.beats_secs,
        "onsets_secs": study.onsets_secs,
        "tempo_bpm": study.tempo_bpm,
        "tuning": study.tuning,
        "rms": study.rms,
        "centroid_hz": study.centroid_hz,
        "bandwidth_hz": study.bandwidth_hz,
        "rolloff_hz": study.rolloff_hz,
        "flatness": study.flatness,
        "onset_strength": study.onset_strength,
        "harmonic_energy": study.harmonic_energy,
        "percussive_energy": study.percussive_energy,
        "chroma": study.chroma,
    });
    if with_mel {
        all["mel_power"] = json!(study.mel_power);
    }
    if let Some(live) = &stream.live {
        let each = |value: &dyn Fn(&welkin_values::Features) -> Value| -> Value {
            live.frames.iter().map(value).collect()
        };
        for (range, name) in ["onset_low", "onset_middle", "onset_high"]
            .iter()
            .enumerate()
        {
            all[*name] = each(&|frame| json!(frame.onset_ranges[range]));
        }
        all["level"] = each(&|frame| json!(frame.level));
        all["momentary_lufs"] = each(&|frame| json!(frame.momentary_lufs));
        all["short_term_lufs"] = each(&|frame| json!(frame.short_term_lufs));
        all["presence"] = each(&|frame| json!(frame.presence));
        all["applause"] = each(&|frame| json!(frame.applause));
        all["beat_phase"] = each(&|frame| json!(frame.beat_phase));
        all["bar_phase"] = each(&|frame| json!(frame.bar_phase));
        all["beat_confidence"] = each(&|frame| json!(frame.beat_confidence));
        all["beat_tempo_bpm"] = each(&|frame| json!(frame.tempo_bpm));
        all["key"] = each(&|frame| json!(frame.key.map(key_name)));
    }
    match all {
        Value::Object(all) => all,
        _ => Map::new(),
    }
}
