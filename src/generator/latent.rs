//! Checks a latent before a network sees it.

use welkin_values::{Latent, LatentShape};

use crate::error::PaintError;

/// Whether a latent has the shape a generator asked for, and only finite numbers.
pub(crate) fn check(latent: &Latent, shape: LatentShape) -> Result<(), PaintError> {
    let LatentShape {
        global,
        classes,
        local_channels,
        local_height,
        local_width,
    } = shape;
    let local = &latent.local;
    expect("global latent", global, latent.global.len())?;
    expect("list of classes", classes, latent.classes.len())?;
    if local_channels > 0 {
        expect("local latent's height", local_height, local.height)?;
        expect("local latent's width", local_width, local.width)?;
        expect(
            "local latent",
            local_channels * local_height * local_width,
            local.values.len(),
        )?;
    }
    finite("global latent", &latent.global)?;
    finite("list of classes", &latent.classes)?;
    finite("local latent", &local.values)?;
    finite(
        "latent's truncation or noise",
        &[latent.truncation, latent.noise, latent.noise_drift],
    )
}

fn expect(part: &'static str, expected: usize, found: usize) -> Result<(), PaintError> {
    if expected == found {
        Ok(())
    } else {
        Err(PaintError::Shape {
            part,
            expected,
            found,
        })
    }
}

fn finite(part: &'static str, values: &[f32]) -> Result<(), PaintError> {
    let is_finite = values.iter().all(|value| value.is_finite());
    if is_finite {
        Ok(())
    } else {
        Err(PaintError::NotFinite { part })
    }
}
