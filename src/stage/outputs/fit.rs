//! From a venue's projectors and files to the map of each output.

use std::thread;

use glam::Vec2;
use welkin_installation::{Output, Venue, View};
use welkin_projection::OutputMap;
use welkin_projection::bake::Bake;
use welkin_projection::plan::Plan;
use welkin_projection::screen::Screen;
use welkin_projection::warped::warped;

use super::files;

/// A map for each output that needs one, in the venue's order.
pub(super) fn maps(
    venue: &Venue,
    warnings: &mut Vec<String>,
) -> Result<Vec<Option<OutputMap>>, Vec<String>> {
    if !venue.outputs.iter().any(|output| output.view.is_baked()) {
        return Ok(vec![None; venue.outputs.len()]);
    }
    let mesh = venue.mesh_file.as_deref().map(files::mesh).transpose();
    let mesh = mesh.map_err(|error| vec![error])?;
    let mut errors = Vec::new();
    let mut maps = projected(venue, mesh.clone(), warnings).unwrap_or_else(|wrong| {
        errors.extend(wrong);
        vec![None; venue.outputs.len()]
    });
    for (output, map) in venue.outputs.iter().zip(&mut maps) {
        if output.view == View::Warp {
            match of_file(output, venue, mesh.clone(), warnings) {
                Ok(found) => *map = Some(found),
                Err(error) => errors.push(format!("output \"{}\": {error}", output.id)),
            }
        }
    }
    if errors.is_empty() {
        Ok(maps)
    } else {
        Err(errors)
    }
}

/// The maps of projectors, mirrors and cube maps; each core has a share of the rows.
fn projected(
    venue: &Venue,
    mesh: Option<welkin_projection::screen::mesh::Mesh>,
    warnings: &mut Vec<String>,
) -> Result<Vec<Option<OutputMap>>, Vec<String>> {
    let words = |errors: Vec<_>| errors.iter().map(ToString::to_string).collect::<Vec<_>>();
    let mut masks = Vec::new();
    let mut errors = Vec::new();
    for (index, output) in venue.outputs.iter().enumerate() {
        match files::mask(output) {
            Ok(mask) => masks.extend(mask.map(|mask| (index, mask))),
            Err(error) => errors.push(error),
        }
    }
    let mut plan = match Plan::new(venue, mesh) {
        Ok(plan) => plan,
        Err(wrong) => {
            errors.extend(words(wrong));
            return Err(errors);
        }
    };
    if !errors.is_empty() {
        return Err(errors);
    }
    masks
        .into_iter()
        .for_each(|(index, mask)| plan.mask(index, mask));
    for (index, output) in venue.outputs.iter().enumerate() {
        if let Some(missed) = plan.misses_px(index) {
            let id = &output.id;
            warnings.push(format!(
                "output \"{id}\": its points are missed by {missed:.2} pixels (root of the mean square)"
            ));
        }
    }
    let bake = plan
        .bake()
        .map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>())?;
    warnings.extend(
        bake.iter()
            .flat_map(Bake::warnings)
            .map(ToString::to_string),
    );
    let map = |output: usize| match (&bake, plan.beam_of(output)) {
        (Some(bake), Some(beam)) => Some(baked(bake, beam, plan.beams()[beam].projector.size)),
        _ => plan.plain_map(output),
    };
    Ok((0..venue.outputs.len()).map(map).collect())
}

fn baked(bake: &Bake, beam: usize, [width, height]: [u32; 2]) -> OutputMap {
    let cores = thread::available_parallelism().map_or(1, |cores| cores.get() as u32);
    let mut map = OutputMap::dark([width, height]);
    let rows = height.div_ceil(cores).max(1);
    let pixels = (width * rows) as usize;
    thread::scope(|scope| {
        let bands = map
            .looks
            .chunks_mut(pixels)
            .zip(map.lift.chunks_mut(pixels));
        for (first, (looks, lifts)) in (0..height).step_by(rows as usize).zip(bands) {
            scope.spawn(move || bake.rows(beam, first..height.min(first + rows), looks, lifts));
        }
    });
    map
}

/// The map of a warp file.
fn of_file(
    output: &Output,
    venue: &Venue,
    mesh: Option<welkin_projection::screen::mesh::Mesh>,
    warnings: &mut Vec<String>,
) -> Result<OutputMap, String> {
    let screen = Screen::new(venue.surface, mesh).map_err(|error| error.to_string())?;
    let (warp, region) = files::warp(output)?;
    let notes = warp.notes.iter();
    warnings.extend(notes.map(|note| format!("output \"{}\": {note}", output.id)));
    let size = [output.width, output.height];
    let map = warped(&warp, region, size, venue.surface, &screen);
    let mut map = map.map_err(|error| error.to_string())?;
    if let Some(mask) = files::mask(output)? {
        for (index, look) in map.looks.iter_mut().enumerate() {
            let (x, y) = (index as u32 % size[0], index as u32 / size[0]);
            let place = Vec2::new(x as f32 + 0.5, y as f32 + 0.5)
                / Vec2::new(size[0] as f32, size[1] as f32);
            look[3] *= mask.at(place);
        }
    }
    if map.lit_share() == 0.0 {
        return Err("its warp file maps no pixel".into());
    }
    Ok(map)
}
