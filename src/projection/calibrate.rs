//! Finding projectors by a camera: the pictures that are shown and photographed, and from the photographs to where each
//! projector stands, as it is written into a venue's file.
//!
//! One projector at a time shows its pictures while the others are black and the camera stays where it is. The camera is
//! known ([`Camera::Stands`]) or found first, from places on a photograph whose points in the room are known.

mod found;

use glam::DVec2;
use thiserror::Error;
use welkin_installation::Output;

pub use found::projector_toml;

use crate::Projector;
use crate::gray_code::{DecodeError, DecodeSettings, GrayCode, Shows, decode, pairs};
use crate::projector::Prepared;
use crate::screen::Screen;
use crate::solve::{Pair, SolveError, SolveSettings, Solved, solve};

/// About so many pairs are looked for: more make nothing better.
const PAIRS: f64 = 1500.0;
/// Fewer are a glimpse of the projector, not a calibration.
const FEWEST: usize = 30;
/// So few clicked points bend a camera's lens at will.
const FEWEST_CLICKS_BENT: usize = 12;
/// Pairs that miss by so many times the middle one are reflections.
const STRAY_TIMES: f32 = 4.0;
/// Pairs that miss by less are none, pixels.
const STRAY_PX: f32 = 0.75;
/// So often pairs that miss are left out.
const ROUNDS: usize = 3;
/// So many pairs tell, where all are right.
const MANY: usize = 60;
/// So many pairs are drawn at a time where not all agree.
const DRAWN: usize = 8;
/// So often, at most: with a fifth of reflections one draw in six has none.
const DRAWS: usize = 24;
/// A projector that half of all pairs miss by less is looked for no further, pixels.
const AGREES_PX: f32 = 1.0;

/// The pictures of one output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patterns {
    code: GrayCode,
}

/// Photographs of one output's pictures.
#[derive(Clone, Copy, Debug)]
pub struct Photos<'p> {
    /// The camera's pixels: width, height.
    pub size: [u32; 2],
    /// One grey plane for each picture, in the order of [`Patterns::names`], row by row from the top.
    pub planes: &'p [&'p [u8]],
}

/// Where a camera stands.
#[derive(Clone, Debug, PartialEq)]
pub enum Camera {
    /// It is known: place, turn and lens as a projector's, pixels as the photographs'.
    Stands(Projector),
    /// Found from places on its photographs.
    Seen {
        /// Places (pixels from the upper left corner) and the points in the room that are seen there: at least 6.
        points: Vec<Pair>,
        /// Whether its lens bends and is shifted. That is looked for with 12 points and more only, and is worth it with
        /// many good ones: where a camera stands in the middle of a dome, few tell its lens from its place.
        bends: bool,
    },
}

/// How sure all must be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CalibrateSettings {
    /// How photographs are trusted.
    pub decode: DecodeSettings,
    /// A projector that misses what was seen by more than this (root of the mean square, pixels) is refused.
    pub most_rms_px: f32,
    /// The same for the camera and its clicked points, pixels of the camera.
    pub most_camera_rms_px: f32,
}

impl Default for CalibrateSettings {
    fn default() -> Self {
        Self {
            decode: DecodeSettings::default(),
            most_rms_px: 1.0,
            most_camera_rms_px: 3.0,
        }
    }
}

/// A projector that a camera found.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibrated {
    /// Where it stands, and its lens.
    pub projector: Projector,
    /// How far it misses what was seen: root of the mean square, pixels of the projector. Says how well stripes were read
    /// and how true the surface is; not where the camera stands: an error of that moves all projectors that it sees alike.
    pub rms_px: f32,
    /// The camera, as it was known or found.
    pub camera: Projector,
    /// How far it misses its points, pixels of the camera; none where it was known.
    pub camera_rms_px: Option<f32>,
    /// How many pairs agree.
    pub pairs: usize,
    /// How many were left out as reflections.
    pub strays: usize,
    /// Share of the camera's pixels that see this output, 0 to 1.
    pub seen_share: f32,
    /// Whether all that was seen lies in one plane, so that the lens's shift to the side was held.
    pub is_flat: bool,
    /// The `[[output]]` for `venue.toml`.
    pub toml: String,
}

