//! A folder in memory, for tests and for texts that are made by code.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{Folder, FolderError, LARGEST_TEXT_BYTES, inside};

/// A folder in memory; its files resolve to paths under `/memory`, where nothing is.
#[derive(Clone, Debug, Default)]
pub struct MemoryFolder {
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl MemoryFolder {
    /// An empty folder.
    pub fn new() -> Self {
        Self::default()
    }

    /// The folder with one more file.
    pub fn with(mut self, path_in_folder: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.files
            .insert(PathBuf::from(path_in_folder), bytes.into());
        self
    }

    fn find(&self, path_in_folder: &str) -> Result<(&Path, &[u8]), FolderError> {
        let relative = inside(path_in_folder)?;
        let (path, bytes) = self
            .files
            .get_key_value(&relative)
            .ok_or_else(|| FolderError::Missing(path_in_folder.into()))?;
        Ok((path, bytes))
    }
}

impl Folder for MemoryFolder {
    fn read(&self, path_in_folder: &str) -> Result<Vec<u8>, FolderError> {
        let (_, bytes) = self.find(path_in_folder)?;
        if bytes.len() > LARGEST_TEXT_BYTES {
            return Err(FolderError::TooLarge(path_in_folder.into()));
        }
        Ok(bytes.to_vec())
    }

    fn resolve(&self, path_in_folder: &str) -> Result<PathBuf, FolderError> {
        let (path, _) = self.find(path_in_folder)?;
        Ok(Path::new("/memory").join(path))
    }

    fn beside(&self, path_in_folder: &str) -> Vec<String> {
        let parent = Path::new(path_in_folder).parent();
        let beside = self.files.keys().filter(|path| path.parent() == parent);
        beside
            .filter_map(|path| path.to_str().map(String::from))
            .collect()
    }
}
