//! Where a projector stands and what its lens does, from places on its image that people (or a camera) found in the room.
//!
//! Least squares over the distance in pixels, by Levenberg and Marquardt's method, from several first guesses. What the
//! points cannot tell is refused with words, and so is a solution that misses them.

mod model;
mod guess;

use glam::{DVec2, DVec3, Vec2, Vec3};
use thiserror::Error;

use crate::{Optics, Projector};
use model::{Model, Sight};

/// So few pairs are enough where the lens does not bend.
pub const FEWEST_PAIRS: usize = 6;
/// So few are where it does.
pub const FEWEST_PAIRS_BENT: usize = 8;
/// A fit that misses by less is looked for no further, pixels.
const GOOD_PX: f64 = 1.0;
/// With more pairs than this, the worst is looked for by its distance alone.
const MOST_LEFT_OUT: usize = 24;

/// A place on the image and the point in the room that it lights.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// Pixels from the upper left corner.
    pub pixel: Vec2,
    /// Metres, in room space.
    pub point: Vec3,
}

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SolveSettings {
    /// Pixels: width, height.
    pub size: [u32; 2],
    /// What is known of the lens: values that are not looked for.
    pub optics: Optics,
    /// Looks for the field of view.
    pub finds_fov: bool,
    /// Looks for the shift. On points of one plane only the vertical one can be told.
    pub finds_shift: bool,
    /// Looks for k1 and k2, which takes more pairs.
    pub finds_bends: bool,
    /// A solution that misses the points by more than this (root of the mean square, pixels) is refused.
    pub most_rms_px: f32,
}

/// A projector that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Solved {
    /// Where it stands, and its lens.
    pub projector: Projector,
    /// How far it misses the points: root of the mean square, pixels.
    pub rms_px: f32,
    /// How far it misses each, pixels.
    pub misses_px: Vec<f32>,
    /// Whether all points lie in one plane, so that the horizontal shift was held.
    pub is_flat: bool,
}

/// Why there is no projector. Points are counted from 1, as people do.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum SolveError {
    /// Not enough different pairs.
    #[error("{needed} different points are needed, {found} are there")]
    TooFew {
        /// How many it takes.
        needed: usize,
        /// How many different ones there are.
        found: usize,
    },
    /// A number that is none.
    #[error("point {point} is no place: its numbers are not finite")]
    NotFinite {
        /// Which.
        point: usize,
    },
    /// Two pairs that contradict each other.
    #[error("points {first} and {second} are the same place in the room, but not on the image")]
    Twice {
        /// One of them.
        first: usize,
        /// The other.
        second: usize,
    },
    /// No depth and no width: any place on a circle would do.
    #[error("all points lie on one line {in_room_or_image}; choose some beside it")]
    OnALine {
        /// Where.
        in_room_or_image: &'static str,
    },
    /// It was found, but misses the points.
    #[error(
        "the best fit misses by {rms_px:.1} px (at most {most_rms_px:.1}); point {point} is {miss_px:.0} px off: clicked on the wrong place?"
    )]
    Misses {
        /// Root of the mean square, pixels.
        rms_px: f32,
        /// What was allowed.
        most_rms_px: f32,
        /// The one that fits worst.
        point: usize,
        /// How far it is from where the others say.
        miss_px: f32,
    },
    /// No place sees all points.
    #[error("no place in front of all points fits them; are left and right exchanged?")]
    Nowhere,
}

impl SolveSettings {
    /// Looks for place, field of view and shift; refuses more than 3 pixels.
    pub fn new(size: [u32; 2]) -> Self {
        Self {
            size,
            optics: Optics::new(0.7),
            finds_fov: true,
            finds_shift: true,
            finds_bends: false,
            most_rms_px: 3.0,
        }
    }
}

/// The projector that fits pairs best.
///
/// # Errors
/// If the pairs cannot tell, or it misses them by more than the settings allow.
pub fn solve(pairs: &[Pair], settings: &SolveSettings) -> Result<Solved, SolveError> {
    let sights = checked(pairs, settings)?;
    let spread = guess::spread(&sights);
    let best = best(&sights, settings, spread.is_flat, usize::MAX).ok_or(SolveError::Nowhere)?;
    let projector = best.projector(settings.size);
    let misses_px: Vec<f32> = pairs.iter().map(|pair| miss(&projector, pair)).collect();
    let squares: f64 = misses_px.iter().map(|miss| f64::from(*miss).powi(2)).sum();
    let rms_px = (squares / misses_px.len() as f64).sqrt() as f32;
    if !rms_px.is_finite() || projector.folds() {
        return Err(SolveError::Nowhere);
    }
    if rms_px > settings.most_rms_px {
        let (point, miss_px) = suspect(&sights, settings, spread.is_flat, &misses_px);
        return Err(SolveError::Misses {
            rms_px,
            most_rms_px: settings.most_rms_px,
            point: point + 1,
            miss_px,
        });
    }
    Ok(Solved {
        projector,
        rms_px,
        misses_px,
        is_flat: spread.is_flat,
    })
}

