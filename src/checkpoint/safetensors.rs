//! safetensors: a length, a header in JSON, numbers.

use std::collections::BTreeMap;

use ::safetensors::{Dtype as Kind, SafeTensors};
use serde_json::{Map, Value};

use crate::checkpoint::Checkpoint;
use crate::dtype::Dtype;
use crate::error::Fault;
use crate::setting::Setting;
use crate::source::Source;
use crate::tensor::Tensor;

/// The name in the header under which settings stand as JSON.
pub(crate) const SETTINGS: &str = "settings";
/// Longer settings are kept as the text they are.
const SETTINGS_BYTES: usize = 128 << 10;
const MAX_NAME: usize = 256;
const MAX_DEPTH: usize = 8;
/// What any header may be long; what is made of it can take twenty times as much.
const HEADER_BYTES: usize = 400 << 10;

/// Whether a file begins like this format: a length that is less than the file's, and a brace.
pub(crate) fn begins(bytes: &[u8]) -> bool {
    bytes.get(8) == Some(&b'{')
}

/// Reads the header.
pub(crate) fn read(source: &Source, into: &mut Checkpoint) -> Result<(), Fault> {
    let bytes = source.bytes();
    let header = bytes
        .first_chunk()
        .map_or(0, |length| u64::from_le_bytes(*length));
    if header > bytes.len() as u64 {
        return Err(Fault::damaged(format!(
            "its header claims {header} bytes of a file of {}",
            bytes.len()
        )));
    }
    if header > (HEADER_BYTES + bytes.len() / 32) as u64 {
        return Err(Fault::TooMuch(format!("a header of {header} bytes")));
    }
    let (header, metadata) =
        SafeTensors::read_metadata(bytes).map_err(|error| Fault::damaged(error.to_string()))?;
    let start = header + 8;
    let tensors: BTreeMap<_, _> = metadata.tensors().into_iter().collect();
    for (name, info) in tensors {
        let Some(dtype) = dtype(info.dtype) else {
            return Err(Fault::unsupported(format!(
                "numbers of kind {:?} in {name}",
                info.dtype
            )));
        };
        let (from, to) = info.data_offsets;
        let tensor = Tensor::dense(source, start + from..start + to, dtype, &info.shape)?;
        into.tensors.insert(name, tensor);
    }
    for (name, text) in metadata.metadata().iter().flatten() {
        let is_settings = name == SETTINGS && text.len() <= SETTINGS_BYTES;
        match serde_json::from_str(text) {
            // What a program like this one has put beside its tensors.
            Ok(Value::Object(parts)) if is_settings => settings(parts, "", into, 0),
            _ => {
                into.settings
                    .insert(name.clone(), Setting::Text(text.clone()));
            }
        }
    }
    Ok(())
}

/// Settings in parts: `{"synthesis_kwargs": {"conv_clamp": 256}}` is `synthesis_kwargs.conv_clamp`.
fn settings(parts: Map<String, Value>, before: &str, into: &mut Checkpoint, depth: usize) {
    for (name, value) in parts {
        let name = format!("{before}{name}");
        if name.len() > MAX_NAME || depth > MAX_DEPTH {
            continue;
        }
        match value {
            Value::Object(parts) => settings(parts, &format!("{name}."), into, depth + 1),
            value => {
                into.settings.insert(name, setting(value));
            }
        }
    }
}

fn setting(value: Value) -> Setting {
    match value {
        Value::Null => Setting::None,
        Value::Bool(value) => Setting::Bool(value),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(value), _) => Setting::Int(value),
            (None, Some(value)) => Setting::Float(value),
            (None, None) => Setting::Text(number.to_string()),
        },
        Value::String(text) => Setting::Text(text),
        Value::Array(values) => Setting::List(values.into_iter().map(setting).collect()),
        Value::Object(_) => Setting::Text(value.to_string()),
    }
}

fn dtype(kind: Kind) -> Option<Dtype> {
    Some(match kind {
        Kind::F64 => Dtype::F64,
        Kind::F32 => Dtype::F32,
        Kind::F16 => Dtype::F16,
        Kind::BF16 => Dtype::BF16,
        Kind::I64 => Dtype::I64,
        Kind::I32 => Dtype::I32,
        Kind::I16 => Dtype::I16,
        Kind::I8 => Dtype::I8,
        Kind::U64 => Dtype::U64,
        Kind::U32 => Dtype::U32,
        Kind::U16 => Dtype::U16,
        Kind::U8 => Dtype::U8,
        Kind::BOOL => Dtype::Bool,
        _ => return None,
    })
}
