//! The hidden folder a film is made in, and what keeps two programs out of each other's way.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::{FilmError, FilmSettings};

const LOCK: &str = "lock";
const MANIFEST: &str = "film.txt";

/// A hidden folder beside the film, ours alone for as long as this value lives: the system lets the
/// lock go even when the process is killed.
pub(super) struct WorkFolder {
    path: PathBuf,
    /// In names of files being written, so that what a killed run's encoder may still be writing is
    /// never ours.
    token: String,
    _lock: File,
}

/// What film a folder holds the beginning of: one line for each thing that changes the film.
pub(super) struct Manifest {
    lines: Vec<(&'static str, String)>,
}

impl WorkFolder {
    /// Opens or makes the folder for the film at `out`. Without `resume` it is emptied; with it, it
    /// must hold the beginning of the same film, or nothing.
    pub(super) fn open(out: &Path, manifest: &Manifest, resume: bool) -> Result<Self, FilmError> {
        let name = out
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let path = out.with_file_name(format!(".{name}.partial"));
        let lock = lock(&path)?;
        let folder = Self {
            path,
            token: token(),
            _lock: lock,
        };
        let earlier = match fs::read_to_string(folder.at(MANIFEST)) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => return Err(FilmError::file(&folder.at(MANIFEST))(error)),
        };
        match earlier {
            Some(text) if resume => {
                if let Some(what) = manifest.differs_from(&text) {
                    return Err(FilmError::AnotherFilm {
                        folder: folder.path.clone(),
                        what,
                    });
                }
                folder.remove_entries(|name| name.ends_with(".writing"))?;
            }
            _ => {
                folder.remove_manifest()?;
                folder.remove_entries(|name| name != LOCK)?;
                folder.write(MANIFEST, manifest.text().as_bytes())?;
            }
        }
        Ok(folder)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn at(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// The name a file has until it is whole.
    pub(super) fn writing(&self, name: &str) -> String {
        format!("{name}.{}.writing", self.token)
    }

    /// Makes a whole file durable and gives it its name in this folder.
    pub(super) fn close(&self, name: &str) -> Result<(), FilmError> {
        self.publish(&self.writing(name), &self.at(name))
    }

    /// Makes a file of this folder durable and moves it to any place on the same disk.
    pub(super) fn publish(&self, name: &str, to: &Path) -> Result<(), FilmError> {
        let from = self.at(name);
        File::open(&from)
            .and_then(|file| file.sync_all())
            .map_err(FilmError::file(&from))?;
        fs::rename(&from, to).map_err(FilmError::file(to))?;
        sync_folder_of(to)
    }

    /// Writes a small file at once.
    pub(super) fn write(&self, name: &str, bytes: &[u8]) -> Result<(), FilmError> {
        let writing = self.at(&self.writing(name));
        fs::write(&writing, bytes).map_err(FilmError::file(&writing))?;
        self.close(name)
    }

    /// Removes the folder: the film is done.
    pub(super) fn remove(self) -> Result<(), FilmError> {
        // First of all, so that half a folder is never taken for a film's beginning.
        self.remove_manifest()?;
        fs::remove_dir_all(&self.path).map_err(FilmError::file(&self.path))
    }

    /// Removes the files whose name is not wanted, and every folder.
    pub(super) fn remove_entries(&self, unwanted: impl Fn(&str) -> bool) -> Result<(), FilmError> {
        for entry in fs::read_dir(&self.path).map_err(FilmError::file(&self.path))? {
            let entry = entry.map_err(FilmError::file(&self.path))?;
            if !unwanted(&entry.file_name().to_string_lossy()) {
                continue;
            }
            let path = entry.path();
            let is_folder = entry.file_type().map_err(FilmError::file(&path))?.is_dir();
            let removed = if is_folder {
                fs::remove_dir_all(&path)
            } else {
                fs::remove_file(&path)
            };
            removed.map_err(FilmError::file(&path))?;
        }
        Ok(())
    }

    fn remove_manifest(&self) -> Result<(), FilmError> {
        match fs::remove_file(self.at(MANIFEST)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(FilmError::file(&self.at(MANIFEST))(error))
            }
            _ => Ok(()),
        }
    }
}

/// Makes a rename durable.
fn sync_folder_of(path: &Path) -> Result<(), FilmError> {
    let folder = path.parent().unwrap_or(path);
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(FilmError::file(folder))
}

/// Makes the folder if need be and takes its lock.
fn lock(folder: &Path) -> Result<File, FilmError> {
    let path = folder.join(LOCK);
    loop {
        fs::create_dir_all(folder).map_err(FilmError::file(folder))?;
        let opened = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path);
        let mut file = match opened {
            // The folder of a film that was finished just now.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            opened => opened.map_err(FilmError::file(&path))?,
        };
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut pid = String::new();
                let read = file.read_to_string(&mut pid);
                let pid = read.ok().and_then(|_| pid.trim().parse().ok());
                return Err(FilmError::Running {
                    folder: folder.to_path_buf(),
                    pid,
                });
            }
            // Disks over a network may know no locks: one program at a time is then up to the operator.
            Err(TryLockError::Error(error)) => {
                if error.kind() != std::io::ErrorKind::Unsupported {
                    return Err(FilmError::file(&path)(error));
                }
            }
        }
        let ours = file.metadata().map_err(FilmError::file(&path))?.ino();
        let is_still_there = fs::metadata(&path).is_ok_and(|there| there.ino() == ours);
        if is_still_there {
            let pid = std::process::id().to_string();
            let written = file.set_len(0).and_then(|()| file.rewind());
            written
                .and_then(|()| file.write_all(pid.as_bytes()))
                .map_err(FilmError::file(&path))?;
            return Ok(file);
        }
    }
}

