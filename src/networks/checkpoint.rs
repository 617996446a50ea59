//! A checkpoint as a source: what [`welkin_checkpoint::official`] made of a file.

use serde_json::Value;
use welkin_checkpoint::{Checkpoint, Setting};

use crate::source::Source;

impl Source for Checkpoint {
    fn shape(&self, name: &str) -> Option<Vec<usize>> {
        Self::shape(self, name).map(<[usize]>::to_vec)
    }

    fn values(&self, name: &str) -> Option<Vec<f32>> {
        let tensor = self.tensor(name)?;
        tensor.dtype().is_float().then(|| tensor.values())
    }

    fn names(&self) -> Vec<String> {
        Self::names(self).map(str::to_owned).collect()
    }

    /// Among the constructor's arguments, then among those of its parts.
    fn setting(&self, name: &str) -> Option<String> {
        const PARTS: [&str; 2] = ["synthesis_kwargs", "mapping_kwargs"];
        let found = Self::setting(self, name).map(json);
        let in_part = |part: &&str| {
            let flat = format!("{part}.{name}");
            let nested = format!(".{flat}");
            let mut settings = self.settings();
            let beside = settings.find(|(key, _)| *key == flat || key.ends_with(&nested));
            let within = || match Self::setting(self, part).map(json)? {
                Value::Object(settings) => settings.get(name).cloned(),
                _ => None,
            };
            beside.map(|(_, setting)| json(setting)).or_else(within)
        };
        let found = found.or_else(|| PARTS.iter().find_map(in_part))?;
        Some(found.to_string())
    }
}

fn json(setting: &Setting) -> Value {
    match setting {
        Setting::None => Value::Null,
        Setting::Bool(value) => Value::from(*value),
        Setting::Int(value) => Value::from(*value),
        Setting::Float(value) => Value::from(*value),
        // A table within a table is kept as its JSON.
        Setting::Text(text) => match serde_json::from_str(text) {
            Ok(table @ Value::Object(_)) => table,
            _ => Value::from(text.clone()),
        },
        Setting::List(values) => Value::Array(values.iter().map(json).collect()),
    }
}
