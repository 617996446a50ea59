//! What a pickle builds. Values are small and copied; what can be shared or grow lies in cells. Texts and
//! bytes stay in the file: only their places are kept.

use std::borrow::Cow;

use crate::dtype::Dtype;
use crate::error::Fault;
use crate::purse::Purse;
use crate::source::{Source, Span};

/// More steps than any checkpoint's pickles take, all together.
const MAX_STEPS: u64 = 1 << 26;

/// A text that is longer is no name.
const MAX_WORD: u32 = 256;

/// A cell's place.
pub(crate) type Id = u32;

/// A value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Value {
    None,
    Bool(bool),
    Int(i64),
    Float(f64),
    /// A text, or bytes that Python 2 wrote as a text.
    Text(Span),
    Bytes(Span),
    /// A list, tuple or set.
    List(Id),
    Dict(Id),
    Rare(Id),
    /// Something without meaning to us.
    Inert,
}

/// What values point at.
#[derive(Debug)]
enum Cell {
    List(Vec<Value>),
    Dict(Vec<(Value, Value)>),
    Rare(Box<Rare>),
}

/// Things that are rarer than lists and dictionaries.
#[derive(Clone, Debug)]
pub(crate) enum Rare {
    Class(Class),
    Object(Object),
    Storage(Storage),
    Tensor(TensorParts),
    Array(ArrayParts),
    /// numpy's kind of numbers; none until its state says which byte order.
    NumpyDtype(Option<Dtype>),
}

/// A name that a pickle used.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Class {
    pub(crate) role: super::Role,
    pub(crate) module: Span,
    pub(crate) name: Span,
}

/// A module, a network, a namespace: something with named parts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Object {
    pub(crate) role: super::Role,
    pub(crate) class: Option<Span>,
    /// A dictionary, once its state has come.
    pub(crate) state: Value,
}

/// Numbers that tensors share.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Storage {
    /// None for bytes without a kind.
    pub(crate) dtype: Option<Dtype>,
    /// What the file calls it.
    pub(crate) key: Span,
    pub(crate) count: u64,
    /// Where its numbers lie, once that is known.
    pub(crate) bytes: Option<Span64>,
}

/// A stretch that may be longer than 4 GiB.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Span64 {
    pub(crate) source: u16,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// A tensor before its storage is found.
#[derive(Clone, Debug)]
pub(crate) struct TensorParts {
    pub(crate) storage: Id,
    pub(crate) offset: usize,
    pub(crate) shape: Vec<usize>,
    pub(crate) strides: Vec<usize>,
}

/// A numpy array; without a dtype until its state has come.
#[derive(Clone, Debug)]
pub(crate) struct ArrayParts {
    pub(crate) dtype: Option<Dtype>,
    pub(crate) shape: Vec<usize>,
    pub(crate) is_fortran: bool,
    /// A single number that was no array.
    pub(crate) is_scalar: bool,
    pub(crate) bytes: Option<Span>,
}

/// All cells of a file's pickles, and what they may still take.
pub(crate) struct Heap {
    pub(crate) sources: Vec<Source>,
    pub(crate) purse: Purse,
    cells: Vec<Cell>,
    steps: u64,
    /// Bytes written as text that may still be decoded.
    decodable: usize,
}

impl Heap {
    pub(crate) fn new(source: Source) -> Self {
        let len = source.bytes().len();
        Self {
            purse: Purse::new(len),
            sources: vec![source],
            cells: Vec::new(),
            steps: 0,
            decodable: len / 8 * 7 + (64 << 10),
        }
    }

    /// Counts work done.
    pub(crate) fn step(&mut self, steps: usize) -> Result<(), Fault> {
        self.steps += steps as u64;
        if self.steps > MAX_STEPS {
            return Err(Fault::TooMuch("too many steps to build".into()));
        }
        Ok(())
    }

    pub(crate) fn bytes(&self, span: Span) -> &[u8] {
        let source = self.sources.get(usize::from(span.source));
        source
            .and_then(|source| source.bytes().get(span.range()))
            .unwrap_or_default()
    }

    /// A text, if it is one.
    pub(crate) fn text(&self, span: Span) -> Option<&str> {
        std::str::from_utf8(self.bytes(span)).ok()
    }

    /// A value's text, if it is a short one. Whoever looks at a text must not look at a long one time and again.
    pub(crate) fn text_of(&self, value: Value) -> Option<&str> {
        match value {
            Value::Text(span) if span.len <= MAX_WORD => self.text(span),
            _ => None,
        }
    }

