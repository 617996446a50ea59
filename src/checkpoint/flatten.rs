//! From the tree that a pickle built to flat names: `G_ema.synthesis.b4.const`, as PyTorch's state_dict
//! names them. Plain values become settings; a module's class is kept by its name.

use crate::checkpoint::Checkpoint;
use crate::dtype::Dtype;
use crate::error::Fault;
use crate::pickle::{ArrayParts, Heap, Object, Rare, Role, Storage, Value};
use crate::purse::Purse;
use crate::setting::Setting;
use crate::source::Span;
use crate::tensor::{Tensor, row_major};

/// Deeper than any network's tree.
const MAX_DEPTH: usize = 64;
/// More parts than any file has; parts that are shared count each time.
const MAX_PARTS: usize = 1 << 20;
/// Settings beyond these are left out.
const MAX_SETTINGS: usize = 1 << 13;
/// A word that is longer is none.
const MAX_WORD: usize = 256;
/// Lists that are longer are no settings.
const MAX_LIST: usize = 64;
/// What a tensor in a checkpoint takes beside its name and axes.
const TENSOR_BYTES: usize = 320;

/// Puts everything that a pickle built into a checkpoint.
pub(crate) fn flatten(heap: &mut Heap, root: Value, into: &mut Checkpoint) -> Result<(), Fault> {
    let file_bytes = heap
        .sources
        .first()
        .map_or(0, |source| source.bytes().len());
    let mut walk = Walk {
        heap,
        into,
        path: String::new(),
        parts: 0,
        purse: Purse::new(file_bytes),
    };
    match walk.networks(root) {
        Some(networks) => {
            for (name, network) in networks {
                walk.within(&name, |walk| walk.see(network, 1))?;
            }
            Ok(())
        }
        None => walk.see(root, 0),
    }
}

struct Walk<'a> {
    heap: &'a mut Heap,
    into: &'a mut Checkpoint,
    path: String,
    parts: usize,
    purse: Purse,
}

