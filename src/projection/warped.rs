//! From a projector warp file of others to the map of an output.

use glam::{Vec2, Vec3};
use welkin_values::{Coverage, Direction};
use welkin_warp::{Seen, Warp, WarpError};

use crate::dome_from_room;
use crate::map::OutputMap;
use crate::projector::Ray;
use crate::screen::Screen;
use crate::surface::tilt_of;

/// What a region of a warp file makes of an output of `size` pixels in front of a screen. Places in a picture are places
/// in the picture that is shown; points and rays are in room space, around the middle of the room.
///
/// # Errors
/// As [`Warp::sampler`].
pub fn warped(
    warp: &Warp,
    region: usize,
    size: [u32; 2],
    surface: welkin_installation::Surface,
    screen: &Screen,
) -> Result<OutputMap, WarpError> {
    let sampler = warp.sampler(region, size)?;
    let coverage = screen.coverage();
    let dome_from_room = dome_from_room(tilt_of(surface));
    let mut map = OutputMap::dark(size);
    for y in 0..size[1] {
        for x in 0..size[0] {
            let Some(looked) = sampler.at(Vec2::new(x as f32 + 0.5, y as f32 + 0.5)) else {
                continue;
            };
            let look = match looked.seen {
                Seen::Picture(place) => of_place(coverage, place),
                Seen::Point(point) => (dome_from_room * point).try_normalize(),
                Seen::Ray { origin, direction } => {
                    let ray = Ray { origin, direction };
                    screen.meet(&ray.into()).lit().map(|hit| screen.look(&hit))
                }
            };
            let share = |channels: [f32; 3]| channels.iter().sum::<f32>() / 3.0;
            let index = map.index(x, y);
            let (weight, lift) = (share(looked.weight), share(looked.lift));
            if let Some(look) = look.filter(|look| look.is_finite() && weight > 0.0) {
                map.looks[index] = look.extend(weight.min(1.0)).to_array();
            }
            map.lift[index] = if lift > 0.0 { lift.min(1.0) } else { 0.0 };
        }
    }
    Ok(map)
}

/// The direction that shows a place of the picture.
fn of_place(coverage: Coverage, place: Vec2) -> Option<Vec3> {
    let inside = place.clamp(Vec2::ZERO, Vec2::ONE);
    coverage.direction(inside).map(Direction::vector)
}

#[cfg(test)]
mod tests;
