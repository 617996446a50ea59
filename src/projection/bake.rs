//! From where projectors stand to one map each: where every pixel looks, how much of the light it has, how far its
//! black is lifted.
//!
//! First the whole venue is surveyed by a coarse grid of rays: who lights what, how bright, how many overlap. Then
//! each row of each map can be worked out by itself, so that a caller may give rows to threads.

use std::ops::Range;

use glam::{DVec2, Vec2};
use welkin_installation::EdgeBlend;

use crate::beam::{Beam, Sight};
use crate::blend::{Claim, share, towards_edge};
use crate::lift::lift;
use crate::map::OutputMap;
use crate::screen::{Hit, Meeting, Screen};

/// Rays along each side of the coarse grid.
const SURVEYED: u32 = 96;

/// A place counts as bright enough to level others by where a projector has at least this much of the light.
const COUNTS: f64 = 0.25;

/// Levelling by distance and angle makes nothing darker than this share of what it was.
const DARKEST: f64 = 0.1;

/// Why a projector cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BakeError {
    /// No ray of it meets the surface.
    #[error(
        "projector {0:?} sees nothing of the surface; turn it towards it, or check where it stands"
    )]
    SeesNothing(String),
    /// All that meets the surface meets its outer side.
    #[error(
        "projector {0:?} stands outside the surface and lights only its back; move it inside, or to an opening"
    )]
    Outside(String),
    /// It shines at a mirror and misses it.
    #[error("projector {0:?} misses its mirror; turn it towards `mirror_m`")]
    MissesMirror(String),
    /// k1 and k2 bend the image back on itself.
    #[error("projector {0:?}: a lens with these k1 and k2 folds the image back on itself")]
    Folds(String),
}

/// What is allowed but probably not meant.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BakeWarning {
    /// There are several projectors, and this one overlaps none.
    #[error("projector {0:?} overlaps no other; a blend needs at least 5 % shared width")]
    OverlapsNothing(String),
    /// Much of its image misses the surface.
    #[error("only {1:.0} % of the image of projector {0:?} meets the surface")]
    MostlyMisses(String, f64),
}

/// Nearer than so many of its pixels to another image's edge, a pixel's parts are looked at one by one.
const NEAR_EDGE: f64 = 4.0;

/// Parts of a pixel along each side.
const PARTS: u32 = 4;

/// All projectors of a venue, surveyed.
pub struct Bake<'v> {
    screen: &'v Screen,
    beams: &'v [Beam],
    sights: Vec<Sight<'v>>,
    blend: EdgeBlend,
    /// The light of black where most of it comes together.
    black: f64,
    /// The brightness that levelling brings all down to.
    level: f64,
    warnings: Vec<BakeWarning>,
}

/// All maps of a venue at once, in the order of its beams.
///
/// # Errors
/// As [`Bake::new`].
pub fn bake(
    screen: &Screen,
    beams: &[Beam],
    blend: EdgeBlend,
) -> Result<Vec<OutputMap>, Vec<BakeError>> {
    let bake = Bake::new(screen, beams, blend)?;
    Ok((0..beams.len()).map(|beam| bake.map(beam)).collect())
}

impl<'v> Bake<'v> {
    /// Surveys a venue.
    ///
    /// # Errors
    /// What is wrong with each projector that cannot be used.
    pub fn new(
        screen: &'v Screen,
        beams: &'v [Beam],
        blend: EdgeBlend,
    ) -> Result<Self, Vec<BakeError>> {
        let mut bake = Self {
            screen,
            beams,
            sights: beams.iter().map(Sight::new).collect(),
            blend,
            black: 0.0,
            level: 1.0,
            warnings: Vec::new(),
        };
        let errors: Vec<BakeError> = (0..beams.len())
            .filter_map(|beam| bake.survey(beam))
            .collect();
        if !errors.is_empty() {
            return Err(errors);
        }
        if blend.distance || blend.angle {
            bake.level = bake.dimmest();
        }
        Ok(bake)
    }

    /// What is allowed but probably not meant.
    pub fn warnings(&self) -> &[BakeWarning] {
        &self.warnings
    }

    /// The light of black, white being 1, that lifted black is level at (and unlifted black has where most
    /// projectors overlap).
    pub fn black(&self) -> f64 {
        self.black
    }

