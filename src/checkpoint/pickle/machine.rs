//! The machine: one step after the other, protocols 0 to 5.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::error::Fault;
use crate::source::Span;

use super::Role;
use super::call::{self, Made};
use super::heap::{Class, Heap, Rare, Storage, Value};
use super::names::role;
use super::read::Reader;

/// More values than Python ever has on its way into a list or dictionary, which it fills by the thousand.
const MAX_STACK: usize = 1 << 16;
/// A file inside of a pickle inside of a file: nothing is nested deeper.
const MAX_NESTED: usize = 3;

/// Reads a PyTorch file that lies inside of a pickle as bytes, so and so deep.
pub(crate) type Inner = fn(&mut Heap, Span, usize) -> Result<Value, Fault>;

/// One run over one pickle.
pub(crate) struct Run<'a> {
    heap: &'a mut Heap,
    reader: Reader,
    stack: Vec<Value>,
    marks: Vec<usize>,
    memo: Vec<Value>,
    /// What is remembered out of order.
    memo_apart: BTreeMap<u32, Value>,
    spent: usize,
    /// The first name that is not allowed.
    foreign: Option<Class>,
    nested: usize,
    inner: Inner,
}

impl<'a> Run<'a> {
    /// Runs the pickle that begins a stretch of a source. Gives its value, and where it ends.
    ///
    /// # Errors
    /// If it is damaged, asks for anything beyond plain values and tensors, or takes too much.
    pub(crate) fn over(
        heap: &'a mut Heap,
        source: u16,
        range: Range<usize>,
        nested: usize,
        inner: Inner,
    ) -> Result<(Value, usize), Fault> {
        if nested > MAX_NESTED {
            return Err(Fault::TooMuch("too many files inside of each other".into()));
        }
        let Some(bytes) = heap.sources.get(usize::from(source)).cloned() else {
            return Err(Fault::damaged("a part that is not there"));
        };
        let mut run = Self {
            heap,
            reader: Reader::new(bytes, source, range),
            stack: Vec::new(),
            marks: Vec::new(),
            memo: Vec::new(),
            memo_apart: BTreeMap::new(),
            spent: 0,
            foreign: None,
            nested,
            inner,
        };
        let outcome = run.go();
        let (spent, foreign) = (run.spent, run.foreign);
        run.heap.purse.give(spent);
        match (outcome, foreign) {
            (Err(Fault::Runs(tried)), _) => Err(Fault::Runs(tried)),
            (_, Some(class)) => Err(Fault::Runs(shown(run.heap, &class))),
            (outcome, None) => outcome,
        }
    }

    fn go(&mut self) -> Result<(Value, usize), Fault> {
        loop {
            self.heap.step(1)?;
            let op = self.reader.byte()?;
            if op == b'.' {
                return Ok((self.pop()?, self.reader.at));
            }
            self.step(op)?;
        }
    }

