//! From what is written in a venue's file to what the rest of Welkin uses: radians and pixels.

use crate::file::{HeadsetFile, SideWord, SurfaceFile, VenueFile, WindowFile};
use crate::folder::{Folder, FolderError};
use crate::venue::{BoxSides, EdgeBlend, Guard, Headset, Preview, Surface, Venue, Window};

use super::midi_values::{midi_values, timecode_values};
use super::osc_values::osc_values;
use super::output_values::output_values;
use super::page_values::page_values;
use super::rack_values::{dmx_values, pjlink_values};
use super::sound_values::{input_values, sound_values, speakers_values};

/// The venue that a checked file describes.
///
/// # Errors
/// A file has gone since it was checked.
pub(crate) fn venue_values(file: VenueFile, folder: &dyn Folder) -> Result<Venue, FolderError> {
    let ids: Vec<String> = file.output.iter().map(|output| output.id.clone()).collect();
    let windows: Vec<Window> = file.window.into_iter().map(window_values).collect();
    let outputs = file.output.into_iter();
    let outputs = outputs.map(|output| output_values(output, &windows, folder));
    let mesh_file = match &file.surface {
        SurfaceFile::Mesh { file, .. } => Some(folder.resolve(file)?),
        _ => None,
    };
    Ok(Venue {
        name: file.name,
        surface: surface_values(file.surface),
        mesh_file,
        outputs: outputs.collect::<Result<_, _>>()?,
        windows,
        blend: EdgeBlend {
            ramp: file.blend.ramp,
            power: file.blend.power as f32,
            width_share: file.blend.width_share as f32,
            distance: file.blend.distance,
            angle: file.blend.angle,
            black_lift: file.blend.black_lift,
        },
        guard: Guard {
            on: file.guard.on,
            slew_per_sec: file.guard.slew_per_sec.map(|slew| slew as f32),
        },
        speakers: speakers_values(file.speakers, folder)?,
        sound: sound_values(file.sound),
        inputs: file.input.into_iter().map(input_values).collect(),
        headset: file.headset.map(|headset| headset_values(headset, &ids)),
        dmx: dmx_values(file.dmx, file.lamp),
        pjlink: file.pjlink.into_iter().map(pjlink_values).collect(),
        preview: Preview {
            size: file.preview.size,
            fps: file.preview.fps,
            port: file.preview.port,
        },
        osc: file.osc.map(osc_values),
        midi: file.midi.map(midi_values),
        timecode: file.timecode.map(timecode_values),
        page: page_values(file.page, folder)?,
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
        SurfaceFile::Cylinder {
            radius_m,
            bottom_m,
            top_m,
            arc_deg,
            content,
        } => Surface::Cylinder {
            radius_m: radius_m as f32,
            bottom_m: bottom_m as f32,
            top_m: top_m as f32,
            arc: radians(arc_deg),
            content,
        },
        SurfaceFile::Box {
            width_m,
            depth_m,
            height_m,
            ear_height_m,
            sides,
        } => Surface::Box {
            width_m: width_m as f32,
            depth_m: depth_m as f32,
            height_m: height_m as f32,
            ear_height_m: ear_height_m as f32,
            sides: BoxSides {
                front: sides.contains(&SideWord::Front),
                back: sides.contains(&SideWord::Back),
                left: sides.contains(&SideWord::Left),
                right: sides.contains(&SideWord::Right),
                floor: sides.contains(&SideWord::Floor),
                ceiling: sides.contains(&SideWord::Ceiling),
            },
        },
        SurfaceFile::Mesh { content, .. } => Surface::Mesh { content },
        SurfaceFile::Mirrored => Surface::Mirrored,
        SurfaceFile::Cube { soften } => Surface::Cube {
            soften: soften as f32,
        },
    }
}

fn window_values(file: WindowFile) -> Window {
    Window {
        id: file.id,
        size: file.size,
        monitor: file.monitor,
        fullscreen: file.fullscreen,
    }
}

fn headset_values(file: HeadsetFile, outputs: &[String]) -> Headset {
    Headset {
        radius_m: file.radius_m as f32,
        eye_height_m: file.eye_height_m as f32,
        stand: file.stand,
        fade_secs: file.fade_secs as f32,
        vignette: file.vignette as f32,
        recentre_on_don: file.recentre_on_don,
        window: file
            .window
            .and_then(|id| outputs.iter().position(|output| *output == id)),
    }
}

fn radians(degrees: f64) -> f32 {
    degrees.to_radians() as f32
}
