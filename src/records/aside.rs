//! Puts a database aside that cannot be gone on with: renamed, so that it can be looked into, never deleted at once.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::time::Time;

/// How many files lie aside at most; the oldest goes when another one comes.
const MOST_ASIDE: usize = 3;

/// Whether a file cannot be a database: it has a beginning, and it is another one.
pub(crate) fn is_something_else(path: &Path) -> io::Result<bool> {
    let mut beginning = [0; 16];
    let mut file = match fs::File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        file => file?,
    };
    if file.metadata()?.is_dir() {
        return Ok(true);
    }
    let mut filled = 0;
    while filled < beginning.len() {
        match file.read(&mut beginning[filled..])? {
            0 => break,
            count => filled += count,
        }
    }
    Ok(filled > 0 && beginning != *b"SQLite format 3\0")
}

/// Renames a database and what belongs to it to a name that says why and when, and returns that name.
pub(crate) fn put_aside(path: &Path, why: &str, now: Time) -> io::Result<PathBuf> {
    let stamp: String = now.to_string().chars().take(19).collect();
    let stamp = stamp.replace(':', "-");
    let folder = path.parent().unwrap_or(Path::new("."));
    let name = |number: usize| match number {
        0 => format!("records.{why}-{stamp}.sqlite"),
        _ => format!("records.{why}-{stamp}-{number}.sqlite"),
    };
    let free = (0..1000)
        .map(|number| folder.join(name(number)))
        .find(|path| !path.exists());
    let aside = free.unwrap_or_else(|| folder.join(name(0)));
    fs::rename(path, &aside)?;
    // The database's newest pages may still lie here; the other one is only an index to them.
    move_if_there(&beside(path, "-wal"), &beside(&aside, "-wal"))?;
    remove_if_there(&beside(path, "-shm"))?;
    forget_oldest(folder)?;
    Ok(aside)
}

/// The file that SQLite keeps beside a database.
pub(crate) fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

fn forget_oldest(folder: &Path) -> io::Result<()> {
    let mut aside = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_aside = ["damaged", "foreign", "newer"]
            .iter()
            .any(|why| name.starts_with(&format!("records.{why}-")));
        if is_aside && name.ends_with(".sqlite") {
            aside.push((entry.metadata()?.modified()?, entry.path()));
        }
    }
    aside.sort();
    let too_many = aside.len().saturating_sub(MOST_ASIDE);
    for (_, path) in aside.into_iter().take(too_many) {
        if path.is_file() {
            fs::remove_file(&path)?;
        }
        remove_if_there(&beside(&path, "-wal"))?;
    }
    Ok(())
}

fn move_if_there(from: &Path, to: &Path) -> io::Result<()> {
    match fs::rename(from, to) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

pub(crate) fn remove_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
