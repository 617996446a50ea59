//! What a file turned out to hold, whatever its format: tensors by name, and plain values beside them.

use std::collections::BTreeMap;
use std::fmt;

use crate::error::CheckpointError;
use crate::misfit::{Found, Misfit, Wanted};
use crate::setting::Setting;
use crate::tensor::Tensor;

/// Named tensors, not yet known to be what a network needs.
#[derive(Clone)]
pub struct Checkpoint {
    pub(crate) name: String,
    pub(crate) format: Format,
    pub(crate) tensors: BTreeMap<String, Tensor>,
    pub(crate) settings: BTreeMap<String, Setting>,
    pub(crate) classes: BTreeMap<String, String>,
}

/// The format of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// safetensors.
    Safetensors,
    /// PyTorch's zip, since 1.6.
    TorchZip,
    /// PyTorch's files before 1.6.
    TorchLegacy,
    /// A pickle, as NVIDIA's repositories write them.
    Pickle,
    /// burn's named MessagePack record (`.mpk`), plain or gzipped.
    BurnRecord,
    /// burn's own format (`.bpk`).
    Burnpack,
}

/// A tensor's numbers on the way from a checkpoint to a layer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Numbers {
    /// The length of each axis.
    pub shape: Vec<usize>,
    /// The numbers, the last axis fastest.
    pub values: Vec<f32>,
}

impl Checkpoint {
    pub(crate) fn new(name: &str, format: Format) -> Self {
        Self {
            name: name.to_string(),
            format,
            tensors: BTreeMap::new(),
            settings: BTreeMap::new(),
            classes: BTreeMap::new(),
        }
    }

    /// What errors call the file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The file's format.
    pub fn format(&self) -> Format {
        self.format
    }

    /// A tensor by its name.
    pub fn tensor(&self, name: &str) -> Option<&Tensor> {
        self.tensors.get(name)
    }

    /// All tensors in the order of their names.
    pub fn tensors(&self) -> impl Iterator<Item = (&str, &Tensor)> {
        self.tensors
            .iter()
            .map(|(name, tensor)| (name.as_str(), tensor))
    }

    /// All names, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.tensors.keys().map(String::as_str)
    }

    /// A plain value beside the tensors, such as `G_ema.z_dim`.
    pub fn setting(&self, name: &str) -> Option<&Setting> {
        self.settings.get(name)
    }

    /// All plain values in the order of their names.
    pub fn settings(&self) -> impl Iterator<Item = (&str, &Setting)> {
        self.settings
            .iter()
            .map(|(name, value)| (name.as_str(), value))
    }

    /// The classes that the parts of the file had where it was written: `G_ema` → `Generator`.
    pub fn classes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.classes
            .iter()
            .map(|(name, class)| (name.as_str(), class.as_str()))
    }

    /// A tensor's shape, if it is there.
    pub fn shape(&self, name: &str) -> Option<&[usize]> {
        self.tensors.get(name).map(Tensor::shape)
    }

    /// One side of a tensor's shape, if it is there and more than 0.
    pub fn side(&self, name: &str, axis: usize) -> Option<usize> {
        self.shape(name)?
            .get(axis)
            .copied()
            .filter(|&side| side > 0)
    }

    /// All numbers of all tensors together.
    pub fn parameters(&self) -> usize {
        self.tensors
            .values()
            .map(Tensor::len)
            .fold(0, usize::saturating_add)
    }

    /// Checks that every wanted tensor is there, has its shape, and holds finite numbers. Takes no memory
    /// for the numbers.
    ///
    /// # Errors
    /// [`CheckpointError::Misfits`] with every tensor that does not fit.
    pub fn require(&self, wanted: &[Wanted]) -> Result<(), CheckpointError> {
        let misfits: Vec<Misfit> = wanted
            .iter()
            .filter_map(|wanted| self.misfit(wanted))
            .collect();
        if misfits.is_empty() {
            return Ok(());
        }
        Err(CheckpointError::Misfits {
            checkpoint: self.name.clone(),
            misfits,
        })
    }

    /// The names of tensors that are neither wanted nor known.
    pub fn extra(&self, wanted: &[Wanted], known: impl Fn(&str) -> bool) -> Vec<&str> {
        let mut wanted: Vec<&str> = wanted.iter().map(|wanted| wanted.name.as_str()).collect();
        wanted.sort_unstable();
        self.names()
            .filter(|name| !known(name) && wanted.binary_search(name).is_err())
            .collect()
    }

    /// The numbers of a tensor that [`require`](Self::require) has found in order.
    ///
    /// # Panics
    /// If there is no tensor of that name: it was not asked for before it was used.
    pub fn numbers(&self, name: &str) -> Numbers {
        let Some(tensor) = self.tensors.get(name) else {
            panic!("tensor {name} was not asked for before it was used");
        };
        Numbers {
            shape: tensor.shape().to_vec(),
            values: tensor.values(),
        }
    }

    fn misfit(&self, Wanted { name, shape }: &Wanted) -> Option<Misfit> {
        let found = match self.tensors.get(name) {
            None => Found::Nothing,
            Some(tensor) if tensor.shape() != shape => Found::Shape(tensor.shape().to_vec()),
            Some(tensor) if !tensor.dtype().is_float() => {
                Found::Numbers(tensor.dtype().name().into())
            }
            Some(tensor) if !tensor.is_finite() => Found::NotFinite,
            Some(_) => return None,
        };
        Some(Misfit {
            name: name.clone(),
            expected: shape.clone(),
            found,
        })
    }
}

impl Numbers {
    /// The same numbers, multiplied.
    #[must_use]
    pub fn scaled(mut self, factor: f32) -> Self {
        self.values.iter_mut().for_each(|value| *value *= factor);
        self
    }
}

impl fmt::Debug for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Checkpoint")
            .field("name", &self.name)
            .field("format", &self.format)
            .field("tensors", &self.tensors)
            .field("settings", &self.settings)
            .field("classes", &self.classes)
            .finish()
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Safetensors => "safetensors",
            Self::TorchZip => "PyTorch (zip)",
            Self::TorchLegacy => "PyTorch (before 1.6)",
            Self::Pickle => "pickle",
            Self::BurnRecord => "burn record",
            Self::Burnpack => "burnpack",
        })
    }
}
