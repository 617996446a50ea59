//! What sounds when: tracks of stems, one track after another.

mod timetable;
mod stream;
mod reader;

#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use welkin_installation::{Shape, Show};
use welkin_space::harmonics::{MAX_ORDER, channels};
use welkin_space::{Motion, Place};
use welkin_values::Moment;

use crate::SoundError;
pub use reader::SourceReader;
pub(crate) use stream::SourceStream;
use timetable::Timetable;

/// Channels of every stem on its way to the room: what is mono sounds on both.
const STEM: usize = 2;

/// A sound file with a place.
#[derive(Clone, Debug, PartialEq)]
pub struct StemFile {
    /// The source it belongs to; the same source may return in every track.
    pub source: String,
    /// The sound file.
    pub path: PathBuf,
    /// Its gain, decibels.
    pub gain_db: f32,
    /// A point that may move, or all around.
    pub shape: Shape,
}

/// Tracks that follow one another sample by sample; each lasts as long as its longest stem.
#[derive(Clone, Debug)]
pub struct Playlist {
    tracks: Arc<[Vec<StemFile>]>,
    looped: bool,
    length: Option<Moment>,
    timetable: Arc<OnceLock<Timetable>>,
}

impl Playlist {
    /// Tracks of stems that sound together. A looped playlist begins again without a gap; a `length` cuts or pads
    /// the whole.
    pub fn new(tracks: Vec<Vec<StemFile>>, looped: bool, length: Option<Moment>) -> Self {
        Self {
            tracks: tracks.into(),
            looped,
            length,
            timetable: Arc::default(),
        }
    }

    /// What sounds in a show.
    pub fn of(show: &Show) -> Self {
        let stems = show.tracks.iter().map(|track| {
            let stem = |stem: &welkin_installation::Stem| StemFile {
                source: stem.source.clone(),
                path: stem.file.clone(),
                gain_db: stem.gain_db,
                shape: stem.shape.clone(),
            };
            track.stems.iter().map(stem).collect()
        });
        Self::new(stems.collect(), show.looped, show.length)
    }

    /// The tracks.
    pub fn tracks(&self) -> &[Vec<StemFile>] {
        &self.tracks
    }

    /// Whether it begins again at its end.
    pub fn looped(&self) -> bool {
        self.looped
    }

    /// Every source's name once, in the order in which they first stand in the tracks.
    pub fn sources(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for stem in self.tracks.iter().flatten() {
            if !names.contains(&stem.source) {
                names.push(stem.source.clone());
            }
        }
        names
    }

    /// Channels of a source on its way to the room.
    pub(crate) fn channels(&self, source: &str) -> usize {
        self.bed_order(source).map_or(STEM, channels)
    }

    /// The order of a source that is a bed, wherever it stands; a source has one shape throughout.
    pub(crate) fn bed_order(&self, source: &str) -> Option<usize> {
        let mut stems = self.tracks.iter().flatten();
        let stem = stems.find(|stem| stem.source == source)?;
        match stem.shape {
            Shape::Point(_) => None,
            Shape::Bed(bed) => Some(bed.order.clamp(1, MAX_ORDER)),
        }
    }

    /// The shape of a source in every track; where a track has none of it, a point in front.
    pub(crate) fn shapes(&self, source: &str) -> Vec<Shape> {
        let in_track = |stems: &Vec<StemFile>| {
            let stem = stems.iter().find(|stem| stem.source == source);
            stem.map_or_else(
                || Shape::Point(Motion::default()),
                |stem| stem.shape.clone(),
            )
        };
        self.tracks.iter().map(in_track).collect()
    }

    /// Where a source is at a moment of the show by its own motion; none while no track has it, and for beds.
    pub fn place_at(&self, source: &str, moment: Moment) -> Option<Place> {
        let timetable = self.timetable();
        if timetable.pass <= 0 || moment.samples < 0 {
            return None;
        }
        let sample = match self.looped {
            true => moment.samples % timetable.pass,
            false => moment.samples,
        };
        let (track, _) = timetable.at(sample);
        let into_track = Moment::from_samples(sample - timetable.tracks.get(track?)?.start);
        let mut stems = self.tracks.get(track?)?.iter();
        match &stems.find(|stem| stem.source == source)?.shape {
            Shape::Point(motion) => Some(motion.at(into_track)),
            Shape::Bed(_) => None,
        }
    }

    /// How long one pass is; none where there is neither a track nor a length. Opens every file; where a header
    /// does not say how long a file is, its packets are counted once.
    ///
    /// # Errors
    /// What is wrong with the first file that cannot be played.
    pub fn duration(&self) -> Result<Option<Moment>, SoundError> {
        let timetable = self.timetable();
        match timetable.errors.first() {
            Some(error) => Err(error.clone()),
            None if self.tracks.is_empty() && self.length.is_none() => Ok(None),
            None => Ok(Some(Moment::from_samples(timetable.pass))),
        }
    }

    /// When every track begins; measured once and shared by all clones, so that all readers agree.
    fn timetable(&self) -> &Timetable {
        self.timetable
            .get_or_init(|| Timetable::measure(&self.tracks, self.length))
    }
}
