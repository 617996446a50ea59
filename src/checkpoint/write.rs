//! safetensors out: the header, then the numbers of one tensor after the other as 32-bit floats, never all of
//! them in memory.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Map, Value, json};

use crate::checkpoint::Checkpoint;
use crate::family::Family;
use crate::safetensors::SETTINGS;
use crate::setting::Setting;
use crate::tensor::Tensor;

/// Writes tensors as a safetensors file. `header` is what stands beside them.
///
/// # Errors
/// What the writer says.
pub fn write_safetensors<'a>(
    tensors: impl IntoIterator<Item = (&'a str, &'a Tensor)>,
    header: &BTreeMap<String, String>,
    to: &mut impl Write,
) -> io::Result<()> {
    let tensors: Vec<(&str, &Tensor)> = tensors.into_iter().collect();
    let mut table = Map::new();
    if !header.is_empty() {
        table.insert("__metadata__".into(), json!(header));
    }
    let mut at = 0_u64;
    for (name, tensor) in &tensors {
        let end = at + 4 * tensor.len() as u64;
        let entry = json!({ "dtype": "F32", "shape": tensor.shape(), "data_offsets": [at, end] });
        table.insert((*name).into(), entry);
        at = end;
    }
    let mut table = serde_json::to_vec(&Value::Object(table))?;
    // The numbers begin at a multiple of eight bytes.
    table.resize(table.len().next_multiple_of(8), b' ');
    to.write_all(&(table.len() as u64).to_le_bytes())?;
    to.write_all(&table)?;
    for (_, tensor) in &tensors {
        tensor.write_f32(to)?;
    }
    Ok(())
}

impl Checkpoint {
    /// What `write_safetensors` puts beside this network: its family, and its settings as JSON. Reading the file
    /// again gives the same settings.
    pub fn header(&self, family: Family) -> BTreeMap<String, String> {
        let settings: Map<String, Value> = self
            .settings()
            .map(|(name, setting)| (name.to_string(), to_json(setting)))
            .collect();
        BTreeMap::from([
            ("family".to_string(), family.id().to_string()),
            (SETTINGS.to_string(), Value::Object(settings).to_string()),
        ])
    }
}

impl Setting {
    /// As JSON.
    pub fn json(&self) -> String {
        to_json(self).to_string()
    }
}

fn to_json(setting: &Setting) -> Value {
    match setting {
        Setting::None => Value::Null,
        Setting::Bool(value) => json!(value),
        Setting::Int(value) => json!(value),
        Setting::Float(value) => json!(value),
        Setting::Text(text) => json!(text),
        Setting::List(values) => values.iter().map(to_json).collect(),
    }
}
