//! Latents that no network paints, and keyframes that no file holds.

use std::sync::{Mutex, PoisonError};

use jpeg_encoder::{ColorType, Encoder};
use welkin_control::{
    Explorer, ExplorerChange, ExplorerEdit, ExplorerKeyframe, ExplorerModel, Point, SceneKeyframes,
    Waveform,
};

use super::LENGTH_SECS;
use super::paint::swirl;

const SIDE_PIXELS: u32 = 112;

/// A made-up model, and the keyframes of two scenes.
pub(crate) struct FakeExplorer(Mutex<Vec<SceneKeyframes>>);

impl FakeExplorer {
    pub(crate) fn new() -> Self {
        let keyframe = |at_secs, seed| ExplorerKeyframe {
            at_secs,
            seed,
            controls: [("truncation".to_owned(), 0.7)].into(),
            ease: None,
        };
        let scene = |name: &str, keyframes| SceneKeyframes {
            scene: name.into(),
            model: "field".into(),
            keyframes,
        };
        Self(Mutex::new(vec![
            scene(
                "dawn",
                vec![keyframe(6.0, Some(3)), keyframe(30.0, Some(11))],
            ),
            scene("noon", vec![keyframe(48.0, None)]),
        ]))
    }
}

impl Explorer for FakeExplorer {
    fn models(&self) -> Vec<ExplorerModel> {
        vec![ExplorerModel {
            id: "field".into(),
            kind: "field-gan".into(),
            size: 320,
            directions: 3,
            classes: 0,
        }]
    }

    fn paint(&self, _model: &str, wanted: &[Point]) -> Result<Vec<Vec<u8>>, String> {
        wanted.iter().map(painted).collect()
    }

    fn keyframes(&self) -> Vec<SceneKeyframes> {
        let scenes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        scenes.clone()
    }

    fn save(&self, edit: &ExplorerEdit) -> Result<(), String> {
        let mut scenes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let scene = scenes.iter_mut().find(|it| it.scene == edit.scene);
        let keyframes = &mut scene.ok_or("no such scene")?.keyframes;
        match &edit.change {
            ExplorerChange::Put { keyframe } => {
                keyframes.retain(|it| it.at_secs != keyframe.at_secs);
                keyframes.push(keyframe.clone());
            }
            ExplorerChange::Move { from_secs, to_secs } => {
                let found = keyframes.iter_mut().find(|it| it.at_secs == *from_secs);
                found.ok_or("no such keyframe")?.at_secs = *to_secs;
            }
            ExplorerChange::Remove { at_secs } => keyframes.retain(|it| it.at_secs != *at_secs),
        }
        keyframes.sort_by(|a, b| a.at_secs.total_cmp(&b.at_secs));
        Ok(())
    }

    fn waveform(&self) -> Option<Waveform> {
        let beats = (0..180).map(|beat| f64::from(beat) * 60.0 / 112.0);
        let peaks = (0..600).map(|at| {
            let secs = at as f32 * LENGTH_SECS as f32 / 600.0;
            (0.2 + 0.7 * (secs / 12.0).sin().abs()) * (0.6 + 0.4 * (secs * 11.0).sin())
        });
        Some(Waveform {
            secs: LENGTH_SECS,
            peaks: peaks.collect(),
            beats: beats.collect(),
        })
    }
}

fn painted(point: &Point) -> Result<Vec<u8>, String> {
    let mixed = |of: fn(u64) -> f32| -> f32 {
        let shares = point.seeds.iter().map(|(seed, share)| share * of(*seed));
        shares.sum()
    };
    let along = |index: usize| point.along.get(index).copied().unwrap_or(0.0);
    let time = mixed(|seed| (seed % 97) as f32 * 3.7) * point.truncation + along(0);
    let hue = mixed(|seed| (seed % 13) as f32 * 1.9) + along(1);
    let side = SIDE_PIXELS;
    let rgba = swirl(time, hue, 1.0, [side, side], [along(2) * 0.3, 0.0]);
    let mut file = Vec::new();
    let encoder = Encoder::new(&mut file, 80);
    let packed = encoder.encode(&rgba, side as u16, side as u16, ColorType::Rgba);
    packed.map_err(|error| error.to_string())?;
    Ok(file)
}
