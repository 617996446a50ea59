//! A show made from nothing but a song: the shipped show's look, timed to the song's length.

use std::path::{Path, PathBuf};

use welkin_values::Moment;

use crate::folder::{Folder, FolderError, MemoryFolder};
use crate::read::{SHOW_FILE, read_show};
use crate::show::{Cue, Show, Transition};

/// The look, as a show with one stem.
const LOOK: &str = include_str!("song/look.toml");

/// About how long each scene stays.
const SCENE_SECS: f64 = 36.0;

/// The longest cross-fade between two scenes.
const LONGEST_FADE_SECS: f64 = 8.0;

/// How long a song is taken to be where nobody knows.
const UNKNOWN_SECS: f64 = 3600.0;

/// A show of one song, whose single source `song` sounds at the front and reaches wide. Its scenes
/// take turns over `duration`, or over the first hour where that is unknown; it does not begin again.
pub fn song_show(file: PathBuf, title: &str, duration: Option<Moment>) -> Show {
    let folder = SongFolder {
        look: MemoryFolder::new().with(SHOW_FILE, LOOK),
        song: file,
    };
    let mut show = read_show(&folder).expect("a test reads the look");
    show.name = title.into();
    for track in &mut show.tracks {
        track.title = title.into();
    }
    show.cues = cues(
        show.scenes.len(),
        duration.map_or(UNKNOWN_SECS, Moment::secs),
    );
    show
}

/// Scenes in turn, in sections of equal length.
fn cues(scenes: usize, secs: f64) -> Vec<Cue> {
    let sections = (secs / SCENE_SECS).round().clamp(1.0, 1000.0);
    let section_secs = secs.max(0.0) / sections;
    let fade_secs = (section_secs / 3.0).min(LONGEST_FADE_SECS);
    let cue = |section: usize| Cue {
        at: Moment::from_secs(section as f64 * section_secs),
        scene: section % scenes,
        transition: match section {
            0 => Transition::Cut,
            _ => Transition::Fade {
                secs: fade_secs as f32,
            },
        },
    };
    (0..sections as usize).map(cue).collect()
}

/// The look's text; every sound file in it is the song.
struct SongFolder {
    look: MemoryFolder,
    song: PathBuf,
}

impl Folder for SongFolder {
    fn read(&self, path_in_folder: &str) -> Result<Vec<u8>, FolderError> {
        self.look.read(path_in_folder)
    }

    fn resolve(&self, _: &str) -> Result<PathBuf, FolderError> {
        Ok(Path::new(&self.song).to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_song_is_a_show() {
        for secs in [0.0, 0.5, 20.0, 200.0, 12.0 * 3600.0] {
            let show = song_show(
                "/a/song.mp3".into(),
                "A song",
                Some(Moment::from_secs(secs)),
            );
            assert_eq!(show.name, "A song");
            assert_eq!(show.tracks[0].stems[0].source, "song");
            assert_eq!(show.tracks[0].stems[0].file, Path::new("/a/song.mp3"));
            assert!(!show.looped);
            assert_eq!(show.cues[0].at, Moment::ZERO);
            assert!(show.cues.windows(2).all(|pair| pair[0].at < pair[1].at));
            assert!(show.cues.iter().all(|cue| cue.at.secs() < secs.max(1e-9)));
            assert!(show.cues.iter().all(|cue| cue.scene < show.scenes.len()));
        }
    }

    #[test]
    fn every_scene_has_its_turn() {
        let show = song_show("/song".into(), "x", Some(Moment::from_secs(180.0)));
        let all = 0..show.scenes.len();
        assert!(
            all.into_iter()
                .all(|scene| show.cues.iter().any(|cue| cue.scene == scene))
        );
        assert!(song_show("/song".into(), "x", None).cues.len() > 10);
    }
}
