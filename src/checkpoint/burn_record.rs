//! burn's record in named MessagePack: {metadata, item}, where the item is a tree of modules with
//! {id, param: {bytes, shape, dtype}} at its leaves. The names are the path through the tree, as in the module.

use std::ops::Range;

use crate::checkpoint::Checkpoint;
use crate::dtype::Dtype;
use crate::error::Fault;
use crate::packed::{Head, Packing, Unpacker};
use crate::purse::Purse;
use crate::setting::Setting;
use crate::source::Source;
use crate::tensor::Tensor;

const MAX_DEPTH: usize = 64;
const MAX_NAME: usize = 256;
/// More parts of modules than any network has.
const MAX_PARTS: usize = 1 << 20;

/// Whether a file begins like this format: a small map that begins with `metadata`.
pub(crate) fn begins(bytes: &[u8]) -> bool {
    matches!(bytes, [0x81..=0x84, rest @ ..] if rest.starts_with(b"\xa8metadata"))
}

/// Reads a record.
pub(crate) fn read(source: &Source, into: &mut Checkpoint) -> Result<(), Fault> {
    let mut walk = Walk {
        unpacker: Unpacker::new(source.bytes(), 0, Packing::MessagePack),
        purse: Purse::new(source.bytes().len()),
        source,
        into,
        path: String::new(),
        parts: 0,
    };
    let Head::Map(len) = walk.unpacker.head()? else {
        return Err(Fault::damaged("a record without its parts"));
    };
    for _ in 0..len {
        match walk.unpacker.text()? {
            "item" => walk.see(0)?,
            "metadata" => walk.metadata()?,
            _ => walk.unpacker.skip()?,
        }
    }
    Ok(())
}

struct Walk<'a> {
    unpacker: Unpacker<'a>,
    purse: Purse,
    source: &'a Source,
    into: &'a mut Checkpoint,
    path: String,
    parts: usize,
}

impl Walk<'_> {
    /// What burn says of itself: plain words.
    fn metadata(&mut self) -> Result<(), Fault> {
        let head = self.unpacker.head()?;
        let Head::Map(len) = head else {
            return self.unpacker.skip_rest(&head, 0);
        };
        for _ in 0..len {
            let name = self.unpacker.text()?;
            let head = self.unpacker.head()?;
            if let Head::Text(range) = &head
                && range.len() <= MAX_NAME
                && name.len() <= MAX_NAME
                && self.purse.take(800, "").is_ok()
            {
                let text = self.unpacker.letters(range.clone())?;
                self.into
                    .settings
                    .insert(name.into(), Setting::Text(text.into()));
            } else {
                self.unpacker.skip_rest(&head, 0)?;
            }
        }
        Ok(())
    }

    fn see(&mut self, depth: usize) -> Result<(), Fault> {
        self.parts += 1;
        if depth > MAX_DEPTH || self.parts > MAX_PARTS {
            return Err(Fault::TooMuch("too many parts inside of each other".into()));
        }
        match self.unpacker.head()? {
            Head::Map(len) => self.map(len, depth),
            Head::List(len) => {
                for place in 0..len {
                    self.within(&place.to_string(), |walk| walk.see(depth + 1))?;
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// A module, or a tensor where the parts are a tensor's.
    fn map(&mut self, len: u64, depth: usize) -> Result<(), Fault> {
        let (mut bytes, mut shape, mut dtype) = (None, None, None);
        for _ in 0..len {
            let name = self.unpacker.text()?;
            match name {
                "bytes" => bytes = self.bytes()?,
                "shape" => shape = Some(self.unpacker.sizes()?),
                "dtype" => dtype = Some(self.dtype()?),
                "id" => self.unpacker.skip()?,
                // A parameter is its tensor.
                "param" => self.see(depth + 1)?,
                name => self.within(name, |walk| walk.see(depth + 1))?,
            }
        }
        let (Some(bytes), Some(shape), Some(dtype)) = (bytes, shape, dtype) else {
            return Ok(());
        };
        let dtype = dtype.ok_or_else(|| {
            Fault::unsupported(format!(
                "numbers of a kind that is not read, in {}",
                self.path
            ))
        })?;
        let tensor = Tensor::dense(self.source, bytes, dtype, &shape)?;
        self.purse
            .take(320 + self.path.len() + 16 * shape.len(), "too many tensors")?;
        self.into.tensors.insert(self.path.clone(), tensor);
        Ok(())
    }

    fn bytes(&mut self) -> Result<Option<Range<usize>>, Fault> {
        match self.unpacker.head()? {
            Head::Bytes(range) => Ok(Some(range)),
            head => self.unpacker.skip_rest(&head, 0).map(|()| None),
        }
    }

    fn dtype(&mut self) -> Result<Option<Dtype>, Fault> {
        dtype(&mut self.unpacker)
    }

    fn within(
        &mut self,
        name: &str,
        then: impl FnOnce(&mut Self) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        if name.len() > MAX_NAME {
            return Err(Fault::damaged(format!("a name of {} letters", name.len())));
        }
        let before = self.path.len();
        if before > 0 {
            self.path.push('.');
        }
        self.path.push_str(name);
        let outcome = then(self);
        self.path.truncate(before);
        outcome
    }
}

/// burn's kind of numbers: a name, or a map with one for those that have variants.
pub(crate) fn dtype(unpacker: &mut Unpacker<'_>) -> Result<Option<Dtype>, Fault> {
    match unpacker.head()? {
        Head::Text(range) => Ok(Dtype::named(unpacker.letters(range)?)),
        Head::Map(1) => {
            let name = unpacker.text()?;
            let head = unpacker.head()?;
            unpacker.skip_rest(&head, 0)?;
            let Head::Text(range) = head else {
                return Ok(None);
            };
            let store = unpacker.letters(range)?;
            let is_bytes = name == "Bool" && matches!(store, "Native" | "U8");
            Ok(is_bytes.then_some(Dtype::Bool))
        }
        head => unpacker.skip_rest(&head, 0).map(|()| None),
    }
}
