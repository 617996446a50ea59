//! What is heard now, drawn with letters: [`Features`] in, a few lines with ANSI colours out.

use std::fmt::Write;

use welkin_values::Features;

/// Fewer columns than this do not hold the words.
const NARROWEST: usize = 40;

/// Wider than this, bars say no more.
const WIDEST: usize = 160;

/// Eighths of a letter from left to right.
const EIGHTHS: [char; 9] = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];

const PITCHES: [&str; 12] = [
    "C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B",
];

/// Names of [`Features::bands`], low to high.
const BANDS: [&str; welkin_values::BANDS] = [
    "sub", "bass", "low", "low mid", "mid", "high mid", "high", "air",
];

/// Letters of a bar's name, and of the numbers behind it.
const NAME: usize = 9;

const RESET: &str = "\x1b[0m";
const DIM: &str = "\x1b[38;5;245m";
const BRIGHT: &str = "\x1b[1;97m";

/// Draws features `width` columns wide (40 to 160 are used): always the same number of lines, each ended by a line
/// feed. Colours are of the 256 that terminals have.
pub fn terminal_frame(features: &Features, width: usize) -> String {
    let width = width.clamp(NARROWEST, WIDEST);
    let bar_width = width - NAME - 1;
    let mut out = String::with_capacity(8192);
    head(&mut out, features, width);
    for (band, name) in BANDS.iter().enumerate().rev() {
        let colour = [57, 63, 69, 75, 80, 120, 186, 223][band];
        line(&mut out, name, colour, features.bands[band], bar_width);
    }
    rule(&mut out, width);
    line(&mut out, "harmonic", 79, features.harmonic, bar_width);
    line(&mut out, "percuss.", 209, features.percussive, bar_width);
    line(
        &mut out,
        "onset",
        if features.is_onset { 231 } else { 215 },
        features.onset,
        bar_width,
    );
    rule(&mut out, width);
    chroma(&mut out, features, bar_width);
    beat(&mut out, features, bar_width);
    out
}

/// Time, level, loudness, key.
fn head(out: &mut String, features: &Features, width: usize) {
    let secs = features.moment.secs();
    let key = features.key.map_or("no key".to_string(), |key| {
        let tonic = PITCHES[usize::from(key.tonic) % 12];
        format!("{tonic} {}", if key.is_minor { "minor" } else { "major" })
    });
    let flash = if features.is_onset {
        "\x1b[38;5;231;48;5;202m ● \x1b[0m"
    } else {
        "   "
    };
    let loudness = shown(features.momentary_lufs);
    let clock = format!("{:>3}:{:04.1}", (secs / 60.0) as u64, secs % 60.0);
    let short = format!("{clock}  {loudness} LUFS  {key}");
    let room = width.saturating_sub(3);
    let full = format!(
        "{short}  {} dB  {:>5.0} Hz",
        shown(features.level_db),
        finite(features.centroid_hz)
    );
    let text = if full.chars().count() <= room {
        full
    } else {
        short
    };
    let text: String = text.chars().take(room).collect();
    push(out, format_args!("{flash}{BRIGHT}{text:<room$}{RESET}\n"));
}

/// A name and a bar.
fn line(out: &mut String, name: &str, colour: u8, share: f32, width: usize) {
    let eighths = (unit(share) * (width * 8) as f32).round() as usize;
    let full = eighths / 8;
    let mut bar: String = EIGHTHS[8].to_string().repeat(full);
    if full < width {
        bar.push(EIGHTHS[eighths % 8]);
    }
    push(
        out,
        format_args!(
            "{DIM}{name:<NAME$}{RESET}\x1b[38;5;{colour};48;5;234m{bar:<width$}{RESET} \n"
        ),
    );
}

fn rule(out: &mut String, width: usize) {
    push(out, format_args!("{DIM}{}{RESET}\n", "·".repeat(width)));
}

/// The twelve classes as names on grounds from dark to bright.
fn chroma(out: &mut String, features: &Features, width: usize) {
    let cell = width / PITCHES.len();
    push(out, format_args!("{DIM}{:<NAME$}{RESET}", "chroma"));
    for (name, share) in PITCHES.iter().zip(features.chroma) {
        let share = unit(share);
        // Grounds from black over violet to yellow.
        let grounds = [234, 53, 54, 90, 126, 162, 198, 204, 209, 215, 221];
        let ground = grounds[(share * 10.0).round() as usize];
        let letters = if share > 0.65 { 16 } else { 250 };
        push(
            out,
            format_args!("\x1b[38;5;{letters};48;5;{ground}m{name:^cell$}{RESET}"),
        );
    }
    out.push('\n');
}

