//! What the tests share: a folder of their own, real files made with ffmpeg, clicks and tones.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot make its files has failed"
)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};

use welkin_installation::{Shape, Speakers, Venue, read_venue};
use welkin_space::Motion;

use crate::{SoundFile, StemFile};

/// A folder that vanishes with the test.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("welkin-audio-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Writes a float WAV file of interleaved channels, with the plain header (which names no loudspeakers).
    pub(crate) fn wav(&self, name: &str, rate_hz: u32, channels: u16, samples: &[f32]) -> PathBuf {
        let frame = channels * 4;
        let length = samples.len() as u32 * 4;
        let mut bytes = Vec::with_capacity(samples.len() * 4 + 44);
        bytes.extend(b"RIFF");
        bytes.extend((36 + length).to_le_bytes());
        bytes.extend(b"WAVEfmt \x10\0\0\0\x03\0");
        bytes.extend(channels.to_le_bytes());
        bytes.extend(rate_hz.to_le_bytes());
        bytes.extend((rate_hz * u32::from(frame)).to_le_bytes());
        bytes.extend(frame.to_le_bytes());
        bytes.extend(b"\x20\0data");
        bytes.extend(length.to_le_bytes());
        bytes.extend(samples.iter().flat_map(|sample| sample.to_le_bytes()));
        self.bytes(name, &bytes)
    }

    /// Writes bytes.
    pub(crate) fn bytes(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// Turns a file into another with ffmpeg.
    pub(crate) fn ffmpeg(&self, from: &Path, arguments: &[&str], name: &str) -> PathBuf {
        let path = self.path(name);
        let output = Command::new("ffmpeg")
            .args(["-v", "error", "-y", "-bitexact", "-i"])
            .arg(from)
            .args(arguments)
            .arg(&path)
            .output()
            .expect("ffmpeg is installed (apt install ffmpeg)");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// A tone.
pub(crate) fn tone(rate_hz: u32, hertz: f64, amplitude: f32, secs: f64) -> Vec<f32> {
    let count = (secs * f64::from(rate_hz)).round() as usize;
    let turns = |n: usize| std::f64::consts::TAU * hertz * n as f64 / f64::from(rate_hz);
    (0..count)
        .map(|n| amplitude * turns(n).sin() as f32)
        .collect()
}

/// A soft click, 2 ms wide, around a time; in silence of so many seconds.
pub(crate) fn click(rate_hz: u32, at_secs: f64, secs: f64) -> Vec<f32> {
    let count = (secs * f64::from(rate_hz)).round() as usize;
    let bell = |n: usize| {
        let distance = (n as f64 / f64::from(rate_hz) - at_secs) / 0.0005;
        (0.8 * (-0.5 * distance * distance).exp()) as f32
    };
    (0..count).map(bell).collect()
}

/// Noise that is the same each time.
pub(crate) fn noise(seed: u32, count: usize) -> Vec<f32> {
    let mut state = seed.wrapping_mul(2_654_435_769) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as f32 / u32::MAX as f32 - 0.5
    };
    (0..count).map(|_| next()).collect()
}

/// The same sound on every channel.
pub(crate) fn on_channels(mono: &[f32], channels: usize) -> Vec<f32> {
    mono.iter()
        .flat_map(|sample| std::iter::repeat_n(*sample, channels))
        .collect()
}

/// A whole file.
pub(crate) fn read_all(path: &Path) -> Vec<[f32; 2]> {
    let mut file = SoundFile::open(path).unwrap_or_else(|error| panic!("{error}"));
    let mut all = Vec::new();
    // An odd number, so that blocks and reads do not agree.
    let mut part = [[0.0; 2]; 997];
    loop {
        let count = file.read_stereo(&mut part).unwrap();
        if count == 0 {
            return all;
        }
        all.extend_from_slice(&part[..count]);
    }
}

/// A stem in front.
pub(crate) fn stem(source: &str, path: &Path) -> StemFile {
    StemFile {
        source: source.into(),
        path: path.into(),
        gain_db: 0.0,
        shape: Shape::Point(Motion::default()),
    }
}

/// A venue of nothing but sound.
pub(crate) fn venue(speakers: Speakers) -> Venue {
    let text = "name = 'test'\nsurface = { kind = 'sphere' }";
    let venue = read_venue("venue.toml", text).unwrap();
    Venue { speakers, ..venue }
}
