//! What a network needs of a checkpoint, and what it finds instead.

use std::fmt;

/// A tensor that a network needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Its name in the checkpoint.
    pub name: String,
    /// Its shape.
    pub shape: Vec<usize>,
}

/// A tensor that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// Its name in the checkpoint.
    pub name: String,
    /// The shape that the network needs; 0 stands for any length.
    pub expected: Vec<usize>,
    /// What is there instead.
    pub found: Found,
}

/// What is found in the place of a tensor that fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing.
    Nothing,
    /// A tensor of another shape.
    Shape(Vec<usize>),
    /// Whole numbers or truth values where fractions are needed.
    Numbers(String),
    /// Numbers that are infinite or not numbers at all.
    NotFinite,
}

impl Wanted {
    /// A tensor's name and shape.
    pub fn new(name: impl Into<String>, shape: &[usize]) -> Self {
        Self {
            name: name.into(),
            shape: shape.to_vec(),
        }
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            name,
            expected,
            found,
        } = self;
        match found {
            Found::Nothing => write!(f, "{name} {expected:?} is missing"),
            Found::Shape(shape) => write!(f, "{name} is {shape:?}, expected {expected:?}"),
            Found::Numbers(kind) => {
                write!(f, "{name} holds {kind}, expected floating-point numbers")
            }
            Found::NotFinite => write!(f, "{name} holds numbers that are not finite"),
        }
    }
}

/// Everything that does not fit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", list(.0))]
pub struct Misfits(pub Vec<Misfit>);

/// The first ones in words, and how many more there are: a checkpoint of another family lacks hundreds.
pub(crate) fn list(misfits: &[Misfit]) -> String {
    const SHOWN: usize = 6;
    let shown = misfits.iter().take(SHOWN);
    let mut lines: Vec<String> = shown.map(Misfit::to_string).collect();
    if misfits.len() > SHOWN {
        lines.push(format!("and {} more", misfits.len() - SHOWN));
    }
    lines.join("; ")
}
