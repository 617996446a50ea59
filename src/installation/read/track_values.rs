//! From what is written about tracks and live sound to what the rest of Welkin uses.

use welkin_space::{Motion, Place, PlaceKey};
use welkin_values::Direction;

use crate::file::{BedFile, LiveFile, OrbitFile, PlaceKeyFile, StemFile, TrackFile};
use crate::folder::{Folder, FolderError};
use crate::show::{Bed, Live, Shape, Stem, Track};

/// A track of a checked file.
///
/// # Errors
/// A file has gone since it was checked.
pub(crate) fn track_values(
    file: TrackFile,
    reach_deg: f64,
    folder: &dyn Folder,
) -> Result<Track, FolderError> {
    let stems = file.stem.into_iter();
    let beds = file.bed.into_iter();
    let stems = stems
        .map(|stem| stem_values(stem, reach_deg, folder))
        .chain(beds.map(|bed| bed_values(bed, reach_deg, folder)));
    Ok(Track {
        title: file.title.unwrap_or_else(|| file.id.clone()),
        id: file.id,
        stems: stems.collect::<Result<_, _>>()?,
    })
}

/// Live sound of a checked file.
pub(crate) fn live_values(file: LiveFile, reach_deg: f64) -> Live {
    let shape = match file.bed {
        Some(bed) => Shape::Bed(Bed {
            order: bed.order,
            sectors: bed.sectors,
        }),
        None => Shape::Point(motion_values(
            place_values(file.azimuth_deg, file.elevation_deg, file.distance_m),
            file.orbit,
            file.place,
        )),
    };
    Live {
        source: file.source,
        input: file.input,
        shape,
        gain_db: file.gain_db as f32,
        reach: radians(file.reach_deg.unwrap_or(reach_deg)),
        plays: file.plays,
    }
}

fn stem_values(file: StemFile, reach_deg: f64, folder: &dyn Folder) -> Result<Stem, FolderError> {
    let place = place_values(file.azimuth_deg, file.elevation_deg, file.distance_m);
    Ok(Stem {
        source: file.source,
        file: folder.resolve(&file.file)?,
        shape: Shape::Point(motion_values(place, file.orbit, file.place)),
        gain_db: file.gain_db as f32,
        reach: radians(file.reach_deg.unwrap_or(reach_deg)),
    })
}

fn bed_values(file: BedFile, reach_deg: f64, folder: &dyn Folder) -> Result<Stem, FolderError> {
    Ok(Stem {
        source: file.source,
        file: folder.resolve(&file.file)?,
        shape: Shape::Bed(Bed {
            order: file.order,
            sectors: file.sectors,
        }),
        gain_db: file.gain_db as f32,
        reach: radians(file.reach_deg.unwrap_or(reach_deg)),
    })
}

fn motion_values(from: Place, orbit: Option<OrbitFile>, places: Vec<PlaceKeyFile>) -> Motion {
    if let Some(orbit) = orbit {
        let period_secs = orbit.period_secs as f32;
        return Motion::Orbit { from, period_secs };
    }
    if places.is_empty() {
        return Motion::Still(from);
    }
    let key = |file: PlaceKeyFile| PlaceKey {
        at: file.at.0,
        place: place_values(file.azimuth_deg, file.elevation_deg, file.distance_m),
    };
    Motion::Keys(places.into_iter().map(key).collect())
}

fn place_values(azimuth_deg: f64, elevation_deg: f64, distance_m: f64) -> Place {
    Place {
        direction: Direction::from_degrees(azimuth_deg as f32, elevation_deg as f32),
        distance_m: distance_m as f32,
    }
}

fn radians(degrees: f64) -> f32 {
    (degrees as f32).to_radians()
}
