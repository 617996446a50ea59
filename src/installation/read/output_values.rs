//! From what is written about an output to what the rest of Welkin uses: radians, and files that are there.

use welkin_values::Nudge;

use crate::file::{
    ColourFile, NudgeFile, OutputFile, PointFile, PrimariesFile, ViewFile, WhiteFile,
};
use crate::folder::{Folder, FolderError};
use crate::venue::{
    Colour, DeviceColours, Output, PointAt, PointPair, ProjectorPlace, View, Warp, Window,
};

/// An output of a checked file.
///
/// # Errors
/// A file has gone since it was checked.
pub(crate) fn output_values(
    file: OutputFile,
    windows: &[Window],
    folder: &dyn Folder,
) -> Result<Output, FolderError> {
    let resolved = |path: Option<String>| path.map(|path| folder.resolve(&path)).transpose();
    let shared = file.window.as_deref();
    let window = shared.and_then(|id| windows.iter().position(|window| window.id == id));
    let (view, warp) = view_values(file.view, folder)?;
    let [width, height] = file.size;
    Ok(Output {
        id: file.id,
        view,
        width,
        height,
        monitor: file.monitor,
        fullscreen: file.fullscreen,
        window,
        at: file.at.unwrap_or_default(),
        colour: colour_values(file.colour, folder)?,
        mask: resolved(file.mask)?,
        contrast: file.contrast as f32,
        points: file.points.into_iter().filter_map(point_values).collect(),
        place: file.place,
        warp,
        nudge: file.nudge.map(nudge_values).unwrap_or_default(),
    })
}

fn colour_values(file: ColourFile, folder: &dyn Folder) -> Result<Colour, FolderError> {
    let (primaries, white) = (file.primaries, file.white);
    let says_something =
        primaries.is_some() || white.is_some() || file.tone.is_some() || file.gamut.is_some();
    let rest = DeviceColours::default();
    let device = DeviceColours {
        primaries: primaries.map_or(rest.primaries, |PrimariesFile(three)| three),
        white: white.map_or(rest.white, |WhiteFile(white)| white),
        tone: file.tone.unwrap_or_default(),
        gamut: file.gamut.unwrap_or_default(),
    };
    Ok(Colour {
        gain: file.gain.map(|factor| factor as f32),
        gamma: file.gamma.map(|power| power as f32),
        lut: file.lut.map(|path| folder.resolve(&path)).transpose()?,
        device: says_something.then_some(device),
        peak_nits: file.peak_nits.map(|nits| nits as f32),
        black_nits: file.black_nits.map(|nits| nits as f32),
    })
}

fn view_values(file: ViewFile, folder: &dyn Folder) -> Result<(View, Option<Warp>), FolderError> {
    let view = match file {
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
        ViewFile::Projector {
            position_m,
            look_at_m,
            yaw_deg,
            pitch_deg,
            roll_deg,
            fov_deg,
            shift,
            k1,
            k2,
        } => View::Projector(place_values(
            position_m,
            look_at_m,
            [yaw_deg, pitch_deg, roll_deg],
            fov_deg,
            shift,
            [k1, k2],
        )),
        ViewFile::SphericalMirror {
            position_m,
            look_at_m,
            yaw_deg,
            pitch_deg,
            roll_deg,
            fov_deg,
            shift,
            k1,
            k2,
            mirror_m,
            mirror_radius_m,
        } => View::SphericalMirror {
            projector: place_values(
                position_m,
                look_at_m,
                [yaw_deg, pitch_deg, roll_deg],
                fov_deg,
                shift,
                [k1, k2],
            ),
            mirror_m: mirror_m.map(|metres| metres as f32),
            mirror_radius_m: mirror_radius_m as f32,
        },
        ViewFile::CubeMap { layout } => View::CubeMap { layout },
        ViewFile::Warp {
            file,
            region,
            flip_v,
            flip_rows,
            whole_picture,
            stretch_maps,
            points,
        } => {
            let file = folder.resolve(&file)?;
            let warp = Warp {
                file,
                region,
                flip_v,
                flip_rows,
                whole_picture,
                stretch_maps,
                points,
            };
            return Ok((View::Warp, Some(warp)));
        }
    };
    Ok((view, None))
}

fn place_values(
    position_m: [f64; 3],
    look_at_m: Option<[f64; 3]>,
    [yaw_deg, pitch_deg, roll_deg]: [f64; 3],
    fov_deg: f64,
    shift: [f64; 2],
    [k1, k2]: [f64; 2],
) -> ProjectorPlace {
    let (yaw, pitch) = match look_at_m {
        Some(at) => towards(position_m, at),
        None => (radians(yaw_deg), radians(pitch_deg)),
    };
    ProjectorPlace {
        position_m: position_m.map(|metres| metres as f32),
        yaw,
        pitch,
        roll: radians(roll_deg),
        fov: radians(fov_deg),
        shift: shift.map(|share| share as f32),
        k1: k1 as f32,
        k2: k2 as f32,
    }
}

/// Yaw and pitch, radians, of who stands at one place and looks at another.
fn towards(from: [f64; 3], at: [f64; 3]) -> (f32, f32) {
    let [x, y, z] = [at[0] - from[0], at[1] - from[1], at[2] - from[2]];
    let across = x.hypot(z);
    let yaw = if across > 1e-9 { (-x).atan2(-z) } else { 0.0 };
    (yaw as f32, y.atan2(across) as f32)
}

fn nudge_values(file: NudgeFile) -> Nudge {
    let pixels = |offset: [f64; 2]| offset.map(|pixels| pixels as f32);
    Nudge {
        columns: file.columns,
        rows: file.rows,
        offsets: file.offsets.into_iter().map(pixels).collect(),
    }
}

fn point_values(file: PointFile) -> Option<PointPair> {
    let at = match (file.at, file.at_m) {
        (Some([azimuth, elevation]), _) => PointAt::Direction {
            azimuth: radians(azimuth),
            elevation: radians(elevation),
        },
        (None, Some(at)) => PointAt::Point(at.map(|metres| metres as f32)),
        (None, None) => return None,
    };
    Some(PointPair {
        pixel: file.pixel.map(|pixels| pixels as f32),
        at,
    })
}

fn radians(degrees: f64) -> f32 {
    degrees.to_radians() as f32
}
