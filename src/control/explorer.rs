//! Looking for latents: who paints them, what may be asked, what a show keeps of it.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;

/// Whoever paints latents and writes keyframes. Asked on a thread that may wait, one painting at a time.
pub trait Explorer: Send + Sync + 'static {
    /// The models of the running show.
    fn models(&self) -> Vec<ExplorerModel>;
    /// A small JPEG file for each point, in their order; the points are within their ranges, at most 25. Or words that say why
    /// not.
    ///
    /// # Errors
    /// The model cannot paint now.
    fn paint(&self, model: &str, wanted: &[Point]) -> Result<Vec<Vec<u8>>, String>;
    /// The keyframes of the running show, scene by scene, in order of time.
    fn keyframes(&self) -> Vec<SceneKeyframes>;
    /// Writes a change into the running show's file.
    ///
    /// # Errors
    /// Words that say why it was not written.
    fn save(&self, edit: &ExplorerEdit) -> Result<(), String>;
    /// What the show sounds like, if that is known.
    fn waveform(&self) -> Option<Waveform>;
}

/// A model that can be explored.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ExplorerModel {
    /// Its id in the show.
    pub id: String,
    /// What kind of network it is.
    pub kind: String,
    /// The side of its pictures in pixels.
    pub size: u32,
    /// Directions found in it, at most 8.
    pub directions: usize,
    /// Its classes; 0 where it has none.
    pub classes: usize,
}

/// A place in the space of latents.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// 1 to 4 seeds below 2^53 and how much of each, from 0 to 1, not all 0.
    pub seeds: Vec<(u64, f32)>,
    /// How far to go along each direction found, in standard deviations from -8 to 8; at most 8.
    #[serde(default)]
    pub along: Vec<f32>,
    /// From 0 to 2.
    pub truncation: f32,
}

/// The keyframes of a scene.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SceneKeyframes {
    /// The scene's id.
    pub scene: String,
    /// The id of its model.
    pub model: String,
    /// Its keyframes.
    pub keyframes: Vec<ExplorerKeyframe>,
}

/// A keyframe as a show's file can hold it: one seed, and controls.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExplorerKeyframe {
    /// Seconds since the show's beginning.
    pub at_secs: f64,
    /// The seed, below 2^53.
    pub seed: Option<u64>,
    /// Where controls rest, by their names.
    #[serde(default)]
    pub controls: BTreeMap<String, f32>,
    /// `linear`, `smooth` or `hold`; none is `smooth`.
    #[serde(default)]
    pub ease: Option<String>,
}

/// A change to one keyframe of a scene.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExplorerEdit {
    /// The scene's id; one of [`Explorer::keyframes`].
    pub scene: String,
    /// What changes.
    pub change: ExplorerChange,
}

/// What happens to a keyframe.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum ExplorerChange {
    /// There is this keyframe at its time.
    Put {
        /// The keyframe.
        keyframe: ExplorerKeyframe,
    },
    /// The keyframe at one time goes to another.
    Move {
        /// Where it is, in seconds.
        from_secs: f64,
        /// Where it goes, in seconds.
        to_secs: f64,
    },
    /// There is no keyframe at this time any more.
    Remove {
        /// Where it is, in seconds.
        at_secs: f64,
    },
}

/// What a show sounds like.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Waveform {
    /// How long it is, in seconds.
    pub secs: f64,
    /// The loudest of equally long parts, each from 0 to 1.
    pub peaks: Vec<f32>,
    /// When beats are, in seconds.
    pub beats: Vec<f64>,
}

/// Where the explorer stands; nobody at first.
pub(crate) struct Study {
    explorer: OnceLock<Arc<dyn Explorer>>,
    /// One is painted for at a time.
    pub(crate) brush: Arc<Semaphore>,
}

impl Default for Study {
    fn default() -> Self {
        Self {
            explorer: OnceLock::new(),
            brush: Arc::new(Semaphore::new(1)),
        }
    }
}

impl Study {
    /// Says who paints; the first to say so stays.
    pub(crate) fn painted_by(&self, explorer: Arc<dyn Explorer>) {
        if self.explorer.set(explorer).is_err() {
            tracing::warn!("who explores is known already");
        }
    }

    /// Who paints.
    pub(crate) fn explorer(&self) -> Option<Arc<dyn Explorer>> {
        self.explorer.get().cloned()
    }
}

impl fmt::Debug for Study {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_tuple("Study")
            .field(&self.explorer.get().is_some())
            .finish()
    }
}
