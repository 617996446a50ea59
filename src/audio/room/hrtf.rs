//! Ears: what a sound from a direction becomes on its way to both of them, read from a SOFA file (AES69).

use std::path::Path;
use std::sync::{Arc, OnceLock};

use glam::Vec3;
use sofar::reader::{Filter, OpenOptions, Sofar};
use welkin_installation::Hrtf;
use welkin_values::SAMPLE_RATE;

/// KEMAR's, by Gardner and Martin; see the licence beside it.
const SHIPPED: &[u8] = include_bytes!("../../../assets/hrtf/MIT_KEMAR_normal_pinna.sofa");

/// Larger files are not read.
const LARGEST_BYTES: u64 = 64 << 20;

/// More directions than these are thinned out to so many: 2.5° apart.
const MOST_DIRECTIONS: usize = 4000;

/// More than these are not read.
const MOST_MEASURED: u32 = 20_000;

/// The longest response that is kept: 8 ms. What comes later is the room it was measured in.
pub(super) const LONGEST: usize = 384;

/// The end of a response is faded over so many samples.
const FADE: usize = 64;

/// A response begins where it first reaches this share of its peak.
const ONSET: f32 = 0.1;

/// So much is left before the earliest beginning.
const MARGIN: usize = 12;

/// Head-related impulse responses at our rate; the time that all of them take is left out.
pub(super) struct Ears {
    /// Where the sound comes from, unit vectors in dome space.
    pub(super) directions: Vec<Vec3>,
    /// The left and the right ear's response to each, [`LONGEST`] samples.
    pub(super) responses: Vec<[Vec<f32>; 2]>,
    /// Samples until a sound from the front is heard.
    pub(super) late: usize,
}

/// Reads the ears that a venue asks for.
///
/// # Errors
/// What is wrong with the file, and what is done instead.
pub(super) fn ears(hrtf: &Hrtf) -> Result<Arc<Ears>, String> {
    static READ: OnceLock<Result<Arc<Ears>, String>> = OnceLock::new();
    match hrtf {
        Hrtf::Shipped => READ
            .get_or_init(|| read_apart(SHIPPED.to_vec()).map(Arc::new))
            .clone(),
        Hrtf::File(path) => read_file(path).map(Arc::new).map_err(|why| {
            format!(
                "{}: these ears cannot be used ({why}); give a SOFA file of the convention SimpleFreeFieldHRIR, or \
                 say hrtf = \"shipped\"; until then headphones get plain stereo",
                path.display()
            )
        }),
    }
}

fn read_file(path: &Path) -> Result<Ears, String> {
    let words = |error: std::io::Error| error.to_string();
    let length = std::fs::metadata(path).map_err(words)?.len();
    if length > LARGEST_BYTES {
        return Err(format!("{} MB are too many", length >> 20));
    }
    read_apart(std::fs::read(path).map_err(words)?)
}

/// On a thread of its own: whatever a hostile file does to the reader ends there, and a deep file finds a deep stack.
fn read_apart(bytes: Vec<u8>) -> Result<Ears, String> {
    let thread = std::thread::Builder::new()
        .name("sofa".into())
        .stack_size(64 << 20)
        .spawn(move || read(&bytes));
    let read = thread.map_err(|error| error.to_string())?.join();
    read.unwrap_or_else(|_| Err("it is damaged".into()))
}

fn read(bytes: &[u8]) -> Result<Ears, String> {
    check(bytes)?;
    let sofa = OpenOptions::new()
        .sample_rate(SAMPLE_RATE as f32)
        // What stands between two directions is not asked for.
        .neighbor_angle_step(45.0)
        .neighbor_radius_step(1.0)
        .open_data(bytes)
        // The reader's own words may hold the whole file.
        .map_err(|_| "it is damaged".to_string())?;
    let positions = &sofa.hrtf().source_position.values;
    let mut places: Vec<[f32; 3]> = positions
        .chunks_exact(3)
        .map(|place| [place[0], place[1], place[2]])
        .filter(|place| dome(*place).is_some())
        .collect();
    let step = places.len().div_ceil(MOST_DIRECTIONS).max(1);
    places = places.into_iter().step_by(step).collect();
    if places.len() < 8 {
        return Err(format!("it has only {} directions", places.len()));
    }
    let mut directions = Vec::with_capacity(places.len());
    let mut raw = Vec::with_capacity(places.len());
    for place in places {
        directions.extend(dome(place));
        raw.push(response(&sofa, place));
    }
    finish(directions, raw)
}

/// What the reader would take too much for.
fn check(bytes: &[u8]) -> Result<(), String> {
    let not_one = || "it is no SOFA file, or damaged".to_string();
    let parsed = sofar::hdf::parse_with_children(bytes).map_err(|_| not_one())?;
    let Some(Ok(responses)) = parsed.get_child("Data.IR") else {
        return Err(not_one());
    };
    let [measured, ears, samples] = responses.ds.dimension_size[..] else {
        return Err("its responses are not those of ears".into());
    };
    if ears != 2 {
        return Err(format!("it has {ears} receivers instead of two ears"));
    }
    if measured > u64::from(MOST_MEASURED) || samples > 16_384 || measured * samples > 20_000_000 {
        return Err(format!(
            "{measured} responses of {samples} samples are too many"
        ));
    }
    let rate = match parsed.get_child("Data.SamplingRate") {
        Some(Ok(rate)) => rate
            .data
            .first_chunk()
            .map(|bytes| f64::from_le_bytes(*bytes)),
        _ => None,
    };
    match rate {
        Some(8_000.0..=192_000.0) => Ok(()),
        Some(rate) => Err(format!("its rate is {rate} Hz")),
        None => Err("it does not say its rate".into()),
    }
}

