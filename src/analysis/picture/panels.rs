//! What each panel shows.

use super::axis::{self, Mark};
use super::canvas::Area;
use super::colours::{
    BEAT, DIM_TEXT, GRID, HARMONIC, LEVEL, ONSET, PERCUSSIVE, STRENGTH, WAVE, heat,
};
use super::frame::Frame;
use super::span::between;
use crate::mel::mel_from_hz;
use crate::study::Study;

/// Decibels from the darkest to the brightest.
const RANGE_DB: f32 = 80.0;

/// Classes from C on.
const PITCHES: [&str; 12] = [
    "C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B",
];

/// Pixels from one line or mark to the next, on average and at least; closer ones are not drawn.
const NEAREST: f64 = 3.0;

/// Pixels from one onset to the next from which on they are drawn as drops, and not as strokes.
const DROPS_FROM: usize = 10;

/// A panel of the picture.
pub(super) enum Panel<'a> {
    Waveform,
    Spectrogram,
    Mel,
    Strength,
    Sides,
    Chroma,
    Sectors {
        names: &'a [String],
        power: &'a [Vec<f32>],
    },
}

impl Panel<'_> {
    pub(super) fn title(&self) -> &'static str {
        match self {
            Self::Waveform => "Waveform",
            Self::Spectrogram => "Spectrogram",
            Self::Mel => "Mel bands",
            Self::Strength => "Onset strength",
            Self::Sides => "Harmonic and percussive",
            Self::Chroma => "Chroma",
            Self::Sectors { .. } => "Directions",
        }
    }

    pub(super) fn height(&self) -> usize {
        match self {
            Self::Waveform => 120,
            Self::Spectrogram => 300,
            Self::Mel => 180,
            Self::Strength | Self::Sides => 130,
            Self::Chroma => 12 * 18,
            Self::Sectors { names, .. } => names.len() * sector_height(names.len()),
        }
    }

    pub(super) fn draw(&self, frame: &mut Frame, area: Area, study: &Study) {
        match self {
            Self::Waveform => waveform(frame, area, study),
            Self::Spectrogram => spectrogram(frame, area, study),
            Self::Mel => mel(frame, area, study),
            Self::Strength => strength(frame, area, study),
            Self::Sides => sides(frame, area, study),
            Self::Chroma => chroma(frame, area, study),
            Self::Sectors { names, power } => sectors(frame, area, names, power),
        }
    }
}

/// Samples behind, the root mean square in front.
fn waveform(frame: &mut Frame, area: Area, study: &Study) {
    let wave = &study.overview.waveform;
    let highest = wave
        .iter()
        .flatten()
        .chain(&study.rms)
        .fold(0.0_f32, |most, x| most.max(x.abs()));
    let scale = if highest > 0.0 { 1.0 / highest } else { 0.0 };
    let (middle, half) = (
        area.top as f32 + area.height as f32 / 2.0,
        area.height as f32 / 2.0 - 3.0,
    );
    frame.key(area, 160, WAVE, "samples");
    frame.key(area, 320, LEVEL, "root mean square");
    for x in 0..area.width {
        if !wave.is_empty() {
            let [low, high] =
                wave_at(wave, x, area.width).map(|sample| middle - sample * scale * half);
            frame
                .canvas
                .column(area.left + x, high - 0.6, low + 0.6, WAVE, 1.0);
        }
        let level = frame.span.shown(&study.rms, x).mean * scale * half;
        frame
            .canvas
            .column(area.left + x, middle - level, middle + level, LEVEL, 0.85);
    }
    let decibels = if highest > 0.0 {
        format!("{:.1} dB", 20.0 * highest.log10())
    } else {
        "silent".into()
    };
    frame.side_note(area, area.top, DIM_TEXT, &decibels);
}

/// Lowest and highest sample of a pixel's share of the sound; neighbours are joined.
fn wave_at(wave: &[[f32; 2]], x: usize, width: usize) -> [f32; 2] {
    let at = |x: usize| x * wave.len() / width;
    let shares = &wave[at(x)..(at(x + 1) + 1).min(wave.len())];
    let span = |[low, high]: [f32; 2], share: &[f32; 2]| [low.min(share[0]), high.max(share[1])];
    shares.iter().fold([f32::INFINITY, f32::NEG_INFINITY], span)
}