/// Where in the beat it is, and how fast it goes.
fn beat(out: &mut String, features: &Features, width: usize) {
    let phase = unit(features.beat_phase);
    let place = ((phase * width as f32) as usize).min(width - 1);
    let on_beat = phase < 0.12 && features.tempo_bpm > 0.0;
    let (ground, mark) = if on_beat { (24, '◆') } else { (234, '●') };
    let bar: String = (0..width)
        .map(|n| {
            if n == place && features.tempo_bpm > 0.0 {
                mark
            } else if n % (width / 4).max(1) == 0 {
                '╵'
            } else {
                ' '
            }
        })
        .collect();
    push(
        out,
        format_args!(
            "{DIM}{:<NAME$}{RESET}\x1b[38;5;81;48;5;{ground}m{bar}{RESET} \n",
            "beat"
        ),
    );
    let tempo = if features.tempo_bpm > 0.0 {
        let sure = (unit(features.beat_confidence) * 100.0).round();
        let quarter = (unit(features.bar_phase) * 4.0) as usize % 4 + 1;
        format!(
            "{:.1} BPM, {sure:.0} % sure, {quarter} of 4",
            finite(features.tempo_bpm)
        )
    } else {
        "no beat yet".to_string()
    };
    let room = width + 1;
    push(
        out,
        format_args!("{DIM}{:<NAME$}{RESET}{tempo:<room$.room$}\n", "tempo"),
    );
}

/// A level as a number of always the same width.
fn shown(decibels: f32) -> String {
    format!("{:>6.1}", finite(decibels).clamp(-120.0, 99.0))
}

fn finite(x: f32) -> f32 {
    if x.is_finite() { x } else { 0.0 }
}

/// 0 to 1, whatever comes.
fn unit(share: f32) -> f32 {
    finite(share).clamp(0.0, 1.0)
}

fn push(out: &mut String, text: std::fmt::Arguments<'_>) {
    out.write_fmt(text)
        .expect("writing into memory cannot fail");
}

#[cfg(test)]
mod tests {
    use welkin_values::{Key, Moment};

    use super::*;

    /// The letters people see, line by line.
    fn seen(features: &Features, width: usize) -> Vec<String> {
        let mut plain = String::new();
        let drawn = terminal_frame(features, width);
        let mut letters = drawn.chars();
        while let Some(letter) = letters.next() {
            if letter == '\x1b' {
                letters.by_ref().find(|letter| letter.is_alphabetic());
            } else {
                plain.push(letter);
            }
        }
        plain.lines().map(str::to_string).collect()
    }

    fn loud() -> Features {
        Features {
            bands: [0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 0.5, 0.25],
            chroma: std::array::from_fn(|class| class as f32 / 11.0),
            is_onset: true,
            key: Some(Key {
                tonic: 9,
                is_minor: true,
            }),
            tempo_bpm: 120.0,
            beat_phase: 0.99,
            beat_confidence: 0.8,
            bar_phase: 0.6,
            momentary_lufs: -18.25,
            ..Features::silent(Moment::default())
        }
    }

    #[test]
    fn never_wider_than_asked_and_always_as_high() {
        let mut hostile = loud();
        hostile.bands = [f32::NAN; 8];
        (hostile.onset, hostile.beat_phase, hostile.tempo_bpm) =
            (f32::INFINITY, f32::NAN, f32::INFINITY);
        (hostile.momentary_lufs, hostile.centroid_hz) = (f32::NAN, f32::INFINITY);
        for features in [Features::silent(Moment::default()), loud(), hostile] {
            for width in [0, 40, 41, 80, 120, 1000] {
                let lines = seen(&features, width);
                assert_eq!(lines.len(), 17);
                let widest = lines.iter().map(|line| line.chars().count()).max();
                assert!(widest <= Some(width.clamp(40, 160)), "{width}: {lines:#?}");
            }
        }
    }

    #[test]
    fn says_what_is_heard() {
        let lines = seen(&loud(), 80);
        assert!(
            lines[0].contains("A minor") && lines[0].contains("-18.2") && lines[0].contains('●')
        );
        assert!(lines[3].matches('█').count() == 70, "{}", lines[3]);
        assert!(
            lines[16].contains("120.0 BPM, 80 % sure, 3 of 4"),
            "{}",
            lines[16]
        );
        let silent = seen(&Features::silent(Moment::default()), 80);
        assert!(silent[0].contains("no key") && silent[16].contains("no beat yet"));
        assert!(!silent.concat().contains('█'));
    }
}
