//! Projector warp files of others, in and out: a file's bytes in, one [`Warp`] out, and back.
//!
//! Read and written are MPCDI 1.0 and 2.0 (an archive, or a folder of parts), Paul Bourke's meshes, OBJ, PFM,
//! domeprojection.com's CSV, SGCT's `.sgc` and SimCAD's grids. Each is one function from bytes to one type;
//! [`read`] chooses among them. Opens no file, and takes no more memory than sixteen times a file's length
//! and what [`ReadOptions::spare_bytes`] allows.
//!
//! Places on the output and in the picture are shares of its width and height and count from the upper left,
//! whatever the file does. Points are in room space: x to the right, y up, −z to the front, metres.

mod error;
mod budget;
mod numbers;
mod mesh;
mod field;
mod options;
mod raster;
mod grid;
mod view;
mod lut;
mod warp;
mod sampler;
mod convert;
mod pfm;
mod bourke;
mod obj;
mod domeprojection;
mod sgc;
mod xml;
mod simcad;
mod map;
mod archive;
mod mpcdi;
mod read;

pub use bourke::{read_bourke, write_bourke};
pub use domeprojection::{read_domeprojection, write_domeprojection};
pub use error::WarpError;
pub use field::{Field, Interpolation, Origin, Unit};
pub use grid::{Grid, Samples};
pub use lut::{Lut, LutStage};
pub use map::write_png;
pub use mesh::{Cells, Mesh, Node};
pub use mpcdi::{read_mpcdi, read_mpcdi_folder, write_mpcdi, write_mpcdi_folder};
pub use obj::{read_obj, write_obj};
pub use options::{MpcdiVersion, ReadOptions, WriteOptions};
pub use pfm::{read_pfm, write_pfm};
pub use read::read;
pub use sampler::{Looked, Sampler, Seen};
pub use sgc::{read_sgc, write_sgc};
pub use simcad::{read_simcad, write_simcad};
pub use view::{Frame, Frustum, Turn};
pub use warp::{Buffer, Geometry, Kind, Region, Share, Warp};
