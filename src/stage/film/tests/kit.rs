//! Small films to write, and what ffmpeg reads back from them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::super::{Codec, FilmError, FilmSettings, FilmWriter, SoundSink};

/// A folder that goes with the test.
pub(super) struct Folder(pub(super) PathBuf);

impl Folder {
    pub(super) fn new(name: &str) -> Self {
        let name = format!("welkin-film-{name}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        if path.exists() {
            fs::remove_dir_all(&path).unwrap();
        }
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(super) fn at(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// What is in the folder, hidden things too.
    pub(super) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap();
        let name = |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name();
        let mut names: Vec<_> = entries
            .map(name)
            .map(|n| n.into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

/// A small film of 40 frames in segments of 12.
pub(super) fn small(out: PathBuf, codec: Codec, ten_bit: bool) -> FilmSettings {
    FilmSettings {
        out,
        width: 64,
        height: 64,
        frames_per_sec: 24,
        codec,
        ten_bit,
        is_panorama: false,
        first_frame: 100,
        frames: 40,
        fingerprint: "a show\nwith two lines".into(),
        segment_frames: 12,
    }
}

/// The plain colour of a frame.
pub(super) fn colour(frame: u64) -> [u8; 3] {
    let step = |by: u64| (20 + frame * by % 210) as u8;
    [step(37), step(71), step(113)]
}

/// The bytes of a frame.
pub(super) fn frame(settings: &FilmSettings, number: u64) -> Vec<u8> {
    let [r, g, b] = colour(number);
    let wide = |value: u8| (u16::from(value) * 257).to_le_bytes();
    let pixel = match settings.ten_bit {
        false => vec![r, g, b, 255],
        true => [wide(r), wide(g), wide(b)].concat(),
    };
    pixel.repeat((settings.width * settings.height) as usize)
}

/// Frames that are hard to encode, the same for the same number.
pub(super) fn noise(settings: &FilmSettings, number: u64) -> Vec<u8> {
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut byte = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u8
    };
    (0..settings.frame_bytes()).map(|_| byte()).collect()
}

/// Pushes what is missing, up to a frame of the show.
pub(super) fn push_until(writer: &mut FilmWriter, settings: &FilmSettings, end: u64) {
    for number in writer.next_frame()..end {
        writer.push(&frame(settings, number)).unwrap();
    }
}

/// A click every half second, at the film's beginning first.
pub(super) fn clicks(
    settings: &FilmSettings,
) -> impl FnOnce(&mut SoundSink) -> Result<(), Box<dyn std::error::Error + Send + Sync>> + use<> {
    let samples = settings.sound_samples();
    move |sink| {
        for at in 0..samples {
            let click = if at % 24_000 < 4 { 0.9 } else { 0.0 };
            sink.push(&[click, click])?;
        }
        Ok(())
    }
}

/// Writes a whole film.
pub(super) fn write(settings: &FilmSettings) -> Result<(), FilmError> {
    let mut writer = FilmWriter::begin(settings.clone(), false)?;
    let end = writer.end_frame();
    push_until(&mut writer, settings, end);
    writer.finish(clicks(settings))
}

/// What a tool says about a film.
pub(super) fn ask(program: &str, args: &str, film: &Path, more: &str) -> Vec<u8> {
    let mut command = Command::new(program);
    command
        .args(args.split_whitespace())
        .arg(film)
        .args(more.split_whitespace());
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}

/// The colour in the middle of each frame.
pub(super) fn colours(film: &Path) -> Vec<[u8; 3]> {
    let more = "-map 0:v -fps_mode passthrough -vf scale=in_color_matrix=bt709:in_range=tv,format=rgb24 \
                -f rawvideo -";
    let bytes = ask("ffmpeg", "-v error -i", film, more);
    let middle = |frame: &[u8]| {
        let at = 3 * (32 * 64 + 32);
        [frame[at], frame[at + 1], frame[at + 2]]
    };
    bytes.chunks_exact(3 * 64 * 64).map(middle).collect()
}

/// The sound of a film or file, left and right in turn.
pub(super) fn samples(film: &Path) -> Vec<f32> {
    let bytes = ask("ffmpeg", "-v error -i", film, "-map 0:a -f f32le -");
    bytes
        .chunks_exact(4)
        .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
        .collect()
}

/// When each frame is shown, in seconds, in order.
pub(super) fn times(film: &Path) -> Vec<f64> {
    let args = "-v error -select_streams v -show_entries packet=pts_time -of csv=p=0";
    let text = String::from_utf8(ask("ffprobe", args, film, "")).unwrap();
    let time = |line: &str| line.trim_end_matches(',').parse::<f64>().unwrap();
    let mut times: Vec<f64> = text
        .lines()
        .filter(|line| !line.is_empty())
        .map(time)
        .collect();
    times.sort_by(f64::total_cmp);
    times
}
