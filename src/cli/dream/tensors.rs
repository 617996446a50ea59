//! Pictures as exact numbers.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use safetensors::tensor::{Dtype, TensorView, serialize};
use welkin_generator::Image;

use super::latents::Latents;

/// Writes `z` [n, z], `image` [n, 3, height, width] and, for networks that have styles, `w` [n, styles, w].
pub(super) fn write(
    out: &Path,
    latents: &Latents,
    images: &[Image],
    styles: &[Vec<Vec<f32>>],
) -> Result<()> {
    let count = images.len();
    let mut tensors: Vec<(&str, Vec<usize>, Vec<u8>)> = Vec::new();
    let bytes = |values: &mut dyn Iterator<Item = f32>| {
        values.flat_map(f32::to_le_bytes).collect::<Vec<u8>>()
    };
    if let Some(first) = images.first() {
        let shape = vec![count, 3, first.height, first.width];
        let values = bytes(&mut images.iter().flat_map(|image| image.values.iter().copied()));
        tensors.push(("image", shape, values));
    }
    if let Some(first) = styles.first().filter(|styles| !styles.is_empty()) {
        let shape = vec![count, first.len(), first[0].len()];
        let values = bytes(&mut styles.iter().flatten().flatten().copied());
        tensors.push(("w", shape, values));
    }
    if let Some(first) = latents.0.first() {
        let shape = vec![count, first.global.len()];
        let values = bytes(
            &mut latents
                .0
                .iter()
                .flat_map(|latent| latent.global.iter().copied()),
        );
        tensors.push(("z", shape, values));
    }
    let views = tensors
        .iter()
        .map(|(name, shape, bytes)| Ok((*name, TensorView::new(Dtype::F32, shape.clone(), bytes)?)))
        .collect::<Result<Vec<_>, safetensors::SafeTensorError>>()?;
    let whole = serialize(views, None)?;
    fs::write(out, whole).with_context(|| format!("{} cannot be written", out.display()))
}
