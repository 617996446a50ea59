//! Checkpoints that artists bring, as data: a file's bytes in, one [`Checkpoint`] out, with its tensors by
//! name and the plain values beside them. Opens no file, runs nothing that is in one, and takes no more
//! memory than twice a file's length and 16 MiB.
//!
//! Read are safetensors, PyTorch's `.pt` and `.pth` of all ages, NVIDIA's `.pkl` of PyTorch and of TensorFlow, and
//! burn's own records.

mod misfit;
mod error;
mod purse;
mod dtype;
mod source;
mod setting;
mod tensor;
mod checkpoint;
mod pickle;
mod flatten;
mod zip;
mod torch_legacy;
mod torch_zip;
mod safetensors;
mod packed;
mod burn_record;
mod burnpack;
mod parse;
mod family;
mod official;
mod write;

pub use checkpoint::{Checkpoint, Format, Numbers};
pub use dtype::Dtype;
pub use error::CheckpointError;
pub use family::{Family, Guess, Likeness, Naming, detect};
pub use misfit::{Found, Misfit, Misfits, Wanted};
pub use official::official;
pub use setting::Setting;
pub use tensor::Tensor;
pub use write::write_safetensors;

#[cfg(test)]
mod tests;
