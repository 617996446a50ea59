//! What a film keeps beside its frames, so that an interrupted one goes on as if nothing had been.

use std::fs;

use super::FilmError;
use super::folder::WorkFolder;

const ENDING: &str = ".memory";
/// Memories kept: segments are closed some time after their last frame was given.
const KEPT: usize = 30;
/// Larger ones are not read.
const LARGEST_BYTES: u64 = 64 << 20;

/// Keeps what is needed to go on with a frame, and forgets what is old.
pub(super) fn keep(folder: &WorkFolder, frame: u64, memory: &[u8]) -> Result<(), FilmError> {
    folder.write(&name(frame), memory)?;
    let mut frames = frames(folder);
    frames.sort_unstable();
    let old = frames.len().saturating_sub(KEPT);
    for frame in &frames[..old] {
        // An old one that stays harms nobody.
        drop(fs::remove_file(folder.at(&name(*frame))));
    }
    Ok(())
}

/// The newest memory for a frame up to this one.
pub(super) fn kept(folder: &WorkFolder, up_to: u64) -> Option<(u64, Vec<u8>)> {
    let usable = frames(folder).into_iter().filter(|frame| *frame <= up_to);
    let frame = usable.max()?;
    let path = folder.at(&name(frame));
    let is_small = fs::metadata(&path).is_ok_and(|file| file.len() <= LARGEST_BYTES);
    let memory = is_small.then(|| fs::read(&path).ok()).flatten()?;
    Some((frame, memory))
}

fn name(frame: u64) -> String {
    format!("{frame:010}{ENDING}")
}

fn frames(folder: &WorkFolder) -> Vec<u64> {
    let entries = fs::read_dir(folder.path()).into_iter().flatten().flatten();
    entries
        .filter_map(|entry| {
            let name = entry.file_name();
            name.to_str()?.strip_suffix(ENDING)?.parse().ok()
        })
        .collect()
}
