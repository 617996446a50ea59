//! From what is written in `show.toml` to what the rest of Welkin uses: radians, samples, indices.

use welkin_values::Moment;

use crate::file::{CueFile, ShowFile, TransitionWord};
use crate::folder::{Folder, FolderError};
use crate::show::{Cue, Show, Transition};

use super::model_values::model_values;
use super::scene_values::scene_values;
use super::track_values::{live_values, track_values};

/// How long a cross-fade takes where the file does not say.
const FADE_SECS: f64 = 4.0;

/// The show that a file whose names and numbers are checked describes.
///
/// # Errors
/// A file has gone since it was checked.
pub(crate) fn show_values(file: ShowFile, folder: &dyn Folder) -> Result<Show, FolderError> {
    let reach_deg = file.reach_deg;
    let model_ids: Vec<String> = file.model.iter().map(|model| model.id.clone()).collect();
    let scene_ids: Vec<String> = file.scene.iter().map(|scene| scene.id.clone()).collect();
    let models = file
        .model
        .into_iter()
        .map(|model| model_values(model, folder));
    let tracks = file
        .track
        .into_iter()
        .map(|track| track_values(track, reach_deg, folder));
    let scenes = file.scene.into_iter().map(|scene| {
        let model = index_of(&scene.model, &model_ids);
        scene_values(scene, model)
    });
    Ok(Show {
        name: file.name,
        seed: file.seed,
        looped: file.looped,
        models: models.collect::<Result<_, _>>()?,
        tracks: tracks.collect::<Result<_, _>>()?,
        live: file
            .live
            .into_iter()
            .map(|live| live_values(live, reach_deg))
            .collect(),
        scenes: scenes.collect(),
        cues: match file.cue {
            Some(cues) => cues
                .into_iter()
                .map(|cue| cue_values(cue, &scene_ids))
                .collect(),
            None => vec![Cue {
                at: Moment::ZERO,
                scene: 0,
                transition: Transition::Cut,
            }],
        },
        length: file.length.map(|time| time.0),
        reach: radians(reach_deg),
    })
}

fn cue_values(file: CueFile, scene_ids: &[String]) -> Cue {
    let transition = match file.transition {
        TransitionWord::Cut => Transition::Cut,
        TransitionWord::Fade => Transition::Fade {
            secs: file.fade_secs.unwrap_or(FADE_SECS) as f32,
        },
    };
    Cue {
        at: file.at.0,
        scene: index_of(&file.scene, scene_ids),
        transition,
    }
}

/// Where a name stands among those given; it is there, for the rules have looked.
fn index_of(name: &str, names: &[String]) -> usize {
    names
        .iter()
        .position(|given| given == name)
        .expect("the rules refuse names that nothing has")
}

fn radians(degrees: f64) -> f32 {
    (degrees as f32).to_radians()
}
