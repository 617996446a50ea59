//! How fast sound is heard: whole files, beside librosa where a Python with it is named; and live ears.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, anyhow};
use welkin_analysis::{CausalListener, Listener, StudySettings, study};
use welkin_values::{Features, SAMPLE_RATE};

use crate::cli::check::print;

/// Times each is measured, in turn with the other.
const ROUNDS: usize = 7;

/// What librosa does for the same features.
const PEER: &str = include_str!("librosa.py");

/// Measures with a sound file; `python` is a Python that has librosa.
pub(crate) fn run(sound: &Path, python: Option<&Path>) -> Result<()> {
    let samples = crate::cli::listen::read_mono(sound, 22_050)?;
    let secs = samples.len() as f64 / 22_050.0;
    let settings = StudySettings::new(22_050, 2048, 512)?;
    let mut peer = python
        .map(|python| Peer::start(python, sound))
        .transpose()?;
    let mut ours = Vec::new();
    let mut theirs = Vec::new();
    study(&samples, &settings);
    for _ in 0..ROUNDS {
        let began = Instant::now();
        study(&samples, &settings);
        ours.push(began.elapsed().as_secs_f64());
        if let Some(peer) = &mut peer {
            theirs.push(peer.analyse()?);
        }
    }
    print(&format!(
        "{} ({secs:.1} s), min – median – max of {ROUNDS}",
        sound.display()
    ));
    print("                          seconds                     × real time");
    row("whole file, welkin", &ours, secs);
    if !theirs.is_empty() {
        row("whole file, librosa", &theirs, secs);
        let ratios = theirs
            .iter()
            .zip(&ours)
            .map(|(theirs, ours)| theirs / ours)
            .collect();
        let [least, middle, most] = spread(ratios);
        print(&format!(
            "librosa / welkin          {least:.1} – {middle:.1} – {most:.1}"
        ));
    }
    live(sound)
}

/// Ears that go along with the sound, at 48 kHz.
fn live(sound: &Path) -> Result<()> {
    let samples = crate::cli::listen::read_mono(sound, SAMPLE_RATE)?;
    let secs = samples.len() as f64 / f64::from(SAMPLE_RATE);
    let measure = |hear: &mut dyn FnMut(&[f32], &mut Vec<Features>)| {
        let mut features = Vec::new();
        let began = Instant::now();
        for samples in samples.chunks(512) {
            features.clear();
            hear(samples, &mut features);
        }
        began.elapsed().as_secs_f64()
    };
    let (mut ahead, mut causal) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let mut listener = Listener::new();
        ahead.push(measure(&mut |samples, out| listener.hear(samples, out)));
        let mut listener = CausalListener::new();
        causal.push(measure(&mut |samples, out| listener.hear(samples, out)));
    }
    row("a stem, ahead of the ear", &ahead, secs);
    row("a stem, live", &causal, secs);
    let [_, middle, most] = spread(causal);
    let share = |one: f64| 100.0 * 8.0 * one / secs;
    print(&format!(
        "eight stems live take {:.1} % of one core (at most {:.1} %)",
        share(middle),
        share(most)
    ));
    Ok(())
}

fn row(name: &str, times: &[f64], secs: f64) {
    let [least, middle, most] = spread(times.to_vec());
    print(&format!(
        "{name:<25} {least:.4} – {middle:.4} – {most:.4}    {:.0} – {:.0} – {:.0}",
        secs / most,
        secs / middle,
        secs / least
    ));
}

fn spread(mut values: Vec<f64>) -> [f64; 3] {
    values.sort_by(f64::total_cmp);
    [0, values.len() / 2, values.len() - 1].map(|index| values[index])
}

/// A Python that analyses once for every line it is given.
struct Peer {
    process: Child,
    ask: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    script: PathBuf,
}

impl Peer {
    fn start(python: &Path, sound: &Path) -> Result<Self> {
        let script = std::env::temp_dir().join(format!("welkin-peer-{}.py", std::process::id()));
        std::fs::write(&script, PEER).with_context(|| script.display().to_string())?;
        let mut process = Command::new(python)
            .arg(&script)
            .arg(sound)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} does not start", python.display()))?;
        let ask = process.stdin.take();
        let answers = process.stdout.take().map(BufReader::new);
        let mut peer = Self {
            process,
            ask,
            answers: answers.ok_or_else(|| anyhow!("no answers can be read"))?,
            script,
        };
        peer.line()
            .context("librosa does not answer: is it installed for this Python?")?;
        Ok(peer)
    }

    /// Seconds of one analysis.
    fn analyse(&mut self) -> Result<f64> {
        let ask = self
            .ask
            .as_mut()
            .ok_or_else(|| anyhow!("nobody can be asked"))?;
        ask.write_all(b"\n")?;
        ask.flush()?;
        let line = self.line()?;
        let secs = line.split(' ').next().unwrap_or_default();
        secs.parse()
            .with_context(|| format!("librosa answered {line:?}"))
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        if self.answers.read_line(&mut line)? == 0 {
            return Err(anyhow!("it ended"));
        }
        Ok(line)
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It ends when nobody can ask any more; what cannot be cleaned up is left to the system.
        self.ask = None;
        drop(self.process.wait());
        drop(std::fs::remove_file(&self.script));
    }
}