/// The pairs in double precision, if they can tell where a projector is.
fn checked(pairs: &[Pair], settings: &SolveSettings) -> Result<Vec<Sight>, SolveError> {
    let is_finite = |pair: &Pair| pair.pixel.is_finite() && pair.point.is_finite();
    if let Some(index) = pairs.iter().position(|pair| !is_finite(pair)) {
        return Err(SolveError::NotFinite { point: index + 1 });
    }
    let needed = if settings.finds_bends {
        FEWEST_PAIRS_BENT
    } else {
        FEWEST_PAIRS
    };
    let mut different: Vec<(usize, &Pair)> = Vec::new();
    // Pairs of a camera come by the thousand and are different; people's are few.
    if pairs.len() > 200 {
        different.extend(pairs.iter().enumerate());
    } else {
        for (index, pair) in pairs.iter().enumerate() {
            if !is_again(&different, index, pair)? {
                different.push((index, pair));
            }
        }
    }
    let found = different.len();
    if found < needed {
        return Err(SolveError::TooFew { needed, found });
    }
    let sight = |pair: &Pair| Sight {
        pixel: pair.pixel.as_dvec2(),
        point: pair.point.as_dvec3(),
    };
    let sights: Vec<Sight> = pairs.iter().map(sight).collect();
    let spread = guess::spread(&sights);
    if spread.is_line {
        let in_room_or_image = "in the room";
        return Err(SolveError::OnALine { in_room_or_image });
    }
    if spread.is_line_on_image {
        let in_room_or_image = "on the image";
        return Err(SolveError::OnALine { in_room_or_image });
    }
    Ok(sights)
}

/// Whether a pair is there already; an error if only half of it is.
fn is_again(others: &[(usize, &Pair)], index: usize, pair: &Pair) -> Result<bool, SolveError> {
    for (other_index, other) in others {
        let same_point = other.point.distance(pair.point) < 1e-3;
        let same_pixel = other.pixel.distance(pair.pixel) < 0.5;
        if same_point && same_pixel {
            return Ok(true);
        }
        if same_point && other.pixel.distance(pair.pixel) > 20.0 {
            return Err(SolveError::Twice {
                first: other_index + 1,
                second: index + 1,
            });
        }
    }
    Ok(false)
}

/// The best of what the first guesses lead to; the first that is good enough.
fn best(
    sights: &[Sight],
    settings: &SolveSettings,
    is_flat: bool,
    most_guesses: usize,
) -> Option<Model> {
    let enough = GOOD_PX * GOOD_PX * sights.len() as f64;
    let mut best: Option<(Model, f64)> = None;
    for guess in guess::guesses(sights, settings, is_flat)
        .into_iter()
        .take(most_guesses)
    {
        let model = guess.fitted(sights, settings, is_flat);
        let miss = model.sum_of_squares(sights);
        let is_better = best.is_none_or(|(_, least)| miss < least);
        if is_better && miss.is_finite() && model.sees_all(sights) {
            best = Some((model, miss));
            if miss < enough {
                break;
            }
        }
    }
    best.map(|(model, _)| model)
}

/// The point that fits worst, and how far it is from where the others say.
fn suspect(
    sights: &[Sight],
    settings: &SolveSettings,
    is_flat: bool,
    misses_px: &[f32],
) -> (usize, f32) {
    let by_distance = || {
        let all = misses_px.iter().copied().enumerate();
        all.max_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((0, 0.0))
    };
    if sights.len() <= FEWEST_PAIRS || sights.len() > MOST_LEFT_OUT {
        return by_distance();
    }
    // With few points the wrong one draws the fit towards itself; so each is left out in turn.
    let without = |index: usize| {
        let mut others = sights.to_vec();
        let left_out = others.remove(index);
        let model = best(&others, settings, is_flat, 3)?;
        let miss = model.pixel(left_out.point).distance(left_out.pixel) as f32;
        Some((index, model.sum_of_squares(&others), miss))
    };
    let all = (0..sights.len()).filter_map(without);
    all.min_by(|a, b| a.1.total_cmp(&b.1))
        .map_or_else(by_distance, |(index, _, miss)| (index, miss))
}

/// How far a projector's own pixel is from the one that was found; infinite behind it.
fn miss(projector: &Projector, pair: &Pair) -> f32 {
    let point: DVec3 = pair.point.as_dvec3();
    let place: Option<DVec2> = projector.place(point);
    place.map_or(f32::INFINITY, |place| {
        place.distance(pair.pixel.as_dvec2()) as f32
    })
}

#[cfg(test)]
mod tests;
