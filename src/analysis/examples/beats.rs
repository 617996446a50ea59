//! How well the live beat fits music whose beats are known: prints a table.
//!
//!     cargo run -p welkin_analysis --example beats -- FOLDER [--found]
//!
//! FOLDER holds pairs of `NAME.wav` (48 kHz) and `NAME.beats` (seconds, one a line), as
//! `src/analysis/pulse/training/held_out.py` makes them. With `--found`, the beats found are written beside them
//! as `NAME.found`. F, CML and AML are mir_eval's, the first five seconds left out.
#![allow(
    clippy::print_stdout,
    reason = "a table for people is what this program makes"
)]

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use welkin_analysis::Pulse;
use welkin_analysis::score::{Score, score};
use welkin_values::SAMPLE_RATE;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("name a folder of .wav and .beats")?;
    let writes = arguments.next().is_some();
    let mut waves: Vec<PathBuf> = fs::read_dir(folder)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|end| end == "wav"))
        .collect();
    waves.sort();
    let mut scores = Vec::new();
    let (mut heard_secs, mut took_secs) = (0.0, 0.0);
    println!("{:32}     F  CMLt  AMLt  offset", "");
    for path in &waves {
        let sound = read(path)?;
        let truth: Vec<f64> = fs::read_to_string(path.with_extension("beats"))?
            .split_whitespace()
            .map(str::parse)
            .collect::<Result<_, _>>()?;
        let started = Instant::now();
        let found = found(&sound);
        took_secs += started.elapsed().as_secs_f64();
        heard_secs += sound.len() as f64 / f64::from(SAMPLE_RATE);
        if writes {
            let lines: String = found.iter().map(|secs| format!("{secs:.4}\n")).collect();
            fs::write(path.with_extension("found"), lines)?;
        }
        let score = score(&truth, &found);
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        print(&name, &score);
        scores.push(score);
    }
    let mean = |of: fn(&Score) -> f64| scores.iter().map(of).sum::<f64>() / scores.len() as f64;
    let mut offsets: Vec<f64> = scores.iter().filter_map(|s| s.median_offset_secs).collect();
    offsets.sort_by(f64::total_cmp);
    let all = Score {
        f_measure: mean(|s| s.f_measure),
        cml_t: mean(|s| s.cml_t),
        aml_t: mean(|s| s.aml_t),
        median_offset_secs: offsets.get(offsets.len() / 2).copied(),
        ..Score::default()
    };
    print("mean (offset: median)", &all);
    let good = scores.iter().filter(|s| s.f_measure >= 0.9).count();
    println!("{good} of {} tunes with F of 0.9 and more", scores.len());
    println!(
        "took {:.2} % of the time heard",
        100.0 * took_secs / heard_secs
    );
    Ok(())
}

fn print(name: &str, score: &Score) {
    let offset = score
        .median_offset_secs
        .map_or("     –".into(), |secs| format!("{:+6.1}", 1000.0 * secs));
    let Score {
        f_measure,
        cml_t,
        aml_t,
        ..
    } = score;
    println!("{name:32} {f_measure:.3} {cml_t:.3} {aml_t:.3} {offset} ms");
}

/// Beats in seconds, heard in portions as a sound card brings them.
fn found(sound: &[f32]) -> Vec<f64> {
    let mut pulse = Pulse::new();
    let mut beats = Vec::new();
    for portion in sound.chunks(256) {
        pulse.hear(portion);
        pulse.take_beats(&mut beats);
    }
    beats.iter().map(|beat| beat.secs()).collect()
}

/// Mono, from 16 bits a sample.
fn read(path: &Path) -> Result<Vec<f32>, Box<dyn Error>> {
    let mut reader = hound::WavReader::open(path)?;
    let spec = reader.spec();
    if spec.sample_rate != SAMPLE_RATE {
        return Err(format!("{}: not at {SAMPLE_RATE} Hz", path.display()).into());
    }
    let samples: Vec<i16> = reader.samples().collect::<Result<_, _>>()?;
    let mono = |frame: &[i16]| {
        let sum: f32 = frame.iter().map(|sample| f32::from(*sample)).sum();
        sum / frame.len() as f32 / 32768.0
    };
    Ok(samples
        .chunks(usize::from(spec.channels))
        .map(mono)
        .collect())
}
