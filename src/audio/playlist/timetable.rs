//! When every track of a playlist begins and how long it is.

use welkin_installation::Shape;
use welkin_values::Moment;

use super::StemFile;
use crate::{SoundError, SoundFile};

/// When every track begins, in samples from the beginning of a pass.
#[derive(Clone, Debug)]
pub(super) struct Timetable {
    /// Begin and end of every track, cut to the pass.
    pub(super) tracks: Vec<std::ops::Range<i64>>,
    /// Length of one pass.
    pub(super) pass: i64,
    /// What is wrong with files that cannot be played; they count as silent.
    pub(super) errors: Vec<SoundError>,
}

impl Timetable {
    /// Measures every file.
    pub(super) fn measure(tracks: &[Vec<StemFile>], length: Option<Moment>) -> Self {
        let mut errors = Vec::new();
        let mut length_of = |stem: &StemFile| match measure(stem) {
            Ok(length) => length.samples,
            Err(error) => {
                errors.push(error);
                0
            }
        };
        let lengths: Vec<i64> = tracks
            .iter()
            .map(|stems| stems.iter().map(&mut length_of).max().unwrap_or(0))
            .collect();
        Self {
            errors,
            ..Self::of_lengths(&lengths, length.map(|length| length.samples))
        }
    }

    /// From tracks' lengths in samples, and the length of the whole where it is given.
    pub(super) fn of_lengths(lengths: &[i64], whole: Option<i64>) -> Self {
        let all = lengths
            .iter()
            .fold(0_i64, |sum, length| sum.saturating_add(*length));
        let pass = whole.unwrap_or(all).max(0);
        let mut begin = 0_i64;
        let mut tracks = Vec::with_capacity(lengths.len());
        for length in lengths {
            let end = begin.saturating_add(*length);
            tracks.push(begin.min(pass)..end.min(pass));
            begin = end;
        }
        Self {
            tracks,
            pass,
            errors: Vec::new(),
        }
    }

    /// The track that sounds at a sample of the pass, and how many samples it (or the silence) goes on.
    pub(super) fn at(&self, sample: i64) -> (Option<usize>, i64) {
        match self.tracks.iter().position(|track| track.contains(&sample)) {
            Some(index) => (Some(index), self.tracks[index].end - sample),
            None => (None, self.pass - sample),
        }
    }
}

fn measure(stem: &StemFile) -> Result<Moment, SoundError> {
    match stem.shape {
        Shape::Point(_) => SoundFile::measure(&stem.path),
        Shape::Bed(bed) => SoundFile::measure_bed(&stem.path, bed.order),
    }
}
