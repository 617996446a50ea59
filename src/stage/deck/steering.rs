//! The helm: steering, tick by tick, with a memory of the light it gave.

use std::collections::VecDeque;

use welkin_mapping::{Heard, Layer, Steering};
use welkin_values::{Light, Moment};

use super::ears::{HeardNow, Hearing};
use super::setup::Setup;

/// Ticks of light kept: as far as steering may be ahead of the eye, and a little more.
const KEPT: usize = 480;

/// Steers a show tick by tick.
pub(crate) struct Helm {
    steering: Steering,
    lights: VecDeque<(Moment, Light)>,
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
        lights.push_back((steering.now(), steering.light()));
        Self { steering, lights }
    }

    /// Steers up to the last tick not after `moment`; says which that is.
    pub(crate) fn advance_to(&mut self, moment: Moment, hearing: &Hearing) -> Moment {
        while (self.steering.now() + Steering::TICK).samples <= moment.samples {
            let before = self.steering.now();
            let HeardNow {
                sources,
                hits,
                mix,
                mix_hit,
            } = hearing.between(before, before + Steering::TICK);
            self.steering.advance(&Heard {
                mix: &mix,
                sources: &sources,
                mix_hit,
                hits: &hits,
            });
            self.lights
                .push_back((self.steering.now(), self.steering.light()));
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
        let after = self.lights.partition_point(|(at, _)| *at <= moment);
        self.lights
            .get(after.saturating_sub(1))
            .map(|(_, light)| *light)
            .unwrap_or_default()
    }

    /// The tick last steered to.
    pub(crate) fn now(&self) -> Moment {
        self.steering.now()
    }

    /// The scene the steering is in.
    pub(crate) fn scene(&self) -> usize {
        self.steering.scene()
    }

    /// Goes to a scene because somebody asks.
    pub(crate) fn go_to(&mut self, scene: usize) {
        self.steering.go_to(scene);
    }
}
