//! Chords as text, and four voices that go from one to the next by the shortest way.

use crate::score::class_of;

/// A chord of one bar.
#[derive(Clone, Debug)]
pub(crate) struct Chord {
    /// Its lowest pitch class, C being 0.
    pub(crate) bass: i32,
    /// Its pitch classes from the root up.
    pub(crate) classes: Vec<i32>,
}

/// Reads chords such as `Dm9 G/B Csus4`, one a bar; bars may be drawn.
pub(crate) fn chords(text: &str) -> Vec<Chord> {
    text.split_whitespace()
        .filter(|word| *word != "|")
        .map(chord)
        .collect()
}

fn chord(name: &str) -> Chord {
    let (upper, bass) = name.split_once('/').unwrap_or((name, ""));
    let is_flat = upper[1..].starts_with('b');
    let (root, kind) = upper.split_at(if is_flat { 2 } else { 1 });
    let steps: &[i32] = match kind {
        "" => &[0, 4, 7, 12],
        "m" => &[0, 3, 7, 12],
        "m7" => &[0, 3, 7, 10],
        "m9" => &[0, 3, 10, 14],
        "maj7" => &[0, 4, 7, 11],
        "maj9" => &[0, 4, 11, 14],
        "add9" => &[0, 4, 7, 14],
        "6" => &[0, 4, 7, 9],
        "sus4" => &[0, 5, 7, 12],
        _ => panic!("{name} is no chord of this music"),
    };
    let root = class_of(root);
    let classes = steps
        .iter()
        .map(|step| (root + step).rem_euclid(12))
        .collect();
    Chord {
        bass: if bass.is_empty() {
            root
        } else {
            class_of(bass)
        },
        classes,
    }
}

/// Four pitches for each chord: among all placements in the range, the one whose voices move least
/// from the chord before and do not crowd.
pub(crate) fn voiced(chords: &[Chord], start: [i32; 4]) -> Vec<[i32; 4]> {
    let mut before = start;
    let mut voiced = Vec::with_capacity(chords.len());
    for chord in chords {
        before = nearest(chord, before);
        voiced.push(before);
    }
    voiced
}

fn nearest(chord: &Chord, before: [i32; 4]) -> [i32; 4] {
    let mut best = (i32::MAX, before);
    let places: Vec<i32> = (50..=76)
        .filter(|p| chord.classes.contains(&(p % 12)))
        .collect();
    for (a, low) in places.iter().enumerate() {
        for (b, second) in places.iter().enumerate().skip(a + 1) {
            for (c, third) in places.iter().enumerate().skip(b + 1) {
                for high in &places[c + 1..] {
                    let voices = [*low, *second, *third, *high];
                    let cost = cost(chord, before, voices);
                    if cost < best.0 {
                        best = (cost, voices);
                    }
                }
            }
        }
    }
    best.1
}

fn cost(chord: &Chord, before: [i32; 4], voices: [i32; 4]) -> i32 {
    let moved: i32 = before.iter().zip(voices).map(|(a, b)| (a - b).abs()).sum();
    let heard = |class: &&i32| voices.iter().any(|voice| voice % 12 == **class);
    let missing = chord.classes.len() - chord.classes.iter().filter(heard).count();
    let crowded = voices
        .windows(2)
        .filter(|pair| pair[1] - pair[0] < 2)
        .count();
    let far: i32 = voices
        .windows(2)
        .map(|pair| (pair[1] - pair[0] - 8).max(0))
        .sum();
    // Drawn to the middle, or the voices would creep out of the range over a whole piece.
    let off_centre = (voices.iter().sum::<i32>() / 4 - 62).abs();
    moved + 12 * missing as i32 + 6 * crowded as i32 + 2 * far + off_centre
}
