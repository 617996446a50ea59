//! What is wrong with a file is said once, with its name and what to do; nothing panics.
#![allow(clippy::unwrap_used, reason = "tests")]

use crate::testing::{Folder, noise, on_channels, read_all, tone};
use crate::{SoundError, SoundFile};

/// A 16-bit WAV file as its header says it.
fn wav_bytes(channels: u16, rate_hz: u32, data_len: u32, data: &[u8]) -> Vec<u8> {
    let frame = channels.saturating_mul(2);
    let mut bytes = Vec::new();
    bytes.extend(b"RIFF");
    bytes.extend((36_u32.saturating_add(data_len)).to_le_bytes());
    bytes.extend(b"WAVEfmt ");
    bytes.extend(16_u32.to_le_bytes());
    bytes.extend(1_u16.to_le_bytes());
    bytes.extend(channels.to_le_bytes());
    bytes.extend(rate_hz.to_le_bytes());
    bytes.extend(rate_hz.wrapping_mul(u32::from(frame)).to_le_bytes());
    bytes.extend(frame.to_le_bytes());
    bytes.extend(16_u16.to_le_bytes());
    bytes.extend(b"data");
    bytes.extend(data_len.to_le_bytes());
    bytes.extend(data);
    bytes
}

fn error_of(folder: &Folder, name: &str, bytes: &[u8]) -> SoundError {
    let path = folder.bytes(name, bytes);
    let error = SoundFile::open(&path).map(|_| ()).expect_err(name);
    let words = error.to_string();
    assert!(words.contains(name) && !words.contains('\n'), "{words}");
    error
}

#[test]
fn missing_empty_and_folders() {
    let folder = Folder::new();
    let missing = SoundFile::open(&folder.path("none.wav"))
        .map(|_| ())
        .unwrap_err();
    assert!(matches!(missing, SoundError::Missing { .. }), "{missing}");
    assert!(missing.to_string().contains("none.wav"));
    assert!(matches!(
        error_of(&folder, "empty.wav", b""),
        SoundError::Empty { .. }
    ));
    let dir = SoundFile::open(&folder.path(".")).map(|_| ()).unwrap_err();
    assert!(matches!(dir, SoundError::Unreadable { .. }), "{dir}");
}

#[test]
fn renamed_files_are_no_sounds() {
    let folder = Folder::new();
    let text = "This is no sound, it is a letter to the curator.\n".repeat(4000);
    let junk: Vec<u8> = noise(3, 200_000)
        .iter()
        .map(|sample| (sample * 255.0) as i32 as u8)
        .collect();
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    png.extend(&junk);
    for (name, bytes) in [
        ("a.mp3", text.as_bytes()),
        ("b.flac", &junk),
        ("c.wav", &png),
        ("d.ogg", b"x"),
    ] {
        let error = error_of(&folder, name, bytes);
        assert!(matches!(error, SoundError::NotASound { .. }), "{error}");
    }
}

#[test]
fn impossible_headers() {
    let folder = Folder::new();
    let data = [1_u8; 4096];
    for rate_hz in [0, 999, 768_001, u32::MAX] {
        let error = error_of(&folder, "rate.wav", &wav_bytes(2, rate_hz, 4096, &data));
        assert_eq!(
            error,
            SoundError::Rate {
                path: folder.path("rate.wav"),
                rate_hz
            }
        );
    }
    for channels in [0, 65, u16::MAX] {
        let error = error_of(
            &folder,
            "many.wav",
            &wav_bytes(channels, 48_000, 4096, &data),
        );
        assert!(matches!(error, SoundError::Channels { .. }), "{error}");
    }
    let error = error_of(&folder, "zero.wav", &wav_bytes(2, 48_000, 0, &[]));
    assert!(matches!(error, SoundError::ZeroLength { .. }), "{error}");
}

#[test]
fn extreme_headers_that_are_fine() {
    let folder = Folder::new();
    let data: Vec<u8> = (0..64 * 2 * 2000_u32).map(|n| (n % 251) as u8).collect();
    for (channels, rate_hz) in [
        (2, 384_000),
        (1, 1_000),
        (2, 768_000),
        (6, 48_000),
        (18, 48_000),
    ] {
        let path = folder.bytes(
            "ok.wav",
            &wav_bytes(channels, rate_hz, data.len() as u32, &data),
        );
        let frames = data.len() as u64 / 2 / u64::from(channels);
        let expected = (frames * 48_000 + u64::from(rate_hz) / 2) / u64::from(rate_hz);
        assert_eq!(
            read_all(&path).len() as u64,
            expected,
            "{channels} channels {rate_hz} Hz"
        );
    }
}

#[test]
fn truncated_files_play_what_is_there_and_warn() {
    let folder = Folder::new();
    // The header says an hour, the file holds a tenth of a second.
    let data = vec![7_u8; 4800 * 4];
    let path = folder.bytes("cut.wav", &wav_bytes(2, 48_000, 3600 * 48_000 * 4, &data));
    let mut file = SoundFile::open(&path).unwrap();
    assert_eq!(file.duration().unwrap().samples, 4800);
    assert!(file.warning().unwrap().contains("cut.wav"));
    let mut all = vec![[0.0; 2]; 10_000];
    assert_eq!(file.read_stereo(&mut all).unwrap(), 4800);

    let wav = folder.wav("whole.wav", 48_000, 2, &on_channels(&noise(5, 144_000), 2));
    for (name, arguments) in [
        ("a.flac", &[][..]),
        ("a.mp3", &["-b:a", "128k"]),
        ("a.ogg", &["-c:a", "libvorbis"]),
        ("a.m4a", &["-c:a", "aac", "-movflags", "faststart"]),
        ("a.aac", &["-c:a", "aac"]),
    ] {
        let bytes = std::fs::read(folder.ffmpeg(&wav, arguments, name)).unwrap();
        let path = folder.bytes(name, &bytes[..bytes.len() / 2]);
        let count = read_all(&path).len();
        assert!(
            (30_000..115_000).contains(&count),
            "{name}: {count} frames of half a file"
        );
    }
}

