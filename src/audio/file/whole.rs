//! A whole file at any rate, for those who study it: nothing of it is changed where the rate is its own.

use std::path::Path;

use rubato::Indexing;
use rubato::audioadapter_buffers::direct::SequentialSliceOfVecs;

use super::packets::Packets;
use super::resample::rubato_for;
use crate::SoundError;

/// Longer sounds are refused: 3.2 GB, four and a half hours at 48 kHz in mono.
const MOST_SAMPLES: usize = 800_000_000;

/// A whole file in memory.
#[derive(Clone, Debug, PartialEq)]
pub struct WholeSound {
    /// Samples a second.
    pub rate_hz: u32,
    /// Samples by channel, all of the same length.
    pub channels: Vec<Vec<f32>>,
    /// What is wrong with the file though it was read.
    pub warning: Option<String>,
}

impl WholeSound {
    /// Reads a file with all its channels as they are. Where its rate is another one, it is resampled.
    ///
    /// # Errors
    /// As [`crate::SoundFile::open`], and where it is too long.
    pub fn read(path: &Path, rate_hz: u32) -> Result<Self, SoundError> {
        let mut packets = Packets::open(path, true)?;
        let theirs_hz = packets.rate_hz();
        let count = packets.width().max(1);
        let mut channels = vec![Vec::new(); count];
        let mut decoded = Vec::new();
        while packets.next(&mut decoded)? {
            for frame in decoded.chunks_exact(count) {
                for (channel, sample) in channels.iter_mut().zip(frame) {
                    channel.push(*sample);
                }
            }
            let length = channels[0].len() as u64 * u64::from(rate_hz.max(theirs_hz));
            if length / u64::from(theirs_hz) > (MOST_SAMPLES / count) as u64 {
                return Err(SoundError::TooLong {
                    path: path.into(),
                    minutes: MOST_SAMPLES / count / rate_hz.max(theirs_hz) as usize / 60,
                    channels: count,
                });
            }
        }
        if theirs_hz != rate_hz {
            channels = channels
                .iter()
                .map(|channel| resampled(channel, theirs_hz, rate_hz))
                .collect();
        }
        let warning = packets.warning();
        Ok(Self {
            rate_hz,
            channels,
            warning: warning.map(|words| format!("{}: {words}", path.display())),
        })
    }

    /// The mean of all channels.
    pub fn mono(&self) -> Vec<f32> {
        Self::mono_of(&self.channels)
    }

    /// The mean of channels of the same length.
    pub fn mono_of(channels: &[Vec<f32>]) -> Vec<f32> {
        let share = 1.0 / channels.len().max(1) as f32;
        let mut channels = channels.iter();
        let mut mono = channels.next().cloned().unwrap_or_default();
        for channel in channels {
            for (sum, sample) in mono.iter_mut().zip(channel) {
                *sum += sample;
            }
        }
        if share < 1.0 {
            mono.iter_mut().for_each(|sample| *sample *= share);
        }
        mono
    }
}

/// The same sound at another rate: what comes out stands where it stood, and lasts as long.
fn resampled(samples: &[f32], from_hz: u32, to_hz: u32) -> Vec<f32> {
    let length =
        (samples.len() as u128 * u128::from(to_hz) + u128::from(from_hz) / 2) / u128::from(from_hz);
    let length = length as usize;
    let (mut resampler, mut to_drop) = rubato_for(from_hz, to_hz, 1);
    let mut output = vec![vec![0.0; resampler.output_frames_max()]];
    let room = output[0].len();
    let mut out = Vec::with_capacity(length + room);
    let mut rest = samples;
    while out.len() < length {
        let needed = resampler.input_frames_next();
        let taken = needed.min(rest.len());
        let mut block = vec![rest[..taken].to_vec()];
        rest = &rest[taken..];
        block[0].resize(needed, 0.0);
        let made = {
            let input = SequentialSliceOfVecs::new(&block, 1, needed)
                .expect("the block is as long as stated");
            let mut made = SequentialSliceOfVecs::new_mut(&mut output, 1, room)
                .expect("the plane is as long as stated");
            let (_, made) = resampler
                .process_into_buffer(&input, &mut made, Some(&Indexing::new()))
                .expect("the planes hold what the resampler asked for");
            made
        };
        let start = to_drop.min(made);
        to_drop -= start;
        out.extend_from_slice(&output[0][start..made]);
    }
    out.truncate(length);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Folder, on_channels, tone};

    #[test]
    fn a_file_at_its_own_rate_is_left_as_it_is() {
        let folder = Folder::new();
        let sound = tone(22_050, 440.0, 0.5, 0.3);
        let file = folder.wav("a.wav", 22_050, 1, &sound);
        let whole = WholeSound::read(&file, 22_050).expect("it is a sound");
        assert_eq!(whole.channels, vec![sound.clone()]);
        let file = folder.wav("b.wav", 22_050, 2, &on_channels(&sound, 2));
        let whole = WholeSound::read(&file, 22_050).expect("it is a sound");
        assert_eq!(whole.channels.len(), 2);
        assert_eq!(whole.mono(), sound);
    }

    #[test]
    fn a_resampled_file_stands_where_it_stood() {
        let folder = Folder::new();
        for (from_hz, to_hz) in [
            (44_100, 22_050),
            (48_000, 22_050),
            (8000, 22_050),
            (22_050, 48_000),
        ] {
            let file = folder.wav("a.wav", from_hz, 1, &tone(from_hz, 440.0, 0.5, 0.5));
            let whole = WholeSound::read(&file, to_hz).expect("it is a sound");
            let expected = tone(to_hz, 440.0, 0.5, 0.5);
            assert_eq!(whole.channels[0].len(), expected.len());
            let inner = expected.len() / 4..expected.len() * 3 / 4;
            let worst = inner
                .map(|n| (whole.channels[0][n] - expected[n]).abs())
                .fold(0.0, f32::max);
            assert!(worst < 2e-3, "{from_hz} to {to_hz}: {worst}");
        }
    }
}
