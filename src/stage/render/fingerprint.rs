//! What a film is made of, as a few characters: an interrupted film is only continued with the same.

use std::path::{Path, PathBuf};

use super::FilmJob;

/// Characters that change when anything that makes the film's pictures or sound changes.
pub(super) fn of(job: &FilmJob, width: u32, height: u32) -> String {
    let mut words = format!(
        "{} {:?} {:?} {:?} {} {width}x{height} {} {:?} {} {:?}",
        env!("CARGO_PKG_VERSION"),
        job.show,
        job.venue.surface,
        (&job.venue.outputs, job.venue.blend, job.venue.guard),
        job.view,
        job.frames_per_sec,
        job.from,
        job.ten_bit,
        job.backend,
    );
    let stems = job
        .show
        .tracks
        .iter()
        .flat_map(|track| &track.stems)
        .map(|stem| stem.file.as_path());
    let networks = job
        .show
        .models
        .iter()
        .flat_map(|model| model.files().map(PathBuf::as_path));
    let outputs = job.venue.outputs.iter().flat_map(|output| {
        let warp = output.warp.as_ref().map(|warp| warp.file.as_path());
        let own = [output.mask.as_deref(), output.colour.lut.as_deref(), warp];
        own.into_iter().flatten()
    });
    let mesh = job.venue.mesh_file.as_deref();
    for file in stems.chain(networks).chain(outputs).chain(mesh) {
        words.push_str(&state_of(file));
    }
    format!("{:016x}", fnv1a(words.as_bytes()))
}

/// A file's length and the time it was written.
fn state_of(file: &Path) -> String {
    let metadata = std::fs::metadata(file).ok();
    let length = metadata.as_ref().map(std::fs::Metadata::len);
    let written = metadata.and_then(|metadata| metadata.modified().ok());
    format!(" {length:?} {written:?}")
}

/// The FNV-1a hash, 64 bits: stable over versions of the compiler.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