    fn step(&mut self, op: u8) -> Result<(), Fault> {
        match op {
            b'N' => self.push(Value::None),
            0x88 => self.push(Value::Bool(true)),
            0x89 => self.push(Value::Bool(false)),
            b'I' | b'L' => {
                let line = self.reader.line()?;
                let value = number(self.reader.bytes(line));
                self.push(value)
            }
            b'F' => {
                let line = self.reader.line()?;
                let text = std::str::from_utf8(self.reader.bytes(line));
                let value = text.ok().and_then(|text| text.trim().parse().ok());
                self.push(value.map_or(Value::Inert, Value::Float))
            }
            b'J' => {
                let value = i32::from_le_bytes(self.reader.array()?);
                self.push(Value::Int(value.into()))
            }
            b'K' => {
                let value = self.reader.byte()?;
                self.push(Value::Int(value.into()))
            }
            b'M' => {
                let value = u16::from_le_bytes(self.reader.array()?);
                self.push(Value::Int(value.into()))
            }
            0x8a | 0x8b => {
                let len = if op == 0x8a {
                    u64::from(self.reader.byte()?)
                } else {
                    self.reader.u32()?.into()
                };
                let span = self.reader.span(len)?;
                let value = long(self.reader.bytes(span));
                self.push(value)
            }
            b'G' => {
                let value = f64::from_be_bytes(self.reader.array()?);
                self.push(Value::Float(value))
            }
            b'S' | b'V' => {
                let line = self.reader.line()?;
                let text = self.quoted(line, op == b'S')?;
                self.push(Value::Text(text))
            }
            b'T' | b'X' | b'B' => {
                let len = self.reader.u32()?;
                self.push_span(len.into(), op == b'B')
            }
            b'U' | b'C' | 0x8c => {
                let len = self.reader.byte()?;
                self.push_span(len.into(), op == b'C')
            }
            0x8d | 0x8e | 0x96 => {
                let len = self.reader.u64()?;
                self.push_span(len, op != 0x8d)
            }
            b'(' => {
                if self.marks.len() >= MAX_STACK {
                    return Err(Fault::TooMuch("too many values".into()));
                }
                if self.marks.len() == self.marks.capacity() {
                    self.spend(self.marks.len().max(4) * 16)?;
                }
                self.marks.push(self.stack.len());
                Ok(())
            }
            b'0' => {
                // A mark on top is what is popped.
                if self.marks.last() == Some(&self.stack.len()) {
                    self.marks.pop();
                    return Ok(());
                }
                self.pop().map(|_| ())
            }
            b'1' => self.marked().map(|start| self.stack.truncate(start)),
            b'2' => {
                let top = self.top()?;
                self.push(top)
            }
            b'p' | b'q' | b'r' => {
                let index = match op {
                    b'p' => self.index_line()?,
                    b'q' => self.reader.byte()?.into(),
                    _ => self.reader.u32()?,
                };
                self.remember(index)
            }
            0x94 => {
                let index = self.memo.len() as u32;
                self.remember(index)
            }
            b'g' | b'h' | b'j' => {
                let index = match op {
                    b'g' => self.index_line()?,
                    b'h' => self.reader.byte()?.into(),
                    _ => self.reader.u32()?,
                };
                let known = self.memo.get(index as usize);
                let value = known.or_else(|| self.memo_apart.get(&index)).copied();
                let value = value.ok_or_else(|| Fault::damaged("a value it never made"))?;
                self.push(value)
            }
            b']' | b')' | 0x8f => self.gather_list(self.stack.len()),
            b'l' | b't' | 0x91 => {
                let start = self.marked()?;
                self.gather_list(start)
            }
            0x85..=0x87 => {
                let start = self.under(usize::from(op - 0x84))?;
                self.gather_list(start)
            }
            b'}' => {
                let dict = self.heap.add_dict()?;
                self.push(dict)
            }
            b'd' => {
                let start = self.marked()?;
                let dict = self.heap.add_dict()?;
                self.fill_dict(dict, start)?;
                self.push(dict)
            }
            b'a' => {
                let start = self.under(1)?;
                self.append(start)
            }
            b'e' | 0x90 => {
                let start = self.marked()?;
                self.append(start)
            }
            b's' => {
                let start = self.under(2)?;
                self.set(start)
            }
            b'u' => {
                let start = self.marked()?;
                self.set(start)
            }
            b'c' => {
                let (module, name) = (self.reader.line()?, self.reader.line()?);
                let class = self.class(module, name)?;
                self.push(class)
            }
            0x93 => {
                let (name, module) = (self.pop()?, self.pop()?);
                let (Value::Text(module), Value::Text(name)) = (module, name) else {
                    return Err(Fault::damaged("a name that is no text"));
                };
                let class = self.class(module, name)?;
                self.push(class)
            }
            b'R' | 0x81 => {
                let (arguments, function) = (self.pop()?, self.pop()?);
                self.call(function, arguments)
            }
            0x92 => {
                let (_named, arguments, class) = (self.pop()?, self.pop()?, self.pop()?);
                self.call(class, arguments)
            }
            b'i' => {
                let (module, name) = (self.reader.line()?, self.reader.line()?);
                let class = self.class(module, name)?;
                let start = self.marked()?;
                let arguments = self.take_list(start)?;
                self.call(class, arguments)
            }
            b'o' => {
                let start = self.marked()?;
                let class = *self.stack.get(start).ok_or_else(empty)?;
                let arguments = self.take_list(start + 1)?;
                self.pop()?;
                self.call(class, arguments)
            }
            b'b' => {
                let state = self.pop()?;
                let onto = self.top()?;
                self.refuse_foreign(onto, state)?;
                call::build(self.heap, onto, state)
            }
            b'P' => {
                self.reader.line()?;
                self.push(Value::Inert)
            }
            b'Q' => {
                let id = self.pop()?;
                let value = persistent(self.heap, id)?;
                self.push(value)
            }
            0x80 => match self.reader.byte()? {
                0..=5 => Ok(()),
                protocol => Err(Fault::unsupported(format!(
                    "a pickle of protocol {protocol}"
                ))),
            },
            0x95 => self.reader.u64().map(|_| ()),
            0x98 => Ok(()),
            0x97 => Err(Fault::unsupported("a pickle whose buffers lie elsewhere")),
            0x82..=0x84 => Err(Fault::Runs(
                "a name from Python's extension registry".into(),
            )),
            op => Err(Fault::damaged(format!(
                "no pickle step {op:#04x} at byte {}",
                self.reader.at - 1
            ))),
        }
    }

