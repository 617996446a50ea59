//! A venue: the surface, and what puts light and sound on it. Checked.

/// A checked venue.
#[derive(Clone, Debug, PartialEq)]
pub struct Venue {
    /// The venue's name, for people.
    pub name: String,
    /// What the pictures are seen on.
    pub surface: Surface,
    /// Windows and films; may be empty where only a headset or the page looks.
    pub outputs: Vec<Output>,
    /// How sound leaves.
    pub speakers: Speakers,
    /// A headset, where there is one.
    pub headset: Option<Headset>,
    /// The operator's picture.
    pub preview: Preview,
}

/// What the pictures are seen on, and with which coverage they are made.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Surface {
    /// A dome: pictures are made in its own square.
    Dome {
        /// Metres.
        radius_m: f32,
        /// How far the dome leans to the front, radians.
        tilt: f32,
        /// Full angle from spring line to spring line, radians; π is a hemisphere.
        fov: f32,
    },
    /// All around: pictures are panoramas that wrap.
    Sphere {
        /// Metres.
        radius_m: f32,
    },
    /// A wall: pictures are flat.
    Wall {
        /// Metres.
        width_m: f32,
        /// Metres.
        height_m: f32,
        /// Metres from the middle of the room.
        distance_m: f32,
    },
    /// A square picture mirrored around the visitor.
    Mirrored,
    /// A square picture on each side of a cube.
    Cube {
        /// Width of the softened edges as a share of a side.
        soften: f32,
    },
}

/// A window, or a picture offscreen.
#[derive(Clone, Debug, PartialEq)]
pub struct Output {
    /// Its name in the venue.
    pub id: String,
    /// How it looks at the surface.
    pub view: View,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Which monitor, from 0; `None` lets the desktop choose.
    pub monitor: Option<usize>,
    /// Whether it fills the monitor.
    pub fullscreen: bool,
}

/// How an output's pixels look at directions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum View {
    /// A fisheye of the whole dome (azimuthal equidistant), front at the bottom.
    Domemaster {
        /// Full angle across the circle, radians.
        fov: f32,
    },
    /// The whole sphere, twice as wide as high, front in the middle.
    Equirectangular,
    /// A flat perspective view.
    Perspective {
        /// Horizontal field of view, radians.
        fov: f32,
        /// To the left, radians.
        yaw: f32,
        /// Up, radians.
        pitch: f32,
    },
    /// The picture itself, undistorted (a wall, or a look at what the generator makes).
    Picture,
}

/// How sound leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speakers {
    /// Left and right.
    Stereo,
    /// No sound on purpose.
    Silent,
}

/// A headset.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Headset {
    /// The dome's radius around the visitor, metres.
    pub radius_m: f32,
    /// The dome's centre above the floor, metres.
    pub eye_height_m: f32,
}

/// The operator's picture on the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Preview {
    /// Pixels along its side.
    pub size: u32,
    /// Pictures a second.
    pub fps: u32,
    /// The page's port.
    pub port: u16,
}
