//! One scene as it runs: its walk, its field, its style, its controls, and the latent they make.

use welkin_installation::{self as installation, Control};
use welkin_values::{Grid, Latent, LatentShape, Light, Moment};

use crate::chance::{Purpose, seed_for};
use crate::controls::Controls;
use crate::field::Field;
use crate::heard::{Heard, Source};
use crate::inside::RunningInside;
use crate::keyframes::Keyframes;
use crate::places::Places;
use crate::push::Directions;
use crate::sphere;
use crate::style::RunningStyle;
use crate::walk::Walk;
use crate::way::{Place, Way};

/// Maps of noise a second of walking.
const NOISE_PER_SEC: f64 = 0.25;

/// Drift through noise turns around here: beyond, 32-bit floats would go in visible steps.
const NOISE_MAPS: f64 = 256.0;

/// What is to be painted of one scene.
#[derive(Clone, Debug, PartialEq)]
pub struct Layer {
    /// Index into the show's scenes.
    pub scene: usize,
    /// Index into the show's models.
    pub model: usize,
    /// The share of this picture in linear light; all layers' weights sum to 1.
    pub weight: f32,
    /// What its model is asked to paint.
    pub latent: Latent,
}

/// What the scenes of one model share.
#[derive(Clone, Debug)]
pub(crate) struct Ground {
    /// What the model wants.
    pub(crate) shape: LatentShape,
    /// Whether its picture closes on itself from left to right.
    pub(crate) wraps: bool,
    /// Where its local latents lie.
    pub(crate) places: Places,
    /// Whereto the sources push.
    pub(crate) directions: Directions,
    /// Whether its local latents are what each direction adds to the walk, and not a field of their own.
    pub(crate) by_direction: bool,
}

/// A scene with its memory.
#[derive(Clone, Debug)]
pub(crate) struct RunningScene {
    model: usize,
    controls: Controls,
    way: Way,
    walk: Walk,
    keyframes: Option<Keyframes>,
    field: Option<Field>,
    style: RunningStyle,
    inside: RunningInside,
    /// The model's classes that are gone through; empty: the walk takes some.
    classes: Vec<usize>,
    noise_seed: u64,
    noise_per_sec: f64,
}

impl RunningScene {
    /// At the show's beginning. `looped` is the length of a show that begins again.
    pub(crate) fn new(
        show_seed: u64,
        scene: &installation::Scene,
        ground: &Ground,
        sources: &[Source],
        looped: Option<Moment>,
    ) -> Self {
        let seeds = [show_seed, scene.walk.seed];
        let controls = Controls::new(scene, sources, looped);
        let stands = scene.walk.points_per_min == 0.0 && scene.walk.drift == 0.0;
        let shape = ground.shape;
        Self {
            model: scene.model,
            way: Way::new(&scene.walk, controls.at_rest(Control::WalkSpeed), looped),
            controls,
            walk: Walk::new(show_seed, &scene.walk, shape.global),
            keyframes: Keyframes::new(&scene.keyframes, shape.global, looped),
            field: (!ground.by_direction)
                .then(|| Field::new(show_seed, &scene.walk, shape, ground.wraps))
                .flatten(),
            style: RunningStyle::new(scene.style, seeds, shape),
            inside: RunningInside::new(show_seed, scene, shape.global),
            classes: (scene.classes.iter().copied())
                .filter(|class| *class < shape.classes)
                .collect(),
            noise_seed: seed_for(Purpose::Noise, &seeds),
            noise_per_sec: if stands { 0.0 } else { NOISE_PER_SEC },
        }
    }

    /// One tick, to `now`, `at` from the show's beginning, whether or not the scene is shown.
    pub(crate) fn advance(&mut self, now: Moment, at: Moment, heard: &Heard) {
        self.controls.advance(at, heard);
        self.way.advance(now, self.controls.get(Control::WalkSpeed));
        self.style.advance(heard.mix);
    }

