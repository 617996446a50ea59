//! One pickle, step by step, protocols 0 to 5.

use std::ops::Range;

use crate::error::Fault;

use super::call;
use super::heap::{Heap, Value};
use super::machine::{Inner, Machine, empty, shown};
use super::read::{Reader, long, number};

/// A file inside of a pickle inside of a file: nothing is nested deeper.
const MAX_NESTED: usize = 3;

/// Runs the pickle that begins a stretch of a source. Gives its value, and where it ends.
///
/// # Errors
/// If it is damaged, asks for anything beyond plain values and tensors, or takes too much.
pub(crate) fn run(
    heap: &mut Heap,
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
    let mut machine = Machine::new(heap, Reader::new(bytes, source, range), nested, inner);
    let outcome = machine.go();
    machine.heap.purse.give(machine.spent);
    match (outcome, machine.foreign) {
        (Err(Fault::Runs(tried)), _) => Err(Fault::Runs(tried)),
        (_, Some(class)) => Err(Fault::Runs(shown(machine.heap, &class))),
        (outcome, None) => outcome,
    }
}

impl Machine<'_> {
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
            b'(' => self.mark(),
            b'0' => self.drop_top(),
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
            0x94 => self.remember_next(),
            b'g' | b'h' | b'j' => {
                let index = match op {
                    b'g' => self.index_line()?,
                    b'h' => self.reader.byte()?.into(),
                    _ => self.reader.u32()?,
                };
                self.recall(index)
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
                let value = call::storage(self.heap, id)?;
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
}