    fn spend(&mut self, bytes: usize) -> Result<(), Fault> {
        self.heap.purse.take(bytes, "too many values")?;
        self.spent += bytes;
        Ok(())
    }

    fn push(&mut self, value: Value) -> Result<(), Fault> {
        if self.stack.len() >= MAX_STACK {
            return Err(Fault::TooMuch("too many values".into()));
        }
        if self.stack.len() == self.stack.capacity() {
            self.spend(self.stack.len().max(4) * size_of::<Value>())?;
        }
        self.stack.push(value);
        Ok(())
    }

    fn push_span(&mut self, len: u64, is_bytes: bool) -> Result<(), Fault> {
        let span = self.reader.span(len)?;
        self.push(if is_bytes {
            Value::Bytes(span)
        } else {
            Value::Text(span)
        })
    }

    /// The lowest place that may be popped.
    fn fence(&self) -> usize {
        self.marks.last().copied().unwrap_or(0)
    }

    fn pop(&mut self) -> Result<Value, Fault> {
        if self.stack.len() <= self.fence() {
            return Err(empty());
        }
        self.stack.pop().ok_or_else(empty)
    }

    fn top(&self) -> Result<Value, Fault> {
        if self.stack.len() <= self.fence() {
            return Err(empty());
        }
        self.stack.last().copied().ok_or_else(empty)
    }

    /// Where the topmost `count` values begin.
    fn under(&self, count: usize) -> Result<usize, Fault> {
        let start = self.stack.len().checked_sub(count);
        start
            .filter(|&start| start >= self.fence())
            .ok_or_else(empty)
    }

    /// Where the values above the last mark begin; the mark is gone after.
    fn marked(&mut self) -> Result<usize, Fault> {
        let start = self.marks.pop().ok_or_else(empty)?;
        if start > self.stack.len() {
            return Err(empty());
        }
        Ok(start)
    }

    fn take_list(&mut self, start: usize) -> Result<Value, Fault> {
        let values = self.stack.get(start..).ok_or_else(empty)?;
        let list = self.heap.add_list(values)?;
        self.stack.truncate(start);
        Ok(list)
    }

    fn gather_list(&mut self, start: usize) -> Result<(), Fault> {
        let list = self.take_list(start)?;
        self.push(list)
    }

    fn append(&mut self, start: usize) -> Result<(), Fault> {
        let onto = start.checked_sub(1).and_then(|below| self.stack.get(below));
        let onto = *onto.ok_or_else(empty)?;
        self.heap.extend(onto, &self.stack[start..])?;
        self.stack.truncate(start);
        Ok(())
    }

