//! From a path to an opened container with one checked sound track in it.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use symphonia::core::codecs::CodecParameters;
use symphonia::core::codecs::audio::AudioCodecParameters;
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::well_known::{
    FORMAT_ID_ADTS, FORMAT_ID_AIFF, FORMAT_ID_MP3, FORMAT_ID_WAVE,
};
use symphonia::core::formats::{FormatOptions, FormatReader, TrackType};
use symphonia::core::io::MediaSourceStream;
use symphonia::core::meta::MetadataOptions;

use super::edits::{self, Edit};
use super::guard::guarded;
use super::stretched::Stretched;
use super::wide;
use crate::SoundError;

/// Rates that can be played.
const RATES_HZ: std::ops::RangeInclusive<u32> = 1_000..=768_000;

/// Channel counts that can be played.
const CHANNELS: std::ops::RangeInclusive<usize> = 1..=64;

/// An opened container and what it says of its sound.
pub(super) struct Opened {
    pub(super) format: Box<dyn FormatReader>,
    pub(super) track_id: u32,
    pub(super) parameters: AudioCodecParameters,
    /// Samples a second, checked.
    pub(super) rate_hz: u32,
    /// What to skip and how much to keep, where the container says so and the decoder does not see to it.
    pub(super) edit: Edit,
    /// Frames, as the header says, after skipping; never more than the file's bytes can hold where that is known.
    pub(super) stated_frames: Option<u64>,
    /// Whether the header's count is exact rather than guessed from the bit rate.
    pub(super) is_exact: bool,
    /// Whether packets' timestamps count frames.
    pub(super) ticks_are_frames: bool,
    /// So many channels are folded into one; 1 where nothing is folded.
    pub(super) folded: usize,
    /// The file ends before its header says.
    pub(super) is_cut_short: bool,
}

/// Opens and checks a file.
pub(super) fn open(path: &Path) -> Result<Opened, SoundError> {
    let mut file = open_file(path)?;
    let not_a_sound = |reason: String| SoundError::NotASound {
        path: path.into(),
        reason,
    };
    let bytes = file.metadata().map_or(0, |data| data.len());
    let head = read_head(&mut file);
    if head.is_empty() {
        return Err(SoundError::Empty { path: path.into() });
    }
    check_wave_header(path, &head)?;
    let (folded, seen) = wide::folded(&head).unwrap_or((1, Vec::new()));
    let edit = edits::of_mp4(&mut file);
    let length = edits::declared_end(&mut file).unwrap_or(0).max(bytes);
    file.seek(SeekFrom::Start(0))
        .map_err(|error| unreadable(path, &error))?;

    let stream = MediaSourceStream::new(
        Box::new(Stretched::new(file, length, seen)),
        Default::default(),
    );
    let probe = || {
        symphonia::default::get_probe().probe(
            &Hint::new(),
            stream,
            FormatOptions::default(),
            MetadataOptions::default(),
        )
    };
    let mut format = guarded(probe).map_err(|error| not_a_sound(reason(&head, &error)))?;
    let edit = edit.or_else(|| edits::of_itunes(&mut *format));
    let track = format
        .default_track(TrackType::Audio)
        .ok_or_else(|| not_a_sound("it has no sound track whose coding is known".into()))?;
    let Some(CodecParameters::Audio(parameters)) = track.codec_params.clone() else {
        return Err(not_a_sound(
            "it has no sound track whose coding is known".into(),
        ));
    };
    // MP4 cannot write rates above 65535 Hz in their place; its time scale tells them.
    let time_scale = track
        .time_base
        .filter(|base| base.numer.get() == 1)
        .map(|base| base.denom.get());
    let rate_hz = parameters
        .sample_rate
        .filter(|rate| *rate > 0)
        .or(time_scale)
        .unwrap_or(0);
    check_rate(path, rate_hz)?;
    if let Some(channels) = &parameters.channels {
        check_channels(path, channels.count())?;
    }
    let ticks_are_frames = time_scale == Some(rate_hz);
    let ticks = track
        .duration
        .filter(|_| ticks_are_frames)
        .map(|duration| duration.get());
    let kind = format.format_info().format;
    let edit = edit.filter(|_| ticks_are_frames).unwrap_or_default();
    let stated = track
        .num_frames
        .or(ticks)
        .map(|frames| edit.kept(frames, rate_hz));
    let possible = (kind == FORMAT_ID_WAVE || kind == FORMAT_ID_AIFF)
        .then(|| frames_in(bytes, &parameters))
        .flatten();
    let is_cut_short = length > bytes
        || stated
            .zip(possible)
            .is_some_and(|(stated, possible)| stated > possible);
    let stated_frames = stated
        .map(|frames| frames.min(possible.unwrap_or(u64::MAX)))
        .map(|frames| frames / folded as u64);
    if stated_frames == Some(0) && kind != FORMAT_ID_MP3 {
        return Err(SoundError::ZeroLength { path: path.into() });
    }
    let has_guessed_length =
        (kind == FORMAT_ID_MP3 && track.delay.is_none()) || kind == FORMAT_ID_ADTS;
    Ok(Opened {
        track_id: track.id,
        edit,
        stated_frames,
        is_exact: !has_guessed_length,
        ticks_are_frames,
        folded,
        is_cut_short,
        rate_hz,
        parameters,
        format,
    })
}

