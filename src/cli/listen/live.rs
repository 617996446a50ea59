//! `welkin listen --live`: what is heard now, drawn in the terminal again and again.

use std::io::{IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use welkin_analysis::{CausalListener, terminal_frame};
use welkin_audio::{Inputs, Mixer, SoundDirection, find_device};
use welkin_installation::{DeviceName, Input, Speakers, read_venue};
use welkin_values::{Features, Moment};

use crate::cli::exit::wrong_input;

/// How often the terminal is drawn.
const EVERY: Duration = Duration::from_millis(33);

/// How often a line is written where there is no terminal.
const LINE_EVERY: Duration = Duration::from_secs(1);

/// Columns of a terminal that does not say how wide it is.
const COLUMNS: usize = 80;

/// Listens until it is stopped.
pub(super) fn run(device: Option<&str>, duration: Option<Duration>) -> Result<()> {
    let wish = device.map(|name| DeviceName {
        host: None,
        name: Some(name.into()),
    });
    if let Some(wish) = &wish {
        find_device(wish, SoundDirection::Input).map_err(wrong_input)?;
    }
    let mut venue = read_venue(
        "venue.toml",
        "name = \"listening\"\nsurface = { kind = \"dome\" }\n",
    )?;
    venue.speakers = Speakers::Silent;
    venue.inputs = vec![Input {
        id: "live".into(),
        device: wish,
        channels: vec![0],
        gain_db: 0.0,
    }];
    let mixer = Mixer::start(&venue);
    let inputs = Inputs::start(&venue.inputs, &mixer);
    let mut ear = inputs.ear(0).context("nobody can listen")?;
    let stop = Arc::new(AtomicBool::new(false));
    let theirs = Arc::clone(&stop);
    ctrlc::set_handler(move || theirs.store(true, Ordering::Relaxed))
        .context("Ctrl-C cannot be listened for")?;

    let is_terminal = std::io::stdout().is_terminal();
    let mut listener = CausalListener::new();
    let (mut blocks, mut features) = (Vec::new(), Vec::new());
    let mut latest = Features::silent(Moment::ZERO);
    let (began, mut drawn, mut lines) = (Instant::now(), None::<Instant>, 0);
    while !stop.load(Ordering::Relaxed)
        && duration.is_none_or(|duration| began.elapsed() < duration)
    {
        ear.take_blocks(Moment::ZERO, &mut blocks);
        for block in blocks.iter_mut().flat_map(|blocks| blocks.drain(..)) {
            listener.hear(&block.samples, &mut features);
        }
        let had_onset = features.iter().any(|frame: &Features| frame.is_onset);
        if let Some(newest) = features.last() {
            latest = Features {
                is_onset: had_onset,
                ..*newest
            };
        }
        let every = if is_terminal { EVERY } else { LINE_EVERY };
        if drawn.is_none_or(|drawn| drawn.elapsed() >= every) {
            drawn = Some(Instant::now());
            features.clear();
            let words = inputs.health().first().map(|health| health.words.clone());
            lines = draw(&latest, &words.unwrap_or_default(), is_terminal, lines)?;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    Ok(())
}

/// Draws over what was drawn before; returns how many lines there are now.
fn draw(features: &Features, words: &str, is_terminal: bool, before: usize) -> Result<usize> {
    let mut out = std::io::stdout().lock();
    if !is_terminal {
        let key = features.key.map(super::heard::key_name).unwrap_or_default();
        writeln!(
            out,
            "{:6.1} dB  {:6.1} LUFS  {:5.1} bpm  {key}  {words}",
            features.level_db, features.short_term_lufs, features.tempo_bpm
        )?;
        return Ok(0);
    }
    let frame = terminal_frame(features, COLUMNS);
    if before > 0 {
        write!(out, "\x1b[{before}A\x1b[J")?;
    }
    writeln!(out, "{frame}{words}")?;
    out.flush()?;
    Ok(frame.lines().count() + 1)
}
