//! The JSON schemas of the file structs: for completion in editors, and for our own checking.

use std::sync::LazyLock;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

use super::{ShowFile, VenueFile};

/// The schema of `show.toml`, made once.
pub(crate) static SHOW_SCHEMA: LazyLock<Value> = LazyLock::new(schema_of::<ShowFile>);

/// The schema of `venue.toml`, made once.
pub(crate) static VENUE_SCHEMA: LazyLock<Value> = LazyLock::new(schema_of::<VenueFile>);

/// The JSON schema of `show.toml`.
pub fn show_schema() -> Value {
    SHOW_SCHEMA.clone()
}

/// The JSON schema of `venue.toml`.
pub fn venue_schema() -> Value {
    VENUE_SCHEMA.clone()
}

/// A schema as it stands in a file.
pub fn schema_text(schema: &Value) -> String {
    format!("{schema:#}\n")
}

/// Draft 7, which editors' TOML plugins know, with everything in its place instead of references.
pub fn schema_of<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft07().with(|settings| settings.inline_subschemas = true);
    tidy(
        settings
            .into_generator()
            .into_root_schema_for::<T>()
            .to_value(),
    )
}

/// TOML has no null; and keys are sorted, so that the text does not depend on how serde_json is built.
fn tidy(value: Value) -> Value {
    match value {
        Value::Object(object) => {
            let mut object = without_null(object);
            object.sort_keys();
            Value::Object(
                object
                    .into_iter()
                    .map(|(key, value)| (key, tidy(value)))
                    .collect(),
            )
        }
        Value::Array(items) => Value::Array(items.into_iter().map(tidy).collect()),
        plain => plain,
    }
}

fn without_null(mut schema: Map<String, Value>) -> Map<String, Value> {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".into(), only);
        }
    }
    if let Some(Value::Array(mut options)) = schema.remove("anyOf") {
        options.retain(|option| option["type"] != "null");
        if let [Value::Object(only)] = options.as_slice() {
            for (key, value) in only {
                schema.entry(key.clone()).or_insert_with(|| value.clone());
            }
        } else {
            schema.insert("anyOf".into(), Value::Array(options));
        }
    }
    if schema.get("default").is_some_and(Value::is_null) {
        schema.remove("default");
    }
    schema
}
