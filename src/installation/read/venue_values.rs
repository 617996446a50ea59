//! From what is written in a venue's file to what the rest of Welkin uses: radians and pixels.

use crate::file::{OutputFile, SurfaceFile, VenueFile, ViewFile};
use crate::folder::{Folder, FolderError};
use crate::venue::{Headset, Output, Preview, Surface, Venue, View};

use super::sound_values::{input_values, sound_values, speakers_values};

/// The venue that a checked file describes.
///
/// # Errors
/// A file has gone since it was checked.
pub(crate) fn venue_values(file: VenueFile, folder: &dyn Folder) -> Result<Venue, FolderError> {
    Ok(Venue {
        name: file.name,
        surface: surface_values(file.surface),
        outputs: file.output.into_iter().map(output_values).collect(),
        speakers: speakers_values(file.speakers, folder)?,
        sound: sound_values(file.sound),
        inputs: file.input.into_iter().map(input_values).collect(),
        headset: file.headset.map(|headset| Headset {
            radius_m: headset.radius_m as f32,
            eye_height_m: headset.eye_height_m as f32,
        }),
        preview: Preview {
            size: file.preview.size,
            fps: file.preview.fps,
            port: file.preview.port,
        },
    })
}

fn surface_values(file: SurfaceFile) -> Surface {
    match file {
        SurfaceFile::Dome {
            radius_m,
            tilt_deg,
            fov_deg,
        } => Surface::Dome {
            radius_m: radius_m as f32,
            tilt: radians(tilt_deg),
            fov: radians(fov_deg),
        },
        SurfaceFile::Sphere { radius_m } => Surface::Sphere {
            radius_m: radius_m as f32,
        },
        SurfaceFile::Wall {
            width_m,
            height_m,
            distance_m,
        } => Surface::Wall {
            width_m: width_m as f32,
            height_m: height_m as f32,
            distance_m: distance_m as f32,
        },
        SurfaceFile::Mirrored => Surface::Mirrored,
        SurfaceFile::Cube { soften } => Surface::Cube {
            soften: soften as f32,
        },
    }
}

fn output_values(file: OutputFile) -> Output {
    let view = match file.view {
        ViewFile::Domemaster { fov_deg } => View::Domemaster {
            fov: radians(fov_deg),
        },
        ViewFile::Equirectangular => View::Equirectangular,
        ViewFile::Perspective {
            fov_deg,
            yaw_deg,
            pitch_deg,
        } => View::Perspective {
            fov: radians(fov_deg),
            yaw: radians(yaw_deg),
            pitch: radians(pitch_deg),
        },
        ViewFile::Picture => View::Picture,
    };
    let [width, height] = file.size;
    Output {
        id: file.id,
        view,
        width,
        height,
        monitor: file.monitor,
        fullscreen: file.fullscreen,
    }
}

fn radians(degrees: f64) -> f32 {
    (degrees as f32).to_radians()
}
