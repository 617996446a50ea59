//! What the allowed names do.

use crate::dtype::Dtype;
use crate::error::Fault;
use crate::source::Span;

use super::heap::{ArrayParts, Class, Heap, Object, Rare, Storage, TensorParts, Value};
use super::names::Role;

/// A storage's name is a number or an address.
const MAX_KEY: u32 = 64;

/// What a call comes to.
pub(super) enum Made {
    Value(Value),
    /// A PyTorch file inside of the pickle, still to be read.
    File(Span),
}

/// Does what an allowed name stands for.
pub(super) fn call(heap: &mut Heap, function: Value, arguments: Value) -> Result<Made, Fault> {
    let class = match (function, heap.rare(function)) {
        (_, Some(Rare::Class(class))) => *class,
        (Value::Inert, _) => return Ok(Made::Value(Value::Inert)),
        _ => return Err(Fault::damaged("a call of something that is no name")),
    };
    let [first, second, third, fourth] = arguments_of(heap, arguments);
    let value = match class.role {
        Role::StorageOfBytes => match first {
            Value::Bytes(span) | Value::Text(span) => return Ok(Made::File(span)),
            _ => return Err(Fault::damaged("numbers that are no bytes")),
        },
        Role::Dict => dict_of(heap, first)?,
        Role::List => match first {
            Value::List(_) => first,
            _ => heap.add_list(&[])?,
        },
        Role::Record | Role::TfNetwork => instance(heap, class)?,
        Role::Reconstructor => match heap.rare(first) {
            Some(Rare::Class(class)) if class.role == Role::Foreign => {
                return Err(Fault::damaged("an object of a name that is not allowed"));
            }
            Some(Rare::Class(class)) => match class.role {
                Role::Dict => heap.add_dict()?,
                Role::Record | Role::TfNetwork => instance(heap, *class)?,
                _ => Value::Inert,
            },
            _ => Value::Inert,
        },
        Role::Persistent => persistent_module(heap, first)?,
        Role::Tensor => tensor(heap, [first, second, third, fourth])?,
        Role::Parameter => first,
        Role::TensorOfType => match heap.rare(first) {
            Some(Rare::Class(inner)) if inner.role == Role::Tensor => {
                let parts = arguments_of(heap, third);
                tensor(heap, parts)?
            }
            Some(Rare::Class(inner)) if inner.role == Role::Parameter => {
                arguments_of(heap, third)[0]
            }
            _ => Value::Inert,
        },
        Role::NumpyReconstruct => heap.add_rare(Rare::Array(ArrayParts {
            dtype: None,
            shape: Vec::new(),
            is_fortran: false,
            is_scalar: false,
            bytes: None,
        }))?,
        Role::NumpyOfBuffer => {
            let array = ArrayParts {
                dtype: numpy_dtype(heap, second),
                shape: sizes(heap, third)?,
                is_fortran: heap.text_of(fourth) == Some("F"),
                is_scalar: false,
                bytes: bytes_of(first),
            };
            heap.add_rare(Rare::Array(array))?
        }
        Role::NumpyDtype => {
            let dtype = heap.text_of(first).and_then(dtype_code);
            heap.add_rare(Rare::NumpyDtype(dtype))?
        }
        Role::NumpyScalar => {
            let number = ArrayParts {
                dtype: numpy_dtype(heap, first),
                shape: Vec::new(),
                is_fortran: false,
                is_scalar: true,
                bytes: bytes_of(second),
            };
            heap.add_rare(Rare::Array(number))?
        }
        Role::Encode => match first {
            Value::Text(text) => Value::Bytes(heap.decode_latin1(text)?),
            _ => Value::Inert,
        },
        Role::Storage(_) | Role::UntypedStorage | Role::Inert | Role::Foreign => Value::Inert,
    };
    Ok(Made::Value(value))
}

/// Gives a thing its state.
pub(super) fn build(heap: &mut Heap, onto: Value, state: Value) -> Result<(), Fault> {
    let Value::Rare(id) = onto else {
        // The state of a dictionary is what was stuck to it: nothing of the network's.
        return Ok(());
    };
    match heap.rare_at(id) {
        Some(Rare::Object(_)) => {
            // (parts, slots), where a class has slots.
            let state = heap
                .list(state)
                .and_then(|pair| pair.first())
                .copied()
                .unwrap_or(state);
            if let Some(Rare::Object(object)) = heap.rare_mut(id) {
                object.state = state;
            }
        }
        Some(Rare::NumpyDtype(Some(dtype))) => {
            let dtype = *dtype;
            let [_, order, ..] = arguments_of(heap, state);
            let is_big = matches!(order, Value::Text(span) if heap.bytes(span) == b">");
            if is_big && dtype.bytes() > 1 {
                return Err(Fault::unsupported(
                    "big-endian numbers; save it again as little-endian",
                ));
            }
        }
        Some(Rare::Array(_)) => {
            let parts = heap.list(state).unwrap_or_default();
            let &[_, shape, dtype, is_fortran, bytes] = parts else {
                return Err(Fault::damaged("a numpy array without its parts"));
            };
            let array = ArrayParts {
                dtype: numpy_dtype(heap, dtype),
                shape: sizes(heap, shape)?,
                is_fortran: matches!(is_fortran, Value::Bool(true) | Value::Int(1)),
                is_scalar: false,
                bytes: bytes_of(bytes),
            };
            heap.purse.take(8 * array.shape.len(), "too many values")?;
            if let Some(Rare::Array(place)) = heap.rare_mut(id) {
                *place = array;
            }
        }
        _ => {}
    }
    Ok(())
}

