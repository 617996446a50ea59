//! The sound field of a film as an AmbiX file: WAV, 32-bit floats, channels in ACN order, SN3D.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use welkin_values::SAMPLE_RATE;

use super::RenderError;
use super::sound::FilmSound;

/// Where the sound field goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AmbixFile {
    /// A .wav file.
    pub path: PathBuf,
    /// Ambisonic order, 1 to 7: (order + 1)² channels.
    pub order: usize,
}

/// Bytes before the samples.
const HEADER: u64 = 68;

/// 32-bit floats, as a WAV file's extended header names them (KSDATAFORMAT_SUBTYPE_IEEE_FLOAT).
const FLOATS: [u8; 16] = [
    3, 0, 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71,
];

/// Says at once what could not be written later.
pub(super) fn check(file: &AmbixFile, samples: i64) -> Result<(), RenderError> {
    if u32::try_from(bytes(file.order, samples)).is_ok() {
        return Ok(());
    }
    Err(RenderError::Wrong(format!(
        "{}: a WAV file ends at 4 GB, which order {} reaches before the film ends; take a lower order, or parts with \
         --from and --to",
        file.path.display(),
        file.order
    )))
}

/// Writes the file; it appears under its name at once or not at all.
pub(super) fn write(file: &AmbixFile, sound: FilmSound) -> Result<(), RenderError> {
    let part = file.path.with_extension("wav.part");
    let written = pour(&part, sound).and_then(|()| Ok(std::fs::rename(&part, &file.path)?));
    written.map_err(|error| {
        // What was begun is of no use.
        drop(std::fs::remove_file(&part));
        RenderError::Ambix {
            path: file.path.clone(),
            words: error.to_string(),
        }
    })
}

type Written = Result<(), Box<dyn std::error::Error + Send + Sync>>;

fn pour(part: &std::path::Path, sound: FilmSound) -> Written {
    let mut out = BufWriter::new(File::create(part)?);
    out.write_all(&header(sound.channels(), sound.frames_left()))?;
    sound.pour(&mut |block| {
        for sample in block {
            out.write_all(&sample.to_le_bytes())?;
        }
        Ok(())
    })?;
    out.flush()?;
    Ok(())
}

fn bytes(order: usize, samples: i64) -> u64 {
    let channels = (order as u64 + 1).pow(2);
    HEADER + samples.unsigned_abs() * channels * 4
}

/// The extended header with no speaker named: channels are harmonics.
fn header(channels: usize, frames: usize) -> Vec<u8> {
    let data = (frames * channels * 4) as u32;
    let mut header = Vec::with_capacity(HEADER as usize);
    header.extend(b"RIFF");
    header.extend((data + HEADER as u32 - 8).to_le_bytes());
    header.extend(b"WAVEfmt ");
    header.extend(40_u32.to_le_bytes());
    header.extend(0xfffe_u16.to_le_bytes());
    header.extend((channels as u16).to_le_bytes());
    header.extend(SAMPLE_RATE.to_le_bytes());
    header.extend((SAMPLE_RATE * channels as u32 * 4).to_le_bytes());
    header.extend((channels as u16 * 4).to_le_bytes());
    header.extend(32_u16.to_le_bytes());
    header.extend(22_u16.to_le_bytes());
    header.extend(32_u16.to_le_bytes());
    header.extend(0_u32.to_le_bytes());
    header.extend(FLOATS);
    header.extend(b"data");
    header.extend(data.to_le_bytes());
    header
}
