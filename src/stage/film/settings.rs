//! What film is wanted.

use std::path::PathBuf;

use welkin_values::Moment;

use super::FilmError;

/// Pixels along a side that any encoder here takes.
const MAX_SIDE: u32 = 16_384;

/// What film is wanted. Two runs with the same settings make the same film.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilmSettings {
    /// Where the film goes: a file ending in `.mp4`, `.mov` or `.mkv`; for [`Codec::Png`] a folder, or
    /// a folder and a pattern such as `frames/%06d.png`.
    pub out: PathBuf,
    /// Columns; even for H.264 and ProRes.
    pub width: u32,
    /// Rows; even for H.264 and ProRes.
    pub height: u32,
    /// Frames a second, 1 to 240.
    pub frames_per_sec: u32,
    /// How the pictures are encoded.
    pub codec: Codec,
    /// Frames come with 16 bits a colour: H.264 with 10 bits, PNG with 16; ProRes has 10 in any case.
    pub ten_bit: bool,
    /// The pictures are equirectangular panoramas, and the film says so: players open it as 360°.
    pub is_panorama: bool,
    /// The show's frame the film begins with; numbered pictures count from it.
    pub first_frame: u64,
    /// Frames in the film, at least one.
    pub frames: u64,
    /// Says what is shown: two films with the same fingerprint and settings are the same film.
    pub fingerprint: String,
    /// Frames between two points a killed render can be resumed from; see
    /// [`FilmSettings::ten_secs_of_frames`].
    pub segment_frames: u64,
}

/// How pictures are encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Codec {
    /// H.264, 4:2:0, constant quality, with AAC (in `.mkv`: FLAC): plays everywhere.
    H264,
    /// ProRes 422 HQ, 10 bits, with uncompressed sound: for editing.
    ProRes,
    /// Numbered PNGs and `sound.wav` in a folder: loses nothing.
    Png,
}

impl Codec {
    /// ffmpeg's name for the encoder; none where ffmpeg does not encode.
    pub(super) fn encoder(self) -> Option<&'static str> {
        match self {
            Self::H264 => Some("libx264"),
            Self::ProRes => Some("prores_ks"),
            Self::Png => None,
        }
    }
}

impl FilmSettings {
    /// The usual length of a segment.
    pub fn ten_secs_of_frames(frames_per_sec: u32) -> u64 {
        10 * u64::from(frames_per_sec)
    }

    /// Bytes of one pushed frame.
    pub fn frame_bytes(&self) -> usize {
        let bytes_per_pixel = if self.ten_bit { 6 } else { 4 };
        self.width as usize * self.height as usize * bytes_per_pixel
    }

    /// Samples a channel of the film's sound.
    pub fn sound_samples(&self) -> u64 {
        let at = |frame| Moment::of_frame(frame, self.frames_per_sec).samples;
        (at(self.first_frame + self.frames) - at(self.first_frame)).unsigned_abs()
    }

    pub(super) fn check(&self) -> Result<(), FilmError> {
        let (width, height) = (self.width, self.height);
        let wrong = |what: String| Err(FilmError::Settings { what });
        if !(1..=240).contains(&self.frames_per_sec) {
            return wrong(format!(
                "{} frames a second; 1 to 240 work",
                self.frames_per_sec
            ));
        }
        if !(1..=MAX_SIDE).contains(&width) || !(1..=MAX_SIDE).contains(&height) {
            return wrong(format!(
                "{width} x {height} pixels; 1 to {MAX_SIDE} along a side work"
            ));
        }
        // A year at 240 frames a second, so that no sum of frames can overflow.
        let most = 240 * 3600 * 24 * 366;
        if self.frames == 0 || self.frames > most || self.first_frame > most {
            let (first, frames) = (self.first_frame, self.frames);
            return wrong(format!(
                "{frames} frames from frame {first}; give it a time to show"
            ));
        }
        if self.segment_frames == 0 {
            return wrong("segments of 0 frames; the usual length is ten seconds".into());
        }
        let halves_colour = self.codec != Codec::Png;
        if halves_colour && (width % 2 == 1 || height % 2 == 1) {
            let (even_width, even_height) = (width + width % 2, height + height % 2);
            return Err(FilmError::OddSize {
                width,
                height,
                even_width,
                even_height,
            });
        }
        Ok(())
    }
}
