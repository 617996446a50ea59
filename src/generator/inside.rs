//! What burn's dispatched tensors hold where a GPU computes them: its buffer, which burn itself does not show.
#![allow(
    unsafe_code,
    reason = "burn 0.21 keeps what is in a dispatched tensor to itself; the view below is checked as it is compiled"
)]

use std::any::Any;

use burn::backend::wgpu::{CubeTensor, WgpuRuntime};
use burn::tensor::{DType, Tensor};
use burn::{BackendTensor, Dispatch, DispatchTensor, DispatchTensorKind};

/// A tensor on a GPU, with burn's way to its queue.
pub(crate) type OnGpu = CubeTensor<WgpuRuntime>;

/// Where a tensor's numbers are.
pub(crate) struct Place {
    pub(crate) buffer: wgpu::Buffer,
    /// Bytes from the buffer's beginning to the first number.
    pub(crate) offset: u64,
    /// Bytes that are the tensor's.
    pub(crate) bytes: u64,
    /// Numbers from one to the next along each axis.
    pub(crate) strides: [usize; 4],
    /// burn gives the memory to nobody else as long as this is held.
    _kept: Box<dyn Any>,
}

// A dispatched tensor has one field, which is its kind, and nothing beside it.
const _: () = assert!(
    size_of::<DispatchTensor>() == size_of::<DispatchTensorKind>()
        && align_of::<DispatchTensor>() == align_of::<DispatchTensorKind>()
);

fn kind(tensor: &DispatchTensor) -> &DispatchTensorKind {
    // SAFETY: in the very version of burn-dispatch that the manifest asks for, and without its feature `autodiff`, the
    // only field of a `DispatchTensor` is a `DispatchTensorKind`. A field lies within its struct, and both are of one
    // size (asserted above), so it begins where the struct does. The view lives no longer than the tensor.
    unsafe { &*std::ptr::from_ref(tensor).cast::<DispatchTensorKind>() }
}

/// The tensor as the GPU's backend has it; nothing if it is not on a GPU or not of 32-bit floats.
pub(crate) fn on_gpu<const D: usize>(tensor: Tensor<Dispatch, D>) -> Option<OnGpu> {
    let tensor = tensor.into_primitive().tensor();
    match kind(&tensor) {
        DispatchTensorKind::Wgpu(BackendTensor::Float(tensor)) => {
            (tensor.dtype == DType::F32).then(|| tensor.clone())
        }
        _ => None,
    }
}

/// Where the numbers of a tensor [1, channels, height, width] are, after all that computes them has been submitted.
///
/// # Errors
/// What the device said.
pub(crate) fn place(tensor: &OnGpu) -> Result<Place, String> {
    let strides: Vec<usize> = tensor.meta.strides().iter().copied().collect();
    let strides = <[usize; 4]>::try_from(strides).map_err(|strides| format!("{strides:?}"))?;
    let kept = tensor
        .client
        .get_resource(tensor.handle.clone())
        .map_err(|error| format!("{error:?}"))?;
    tensor
        .client
        .flush()
        .map_err(|error| format!("{error:?}"))?;
    let resource = kept.resource();
    Ok(Place {
        buffer: resource.buffer.clone(),
        offset: resource.offset,
        bytes: resource.size,
        strides,
        _kept: Box::new(kept),
    })
}
