//! What one scene's controls stand at: where the scene or its keyframes let them rest plus what all
//! routes add, kept within sane limits.

use std::f32::consts::TAU;

use welkin_installation::{Control, Scene};
use welkin_values::{Light, Moment};

use crate::heard::{Heard, Source};
use crate::held::Held;
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
    /// What people hold.
    held: Held,
}

impl Controls {
    /// At the show's beginning, with nothing heard. `looped` is the length of a show that begins again.
    pub(crate) fn new(scene: &Scene, sources: &[Source], looped: Option<Moment>) -> Self {
        let mut resting = Control::ALL.map(Control::rest);
        for (control, value) in &scene.rest {
            resting[*control as usize] = control.within(*value);
        }
        let mut controls = Self {
            resting,
            keyed: KeyedControl::all(&scene.keyframes, looped, Control::within),
            current: resting,
            routes: scene
                .routes
                .iter()
                .flat_map(|route| RunningRoute::all(route, sources))
                .collect(),
            push: vec![0.0; sources.len() + 1],
            sway: vec![0.0; sources.len() + 1],
            turns: vec![[0.0; 2]; sources.len()],
            held: Held::default(),
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
        self.obey();
    }

    /// Somebody holds a control at a value, or gives it back to the music.
    pub(crate) fn hold(&mut self, control: Control, value: Option<f32>) {
        self.held.hold(control, value);
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
            *value = control.within(*value);
        }
        self.push
            .iter_mut()
            .for_each(|push| *push = Control::Push.within(*push));
        self.sway
            .iter_mut()
            .for_each(|sway| *sway = Control::Sway.within(*sway));
        self.turns
            .as_flattened_mut()
            .iter_mut()
            .for_each(|turn| *turn = Control::SourceAzimuth.within(*turn));
    }

    /// What is held takes the place of what is heard; a push or sway that is held comes from nowhere in particular.
    fn obey(&mut self) {
        self.held.advance();
        for (control, value, share) in self.held.all() {
            let stands = &mut self.current[control as usize];
            *stands += (value - *stands) * share;
            let by_source = match control {
                Control::Push => &mut self.push,
                Control::Sway => &mut self.sway,
                _ => continue,
            };
            let everywhere = by_source.len() - 1;
            for (source, amount) in by_source.iter_mut().enumerate() {
                let asked = if source == everywhere { value } else { 0.0 };
                *amount += (asked - *amount) * share;
            }
        }
    }
}
