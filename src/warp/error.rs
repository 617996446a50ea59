//! What can be wrong with a warp file, in words that say where and what to do.

/// Why a warp file cannot be read, or a warp cannot be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WarpError {
    /// The contents are of no format that is read here.
    #[error(
        "{file} is no warp file that can be read ({reason}); bring MPCDI, a Paul Bourke mesh, OBJ, PFM, \
         domeprojection.com's CSV, .sgc or a SimCAD grid"
    )]
    Unknown {
        /// The file's name.
        file: String,
        /// What it looks like instead.
        reason: String,
    },
    /// Something in the file is cut short, out of range or not allowed.
    #[error("{file}: {place}: {reason}")]
    Wrong {
        /// The file's name.
        file: String,
        /// The line, entry or pixel.
        place: String,
        /// What is wrong, and what to do.
        reason: String,
    },
    /// A part that the file names is not there.
    #[error("{file} names {part:?}, which is not in it; export it again with all its parts")]
    Missing {
        /// The file's name.
        file: String,
        /// The part's path.
        part: String,
    },
    /// The path of a part leads out of the archive or folder. Nothing was read from there.
    #[error(
        "{file} names {part:?}, which leads out of it; parts are named by plain paths such as \"maps/left.pfm\""
    )]
    Escapes {
        /// The file's name.
        file: String,
        /// The part's path.
        part: String,
    },
    /// Reading on would take more memory or time than a file of this length may.
    #[error("{file} has {reason}; it is not read. If it is to be trusted, allow it more memory")]
    TooMuch {
        /// The file's name.
        file: String,
        /// What there is too much of.
        reason: String,
    },
    /// A format has no place for what a warp holds.
    #[error("{format} cannot hold this warp: {reason}")]
    CannotHold {
        /// The format that was asked for.
        format: &'static str,
        /// What it has no place for, and what to do.
        reason: String,
    },
}

impl WarpError {
    pub(crate) fn cannot(format: &'static str, reason: impl Into<String>) -> Self {
        let reason = reason.into();
        Self::CannotHold { format, reason }
    }
}

/// What stops a reader, before the file's name is known to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    Unknown(String),
    Wrong { place: String, reason: String },
    Missing(String),
    Escapes(String),
    TooMuch(String),
}

impl Fault {
    pub(crate) fn at(place: impl Into<String>, reason: impl Into<String>) -> Self {
        let (place, reason) = (place.into(), reason.into());
        Self::Wrong { place, reason }
    }

    /// Something in a line of text; lines count from 1.
    pub(crate) fn line(line: usize, reason: impl Into<String>) -> Self {
        Self::at(format!("line {line}"), reason)
    }

    /// The same, inside a part of the file.
    pub(crate) fn within(self, part: &str) -> Self {
        match self {
            Self::Wrong { place, reason } => Self::at(format!("{part}, {place}"), reason),
            Self::Unknown(reason) => Self::at(part, reason),
            Self::TooMuch(reason) => Self::TooMuch(format!("{reason} in {part}")),
            other => other,
        }
    }

    /// The same with the file's name.
    pub(crate) fn named(self, file: &str) -> WarpError {
        let file = file.to_string();
        match self {
            Self::Unknown(reason) => WarpError::Unknown { file, reason },
            Self::Wrong { place, reason } => WarpError::Wrong {
                file,
                place,
                reason,
            },
            Self::Missing(part) => WarpError::Missing { file, part },
            Self::Escapes(part) => WarpError::Escapes { file, part },
            Self::TooMuch(reason) => WarpError::TooMuch { file, reason },
        }
    }
}