/// Whether a rate can be played.
pub(super) fn check_rate(path: &Path, rate_hz: u32) -> Result<(), SoundError> {
    if RATES_HZ.contains(&rate_hz) {
        return Ok(());
    }
    Err(SoundError::Rate {
        path: path.into(),
        rate_hz,
    })
}

/// Whether a number of channels can be played.
pub(super) fn check_channels(path: &Path, channels: usize) -> Result<(), SoundError> {
    if CHANNELS.contains(&channels) {
        return Ok(());
    }
    Err(SoundError::Channels {
        path: path.into(),
        channels,
    })
}

fn open_file(path: &Path) -> Result<File, SoundError> {
    let file = File::open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => SoundError::Missing { path: path.into() },
        _ => unreadable(path, &error),
    })?;
    match file.metadata() {
        Ok(data) if data.is_dir() => Err(SoundError::Unreadable {
            path: path.into(),
            reason: "it is a folder".into(),
        }),
        Ok(data) if data.is_file() => Ok(file),
        Ok(_) => Err(SoundError::Unreadable {
            path: path.into(),
            reason: "it is no ordinary file".into(),
        }),
        Err(error) => Err(unreadable(path, &error)),
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> SoundError {
    SoundError::Unreadable {
        path: path.into(),
        reason: error.to_string(),
    }
}

/// The first bytes of a file, as far as it has them.
fn read_head(file: &mut File) -> Vec<u8> {
    let mut head = Vec::new();
    // What cannot be read now is reported by the decoder.
    let _read = file.by_ref().take(4096).read_to_end(&mut head);
    head
}

/// The rate and channels in the usual place of a WAV header: the decoder's words for nonsense there are less clear.
fn check_wave_header(path: &Path, head: &[u8]) -> Result<(), SoundError> {
    let is_wave = head.len() >= 28 && &head[..4] == b"RIFF" && &head[8..16] == b"WAVEfmt ";
    if !is_wave {
        return Ok(());
    }
    check_channels(path, usize::from(u16::from_le_bytes([head[22], head[23]])))?;
    check_rate(
        path,
        u32::from_le_bytes([head[24], head[25], head[26], head[27]]),
    )
}

/// How many frames of plain samples so many bytes can hold; none where the coding is not plain.
fn frames_in(bytes: u64, parameters: &AudioCodecParameters) -> Option<u64> {
    let bits = u64::from(parameters.bits_per_coded_sample?);
    let channels = parameters.channels.as_ref()?.count() as u64;
    let bytes_per_frame = bits.div_ceil(8) * channels;
    let is_plain = parameters.frames_per_block.unwrap_or(1) == 1;
    // 44 bytes is the smallest header of a WAV file, that of an AIFF file is larger.
    (is_plain && bytes_per_frame > 0).then(|| bytes.saturating_sub(44) / bytes_per_frame)
}

/// What the file is instead of a sound, if its first bytes tell, or else the decoder's own words.
fn reason(head: &[u8], error: &Error) -> String {
    let known: [(&[u8], &str); 10] = [
        (b"RF64", "it is an RF64 file, which is not supported yet"),
        (b"riff", "it is a Wave64 file, which is not supported yet"),
        (b"\x89PNG", "it is a PNG picture"),
        (b"\xff\xd8\xff", "it is a JPEG picture"),
        (b"%PDF", "it is a PDF document"),
        (b"PK\x03\x04", "it is a ZIP archive"),
        (b"\x1a\x45\xdf\xa3", "it is a Matroska or WebM file"),
        (b"MThd", "it is a MIDI file: notes, not sound"),
        (b"0&\xb2u", "it is a Windows Media file"),
        (b"GIF8", "it is a GIF picture"),
    ];
    let found = known.iter().find(|(magic, _)| head.starts_with(magic));
    match (found, error) {
        (Some((_, words)), _) => (*words).into(),
        (None, Error::IoError(_)) => "no sound was found in it".into(),
        (None, error) => error.to_string(),
    }
}
