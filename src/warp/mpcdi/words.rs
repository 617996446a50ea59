//! The words of MPCDI and what they mean.

use crate::field::{Interpolation, Origin, Unit};
use crate::numbers::short;
use crate::warp::Kind;

/// Profiles.
const KINDS: [(&str, Kind); 4] = [
    ("2d", Kind::Picture),
    ("3d", Kind::View),
    ("a3", Kind::Points),
    ("sl", Kind::Lamp),
];

/// Units of points.
const UNITS: [(&str, Unit); 8] = [
    ("mm", Unit::Millimetres),
    ("cm", Unit::Centimetres),
    ("dm", Unit::Decimetres),
    ("m", Unit::Metres),
    ("in", Unit::Inches),
    ("ft", Unit::Feet),
    ("yd", Unit::Yards),
    ("unknown", Unit::Unknown),
];

const INTERPOLATIONS: [(&str, Interpolation); 4] = [
    ("linear", Interpolation::Linear),
    ("keystone", Interpolation::Keystone),
    ("smooth", Interpolation::Smooth),
    ("unknown", Interpolation::Unknown),
];

const ORIGINS: [(&str, Origin); 4] = [
    ("centerOfMass", Origin::CenterOfMass),
    ("idealEyePoint", Origin::IdealEyePoint),
    ("floorCenter", Origin::FloorCenter),
    ("unknown", Origin::Unknown),
];

pub(super) fn kind(text: &str) -> Result<Kind, String> {
    // An early reader calls a3 so.
    let text = if text.eq_ignore_ascii_case("a3d") {
        "a3"
    } else {
        text
    };
    find(&KINDS, text).ok_or_else(|| {
        format!(
            "profile {:?} is not known; 2d, 3d, a3 and sl are",
            short(text)
        )
    })
}

pub(super) fn unit(text: &str) -> Result<Unit, String> {
    // A widespread writer leaves a letter out.
    let text = if text.eq_ignore_ascii_case("unkown") {
        "unknown"
    } else {
        text
    };
    find(&UNITS, text).ok_or_else(|| {
        format!(
            "{:?} is no unit of points; mm, cm, dm, m, in, ft and yd are",
            short(text)
        )
    })
}

/// Unknown words are [`Interpolation::Unknown`]: nothing depends on it.
pub(super) fn interpolation(text: &str) -> Interpolation {
    find(&INTERPOLATIONS, text).unwrap_or(Interpolation::Unknown)
}

/// Unknown words are [`Origin::Unknown`].
pub(super) fn origin(text: &str) -> Origin {
    find(&ORIGINS, text).unwrap_or(Origin::Unknown)
}

pub(super) fn of_kind(kind: Kind) -> &'static str {
    word(&KINDS, kind)
}

/// Places in a picture are `2D`.
pub(super) fn of_unit(unit: Unit) -> &'static str {
    word(&UNITS, unit)
}

pub(super) fn of_interpolation(interpolation: Interpolation) -> &'static str {
    word(&INTERPOLATIONS, interpolation)
}

pub(super) fn of_origin(origin: Origin) -> &'static str {
    word(&ORIGINS, origin)
}

fn find<T: Copy>(words: &[(&str, T)], text: &str) -> Option<T> {
    let mut words = words.iter();
    words
        .find(|(word, _)| word.eq_ignore_ascii_case(text.trim()))
        .map(|(_, value)| *value)
}

fn word<T: Copy + PartialEq>(words: &[(&'static str, T)], value: T) -> &'static str {
    let mut words = words.iter();
    words
        .find(|(_, it)| *it == value)
        .map_or("2D", |(word, _)| word)
}
