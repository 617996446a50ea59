//! What is told of a sound: each topic's addresses below a source's own, what they mean, and their numbers.

use welkin_installation::OscTopic;
use welkin_values::Features;

/// One thing that is told of a sound.
pub(crate) struct Heard {
    pub(crate) topic: OscTopic,
    /// The last part of its address.
    pub(crate) name: &'static str,
    pub(crate) words: &'static str,
    pub(crate) unit: &'static str,
    pub(crate) range: [f32; 2],
    pub(crate) numbers: fn(&Features) -> Vec<f32>,
}

const SHARE: [f32; 2] = [0.0, 1.0];
const LUFS: [f32; 2] = [-120.0, 10.0];

/// All that is told again and again; beginnings are told when they are.
pub(crate) const HEARD: [Heard; 12] = [
    heard(OscTopic::Level, "level", "Loudness", |it| vec![it.level]),
    heard(
        OscTopic::Onset,
        "onset",
        "How strongly something begins",
        |it| vec![it.onset],
    ),
    heard(
        OscTopic::Bands,
        "bands",
        "Energy per band, low to high",
        |it| it.bands.to_vec(),
    ),
    heard(OscTopic::Parts, "harmonic", "What is sustained", |it| {
        vec![it.harmonic]
    }),
    heard(OscTopic::Parts, "percussive", "What is struck", |it| {
        vec![it.percussive]
    }),
    heard(
        OscTopic::Chroma,
        "chroma",
        "Energy per pitch, C to B",
        |it| it.chroma.to_vec(),
    ),
    Heard {
        unit: "frequency.Hz",
        range: [0.0, 24_000.0],
        ..heard(
            OscTopic::Colour,
            "centroid",
            "The spectrum's centre of gravity",
            |it| vec![it.centroid_hz],
        )
    },
    heard(
        OscTopic::Colour,
        "flatness",
        "How much like noise it is",
        |it| vec![it.flatness],
    ),
    Heard {
        unit: "loudness.LUFS",
        range: LUFS,
        ..heard(
            OscTopic::Loudness,
            "loudness",
            "Loudness over 0.4 s and over 3 s",
            |it| vec![it.momentary_lufs, it.short_term_lufs],
        )
    },
    Heard {
        unit: "",
        range: [0.0, 400.0],
        ..heard(
            OscTopic::Beat,
            "beat",
            "Beats a minute, share of the way through the beat, how sure it is, share of the way through the bar",
            |it| {
                vec![
                    it.tempo_bpm,
                    it.beat_phase,
                    it.beat_confidence,
                    it.bar_phase,
                ]
            },
        )
    },
    heard(
        OscTopic::Presence,
        "presence",
        "Whether something sounds",
        |it| vec![it.presence],
    ),
    heard(
        OscTopic::Presence,
        "applause",
        "How surely this is applause",
        |it| vec![it.applause],
    ),
];

const fn heard(
    topic: OscTopic,
    name: &'static str,
    words: &'static str,
    numbers: fn(&Features) -> Vec<f32>,
) -> Heard {
    Heard {
        topic,
        name,
        words,
        unit: "share",
        range: SHARE,
        numbers,
    }
}