fn spectrogram(frame: &mut Frame, area: Area, study: &Study) {
    let overview = &study.overview;
    let loudest = overview
        .spectrogram_db
        .iter()
        .copied()
        .fold(f32::NEG_INFINITY, f32::max);
    // Silence stays dark.
    let brightest = loudest.max(RANGE_DB - 120.0);
    table(frame, area, study, &overview.spectrogram_db, |db| {
        (db - brightest) / RANGE_DB + 1.0
    });
    let [low, high] = overview.range_hz.map(f64::from);
    let place = |hz: f64| (hz / low).ln() / (high / low).ln();
    let marks = axis::frequency(overview.range_hz, 0.075, place);
    frame.labels(area, &marks, true);
    frame.scale(
        area,
        &format!("{brightest:.0} dB"),
        &format!("{:.0}", brightest - RANGE_DB),
    );
}

fn mel(frame: &mut Frame, area: Area, study: &Study) {
    table(frame, area, study, &study.overview.mel_db, |db| {
        db / RANGE_DB + 1.0
    });
    let highest_hz = study.overview.range_hz[1];
    let place = |hz: f64| mel_from_hz(hz) / mel_from_hz(f64::from(highest_hz));
    let marks = axis::frequency([400.0, highest_hz], 0.12, place);
    frame.labels(area, &marks, true);
    frame.scale(area, "0 dB", &format!("-{RANGE_DB:.0}"));
}

/// A table of the overview, lowest row at the bottom, in colours.
fn table(frame: &mut Frame, area: Area, study: &Study, table: &[f32], share: impl Fn(f32) -> f32) {
    let columns = study.overview.columns;
    let rows = (table.len() / columns.max(1)) as f32;
    for x in 0..area.width {
        let column = frame.span.table_place(x, study.rms.len(), columns);
        for y in 0..area.height {
            let row = (1.0 - (y as f32 + 0.5) / area.height as f32) * rows - 0.5;
            let colour = heat(share(between(table, columns, row, column)));
            frame.canvas.mix(area.left + x, area.top + y, colour, 1.0);
        }
    }
}

/// Strength with beats as lines through it and onsets as drops that fall on it.
fn strength(frame: &mut Frame, area: Area, study: &Study) {
    let strongest = study
        .onset_strength
        .iter()
        .copied()
        .fold(0.0, f32::max)
        .max(f32::MIN_POSITIVE);
    let room = 0.84;
    for x in 0..area.width {
        let shown = frame.span.shown(&study.onset_strength, x);
        let [mean, greatest] =
            [shown.mean, shown.greatest].map(|value| area.y(room * value / strongest));
        let bottom = area.bottom() as f32;
        frame
            .canvas
            .column(area.left + x, greatest, bottom, STRENGTH, 0.45);
        frame.canvas.column(
            area.left + x,
            mean.max(greatest + 1.5),
            bottom,
            STRENGTH,
            0.4,
        );
    }
    let beats = lines(frame, &study.beats_secs);
    let onsets = lines(frame, &study.onsets_secs);
    let word = |shown: &Option<Vec<usize>>, word: &str| match shown {
        Some(_) => word.to_string(),
        None => format!("{word} (too close to draw)"),
    };
    let next = frame.key(area, 220, BEAT, &word(&beats, "beats"));
    frame.key(area, next, ONSET, &word(&onsets, "onsets"));
    let beats = beats.unwrap_or_default();
    // Many lines are drawn more quietly, so that the strength behind them is seen.
    let cover = if beats.len() * DROPS_FROM < area.width {
        0.75
    } else {
        0.4
    };
    for x in beats {
        frame.canvas.fill(
            Area {
                left: area.left + x,
                width: 1,
                ..area
            },
            BEAT,
            cover,
        );
    }
    let onsets = onsets.unwrap_or_default();
    let are_drops = onsets.len() * DROPS_FROM < area.width;
    for x in onsets {
        for row in 0..9 {
            let half = if are_drops { (9 - row) / 2 } else { 0 };
            let left = (area.left + x).saturating_sub(half).max(area.left);
            let width = (area.left + x + half + 1).min(area.right()) - left;
            let top = area.top + 1 + row;
            frame.canvas.fill(
                Area {
                    left,
                    top,
                    width,
                    height: 1,
                },
                ONSET,
                1.0,
            );
        }
    }
}