    fn fill_dict(&mut self, dict: Value, start: usize) -> Result<(), Fault> {
        self.heap.set(dict, &self.stack[start..])?;
        self.stack.truncate(start);
        Ok(())
    }

    fn set(&mut self, start: usize) -> Result<(), Fault> {
        let onto = start.checked_sub(1).and_then(|below| self.stack.get(below));
        let onto = *onto.ok_or_else(empty)?;
        self.fill_dict(onto, start)
    }

    fn remember(&mut self, index: u32) -> Result<(), Fault> {
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

    fn index_line(&mut self) -> Result<u32, Fault> {
        let line = self.reader.line()?;
        let text = std::str::from_utf8(self.reader.bytes(line)).ok();
        text.and_then(|text| text.parse().ok())
            .ok_or_else(|| Fault::damaged("a place that is no number"))
    }

    /// A text of the oldest protocol, which is quoted; texts with escapes are not read.
    fn quoted(&self, line: Span, has_quotes: bool) -> Result<Span, Fault> {
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

    fn class(&mut self, module: Span, name: Span) -> Result<Value, Fault> {
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

    fn call(&mut self, function: Value, arguments: Value) -> Result<(), Fault> {
        self.refuse_foreign(function, arguments)?;
        let value = match call::call(self.heap, function, arguments)? {
            Made::Value(value) => value,
            Made::File(span) => (self.inner)(self.heap, span, self.nested + 1)?,
        };
        self.push(value)
    }

    /// Stops where something that is not allowed would be called.
    fn refuse_foreign(&self, function: Value, arguments: Value) -> Result<(), Fault> {
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
fn shown(heap: &Heap, class: &Class) -> String {
    let module = heap.excerpt(class.module, 80);
    let name = heap.excerpt(class.name, 80);
    format!("{}.{}", module.escape_debug(), name.escape_debug())
}

fn empty() -> Fault {
    Fault::damaged("a step that takes more values than there are")
}

/// A storage that lies elsewhere in the file: ('storage', kind, key, device, count, …).
fn persistent(heap: &mut Heap, id: Value) -> Result<Value, Fault> {
    let wrong = || Fault::damaged("a reference to numbers that makes no sense");
    let parts = heap.list(id).ok_or_else(wrong)?;
    let (kind, rest) = parts.split_first().ok_or_else(wrong)?;
    match (heap.text_of(*kind), rest) {
        // A class with its source text, from the days before state_dicts: only the class.
        (Some("module"), [class, ..]) => Ok(*class),
        (Some("storage"), [class, Value::Text(key), _, Value::Int(count), ..]) => {
            let dtype = match heap.rare(*class) {
                Some(Rare::Class(class)) => match class.role {
                    Role::Storage(dtype) => Some(dtype),
                    Role::UntypedStorage => None,
                    _ => return Err(wrong()),
                },
                _ => return Err(wrong()),
            };
            let storage = Storage {
                dtype,
                key: *key,
                count: u64::try_from(*count).map_err(|_| wrong())?,
                bytes: None,
            };
            heap.add_rare(Rare::Storage(storage))
        }
        _ => Err(wrong()),
    }
}

/// A number in text: `12`, `12L`, `01` for true.
fn number(text: &[u8]) -> Value {
    match text {
        b"00" => return Value::Bool(false),
        b"01" => return Value::Bool(true),
        _ => {}
    }
    let text = std::str::from_utf8(text).unwrap_or_default();
    let parsed = text.trim_end_matches('L').parse();
    parsed.map_or(Value::Inert, Value::Int)
}

/// A number of any length, the least byte first; what does not fit 64 bits has no meaning to us.
fn long(bytes: &[u8]) -> Value {
    if bytes.len() > 8 {
        return Value::Inert;
    }
    let is_negative = bytes.last().is_some_and(|last| last & 0x80 != 0);
    let mut all = [if is_negative { 0xff } else { 0 }; 8];
    all[..bytes.len()].copy_from_slice(bytes);
    Value::Int(i64::from_le_bytes(all))
}
