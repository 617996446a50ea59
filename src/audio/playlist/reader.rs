//! Reads one source ahead of the ear.

use welkin_values::Moment;

use super::{Playlist, STEM, SourceStream};

/// The continuous mono sound of one source in show time, dry: with its gain, without its place.
/// Independent of playback. Never fails: a file that does is silent and told by [`SourceReader::problem`].
pub struct SourceReader {
    stream: SourceStream,
    interleaved: Vec<f32>,
}

impl SourceReader {
    /// A reader at the show's beginning. A source that no track has is silent throughout. No file is touched
    /// before the first read.
    pub fn new(playlist: &Playlist, source: &str) -> Self {
        Self {
            stream: SourceStream::new(playlist, source),
            interleaved: Vec::new(),
        }
    }

    /// Channels of the source: 1 of a stem, (order + 1)² (ACN, SN3D) of a bed.
    pub fn channels(&self) -> usize {
        match self.stream.channels() {
            STEM => 1,
            bed => bed,
        }
    }

    /// Reads on as one channel: the mean of both sides of a stem, the first channel (the whole, from nowhere) of a
    /// bed. Fills `out` while the show lasts; returns how many samples it wrote, which is less only at the end of an
    /// unlooped show.
    pub fn read(&mut self, out: &mut [f32]) -> usize {
        let channels = self.stream.channels();
        let mut filled = 0;
        while filled < out.len() {
            let frames = self.read_run(out.len() - filled);
            if frames == 0 {
                break;
            }
            let read = self.interleaved.chunks_exact(channels).take(frames);
            for (mono, frame) in out[filled..].iter_mut().zip(read) {
                *mono = mono_of(frame);
            }
            filled += frames;
        }
        filled
    }

    /// Reads on as all its channels, one `Vec` each; as many samples as the shortest of the first
    /// [`SourceReader::channels`] holds. What else is in `out` is left as it is. Returns as [`SourceReader::read`].
    pub fn read_channels(&mut self, out: &mut [Vec<f32>]) -> usize {
        let channels = self.channels().min(out.len());
        let out = &mut out[..channels];
        let wanted = out.iter().map(Vec::len).min().unwrap_or(0);
        if let [mono] = out {
            return self.read(&mut mono[..wanted]);
        }
        let mut filled = 0;
        while filled < wanted {
            let frames = self.read_run(wanted - filled);
            if frames == 0 {
                break;
            }
            let read = self.interleaved.chunks_exact(self.stream.channels());
            for (index, frame) in read.take(frames).enumerate() {
                for (plane, sample) in out.iter_mut().zip(frame) {
                    plane[filled + index] = *sample;
                }
            }
            filled += frames;
        }
        filled
    }

    fn read_run(&mut self, wanted: usize) -> usize {
        let samples = wanted * self.stream.channels();
        let room = samples.max(self.interleaved.len());
        self.interleaved.resize(room, 0.0);
        self.stream.read(&mut self.interleaved[..samples]).frames
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

fn mono_of(frame: &[f32]) -> f32 {
    match frame {
        [left, right] => 0.5 * (left + right),
        bed => bed[0],
    }
}
