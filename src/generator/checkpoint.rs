//! A checkpoint: named tensors out of a safetensors file, checked before anything is believed.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use burn::tensor::backend::Backend;
use burn::tensor::{Tensor, TensorData};
use half::{bf16, f16};
use safetensors::{Dtype, SafeTensors};

use crate::error::{Found, Misfit, OpenError};

/// The longest checkpoint that is read.
const MAX_BYTES: u64 = 8 << 30;
/// The longest header that is read: ten times that of the largest networks known.
const MAX_HEADER_BYTES: u64 = 4 << 20;

/// Named tensors, not yet known to be what a network needs.
pub(crate) struct Checkpoint {
    origin: String,
    bytes: Cow<'static, [u8]>,
    entries: BTreeMap<String, Entry>,
}

struct Entry {
    dtype: Dtype,
    shape: Vec<usize>,
    start: usize,
    end: usize,
}

/// A tensor that a network needs.
pub(crate) struct Wanted {
    pub(crate) name: String,
    pub(crate) shape: Vec<usize>,
}

/// A tensor's numbers on the way from a checkpoint to a layer.
#[derive(Clone)]
pub(crate) struct Numbers {
    pub(crate) shape: Vec<usize>,
    pub(crate) values: Vec<f32>,
}

impl Checkpoint {
    /// Reads a file whole. A file over the limit is refused by its length, before any of it is read.
    pub(crate) fn open(path: &Path) -> Result<Self, OpenError> {
        let checkpoint = path.display().to_string();
        let unreadable = |source| OpenError::Unreadable {
            checkpoint: checkpoint.clone(),
            source,
        };
        let mut file = File::open(path).map_err(unreadable)?;
        let bytes = file.metadata().map_err(unreadable)?.len();
        if bytes > MAX_BYTES {
            return Err(OpenError::TooLarge {
                checkpoint,
                bytes,
                limit: MAX_BYTES,
            });
        }
        // A file that grows while it is read, or a pipe without an end, stops at the length it had.
        let mut contents = Vec::new();
        file.by_ref()
            .take(bytes)
            .read_to_end(&mut contents)
            .map_err(unreadable)?;
        Self::parse(checkpoint, contents.into())
    }

    /// Reads a file's contents; `origin` is what errors call it.
    pub(crate) fn parse(origin: String, bytes: Cow<'static, [u8]>) -> Result<Self, OpenError> {
        let damaged = |reason: String| OpenError::Damaged {
            checkpoint: origin.clone(),
            reason,
        };
        let header_bytes = bytes
            .first_chunk()
            .map(|length| u64::from_le_bytes(*length))
            .ok_or_else(|| damaged(format!("it has only {} bytes", bytes.len())))?;
        if header_bytes > MAX_HEADER_BYTES || header_bytes > bytes.len() as u64 {
            return Err(damaged(format!(
                "its header claims {header_bytes} bytes of a file of {}",
                bytes.len()
            )));
        }
        let (header_len, metadata) =
            SafeTensors::read_metadata(&bytes).map_err(|error| damaged(error.to_string()))?;
        let data_start = header_len + 8;
        let entries = metadata
            .tensors()
            .into_iter()
            .map(|(name, info)| {
                let (start, end) = info.data_offsets;
                let (start, end) = (data_start + start, data_start + end);
                (
                    name,
                    Entry {
                        dtype: info.dtype,
                        shape: info.shape.clone(),
                        start,
                        end,
                    },
                )
            })
            .collect();
        Ok(Self {
            origin,
            bytes,
            entries,
        })
    }

    /// A tensor's shape, if it is there.
    pub(crate) fn shape(&self, name: &str) -> Option<&[usize]> {
        self.entries.get(name).map(|entry| entry.shape.as_slice())
    }

    /// One side of a tensor's shape, if it is there and more than 0.
    pub(crate) fn side(&self, name: &str, axis: usize) -> Option<usize> {
        self.shape(name)?
            .get(axis)
            .copied()
            .filter(|&side| side > 0)
    }

    /// All names.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    /// Checks that every wanted tensor is there, has its shape, and holds finite numbers. What is there
    /// beyond them and `known` is named in a warning.
    pub(crate) fn fit(
        &self,
        family: &'static str,
        wanted: &[Wanted],
        known: impl Fn(&str) -> bool,
    ) -> Result<(), OpenError> {
        let misfits: Vec<Misfit> = wanted
            .iter()
            .filter_map(|wanted| self.misfit(wanted))
            .collect();
        if !misfits.is_empty() {
            let checkpoint = self.origin.clone();
            return Err(OpenError::Misfits {
                checkpoint,
                family,
                misfits,
            });
        }
        let extra: Vec<&str> = self
            .names()
            .filter(|name| !known(name) && !wanted.iter().any(|wanted| wanted.name == *name))
            .collect();
        if !extra.is_empty() {
            tracing::warn!(
                "{}: tensors that a {family} does not use: {}",
                self.origin,
                extra.join(", ")
            );
        }
        Ok(())
    }

    /// The numbers of a tensor that [`fit`](Self::fit) has found in order.
    pub(crate) fn numbers(&self, name: &str) -> Numbers {
        let entry = self.entries.get(name);
        let values = entry.and_then(|entry| self.decode(entry));
        let (Some(entry), Some(values)) = (entry, values) else {
            panic!("tensor {name} was not asked for before it was used");
        };
        Numbers {
            shape: entry.shape.clone(),
            values,
        }
    }

    fn misfit(&self, Wanted { name, shape }: &Wanted) -> Option<Misfit> {
        let found = match self.entries.get(name) {
            None => Found::Nothing,
            Some(entry) if entry.shape != *shape => Found::Shape(entry.shape.clone()),
            Some(entry) => match self.decode(entry) {
                None => Found::Numbers(format!("{:?}", entry.dtype)),
                Some(values) if !values.iter().all(|value| value.is_finite()) => Found::NotFinite,
                Some(_) => return None,
            },
        };
        Some(Misfit {
            name: name.clone(),
            expected: shape.clone(),
            found,
        })
    }

    fn decode(&self, entry: &Entry) -> Option<Vec<f32>> {
        let bytes = self.bytes.get(entry.start..entry.end)?;
        let pairs = bytes.as_chunks::<2>().0.iter();
        let values = match entry.dtype {
            Dtype::F32 => bytes
                .as_chunks::<4>()
                .0
                .iter()
                .map(|four| f32::from_le_bytes(*four))
                .collect(),
            Dtype::F16 => pairs.map(|two| f16::from_le_bytes(*two).to_f32()).collect(),
            Dtype::BF16 => pairs
                .map(|two| bf16::from_le_bytes(*two).to_f32())
                .collect(),
            _ => return None,
        };
        Some(values)
    }
}

impl Wanted {
    pub(crate) fn new(name: impl Into<String>, shape: &[usize]) -> Self {
        Self {
            name: name.into(),
            shape: shape.to_vec(),
        }
    }
}

impl Numbers {
    /// The same numbers, multiplied.
    pub(crate) fn scaled(mut self, factor: f32) -> Self {
        self.values.iter_mut().for_each(|value| *value *= factor);
        self
    }

    /// The numbers on a device.
    pub(crate) fn tensor<B: Backend, const D: usize>(&self, device: &B::Device) -> Tensor<B, D> {
        Tensor::from_data(
            TensorData::new(self.values.clone(), self.shape.clone()),
            device,
        )
    }
}

#[cfg(test)]
mod tests;