/// Why there is none.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum CalibrateError {
    /// The photographs are not those of the pictures.
    #[error(transparent)]
    Photos(#[from] DecodeError),
    /// The camera has other pixels than its photographs.
    #[error(
        "the camera has {camera:?} pixels, the photographs {photos:?}; they are to be the same"
    )]
    CameraSize {
        /// As it was given.
        camera: [u32; 2],
        /// As they are.
        photos: [u32; 2],
    },
    /// The camera cannot be found.
    #[error("the camera: {0}")]
    Camera(SolveError),
    /// Hardly a stripe was read.
    #[error(
        "stripes are read in {percent:.1} % of the photographs, at {found} places on the surface; at least {FEWEST} are \
         needed: hold the camera still, darken the room, expose so that white is not clipped"
    )]
    Unseen {
        /// Share of the camera's pixels that could be read.
        percent: f32,
        /// Pairs.
        found: usize,
    },
    /// Pairs do not tell where it stands.
    #[error("{0}; do camera and surface stand as they are written?")]
    Projector(SolveError),
    /// It was found, but misses what was seen.
    #[error(
        "the best fit misses what was seen by {rms_px:.1} px (at most {most_rms_px:.1}); do camera and surface stand as \
         they are written?"
    )]
    Misses {
        /// Root of the mean square, pixels.
        rms_px: f32,
        /// What was allowed.
        most_rms_px: f32,
    },
}

impl Patterns {
    /// For an output of `size` pixels.
    pub fn new(size: [u32; 2]) -> Self {
        Self {
            code: GrayCode::new(size),
        }
    }

    /// The pictures' names, without ending, in the order in which they are shown; sorted they are in the same order.
    pub fn names(&self) -> Vec<String> {
        let name = |picture: usize| {
            let sign = |inverse: bool| if inverse { "-inverse" } else { "" };
            let what = match self.code.shows(picture) {
                None | Some(Shows::Black) => "black".into(),
                Some(Shows::White) => "white".into(),
                Some(Shows::Columns { bit, inverse }) => format!("columns-{bit}{}", sign(inverse)),
                Some(Shows::Rows { bit, inverse }) => format!("rows-{bit}{}", sign(inverse)),
            };
            format!("{picture:02}-{what}")
        };
        (0..self.code.count()).map(name).collect()
    }

    /// Pixels of each: width, height.
    pub fn size(&self) -> [u32; 2] {
        self.code.size()
    }

    /// Draws one, grey, row by row from the top; black beyond the last.
    pub fn draw(&self, picture: usize) -> Vec<u8> {
        let [width, height] = self.code.size().map(|side| side as usize);
        let mut grey = vec![0; width * height];
        self.code.draw(picture, &mut grey);
        grey
    }
}

/// Where the camera stands, and how far it misses its points, if it was found from them.
///
/// # Errors
/// It is another than the photographs', or its points do not tell.
pub fn camera(
    camera: &Camera,
    size: [u32; 2],
    settings: &CalibrateSettings,
) -> Result<(Projector, Option<f32>), CalibrateError> {
    match camera {
        Camera::Stands(camera) if camera.size == size => Ok((*camera, None)),
        Camera::Stands(camera) => Err(CalibrateError::CameraSize {
            camera: camera.size,
            photos: size,
        }),
        Camera::Seen { points, bends } => {
            let bends = *bends && points.len() >= FEWEST_CLICKS_BENT;
            let settings = SolveSettings {
                finds_shift: bends,
                finds_bends: bends,
                most_rms_px: settings.most_camera_rms_px,
                ..SolveSettings::new(size)
            };
            let solved = solve(points, &settings);
            let solved = solved.map_err(CalibrateError::Camera)?;
            Ok((solved.projector, Some(solved.rms_px)))
        }
    }
}

/// Where the projector of an output stands, from photographs of its pictures on a screen. Of the output count its name,
/// its size, and the lens of its view as a first guess.
///
/// # Errors
/// Photographs, camera or surface do not fit each other.
pub fn calibrate(
    output: &Output,
    photos: Photos<'_>,
    from: &Camera,
    screen: &Screen,
    settings: &CalibrateSettings,
) -> Result<Calibrated, CalibrateError> {
    let (camera, camera_rms_px) = camera(from, photos.size, settings)?;
    let code = GrayCode::new([output.width, output.height]);
    let decoded = decode(&code, photos.size, photos.planes, &settings.decode)?;
    let prepared = Prepared::new(&camera);
    let point = |at: glam::Vec2| {
        let ray = prepared.ray(DVec2::new(at.x.into(), at.y.into()));
        Some(screen.meet(&ray).lit()?.point.as_vec3())
    };
    let trusted = f64::from(decoded.trusted_share());
    let pixels = f64::from(photos.size[0]) * f64::from(photos.size[1]);
    let step = (trusted * pixels / PAIRS).sqrt().clamp(1.0, 4096.0) as u32;
    let mut kept = pairs(&decoded, point, step);
    let all = kept.len();
    if all < FEWEST {
        return Err(CalibrateError::Unseen {
            percent: 100.0 * decoded.trusted_share(),
            found: all,
        });
    }
    let solved = without_strays(output, &mut kept, settings)?;
    Ok(Calibrated {
        toml: projector_toml(&output.id, &solved.projector),
        projector: solved.projector,
        rms_px: solved.rms_px,
        pairs: kept.len(),
        strays: all - kept.len(),
        seen_share: trusted as f32,
        camera,
        camera_rms_px,
        is_flat: solved.is_flat,
    })
}

