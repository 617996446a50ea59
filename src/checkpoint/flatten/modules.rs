//! Objects in the tree: PyTorch's modules, NVIDIA's TensorFlow networks, namespaces.

use super::{TENSOR_BYTES, Walk};
use crate::error::Fault;
use crate::pickle::{Object, Rare, Role, Value};

impl Walk<'_> {
    /// A module, a network or a namespace.
    pub(super) fn object(&mut self, object: Object, depth: usize) -> Result<(), Fault> {
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
}
