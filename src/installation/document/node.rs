//! A place in a document where a value may be. Asking a missing or mistyped value gives nothing, so
//! that every check can run over every file, however wrong its other parts are.

use std::ops::Range;

use toml::Spanned;
use toml::de::DeValue;
use welkin_values::Moment;

use crate::time::{moment_of, parse_time};

/// A place where a value may be.
#[derive(Clone, Copy, Debug)]
pub struct Node<'d> {
    value: Option<&'d DeValue<'d>>,
    span: (usize, usize),
}

impl<'d> Node<'d> {
    pub(crate) fn new(value: &'d Spanned<DeValue<'d>>) -> Self {
        let span = value.span();
        Self {
            value: Some(value.get_ref()),
            span: (span.start, span.end),
        }
    }

    /// The value, where there is one.
    pub(crate) fn value(self) -> Option<&'d DeValue<'d>> {
        self.value
    }

    /// Where it begins, in bytes; of a missing value: where the table begins that misses it.
    pub fn place(self) -> usize {
        self.span.0
    }

    /// The bytes it takes; of a table: its header.
    pub(crate) fn span(self) -> Range<usize> {
        self.span.0..self.span.1
    }

    /// Whether there is a value.
    pub fn is_there(self) -> bool {
        self.value.is_some()
    }

    /// The value of a key.
    pub fn get(self, key: &str) -> Self {
        match self.value.and_then(|value| value.get(key)) {
            Some(value) => Self::new(value),
            None => Self {
                value: None,
                span: self.span,
            },
        }
    }

    /// The values of a list; of anything else: none.
    pub fn items(self) -> impl Iterator<Item = Self> + use<'d> {
        let array = self.value.and_then(DeValue::as_array);
        array
            .into_iter()
            .flat_map(|array| array.iter())
            .map(Self::new)
    }

    /// Keys and values of a table, each key with its place; of anything else: none.
    pub fn entries(self) -> impl Iterator<Item = (usize, &'d str, Self)> + use<'d> {
        let table = self.value.and_then(DeValue::as_table);
        let entries = table.into_iter().flat_map(|table| table.iter());
        entries.map(|(key, value)| (key.span().start, &**key.get_ref(), Self::new(value)))
    }

    /// A text.
    pub fn text(self) -> Option<&'d str> {
        self.value.and_then(DeValue::as_str)
    }

    /// Yes or no.
    pub fn is_true(self) -> bool {
        self.value.and_then(DeValue::as_bool) == Some(true)
    }

    /// A number, whole or not, finite or not.
    pub fn number(self) -> Option<f64> {
        match self.value? {
            DeValue::Float(float) => float.as_str().parse().ok(),
            DeValue::Integer(integer) => {
                let whole = i128::from_str_radix(integer.as_str(), integer.radix());
                Some(whole.map_or(f64::INFINITY, |whole| whole as f64))
            }
            _ => None,
        }
    }

    /// A time, as a text or in seconds.
    pub fn time(self) -> Option<Moment> {
        match self.text() {
            Some(text) => parse_time(text).ok(),
            None => self.number().and_then(moment_of),
        }
    }
}