/// The pixels of moments, unless they are too close to be told apart.
fn lines(frame: &Frame, secs: &[f64]) -> Option<Vec<usize>> {
    let (width, span) = (frame.span.width as f64, frame.span.secs);
    let covered = match secs {
        [first, .., last] => (last - first) / span,
        _ => 1.0,
    };
    let are_apart = covered * width >= NEAREST * (secs.len().saturating_sub(1)) as f64;
    are_apart.then(|| secs.iter().filter_map(|secs| frame.span.x(*secs)).collect())
}

/// Sustained above, struck below, as magnitudes.
fn sides(frame: &mut Frame, area: Area, study: &Study) {
    let root = |energy: &[f32]| energy.iter().map(|x| x.sqrt()).collect::<Vec<f32>>();
    let [above, below] = [root(&study.harmonic_energy), root(&study.percussive_energy)];
    let greatest = above
        .iter()
        .chain(&below)
        .copied()
        .fold(f32::MIN_POSITIVE, f32::max);
    let (middle, half) = (
        area.top as f32 + area.height as f32 / 2.0,
        area.height as f32 / 2.0 - 4.0,
    );
    let next = frame.key(area, 330, HARMONIC, "harmonic, upwards");
    frame.key(area, next, PERCUSSIVE, "percussive, downwards");
    for x in 0..area.width {
        let [up, down] = [&above, &below].map(|side| {
            let shown = frame.span.shown(side, x);
            [shown.mean, shown.greatest].map(|value| value / greatest * half)
        });
        let x = area.left + x;
        frame
            .canvas
            .column(x, middle - up[1], middle, HARMONIC, 0.5);
        frame
            .canvas
            .column(x, middle - up[0], middle, HARMONIC, 0.6);
        frame
            .canvas
            .column(x, middle, middle + down[1], PERCUSSIVE, 0.5);
        frame
            .canvas
            .column(x, middle, middle + down[0], PERCUSSIVE, 0.6);
    }
    frame.canvas.fill(
        Area {
            top: middle as usize,
            height: 1,
            ..area
        },
        GRID,
        0.5,
    );
}

fn chroma(frame: &mut Frame, area: Area, study: &Study) {
    let height = area.height / PITCHES.len();
    let mut marks: Vec<Mark> = Vec::new();
    for (class, name) in PITCHES.iter().enumerate() {
        let top = area.bottom() - (class + 1) * height;
        for x in 0..area.width {
            let colour = heat(frame.span.shown(&study.chroma[class], x).mean);
            frame.canvas.fill(
                Area {
                    left: area.left + x,
                    top,
                    width: 1,
                    height: height - 1,
                },
                colour,
                1.0,
            );
        }
        marks.push(((class as f64 + 0.5) / 12.0, (*name).to_string()));
    }
    frame.labels(area, &marks, false);
    frame.scale(area, "1", "0");
}

/// Rows become lower where there are many.
fn sector_height(count: usize) -> usize {
    (240 / count.max(1)).clamp(4, 24)
}

fn sectors(frame: &mut Frame, area: Area, names: &[String], power: &[Vec<f32>]) {
    let height = sector_height(names.len());
    let greatest = power
        .iter()
        .flatten()
        .copied()
        .filter(|x| x.is_finite())
        .fold(f32::MIN_POSITIVE, f32::max);
    let mut marks: Vec<Mark> = Vec::new();
    // Every so many names, so that they do not meet.
    let every = 18_usize.div_ceil(height);
    for (sector, (name, power)) in names.iter().zip(power).enumerate() {
        let top = area.top + sector * height;
        for x in 0..area.width {
            let place = (x * power.len() / area.width)
                ..((x + 1) * power.len() / area.width).max(x * power.len() / area.width + 1);
            let within = power.get(place).unwrap_or_default();
            let mean = within.iter().sum::<f32>() / within.len().max(1) as f32;
            // 40 dB from dark to bright.
            let share = 1.0 + (mean / greatest).max(1e-9).log10() / 4.0;
            frame.canvas.fill(
                Area {
                    left: area.left + x,
                    top,
                    width: 1,
                    height: height - 1,
                },
                heat(share),
                1.0,
            );
        }
        if sector % every == 0 {
            let short: String = name.chars().take(6).collect();
            marks.push((1.0 - (sector as f64 + 0.5) / names.len() as f64, short));
        }
    }
    frame.labels(area, &marks, false);
    frame.scale(area, "0 dB", "-40");
}