/// Solves, leaves out what misses by much more than the others, and solves again.
fn without_strays(
    output: &Output,
    kept: &mut Vec<Pair>,
    settings: &CalibrateSettings,
) -> Result<Solved, CalibrateError> {
    let mut wanted = SolveSettings {
        most_rms_px: f32::MAX,
        ..SolveSettings::new([output.width, output.height])
    };
    if let Some(beam) = crate::beam::Beam::of(output) {
        wanted.optics = beam.projector.optics;
    }
    let mut projector = first(kept, &wanted).map_err(CalibrateError::Projector)?;
    wanted.finds_bends = true;
    for round in 0.. {
        let misses: Vec<f32> = kept.iter().map(|pair| miss(&projector, pair)).collect();
        let most = (STRAY_TIMES * middle(&misses)).max(STRAY_PX);
        let pairs = kept.iter().zip(&misses);
        let near = pairs.filter(|(_, miss)| **miss <= most);
        let near: Vec<Pair> = near.map(|(pair, _)| *pair).collect();
        let is_done = round > 0 && near.len() == kept.len();
        if near.len() >= FEWEST {
            *kept = near;
        }
        let solved = solve(kept, &wanted).map_err(CalibrateError::Projector)?;
        projector = solved.projector;
        if is_done || round == ROUNDS {
            let (rms_px, most_rms_px) = (solved.rms_px, settings.most_rms_px);
            return if rms_px <= most_rms_px {
                Ok(solved)
            } else {
                Err(CalibrateError::Misses {
                    rms_px,
                    most_rms_px,
                })
            };
        }
    }
    Err(CalibrateError::Projector(SolveError::Nowhere))
}

/// A projector that most pairs agree with, however wrong the others are: of many pairs, or of a few of them at a time.
fn first(pairs: &[Pair], wanted: &SolveSettings) -> Result<Projector, SolveError> {
    let mut best: Result<(Projector, f32), SolveError> = Err(SolveError::Nowhere);
    // Steps of a golden section: each few are spread over all.
    let few = |draw: usize, count: usize| -> Vec<Pair> {
        let at = |pair: usize| ((draw * DRAWN + pair) as f64 * 0.618_033_988_75).fract();
        let index = |share: f64| ((share * pairs.len() as f64) as usize).min(pairs.len() - 1);
        (0..count).map(|pair| pairs[index(at(pair))]).collect()
    };
    for draw in 0..=DRAWS {
        let count = if draw == 0 { MANY } else { DRAWN };
        let solved = solve(&few(draw, count), wanted);
        let found = solved.map(|solved| {
            let misses: Vec<f32> = pairs
                .iter()
                .map(|pair| miss(&solved.projector, pair))
                .collect();
            (solved.projector, middle(&misses))
        });
        match (&found, &best) {
            (Ok((_, miss)), Ok((_, least))) if miss < least => best = found,
            (_, Err(_)) => best = found,
            _ => {}
        }
        if best.as_ref().is_ok_and(|(_, miss)| *miss < AGREES_PX) {
            break;
        }
    }
    best.map(|(projector, _)| projector)
}

fn middle(misses: &[f32]) -> f32 {
    let mut misses = misses.to_vec();
    misses.sort_by(f32::total_cmp);
    misses.get(misses.len() / 2).copied().unwrap_or(0.0)
}

fn miss(projector: &Projector, pair: &Pair) -> f32 {
    let place = projector.place(pair.point.as_dvec3());
    place.map_or(f32::INFINITY, |place| place.as_vec2().distance(pair.pixel))
}

#[cfg(test)]
mod tests;
