//! PyTorch's files before 1.6, which also lie inside of NVIDIA's pickles: five pickles one behind the other
//! (a magic number, a version, the machine it was written on, the contents, the storages' names), then
//! the storages, each a 64-bit count and its numbers.

use std::ops::Range;

use crate::error::Fault;
use crate::pickle::{Heap, Rare, Span64, Storage, Value, run};
use crate::source::Span;

/// The magic number 0x1950a86a20f9469cfc6c as a pickle step, and the end of its pickle.
const MAGIC: &[u8] = &[
    0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, b'.',
];

/// Whether a file begins like this format: a protocol, since protocol 4 a frame's length, the magic number.
pub(crate) fn begins(bytes: &[u8]) -> bool {
    match bytes {
        [0x80, _, 0x95, _, _, _, _, _, _, _, _, rest @ ..] => rest.starts_with(MAGIC),
        [0x80, _, rest @ ..] => rest.starts_with(MAGIC),
        _ => false,
    }
}

/// Reads such a file inside of a pickle.
pub(crate) fn inner(heap: &mut Heap, span: Span, nested: usize) -> Result<Value, Fault> {
    if !begins(heap.bytes(span)) {
        return Err(Fault::damaged("numbers that are no PyTorch file"));
    }
    read(heap, span.source, span.range(), nested)
}

/// Reads the contents and finds the storages.
pub(crate) fn read(
    heap: &mut Heap,
    source: u16,
    range: Range<usize>,
    nested: usize,
) -> Result<Value, Fault> {
    let end = range.end;
    let mut at = range.start;
    let mut next = |heap: &mut Heap| -> Result<Value, Fault> {
        let (value, after) = run(heap, source, at..end, nested, inner)?;
        at = after;
        Ok(value)
    };
    next(heap)?;
    if next(heap)? != Value::Int(1001) {
        return Err(Fault::unsupported("a PyTorch file of an unknown version"));
    }
    next(heap)?;
    let first = heap.len();
    let contents = next(heap)?;
    let after_contents = heap.len();
    let keys = next(heap)?;
    let storages = sorted_storages(heap, first, after_contents)?;
    let count = heap.list(keys).map_or(0, <[_]>::len);
    heap.step(count)?;
    for place in 0..count {
        let key = heap.list(keys).and_then(|keys| keys.get(place)).copied();
        let Some(Value::Text(key)) = key else {
            return Err(Fault::damaged("a storage without a name"));
        };
        at = place_numbers(heap, source, at..end, key, &storages)?;
    }
    heap.purse.give(16 * storages.len());
    Ok(contents)
}

/// The storages that the contents speak of, in the order of their names.
fn sorted_storages(heap: &mut Heap, first: usize, end: usize) -> Result<Vec<(u32, Span)>, Fault> {
    heap.step(end - first)?;
    let of_contents = |heap: &Heap| -> Vec<(u32, Span)> {
        heap.storages_from(first)
            .take_while(|(id, _)| (*id as usize) < end)
            .map(|(id, storage)| (id, storage.key))
            .collect()
    };
    let count = heap.storages_from(first).count();
    heap.purse.take(48 * count, "too many storages")?;
    let mut storages = of_contents(heap);
    heap.purse.give(32 * count);
    heap.step(8 * storages.len())?;
    storages.sort_by(|(_, a), (_, b)| heap.bytes(*a).cmp(heap.bytes(*b)));
    Ok(storages)
}

/// Gives the numbers at the beginning of a stretch to all storages of a name. Gives where they end.
fn place_numbers(
    heap: &mut Heap,
    source: u16,
    range: Range<usize>,
    key: Span,
    storages: &[(u32, Span)],
) -> Result<usize, Fault> {
    heap.step(32)?;
    let cut = || Fault::damaged("cut short in its numbers");
    let begin = storages.partition_point(|(_, other)| heap.bytes(*other) < heap.bytes(key));
    let same = storages[begin..]
        .iter()
        .take_while(|(_, other)| heap.bytes(*other) == heap.bytes(key));
    let same = &storages[begin..begin + same.count()];
    heap.step(4 * same.len())?;
    let Some(Rare::Storage(storage)) = same.first().and_then(|(id, _)| heap.rare_at(*id)) else {
        return Err(Fault::damaged("numbers that nothing speaks of"));
    };
    let (dtype, said) = (storage.dtype, storage.count);
    let bytes = heap
        .sources
        .get(usize::from(source))
        .map_or(&[][..], |source| source.bytes());
    let count = bytes
        .get(range.clone())
        .and_then(|rest| rest.first_chunk())
        .ok_or_else(cut)?;
    let count = u64::from_le_bytes(*count);
    if count != said {
        return Err(Fault::damaged(format!(
            "a storage of {count} numbers that says it has {said}"
        )));
    }
    let width = dtype.map_or(1, |dtype| dtype.bytes());
    let start = range.start + 8;
    let len = usize::try_from(count)
        .ok()
        .and_then(|count| count.checked_mul(width));
    let end = len
        .and_then(|len| start.checked_add(len))
        .filter(|&end| end <= range.end);
    let end = end.ok_or_else(cut)?;
    for (id, _) in same {
        if let Some(Rare::Storage(Storage { bytes, .. })) = heap.rare_mut(*id) {
            *bytes = Some(Span64 { source, start, end });
        }
    }
    Ok(end)
}
