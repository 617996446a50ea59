//! burnpack, burn's own format: "NRUB", a version, the length of a table in CBOR, the table, and numbers from
//! the next multiple of 256 bytes on.

use crate::burn_record::dtype;
use crate::checkpoint::Checkpoint;
use crate::error::Fault;
use crate::packed::{Head, Packing, Unpacker};
use crate::purse::Purse;
use crate::setting::Setting;
use crate::source::Source;
use crate::tensor::Tensor;

const MAGIC: &[u8] = b"NRUB";
const HEADER_BYTES: usize = 10;
const ALIGNMENT: usize = 256;
const MAX_NAME: usize = 1024;

/// Whether a file begins like this format.
pub(crate) fn begins(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// Reads the table.
pub(crate) fn read(source: &Source, into: &mut Checkpoint) -> Result<(), Fault> {
    let bytes = source.bytes();
    let cut = || Fault::damaged("cut short in its table");
    let Some(&[_, _, _, _, low, high, a, b, c, d]) = bytes.first_chunk::<HEADER_BYTES>() else {
        return Err(cut());
    };
    let version = u16::from_le_bytes([low, high]);
    if version != 1 {
        return Err(Fault::unsupported(format!(
            "a burnpack of version {version}"
        )));
    }
    let len = u32::from_le_bytes([a, b, c, d]) as usize;
    let end = HEADER_BYTES + len;
    let table = bytes.get(..end).ok_or_else(cut)?;
    let mut reading = Reading {
        unpacker: Unpacker::new(table, HEADER_BYTES, Packing::Cbor),
        purse: Purse::new(bytes.len()),
        numbers: end.next_multiple_of(ALIGNMENT),
        source,
        into,
    };
    let Head::Map(parts) = reading.unpacker.head()? else {
        return Err(Fault::damaged("a table without its parts"));
    };
    for _ in 0..parts {
        match reading.unpacker.text()? {
            "tensors" => reading.tensors()?,
            "metadata" => reading.metadata()?,
            _ => reading.unpacker.skip()?,
        }
    }
    Ok(())
}

struct Reading<'a> {
    unpacker: Unpacker<'a>,
    purse: Purse,
    /// Where the numbers begin.
    numbers: usize,
    source: &'a Source,
    into: &'a mut Checkpoint,
}

impl Reading<'_> {
    fn tensors(&mut self) -> Result<(), Fault> {
        let wrong = || Fault::damaged("a tensor without its parts");
        let Head::Map(count) = self.unpacker.head()? else {
            return Err(wrong());
        };
        for _ in 0..count {
            let name = self.unpacker.text()?;
            if name.len() > MAX_NAME {
                return Err(Fault::damaged(format!("a name of {} letters", name.len())));
            }
            let Head::Map(parts) = self.unpacker.head()? else {
                return Err(wrong());
            };
            let (mut kind, mut shape, mut place) = (None, None, None);
            for _ in 0..parts {
                match self.unpacker.text()? {
                    "dtype" => kind = dtype(&mut self.unpacker)?,
                    "shape" => shape = Some(self.unpacker.sizes()?),
                    "data_offsets" => place = Some(self.unpacker.sizes()?),
                    _ => self.unpacker.skip()?,
                }
            }
            let (Some(shape), Some(&[start, end])) = (shape, place.as_deref()) else {
                return Err(wrong());
            };
            let kind = kind.ok_or_else(|| {
                Fault::unsupported(format!("numbers of a kind that is not read, in {name}"))
            })?;
            let out = || Fault::damaged("a tensor that reaches beyond its numbers");
            let start = self.numbers.checked_add(start).ok_or_else(out)?;
            let end = self
                .numbers
                .checked_add(end)
                .filter(|&end| end >= start)
                .ok_or_else(out)?;
            let tensor = Tensor::dense(self.source, start..end, kind, &shape)?;
            self.purse
                .take(320 + name.len() + 16 * shape.len(), "too many tensors")?;
            self.into.tensors.insert(name.into(), tensor);
        }
        Ok(())
    }

    fn metadata(&mut self) -> Result<(), Fault> {
        let Head::Map(count) = self.unpacker.head()? else {
            return Err(Fault::damaged("a table without its parts"));
        };
        for _ in 0..count {
            let (name, text) = (self.unpacker.text()?, self.unpacker.text()?);
            self.purse
                .take(320 + name.len() + text.len(), "too many words")?;
            self.into
                .settings
                .insert(name.into(), Setting::Text(text.into()));
        }
        Ok(())
    }
}
