//! The small door through which this crate looks at files: an installation's folder, and nothing outside it.

mod disk;
mod memory;

pub use disk::DiskFolder;
pub use memory::MemoryFolder;

use std::path::{Component, Path, PathBuf};

/// The most bytes a TOML file may have.
pub const LARGEST_TEXT_BYTES: usize = 1 << 20;

/// An installation's folder. Paths are relative to it, and stay inside.
pub trait Folder {
    /// The bytes of a text file.
    ///
    /// # Errors
    /// As [`Folder::resolve`], or the file has more than [`LARGEST_TEXT_BYTES`].
    fn read(&self, path_in_folder: &str) -> Result<Vec<u8>, FolderError>;

    /// Where a file is, absolute, with no link left in the path.
    ///
    /// # Errors
    /// There is no such file, or it is not inside the folder.
    fn resolve(&self, path_in_folder: &str) -> Result<PathBuf, FolderError>;

    /// Names of files beside a path, as paths in the folder, to suggest one. May be empty.
    fn beside(&self, path_in_folder: &str) -> Vec<String> {
        let _ = path_in_folder;
        Vec::new()
    }
}

/// Why a file of a folder cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FolderError {
    /// The path is empty, or holds a character that no path may hold.
    #[error("{0:?} is not a path")]
    NotAPath(String),
    /// The path begins at the root of the disk.
    #[error("{0:?} is an absolute path; an installation's files lie in its own folder")]
    Absolute(String),
    /// The path climbs out with `..`.
    #[error("{0:?} leaves the installation's folder with `..`")]
    Climbs(String),
    /// A link on the way leads outside.
    #[error("{0:?} is a link that leads outside the installation's folder")]
    LeadsOutside(String),
    /// Nothing is there.
    #[error("there is no file {0:?}")]
    Missing(String),
    /// Something is there, but not a file.
    #[error("{0:?} is not a file")]
    NotAFile(String),
    /// A text file has more than [`LARGEST_TEXT_BYTES`].
    #[error("{0:?} has more than 1 MiB, which no show or venue needs")]
    TooLarge(String),
    /// The system does not let us; its words follow.
    #[error("{0:?} cannot be read: {1}")]
    Unreadable(String, String),
}

impl FolderError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NotAPath(_) => "write a path such as \"music/drums.ogg\"",
            Self::Absolute(_) | Self::Climbs(_) | Self::LeadsOutside(_) => {
                "copy the file into the installation's folder and write its path from there"
            }
            Self::Missing(_) => "check the name, or copy the file to that place",
            Self::NotAFile(_) => "name a file",
            Self::TooLarge(_) => "check that this is the right file",
            Self::Unreadable(..) => "check who may read the file",
        }
    }
}

/// The path without anything that could lead out of a folder.
fn inside(path: &str) -> Result<PathBuf, FolderError> {
    if path.is_empty() || path.len() > 1024 || path.contains(char::is_control) {
        return Err(FolderError::NotAPath(path.chars().take(60).collect()));
    }
    let mut kept = PathBuf::new();
    for component in Path::new(path).components() {
        match component {
            Component::Normal(name) => kept.push(name),
            Component::CurDir => {}
            Component::ParentDir => return Err(FolderError::Climbs(path.into())),
            Component::RootDir | Component::Prefix(_) => {
                return Err(FolderError::Absolute(path.into()));
            }
        }
    }
    if kept.as_os_str().is_empty() {
        Err(FolderError::NotAFile(path.into()))
    } else {
        Ok(kept)
    }
}

#[cfg(test)]
mod tests;
