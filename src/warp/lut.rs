//! Lookup tables of MPCDI 2.0: kept and handed on.

use crate::grid::Grid;

/// What a table does to colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LutStage {
    /// From the picture's code values to light.
    Decode,
    /// Between, in light.
    Correct,
    /// From light to the projector's code values.
    Encode,
}

/// A table as a picture: curves are one row of at least two; a correction is a cube of n³, n at least 2.
#[derive(Clone, Debug, PartialEq)]
pub struct Lut {
    /// What it does.
    pub stage: LutStage,
    /// Its entries; the gamma means nothing.
    pub table: Grid,
}

impl Lut {
    /// What is wrong with a table's size, if anything.
    pub(crate) fn misfit(&self) -> Option<String> {
        let [columns, rows] = self.table.size;
        let entries = u64::from(columns) * u64::from(rows);
        match self.stage {
            LutStage::Decode | LutStage::Encode if rows != 1 || columns < 2 => Some(format!(
                "a curve is one row of at least two entries, not {columns} × {rows}"
            )),
            LutStage::Correct if !is_cube(entries) => Some(format!(
                "{columns} × {rows} are {entries} entries, which is no cube such as 17³ = 4913 or 33³ = 35937"
            )),
            _ => None,
        }
    }
}

fn is_cube(entries: u64) -> bool {
    (2..=256u64).any(|side| side.pow(3) == entries)
}
