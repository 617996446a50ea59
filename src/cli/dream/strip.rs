//! What a control does, from left to right.

use anyhow::Result;
use welkin_generator::{CENTRES, Dreamer, Image, NoiseChoice};
use welkin_values::{Bend, Deed, Latent};

use super::super::exit::wrong_input;
use super::super::progress::Progress;
use super::latents::Latents;
use super::sheet::Sheet;

/// What rises from left to right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Kind {
    /// Truncation ψ, 0 to 1.2.
    Truncation,
    /// Truncation of the fine third of the layers alone, −1 to 1.
    TruncationFine,
    /// The share of another seed's styles in the finer half of the layers.
    Mix,
    /// From which layer on another seed's styles rule, the last to the first.
    MixFrom,
    /// The noise's strength, 0 to 3.
    Noise,
    /// The way through noise drawn from a seed.
    NoiseDrift,
    /// From one class to the next.
    Classes,
    /// Along the first direction found in w, −3 to 3 standard deviations.
    Along1,
    /// Along the second.
    Along2,
    /// Along the third.
    Along3,
    /// Along the first direction that its weights answer to (SeFa), −3 to 3 standard deviations.
    Weights1,
    /// Along the second.
    Weights2,
    /// Truncated to 0.3 of the way, towards the mean, then one of four centres after the other.
    Centre,
    /// StyleGAN3: the field moves to the right.
    ViewRight,
    /// StyleGAN3: the field turns.
    ViewTurn,
    /// StyleGAN3: the field grows.
    ViewZoom,
    /// A layer's channels move to the right.
    BendMove,
    /// They grow.
    BendZoom,
    /// They turn.
    BendTurn,
    /// They are multiplied, 0 to 3.
    BendTimes,
    /// They become steps at a rising threshold.
    BendThreshold,
    /// A rising share of them is inverted.
    BendInvert,
    /// A rising share of them is left out.
    BendAblate,
    /// Another checkpoint's weights take over from the finest layer on.
    Blend,
}

impl Kind {
    /// Whether directions are those that weights answer to.
    pub(super) fn is_by_weights(self) -> bool {
        matches!(self, Self::Weights1 | Self::Weights2)
    }
}

/// How a strip is drawn.
pub(super) struct Strip {
    pub(super) kind: Kind,
    pub(super) steps: usize,
    pub(super) layer: Option<usize>,
    pub(super) share: f32,
}

impl Strip {
    /// A row for each latent. `blended` opens the two checkpoints with the second ruling in a share of the layers.
    pub(super) fn draw(
        &self,
        dreamer: &mut Dreamer,
        latents: &Latents,
        blended: impl Fn(f32) -> Result<Dreamer>,
    ) -> Result<Sheet> {
        self.check(dreamer)?;
        let rows = latents.0.len();
        let mut progress = Progress::start((rows * self.steps) as u64, 0, "pictures");
        let mut images: Vec<Option<Image>> = vec![None; rows * self.steps];
        for step in 0..self.steps {
            let share = step as f32 / (self.steps - 1) as f32;
            let mut other = (self.kind == Kind::Blend)
                .then(|| blended(share))
                .transpose()?;
            for (row, latent) in latents.0.iter().enumerate() {
                let next = &latents.0[(row + 1) % rows];
                let asked = self.at(share, latent, next, dreamer);
                let dreamer = other.as_mut().unwrap_or(dreamer);
                let dream = dreamer.dream(&asked, None, NoiseChoice::AsLatent)?;
                images[row * self.steps + step] = Some(dream.image);
                progress.update((step * rows + row + 1) as u64);
            }
        }
        progress.finish();
        Ok(Sheet::with_columns(
            images.into_iter().flatten().collect(),
            self.steps,
        ))
    }

