//! A film's frames in segments, each encoded by an ffmpeg of its own.

use std::fs;

use super::ffmpeg::{Ffmpeg, Running};
use super::folder::WorkFolder;
use super::{Codec, FilmError, FilmSettings};

/// Encoder threads: fixed, because x264 makes other bytes with another number, and a film must not
/// depend on the machine.
const THREADS: &str = "8";

/// sRGB-encoded frames to BT.709 video levels.
const COLOURS: &str = "scale=in_range=pc:out_range=tv:out_color_matrix=bt709:\
                       flags=bicubic+accurate_rnd+full_chroma_int";

/// What players are told: sRGB-encoded light is close enough to BT.709's, and says so everywhere.
const TAGS: &str = "setparams=range=tv:colorspace=bt709:color_primaries=bt709:color_trc=bt709";

/// Encodes segments one after another.
pub(super) struct Segments {
    settings: FilmSettings,
    /// The segment that takes frames.
    open: Option<Segment>,
    /// The one before: it has all its frames, and its encoder is at the last of them.
    closing: Option<Segment>,
}

struct Segment {
    name: String,
    frames: u64,
    running: Running,
}

impl Segments {
    pub(super) fn new(settings: &FilmSettings) -> Self {
        Self {
            settings: settings.clone(),
            open: None,
            closing: None,
        }
    }

    /// Frames in the closed segments an earlier run left; what comes after a gap is removed.
    pub(super) fn closed_frames(&self, folder: &WorkFolder) -> Result<u64, FilmError> {
        let count = self.settings.frames.div_ceil(self.settings.segment_frames);
        let is_closed = |segment: &u64| folder.at(&name(&self.settings, *segment)).is_file();
        let closed = (0..count).take_while(is_closed).count() as u64;
        for segment in closed + 1..count {
            let path = folder.at(&name(&self.settings, segment));
            if path.is_file() {
                fs::remove_file(&path).map_err(FilmError::file(&path))?;
            }
        }
        Ok(self
            .settings
            .frames
            .min(closed * self.settings.segment_frames))
    }

    /// Takes the film's frame `number`, counted from 0; they come in order.
    pub(super) fn push(
        &mut self,
        ffmpeg: &Ffmpeg,
        folder: &WorkFolder,
        number: u64,
        frame: &[u8],
    ) -> Result<(), FilmError> {
        let mut segment = match self.open.take() {
            Some(segment) => segment,
            None => Segment::begin(ffmpeg, folder, &self.settings, number)?,
        };
        if segment.running.feed(frame).is_err() {
            return Err(segment.stopped(folder));
        }
        let is_closing_done = self.closing.as_mut().is_some_and(|s| s.running.has_ended());
        let is_full = (number + 1).is_multiple_of(self.settings.segment_frames);
        if let Some(closing) = self.closing.take_if(|_| is_closing_done || is_full) {
            closing.close(folder)?;
        }
        if is_full {
            segment.running.end_input();
            self.closing = Some(segment);
        } else {
            self.open = Some(segment);
        }
        Ok(())
    }

    /// Closes what is open: the film has all its frames.
    pub(super) fn close(self, folder: &WorkFolder) -> Result<(), FilmError> {
        for segment in [self.closing, self.open].into_iter().flatten() {
            segment.close(folder)?;
        }
        Ok(())
    }
}

impl Segment {
    fn begin(
        ffmpeg: &Ffmpeg,
        folder: &WorkFolder,
        settings: &FilmSettings,
        first: u64,
    ) -> Result<Self, FilmError> {
        let frames = settings.segment_frames.min(settings.frames - first);
        let name = name(settings, first / settings.segment_frames);
        let input = if settings.ten_bit { "rgb48le" } else { "rgba" };
        let size = format!("{}x{}", settings.width, settings.height);
        let rate = settings.frames_per_sec.to_string();
        let scale = time_scale(settings).to_string();
        let filter = format!("{COLOURS},format={},{TAGS}", pixel_format(settings));
        let writing = folder.writing(&name);
        let mut args = vec![
            "-f",
            "rawvideo",
            "-pixel_format",
            input,
            "-video_size",
            &size,
        ];
        args.extend(["-framerate", &rate, "-i", "pipe:0", "-an", "-vf", &filter]);
        args.extend(encoder(settings.codec).split(' '));
        args.extend(["-threads", THREADS, "-fflags", "+bitexact"]);
        args.extend(["-video_track_timescale", &scale]);
        args.extend(["-f", muxer(settings.codec), &writing]);
        let running = ffmpeg.start(folder.path(), &args)?;
        Ok(Self {
            name,
            frames,
            running,
        })
    }

    /// Waits for the encoder and makes the segment durable under its name.
    fn close(self, folder: &WorkFolder) -> Result<(), FilmError> {
        let found = self
            .running
            .wait("encode the frames", &folder.at(&self.name))?;
        if found != self.frames {
            return Err(FilmError::Damaged {
                expected: self.frames,
                found,
            });
        }
        folder.close(&self.name)
    }

    /// Why the encoder ended before it had all its frames.
    fn stopped(self, folder: &WorkFolder) -> FilmError {
        let doing = "encode the frames";
        match self.running.wait(doing, &folder.at(&self.name)) {
            Err(error) => error,
            Ok(_) => FilmError::Ffmpeg {
                doing: doing.to_owned(),
                said: "it ended before its input did".to_owned(),
            },
        }
    }
}

/// The name of a closed segment.
pub(super) fn name(settings: &FilmSettings, segment: u64) -> String {
    format!("{segment:06}.{}", muxer(settings.codec))
}

/// Ticks a second in segments and film: every frame is a whole number of them, and players like
/// between ten thousand and a hundred thousand.
pub(super) fn time_scale(settings: &FilmSettings) -> u32 {
    let rate = settings.frames_per_sec;
    rate * 10_000_u32.div_ceil(rate).next_power_of_two()
}

fn muxer(codec: Codec) -> &'static str {
    if codec == Codec::ProRes { "mov" } else { "mp4" }
}

fn pixel_format(settings: &FilmSettings) -> &'static str {
    match (settings.codec, settings.ten_bit) {
        (Codec::ProRes, _) => "yuv422p10le",
        (_, true) => "yuv420p10le",
        (_, false) => "yuv420p",
    }
}

fn encoder(codec: Codec) -> &'static str {
    match codec {
        Codec::ProRes => "-c:v prores_ks -profile:v 3 -vendor apl0 -flags:v +bitexact",
        _ => "-c:v libx264 -preset faster -crf 16 -flags:v +cgop+bitexact",
    }
}
