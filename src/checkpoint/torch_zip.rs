//! PyTorch's files since 1.6: a zip with a pickle (`data.pkl`) and a file of numbers per storage (`data/0`).

use crate::error::Fault;
use crate::pickle::{Heap, Rare, Span64, Storage, Value, run};
use crate::torch_legacy;
use crate::zip::Zip;

/// Whether a file begins like a zip.
pub(crate) fn begins(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Reads the contents and finds the storages.
pub(crate) fn read(heap: &mut Heap) -> Result<Value, Fault> {
    let Some(file) = heap.sources.first().cloned() else {
        return Err(Fault::damaged("an empty file"));
    };
    let zip = Zip::parse(file.bytes())?;
    let folder = zip
        .folder_of(b"data.pkl")
        .ok_or_else(|| Fault::Unknown("it is a zip, and there is no data.pkl in it".into()))?;
    let within = |name: &[u8]| [folder, name].concat();
    if let Some(order) = zip.find(&within(b"byteorder"))?
        && &file.bytes()[order] == b"big"
    {
        return Err(Fault::unsupported(
            "big-endian numbers; save it again as little-endian",
        ));
    }
    let Some(pickle) = zip.find(&within(b"data.pkl"))? else {
        return Err(Fault::damaged("a zip whose contents are not there"));
    };
    let (contents, _) = run(heap, 0, pickle, 0, torch_legacy::inner)?;
    let mut next = 0;
    loop {
        heap.step(1)?;
        let found = heap
            .storages_from(next)
            .find(|(_, storage)| storage.bytes.is_none());
        let Some((
            id,
            &Storage {
                dtype, key, count, ..
            },
        )) = found
        else {
            break;
        };
        next = id as usize + 1;
        let name = [folder, b"data/", heap.bytes(key)].concat();
        let numbers = zip.find(&name)?;
        let numbers =
            numbers.ok_or_else(|| Fault::damaged("a storage whose numbers are not there"))?;
        let has = (numbers.end - numbers.start) / dtype.map_or(1, |dtype| dtype.bytes());
        if (has as u64) < count {
            return Err(Fault::damaged(format!(
                "a storage of {has} numbers that says it has {count}"
            )));
        }
        if let Some(Rare::Storage(Storage { bytes, .. })) = heap.rare_mut(id) {
            *bytes = Some(Span64 {
                source: 0,
                start: numbers.start,
                end: numbers.end,
            });
        }
    }
    Ok(contents)
}