/// From a place as SOFA has it (x to the front, y to the left, z up) to a unit vector in dome space.
fn dome([x, y, z]: [f32; 3]) -> Option<Vec3> {
    Vec3::new(-y, z, -x).try_normalize()
}

/// Both ears' responses to a place, with the delays the file states beside them.
fn response(sofa: &Sofar, [x, y, z]: [f32; 3]) -> [Vec<f32>; 2] {
    let mut filter = Filter::new(sofa.filter_len());
    sofa.filter_nointerp(x, y, z, &mut filter);
    let delayed = |response: &[f32], secs: f32| {
        // 20 ms at most: further away nobody stands.
        let samples = (secs * SAMPLE_RATE as f32).round().clamp(0.0, 960.0) as usize;
        let finite = response
            .iter()
            .map(|sample| if sample.is_finite() { *sample } else { 0.0 });
        std::iter::repeat_n(0.0, samples).chain(finite).collect()
    };
    [
        delayed(&filter.left, filter.ldelay),
        delayed(&filter.right, filter.rdelay),
    ]
}

/// Cuts the responses to what counts of them.
fn finish(directions: Vec<Vec3>, raw: Vec<[Vec<f32>; 2]>) -> Result<Ears, String> {
    let front = directions
        .iter()
        .zip(&raw)
        .max_by(|(a, _), (b, _)| a.dot(Vec3::NEG_Z).total_cmp(&b.dot(Vec3::NEG_Z)))
        .map(|(_, response)| response);
    let earliest = raw
        .iter()
        .flatten()
        .filter_map(|response| onset(response))
        .min();
    let (Some(front), Some(earliest)) = (front, earliest) else {
        return Err("all its responses are silent".into());
    };
    let lead = earliest.saturating_sub(MARGIN);
    let late = front.iter().filter_map(|response| onset(response)).min();
    let late = late.unwrap_or(earliest) - lead;
    let cut = |response: &Vec<f32>| {
        let mut cut = vec![0.0; LONGEST];
        for (index, (to, from)) in cut.iter_mut().zip(response.iter().skip(lead)).enumerate() {
            let fade = (LONGEST - index).min(FADE) as f32 / FADE as f32;
            *to = from.clamp(-100.0, 100.0) * fade;
        }
        cut
    };
    let responses = raw.iter().map(|[left, right]| [cut(left), cut(right)]);
    Ok(Ears {
        responses: responses.collect(),
        directions,
        late: late.min(LONGEST),
    })
}

/// Where a response begins; none where it is silent.
fn onset(response: &[f32]) -> Option<usize> {
    let peak = response.iter().fold(0.0_f32, |peak, s| peak.max(s.abs()));
    response
        .iter()
        .position(|sample| peak > 0.0 && sample.abs() >= ONSET * peak)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Folder, noise};

    #[test]
    fn the_shipped_ears_hear_all_around() {
        let ears = ears(&Hrtf::Shipped).unwrap_or_else(|why| panic!("{why}"));
        assert_eq!(ears.directions.len(), 710);
        assert!((MARGIN..60).contains(&ears.late), "{}", ears.late);
        for response in ears.responses.iter().flatten() {
            let energy: f32 = response.iter().map(|sample| sample * sample).sum();
            assert!((0.01..10.0).contains(&energy), "{energy}");
        }
    }

    #[test]
    fn what_is_no_sofa_file_is_told_and_never_panics() {
        let folder = Folder::new();
        let refused = |name: &str, bytes: &[u8]| {
            let path = folder.bytes(name, bytes);
            let why = ears(&Hrtf::File(path)).map(|_| ()).err();
            let why = why.unwrap_or_else(|| panic!("{name} was read"));
            assert!(why.contains(name) && why.contains("SOFA"), "{why}");
        };
        refused("empty.sofa", b"");
        refused("letter.sofa", b"these are no ears");
        let junk: Vec<u8> = noise(1, 40_000)
            .iter()
            .map(|s| (s * 255.0) as i32 as u8)
            .collect();
        refused("junk.sofa", &junk);
        for share in [1, 3, 7] {
            refused("cut.sofa", &SHIPPED[..SHIPPED.len() * share / 8]);
        }
        let missing = ears(&Hrtf::File(folder.path("none.sofa"))).map(|_| ());
        assert!(missing.is_err_and(|why| why.contains("none.sofa")));
        // Damaged in places: read or refused, but never the end.
        let damage = noise(7, 4 * 12);
        for part in damage.chunks_exact(4) {
            let mut bytes = SHIPPED.to_vec();
            for place in part {
                // Most of the structure stands at the beginning.
                let at = ((place + 0.5) * 20_000.0) as usize;
                bytes[at] ^= 0x5a;
            }
            let path = folder.bytes("damaged.sofa", &bytes);
            if let Ok(ears) = ears(&Hrtf::File(path)) {
                let all = ears.responses.iter().flatten().flatten();
                assert!(all.into_iter().all(|sample| sample.is_finite()));
            }
        }
    }
}
