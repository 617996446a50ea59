//! The one type that all formats become.

use crate::field::{Field, Unit};
use crate::grid::Grid;
use crate::lut::Lut;
use crate::mesh::Mesh;
use crate::view::{Frame, Frustum};

/// Everything that a warp file says.
#[derive(Clone, Debug, PartialEq)]
pub struct Warp {
    /// What its places mean.
    pub kind: Kind,
    /// The outputs, in the file's order; at least one.
    pub regions: Vec<Region>,
    /// When it was made, in the file's words.
    pub date: Option<String>,
    /// What people should know: what was left out, what looks odd.
    pub notes: Vec<String>,
}

/// What the places of a warp mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Places in the picture (MPCDI 2d, and all meshes).
    Picture,
    /// Places in what an eye sees through the region's frustum (MPCDI 3d, `.sgc`).
    View,
    /// Points in the room (MPCDI a3).
    Points,
    /// Points that a projector with a frustum and a frame lights (MPCDI sl).
    Lamp,
}

/// One output.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// Its name in the file; no other region has it.
    pub id: String,
    /// The picture that it is a part of.
    pub buffer: Buffer,
    /// Pixels, where the file says.
    pub size: Option<[u32; 2]>,
    /// Width over height, where the file says only that.
    pub aspect: Option<f64>,
    /// Its place in its buffer.
    pub place: Share,
    /// Whether places count across the whole buffer; else across `place`.
    pub whole_picture: bool,
    /// What each pixel shows.
    pub geometry: Geometry,
    /// Where it looks.
    pub frustum: Option<Frustum>,
    /// The axes of its points.
    pub frame: Option<Frame>,
    /// How much it may show: its blend.
    pub alpha: Option<Grid>,
    /// The least it shows: its black level.
    pub beta: Option<Grid>,
    /// What its lens does, of shader lamps. Kept and handed on.
    pub distortion: Option<Field>,
    /// Colour tables. Kept and handed on.
    pub luts: Vec<Lut>,
}

/// A picture that outputs are parts of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Buffer {
    /// Its name in the file; may be empty.
    pub id: String,
    /// Pixels, where the file says.
    pub size: Option<[u32; 2]>,
}

/// A part of a buffer, shares from its upper left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// What each pixel shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Geometry {
    /// The picture or the view as it is.
    Straight,
    /// Nodes with straight picture between.
    Mesh(Mesh),
    /// A value for every pixel, or for every so many.
    Field(Field),
}

impl Share {
    /// All of it.
    pub const WHOLE: Self = Self {
        x: 0.0,
        y: 0.0,
        width: 1.0,
        height: 1.0,
    };
}

impl Region {
    /// An output that shows a whole picture by a geometry, and nothing else.
    pub fn new(id: impl Into<String>, geometry: Geometry) -> Self {
        Self {
            id: id.into(),
            buffer: Buffer::default(),
            size: None,
            aspect: None,
            place: Share::WHOLE,
            whole_picture: false,
            geometry,
            frustum: None,
            frame: None,
            alpha: None,
            beta: None,
            distortion: None,
            luts: Vec::new(),
        }
    }

    /// Whether its places reach from edge to edge of its share of the buffer, which is not all of it: as they do
    /// where a writer counts places across the whole picture.
    pub(crate) fn spans_its_share(&self) -> bool {
        let Geometry::Field(field) = &self.geometry else {
            return false;
        };
        if self.place == Share::WHOLE || field.unit != Unit::Picture {
            return false;
        }
        let mapped = field
            .values
            .iter()
            .filter(|it| !it[0].is_nan() && !it[1].is_nan());
        let (mut low, mut high) = ([f32::MAX; 2], [f32::MIN; 2]);
        for value in mapped {
            for at in 0..2 {
                low[at] = low[at].min(value[at]);
                high[at] = high[at].max(value[at]);
            }
        }
        let share = self.place;
        let [left, top] = low.map(f64::from);
        let [right, bottom] = high.map(f64::from);
        let edges = [
            left - share.x,
            top - share.y,
            right - share.x - share.width,
            bottom - share.y - share.height,
        ];
        edges.iter().all(|edge| edge.abs() < 0.01)
    }

    /// Whether the picture's v grows from the first row to the last; none where that cannot be said. Where it
    /// falls, the output is upside down, or the file's rows are the other way round.
    pub fn is_upright(&self) -> Option<bool> {
        let Geometry::Field(field) = &self.geometry else {
            return None;
        };
        if field.unit != Unit::Picture {
            return None;
        }
        let [columns, rows] = field.size;
        let rise = |column| -> f64 {
            let mapped = (0..rows).filter_map(|row| field.value(column, row));
            let mut mapped = mapped.map(|value| f64::from(value[1]));
            let first = mapped.next();
            first.map_or(0.0, |first| mapped.next_back().unwrap_or(first) - first)
        };
        let sum: f64 = (0..columns).map(rise).sum();
        (sum != 0.0).then_some(sum > 0.0)
    }
}

impl Warp {
    /// A file of one output.
    pub(crate) fn of_one(kind: Kind, region: Region) -> Self {
        Self {
            kind,
            regions: vec![region],
            date: None,
            notes: Vec::new(),
        }
    }

    /// The region of a name.
    pub fn region(&self, id: &str) -> Option<&Region> {
        self.regions.iter().find(|region| region.id == id)
    }
}
