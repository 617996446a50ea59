//! From what is written under `[[scene]]` to a scene that the rest of Welkin steers.

use welkin_values::{Bend, Deed};

use crate::file::{BendFile, DeedWord, KeyframeFile, RouteFile, SceneFile, route_limits};
use crate::show::{Control, Keyframe, Route, Scene, Second, Walk};

/// The scene that a file whose names and numbers are checked describes; `model` is its model's index.
pub(crate) fn scene_values(file: SceneFile, model: usize) -> Scene {
    Scene {
        id: file.id,
        model,
        style: file.style,
        walk: Walk {
            seed: file.walk.seed,
            points_per_min: file.walk.points_per_min as f32,
            loop_points: file.walk.loop_points,
            radius: file.walk.radius as f32,
            drift: file.walk.drift as f32,
        },
        second: file.second.map(|second| Second {
            seed: second.seed,
            from: second.from as f32,
        }),
        classes: file.classes,
        bends: file.bend.into_iter().map(bend_values).collect(),
        keyframes: file.keyframe.into_iter().map(keyframe_values).collect(),
        routes: file.route.into_iter().map(route_values).collect(),
        rest: rounded(file.rest.written()),
    }
}

fn bend_values(file: BendFile) -> Bend {
    let number = |written: Option<f64>| written.unwrap_or_default() as f32;
    let times = file.times.unwrap_or(1.0) as f32;
    Bend {
        layer: file.layer,
        share: file.share as f32,
        seed: file.seed,
        deed: match file.deed {
            DeedWord::Move => Deed::Move([number(file.right), number(file.down)]),
            DeedWord::Zoom => Deed::Zoom(times),
            DeedWord::Turn => Deed::Turn(number(file.degrees)),
            DeedWord::Times => Deed::Times(times),
            DeedWord::Threshold => Deed::Threshold(number(file.at)),
            DeedWord::Invert => Deed::Invert,
            DeedWord::Ablate => Deed::Ablate,
        },
    }
}

fn keyframe_values(file: KeyframeFile) -> Keyframe {
    Keyframe {
        at: file.at.0,
        seed: file.seed,
        controls: rounded(file.controls.written()),
        ease: file.ease,
    }
}

fn route_values(file: RouteFile) -> Route {
    let (least, most) = route_limits(file.amount, file.min, file.max);
    Route {
        source: file.source,
        feature: file.feature.into(),
        control: file.control,
        moves: file.moves,
        amount: file.amount as f32,
        curve: file.curve,
        attack_secs: file.attack_secs as f32,
        release_secs: file.release_secs as f32,
        limits: (least as f32, most as f32),
    }
}

fn rounded(written: Vec<(Control, f64)>) -> Vec<(Control, f32)> {
    written
        .into_iter()
        .map(|(control, value)| (control, value as f32))
        .collect()
}
