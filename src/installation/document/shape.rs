//! Compares a document with its JSON schema: keys, types, words and ranges. The same schema serves
//! editors, so that what an editor allows and what Welkin reads cannot differ.

mod said;

use serde_json::Value;
use toml::de::DeValue;

use crate::time::parse_time;

use super::{Findings, Node, list, nearest, quote};
use said::{
    allows, choices, describe, kind, range_hint, said, said_of_type, suggestion, table_name, types,
    words,
};

/// Finds everything in the document that its schema does not allow.
pub fn check_shape(schema: &Value, findings: &mut Findings<'_>) {
    let root = findings.document().root();
    Shape {
        top: schema,
        findings,
    }
    .value("the file", root, schema);
}

struct Shape<'s, 'f, 'd> {
    top: &'s Value,
    findings: &'f mut Findings<'d>,
}

impl Shape<'_, '_, '_> {
    fn value(&mut self, name: &str, node: Node<'_>, schema: &Value) {
        let Some(value) = node.value() else { return };
        if let Some(words) = words(schema) {
            return self.word(name, node, &words);
        }
        if let Some(variants) = schema["oneOf"].as_array() {
            return self.variant(name, node, variants);
        }
        if let Some(forms) = schema["anyOf"].as_array() {
            return self.form(name, node, forms, schema);
        }
        if !allows(schema, value) {
            return self.wrong_type(name, node, schema);
        }
        match value {
            DeValue::String(text) => self.text(name, node, text, schema),
            DeValue::Integer(_) | DeValue::Float(_) => self.number(name, node, schema),
            DeValue::Array(_) => self.array(name, node, schema),
            DeValue::Table(_) => self.table(name, node, schema, &[]),
            DeValue::Boolean(_) | DeValue::Datetime(_) => {}
        }
    }

    /// A value that can be written in several ways: held against the way that has its type.
    fn form(&mut self, name: &str, node: Node<'_>, forms: &[Value], schema: &Value) {
        let Some(value) = node.value() else { return };
        let is_word = matches!(value, DeValue::String(_));
        let fits = |form: &&Value| allows(form, value) || (is_word && words(form).is_some());
        if let Some(form) = forms.iter().find(fits) {
            return self.value(name, node, form);
        }
        let message = format!("{name} cannot be {}", said(value));
        let hint = describe(schema).unwrap_or("see the schema");
        self.findings.wrong(node, message, hint);
    }

    /// One of a few words.
    fn word(&mut self, name: &str, node: Node<'_>, words: &[&str]) {
        let known = || words.iter().copied();
        match node.text() {
            Some(word) if words.contains(&word) => {}
            Some(word) => {
                let message = format!("{name} cannot be {}", quote(word));
                self.findings
                    .wrong(node, message, suggestion(word, known()));
            }
            None => {
                let message = format!("{name} must be a word in quotes");
                self.findings
                    .wrong(node, message, format!("write one of {}", list(known())));
            }
        }
    }

    /// A table whose `kind` says which keys it has.
    fn variant(&mut self, name: &str, node: Node<'_>, variants: &[Value]) {
        if !node.value().is_some_and(DeValue::is_table) {
            let message = format!("{name} must be a table");
            let kinds = list(variants.iter().filter_map(kind));
            let hint = format!("write {{ kind = … }} with the kind {kinds}");
            return self.findings.wrong(node, message, hint);
        }
        let found = node.get("kind");
        let Some(word) = found.text() else {
            let message = if found.is_there() {
                "`kind` must be a word in quotes".to_owned()
            } else {
                format!("`kind` is missing from {name}")
            };
            let hint = format!("write one of {}", list(variants.iter().filter_map(kind)));
            return self.findings.wrong(found, message, hint);
        };
        match variants.iter().find(|variant| kind(variant) == Some(word)) {
            Some(variant) => self.table(name, node, variant, variants),
            None => {
                let message = format!("{name} has no kind {}", quote(word));
                let hint = suggestion(word, variants.iter().filter_map(kind));
                self.findings.wrong(found, message, hint);
            }
        }
    }

    fn table(&mut self, name: &str, node: Node<'_>, schema: &Value, variants: &[Value]) {
        let Some(properties) = schema["properties"].as_object() else {
            return;
        };
        for (place, key, value) in node.entries() {
            match properties.get(key) {
                Some(property) => self.value(&quote(key), value, property),
                None if self.findings.is_full() => {
                    self.findings.wrong_at(place, String::new(), None);
                }
                None => {
                    let known = properties.keys().map(String::as_str);
                    let hint = self.where_key_belongs(key, known, variants);
                    let message = format!("{name} has no key {}", quote(key));
                    self.findings.wrong_at(place, message, Some(hint));
                }
            }
        }
        for key in schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
        {
            if !node.get(key).is_there() {
                let message = format!("`{key}` is missing from {name}");
                let hint = describe(&properties[key]);
                self.findings.wrong_at(
                    node.place(),
                    message,
                    hint.map(|hint| format!("add `{key}`: {hint}")),
                );
            }
        }
    }

    fn where_key_belongs<'w>(
        &self,
        key: &str,
        known: impl Iterator<Item = &'w str> + Clone,
        variants: &[Value],
    ) -> String {
        if let Some(meant) = nearest(key, known.clone()) {
            return format!("did you mean `{meant}`?");
        }
        let has_key = |variant: &&Value| variant["properties"].get(key).is_some();
        if let Some(other) = variants.iter().find(has_key).and_then(kind) {
            return format!("`{key}` belongs to the kind `{other}`");
        }
        if self.top["properties"].get(key).is_some() {
            return format!("`{key}` belongs to the top of the file, above the first table");
        }
        format!("the keys here are {}", list(known))
    }

    fn array(&mut self, name: &str, node: Node<'_>, schema: &Value) {
        let count = node.items().count() as u64;
        let least = schema["minItems"].as_u64().unwrap_or(0);
        let most = schema["maxItems"].as_u64().unwrap_or(u64::MAX);
        if !(least..=most).contains(&count) {
            let message = match count {
                0 => format!("{name} is empty"),
                1 => format!("{name} has 1 entry"),
                _ => format!("{name} has {count} entries"),
            };
            let hint = match (least == most, count < least) {
                (true, _) => format!("it takes exactly {least}"),
                (_, true) => format!("it takes at least {least}"),
                (_, false) => format!("it takes at most {most}"),
            };
            self.findings.wrong(node, message, hint);
        }
        let name = if schema["items"]["type"] == "object" {
            table_name(name)
        } else {
            name.into()
        };
        for item in node.items() {
            self.value(&name, item, &schema["items"]);
        }
    }

    fn text(&mut self, name: &str, node: Node<'_>, text: &str, schema: &Value) {
        if schema["format"] == "time-in-show" {
            if parse_time(text).is_err() {
                let hint = "write it as \"m:ss\", \"h:mm:ss\" or seconds, up to 100 hours";
                self.findings
                    .wrong(node, format!("{name} cannot be {}", quote(text)), hint);
            }
            return;
        }
        let count = text.chars().count() as u64;
        if count < schema["minLength"].as_u64().unwrap_or(0) {
            let hint = "write at least one character";
            self.findings.wrong(node, format!("{name} is empty"), hint);
        } else if let Some(most) = schema["maxLength"].as_u64().filter(|&most| count > most) {
            let message = format!("{name} has {count} characters");
            self.findings
                .wrong(node, message, format!("write at most {most}"));
        }
    }

    fn number(&mut self, name: &str, node: Node<'_>, schema: &Value) {
        let written = self
            .findings
            .document()
            .written(node.span())
            .trim()
            .to_owned();
        let Some(number) = node.number().filter(|number| !number.is_nan()) else {
            let message = format!("{name} is {}, which is not a number", quote(&written));
            return self.findings.wrong(node, message, range_hint(schema));
        };
        if let Some(choices) = choices(schema).filter(|choices| !choices.contains(&number)) {
            let choices: Vec<String> = choices.iter().map(f64::to_string).collect();
            let hint = format!("write {}", list(choices.iter().map(String::as_str)));
            let message = format!("{name} cannot be {}", quote(&written));
            return self.findings.wrong(node, message, hint);
        }
        let least = schema["minimum"].as_f64().unwrap_or(f64::MIN);
        let most = schema["maximum"].as_f64().unwrap_or(f64::MAX);
        let step = schema["multipleOf"].as_f64();
        if !(least..=most).contains(&number) {
            let message = format!("{name} is {}, out of range", quote(&written));
            self.findings.wrong(node, message, range_hint(schema));
        } else if let Some(step) = step.filter(|step| number % step != 0.0) {
            let message = format!("{name} is {number}, not a multiple of {step}");
            let below = (number / step).floor() * step;
            let (below, above) = (below.max(least), (below + step).min(most));
            self.findings
                .wrong(node, message, format!("write {below} or {above}"));
        }
    }

    fn wrong_type(&mut self, name: &str, node: Node<'_>, schema: &Value) {
        let wanted = types(schema).next().unwrap_or_default();
        let found = node.value().map_or("nothing", said);
        let message = format!(
            "{name} must be {}, not {found}",
            said_of_type(wanted, schema)
        );
        let bare = name.trim_matches('`');
        let hint = match (wanted, node.value()) {
            ("number" | "integer", Some(DeValue::String(text))) if text.parse::<f64>().is_ok() => {
                format!("write {} without quotes", text.trim())
            }
            ("integer", Some(DeValue::Float(_))) => {
                format!("write {}", node.number().unwrap_or_default().round())
            }
            ("array", Some(DeValue::Table(_))) => format!("write [[{bare}]] with two brackets"),
            ("object", Some(DeValue::Array(_))) => format!("write [{bare}] with one bracket"),
            (_, Some(DeValue::Datetime(_))) => "put it between quotes".into(),
            ("boolean", _) => "write true or false, without quotes".into(),
            _ => describe(schema).unwrap_or("see the schema").into(),
        };
        self.findings.wrong(node, message, hint);
    }
}
