//! What a JSON schema allows, and how that is said to people.

use serde_json::Value;
use toml::de::DeValue;

use crate::document::{list, nearest};

/// The words that a schema allows, if it allows nothing but words.
pub(crate) fn words(schema: &Value) -> Option<Vec<&str>> {
    if let Some(word) = schema["const"].as_str() {
        return Some(vec![word]);
    }
    if let Some(words) = schema["enum"].as_array() {
        return words.iter().map(Value::as_str).collect();
    }
    let parts: Option<Vec<Vec<&str>>> = schema["oneOf"].as_array()?.iter().map(words).collect();
    Some(parts?.concat())
}

pub(crate) fn kind(variant: &Value) -> Option<&str> {
    variant["properties"]["kind"]["const"].as_str()
}

pub(crate) fn types(schema: &Value) -> impl Iterator<Item = &str> {
    let one = schema["type"].as_str();
    let many = schema["type"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str);
    one.into_iter().chain(many)
}

pub(crate) fn allows(schema: &Value, value: &DeValue<'_>) -> bool {
    types(schema).any(|wanted| match value {
        DeValue::String(_) => wanted == "string",
        DeValue::Integer(_) => wanted == "integer" || wanted == "number",
        DeValue::Float(_) => wanted == "number",
        DeValue::Boolean(_) => wanted == "boolean",
        DeValue::Array(_) => wanted == "array",
        DeValue::Table(_) => wanted == "object",
        DeValue::Datetime(_) => false,
    })
}

pub(crate) fn said(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or a time of day",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

pub(crate) fn said_of_type(wanted: &str, schema: &Value) -> &'static str {
    match wanted {
        _ if schema["format"] == "time-in-show" => "a time",
        "string" => "a text in quotes",
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "true or false",
        "array" => "a list",
        _ => "a table",
    }
}

pub(crate) fn suggestion<'w>(word: &str, known: impl Iterator<Item = &'w str> + Clone) -> String {
    match nearest(word, known.clone()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("write one of {}", list(known)),
    }
}

/// The numbers that a schema allows, if it allows only a few.
pub(crate) fn choices(schema: &Value) -> Option<Vec<f64>> {
    let choices = schema["enum"].as_array()?;
    choices.iter().map(Value::as_f64).collect()
}

pub(crate) fn range_hint(schema: &Value) -> String {
    match (schema["minimum"].as_f64(), schema["maximum"].as_f64()) {
        (Some(least), Some(most)) => format!("write a number from {least} to {most}"),
        (Some(least), None) => format!("write a number from {least} on"),
        _ => "write a finite number".into(),
    }
}

/// The first sentence of a schema's description.
pub(crate) fn describe(schema: &Value) -> Option<&str> {
    let description = schema["description"].as_str()?;
    let first = description.split("\n\n").next()?;
    Some(
        first
            .split_once(". ")
            .map_or(first, |(sentence, _)| sentence)
            .trim_end_matches('.'),
    )
}

/// `[[scene]]` for the entries of `scene`.
pub(crate) fn table_name(name: &str) -> String {
    format!("`[[{}]]`", name.trim_matches('`'))
}
