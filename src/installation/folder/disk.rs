//! A folder on disk. The only place in this crate that touches files.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::{Folder, FolderError, LARGEST_TEXT_BYTES, inside};

/// How many neighbours of a missing file are looked at.
const MOST_NEIGHBOURS: usize = 1000;

/// A folder on disk.
#[derive(Clone, Debug)]
pub struct DiskFolder {
    root: PathBuf,
}

impl DiskFolder {
    /// The folder at this path; it need not exist yet.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The folder's path, as it was given.
    pub fn root(&self) -> &Path {
        &self.root
    }
}

impl Folder for DiskFolder {
    fn read(&self, path_in_folder: &str) -> Result<Vec<u8>, FolderError> {
        let unreadable = |error: io::Error| said(path_in_folder, &error);
        let file = File::open(self.resolve(path_in_folder)?).map_err(unreadable)?;
        let mut bytes = Vec::new();
        file.take(LARGEST_TEXT_BYTES as u64 + 1)
            .read_to_end(&mut bytes)
            .map_err(unreadable)?;
        if bytes.len() > LARGEST_TEXT_BYTES {
            return Err(FolderError::TooLarge(path_in_folder.into()));
        }
        Ok(bytes)
    }

    fn resolve(&self, path_in_folder: &str) -> Result<PathBuf, FolderError> {
        let relative = inside(path_in_folder)?;
        let root = fs::canonicalize(&self.root).map_err(|error| said(path_in_folder, &error))?;
        let file =
            fs::canonicalize(root.join(relative)).map_err(|error| said(path_in_folder, &error))?;
        if !file.starts_with(&root) {
            return Err(FolderError::LeadsOutside(path_in_folder.into()));
        }
        let metadata = fs::metadata(&file).map_err(|error| said(path_in_folder, &error))?;
        if !metadata.is_file() {
            return Err(FolderError::NotAFile(path_in_folder.into()));
        }
        Ok(file)
    }

    fn beside(&self, path_in_folder: &str) -> Vec<String> {
        let Ok(relative) = inside(path_in_folder) else {
            return Vec::new();
        };
        let parent = relative.parent().unwrap_or(Path::new(""));
        let Ok(entries) = fs::read_dir(self.root.join(parent)) else {
            return Vec::new();
        };
        let mut names: Vec<String> = entries
            .take(MOST_NEIGHBOURS)
            .filter_map(|entry| {
                parent
                    .join(entry.ok()?.file_name())
                    .to_str()
                    .map(String::from)
            })
            .collect();
        names.sort();
        names
    }
}

fn said(path: &str, error: &io::Error) -> FolderError {
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => FolderError::Missing(path.into()),
        _ => FolderError::Unreadable(path.into(), error.to_string()),
    }
}
