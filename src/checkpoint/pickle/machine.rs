//! What a pickle machine holds while it runs: a stack with marks, what it remembers, and what it has spent.

use std::collections::BTreeMap;

use crate::error::Fault;
use crate::source::Span;

use super::call::{self, Made};
use super::heap::{Class, Heap, Rare, Value};
use super::names::{Role, role};
use super::read::Reader;

/// More values than Python ever has on its way into a list or dictionary, which it fills by the thousand.
const MAX_STACK: usize = 1 << 16;

/// Reads a PyTorch file that lies inside of a pickle as bytes, so and so deep.
pub(crate) type Inner = fn(&mut Heap, Span, usize) -> Result<Value, Fault>;

/// The machine in the middle of one pickle.
pub(super) struct Machine<'a> {
    pub(super) heap: &'a mut Heap,
    pub(super) reader: Reader,
    pub(super) stack: Vec<Value>,
    marks: Vec<usize>,
    memo: Vec<Value>,
    /// What is remembered out of order.
    memo_apart: BTreeMap<u32, Value>,
    /// What the stack, the marks and the memory took.
    pub(super) spent: usize,
    /// The first name that is not allowed.
    pub(super) foreign: Option<Class>,
    nested: usize,
    inner: Inner,
}

impl<'a> Machine<'a> {
    pub(super) fn new(heap: &'a mut Heap, reader: Reader, nested: usize, inner: Inner) -> Self {
        Self {
            heap,
            reader,
            stack: Vec::new(),
            marks: Vec::new(),
            memo: Vec::new(),
            memo_apart: BTreeMap::new(),
            spent: 0,
            foreign: None,
            nested,
            inner,
        }
    }

    pub(super) fn mark(&mut self) -> Result<(), Fault> {
        if self.marks.len() >= MAX_STACK {
            return Err(Fault::TooMuch("too many values".into()));
        }
        if self.marks.len() == self.marks.capacity() {
            self.spend(self.marks.len().max(4) * size_of::<usize>() * 2)?;
        }
        self.marks.push(self.stack.len());
        Ok(())
    }

    /// Throws away what is on top: a value, or a mark.
    pub(super) fn drop_top(&mut self) -> Result<(), Fault> {
        if self.marks.last() == Some(&self.stack.len()) {
            self.marks.pop();
            return Ok(());
        }
        self.pop().map(|_| ())
    }

    /// What was remembered.
    pub(super) fn recall(&mut self, index: u32) -> Result<(), Fault> {
        let known = self.memo.get(index as usize);
        let value = known.or_else(|| self.memo_apart.get(&index)).copied();
        let value = value.ok_or_else(|| Fault::damaged("a value it never made"))?;
        self.push(value)
    }

    /// Remembers what is on top under the next number.
    pub(super) fn remember_next(&mut self) -> Result<(), Fault> {
        let index = self.memo.len() as u32;
        self.remember(index)
    }

    pub(super) fn spend(&mut self, bytes: usize) -> Result<(), Fault> {
        self.heap.purse.take(bytes, "too many values")?;
        self.spent += bytes;
        Ok(())
    }

    pub(super) fn push(&mut self, value: Value) -> Result<(), Fault> {
        if self.stack.len() >= MAX_STACK {
            return Err(Fault::TooMuch("too many values".into()));
        }
        if self.stack.len() == self.stack.capacity() {
            self.spend(self.stack.len().max(4) * size_of::<Value>())?;
        }
        self.stack.push(value);
        Ok(())
    }

    pub(super) fn push_span(&mut self, len: u64, is_bytes: bool) -> Result<(), Fault> {
        let span = self.reader.span(len)?;
        self.push(if is_bytes {
            Value::Bytes(span)
        } else {
            Value::Text(span)
        })
    }

    /// The lowest place that may be popped.
    pub(super) fn fence(&self) -> usize {
        self.marks.last().copied().unwrap_or(0)
    }

    pub(super) fn pop(&mut self) -> Result<Value, Fault> {
        if self.stack.len() <= self.fence() {
            return Err(empty());
        }
        self.stack.pop().ok_or_else(empty)
    }

    pub(super) fn top(&self) -> Result<Value, Fault> {
        if self.stack.len() <= self.fence() {
            return Err(empty());
        }
        self.stack.last().copied().ok_or_else(empty)
    }

    /// Where the topmost `count` values begin.
    pub(super) fn under(&self, count: usize) -> Result<usize, Fault> {
        let start = self.stack.len().checked_sub(count);
        start
            .filter(|&start| start >= self.fence())
            .ok_or_else(empty)
    }

    /// Where the values above the last mark begin; the mark is gone after.
    pub(super) fn marked(&mut self) -> Result<usize, Fault> {
        let start = self.marks.pop().ok_or_else(empty)?;
        if start > self.stack.len() {
            return Err(empty());
        }
        Ok(start)
    }

