//! What can be wrong with a file, in words that say what to do.

use crate::misfit::{Misfit, list};

/// Why a checkpoint cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CheckpointError {
    /// The contents are of no format that is read here.
    #[error(
        "{checkpoint} is no checkpoint that can be read ({reason}); bring safetensors, PyTorch's .pt or .pth, \
         NVIDIA's .pkl, or burn's .mpk or .bpk"
    )]
    Unknown {
        /// The file's name.
        checkpoint: String,
        /// What it looks like instead.
        reason: String,
    },
    /// The file is cut short or says things of itself that are not so.
    #[error("{checkpoint} is not whole ({reason}); copy or export it again")]
    Damaged {
        /// The file's name.
        checkpoint: String,
        /// What is wrong in it.
        reason: String,
    },
    /// The file asks for something to be run. Nothing was.
    #[error(
        "{checkpoint} tried to run {tried}; nothing was run. A checkpoint is only data: ask its maker for a \
         state_dict or for safetensors"
    )]
    Runs {
        /// The file's name.
        checkpoint: String,
        /// What it tried to call, as far as it can be shown.
        tried: String,
    },
    /// Reading on would take more memory or time than a file of this length may.
    #[error(
        "{checkpoint} has {reason}, more than a checkpoint of its length needs; it is not read"
    )]
    TooMuch {
        /// The file's name.
        checkpoint: String,
        /// What there is too much of.
        reason: String,
    },
    /// A format or a kind of numbers that is known and not read.
    #[error("{checkpoint} holds {reason}")]
    Unsupported {
        /// The file's name.
        checkpoint: String,
        /// What it is and what to do.
        reason: String,
    },
    /// Tensors are missing, have another shape or are not finite: all of them are listed.
    #[error("{checkpoint} does not fit: {}", list(misfits))]
    Misfits {
        /// The file's name.
        checkpoint: String,
        /// Every tensor that does not fit.
        misfits: Vec<Misfit>,
    },
}

/// What stops a reader, before the file's name is known to it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    Unknown(String),
    Damaged(String),
    Runs(String),
    TooMuch(String),
    Unsupported(String),
}

impl Fault {
    pub(crate) fn damaged(reason: impl Into<String>) -> Self {
        Self::Damaged(reason.into())
    }

    pub(crate) fn unsupported(reason: impl Into<String>) -> Self {
        Self::Unsupported(reason.into())
    }

    /// The same with the file's name.
    pub(crate) fn named(self, checkpoint: &str) -> CheckpointError {
        let checkpoint = checkpoint.to_string();
        match self {
            Self::Unknown(reason) => CheckpointError::Unknown { checkpoint, reason },
            Self::Damaged(reason) => CheckpointError::Damaged { checkpoint, reason },
            Self::Runs(tried) => CheckpointError::Runs { checkpoint, tried },
            Self::TooMuch(reason) => CheckpointError::TooMuch { checkpoint, reason },
            Self::Unsupported(reason) => CheckpointError::Unsupported { checkpoint, reason },
        }
    }
}