    fn check(&self, dreamer: &Dreamer) -> Result<()> {
        let size = dreamer.size();
        let (needed, is_there) = match self.kind {
            Kind::Mix
            | Kind::MixFrom
            | Kind::TruncationFine
            | Kind::Along1
            | Kind::Along2
            | Kind::Along3
            | Kind::Weights1
            | Kind::Weights2
            | Kind::Centre => ("a style for each layer", size.styles > 1),
            Kind::Noise | Kind::NoiseDrift => ("noise", dreamer.takes_noise()),
            Kind::Classes => ("classes", size.classes > 0),
            Kind::ViewRight | Kind::ViewTurn | Kind::ViewZoom => (
                "a field that can be moved (StyleGAN3 has)",
                dreamer.has_view(),
            ),
            _ => return Ok(()),
        };
        if is_there {
            return Ok(());
        }
        Err(wrong_input(format!(
            "this model ({}) has not {needed}: choose another --strip",
            dreamer.family()
        )))
    }

    /// The latent at a share of the way.
    fn at(&self, share: f32, latent: &Latent, next: &Latent, dreamer: &Dreamer) -> Latent {
        let mut asked = latent.clone();
        let inside = &mut asked.inside;
        let around = 2.0 * share - 1.0;
        match self.kind {
            Kind::Truncation => asked.truncation = 1.2 * share,
            Kind::TruncationFine => inside.truncation[2] = around,
            Kind::Mix | Kind::MixFrom => {
                inside.second = match next == latent {
                    true => dreamer.z_of(latent.noise_seed as u32 + 1),
                    false => next.global.clone(),
                };
                (inside.second_share, inside.second_from) = if self.kind == Kind::Mix {
                    (share, 0.5)
                } else {
                    (1.0, 1.0 - share)
                };
            }
            Kind::Noise => asked.noise = 3.0 * share,
            Kind::NoiseDrift => asked.noise_drift = share,
            Kind::Classes => {
                let toward = match next.classes == latent.classes {
                    true => rotated(&latent.classes),
                    false => next.classes.clone(),
                };
                let classes = asked.classes.iter_mut().zip(toward);
                classes.for_each(|(class, toward)| *class += share * (toward - *class));
            }
            Kind::Along1 | Kind::Weights1 => inside.along = vec![3.0 * around],
            Kind::Along2 | Kind::Weights2 => inside.along = vec![0.0, 3.0 * around],
            Kind::Centre => {
                (asked.truncation, inside.centre) = (0.3, CENTRES as f32 * share);
            }
            Kind::Along3 => inside.along = vec![0.0, 0.0, 3.0 * around],
            Kind::ViewRight => inside.view.right = 0.5 * share,
            Kind::ViewTurn => inside.view.turn = 0.5 * share,
            Kind::ViewZoom => inside.view.zoom = 0.5 * 4f32.powf(share),
            Kind::Blend => {}
            Kind::BendMove => self.bend(
                &mut asked,
                dreamer,
                Deed::Move([0.5 * share, 0.0]),
                self.share,
            ),
            Kind::BendZoom => self.bend(
                &mut asked,
                dreamer,
                Deed::Zoom(0.5 * 4f32.powf(share)),
                self.share,
            ),
            Kind::BendTurn => self.bend(&mut asked, dreamer, Deed::Turn(180.0 * share), self.share),
            Kind::BendTimes => self.bend(&mut asked, dreamer, Deed::Times(3.0 * share), self.share),
            Kind::BendThreshold => self.bend(
                &mut asked,
                dreamer,
                Deed::Threshold(2.0 * around),
                self.share,
            ),
            Kind::BendInvert => self.bend(&mut asked, dreamer, Deed::Invert, share),
            Kind::BendAblate => self.bend(&mut asked, dreamer, Deed::Ablate, share),
        }
        asked
    }

    fn bend(&self, asked: &mut Latent, dreamer: &Dreamer, deed: Deed, share: f32) {
        let layer = self.layer.unwrap_or(dreamer.size().layers / 3);
        asked.inside.bends = vec![Bend {
            layer,
            share,
            seed: 0,
            deed,
        }];
    }
}

/// The next class of each.
fn rotated(classes: &[f32]) -> Vec<f32> {
    let mut rotated = classes.to_vec();
    rotated.rotate_right(1);
    rotated
}
