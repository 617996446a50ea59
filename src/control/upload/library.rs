//! Where installations lie, and who looks at what arrives.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::limits::Limits;

type Check = dyn Fn(&Path) -> Result<(), String> + Send + Sync;

/// The library that uploads go into.
#[derive(Clone)]
pub struct Library {
    pub(super) folder: PathBuf,
    pub(super) limits: Limits,
    pub(super) check: Arc<Check>,
}

impl Library {
    /// A library in `folder` that takes uploads of at most `most_bytes`. `check` looks at a folder that has arrived, as at
    /// an installation, and says what is wrong with it; it is called on a thread for slow work.
    pub fn new(
        folder: impl Into<PathBuf>,
        most_bytes: u64,
        check: impl Fn(&Path) -> Result<(), String> + Send + Sync + 'static,
    ) -> Self {
        Self {
            folder: folder.into(),
            limits: Limits::of(most_bytes),
            check: Arc::new(check),
        }
    }
}

impl fmt::Debug for Library {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut library = f.debug_struct("Library");
        library
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}
