//! The last step: segments and sound become one film under its name.

use std::fs;
use std::path::Path;

use super::ffmpeg::Ffmpeg;
use super::folder::WorkFolder;
use super::segments;
use super::target::Container;
use super::{Codec, FilmError, FilmSettings, pictures, sound, spherical};

const LIST: &str = "film.ffconcat";
const OLD: &str = "old";

/// How ffmpeg reads the sound.
const SOUND_IN: [&str; 8] = ["-f", "f32le", "-ar", "48000", "-ac", "2", "-i", sound::RAW];

/// Joins the segments without encoding them again, adds the sound, and moves the film into place.
pub(super) fn film(
    ffmpeg: &Ffmpeg,
    folder: &WorkFolder,
    settings: &FilmSettings,
    file: &Path,
    container: Container,
) -> Result<(), FilmError> {
    folder.write(LIST, list(settings).as_bytes())?;
    let writing = folder.writing("film");
    let scale = segments::time_scale(settings).to_string();
    let mut args = vec!["-f", "concat", "-i", LIST];
    args.extend(SOUND_IN);
    args.extend(["-map", "0:v", "-map", "1:a", "-c:v", "copy"]);
    args.extend(sound_encoder(settings.codec, container).split(' '));
    args.extend(["-flags:a", "+bitexact", "-fflags", "+bitexact"]);
    if container != Container::Mkv {
        args.extend(["-video_track_timescale", &scale, "-movflags", "+faststart"]);
    }
    if settings.is_panorama {
        // The film's mark comes from its first segment, so that a long film need not be written twice.
        mark_panorama(&folder.at(&segments::name(settings, 0)))?;
        // It counts as unofficial in MP4.
        args.extend(["-strict", "unofficial"]);
    }
    args.extend(["-f", container.muxer(), &writing]);
    let running = ffmpeg.start(folder.path(), &args)?;
    let found = running.wait("join the film", file)?;
    if found != settings.frames {
        return Err(FilmError::Damaged {
            expected: settings.frames,
            found,
        });
    }
    if settings.is_panorama && container != Container::Mkv {
        // ffmpeg leaves the mark out of MOV.
        mark_panorama(&folder.at(&writing))?;
    }
    folder.publish(&writing, file)
}

/// The file says that it is a panorama, if it can.
fn mark_panorama(file: &Path) -> Result<(), FilmError> {
    spherical::mark_equirectangular(file)
        .map(drop)
        .map_err(FilmError::file(file))
}

/// Adds the sound to the pictures and moves the folder into place.
pub(super) fn pictures(ffmpeg: &Ffmpeg, folder: &WorkFolder, out: &Path) -> Result<(), FilmError> {
    let writing = folder.writing(sound::WAV);
    let mut args = SOUND_IN.to_vec();
    args.extend([
        "-c:a",
        "pcm_s24le",
        "-rf64",
        "auto",
        "-fflags",
        "+bitexact",
        "-f",
        "wav",
        &writing,
    ]);
    ffmpeg
        .start(folder.path(), &args)?
        .wait("write the sound", &folder.at(sound::WAV))?;
    folder.publish(&writing, &folder.at(pictures::FOLDER).join(sound::WAV))?;
    // A folder cannot be renamed over another that is not empty.
    if out.exists() {
        let old = folder.at(OLD);
        fs::rename(out, &old).map_err(FilmError::file(out))?;
    }
    folder.publish(pictures::FOLDER, out)
}

/// The segments with their lengths. Each length is the difference of two rounded times, so that
/// rounding to microseconds never adds up.
pub(super) fn list(settings: &FilmSettings) -> String {
    let FilmSettings {
        frames,
        segment_frames,
        ..
    } = *settings;
    let rate = u128::from(settings.frames_per_sec);
    let micros = |frame: u64| (u128::from(frame) * 1_000_000 + rate / 2) / rate;
    let mut list = "ffconcat version 1.0\n".to_owned();
    for segment in 0..frames.div_ceil(segment_frames) {
        let first = segment * segment_frames;
        let length = micros(frames.min(first + segment_frames)) - micros(first);
        let (secs, micros) = (length / 1_000_000, length % 1_000_000);
        let name = segments::name(settings, segment);
        list += &format!("file {name}\nduration {secs}.{micros:06}\n");
    }
    list
}

fn sound_encoder(codec: Codec, container: Container) -> &'static str {
    match (codec, container) {
        (Codec::ProRes, _) => "-c:a pcm_s24le",
        // Matroska's clock of milliseconds and AAC's delay do not add up to a sample.
        (_, Container::Mkv) => "-c:a flac -sample_fmt s32",
        _ => "-c:a aac -b:a 256k",
    }
}
