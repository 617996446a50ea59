//! Everything there is to know about a running programme, as plain values.

use welkin_values::{Features, Health, Moment};

use crate::deck::Deck;

/// Everything there is to know about a running programme.
#[derive(Clone, Debug)]
pub struct Report {
    /// The running show's name.
    pub show: String,
    /// The running installation's folder name.
    pub installation: String,
    /// The running scene's id.
    pub scene: String,
    /// All scenes of the running show.
    pub scenes: Vec<String>,
    /// Seconds since the show began (a looped show counts on).
    pub moment_secs: f64,
    /// How long the show is, if not endless.
    pub length_secs: Option<f64>,
    /// What each source is heard to do.
    pub sources: Vec<SourceReport>,
    /// What all sources together are heard to do.
    pub mix: Features,
    /// How the parts are.
    pub health: Vec<Health>,
    /// Installations that can be chosen.
    pub library: Vec<LibraryEntry>,
    /// The folder name of the installation that is being warmed.
    pub switching: Option<String>,
    /// The last installation that was refused.
    pub refused: Option<Refused>,
    /// Frames shown a second.
    pub presented_per_sec: f32,
    /// Pictures painted a second.
    pub painted_per_sec: f32,
    /// Master brightness, 0 to 1.
    pub brightness: f32,
    /// Master volume, 0 to 1.
    pub volume: f32,
    /// What happened lately, in plain words.
    pub messages: Vec<String>,
}

/// What one source is heard to do.
#[derive(Clone, Debug)]
pub struct SourceReport {
    /// The source's name.
    pub name: String,
    /// Degrees counter-clockwise from the front.
    pub azimuth_deg: f32,
    /// Degrees above the horizon.
    pub elevation_deg: f32,
    /// What is heard.
    pub features: Features,
}

/// An installation that can be chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct LibraryEntry {
    /// Its folder's name.
    pub folder: String,
    /// Its show's name.
    pub title: String,
    /// What is wrong with it; empty if it can run.
    pub problems: Vec<String>,
    /// Whether it runs now.
    pub running: bool,
}

/// An installation that could not run.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused {
    /// Its folder's name.
    pub installation: String,
    /// Why not.
    pub problems: Vec<String>,
}

impl Default for Report {
    fn default() -> Self {
        Self {
            show: String::new(),
            installation: String::new(),
            scene: String::new(),
            scenes: Vec::new(),
            moment_secs: 0.0,
            length_secs: None,
            sources: Vec::new(),
            mix: Features::silent(Moment::ZERO),
            health: Vec::new(),
            library: Vec::new(),
            switching: None,
            refused: None,
            presented_per_sec: 0.0,
            painted_per_sec: 0.0,
            brightness: 1.0,
            volume: 1.0,
            messages: Vec::new(),
        }
    }
}

impl Report {
    /// Fills in what one deck does.
    pub(crate) fn describe(&mut self, deck: &Deck) {
        let (sources, mix) = deck.heard();
        let describe = |(source, features): (&welkin_mapping::Source, Features)| SourceReport {
            name: source.name.clone(),
            azimuth_deg: source.direction.azimuth.to_degrees(),
            elevation_deg: source.direction.elevation.to_degrees(),
            features,
        };
        self.sources = sources.into_iter().map(describe).collect();
        self.mix = mix;
        self.show = deck.show().name.clone();
        self.scene = deck.scene();
        self.scenes = deck
            .show()
            .scenes
            .iter()
            .map(|scene| scene.id.clone())
            .collect();
        self.moment_secs = deck.now().secs();
        self.length_secs = deck.length().map(Moment::secs);
        self.painted_per_sec = deck.painted_per_sec();
        self.health.extend(deck.health());
    }
}
