//! What is wrong with a file, where, and what to write instead. All of it at once.

use std::fmt;

use serde::Serialize;

/// One thing that is wrong, with its place.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Problem {
    /// The file's name as the user knows it.
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    /// In characters, counted from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to write instead, where that is known.
    pub hint: Option<String>,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}:{}:{}: {}",
            self.file, self.line, self.column, self.message
        )?;
        match &self.hint {
            Some(hint) => write!(f, "; {hint}"),
            None => Ok(()),
        }
    }
}

/// Everything that is wrong, in the order of the files' lines. Displayed, one problem per line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Problems {
    /// What must be changed before the files can be used.
    pub problems: Vec<Problem>,
    /// What is allowed, but probably not meant.
    pub warnings: Vec<Problem>,
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            problem.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Self {
            problems: vec![problem],
            warnings: Vec::new(),
        }
    }
}

/// What reading gave: the value if nothing is wrong, and in any case what there is to say.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked<T> {
    /// The checked value; `None` exactly where there are problems.
    pub value: Option<T>,
    /// Problems and warnings; warnings may come with a value.
    pub problems: Problems,
}

impl<T> Checked<T> {
    /// Nothing but what is wrong.
    pub(crate) fn refused(problems: impl Into<Problems>) -> Self {
        Self {
            value: None,
            problems: problems.into(),
        }
    }

    /// The value, or everything that is wrong; warnings of a good file are dropped.
    ///
    /// # Errors
    /// All problems, where there are any.
    pub fn into_result(self) -> Result<T, Problems> {
        self.value.ok_or(self.problems)
    }
}
