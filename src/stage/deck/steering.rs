//! The helm: steering, tick by tick, with a memory of the light it gave.

use std::collections::VecDeque;

use welkin_installation::Control;
use welkin_mapping::{Heard, Layer, Steering};
use welkin_projection::Glow;
use welkin_values::{Light, Moment, Visitor};

use super::around::field_of;
use super::ears::{HeardNow, Hearing};
use super::setup::Setup;

/// Ticks of light kept: as far as steering may be ahead of the eye, and a little more.
const KEPT: usize = 480;

/// Steers a show tick by tick.
pub(crate) struct Helm {
    setup: Setup,
    steering: Steering,
    lights: VecDeque<Lit>,
    visitor: Visitor,
}

/// What is done at a tick besides painting.
struct Lit {
    at: Moment,
    light: Light,
    /// By how much each source is turned, to the left and up.
    turns: Vec<[f32; 2]>,
}

impl Helm {
    /// At the show's beginning.
    pub(crate) fn new(setup: &Setup) -> Self {
        let steering = Steering::new(
            &setup.show,
            &setup.shapes,
            setup.coverage,
            &setup.sources,
            setup.length,
        );
        let mut lights = VecDeque::with_capacity(KEPT + 1);
        lights.push_back(Lit {
            at: steering.now(),
            light: steering.light(),
            turns: steering.turns(),
        });
        Self {
            setup: setup.clone(),
            steering,
            lights,
            visitor: Visitor::default(),
        }
    }

    /// Enters the show at a moment, before anything was steered.
    pub(crate) fn enter_at(&mut self, moment: Moment) {
        self.steering.enter_at(moment);
    }

    /// Steers up to the last tick not after `moment`; says which that is.
    pub(crate) fn advance_to(&mut self, moment: Moment, hearing: &Hearing) -> Moment {
        while (self.steering.now() + Steering::TICK).samples <= moment.samples {
            let before = self.steering.now();
            let HeardNow {
                sources,
                hits,
                mix,
                mix_hits,
            } = hearing.steer(before, before + Steering::TICK);
            self.steering.advance(&Heard {
                mix: &mix,
                sources: &sources,
                mix_hits,
                hits: &hits,
                directions: &self.setup.directions_at(self.steering.now()),
                visitor: self.visitor,
            });
            self.lights.push_back(Lit {
                at: self.steering.now(),
                light: self.steering.light(),
                turns: self.steering.turns(),
            });
            if self.lights.len() > KEPT {
                self.lights.pop_front();
            }
        }
        self.steering.now()
    }

    /// What to paint where the steering is.
    pub(crate) fn layers(&self) -> Vec<(usize, f32, welkin_values::Latent)> {
        let asked = |layer: Layer| (layer.model, layer.weight, layer.latent);
        self.steering.layers().into_iter().map(asked).collect()
    }

    /// The light of the last tick not after `moment`.
    pub(crate) fn light_at(&self, moment: Moment) -> Light {
        self.lit_at(moment).map(|lit| lit.light).unwrap_or_default()
    }

    /// By how much each source is turned at the last tick not after `moment`, to the left and up, in turns.
    pub(crate) fn turns_at(&self, moment: Moment) -> &[[f32; 2]] {
        self.lit_at(moment).map_or(&[], |lit| &lit.turns)
    }

    /// Light where sound comes from, at a moment that was steered to.
    pub(crate) fn glow_at(&self, moment: Moment, amount: f32, hearing: &Hearing) -> Glow {
        if amount <= 0.0 {
            return Glow::default();
        }
        let heard = hearing.between(moment, moment);
        let directions = self.setup.directions_at(moment);
        let bed = hearing.field_at(moment);
        let field = field_of(
            &self.setup,
            bed,
            &heard.sources,
            &directions,
            self.turns_at(moment),
        );
        Glow::of(&field, amount)
    }

    fn lit_at(&self, moment: Moment) -> Option<&Lit> {
        let after = self.lights.partition_point(|lit| lit.at <= moment);
        self.lights.get(after.saturating_sub(1))
    }

    /// The tick last steered to.
    pub(crate) fn now(&self) -> Moment {
        self.steering.now()
    }

    /// The scene the steering is in.
    pub(crate) fn scene(&self) -> usize {
        self.steering.scene()
    }

    /// What a visitor with a headset does from now on.
    pub(crate) fn see_visitor(&mut self, visitor: Visitor) {
        self.visitor = visitor;
    }

    /// Somebody holds a control at a value, or gives it back to the music.
    pub(crate) fn hold(&mut self, control: Control, value: Option<f32>) {
        self.steering.hold(control, value);
    }

    /// Where a control stands.
    pub(crate) fn control(&self, control: Control) -> f32 {
        self.steering.control(control)
    }

    /// Goes to a scene because somebody asks.
    pub(crate) fn go_to(&mut self, scene: usize) {
        self.steering.go_to(scene);
    }
}
