//! Reads one source ahead of the ear.

use welkin_values::Moment;

use super::{Playlist, SourceStream};

/// The continuous mono sound of one source in show time, dry: with its gain, without its place.
/// Independent of playback. Never fails: a file that does is silent and told by [`SourceReader::problem`].
pub struct SourceReader {
    stream: SourceStream,
    stereo: Vec<[f32; 2]>,
}

impl SourceReader {
    /// A reader at the show's beginning. A source that no track has is silent throughout. No file is touched
    /// before the first read.
    pub fn new(playlist: &Playlist, source: &str) -> Self {
        Self {
            stream: SourceStream::new(playlist, source),
            stereo: Vec::new(),
        }
    }

    /// Reads on. Fills `out` while the show lasts; returns how many samples it wrote, which is less only at the
    /// end of an unlooped show.
    pub fn read(&mut self, out: &mut [f32]) -> usize {
        self.stereo
            .resize(out.len().max(self.stereo.len()), [0.0; 2]);
        let mut filled = 0;
        while filled < out.len() {
            let run = self.stream.read(&mut self.stereo[..out.len() - filled]);
            if run.frames == 0 {
                break;
            }
            let stereo = &self.stereo[..run.frames];
            for (mono, [left, right]) in out[filled..].iter_mut().zip(stereo) {
                *mono = 0.5 * (left + right);
            }
            filled += run.frames;
        }
        filled
    }

    /// Goes on at another moment. What comes is the same as when read from the beginning.
    pub fn skip_to(&mut self, moment: Moment) {
        self.stream.skip_to(moment.samples);
    }

    /// The moment of the next sample.
    pub fn position(&self) -> Moment {
        Moment::from_samples(self.stream.position())
    }

    /// What is wrong with the source's files, if anything; the first thing found.
    pub fn problem(&self) -> Option<String> {
        self.stream.problem()
    }
}
