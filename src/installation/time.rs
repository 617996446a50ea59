//! Times as people write them: `"2:05"`, `"1:02:03.5"`, or a number of seconds.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Visitor};
use welkin_values::Moment;

/// The longest time that a file may name: a hundred hours.
const LONGEST_SECS: f64 = 360_000.0;

/// A text that is not a time.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a time; write \"m:ss\", \"h:mm:ss\" or seconds, up to 100 hours")]
pub struct TimeError(String);

/// Reads `"m:ss"`, `"h:mm:ss"` or seconds, each with a fraction if wanted.
///
/// # Errors
/// The text is none of these, or more than a hundred hours.
pub fn parse_time(text: &str) -> Result<Moment, TimeError> {
    secs_of(text)
        .and_then(moment_of)
        .ok_or_else(|| TimeError(text.chars().take(40).collect()))
}

/// The moment at this many seconds, where that is a time a file may name.
pub(crate) fn moment_of(secs: f64) -> Option<Moment> {
    (0.0..=LONGEST_SECS)
        .contains(&secs)
        .then(|| Moment::from_secs(secs))
}

fn secs_of(text: &str) -> Option<f64> {
    let parts: Vec<&str> = text.split(':').collect();
    let (last, before) = parts.split_last()?;
    if before.len() > 2 {
        return None;
    }
    let mut secs = 0.0;
    for (index, part) in before.iter().enumerate() {
        secs = secs * 60.0 + count(part, index > 0)?;
    }
    let (whole, fraction) = last.split_once('.').unwrap_or((last, "0"));
    let whole = count(whole, !before.is_empty())?;
    if !is_digits(fraction) {
        return None;
    }
    let fraction: f64 = format!("0.{fraction}").parse().ok()?;
    Some(secs * 60.0 + whole + fraction)
}

/// Digits as a number; below sixty where a larger unit stands before it.
fn count(digits: &str, below_sixty: bool) -> Option<f64> {
    if !is_digits(digits) {
        return None;
    }
    let count: f64 = digits.parse().ok()?;
    (!below_sixty || count < 60.0).then_some(count)
}

fn is_digits(text: &str) -> bool {
    (1..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A time in a file.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Time(pub(crate) Moment);

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TimeVisitor)
    }
}

struct TimeVisitor;

impl Visitor<'_> for TimeVisitor {
    type Value = Time;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a time such as \"2:05\", or a number of seconds")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Time, E> {
        parse_time(text).map(Time).map_err(E::custom)
    }

    fn visit_f64<E: serde::de::Error>(self, secs: f64) -> Result<Time, E> {
        moment_of(secs)
            .map(Time)
            .ok_or_else(|| E::custom(TimeError(secs.to_string())))
    }

    fn visit_i64<E: serde::de::Error>(self, secs: i64) -> Result<Time, E> {
        self.visit_f64(secs as f64)
    }

    fn visit_u64<E: serde::de::Error>(self, secs: u64) -> Result<Time, E> {
        self.visit_f64(secs as f64)
    }
}

impl JsonSchema for Time {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Time".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": ["string", "number"],
            "format": "time-in-show",
            "pattern": r"^([0-9]+:){0,2}[0-9]+(\.[0-9]+)?$",
            "minimum": 0,
            "maximum": 360_000
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, secs: Option<f64>) {
        let moment = parse_time(text).ok();
        assert_eq!(moment, secs.map(Moment::from_secs), "{text}");
    }

    #[test]
    fn times_as_people_write_them() {
        check("0:00", Some(0.0));
        check("2:05", Some(125.0));
        check("90:00", Some(5400.0));
        check("1:02:03.5", Some(3723.5));
        check("12.25", Some(12.25));
        check("100:00:00", Some(360_000.0));
    }

    #[test]
    fn what_is_no_time() {
        let wrong = [
            "",
            ":",
            "1:",
            ":30",
            "1:60",
            "1:60:00",
            "0:0:0:0",
            "-1",
            "1e3",
            "nan",
            "1:2x",
            "1.",
            ".5",
            "1:3.5:00",
            " 1:00",
            "100:00:00.1",
            "99999999999999999999999999",
            "٣:٠٠",
        ];
        for text in wrong {
            check(text, None);
        }
    }
}
