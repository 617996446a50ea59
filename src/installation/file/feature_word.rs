//! The words for what can be heard.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::show::Feature;

/// What can be heard, as a number 0 to 1.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum FeatureWord {
    /// Loudness.
    Level,
    /// Energy below about 200 Hz.
    Low,
    /// Energy of the middle bands.
    Middle,
    /// Energy above about 3 kHz.
    High,
    /// Strength of what begins.
    Onset,
    /// Strength of what begins below about 200 Hz.
    OnsetLow,
    /// Strength of what begins in the middle.
    OnsetMiddle,
    /// Strength of what begins above about 3 kHz.
    OnsetHigh,
    /// 1 where something begins, else 0.
    Hit,
    /// 1 where something low begins, else 0.
    HitLow,
    /// 1 where something in the middle begins, else 0.
    HitMiddle,
    /// 1 where something high begins, else 0.
    HitHigh,
    /// What is sustained.
    Harmonic,
    /// What is struck.
    Percussive,
    /// How bright the sound is, 0 at 100 Hz to 1 at 10 kHz.
    Centroid,
    /// 1 on the beat, falling to 0 before the next, as far as there is a beat.
    Beat,
    /// The share of the way through the beat.
    BeatPhase,
    /// The share of the way through the bar.
    BarPhase,
    /// Loudness as people hear it, 0 at −50 LUFS to 1 at −10 LUFS.
    Loudness,
    /// How much like noise it is.
    Flatness,
    /// 1 while something sounds, 0 in a quiet room.
    Presence,
    /// How surely this is applause.
    Applause,
    /// How far a visitor with a headset looks to the left, 0 in front to 1 at 90°.
    GazeLeft,
    /// How far they look to the right.
    GazeRight,
    /// How far they look up, 0 at the horizon to 1 at the zenith.
    GazeUp,
    /// How far they look down.
    GazeDown,
    /// How high their left hand is, 0 at the hip to 1 above the head.
    HandLeft,
    /// How high their right hand is.
    HandRight,
    /// How far their hands are apart, 0 together to 1 with arms stretched out.
    HandsApart,
    /// 1 while somebody wears the headset.
    Visitor,
    /// Energy of the pitch C.
    ChromaC,
    /// Energy of the pitch C sharp.
    ChromaCSharp,
    /// Energy of the pitch D.
    ChromaD,
    /// Energy of the pitch D sharp.
    ChromaDSharp,
    /// Energy of the pitch E.
    ChromaE,
    /// Energy of the pitch F.
    ChromaF,
    /// Energy of the pitch F sharp.
    ChromaFSharp,
    /// Energy of the pitch G.
    ChromaG,
    /// Energy of the pitch G sharp.
    ChromaGSharp,
    /// Energy of the pitch A.
    ChromaA,
    /// Energy of the pitch A sharp.
    ChromaASharp,
    /// Energy of the pitch B.
    ChromaB,
}

impl From<FeatureWord> for Feature {
    fn from(word: FeatureWord) -> Self {
        match word {
            FeatureWord::Level => Self::Level,
            FeatureWord::Low => Self::Low,
            FeatureWord::Middle => Self::Middle,
            FeatureWord::High => Self::High,
            FeatureWord::Onset => Self::Onset,
            FeatureWord::OnsetLow => Self::OnsetLow,
            FeatureWord::OnsetMiddle => Self::OnsetMiddle,
            FeatureWord::OnsetHigh => Self::OnsetHigh,
            FeatureWord::Hit => Self::Hit,
            FeatureWord::HitLow => Self::HitLow,
            FeatureWord::HitMiddle => Self::HitMiddle,
            FeatureWord::HitHigh => Self::HitHigh,
            FeatureWord::Harmonic => Self::Harmonic,
            FeatureWord::Percussive => Self::Percussive,
            FeatureWord::Centroid => Self::Centroid,
            FeatureWord::Beat => Self::Beat,
            FeatureWord::BeatPhase => Self::BeatPhase,
            FeatureWord::BarPhase => Self::BarPhase,
            FeatureWord::Loudness => Self::Loudness,
            FeatureWord::Flatness => Self::Flatness,
            FeatureWord::Presence => Self::Presence,
            FeatureWord::Applause => Self::Applause,
            FeatureWord::GazeLeft => Self::GazeLeft,
            FeatureWord::GazeRight => Self::GazeRight,
            FeatureWord::GazeUp => Self::GazeUp,
            FeatureWord::GazeDown => Self::GazeDown,
            FeatureWord::HandLeft => Self::HandLeft,
            FeatureWord::HandRight => Self::HandRight,
            FeatureWord::HandsApart => Self::HandsApart,
            FeatureWord::Visitor => Self::Visitor,
            FeatureWord::ChromaC => Self::Chroma(0),
            FeatureWord::ChromaCSharp => Self::Chroma(1),
            FeatureWord::ChromaD => Self::Chroma(2),
            FeatureWord::ChromaDSharp => Self::Chroma(3),
            FeatureWord::ChromaE => Self::Chroma(4),
            FeatureWord::ChromaF => Self::Chroma(5),
            FeatureWord::ChromaFSharp => Self::Chroma(6),
            FeatureWord::ChromaG => Self::Chroma(7),
            FeatureWord::ChromaGSharp => Self::Chroma(8),
            FeatureWord::ChromaA => Self::Chroma(9),
            FeatureWord::ChromaASharp => Self::Chroma(10),
            FeatureWord::ChromaB => Self::Chroma(11),
        }
    }
}
