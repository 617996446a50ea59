//! A sound file as a stream at Welkin's own rate: any format, rate and channel count in; stereo, mono or a bed out.

mod downmix;
mod edits;
mod guard;
mod resample;
mod stretched;
mod wide;
mod open;
mod packets;
mod whole;

#[cfg(test)]
mod bad_input_tests;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use welkin_space::harmonics::channels;
use welkin_values::{Moment, SAMPLE_RATE};

use crate::SoundError;
use packets::Packets;
use resample::Resampler;
pub use whole::WholeSound;

/// Frames decoded and resampled but not yet read are kept up to about this many.
const ROOM: usize = 4096;

/// A sound file, read from its beginning to its end in constant memory.
///
/// Encoder delay and padding are trimmed where the file states them (MP3 with a LAME tag, Ogg, MP4 with an
/// edit list or iTunes' gapless tag); bare ADTS states none and keeps its encoder's delay.
pub struct SoundFile {
    path: PathBuf,
    packets: Packets,
    resampler: Resampler,
    /// Interleaved, as what is ready.
    decoded: Vec<f32>,
    ready: Vec<f32>,
    taken: usize,
    is_drained: bool,
}

impl SoundFile {
    /// Opens a file and decodes its first packet, so that what is not a sound is found out here.
    ///
    /// # Errors
    /// When the file is missing, unreadable, empty, no sound, of zero length, or of an impossible rate or channel
    /// count.
    pub fn open(path: &Path) -> Result<Self, SoundError> {
        Ok(Self::of(path, Packets::open(path, false)?))
    }

    /// Opens a file with all its channels as they are: a bed of an order.
    ///
    /// # Errors
    /// As [`SoundFile::open`], and when it has not exactly the channels of that order.
    pub(crate) fn open_bed(path: &Path, order: usize) -> Result<Self, SoundError> {
        let packets = Packets::open(path, true)?;
        if packets.channels() != channels(order) {
            return Err(SoundError::Bed {
                path: path.into(),
                channels: packets.channels(),
                order,
            });
        }
        Ok(Self::of(path, packets))
    }

    fn of(path: &Path, packets: Packets) -> Self {
        let (width, is_mono) = (packets.width(), packets.channels() == 1);
        Self {
            path: path.to_path_buf(),
            resampler: Resampler::new(packets.rate_hz(), width, is_mono),
            packets,
            decoded: Vec::new(),
            ready: Vec::with_capacity(ROOM * width),
            taken: 0,
            is_drained: false,
        }
    }

    /// How long the file says it is, at Welkin's rate; none where it does not say. Never more than its bytes allow
    /// where that is known.
    pub fn duration(&self) -> Option<Moment> {
        self.packets
            .stated_frames()
            .map(|frames| at_our_rate(frames, self.packets.rate_hz()))
    }

    /// The exact length of a file: from its header where that can be trusted, else by counting its packets.
    ///
    /// # Errors
    /// As [`SoundFile::open`].
    pub fn measure(path: &Path) -> Result<Moment, SoundError> {
        Ok(Self::measured(Packets::open(path, false)?))
    }

    /// The exact length of a bed.
    ///
    /// # Errors
    /// As [`SoundFile::open_bed`].
    pub(crate) fn measure_bed(path: &Path, order: usize) -> Result<Moment, SoundError> {
        Ok(Self::measured(Self::open_bed(path, order)?.packets))
    }

    fn measured(mut packets: Packets) -> Moment {
        let frames = match packets.stated_frames() {
            Some(frames) if packets.is_statement_exact() => frames,
            _ => packets.count_frames(),
        };
        at_our_rate(frames, packets.rate_hz())
    }

    /// Channels in the file.
    pub fn channels(&self) -> usize {
        self.packets.channels()
    }

    /// Samples a second in the file, before they are resampled.
    pub fn rate_hz(&self) -> u32 {
        self.packets.rate_hz()
    }

    /// Samples so far that were not numbers and were replaced by silence.
    pub fn bad_samples(&self) -> u64 {
        self.packets.bad_samples()
    }

    /// Packets so far that could not be decoded and were replaced by silence of their length.
    pub fn bad_packets(&self) -> u64 {
        self.packets.bad_packets()
    }

    /// What is wrong with the file though it plays: cut short, damaged in places, samples that are no numbers.
    pub fn warning(&self) -> Option<String> {
        let words = self.packets.warning()?;
        Some(format!("{}: {words}", self.path.display()))
    }

    /// Reads on as stereo; mono files sound on both sides, more than two channels are mixed down.
    /// Returns how many frames were read; 0 is the end.
    ///
    /// # Errors
    /// When too many packets in a row cannot be decoded. What was read before stays good.
    pub fn read_stereo(&mut self, out: &mut [[f32; 2]]) -> Result<usize, SoundError> {
        self.read_frames(out.as_flattened_mut())
    }

    /// Reads on, interleaved: stereo, or all channels of a bed. Returns how many frames were read; 0 is the end.
    ///
    /// # Errors
    /// As [`SoundFile::read_stereo`].
    pub(crate) fn read_frames(&mut self, out: &mut [f32]) -> Result<usize, SoundError> {
        let mut filled = 0;
        while filled < out.len() {
            if self.taken == self.ready.len() && !self.refill()? {
                break;
            }
            let waiting = &self.ready[self.taken..];
            let count = waiting.len().min(out.len() - filled);
            out[filled..filled + count].copy_from_slice(&waiting[..count]);
            self.taken += count;
            filled += count;
        }
        Ok(filled / self.packets.width())
    }

    /// Reads on as the mean of left and right. Returns how many samples were read; 0 is the end.
    ///
    /// # Errors
    /// As [`SoundFile::read_stereo`].
    pub fn read_mono(&mut self, out: &mut [f32]) -> Result<usize, SoundError> {
        let mut stereo = [[0.0; 2]; 512];
        let mut filled = 0;
        while filled < out.len() {
            let wanted = (out.len() - filled).min(stereo.len());
            let count = self.read_stereo(&mut stereo[..wanted])?;
            if count == 0 {
                break;
            }
            for (mono, [left, right]) in out[filled..].iter_mut().zip(&stereo[..count]) {
                *mono = 0.5 * (left + right);
            }
            filled += count;
        }
        Ok(filled)
    }

    /// Decodes until something is ready; false at the end.
    fn refill(&mut self) -> Result<bool, SoundError> {
        self.ready.clear();
        self.taken = 0;
        while self.ready.is_empty() && !self.is_drained {
            if self.packets.next(&mut self.decoded)? {
                self.resampler.push(&self.decoded, &mut self.ready);
            } else {
                self.resampler.finish(&mut self.ready);
                self.is_drained = true;
            }
        }
        Ok(!self.ready.is_empty())
    }
}

/// Frames at a file's rate in samples of ours, rounded to the nearest.
fn at_our_rate(frames: u64, rate_hz: u32) -> Moment {
    let rate = u128::from(rate_hz.max(1));
    let samples = (u128::from(frames) * u128::from(SAMPLE_RATE) + rate / 2) / rate;
    Moment::from_samples(
        i64::try_from(samples)
            .unwrap_or(i64::MAX / 4)
            .min(i64::MAX / 4),
    )
}
