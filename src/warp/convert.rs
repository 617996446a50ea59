//! Meshes become fields and fields meshes, for formats that hold only one of them. Both lose something.

use glam::Vec2;

use crate::error::WarpError;
use crate::field::{Field, Unit};
use crate::grid::Grid;
use crate::mesh::{Cells, Mesh, Node};
use crate::numbers::{extent, place};
use crate::raster;
use crate::warp::{Buffer, Geometry, Kind, Region, Share, Warp};

/// The gamma of blend maps and intensities that are made here.
const GAMMA: f32 = 2.2;

impl Warp {
    /// The same with a value for every pixel instead of meshes; intensities go into the blend map (16 bits).
    /// Loses the nodes. Turns become angles, as MPCDI has them. Other regions stay as they are.
    ///
    /// # Errors
    /// A size is out of range, or a mesh folds over itself without end.
    pub fn to_fields(&self, otherwise: [u32; 2]) -> Result<Self, WarpError> {
        let mut warp = self.clone();
        for region in &mut warp.regions {
            if let Some(frustum) = &mut region.frustum {
                frustum.turn = frustum.turn.to_angles();
            }
            if let Geometry::Mesh(mesh) = &region.geometry {
                let size = region.size.unwrap_or(otherwise);
                let drawn = raster::draw(mesh, size).map_err(|fault| fault.named(&region.id))?;
                if !mesh.is_plain() {
                    let linear = drawn.intensities.iter().map(|it| it.powf(mesh.gamma));
                    region.alpha = Some(blend(region.alpha.as_ref(), size, linear));
                }
                region.size = Some(size);
                region.geometry = Geometry::Field(drawn.field);
            }
        }
        Ok(warp)
    }

    /// The same with meshes of so many nodes instead of a value for every pixel; the blend map goes into
    /// intensities, and places count across the whole picture. Loses what happens between nodes, colour in
    /// blend maps, black levels and colour tables. Points cannot be held by meshes.
    ///
    /// # Errors
    /// There are points, or the counts are not 2 to 32768.
    pub fn to_meshes(&self, columns: u32, rows: u32) -> Result<Self, WarpError> {
        let in_range = extent([columns, rows]).is_ok() && columns.min(rows) >= 2;
        if !in_range {
            let reason = format!("{columns} × {rows} nodes are out of range");
            return Err(WarpError::cannot("a mesh", reason));
        }
        let mut warp = self.clone();
        for region in &mut warp.regions {
            let straight = Field::of_places([1, 1], Vec::new());
            let field = match &region.geometry {
                Geometry::Mesh(_) => continue,
                Geometry::Straight => &straight,
                Geometry::Field(field) if field.unit == Unit::Picture => field,
                Geometry::Field(_) => {
                    let reason = "points in the room have no place in a picture; write MPCDI";
                    return Err(WarpError::cannot("a mesh", reason));
                }
            };
            let is_straight = field.values.is_empty();
            let part = if self.kind == Kind::Picture && !region.whole_picture {
                region.place
            } else {
                Share::WHOLE
            };
            let in_whole = |[u, v]: [f64; 2]| [part.x + u * part.width, part.y + v * part.height];
            let alpha = region.alpha.take();
            let mut nodes = Vec::with_capacity(columns as usize * rows as usize);
            for row in 0..rows {
                for column in 0..columns {
                    let x = f64::from(column) / f64::from(columns - 1);
                    let y = f64::from(row) / f64::from(rows - 1);
                    let shown = if is_straight {
                        Some([x, y])
                    } else {
                        to_the_edge(field, x, y)
                    };
                    let share = alpha.as_ref().map_or(1.0, |alpha| mean(alpha.linear(x, y)));
                    nodes.push(node([x, y], shown.map(in_whole), share));
                }
            }
            let cells = Cells::Grid {
                columns,
                rows,
                wraps: false,
            };
            (region.beta, region.luts) = (None, Vec::new());
            (region.place, region.whole_picture) = (Share::WHOLE, false);
            region.buffer = Buffer::default();
            region.geometry = Geometry::Mesh(Mesh {
                nodes,
                cells,
                gamma: GAMMA,
            });
        }
        Ok(warp)
    }
}

impl Region {
    /// The mesh of a region, for a format that holds meshes.
    pub(crate) fn mesh(&self, format: &'static str) -> Result<&Mesh, WarpError> {
        match &self.geometry {
            Geometry::Mesh(mesh) => Ok(mesh),
            _ => Err(WarpError::cannot(
                format,
                "it has a value for every pixel; make a mesh of it first",
            )),
        }
    }
}

fn node([x, y]: [f64; 2], shown: Option<[f64; 2]>, share: f32) -> Node {
    let near = |share: f64| place(share).unwrap_or(f32::NAN);
    let picture = shown.map(|[u, v]| Vec2::new(near(u), near(v)));
    let intensity = if picture.is_some() {
        share.powf(1.0 / GAMMA)
    } else {
        -1.0
    };
    Node {
        output: Vec2::new(near(x), near(y)),
        picture: picture.unwrap_or(Vec2::ZERO),
        intensity,
    }
}

/// A field's value up to the output's edge: straight on from the last two samples.
fn to_the_edge(field: &Field, x: f64, y: f64) -> Option<[f64; 2]> {
    let [across, down] = [along(x, field.size[0]), along(y, field.size[1])];
    let mut sum = [0.0; 2];
    for (x, weight_x) in across {
        for (y, weight_y) in down {
            let weight = weight_x * weight_y;
            if weight != 0.0 {
                let value = field.between(x, y)?;
                sum[0] += weight * f64::from(value[0]);
                sum[1] += weight * f64::from(value[1]);
            }
        }
    }
    Some(sum)
}

/// Two places whose values, weighted, are the value at a share.
fn along(share: f64, count: u32) -> [(f64, f64); 2] {
    let half = 0.5 / f64::from(count.max(1));
    let near = share.clamp(half, 1.0 - half);
    let further = near + (near - share).signum() * 2.0 * half;
    let part = (near - share).abs() / (2.0 * half);
    if part == 0.0 || count < 2 {
        return [(near, 1.0), (near, 0.0)];
    }
    [(near, 1.0 + part), (further, -part)]
}

/// A blend map times linear intensities, as a grey map.
fn blend(alpha: Option<&Grid>, size: [u32; 2], linear: impl Iterator<Item = f32>) -> Grid {
    let shares: Vec<f32> = linear
        .enumerate()
        .map(|(at, intensity)| {
            let (column, row) = (at % size[0] as usize, at / size[0] as usize);
            let middle = |at: usize, count: u32| (at as f64 + 0.5) / f64::from(count);
            let (x, y) = (middle(column, size[0]), middle(row, size[1]));
            intensity * alpha.map_or(1.0, |alpha| mean(alpha.linear(x, y)))
        })
        .collect();
    Grid::from_linear(size, &shares, f64::from(GAMMA))
}

fn mean(channels: [f32; 3]) -> f32 {
    channels.iter().sum::<f32>() / 3.0
}
