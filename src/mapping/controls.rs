//! What one scene's controls stand at: where the scene or its keyframes let them rest plus what all
//! routes add, kept within sane limits.

use std::f32::consts::TAU;

use welkin_installation::{Control, Scene};
use welkin_values::{Light, Moment};

use crate::heard::{Heard, Source};
use crate::keyframes::KeyedControl;
use crate::route::RunningRoute;

/// How many controls there are.
const COUNT: usize = Control::ALL.len();

/// A scene's controls with their routes.
#[derive(Clone, Debug)]
pub(crate) struct Controls {
    resting: [f32; COUNT],
    /// Those that keyframes set, instead of letting them rest.
    keyed: Vec<KeyedControl>,
    current: [f32; COUNT],
    routes: Vec<RunningRoute>,
    /// Push by source; the last is what pushes everywhere.
    push: Vec<f32>,
    /// Sway by source; the last is what no source in particular sways.
    sway: Vec<f32>,
    /// Turn by source, azimuth and elevation, in turns.
    turns: Vec<[f32; 2]>,
}

impl Controls {
    /// At the show's beginning, with nothing heard. `looped` is the length of a show that begins again.
    pub(crate) fn new(scene: &Scene, sources: &[Source], looped: Option<Moment>) -> Self {
        let mut resting = Control::ALL.map(Control::rest);
        for (control, value) in &scene.rest {
            resting[*control as usize] = within_limits(*control, *value);
        }
        let mut controls = Self {
            resting,
            keyed: KeyedControl::all(&scene.keyframes, looped, within_limits),
            current: resting,
            routes: scene
                .routes
                .iter()
                .flat_map(|route| RunningRoute::all(route, sources))
                .collect(),
            push: vec![0.0; sources.len() + 1],
            sway: vec![0.0; sources.len() + 1],
            turns: vec![[0.0; 2]; sources.len()],
        };
        controls.rest(Moment::ZERO);
        controls
    }

    /// One tick; `at` is the moment from the show's beginning.
    pub(crate) fn advance(&mut self, at: Moment, heard: &Heard) {
        self.rest(at);
        let everywhere = self.push.len() - 1;
        for route in &mut self.routes {
            let part = route.advance(heard);
            let from = route.source.unwrap_or(everywhere);
            match route.control {
                Control::Push => self.push[from] += part,
                Control::Sway => self.sway[from] += part,
                Control::SourceAzimuth | Control::SourceElevation => {
                    let axis = usize::from(route.control == Control::SourceElevation);
                    if let Some(turn) = route.moves.and_then(|moved| self.turns.get_mut(moved)) {
                        turn[axis] += part;
                    }
                }
                control => self.current[control as usize] += part,
            }
        }
        self.limit();
    }

    /// Where a control stands. Push and Sway are per source, see there.
    pub(crate) fn get(&self, control: Control) -> f32 {
        self.current[control as usize]
    }

    /// Where the scene lets a control rest when nothing is heard and no keyframe sets it.
    pub(crate) fn at_rest(&self, control: Control) -> f32 {
        self.resting[control as usize]
    }

    /// Push by source; the last is everywhere.
    pub(crate) fn push(&self) -> &[f32] {
        &self.push
    }

    /// Sway by source; the last is of no source in particular.
    pub(crate) fn sway(&self) -> &[f32] {
        &self.sway
    }

    /// By how much each source is turned to the left and up, in turns.
    pub(crate) fn turns(&self) -> &[[f32; 2]] {
        &self.turns
    }

    /// What is done to the light.
    pub(crate) fn light(&self) -> Light {
        Light {
            brightness: self.get(Control::Brightness),
            hue: self.get(Control::Hue) * TAU,
            saturation: self.get(Control::Saturation),
            zoom: self.get(Control::Zoom),
            rotation: self.get(Control::Rotation) * TAU,
            glow: self.get(Control::Glow),
        }
    }

    fn rest(&mut self, at: Moment) {
        self.current = self.resting;
        for keyed in &self.keyed {
            self.current[keyed.control as usize] = keyed.at(at);
        }
        let everywhere = self.push.len() - 1;
        self.push.fill(0.0);
        self.sway.fill(0.0);
        self.turns.fill([0.0; 2]);
        self.push[everywhere] = self.current[Control::Push as usize];
        self.sway[everywhere] = self.current[Control::Sway as usize];
    }

    fn limit(&mut self) {
        for control in Control::ALL {
            let value = &mut self.current[control as usize];
            *value = within_limits(control, *value);
        }
        self.push
            .iter_mut()
            .for_each(|push| *push = within_limits(Control::Push, *push));
        self.sway
            .iter_mut()
            .for_each(|sway| *sway = within_limits(Control::Sway, *sway));
        self.turns
            .as_flattened_mut()
            .iter_mut()
            .for_each(|turn| *turn = within_limits(Control::SourceAzimuth, *turn));
    }
}

/// A control's value, kept where pictures stay pictures; what is no number becomes the lower limit.
fn within_limits(control: Control, value: f32) -> f32 {
    let (low, high) = match control {
        Control::WalkSpeed => (-8.0, 8.0),
        Control::Push | Control::Sway => (-3.0, 3.0),
        Control::Truncation => (0.0, 2.0),
        Control::Noise | Control::Brightness | Control::Saturation => (0.0, 4.0),
        Control::Hue | Control::Rotation => (-16.0, 16.0),
        Control::Zoom => (0.2, 5.0),
        Control::SceneMix => (0.0, 1.0),
        Control::Glow => (0.0, 4.0),
        Control::SourceAzimuth | Control::SourceElevation => (-16.0, 16.0),
        Control::Second => (0.0, 1.0),
        Control::Along1
        | Control::Along2
        | Control::Along3
        | Control::Along4
        | Control::Along5
        | Control::Along6
        | Control::Along7
        | Control::Along8 => (-8.0, 8.0),
        Control::TruncationCoarse | Control::TruncationMiddle | Control::TruncationFine => {
            (0.0, 2.0)
        }
        Control::NoiseCoarse | Control::NoiseMiddle | Control::NoiseFine => (0.0, 4.0),
        Control::ViewRight | Control::ViewDown => (-4.0, 4.0),
        Control::ViewTurn => (-16.0, 16.0),
        Control::ViewZoom => (0.2, 5.0),
        Control::Class => (0.0, 63.0),
        Control::Centre => (0.0, 16.0),
        Control::Blend => (0.0, 1.0),
        Control::Bend1 | Control::Bend2 | Control::Bend3 | Control::Bend4 => (-4.0, 4.0),
    };
    value.max(low).min(high)
}