/// Tells this run from every other.
fn token() -> String {
    let since = std::time::SystemTime::UNIX_EPOCH
        .elapsed()
        .unwrap_or_default();
    format!("{:x}-{:x}", std::process::id(), since.as_nanos())
}

impl Manifest {
    pub(super) fn of(settings: &FilmSettings, ffmpeg_version: &str) -> Self {
        let FilmSettings {
            width,
            height,
            frames_per_sec,
            codec,
            ten_bit,
            is_panorama,
            ..
        } = settings;
        let FilmSettings {
            first_frame,
            frames,
            segment_frames,
            fingerprint,
            ..
        } = settings;
        let lines = vec![
            ("layout", "1".to_owned()),
            ("show", format!("{fingerprint:?}")),
            ("size", format!("{width} x {height}")),
            ("frames a second", frames_per_sec.to_string()),
            ("codec", format!("{codec:?}")),
            ("ten bit", ten_bit.to_string()),
            ("360°", is_panorama.to_string()),
            ("first frame", first_frame.to_string()),
            ("frames", frames.to_string()),
            ("frames in a segment", segment_frames.to_string()),
            ("ffmpeg", ffmpeg_version.to_owned()),
        ];
        Self { lines }
    }

    fn text(&self) -> String {
        self.lines
            .iter()
            .map(|(name, value)| format!("{name}: {value}\n"))
            .collect()
    }

    /// What an earlier manifest says otherwise, in words.
    fn differs_from(&self, earlier: &str) -> Option<String> {
        if earlier == self.text() {
            return None;
        }
        let mut lines = earlier.lines();
        for (name, value) in &self.lines {
            let line = lines.next().unwrap_or_default();
            match line
                .strip_prefix(name)
                .and_then(|rest| rest.strip_prefix(": "))
            {
                Some(earlier) if earlier == value => {}
                Some(_) if *name == "show" => return Some("the show has changed".into()),
                Some(earlier) => return Some(format!("{name}: {earlier} then, {value} now")),
                None => return Some("written by another version of welkin".into()),
            }
        }
        Some("written by another version of welkin".into())
    }
}
