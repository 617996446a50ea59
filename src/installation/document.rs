//! A TOML text whose every value knows its place, and the problems found in it. Other crates read their own
//! files with it, so that all mistakes are told in one way.

mod findings;
mod nearest;
mod node;
mod shape;

pub use findings::Findings;
pub use nearest::{list, nearest, quote};
pub use node::Node;
pub use shape::check_shape;

use std::ops::Range;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use crate::folder::LARGEST_TEXT_BYTES;
use crate::problem::Problem;

/// A TOML text that can be read, if not yet understood.
#[derive(Debug)]
pub struct Document<'t> {
    file: &'t str,
    text: &'t str,
    root: Spanned<DeValue<'t>>,
}

impl<'t> Document<'t> {
    /// Reads the text's TOML.
    ///
    /// # Errors
    /// The text has too many bytes, or is not TOML; the first place where it is not.
    pub fn parse(file: &'t str, text: &'t str) -> Result<Self, Problem> {
        if text.len() > LARGEST_TEXT_BYTES {
            let message = "the file has more than 1 MiB, which no file of this kind needs";
            let hint = "check that this is the right file";
            return Err(problem(file, text, 0, message.into(), Some(hint.into())));
        }
        match DeTable::parse(text) {
            Ok(table) => {
                let root = Spanned::new(table.span(), DeValue::Table(table.into_inner()));
                Ok(Self { file, text, root })
            }
            Err(error) => {
                let place = error.span().map_or(text.len(), |span| span.start);
                Err(problem(
                    file,
                    text,
                    place,
                    error.message().into(),
                    hint_for(error.message()),
                ))
            }
        }
    }

    /// The whole of it.
    pub fn root(&self) -> Node<'_> {
        Node::new(&self.root)
    }

    /// A problem at a byte of the text.
    pub fn problem(&self, place: usize, message: String, hint: Option<String>) -> Problem {
        problem(self.file, self.text, place, message, hint)
    }

    /// What is written between two bytes of the text.
    pub(crate) fn written(&self, span: Range<usize>) -> &str {
        self.text.get(span).unwrap_or_default()
    }

    /// The values of a file struct.
    ///
    /// # Errors
    /// What serde minds; nothing, once the shape is checked.
    pub(crate) fn values<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        T::deserialize(ValueDeserializer::from(self.root.clone())).map_err(|error| {
            let place = error.span().map_or(0, |span| span.start);
            self.problem(place, error.message().into(), None)
        })
    }
}

fn problem(file: &str, text: &str, place: usize, message: String, hint: Option<String>) -> Problem {
    let mut place = place.min(text.len());
    while !text.is_char_boundary(place) {
        place -= 1;
    }
    let before = &text[..place];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    Problem {
        file: file.into(),
        line: before.bytes().filter(|&byte| byte == b'\n').count() + 1,
        column: before[line_start..].chars().count() + 1,
        message,
        hint,
    }
}

/// What to do about the commonest mistakes in TOML itself.
fn hint_for(message: &str) -> Option<String> {
    let hint = if message.starts_with("duplicate key") {
        "write each key once; a list of tables takes two brackets, such as [[scene]]"
    } else if message.contains("string values must be quoted") {
        "put the text between quotes"
    } else {
        return None;
    };
    Some(hint.into())
}