    pub(super) fn take_list(&mut self, start: usize) -> Result<Value, Fault> {
        let values = self.stack.get(start..).ok_or_else(empty)?;
        let list = self.heap.add_list(values)?;
        self.stack.truncate(start);
        Ok(list)
    }

    pub(super) fn gather_list(&mut self, start: usize) -> Result<(), Fault> {
        let list = self.take_list(start)?;
        self.push(list)
    }

    pub(super) fn append(&mut self, start: usize) -> Result<(), Fault> {
        let onto = start.checked_sub(1).and_then(|below| self.stack.get(below));
        let onto = *onto.ok_or_else(empty)?;
        self.heap.extend(onto, &self.stack[start..])?;
        self.stack.truncate(start);
        Ok(())
    }

    pub(super) fn fill_dict(&mut self, dict: Value, start: usize) -> Result<(), Fault> {
        self.heap.set(dict, &self.stack[start..])?;
        self.stack.truncate(start);
        Ok(())
    }

    pub(super) fn set(&mut self, start: usize) -> Result<(), Fault> {
        let onto = start.checked_sub(1).and_then(|below| self.stack.get(below));
        let onto = *onto.ok_or_else(empty)?;
        self.fill_dict(onto, start)
    }

    pub(super) fn remember(&mut self, index: u32) -> Result<(), Fault> {
        let value = self.top()?;
        let next = self.memo.len();
        if index as usize == next {
            if next == self.memo.capacity() {
                self.spend(next.max(4) * size_of::<Value>())?;
            }
            self.memo.push(value);
        } else if let Some(place) = self.memo.get_mut(index as usize) {
            *place = value;
        } else {
            self.spend(96)?;
            self.memo_apart.insert(index, value);
        }
        Ok(())
    }

    pub(super) fn index_line(&mut self) -> Result<u32, Fault> {
        let line = self.reader.line()?;
        let text = std::str::from_utf8(self.reader.bytes(line)).ok();
        text.and_then(|text| text.parse().ok())
            .ok_or_else(|| Fault::damaged("a place that is no number"))
    }

    /// A text of the oldest protocol, which is quoted; texts with escapes are not read.
    pub(super) fn quoted(&self, line: Span, has_quotes: bool) -> Result<Span, Fault> {
        let bytes = self.reader.bytes(line);
        if bytes.contains(&b'\\') {
            return Err(Fault::unsupported(
                "a pickle of the oldest protocol with escaped texts; save it again with protocol 2 or later",
            ));
        }
        if !has_quotes {
            return Ok(line);
        }
        match bytes {
            [b'\'', .., b'\''] | [b'"', .., b'"'] => Ok(Span {
                start: line.start + 1,
                len: line.len - 2,
                ..line
            }),
            _ => Err(Fault::damaged("a text without quotes")),
        }
    }

    pub(super) fn class(&mut self, module: Span, name: Span) -> Result<Value, Fault> {
        // Names that are longer than this are none of ours, and are not looked through.
        let is_short = module.len < 256 && name.len < 256;
        let texts = self
            .heap
            .text(module)
            .zip(self.heap.text(name))
            .filter(|_| is_short);
        let role = texts.map_or(Role::Foreign, |(module, name)| role(module, name));
        let class = Class { role, module, name };
        if role == Role::Foreign && self.foreign.is_none() {
            self.foreign = Some(class);
        }
        self.heap.add_rare(Rare::Class(class))
    }

    pub(super) fn call(&mut self, function: Value, arguments: Value) -> Result<(), Fault> {
        self.refuse_foreign(function, arguments)?;
        let value = match call::call(self.heap, function, arguments)? {
            Made::Value(value) => value,
            Made::File(span) => (self.inner)(self.heap, span, self.nested + 1)?,
        };
        self.push(value)
    }

    /// Stops where something that is not allowed would be called.
    pub(super) fn refuse_foreign(&self, function: Value, arguments: Value) -> Result<(), Fault> {
        let Some(Rare::Class(class)) = self.heap.rare(function) else {
            return Ok(());
        };
        if class.role != Role::Foreign {
            return Ok(());
        }
        let arguments = self.heap.list(arguments).unwrap_or_default();
        let words: Vec<String> = arguments
            .iter()
            .take(4)
            .map(|value| match value {
                Value::Text(span) | Value::Bytes(span) => {
                    format!("\"{}\"", self.heap.excerpt(*span, 80).escape_debug())
                }
                Value::Int(value) => value.to_string(),
                _ => "…".into(),
            })
            .collect();
        Err(Fault::Runs(format!(
            "{}({})",
            shown(self.heap, class),
            words.join(", ")
        )))
    }
}

/// A name for people.
pub(super) fn shown(heap: &Heap, class: &Class) -> String {
    let module = heap.excerpt(class.module, 80);
    let name = heap.excerpt(class.name, 80);
    format!("{}.{}", module.escape_debug(), name.escape_debug())
}

pub(super) fn empty() -> Fault {
    Fault::damaged("a step that takes more values than there are")
}
