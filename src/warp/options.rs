//! What a file does not say of itself.

use crate::field::Unit;

/// What is to be known for reading, beside the bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadOptions {
    /// The rows of a PFM go the other way round: the file's first row is the top. Usual is bottom first, as
    /// PFM is defined and the MPCDI reference library writes; SGCT and PyMPCDI take the first row for the top.
    pub flip_rows: bool,
    /// The picture's v counts the other way round: from the bottom in MPCDI and PFM (SGCT's PFM do), from the
    /// top in the formats that usually count from the bottom (Bourke, OBJ, `.sgc`).
    pub flip_v: bool,
    /// Places in an MPCDI of profile 2d count across the whole picture; by definition across the region's
    /// share of it.
    pub whole_picture: bool,
    /// A PFM alone holds points in this unit; none: places in a picture.
    pub points: Option<Unit>,
    /// Width over height of the output, for Bourke's meshes: their x runs from −aspect to aspect. None: the
    /// largest x of the mesh.
    pub aspect: Option<f64>,
    /// The power that makes the intensities of a mesh linear. Players of such meshes multiply encoded light,
    /// so that 2.2 does as they do.
    pub intensity_gamma: f32,
    /// Blend and black level maps may have another size than their regions, and are stretched; usual is to refuse
    /// them, as they may be of another projector.
    pub stretch_maps: bool,
    /// Bytes that reading may take beside sixteen times the file's length. An archive of maps that are mostly
    /// of one value packs better than that: for files that are to be trusted allow 1 GiB.
    pub spare_bytes: usize,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            flip_rows: false,
            flip_v: false,
            whole_picture: false,
            points: None,
            aspect: None,
            intensity_gamma: 2.2,
            stretch_maps: false,
            spare_bytes: 16 << 20,
        }
    }
}

/// Which MPCDI is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MpcdiVersion {
    /// 1.0: what most readers take.
    V1,
    /// 2.0: needed for lookup tables.
    #[default]
    V2,
}

/// How a file is to be written. Reading it back needs [`ReadOptions`] of the same flips and aspect.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WriteOptions {
    /// PFM with the largest byte first; usual is the smallest.
    pub big_endian: bool,
    /// As [`ReadOptions::flip_rows`].
    pub flip_rows: bool,
    /// As [`ReadOptions::flip_v`].
    pub flip_v: bool,
    /// As [`ReadOptions::aspect`]; none: the region's own, or of its size.
    pub aspect: Option<f64>,
    /// Which MPCDI is written.
    pub version: MpcdiVersion,
}