    /// One beam's map.
    pub fn map(&self, beam: usize) -> OutputMap {
        let size = self.beams[beam].projector.size;
        let mut map = OutputMap::dark(size);
        self.rows(beam, 0..size[1], &mut map.looks, &mut map.lift);
        map
    }

    /// Some rows of one beam's map; `looks` and `lifts` have a place for each pixel of these rows.
    ///
    /// # Panics
    /// If they are not as long as the rows.
    pub fn rows(&self, beam: usize, rows: Range<u32>, looks: &mut [[f32; 4]], lifts: &mut [f32]) {
        let width = self.beams[beam].projector.size[0];
        let pixels = width as usize * rows.len();
        assert_eq!(
            (looks.len(), lifts.len()),
            (pixels, pixels),
            "places for {} rows of {width}",
            rows.len()
        );
        let places = rows.flat_map(|y| (0..width).map(move |x| (x, y)));
        let mut gathered = Vec::with_capacity(self.beams.len());
        for (((x, y), look), lift) in places.zip(looks).zip(lifts) {
            let pixel = DVec2::new(f64::from(x) + 0.5, f64::from(y) + 0.5);
            (*look, *lift) = self.pixel(beam, pixel, &mut gathered);
        }
    }

    /// One pixel's look and lift; `gathered` only lends its memory.
    fn pixel(
        &self,
        beam: usize,
        pixel: DVec2,
        gathered: &mut Vec<(usize, Claim)>,
    ) -> ([f32; 4], f32) {
        let Some(hit) = self.hit(beam, pixel) else {
            return ([0.0; 4], 0.0);
        };
        let own = self.claim(beam, pixel);
        let mut is_at_an_edge = false;
        let others = self.others(beam).filter_map(|other| {
            let place = self.sights[other].place(self.screen, hit.point, NEAR_EDGE)?;
            let inside = place.min(self.beams[other].extent() - place).min_element();
            is_at_an_edge |= inside < NEAR_EDGE;
            (inside >= 0.0).then(|| (other, self.claim(other, place)))
        });
        gathered.clear();
        gathered.extend(others);
        let weight =
            share(own, gathered.iter().map(|(_, claim)| *claim)) * self.levelled(beam, &hit);
        let lift = if !self.blend.black_lift || own.mask <= 0.0 {
            0.0
        } else if is_at_an_edge {
            self.lift_within(beam, pixel)
        } else {
            self.lift_among(beam, own.mask, gathered.iter().copied())
        };
        let look = self.screen.look(&hit).extend(weight as f32);
        (look.to_array(), lift as f32)
    }

    /// The lift of a beam where it meets others.
    fn lift_among(
        &self,
        beam: usize,
        mask: f64,
        others: impl Iterator<Item = (usize, Claim)>,
    ) -> f64 {
        let own = self.beams[beam].black();
        let (black, masks) = others.fold((own, mask), |(black, masks), (other, claim)| {
            (black + self.beams[other].black(), masks + claim.mask)
        });
        lift((self.black - black).max(0.0), mask / masks, own)
    }

    /// The lift of a pixel across which another image ends: the mean over parts of the pixel.
    fn lift_within(&self, beam: usize, pixel: DVec2) -> f64 {
        let (mut sum, mut count) = (0.0, 0);
        for part in 0..PARTS * PARTS {
            let part = DVec2::new(f64::from(part % PARTS), f64::from(part / PARTS));
            let at = pixel + (part + 0.5) / f64::from(PARTS) - 0.5;
            let Some(hit) = self.hit(beam, at) else {
                continue;
            };
            let others = self.others(beam).filter_map(|other| {
                let place = self.sights[other].place(self.screen, hit.point, 0.0)?;
                Some((other, self.claim(other, place)))
            });
            sum += self.lift_among(beam, self.claim(beam, at).mask, others);
            count += 1;
        }
        sum / f64::from(count.max(1))
    }

    fn hit(&self, beam: usize, pixel: DVec2) -> Option<Hit> {
        self.screen.meet(&self.sights[beam].ray(pixel)?).lit()
    }

    fn others(&self, beam: usize) -> impl Iterator<Item = usize> + use<> {
        (0..self.beams.len()).filter(move |other| *other != beam)
    }

