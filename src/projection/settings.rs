//! Everything that decides one frame of one output, but the pictures.

use std::sync::Arc;

use glam::Vec3;
use serde::{Deserialize, Serialize};
use welkin_values::{Coverage, Light, Picture};

use crate::finish::{Encoding, noise};
use crate::guard::Softening;
use crate::{Finish, Glow, Lens, OutputTables};

/// How one deck's pictures become light.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeckLight {
    /// How the pictures lie around the visitor.
    pub coverage: Coverage,
    /// From the older picture (0) to the newer one (1).
    pub blend: f32,
    /// What is done to the light.
    pub light: Light,
    /// Light where sound comes from.
    pub glow: Glow,
}

impl DeckLight {
    /// The newer picture as it is.
    pub fn new(coverage: Coverage) -> Self {
        Self {
            coverage,
            blend: 1.0,
            light: Light::default(),
            glow: Glow::default(),
        }
    }

    /// How much the newer picture counts; in range whatever was asked for.
    pub fn blend_share(&self) -> f32 {
        if self.blend.is_finite() {
            self.blend.clamp(0.0, 1.0)
        } else {
            1.0
        }
    }
}

/// What house lights look like, linear: a warm white at which people find their seats and nobody is dazzled.
pub const HOUSE_LIGHT: Vec3 = Vec3::new(0.36, 0.3, 0.22);

/// One frame of one output.
#[derive(Clone, Debug, PartialEq)]
pub struct LightSettings {
    /// How the output's pixels look at directions.
    pub lens: Lens,
    /// The two decks.
    pub decks: [DeckLight; 2],
    /// From the first deck (0) to the second (1), in linear light.
    pub fade: f32,
    /// Multiplies all light, 0 to 1.
    pub master: f32,
    /// How much [`HOUSE_LIGHT`] takes the place of the decks, 0 to 1.
    pub house: f32,
    /// How the output stores light.
    pub finish: Finish,
    /// How much the edge of an eye's view darkens ([`Lens::Frustum`] only), 0 to 1.
    pub vignette: f32,
    /// What the flash guard does to the light of all decks together.
    pub softening: Softening,
    /// What the output keeps from frame to frame; none for one without a map whose colours are as they are.
    pub tables: Option<Arc<OutputTables>>,
}

impl LightSettings {
    /// The first deck alone, nothing done to it, encoded to sRGB without noise.
    pub fn new(lens: Lens, coverage: Coverage) -> Self {
        Self {
            lens,
            decks: [DeckLight::new(coverage); 2],
            fade: 0.0,
            master: 1.0,
            house: 0.0,
            finish: Finish::default(),
            vignette: 0.0,
            softening: Softening::default(),
            tables: None,
        }
    }

    /// The stored value of one pixel as [`Finish::apply`] gives it, after the output's own colours.
    pub fn stored(&self, linear: Vec3, x: u32, y: u32) -> Vec3 {
        let colour = self.tables.as_ref().map(|tables| &tables.colour);
        let colour = colour.filter(|colour| !colour.is_plain());
        let (Some(colour), false) = (colour, self.finish.encoding == Encoding::Linear) else {
            return self.finish.apply(linear, x, y);
        };
        let signal = colour.signal(linear) + noise(x, y, self.finish.frame) * self.finish.dither;
        let signal = signal.clamp(Vec3::ZERO, Vec3::ONE);
        match self.finish.encoding {
            Encoding::ByTarget => signal.map(Picture::linear_from_srgb),
            Encoding::Srgb | Encoding::Linear => signal,
        }
    }

    /// The light of all decks together after the flash guard and the house lights.
    pub fn levelled(&self, decks: Vec3) -> Vec3 {
        let [colour, share] = [self.softening.apply(decks), Vec3::splat(self.house_share())];
        colour + (HOUSE_LIGHT * share_of(self.master) - colour) * share
    }

    /// How much the house lights count; in range whatever was asked for.
    pub fn house_share(&self) -> f32 {
        share_of(self.house)
    }

    /// How much each deck counts; in range whatever was asked for.
    pub fn weights(&self) -> [f32; 2] {
        let (fade, master) = (share_of(self.fade), share_of(self.master));
        [(1.0 - fade) * master, fade * master]
    }
}

fn share_of(value: f32) -> f32 {
    if value.is_finite() {
        value.clamp(0.0, 1.0)
    } else {
        0.0
    }
}