/// The first four arguments.
fn arguments_of(heap: &Heap, arguments: Value) -> [Value; 4] {
    let given = heap.list(arguments).unwrap_or_default();
    std::array::from_fn(|i| given.get(i).copied().unwrap_or(Value::None))
}

fn instance(heap: &mut Heap, class: Class) -> Result<Value, Fault> {
    heap.add_rare(Rare::Object(Object {
        role: class.role,
        class: Some(class.name),
        state: Value::None,
    }))
}

/// A dictionary of pairs, as the oldest protocols make ordered ones.
fn dict_of(heap: &mut Heap, pairs: Value) -> Result<Value, Fault> {
    let dict = heap.add_dict()?;
    let count = heap.list(pairs).map_or(0, <[_]>::len);
    heap.step(count)?;
    for place in 0..count {
        let pair = heap.list(pairs).and_then(|pairs| pairs.get(place)).copied();
        let pair = pair.and_then(|pair| heap.list(pair)).unwrap_or_default();
        if let &[key, value] = pair {
            heap.set(dict, &[key, value])?;
        }
    }
    Ok(dict)
}

/// NVIDIA's module: {type, version, module_src, class_name, state}. The source text is not looked at.
fn persistent_module(heap: &mut Heap, meta: Value) -> Result<Value, Fault> {
    let class = match heap.get(meta, "class_name")? {
        Some(Value::Text(name)) => Some(name),
        _ => None,
    };
    let state = heap.get(meta, "state")?;
    let state = state.ok_or_else(|| Fault::damaged("a module without its state"))?;
    heap.add_rare(Rare::Object(Object {
        role: Role::Record,
        class,
        state,
    }))
}

/// A tensor: (storage, offset, shape, strides, …).
fn tensor(heap: &mut Heap, [storage, offset, shape, strides]: [Value; 4]) -> Result<Value, Fault> {
    let wrong = || Fault::damaged("a tensor without its parts");
    let (Value::Rare(id), Value::Int(offset)) = (storage, offset) else {
        return Err(wrong());
    };
    if !matches!(heap.rare_at(id), Some(Rare::Storage(_))) {
        return Err(wrong());
    }
    let parts = TensorParts {
        storage: id,
        offset: usize::try_from(offset).map_err(|_| wrong())?,
        shape: sizes(heap, shape)?,
        strides: sizes(heap, strides)?,
    };
    heap.add_rare(Rare::Tensor(parts))
}

/// A list of lengths.
fn sizes(heap: &mut Heap, value: Value) -> Result<Vec<usize>, Fault> {
    let wrong = || Fault::damaged("a shape that is none");
    let list = heap.list(value).ok_or_else(wrong)?;
    if list.len() > 32 {
        return Err(Fault::damaged(format!("a tensor of {} axes", list.len())));
    }
    let size = |value: &Value| match value {
        Value::Int(size) => usize::try_from(*size).map_err(|_| wrong()),
        _ => Err(wrong()),
    };
    list.iter().map(size).collect()
}

fn bytes_of(value: Value) -> Option<Span> {
    match value {
        Value::Bytes(span) | Value::Text(span) => Some(span),
        _ => None,
    }
}

fn numpy_dtype(heap: &Heap, value: Value) -> Option<Dtype> {
    match heap.rare(value) {
        Some(Rare::NumpyDtype(dtype)) => *dtype,
        _ => None,
    }
}

/// numpy's short names: `f4`, `<f4`, `|u1`.
fn dtype_code(code: &str) -> Option<Dtype> {
    Some(match code.trim_start_matches(['<', '|', '=']) {
        "f8" => Dtype::F64,
        "f4" => Dtype::F32,
        "f2" => Dtype::F16,
        "i8" => Dtype::I64,
        "i4" => Dtype::I32,
        "i2" => Dtype::I16,
        "i1" => Dtype::I8,
        "u8" => Dtype::U64,
        "u4" => Dtype::U32,
        "u2" => Dtype::U16,
        "u1" => Dtype::U8,
        "b1" => Dtype::Bool,
        _ => return None,
    })
}

/// A storage that lies elsewhere in the file: ('storage', kind, key, device, count, …).
pub(super) fn storage(heap: &mut Heap, id: Value) -> Result<Value, Fault> {
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
            if key.len > MAX_KEY {
                return Err(wrong());
            }
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