impl Walk<'_> {
    /// The networks of NVIDIA's TensorFlow files: three without names, or one.
    fn networks(&mut self, root: Value) -> Option<Vec<(String, Value)>> {
        let is_network = |heap: &Heap, value: Value| match heap.rare(value) {
            Some(Rare::Object(object)) => object.role == Role::TfNetwork,
            _ => false,
        };
        if is_network(self.heap, root) {
            return Some(vec![("Gs".into(), root)]);
        }
        let list = self.heap.list(root)?;
        let [g, d, gs] = *list else {
            return None;
        };
        let all = [("G", g), ("D", d), ("Gs", gs)];
        all.iter()
            .all(|(_, value)| is_network(self.heap, *value))
            .then(|| all.map(|(name, value)| (name.to_string(), value)).into())
    }

    /// Does something one name deeper.
    fn within(
        &mut self,
        name: &str,
        then: impl FnOnce(&mut Self) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        if name.len() > MAX_WORD {
            return Err(Fault::damaged(format!("a name of {} letters", name.len())));
        }
        let before = self.path.len();
        if before > 0 && !self.path.ends_with('/') {
            self.path.push('.');
        }
        self.path.push_str(name);
        let outcome = then(self);
        self.path.truncate(before);
        outcome
    }

    fn see(&mut self, value: Value, depth: usize) -> Result<(), Fault> {
        self.parts += 1;
        if depth > MAX_DEPTH || self.parts > MAX_PARTS {
            return Err(Fault::TooMuch("too many parts inside of each other".into()));
        }
        match value {
            Value::Dict(_) => self.dict(value, depth),
            Value::List(_) => self.list(value, depth),
            Value::Rare(id) => match self.heap.rare_at(id) {
                Some(Rare::Tensor(_)) => self.tensor(id),
                Some(Rare::Array(parts)) if parts.is_scalar => self.setting(value),
                Some(Rare::Array(_)) => self.array(id),
                Some(Rare::Object(object)) => {
                    let object = *object;
                    self.object(object, depth)
                }
                _ => Ok(()),
            },
            plain => self.setting(plain),
        }
    }

    fn dict(&mut self, dict: Value, depth: usize) -> Result<(), Fault> {
        let count = self.heap.dict(dict).map_or(0, <[_]>::len);
        self.heap.step(count)?;
        for place in 0..count {
            let pair = self
                .heap
                .dict(dict)
                .and_then(|pairs| pairs.get(place))
                .copied();
            let Some((key, value)) = pair else { break };
            let Some(name) = self.key(key) else { continue };
            self.within(&name, |walk| walk.see(value, depth + 1))?;
        }
        Ok(())
    }

    fn list(&mut self, list: Value, depth: usize) -> Result<(), Fault> {
        if let Some(setting) = self.plain_list(list) {
            return self.keep_setting(setting);
        }
        let count = self.heap.list(list).map_or(0, <[_]>::len);
        self.heap.step(count)?;
        for place in 0..count {
            let value = self
                .heap
                .list(list)
                .and_then(|values| values.get(place))
                .copied();
            let Some(value) = value else { break };
            self.within(&place.to_string(), |walk| walk.see(value, depth + 1))?;
        }
        Ok(())
    }

    /// A module, a network or a namespace.
    fn object(&mut self, object: Object, depth: usize) -> Result<(), Fault> {
        if let Some(class) = object.class.and_then(|class| self.word(class)) {
            self.purse.take(
                TENSOR_BYTES + self.path.len() + class.len(),
                "too many parts",
            )?;
            self.into.classes.insert(self.path.clone(), class);
        }
        let state = object.state;
        if object.role == Role::TfNetwork {
            return self.tf_network(state, depth);
        }
        let Some(modules) = self.heap.get(state, "_modules")? else {
            return self.dict(state, depth);
        };
        let parts = ["_parameters", "_buffers"];
        for part in parts {
            if let Some(tensors) = self.heap.get(state, part)? {
                self.tensors_of(tensors)?;
            }
        }
        if let Some(arguments) = self.heap.get(state, "_init_kwargs")? {
            self.dict(arguments, depth + 1)?;
        }
        // The module's own plain values; what begins with a line is PyTorch's.
        let count = self.heap.dict(state).map_or(0, <[_]>::len);
        self.heap.step(count)?;
        for place in 0..count {
            let pair = self
                .heap
                .dict(state)
                .and_then(|pairs| pairs.get(place))
                .copied();
            let Some((key, value)) = pair else { break };
            let Some(name) = self.key(key) else { continue };
            let is_pytorchs =
                name.starts_with('_') || ["training", "dump_patches"].contains(&&*name);
            if is_pytorchs || matches!(value, Value::Dict(_) | Value::Rare(_)) {
                continue;
            }
            let list_of_others =
                matches!(value, Value::List(_)) && self.plain_list(value).is_none();
            if !list_of_others {
                self.within(&name, |walk| walk.see(value, depth + 1))?;
            }
        }
        self.dict(modules, depth)
    }

    /// A module's own tensors; places without one hold nothing.
    fn tensors_of(&mut self, tensors: Value) -> Result<(), Fault> {
        let count = self.heap.dict(tensors).map_or(0, <[_]>::len);
        self.heap.step(count)?;
        for place in 0..count {
            let pair = self
                .heap
                .dict(tensors)
                .and_then(|pairs| pairs.get(place))
                .copied();
            let Some((key, value @ Value::Rare(id))) = pair else {
                continue;
            };
            let is_tensor = matches!(self.heap.rare(value), Some(Rare::Tensor(_)));
            if let (Some(name), true) = (self.key(key), is_tensor) {
                self.parts += 1;
                self.within(&name, |walk| walk.tensor(id))?;
            }
        }
        Ok(())
    }

    /// NVIDIA's TensorFlow network: its variables, and the networks it is made of.
    fn tf_network(&mut self, state: Value, depth: usize) -> Result<(), Fault> {
        if let Some(settings) = self.heap.get(state, "static_kwargs")? {
            self.dict(settings, depth + 1)?;
        }
        if let Some(version) = self.heap.get(state, "version")? {
            self.within("version", |walk| walk.see(version, depth + 1))?;
        }
        if let Some(variables) = self.heap.get(state, "variables")? {
            let count = self.heap.list(variables).map_or(0, <[_]>::len);
            self.heap.step(count)?;
            for place in 0..count {
                let pair = self
                    .heap
                    .list(variables)
                    .and_then(|pairs| pairs.get(place))
                    .copied();
                let pair = pair
                    .and_then(|pair| self.heap.list(pair))
                    .unwrap_or_default();
                let &[name, value] = pair else { continue };
                let Some(name) = self.key(name) else { continue };
                // TensorFlow gives a single number where a variable has no axes.
                let is_array = matches!(self.heap.rare(value), Some(Rare::Array(_)));
                self.within(&name, |walk| match value {
                    Value::Rare(id) if is_array => walk.array(id),
                    value => walk.see(value, depth + 1),
                })?;
            }
        }
        let Some(components) = self.heap.get(state, "components")? else {
            return Ok(());
        };
        let count = self.heap.dict(components).map_or(0, <[_]>::len);
        self.heap.step(count)?;
        for place in 0..count {
            let pair = self
                .heap
                .dict(components)
                .and_then(|pairs| pairs.get(place))
                .copied();
            let Some((key, value)) = pair else { break };
            let Some(name) = self.key(key) else { continue };
            self.within(&format!("{name}/"), |walk| walk.see(value, depth + 1))?;
        }
        Ok(())
    }

    fn tensor(&mut self, id: u32) -> Result<(), Fault> {
        let Some(Rare::Tensor(parts)) = self.heap.rare_at(id) else {
            return Ok(());
        };
        let Some(Rare::Storage(storage)) = self.heap.rare_at(parts.storage) else {
            return Ok(());
        };
        let Storage { dtype, bytes, .. } = *storage;
        let (Some(dtype), Some(span)) = (dtype, bytes) else {
            return Err(Fault::damaged(format!("{} without its numbers", self.path)));
        };
        let Some(source) = self.heap.sources.get(usize::from(span.source)) else {
            return Err(Fault::damaged(format!("{} without its numbers", self.path)));
        };
        let range = span.start..span.end;
        let tensor = Tensor::view(
            source,
            range,
            dtype,
            parts.offset,
            &parts.shape,
            &parts.strides,
        )?;
        self.keep(tensor)
    }

    fn array(&mut self, id: u32) -> Result<(), Fault> {
        let Some(Rare::Array(parts)) = self.heap.rare_at(id) else {
            return Ok(());
        };
        let (Some(dtype), Some(span)) = (parts.dtype, parts.bytes) else {
            // Arrays of texts or of objects, and empty ones.
            return Ok(());
        };
        let out = || Fault::damaged("a tensor that reaches beyond its numbers");
        let mut shape = parts.shape.clone();
        if parts.is_fortran {
            shape.reverse();
        }
        let mut strides = row_major(&shape).ok_or_else(out)?;
        if parts.is_fortran {
            strides.reverse();
        }
        let source = self
            .heap
            .sources
            .get(usize::from(span.source))
            .ok_or_else(out)?;
        let tensor = Tensor::view(source, span.range(), dtype, 0, &parts.shape, &strides)?;
        self.keep(tensor)
    }

    fn keep(&mut self, tensor: Tensor) -> Result<(), Fault> {
        let bytes = TENSOR_BYTES + self.path.len() + 16 * tensor.shape().len();
        self.purse.take(bytes, "too many tensors")?;
        self.into.tensors.insert(self.path.clone(), tensor);
        Ok(())
    }

    fn setting(&mut self, value: Value) -> Result<(), Fault> {
        match self.plain(value) {
            Some(setting) => self.keep_setting(setting),
            None => Ok(()),
        }
    }

    fn keep_setting(&mut self, setting: Setting) -> Result<(), Fault> {
        let longest = MAX_WORD + MAX_LIST * size_of::<Setting>();
        let bytes = TENSOR_BYTES
            + self.path.len()
            + if matches!(setting, Setting::List(_)) {
                longest
            } else {
                0
            };
        if self.into.settings.len() < MAX_SETTINGS && self.purse.take(bytes, "").is_ok() {
            self.into.settings.insert(self.path.clone(), setting);
        }
        Ok(())
    }

    fn plain(&self, value: Value) -> Option<Setting> {
        Some(match value {
            Value::None => Setting::None,
            Value::Bool(value) => Setting::Bool(value),
            Value::Int(value) => Setting::Int(value),
            Value::Float(value) => Setting::Float(value),
            Value::Text(span) => Setting::Text(self.word(span)?),
            Value::Rare(id) => match self.heap.rare_at(id) {
                Some(Rare::Array(parts)) if parts.is_scalar => self.number(parts)?,
                _ => return None,
            },
            _ => return None,
        })
    }

    /// A single number of numpy.
    fn number(&self, parts: &ArrayParts) -> Option<Setting> {
        let (dtype, bytes) = (parts.dtype?, self.heap.bytes(parts.bytes?));
        if bytes.len() != dtype.bytes() {
            return None;
        }
        let eight = bytes.first_chunk().copied().unwrap_or_default();
        Some(match dtype {
            Dtype::Bool => Setting::Bool(bytes != [0]),
            Dtype::I64 => Setting::Int(i64::from_le_bytes(eight)),
            Dtype::F64 => Setting::Float(f64::from_le_bytes(eight)),
            dtype if dtype.is_float() => Setting::Float(dtype.read(bytes)?.into()),
            dtype => Setting::Int(dtype.read(bytes)? as i64),
        })
    }

    /// A short list of numbers, or of very few words.
    fn plain_list(&self, list: Value) -> Option<Setting> {
        let values = self.heap.list(list)?;
        if values.len() > MAX_LIST {
            return None;
        }
        let mut letters = 0;
        let mut settings = Vec::with_capacity(values.len());
        for value in values {
            let setting = self.plain(*value)?;
            letters += setting.as_text().map_or(0, str::len);
            if letters > MAX_WORD {
                return None;
            }
            settings.push(setting);
        }
        Some(Setting::List(settings))
    }

    /// A name in a dictionary.
    fn key(&self, key: Value) -> Option<String> {
        match key {
            Value::Text(span) => self.word(span),
            Value::Int(number) => Some(number.to_string()),
            _ => None,
        }
    }

    fn word(&self, span: Span) -> Option<String> {
        if span.len as usize > MAX_WORD {
            return None;
        }
        self.heap.text(span).map(str::to_string)
    }
}
