//! Packets of a sound file decoded to frames, in stereo or as they are, at the file's own rate: delay and padding trimmed, what cannot
//! be decoded or is no number replaced by silence and counted.

use std::path::{Path, PathBuf};

use symphonia::core::audio::Channels;
use symphonia::core::codecs::audio::{AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error;
use symphonia::core::packet::Packet;

use super::downmix::shares;
use super::edits::Keep;
use super::guard::guarded;
use super::open::{self, Opened};
use crate::SoundError;

/// So many undecodable packets in a row end a file.
const PATIENCE: u32 = 100;

/// Silence for one lost packet is at most this long: no coding has longer packets.
const LONGEST_PACKET: u64 = 65_536;

/// What is further from 0 than this (120 dB over full scale) is no sound: resampling could not reckon with it.
const LOUDEST: f32 = 1e6;

/// The decoded packets of a file.
pub(super) struct Packets {
    path: PathBuf,
    opened: Opened,
    decoder: Box<dyn AudioDecoder>,
    rate_hz: u32,
    channels: usize,
    /// Channels of the frames that come out; 0 until the first packet is decoded.
    width: usize,
    /// How much of each channel goes to both sides.
    shares: Vec<[f32; 2]>,
    keeps_channels: bool,
    interleaved: Vec<f32>,
    /// What a packet of a folded file held of a frame that goes on in the next.
    begun: Vec<f32>,
    /// The first packet, decoded when the file was opened and not yet given out; interleaved.
    first: Option<Vec<f32>>,
    left_to_skip: u64,
    left_to_give: u64,
    given: u64,
    bad_samples: u64,
    bad_packets: u64,
    bad_in_a_row: u32,
    has_ended: bool,
}

impl Packets {
    /// Opens a file and decodes its first packet; as stereo, or with all its channels as they are.
    pub(super) fn open(path: &Path, keeps_channels: bool) -> Result<Self, SoundError> {
        let opened = open::open(path)?;
        let options = AudioDecoderOptions::default();
        let make =
            || symphonia::default::get_codecs().make_audio_decoder(&opened.parameters, &options);
        let decoder = guarded(make).map_err(|_| SoundError::NotASound {
            path: path.into(),
            reason: "its coding is not supported (Opus, WMA and DSD are not)".into(),
        })?;
        let keeps_all = opened.edit.keep == Keep::All;
        let mut packets = Self {
            path: path.into(),
            rate_hz: opened.rate_hz,
            channels: opened
                .parameters
                .channels
                .as_ref()
                .map_or(0, |channels| channels.count()),
            width: 0,
            shares: Vec::new(),
            keeps_channels,
            interleaved: Vec::new(),
            begun: Vec::new(),
            first: None,
            left_to_skip: opened.edit.skip,
            left_to_give: opened
                .stated_frames
                .filter(|_| !keeps_all)
                .unwrap_or(u64::MAX),
            given: 0,
            bad_samples: 0,
            bad_packets: 0,
            bad_in_a_row: 0,
            has_ended: false,
            decoder,
            opened,
        };
        packets.decode_first()?;
        Ok(packets)
    }

    /// The next frames, interleaved, replacing what is in `out`; false at the end.
    pub(super) fn next(&mut self, out: &mut Vec<f32>) -> Result<bool, SoundError> {
        out.clear();
        out.extend(self.first.take().unwrap_or_default());
        self.trim(out);
        // A packet may be trimmed away as a whole: an encoder's delay often is one.
        while out.is_empty() && !self.has_ended && self.left_to_give > 0 {
            self.decode_until_some(out)?;
            self.trim(out);
        }
        self.given += (out.len() / self.width) as u64;
        Ok(!out.is_empty())
    }

    /// Counts the frames of the rest of the file without decoding them. Uses the file up.
    pub(super) fn count_frames(&mut self) -> u64 {
        let first = self.first.take().unwrap_or_default();
        let mut frames = (first.len() / self.width) as u64;
        while let Ok(Some(packet)) = guarded(|| self.opened.format.next_packet()) {
            if packet.track_id == self.opened.track_id {
                frames = frames.saturating_add(packet.dur.get() / self.opened.folded as u64);
            }
        }
        self.opened.edit.kept(frames, self.rate_hz)
    }

    pub(super) fn rate_hz(&self) -> u32 {
        self.rate_hz
    }

    pub(super) fn channels(&self) -> usize {
        self.channels
    }

    /// Channels of the frames that come out.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    pub(super) fn stated_frames(&self) -> Option<u64> {
        self.opened.stated_frames
    }

    pub(super) fn is_statement_exact(&self) -> bool {
        self.opened.is_exact
    }

    pub(super) fn bad_samples(&self) -> u64 {
        self.bad_samples
    }

    pub(super) fn bad_packets(&self) -> u64 {
        self.bad_packets
    }

    /// What is wrong with the file though it plays.
    pub(super) fn warning(&self) -> Option<String> {
        let stated = self.opened.stated_frames.filter(|_| self.opened.is_exact);
        let fell_short = self.has_ended && stated.is_some_and(|stated| self.given < stated);
        if self.opened.is_cut_short || fell_short {
            return Some(
                "the file is cut short; what is there plays, copy or export it again".into(),
            );
        }
        if self.bad_packets > 0 {
            return Some(format!(
                "{} damaged places are silent; export it again",
                self.bad_packets
            ));
        }
        let are = self.bad_samples;
        (are > 0).then(|| format!("{are} samples are no numbers and are silent; export it again"))
    }

    /// Decodes until there are frames; what the decoder says of rate and channels outdoes the header.
    fn decode_first(&mut self) -> Result<(), SoundError> {
        let mut first = Vec::new();
        self.decode_until_some(&mut first)?;
        if first.is_empty() {
            return Err(if self.bad_packets > 0 {
                self.not_a_sound()
            } else {
                SoundError::ZeroLength {
                    path: self.path.clone(),
                }
            });
        }
        self.first = Some(first);
        Ok(())
    }

    fn decode_until_some(&mut self, out: &mut Vec<f32>) -> Result<(), SoundError> {
        while out.is_empty() {
            let packet = match guarded(|| self.opened.format.next_packet()) {
                Ok(Some(packet)) => packet,
                Ok(None) => break,
                Err(Error::IoError(_)) => {
                    self.opened.is_cut_short |= self.opened.is_exact;
                    break;
                }
                Err(error) => {
                    self.count_bad(&error)?;
                    continue;
                }
            };
            if packet.track_id == self.opened.track_id {
                self.decode(&packet, out)?;
            }
        }
        self.has_ended |= out.is_empty();
        Ok(())
    }

    fn decode(&mut self, packet: &Packet, out: &mut Vec<f32>) -> Result<(), SoundError> {
        let decoded = guarded(|| {
            let buffer = self.decoder.decode(packet)?;
            let spec = buffer.spec().clone();
            buffer.copy_to_vec_interleaved(&mut self.interleaved);
            Ok(spec)
        });
        let spec = match decoded {
            Ok(spec) => spec,
            Err(error) => {
                self.count_bad(&error)?;
                self.put_silence(packet, out);
                return Ok(());
            }
        };
        self.bad_in_a_row = 0;
        let channels = match self.opened.folded {
            1 => spec.channels().clone(),
            folded => Channels::Discrete(folded as u16),
        };
        self.adopt(spec.rate(), &channels)?;
        self.fold(channels.count());
        for sample in &mut self.interleaved {
            let is_sound = sample.abs() <= LOUDEST;
            if !is_sound {
                *sample = 0.0;
                self.bad_samples += 1;
            }
        }
        let frames = self.interleaved.chunks_exact(channels.count());
        if self.keeps_channels {
            // Where a later packet has fewer channels, the others are silent.
            for frame in frames {
                let silence = std::iter::repeat(0.0);
                out.extend(frame.iter().copied().chain(silence).take(self.width));
            }
            return Ok(());
        }
        for frame in frames {
            let mut mixed = [0.0; 2];
            for (sample, share) in frame.iter().zip(&self.shares) {
                mixed[0] += sample * share[0];
                mixed[1] += sample * share[1];
            }
            out.extend(mixed);
        }
        Ok(())
    }

    /// Leaves whole frames of a folded file.
    fn fold(&mut self, channels: usize) {
        if self.opened.folded == 1 {
            return;
        }
        self.begun.append(&mut self.interleaved);
        std::mem::swap(&mut self.begun, &mut self.interleaved);
        let whole = self.interleaved.len() / channels * channels;
        self.begun.extend(self.interleaved.drain(whole..));
    }

    /// Takes rate and channels as decoded: those of the first packet hold, a later change of rate is not followed.
    fn adopt(&mut self, rate_hz: u32, channels: &Channels) -> Result<(), SoundError> {
        let count = channels.count();
        if self.width > 0 && (self.keeps_channels || self.shares.len() == count) {
            return Ok(());
        }
        open::check_channels(&self.path, count)?;
        if self.width == 0 {
            open::check_rate(&self.path, rate_hz)?;
            self.rate_hz = rate_hz;
            self.channels = count;
            self.width = if self.keeps_channels { count } else { 2 };
        }
        self.shares = shares(channels);
        Ok(())
    }

    /// What is lost is silent for as long as it would have sounded, so that the rest stays in its place.
    fn put_silence(&mut self, packet: &Packet, out: &mut Vec<f32>) {
        let has_begun = self.width > 0;
        if has_begun && self.opened.folded == 1 && self.opened.ticks_are_frames {
            let frames = packet.dur.get().min(LONGEST_PACKET);
            out.resize(out.len() + frames as usize * self.width, 0.0);
        }
    }

    fn trim(&mut self, out: &mut Vec<f32>) {
        let skipped = self.left_to_skip.min((out.len() / self.width) as u64);
        self.left_to_skip -= skipped;
        out.drain(..skipped as usize * self.width);
        let kept = self.left_to_give.min((out.len() / self.width) as u64);
        self.left_to_give -= kept;
        out.truncate(kept as usize * self.width);
    }

    fn count_bad(&mut self, error: &Error) -> Result<(), SoundError> {
        self.bad_packets += 1;
        self.bad_in_a_row += 1;
        if self.bad_in_a_row < PATIENCE {
            return Ok(());
        }
        self.has_ended = true;
        if self.width == 0 {
            return Err(self.not_a_sound());
        }
        let (path, reason) = (self.path.clone(), error.to_string());
        Err(SoundError::Broken {
            path,
            packets: self.bad_in_a_row,
            reason,
        })
    }

    fn not_a_sound(&self) -> SoundError {
        let reason = "nothing in it can be decoded".into();
        SoundError::NotASound {
            path: self.path.clone(),
            reason,
        }
    }
}