#[test]
fn what_is_no_number_is_silent_and_counted() {
    let folder = Folder::new();
    let path = folder.wav(
        "nan.wav",
        48_000,
        1,
        &[0.5, f32::NAN, f32::INFINITY, -0.5, f32::NEG_INFINITY, 3e38],
    );
    let frames = read_all(&path);
    assert_eq!(
        frames.iter().map(|frame| frame[0]).collect::<Vec<_>>(),
        [0.5, 0.0, 0.0, -0.5, 0.0, 0.0]
    );
    let mut file = SoundFile::open(&path).unwrap();
    file.read_stereo(&mut [[0.0; 2]; 16]).unwrap();
    assert_eq!(file.bad_samples(), 4);
    assert!(file.warning().unwrap().contains("no numbers"));
}

#[test]
fn damaged_places_are_silent_and_the_rest_stays_in_its_place() {
    let folder = Folder::new();
    let wav = folder.wav("whole.wav", 48_000, 1, &tone(48_000, 440.0, 0.5, 4.0));
    let mut bytes = std::fs::read(folder.ffmpeg(&wav, &["-b:a", "128k"], "a.mp3")).unwrap();
    let middle = bytes.len() / 2;
    for byte in &mut bytes[middle..middle + 3000] {
        *byte = 0x55;
    }
    let path = folder.bytes("damaged.mp3", &bytes);
    // It plays to the end (some packets of it are gone).
    assert!(read_all(&path).len() > 150_000);
}

#[test]
fn too_much_damage_ends_with_one_clear_word() {
    let folder = Folder::new();
    let wav = folder.wav("whole.wav", 48_000, 2, &on_channels(&noise(1, 480_000), 2));
    for name in ["a.flac", "a.mp3", "a.ogg", "a.m4a", "a.aac"] {
        let arguments: &[&str] = if name == "a.ogg" {
            &["-c:a", "libvorbis"]
        } else {
            &[]
        };
        let mut bytes = std::fs::read(folder.ffmpeg(&wav, arguments, name)).unwrap();
        let junk = noise(9, bytes.len());
        let fine = bytes.len() / 3;
        for (byte, junk) in bytes[fine..].iter_mut().zip(&junk) {
            *byte = (junk * 255.0) as i32 as u8;
        }
        let path = folder.bytes(name, &bytes);
        // Nothing panics, nothing runs forever; an error, if there is one, names the file.
        let Ok(mut file) = SoundFile::open(&path) else {
            continue;
        };
        let mut part = [[0.0; 2]; 4096];
        let result = loop {
            match file.read_stereo(&mut part) {
                Ok(0) => break Ok(()),
                Ok(count) => assert!(
                    part[..count]
                        .iter()
                        .flatten()
                        .all(|sample| sample.is_finite())
                ),
                Err(error) => break Err(error.to_string()),
            }
        };
        assert!(result.is_ok() || result.is_err_and(|words| words.contains(name)));
    }
}

#[test]
fn every_prefix_of_a_small_file_is_survived() {
    let folder = Folder::new();
    let wav = folder.wav("whole.wav", 48_000, 1, &tone(48_000, 440.0, 0.5, 0.05));
    for name in ["a.flac", "a.mp3", "a.ogg", "a.m4a", "a.aiff", "a.wav"] {
        let arguments: &[&str] = if name == "a.ogg" {
            &["-c:a", "libvorbis"]
        } else {
            &[]
        };
        let bytes = std::fs::read(folder.ffmpeg(&wav, arguments, name)).unwrap();
        for length in (0..bytes.len()).step_by(53) {
            let path = folder.bytes(name, &bytes[..length]);
            if let Ok(mut file) = SoundFile::open(&path) {
                let mut part = [[0.0; 2]; 4096];
                while file.read_stereo(&mut part).is_ok_and(|count| count > 0) {}
            }
        }
    }
}

#[test]
fn a_header_that_promises_twelve_hours_costs_no_memory() {
    let folder = Folder::new();
    // A sparse file of 12 hours (mono, 8 kHz): its length is known at once, and reading goes chunk by chunk.
    let frames = 12 * 3600 * 8_000_u32;
    let path = folder.bytes("long.wav", &wav_bytes(1, 8_000, frames * 2, &[]));
    std::fs::OpenOptions::new()
        .write(true)
        .open(&path)
        .unwrap()
        .set_len(44 + u64::from(frames) * 2)
        .unwrap();
    let mut file = SoundFile::open(&path).unwrap();
    assert_eq!(file.duration().unwrap().secs(), 12.0 * 3600.0);
    let mut part = vec![[1.0; 2]; 48_000];
    for _ in 0..60 {
        assert_eq!(file.read_stereo(&mut part).unwrap(), part.len());
        // Two samples a frame.
        assert!(file.ready.capacity() < 40_000 && file.decoded.capacity() < 40_000);
    }
    assert!(part.iter().all(|frame| *frame == [0.0; 2]));
}
