//! Where a projector or a camera looks, and the axes in which a file says so.

use glam::{DMat3, DQuat, DVec2, DVec3, EulerRot};

/// No projector's light is thinner, degrees.
const THINNEST_DEG: f64 = 0.1;

/// A pyramid from an eye: what a picture was made for, or what a projector lights. Degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frustum {
    /// How the pyramid is turned.
    pub turn: Turn,
    /// The left edge from the middle; negative is left.
    pub left_deg: f64,
    /// The right edge.
    pub right_deg: f64,
    /// The upper edge; positive is up.
    pub up_deg: f64,
    /// The lower edge.
    pub down_deg: f64,
    /// The eye, metres; the middle for MPCDI.
    pub eye: [f32; 3],
}

/// A turn as the file has it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Turn {
    /// As a pilot's: yaw to the right, then pitch up, then roll to the right; degrees.
    Angles {
        /// To the right.
        yaw_deg: f64,
        /// Up.
        pitch_deg: f64,
        /// The left wing rises.
        roll_deg: f64,
    },
    /// x, y, z, w.
    Quaternion([f32; 4]),
}

/// The axes of a file's places, and where the projector stands in them. Each axis is a unit vector of the
/// file's own x, y and z, as an aircraft has them: yaw points down, pitch to the right, roll to the front.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    /// The projector, in the file's axes.
    pub position: [f64; 3],
    /// Down.
    pub yaw: [f64; 3],
    /// Right.
    pub pitch: [f64; 3],
    /// Front.
    pub roll: [f64; 3],
}

impl Turn {
    /// From the view (looking along −z, y up) to the room.
    pub fn room_from_view(self) -> DQuat {
        match self {
            Self::Angles {
                yaw_deg,
                pitch_deg,
                roll_deg,
            } => {
                DQuat::from_rotation_y(-yaw_deg.to_radians())
                    * DQuat::from_rotation_x(pitch_deg.to_radians())
                    * DQuat::from_rotation_z(-roll_deg.to_radians())
            }
            Self::Quaternion(parts) => {
                let quat = DQuat::from_array(parts.map(f64::from));
                if quat.length_squared() > 1e-12 {
                    quat.normalize()
                } else {
                    DQuat::IDENTITY
                }
            }
        }
    }

    /// The same as a pilot's angles.
    pub fn to_angles(self) -> Self {
        match self {
            Self::Angles { .. } => self,
            Self::Quaternion(_) => {
                let (left, up, roll_left) = self.room_from_view().to_euler(EulerRot::YXZ);
                Self::Angles {
                    yaw_deg: -left.to_degrees(),
                    pitch_deg: up.to_degrees(),
                    roll_deg: -roll_left.to_degrees(),
                }
            }
        }
    }
}

impl Frustum {
    /// The direction (a unit vector in the room) of a place in the view, shares from its upper left.
    pub fn direction(&self, place: DVec2) -> DVec3 {
        self.rays().direction(place)
    }

    /// All that is the same for every direction.
    pub(crate) fn rays(&self) -> Rays {
        let tan = |degrees: f64| degrees.to_radians().tan();
        Rays {
            upper_left: DVec2::new(tan(self.left_deg), tan(self.up_deg)),
            lower_right: DVec2::new(tan(self.right_deg), tan(self.down_deg)),
            room_from_view: self.turn.room_from_view(),
        }
    }

    /// Whether it is too thin for any projector: some writers put lenses that are no pyramids (fisheyes) so.
    pub(crate) fn is_thin(&self) -> bool {
        let width = self.right_deg - self.left_deg;
        width.min(self.up_deg - self.down_deg) < THINNEST_DEG
    }

    /// What is wrong with its edges, if anything.
    pub(crate) fn misfit(&self) -> Option<String> {
        let edges = [self.left_deg, self.right_deg, self.up_deg, self.down_deg];
        let in_range = edges.iter().all(|edge| edge.abs() < 89.9);
        if in_range && self.left_deg < self.right_deg && self.down_deg < self.up_deg {
            return None;
        }
        Some(format!(
            "a frustum from {}° to {}° and from {}° up to {}° sees nothing; angles lie between −89.9° and \
             89.9°, left and down are the smaller ones",
            self.left_deg, self.right_deg, self.down_deg, self.up_deg
        ))
    }
}

/// A frustum made ready for many directions.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rays {
    /// Tangents.
    upper_left: DVec2,
    lower_right: DVec2,
    room_from_view: DQuat,
}

impl Rays {
    pub(crate) fn direction(&self, place: DVec2) -> DVec3 {
        let at = self.upper_left + (self.lower_right - self.upper_left) * place;
        (self.room_from_view * at.extend(-1.0)).normalize()
    }
}

impl Frame {
    /// From the file's axes to the room's.
    pub fn room_from_file(&self) -> DMat3 {
        let [right, down, front] = [self.pitch, self.yaw, self.roll].map(DVec3::from_array);
        DMat3::from_cols(right, -down, -front).transpose()
    }

    /// The projector's place in the room, metres.
    pub fn position_in_room(&self) -> DVec3 {
        self.room_from_file() * DVec3::from_array(self.position)
    }

    /// What is wrong with its axes, if anything.
    pub(crate) fn misfit(&self) -> Option<String> {
        let axes = self.room_from_file();
        let square = axes * axes.transpose() - DMat3::IDENTITY;
        let is_square = square.to_cols_array().iter().all(|part| part.abs() < 1e-3);
        if is_square && axes.determinant() > 0.0 {
            return None;
        }
        Some(
            "yaw, pitch and roll are to be unit vectors at right angles, of a right-handed space: yaw down, \
             pitch to the right, roll to the front"
                .into(),
        )
    }
}