    /// The beginning of a text or bytes, for people.
    pub(crate) fn excerpt(&self, span: Span, chars: usize) -> Cow<'_, str> {
        let bytes = self.bytes(span);
        String::from_utf8_lossy(&bytes[..bytes.len().min(chars)])
    }

    fn add(&mut self, cell: Cell) -> Result<Id, Fault> {
        self.purse.take(64, "too many values")?;
        self.cells.push(cell);
        Ok(self.cells.len() as Id - 1)
    }

    pub(crate) fn add_list(&mut self, values: &[Value]) -> Result<Value, Fault> {
        self.purse.take(size_of_val(values), "too many values")?;
        Ok(Value::List(self.add(Cell::List(values.to_vec()))?))
    }

    pub(crate) fn add_dict(&mut self) -> Result<Value, Fault> {
        Ok(Value::Dict(self.add(Cell::Dict(Vec::new()))?))
    }

    pub(crate) fn add_rare(&mut self, rare: Rare) -> Result<Value, Fault> {
        let axes = match &rare {
            Rare::Tensor(parts) => parts.shape.len() * 2,
            Rare::Array(parts) => parts.shape.len(),
            _ => 0,
        };
        self.purse
            .take(size_of::<Rare>() + 8 * axes, "too many values")?;
        Ok(Value::Rare(self.add(Cell::Rare(Box::new(rare)))?))
    }

    pub(crate) fn list(&self, value: Value) -> Option<&[Value]> {
        match value {
            Value::List(id) => match self.cells.get(id as usize)? {
                Cell::List(values) => Some(values),
                _ => None,
            },
            _ => None,
        }
    }

    pub(crate) fn dict(&self, value: Value) -> Option<&[(Value, Value)]> {
        match value {
            Value::Dict(id) => match self.cells.get(id as usize)? {
                Cell::Dict(pairs) => Some(pairs),
                _ => None,
            },
            _ => None,
        }
    }

    pub(crate) fn rare(&self, value: Value) -> Option<&Rare> {
        match value {
            Value::Rare(id) => self.rare_at(id),
            _ => None,
        }
    }

    pub(crate) fn rare_at(&self, id: Id) -> Option<&Rare> {
        match self.cells.get(id as usize)? {
            Cell::Rare(rare) => Some(rare),
            _ => None,
        }
    }

    pub(crate) fn rare_mut(&mut self, id: Id) -> Option<&mut Rare> {
        match self.cells.get_mut(id as usize)? {
            Cell::Rare(rare) => Some(rare),
            _ => None,
        }
    }

    /// How many cells there are.
    pub(crate) fn len(&self) -> usize {
        self.cells.len()
    }

    /// The storages among the cells from `first` on: place and contents.
    pub(crate) fn storages_from(&self, first: usize) -> impl Iterator<Item = (Id, &Storage)> {
        let places = (first as Id..).zip(self.cells.get(first..).unwrap_or_default());
        places.filter_map(|(id, cell)| match cell {
            Cell::Rare(rare) => match &**rare {
                Rare::Storage(storage) => Some((id, storage)),
                _ => None,
            },
            _ => None,
        })
    }

    /// What a dictionary holds under a text: the last that was set.
    pub(crate) fn get(&mut self, dict: Value, key: &str) -> Result<Option<Value>, Fault> {
        let looked = self.dict(dict).map_or(0, <[_]>::len);
        self.step(looked / 4)?;
        let pairs = self.dict(dict).unwrap_or_default();
        let is_it =
            |name: &Value| matches!(name, Value::Text(span) if self.bytes(*span) == key.as_bytes());
        let found = pairs.iter().rev().find(|(name, _)| is_it(name));
        Ok(found.map(|(_, value)| *value))
    }

    /// Adds values to a list's end.
    pub(crate) fn extend(&mut self, list: Value, values: &[Value]) -> Result<(), Fault> {
        self.purse
            .take(2 * size_of_val(values), "too many values")?;
        if let Value::List(id) = list
            && let Some(Cell::List(into)) = self.cells.get_mut(id as usize)
        {
            into.extend_from_slice(values);
            return Ok(());
        }
        // Things that are none of ours may be filled as well: nobody looks.
        Ok(())
    }

    /// Adds pairs (name, value, name, value, …) to a dictionary.
    pub(crate) fn set(&mut self, dict: Value, pairs: &[Value]) -> Result<(), Fault> {
        self.purse.take(2 * size_of_val(pairs), "too many values")?;
        if let Value::Dict(id) = dict
            && let Some(Cell::Dict(into)) = self.cells.get_mut(id as usize)
        {
            into.extend(
                pairs
                    .as_chunks::<2>()
                    .0
                    .iter()
                    .map(|[key, value]| (*key, *value)),
            );
        }
        Ok(())
    }

    /// Bytes that were written as text, each of them one character up to U+00FF.
    pub(crate) fn decode_latin1(&mut self, span: Span) -> Result<Span, Fault> {
        let wrong = || Fault::damaged("bytes written as text that are none");
        self.step(span.len as usize / 64)?;
        self.purse.take(128, "too many values")?;
        let source = u16::try_from(self.sources.len())
            .map_err(|_| Fault::TooMuch("too many bytes written as text".into()))?;
        let text = self.text(span).ok_or_else(wrong)?;
        if text.is_ascii() {
            // The same bytes: no copy is needed.
            return Ok(span);
        }
        let len = text.chars().count();
        let left = self.decodable.checked_sub(len);
        let left = left.ok_or_else(|| Fault::TooMuch("too many bytes written as text".into()))?;
        let mut decoded = Vec::with_capacity(len);
        for character in text.chars() {
            decoded.push(u8::try_from(u32::from(character)).map_err(|_| wrong())?);
        }
        self.decodable = left;
        self.sources.push(Source::new(decoded.into()));
        Span::new(source, 0..len).ok_or_else(wrong)
    }
}
