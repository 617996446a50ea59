//! Everything there is to know about a running programme, as one value that is filled anew again and again.

use std::sync::Arc;

use serde::Serialize;

use crate::{ControlSpec, ControlStatus, Features, Health, Moment, Nudge, ProjectorStatus, State};

/// Everything there is to know about a running programme.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Status {
    /// The running show's title.
    pub show: String,
    /// The running installation's folder name in the library.
    pub installation: String,
    /// The id of the scene that is shown.
    pub scene: String,
    /// The ids of all scenes, in the show's order.
    pub scenes: Vec<String>,
    /// When the running show goes to which scene by itself, in order.
    pub cues: Vec<CueStatus>,
    /// Where the show's clock is, seconds.
    pub moment_secs: f64,
    /// How long the show is before it begins again, seconds; none for a show without an end.
    pub length_secs: Option<f64>,
    /// Every source that is listened to.
    pub sources: Vec<SourceStatus>,
    /// What is heard in all sources together.
    pub mix: Features,
    /// How the parts of the program are.
    pub health: Vec<Health>,
    /// Every installation that can be chosen.
    pub library: Vec<LibraryEntry>,
    /// The folder name of the installation that is being read and warmed to follow this one.
    pub switching: Option<String>,
    /// The installation that was asked for last and cannot be shown.
    pub refused: Option<Refused>,
    /// Frames shown per second.
    pub presented_fps: f32,
    /// How evenly frames were shown lately.
    pub frames: FrameStatistics,
    /// Pictures made by the generator per second.
    pub painted_fps: f32,
    /// How often the sound card found no sound ready since the program began.
    pub sound_underruns: u64,
    /// What every control is; where they stand is in `controls`, in the same order. Not part of the JSON: it seldom changes.
    #[serde(skip)]
    pub specs: Arc<[ControlSpec]>,
    /// Where every control stands that the running show and the program have.
    pub controls: Vec<ControlStatus>,
    /// How far controls should be moved here and now; most have no such limit.
    pub limits: Vec<SoftLimit>,
    /// Whether the show goes on; `false` while somebody holds it.
    pub playing: bool,
    /// The folder name of the installation that was chosen to follow.
    pub next: Option<String>,
    /// The test pattern that is shown instead of the show.
    pub pattern: Option<String>,
    /// The names of all test patterns, in the order in which a key steps through.
    pub patterns: Vec<String>,
    /// The venue's outputs, in its order.
    pub outputs: Vec<OutputStatus>,
    /// The colour each lamp of the venue shall have, in its order: linear red, green and blue, 0 to 1.
    pub lamps: Vec<[f32; 3]>,
    /// The projectors that are watched over the network, in the venue's order.
    pub projectors: Vec<ProjectorStatus>,
    /// The latest lines of the log in plain words, oldest first.
    pub messages: Vec<String>,
}

impl Status {
    /// A show that has just begun: silent, no sources, no parts, nothing in the library.
    pub fn new(show: impl Into<String>, installation: impl Into<String>) -> Self {
        Self {
            show: show.into(),
            installation: installation.into(),
            scene: String::new(),
            scenes: Vec::new(),
            cues: Vec::new(),
            moment_secs: 0.0,
            length_secs: None,
            sources: Vec::new(),
            mix: Features::silent(Moment::ZERO),
            health: Vec::new(),
            library: Vec::new(),
            switching: None,
            refused: None,
            presented_fps: 0.0,
            frames: FrameStatistics::default(),
            painted_fps: 0.0,
            sound_underruns: 0,
            specs: Arc::default(),
            controls: Vec::new(),
            limits: Vec::new(),
            playing: true,
            next: None,
            pattern: None,
            patterns: Vec::new(),
            outputs: Vec::new(),
            lamps: Vec::new(),
            projectors: Vec::new(),
            messages: Vec::new(),
        }
    }

    /// The state of the part that is worst off.
    pub fn worst(&self) -> State {
        let is = |state| self.health.iter().any(|health| health.state == state);
        if is(State::Failed) {
            State::Failed
        } else if is(State::Reduced) {
            State::Reduced
        } else {
            State::Good
        }
    }

    /// What a control is, and where it stands.
    pub fn control(&self, name: &str) -> Option<(&ControlSpec, &ControlStatus)> {
        let mut both = self.specs.iter().zip(&self.controls);
        both.find(|(spec, _)| spec.name == name)
    }

    /// Marks a source where an onset was picked in this status or in one before it that nobody saw.
    pub fn keep_onsets(&mut self, unseen: Option<&Self>) {
        for source in &mut self.sources {
            let before = unseen.and_then(|status| {
                status
                    .sources
                    .iter()
                    .find(|other| other.name == source.name)
            });
            source.onset |= source.features.is_onset || before.is_some_and(|other| other.onset);
        }
    }
}

/// How evenly frames were shown. All zero where nothing was shown yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct FrameStatistics {
    /// From one frame to the next, milliseconds: half of the last seconds' frames took no longer.
    pub median_ms: f32,
    /// 99 of 100 of the last seconds' frames took no longer, milliseconds.
    pub p99_ms: f32,
    /// The longest of the last seconds' frames, milliseconds.
    pub longest_ms: f32,
    /// How many frames came more than half a frame too late, since the program began.
    pub late: u64,
}

/// A moment at which a show goes to a scene by itself.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CueStatus {
    /// Seconds from the show's beginning.
    pub at_secs: f64,
    /// The scene's id.
    pub scene: String,
}

/// How far a control should go here and now, because of quiet hours, say. Whoever means it can go beyond.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SoftLimit {
    /// The control's name.
    pub control: String,
    /// The greatest value that is not beyond it.
    pub most: f32,
    /// Why, in words for whoever is stopped by it.
    pub words: String,
}

/// What is heard in one source, and where it sounds from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SourceStatus {
    /// The source's id in the show.
    pub name: String,
    /// Degrees counter-clockwise from the front seen from above: 90 is left.
    pub azimuth_deg: f32,
    /// Degrees above the horizon.
    pub elevation_deg: f32,
    /// What is heard.
    pub features: Features,
    /// Whether an onset was picked lately. May be left `false`: the page marks it itself from
    /// [`Features::is_onset`] of every status that is published, also of those no page ever saw.
    pub onset: bool,
    /// Whether this is what comes from one direction of a bed, rather than a source of its own.
    pub is_part: bool,
}

/// An output of the venue, as far as it is aligned.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OutputStatus {
    /// Its id in the venue.
    pub id: String,
    /// How its light is corrected now.
    pub nudge: Nudge,
    /// Whether that is not yet in the venue's file.
    pub unsaved: bool,
}

/// An installation that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LibraryEntry {
    /// Its folder name, which [`crate::Command::Switch`] takes.
    pub folder: String,
    /// Its title for people.
    pub title: String,
    /// What is wrong with it, one problem a line; empty if it can be shown.
    pub problems: Vec<String>,
    /// Whether it is the one that runs.
    pub running: bool,
}

/// An installation that was asked for and cannot be shown; the one before it goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refused {
    /// Its folder name.
    pub installation: String,
    /// What is wrong with it, with places and what to write instead.
    pub problems: Vec<String>,
}