    /// Gets what the latent needs ready: for scenes that are shown.
    pub(crate) fn prepare(&mut self) {
        let place = self.way.place();
        self.walk.prepare(place);
        self.inside.prepare(place);
        if let Some(field) = &mut self.field {
            field.prepare(place);
        }
    }

    /// Index into the show's models.
    pub(crate) fn model(&self) -> usize {
        self.model
    }

    /// How much of the next scene is mixed into this one, 0 to 1.
    pub(crate) fn scene_mix(&self) -> f32 {
        self.controls.get(Control::SceneMix)
    }

    /// Somebody holds a control at a value, or gives it back to the music.
    pub(crate) fn hold(&mut self, control: Control, value: Option<f32>) {
        self.controls.hold(control, value);
    }

    /// Where a control stands.
    pub(crate) fn control(&self, control: Control) -> f32 {
        self.controls.get(control)
    }

    /// By how much each source is turned to the left and up, in turns.
    pub(crate) fn turns(&self) -> &[[f32; 2]] {
        self.controls.turns()
    }

    /// What is done to the light.
    pub(crate) fn light(&self) -> Light {
        self.controls.light()
    }

    /// What is to be painted, once prepared, at a moment from the show's beginning.
    pub(crate) fn latent(&self, at: Moment, ground: &Ground) -> Latent {
        let global = match &self.keyframes {
            Some(keyframes) => keyframes.global(at),
            None => self.walk.global(),
        };
        let long = sphere::rms(&global);
        let mut latent = Latent {
            global,
            classes: self.classes(ground.shape.classes),
            local: self.local(ground),
            truncation: self.controls.get(Control::Truncation),
            noise: self.controls.get(Control::Noise),
            noise_drift: self.noise_drift(self.way.place()),
            noise_seed: self.noise_seed,
            inside: self.inside.asked(&self.controls),
        };
        let moved = latent.global.clone();
        self.move_by_sound(&mut latent, ground);
        // Pushed to where latents are as long as typical ones; untouched when nothing pushed.
        if latent.global != moved {
            sphere::scale_to(&mut latent.global, long);
        }
        latent
    }

    /// How much of each of so many classes; the weights' sum is 1.
    fn classes(&self, count: usize) -> Vec<f32> {
        let Some(last) = self.classes.len().checked_sub(1) else {
            return self.walk.classes(count);
        };
        let place = self.controls.get(Control::Class).clamp(0.0, last as f32);
        let share = place.fract();
        let mut classes = vec![0.0; count];
        classes[self.classes[place as usize]] += 1.0 - share;
        classes[self.classes[(place as usize + 1).min(last)]] += share;
        classes
    }

    /// The local latents when nothing is heard.
    fn local(&self, ground: &Ground) -> Grid {
        let shape = ground.shape;
        match &self.field {
            Some(field) => field.local(),
            None if ground.by_direction => {
                Grid::zeros(shape.local_channels, shape.local_height, shape.local_width)
            }
            None => Grid::default(),
        }
    }

    fn move_by_sound(&self, latent: &mut Latent, ground: &Ground) {
        let controls = &self.controls;
        self.style.apply(latent, &ground.places);
        ground.directions.sway(&mut latent.global, controls.sway());
        if !latent.local.values.is_empty() {
            ground
                .directions
                .push_local(&mut latent.local, controls.push(), &ground.places);
        } else {
            ground
                .directions
                .push_global(&mut latent.global, controls.push());
        }
    }

    /// There and back again, so that it never leaps; on a circuit once, so that it meets its beginning.
    fn noise_drift(&self, place: Place) -> f32 {
        let there = match place.circuit {
            Some((_, secs)) => (secs * self.noise_per_sec / 2.0).min(NOISE_MAPS),
            None => NOISE_MAPS,
        };
        let gone = match place.circuit {
            Some((_, secs)) => place.secs / secs * 2.0 * there,
            None => place.secs * self.noise_per_sec,
        };
        let along = gone.rem_euclid((2.0 * there).max(f64::MIN_POSITIVE));
        along.min(2.0 * there - along).max(0.0) as f32
    }
}
