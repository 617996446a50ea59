//! Tensors of PyTorch and arrays of numpy: where in the file their numbers are.

use super::{TENSOR_BYTES, Walk};
use crate::error::Fault;
use crate::pickle::{Rare, Storage};
use crate::tensor::{Tensor, row_major};

impl Walk<'_> {
    pub(super) fn tensor(&mut self, id: u32) -> Result<(), Fault> {
        let Some(Rare::Tensor(parts)) = self.heap.rare_at(id) else {
            return Ok(());
        };
        let Some(Rare::Storage(storage)) = self.heap.rare_at(parts.storage) else {
            return Ok(());
        };
        let Storage { dtype, bytes, .. } = *storage;
        let (Some(dtype), Some(span)) = (dtype, bytes) else {
            return Err(Fault::damaged(format!("{} without its numbers", self.path)));
        };
        let Some(source) = self.heap.sources.get(usize::from(span.source)) else {
            return Err(Fault::damaged(format!("{} without its numbers", self.path)));
        };
        let range = span.start..span.end;
        let tensor = Tensor::view(
            source,
            range,
            dtype,
            parts.offset,
            &parts.shape,
            &parts.strides,
        )?;
        self.keep(tensor)
    }

    pub(super) fn array(&mut self, id: u32) -> Result<(), Fault> {
        let Some(Rare::Array(parts)) = self.heap.rare_at(id) else {
            return Ok(());
        };
        let (Some(dtype), Some(span)) = (parts.dtype, parts.bytes) else {
            // Arrays of texts or of objects, and empty ones.
            return Ok(());
        };
        let out = || Fault::damaged("a tensor that reaches beyond its numbers");
        let mut shape = parts.shape.clone();
        if parts.is_fortran {
            shape.reverse();
        }
        let mut strides = row_major(&shape).ok_or_else(out)?;
        if parts.is_fortran {
            strides.reverse();
        }
        let source = self
            .heap
            .sources
            .get(usize::from(span.source))
            .ok_or_else(out)?;
        let tensor = Tensor::view(source, span.range(), dtype, 0, &parts.shape, &strides)?;
        self.keep(tensor)
    }

    fn keep(&mut self, tensor: Tensor) -> Result<(), Fault> {
        let bytes = TENSOR_BYTES + self.path.len() + 16 * tensor.shape().len();
        self.purse.take(bytes, "too many tensors")?;
        self.into.tensors.insert(self.path.clone(), tensor);
        Ok(())
    }
}
