//! Melodies as text: `A4:1.5 C5:.5 B4 G4 | .:4` is a dotted crotchet, a quaver, two crotchets, a bar
//! of rest. Bars may be drawn and mean nothing.

/// A note of a melody.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Note {
    /// When it begins, in beats.
    pub(crate) beat: f64,
    /// How long it is, in beats.
    pub(crate) beats: f64,
    /// Its pitch in semitones, A4 being 69.
    pub(crate) pitch: f32,
}

/// Reads a melody that begins at a beat.
pub(crate) fn melody(first_beat: f64, text: &str) -> Vec<Note> {
    let mut beat = first_beat;
    let mut notes = Vec::new();
    for word in text.split_whitespace().filter(|word| *word != "|") {
        let (name, beats) = word.split_once(':').unwrap_or((word, "1"));
        let beats: f64 = beats.parse().expect("a length in beats follows the colon");
        if name != "." {
            notes.push(Note {
                beat,
                beats,
                pitch: pitch(name),
            });
        }
        beat += beats;
    }
    notes
}

/// The same melody, shifted by semitones.
pub(crate) fn transposed(notes: &[Note], semitones: f32) -> Vec<Note> {
    notes
        .iter()
        .map(|note| Note {
            pitch: note.pitch + semitones,
            ..*note
        })
        .collect()
}

/// The pitch of a name such as `Bb4`.
pub(crate) fn pitch(name: &str) -> f32 {
    let (class, octave) = name.split_at(name.len() - 1);
    let octave: f32 = octave.parse().expect("a pitch ends in its octave");
    (class_of(class) as f32) + 12.0 * (octave + 1.0)
}

/// The pitch class of a name such as `Bb`, C being 0.
pub(crate) fn class_of(name: &str) -> i32 {
    let white = match name.as_bytes().first() {
        Some(b'C') => 0,
        Some(b'D') => 2,
        Some(b'E') => 4,
        Some(b'F') => 5,
        Some(b'G') => 7,
        Some(b'A') => 9,
        _ => 11,
    };
    let flat = if name.ends_with('b') { 1 } else { 0 };
    white - flat
}
