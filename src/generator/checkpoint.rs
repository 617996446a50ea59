//! A checkpoint's numbers on their way into burn's tensors, and what does not fit, in words.

use burn::tensor::backend::Backend;
use burn::tensor::{Tensor, TensorData};
pub(crate) use welkin_checkpoint::{Checkpoint, Numbers, Wanted};

use crate::error::OpenError;

/// Checks that every wanted tensor is there, has its shape, and holds finite numbers. What is there beyond them and
/// `known` is named in a warning.
pub(crate) fn fit(
    checkpoint: &Checkpoint,
    family: &str,
    wanted: &[Wanted],
    known: impl Fn(&str) -> bool,
) -> Result<(), OpenError> {
    checkpoint.require(wanted)?;
    let extra = checkpoint.extra(wanted, known);
    if !extra.is_empty() {
        tracing::warn!(
            "{}: tensors that a {family} does not use: {}",
            checkpoint.name(),
            extra.join(", ")
        );
    }
    Ok(())
}

/// Numbers on their way to a device.
pub(crate) trait OnDevice {
    /// The numbers on a device.
    fn tensor<B: Backend, const D: usize>(&self, device: &B::Device) -> Tensor<B, D>;
}

impl OnDevice for Numbers {
    fn tensor<B: Backend, const D: usize>(&self, device: &B::Device) -> Tensor<B, D> {
        let data = TensorData::new(self.values.clone(), self.shape.clone());
        Tensor::from_data(data, device)
    }
}
