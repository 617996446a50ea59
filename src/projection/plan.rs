//! Everything of a venue's outputs that is worked out from geometry: projectors, mirrors, cube maps. A checked venue
//! (and what its files hold) in, the maps of its outputs out. Warp files are read elsewhere.

use welkin_installation::{Output, PlaceFrom, Venue, View};

use crate::bake::{Bake, BakeError};
use crate::beam::{Beam, Mask};
use crate::cube_map::CubeMap;
use crate::map::OutputMap;
use crate::screen::mesh::Mesh;
use crate::screen::{Screen, ScreenError};
use crate::solve::{FEWEST_PAIRS_BENT, Pair, SolveError, SolveSettings, solve};
use crate::tilt_of;

/// A venue's surface in metres and all that shines at it.
#[derive(Clone, Debug)]
pub struct Plan {
    screen: Option<Screen>,
    beams: Vec<Beam>,
    /// For each output its beam, where it has one.
    beam_of: Vec<Option<usize>>,
    /// For each output its map, where it needs no surface.
    cubes: Vec<Option<CubeMap>>,
    blend: welkin_installation::EdgeBlend,
    /// For each beam how far its points are missed, pixels; none where it was not solved.
    misses_px: Vec<Option<f32>>,
}

/// Why a venue's outputs cannot be worked out.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PlanError {
    /// The surface is nowhere.
    #[error(transparent)]
    Screen(#[from] ScreenError),
    /// A point of an output is seen in a direction in which there is nothing.
    #[error("output {0:?}: in the direction of its point {1} there is no surface; check `at`")]
    Beside(String, usize),
    /// A projector's points do not tell where it stands.
    #[error("output {0:?}: {1}")]
    Solve(String, SolveError),
    /// A projector cannot be used where it stands.
    #[error(transparent)]
    Bake(#[from] BakeError),
}

impl Plan {
    /// Plans a venue; `mesh` is what its mesh file holds, where it has one. Projectors whose place is to come from
    /// their points are solved: their field of view and shift too, and k1 and k2 where there are points enough.
    ///
    /// # Errors
    /// The surface, or the points of each projector, do not have what is needed.
    pub fn new(venue: &Venue, mesh: Option<Mesh>) -> Result<Self, Vec<PlanError>> {
        let mut plan = Self {
            screen: None,
            beams: Vec::new(),
            beam_of: Vec::new(),
            cubes: Vec::new(),
            blend: venue.blend,
            misses_px: Vec::new(),
        };
        let tilt = tilt_of(venue.surface);
        for output in &venue.outputs {
            let cube = match output.view {
                View::CubeMap { layout } => Some(CubeMap::new(layout, size_of(output), tilt)),
                _ => None,
            };
            plan.cubes.push(cube);
            let beam = Beam::of(output);
            plan.beam_of.push(beam.as_ref().map(|_| plan.beams.len()));
            plan.beams.extend(beam);
        }
        plan.misses_px.resize(plan.beams.len(), None);
        if plan.beams.is_empty() {
            return Ok(plan);
        }
        let screen = Screen::new(venue.surface, mesh).map_err(|error| vec![error.into()])?;
        let mut errors = Vec::new();
        for (output, beam) in venue.outputs.iter().zip(&plan.beam_of) {
            let (Some(beam), PlaceFrom::Points) = (*beam, output.place) else {
                continue;
            };
            match placed(output, &plan.beams[beam], &screen) {
                Ok((placed, missed)) => {
                    plan.beams[beam] = placed;
                    plan.misses_px[beam] = Some(missed);
                }
                Err(error) => errors.push(error),
            }
        }
        plan.screen = Some(screen);
        if errors.is_empty() {
            Ok(plan)
        } else {
            Err(errors)
        }
    }

    /// Gives an output (its number in the venue) its mask. Outputs that are no projector's have none.
    pub fn mask(&mut self, output: usize, mask: Mask) {
        if let Some(beam) = self.beam_of(output) {
            self.beams[beam].mask = Some(mask);
        }
    }

    /// The surface, where anything shines at it.
    pub fn screen(&self) -> Option<&Screen> {
        self.screen.as_ref()
    }

    /// All that shines at the surface.
    pub fn beams(&self) -> &[Beam] {
        &self.beams
    }

    /// Which beam an output (its number in the venue) is; none for lenses, cube maps and warp files.
    pub fn beam_of(&self, output: usize) -> Option<usize> {
        self.beam_of.get(output).copied().flatten()
    }

    /// How far an output's points are missed, root of the mean square, pixels; none where it was not solved.
    pub fn misses_px(&self, output: usize) -> Option<f32> {
        self.misses_px[self.beam_of(output)?]
    }

    /// The map of an output that needs no surface: a cube map.
    pub fn plain_map(&self, output: usize) -> Option<OutputMap> {
        Some(self.cubes.get(output)?.as_ref()?.map())
    }

    /// Surveys the venue, so that maps can be baked row by row; none where nothing shines at the surface.
    ///
    /// # Errors
    /// As [`Bake::new`].
    pub fn bake(&self) -> Result<Option<Bake<'_>>, Vec<BakeError>> {
        let Some(screen) = &self.screen else {
            return Ok(None);
        };
        Bake::new(screen, &self.beams, self.blend).map(Some)
    }

    /// The maps of all outputs, in the venue's order; none for lenses and warp files. Takes about a third of a second
    /// for a megapixel on one thread: a caller with threads gives them rows of [`Plan::bake`].
    ///
    /// # Errors
    /// As [`Bake::new`].
    pub fn maps(&self) -> Result<Vec<Option<OutputMap>>, Vec<BakeError>> {
        let bake = self.bake()?;
        let of = |output: usize| match (self.beam_of(output), &bake) {
            (Some(beam), Some(bake)) => Some(bake.map(beam)),
            _ => self.plain_map(output),
        };
        Ok((0..self.beam_of.len()).map(of).collect())
    }
}

fn size_of(output: &Output) -> [u32; 2] {
    [output.width, output.height]
}

/// The beam as its output's points say, and how far they are missed.
fn placed(output: &Output, beam: &Beam, screen: &Screen) -> Result<(Beam, f32), PlanError> {
    let mut pairs = Vec::new();
    for (index, pair) in output.points.iter().enumerate() {
        let beside = || PlanError::Beside(output.id.clone(), index + 1);
        pairs.push(Pair {
            pixel: pair.pixel.into(),
            point: screen.point(pair.at).ok_or_else(beside)?.as_vec3(),
        });
    }
    let mut settings = SolveSettings::new(size_of(output));
    settings.optics = beam.projector.optics;
    settings.finds_bends = pairs.len() >= FEWEST_PAIRS_BENT;
    let solved = solve(&pairs, &settings);
    let solved = solved.map_err(|error| PlanError::Solve(output.id.clone(), error))?;
    let placed = Beam {
        projector: solved.projector,
        ..beam.clone()
    };
    Ok((placed, solved.rms_px))
}

#[cfg(test)]
mod tests;
