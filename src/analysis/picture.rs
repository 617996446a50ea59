//! A whole sound as one picture: panels below each other over the same time.
//!
//! Always 1600 pixels wide: long sounds are shown by means and maxima, short ones by lines between frames.
#![cfg_attr(
    test,
    allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")
)]

mod font;
mod colours;
mod canvas;
mod axis;
mod span;
mod frame;
mod panels;

use crate::study::Study;
pub use canvas::Canvas;
use frame::{Frame, GAP, TOP};
use panels::Panel;
use span::Span;

/// Levels of directions over time, for the last panel.
#[derive(Clone, Copy, Debug)]
pub struct Sectors<'a> {
    /// What each direction is called.
    pub names: &'a [String],
    /// Power per direction and frame, `[directions][frames]`; frames are spread evenly over the sound.
    pub power: &'a [Vec<f32>],
}

/// Directions that are drawn; more would be too narrow to read.
const MOST_SECTORS: usize = 64;

/// Draws a study, with its [`crate::Overview`] where it was kept (1600 columns fit). `sectors` adds a panel of energy
/// per direction.
pub fn picture(study: &Study, title: &str, sectors: Option<Sectors<'_>>) -> Canvas {
    let sectors = sectors.filter(|sectors| !sectors.power.is_empty() && !sectors.names.is_empty());
    let mut list = vec![
        Panel::Waveform,
        Panel::Strength,
        Panel::Sides,
        Panel::Chroma,
    ];
    if study.overview.columns > 0 {
        list.insert(1, Panel::Spectrogram);
        list.insert(2, Panel::Mel);
    }
    if let Some(sectors) = sectors {
        let count = sectors
            .power
            .len()
            .min(sectors.names.len())
            .min(MOST_SECTORS);
        list.push(Panel::Sectors {
            names: &sectors.names[..count],
            power: &sectors.power[..count],
        });
    }
    let height = TOP + list.iter().map(|panel| panel.height() + GAP).sum::<usize>();
    let hop_secs = study
        .frame_secs
        .get(1)
        .copied()
        .unwrap_or(study.secs)
        .max(1e-6);
    let span = Span {
        secs: study.secs.max(hop_secs / 2.0),
        width: frame::WIDTH,
        frame_secs: hop_secs,
    };
    let mut frame = Frame::new(height, span);
    frame.head(title, &facts(study));
    let mut top = TOP;
    for panel in &list {
        let area = frame.panel(top, panel.height(), panel.title());
        panel.draw(&mut frame, area, study);
        top = area.bottom() + GAP;
    }
    frame.times(TOP, top - GAP);
    frame.canvas
}

/// The line below the title.
fn facts(study: &Study) -> String {
    let length = if study.secs < 60.0 {
        format!("{:.2} s", study.secs)
    } else {
        axis::clock(study.secs, study.secs >= 3600.0)
    };
    let tempo = if study.tempo_bpm > 0.0 {
        format!("{:.1} BPM", study.tempo_bpm)
    } else {
        "no tempo".to_string()
    };
    let count = |count: usize, one: &str| match count {
        1 => format!("1 {one}"),
        _ => format!("{count} {one}s"),
    };
    [
        length,
        format!("{} Hz", study.sample_rate_hz),
        tempo,
        count(study.beats_secs.len(), "beat"),
        count(study.onsets_secs.len(), "onset"),
        format!("A = {:.1} Hz", 440.0 * (study.tuning / 12.0).exp2()),
    ]
    .join("  ·  ")
}

#[cfg(test)]
mod tests;
