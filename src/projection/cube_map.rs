//! The six sides of a cube around the middle of the room on one frame, upright in the room, for whatever wants cube
//! maps. Layouts are those of ffmpeg's `v360`: the top's lower edge and the bottom's upper edge meet the front.

use glam::{Mat3, Vec2, Vec3};
use welkin_installation::CubeLayout;

use crate::dome_from_room;
use crate::map::OutputMap;

/// A cube map's frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CubeMap {
    layout: CubeLayout,
    size: [u32; 2],
    dome_from_room: Mat3,
    /// Pixels along a side.
    side: f32,
    /// The upper left corner of the layout.
    corner: Vec2,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Right,
    Left,
    Top,
    Bottom,
    Front,
    Back,
}

use Side::{Back, Bottom, Front, Left, Right, Top};

impl CubeMap {
    /// Sides as large as the frame allows, in its middle; `tilt` of the dome to the front, radians.
    pub fn new(layout: CubeLayout, size: [u32; 2], tilt: f32) -> Self {
        let (across, down) = shape(layout);
        let side = (size[0] / across).min(size[1] / down).max(1);
        let margin = |all: u32, used: u32| (all.saturating_sub(used) / 2) as f32;
        Self {
            layout,
            size,
            dome_from_room: dome_from_room(tilt),
            side: side as f32,
            corner: Vec2::new(margin(size[0], side * across), margin(size[1], side * down)),
        }
    }

    /// The direction that a place on the frame looks at, a unit vector in dome space; none beside the sides.
    pub fn direction(&self, pixel: Vec2) -> Option<Vec3> {
        let at = (pixel - self.corner) / self.side;
        let cell = at.floor();
        let side = self.side_at(cell)?;
        let Vec2 { x: u, y: v } = (at - cell) * 2.0 - 1.0;
        let in_room = match side {
            Right => Vec3::new(1.0, -v, u),
            Left => Vec3::new(-1.0, -v, -u),
            Top => Vec3::new(u, 1.0, -v),
            Bottom => Vec3::new(u, -1.0, v),
            Front => Vec3::new(u, -v, -1.0),
            Back => Vec3::new(-u, -v, 1.0),
        };
        Some((self.dome_from_room * in_room).normalize())
    }

    /// The place on the frame that looks at a direction (of any length but zero, in dome space).
    pub fn pixel(&self, direction: Vec3) -> Vec2 {
        let Vec3 { x, y, z } = self.dome_from_room.transpose() * direction;
        let far = x.abs().max(y.abs()).max(z.abs()).max(1e-30);
        let (side, u, v) = if -z == far {
            (Front, x, -y)
        } else if z == far {
            (Back, -x, -y)
        } else if x == far {
            (Right, z, -y)
        } else if -x == far {
            (Left, -z, -y)
        } else if y == far {
            (Top, x, -z)
        } else {
            (Bottom, x, z)
        };
        let within = Vec2::new(u, v) / far * 0.5 + 0.5;
        self.corner + (self.cell_of(side) + within) * self.side
    }

    /// The frame's map; what lies beside the sides is dark.
    pub fn map(&self) -> OutputMap {
        OutputMap::filled(self.size, |pixel| Some((self.direction(pixel)?, 1.0)))
    }

    fn side_at(&self, cell: Vec2) -> Option<Side> {
        sides(self.layout)
            .into_iter()
            .find(|(_, at)| Vec2::new(at[0], at[1]) == cell)
            .map(|(side, _)| side)
    }

    fn cell_of(&self, side: Side) -> Vec2 {
        let all = sides(self.layout).into_iter();
        let found = all
            .filter(|(known, _)| *known == side)
            .map(|(_, at)| Vec2::from(at));
        found.fold(Vec2::ZERO, |_, at| at)
    }
}

/// Sides across and down.
fn shape(layout: CubeLayout) -> (u32, u32) {
    match layout {
        CubeLayout::Cross => (4, 3),
        CubeLayout::Row => (6, 1),
        CubeLayout::ThreeByTwo => (3, 2),
    }
}

/// Column and row of each side.
fn sides(layout: CubeLayout) -> [(Side, [f32; 2]); 6] {
    let [right, left, top, bottom, front, back] = match layout {
        CubeLayout::Cross => [
            [2.0, 1.0],
            [0.0, 1.0],
            [1.0, 0.0],
            [1.0, 2.0],
            [1.0, 1.0],
            [3.0, 1.0],
        ],
        CubeLayout::Row => [
            [0.0, 0.0],
            [1.0, 0.0],
            [2.0, 0.0],
            [3.0, 0.0],
            [4.0, 0.0],
            [5.0, 0.0],
        ],
        CubeLayout::ThreeByTwo => [
            [0.0, 0.0],
            [1.0, 0.0],
            [2.0, 0.0],
            [0.0, 1.0],
            [1.0, 1.0],
            [2.0, 1.0],
        ],
    };
    [
        (Right, right),
        (Left, left),
        (Top, top),
        (Bottom, bottom),
        (Front, front),
        (Back, back),
    ]
}

#[cfg(test)]
mod tests;
