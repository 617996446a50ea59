//! From bytes to a checkpoint, whatever the format: it is told by what the file begins with, never by its name.

use std::borrow::Cow;
use std::io::Read;

use flate2::read::GzDecoder;

use crate::checkpoint::{Checkpoint, Format};
use crate::error::{CheckpointError, Fault};
use crate::flatten::flatten;
use crate::pickle::{Heap, run};
use crate::source::Source;
use crate::tensor::Tensor;
use crate::{burn_record, burnpack, safetensors, torch_legacy, torch_zip};

/// How many times all numbers of a file may be in tensors, and how many bytes more.
const SHARED_TIMES: usize = 4;
const SHARED_MORE: usize = 1 << 20;
/// What a gzipped file may hold more than its own length.
const UNPACKED_MORE: usize = 8 << 20;

impl Checkpoint {
    /// Reads a file's contents; `name` is what errors call it. Nothing in a file is ever run; reading takes
    /// at most as much memory as the file is long and 16 MiB, beside the file itself. Numbers stay in the
    /// file's bytes until they are asked for.
    ///
    /// # Errors
    /// If it is of no known format, damaged, asks for something to be run, or would take too much to read.
    pub fn parse(
        name: &str,
        bytes: impl Into<Cow<'static, [u8]>>,
    ) -> Result<Self, CheckpointError> {
        read(name, bytes.into()).map_err(|fault| fault.named(name))
    }
}

fn read(name: &str, bytes: Cow<'static, [u8]>) -> Result<Checkpoint, Fault> {
    let bytes = if bytes.starts_with(b"\x1f\x8b") {
        unzipped(bytes)?
    } else {
        bytes
    };
    let format = format(&bytes)?;
    let len = bytes.len();
    let source = Source::new(bytes);
    let mut checkpoint = Checkpoint::new(name, format);
    match format {
        Format::Safetensors => safetensors::read(&source, &mut checkpoint)?,
        Format::BurnRecord => burn_record::read(&source, &mut checkpoint)?,
        Format::Burnpack => burnpack::read(&source, &mut checkpoint)?,
        Format::TorchZip | Format::TorchLegacy | Format::Pickle => {
            let mut heap = Heap::new(source);
            let root = match format {
                Format::TorchZip => torch_zip::read(&mut heap)?,
                Format::TorchLegacy => torch_legacy::read(&mut heap, 0, 0..len, 0)?,
                _ => run(&mut heap, 0, 0..len, 0, torch_legacy::inner)?.0,
            };
            flatten(&mut heap, root, &mut checkpoint)?;
        }
    }
    within_reason(&checkpoint, len)?;
    Ok(checkpoint)
}

/// Tensors may share their numbers, but not so that a short file turns into endless ones.
fn within_reason(checkpoint: &Checkpoint, file_bytes: usize) -> Result<(), Fault> {
    let bytes = |tensor: &Tensor| tensor.len().saturating_mul(tensor.dtype().bytes());
    let all = checkpoint
        .tensors
        .values()
        .map(bytes)
        .fold(0, usize::saturating_add);
    if all > SHARED_MORE + SHARED_TIMES * file_bytes {
        return Err(Fault::TooMuch(format!("tensors of {all} bytes")));
    }
    Ok(())
}

/// What a file is, by its first bytes.
fn format(bytes: &[u8]) -> Result<Format, Fault> {
    let unknown = |what: &str| Err(Fault::Unknown(what.into()));
    match bytes {
        [] => unknown("it is empty"),
        _ if torch_zip::begins(bytes) => Ok(Format::TorchZip),
        _ if torch_legacy::begins(bytes) => Ok(Format::TorchLegacy),
        _ if burnpack::begins(bytes) => Ok(Format::Burnpack),
        _ if burn_record::begins(bytes) => Ok(Format::BurnRecord),
        _ if safetensors::begins(bytes) => Ok(Format::Safetensors),
        [0x80, 0..=5, ..] | [b'(' | b'c' | b'}' | b']', ..] => Ok(Format::Pickle),
        _ if bytes.starts_with(b"\x89HDF") => unknown("it is HDF5, as Keras writes"),
        _ if bytes.starts_with(b"GGUF") => unknown("it is GGUF, for language models"),
        _ if bytes.starts_with(b"version https://git-lfs") => {
            unknown("it is a Git LFS pointer; fetch the file itself with git lfs pull")
        }
        _ if bytes.starts_with(b"<") => unknown("it is a web page; the download went wrong"),
        _ if bytes.get(257..262) == Some(b"ustar") => {
            unknown("it is a tar; unpack it, or if PyTorch made it before 2017, save it again")
        }
        _ if bytes.starts_with(b"\x08") => unknown("it looks like ONNX"),
        _ if bytes.len() < 9 => unknown(&format!("it has only {} bytes", bytes.len())),
        _ => unknown("it begins like none of them"),
    }
}

/// What a gzipped file holds. Its last four bytes say how long that is, and no more memory is taken than that.
fn unzipped(bytes: Cow<'static, [u8]>) -> Result<Cow<'static, [u8]>, Fault> {
    let damaged = || Fault::damaged("its gzip is cut short");
    let len = u32::from_le_bytes(*bytes.last_chunk().ok_or_else(damaged)?) as usize;
    if len > bytes.len() + UNPACKED_MORE {
        return Err(Fault::TooMuch(format!(
            "{len} bytes packed into {}",
            bytes.len()
        )));
    }
    let mut unpacked = Vec::with_capacity(len + 1);
    let reading = GzDecoder::new(&bytes[..])
        .take(len as u64 + 1)
        .read_to_end(&mut unpacked);
    match reading {
        Ok(has) if has == len => Ok(unpacked.into()),
        _ => Err(damaged()),
    }
}
