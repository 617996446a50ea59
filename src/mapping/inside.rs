//! What is done inside a scene's network: its second world, and what its controls and bends ask for.

use welkin_installation::{self as installation, Control};
use welkin_values::{Bend, Inside, View};

use crate::bends::bent;
use crate::chance;
use crate::controls::Controls;
use crate::walk::Walk;
use crate::way::Place;

/// What a scene does inside its network, with its memory.
#[derive(Clone, Debug)]
pub(crate) struct RunningInside {
    second: Option<Walk>,
    second_from: f32,
    bends: Vec<Bend>,
}

impl RunningInside {
    /// At the show's beginning, for latents of `len` numbers.
    pub(crate) fn new(show_seed: u64, scene: &installation::Scene, len: usize) -> Self {
        let second = scene.second.map(|second| {
            let walk = installation::Walk {
                seed: second.seed,
                ..scene.walk
            };
            Walk::new(show_seed, &walk, len)
        });
        let from = scene.second.map_or(0.0, |second| second.from);
        Self {
            second,
            second_from: chance::finite(from).clamp(0.0, 1.0),
            bends: scene.bends.clone(),
        }
    }

    /// Gets the second world around a place ready: for scenes that are shown.
    pub(crate) fn prepare(&mut self, place: Place) {
        if let Some(second) = &mut self.second {
            second.prepare(place);
        }
    }

    /// What is asked for, once prepared. Where all controls rest, nothing.
    pub(crate) fn asked(&self, controls: &Controls) -> Inside {
        let mut inside = Inside {
            along: along(controls),
            centre: controls.get(Control::Centre),
            blend: controls.get(Control::Blend),
            truncation: [
                Control::TruncationCoarse,
                Control::TruncationMiddle,
                Control::TruncationFine,
            ]
            .map(|third| controls.get(third)),
            noise: [
                Control::NoiseCoarse,
                Control::NoiseMiddle,
                Control::NoiseFine,
            ]
            .map(|third| controls.get(third)),
            view: View {
                right: controls.get(Control::ViewRight),
                down: controls.get(Control::ViewDown),
                turn: controls.get(Control::ViewTurn),
                zoom: controls.get(Control::ViewZoom),
            },
            bends: Control::BENDS
                .into_iter()
                .zip(&self.bends)
                .filter_map(|(control, bend)| bent(bend, controls.get(control)))
                .collect(),
            ..Inside::default()
        };
        let share = controls.get(Control::Second);
        if let Some(second) = self.second.as_ref().filter(|_| share > 0.0) {
            inside.second = second.global();
            inside.second_share = share;
            inside.second_from = self.second_from;
        }
        inside
    }
}

/// How far to go along each direction, up to the last along which it goes at all.
fn along(controls: &Controls) -> Vec<f32> {
    let all = Control::ALONG.map(|control| controls.get(control));
    let gone = all.iter().rposition(|amount| *amount != 0.0);
    all[..gone.map_or(0, |last| last + 1)].to_vec()
}
