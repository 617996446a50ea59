//! From the tree that a pickle built to flat names: `G_ema.synthesis.b4.const`, as PyTorch's state_dict
//! names them. Plain values become settings; a module's class is kept by its name.

mod settings;
mod tensors;
mod modules;

use crate::checkpoint::Checkpoint;
use crate::error::Fault;
use crate::pickle::{Heap, Rare, Role, Value};
use crate::purse::Purse;
use crate::source::Span;

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
