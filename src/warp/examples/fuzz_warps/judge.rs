//! One case: read, sampled, turned into fields and meshes, written, read again; reading within sixteen times its
//! length and 16 MiB.

use std::panic::{AssertUnwindSafe, catch_unwind};

use glam::Vec2;
use welkin_warp::{
    Geometry, Kind, ReadOptions, Unit, Warp, WarpError, WriteOptions, read, write_bourke,
    write_domeprojection, write_mpcdi, write_obj, write_pfm, write_sgc, write_simcad,
};

use crate::allocator;
use crate::chance::Chance;
use crate::mutate::{self, Seeds};

/// What any file may take beside sixteen times its length.
pub(crate) const SPARE: usize = 16 << 20;
/// Names that lead to every reader.
const NAMES: [&str; 6] = ["warp", "it.data", "it.obj", "it.csv", "it.pfm", "it.mpcdi"];

type Writer = fn(&Warp, &WriteOptions) -> Result<Vec<u8>, WarpError>;
const WRITERS: [(Writer, &str); 7] = [
    (write_mpcdi, "it.mpcdi"),
    (write_bourke, "it.data"),
    (write_obj, "it.obj"),
    (write_pfm, "it.pfm"),
    (write_domeprojection, "it.csv"),
    (write_sgc, "it.sgc"),
    (write_simcad, "it.xml"),
];

/// How cases went.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) read: usize,
    pub(crate) written: usize,
    pub(crate) unknown: usize,
    pub(crate) wrong: usize,
    pub(crate) missing: usize,
    pub(crate) escapes: usize,
    pub(crate) too_much: usize,
    /// The most memory beyond sixteen times the length of the file.
    pub(crate) most_spare: usize,
}

/// Judges the case of a number.
///
/// # Panics
/// If it panics, takes too much memory, or is not the same after out and in; the words name the case.
pub(crate) fn judge(seeds: &Seeds, seed: u64, number: u64, tally: &mut Tally) {
    let mut chance = Chance(seed ^ number.wrapping_mul(0xd134_2543_de82_ef95));
    let bytes = mutate::case(seeds, &mut chance);
    let name = *chance.of(&NAMES);
    let options = options(&mut chance);
    let before = allocator::begin();
    let outcome = catch_unwind(AssertUnwindSafe(|| read(name, &bytes, &options)));
    let took = allocator::most() - before;
    let spare = took.saturating_sub(16 * bytes.len());
    tally.most_spare = tally.most_spare.max(spare);
    assert!(
        spare <= SPARE,
        "case {number} of seed {seed}: {took} bytes for a file of {}",
        bytes.len()
    );
    let read = match outcome {
        Ok(read) => read,
        Err(_) => panic!("case {number} of seed {seed} panicked"),
    };
    match read {
        Ok(warp) => {
            tally.read += 1;
            let used = catch_unwind(AssertUnwindSafe(|| use_it(&warp, &options)));
            match used {
                Ok(written) => tally.written += written,
                Err(_) => panic!("case {number} of seed {seed} panicked when it was used"),
            }
        }
        Err(WarpError::Unknown { .. }) => tally.unknown += 1,
        Err(WarpError::Missing { .. }) => tally.missing += 1,
        Err(WarpError::Escapes { .. }) => tally.escapes += 1,
        Err(WarpError::TooMuch { .. }) => tally.too_much += 1,
        Err(_) => tally.wrong += 1,
    }
}

/// Whether a bomb is refused, and the most memory beyond sixteen times its length.
pub(crate) fn bomb(bytes: &[u8]) -> (bool, usize) {
    let before = allocator::begin();
    let refused = read("bomb", bytes, &ReadOptions::default()).is_err();
    let took = allocator::most() - before;
    (refused, took.saturating_sub(16 * bytes.len()))
}

fn options(chance: &mut Chance) -> ReadOptions {
    let mut dice = || chance.below(4) == 0;
    ReadOptions {
        flip_rows: dice(),
        flip_v: dice(),
        whole_picture: dice(),
        points: dice().then_some(Unit::Inches),
        aspect: dice().then_some(1.7),
        ..ReadOptions::default()
    }
}

/// Everything that is done with a warp: how many formats could hold it.
fn use_it(warp: &Warp, options: &ReadOptions) -> usize {
    for at in 0..warp.regions.len().min(3) {
        let Ok(sampler) = warp.sampler(at, [13, 9]) else {
            continue;
        };
        for place in 0..117 {
            let pixel = Vec2::new((place % 13) as f32 + 0.5, (place / 13) as f32 + 0.25);
            if let Some(looked) = sampler.at(pixel) {
                assert!(
                    looked
                        .weight
                        .iter()
                        .chain(&looked.lift)
                        .all(|share| *share >= 0.0)
                );
            }
        }
    }
    let mut written = write_all(warp, options);
    if warp.regions.iter().all(|region| is_small(&region.geometry)) {
        if let Ok(meshed) = warp.to_meshes(4, 4) {
            written += write_all(&meshed, options);
        }
        if let Ok(drawn) = warp.to_fields([9, 7]) {
            written += write_all(&drawn, options);
        }
    }
    written
}

fn is_small(geometry: &Geometry) -> bool {
    match geometry {
        Geometry::Straight => true,
        Geometry::Mesh(mesh) => mesh.triangle_count() < 10_000,
        Geometry::Field(field) => field.values.len() < 10_000,
    }
}

/// Writes every format that can hold it, and reads it again: it is the same.
fn write_all(warp: &Warp, options: &ReadOptions) -> usize {
    let writing = WriteOptions {
        flip_rows: options.flip_rows,
        flip_v: options.flip_v,
        aspect: options.aspect,
        ..WriteOptions::default()
    };
    let mut count = 0;
    for (writer, name) in WRITERS {
        let Ok(bytes) = writer(warp, &writing) else {
            continue;
        };
        count += 1;
        let mut options = options.clone();
        options.spare_bytes = 1 << 30;
        if name == "it.pfm" {
            let is_points = warp.kind == Kind::Points;
            options.points = is_points
                .then_some(options.points)
                .flatten()
                .or(is_points.then_some(Unit::Metres));
        }
        // A mesh of no triangles can be written and not be read as OBJ; a place that calculating moved
        // beyond the furthest is refused.
        let Ok(again) = read(name, &bytes, &options) else {
            continue;
        };
        let Ok(twice) = writer(&again, &writing) else {
            panic!("{name} can be written once and not twice");
        };
        let third = read(name, &twice, &options);
        let third =
            third.unwrap_or_else(|error| panic!("{name} is read once and not twice: {error}"));
        if again.regions != third.regions {
            let text = |bytes: &[u8]| {
                String::from_utf8_lossy(&bytes[..bytes.len().min(4000)]).into_owned()
            };
            let (bytes, twice) = (text(&bytes), text(&twice));
            panic!("{name} is another after out and in:\n{bytes}\nbecame\n{twice}");
        }
    }
    count
}