    fn claim(&self, beam: usize, place: DVec2) -> Claim {
        let extent = self.beams[beam].extent();
        let mask = self.beams[beam].mask.as_ref();
        let at = || -> Vec2 { (place / extent).as_vec2() };
        Claim {
            soft: towards_edge(&self.blend, place, extent),
            mask: mask.map_or(1.0, |mask| f64::from(mask.at(at()))),
        }
    }

    /// How bright a projector's white is at a place, up to a factor that all have in common.
    fn brightness(&self, beam: usize, hit: &Hit) -> f64 {
        let Some((source, _)) = self.sights[beam].source(hit.point) else {
            return 1.0;
        };
        let way = hit.point - source;
        let distance = if self.blend.distance {
            1.0 / way.length_squared().max(1e-6)
        } else {
            1.0
        };
        let slant = if self.blend.angle {
            (-hit.normal.dot(way.normalize_or_zero())).max(1e-3)
        } else {
            1.0
        };
        distance * slant
    }

    fn levelled(&self, beam: usize, hit: &Hit) -> f64 {
        if !(self.blend.distance || self.blend.angle) {
            return 1.0;
        }
        (self.level / self.brightness(beam, hit)).clamp(DARKEST, 1.0)
    }

    fn grid(&self, beam: usize) -> impl Iterator<Item = DVec2> + use<> {
        let extent = self.beams[beam].extent();
        (0..SURVEYED * SURVEYED).map(move |index| {
            let at = DVec2::new(f64::from(index % SURVEYED), f64::from(index / SURVEYED));
            (at + 0.5) / f64::from(SURVEYED) * extent
        })
    }

    /// Looks at one beam: what is wrong with it, what is odd about it, and where most black comes together.
    fn survey(&mut self, beam: usize) -> Option<BakeError> {
        let own = &self.beams[beam];
        if own.projector.folds() {
            return Some(BakeError::Folds(own.name.clone()));
        }
        let (mut lit, mut back, mut missed, mut shared) = (0, 0, 0, 0);
        let mut most = self.black;
        for pixel in self.grid(beam) {
            let Some(ray) = self.sights[beam].ray(pixel) else {
                missed += 1;
                continue;
            };
            match self.screen.meet(&ray) {
                Meeting::Lit(hit) => {
                    lit += 1;
                    let overlapping = self.others(beam).filter(|other| {
                        let sight = &self.sights[*other];
                        sight.place(self.screen, hit.point, 0.0).is_some()
                    });
                    let (count, black) = overlapping
                        .fold((0, own.black()), |(count, sum), other| {
                            (count + 1, sum + self.beams[other].black())
                        });
                    shared += usize::from(count > 0);
                    most = most.max(black);
                }
                Meeting::Back => back += 1,
                Meeting::Nothing => {}
            }
        }
        self.black = most;
        let all = (SURVEYED * SURVEYED) as usize;
        let name = own.name.clone();
        if missed == all {
            return Some(BakeError::MissesMirror(name));
        }
        if lit == 0 && back > 0 {
            return Some(BakeError::Outside(name));
        }
        if lit == 0 {
            return Some(BakeError::SeesNothing(name));
        }
        if shared == 0 && self.beams.len() > 1 {
            self.warnings
                .push(BakeWarning::OverlapsNothing(name.clone()));
        }
        let percent = 100.0 * lit as f64 / all as f64;
        if percent < 25.0 {
            self.warnings.push(BakeWarning::MostlyMisses(name, percent));
        }
        None
    }

    /// The brightness of the dimmest place that a projector has a good part of.
    fn dimmest(&self) -> f64 {
        let mut dimmest = f64::INFINITY;
        for beam in 0..self.beams.len() {
            for pixel in self.grid(beam) {
                let extent = self.beams[beam].extent();
                let is_counted = towards_edge(&self.blend, pixel, extent) >= COUNTS;
                let hit = self.hit(beam, pixel);
                if let Some(hit) = hit.filter(|_| is_counted) {
                    dimmest = dimmest.min(self.brightness(beam, &hit));
                }
            }
        }
        if dimmest.is_finite() { dimmest } else { 1.0 }
    }
}

#[cfg(test)]
mod tests;
