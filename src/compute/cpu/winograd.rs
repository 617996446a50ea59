//! Convolution by fewer multiplications: tiles of the input are taken to points, each point is a product of matrices
//! (tiles × channels times channels × outputs), and the products are taken back to tiles of the output.

mod scheme;
mod points;
mod passes;

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::after::{Finish, check};
use super::lanes::{LANES, Machine};
use super::pack::Pack;
use super::pool::Pool;
use super::shared::Shared;
use super::sheet::CpuSheet;
use super::tile::SLACK;
use crate::edges::Edges;
use crate::engine::Scale;
use crate::kernel::KernelShape;
use passes::{By, Gather, Spread};
pub(super) use points::Points;
pub(super) use scheme::Kind;
use scheme::{DoubledEight, DoubledFour, DoubledTwo, Four, Two};

/// What all tasks of a convolution share.
#[derive(Clone, Copy)]
pub(super) struct Winograd<'a> {
    pub(super) machine: Machine,
    pub(super) pool: &'a Arc<Pool>,
    pub(super) points: &'a Points,
    pub(super) x: &'a CpuSheet,
    pub(super) edges: Edges,
    pub(super) style: Scale<'a, CpuSheet>,
    pub(super) finish: &'a Finish<'a>,
}

/// Tiles beside and below each other.
#[derive(Clone, Debug)]
struct Tiles {
    rows: Range<usize>,
    columns: Range<usize>,
}

impl Tiles {
    fn count(&self) -> usize {
        self.rows.len() * self.columns.len()
    }
}

/// Numbers at points that a task has at once.
const ROOM: usize = 384 * 1024;

/// How many tiles an axis of what comes out takes.
pub(super) fn tiles(kind: Kind, shape: &KernelShape, out: usize) -> usize {
    let out = out - usize::from(fringes(kind, shape, out));
    if kind.doubles() {
        (out + cut(kind, shape)).div_ceil(2 * kind.step())
    } else {
        out.div_ceil(kind.step())
    }
}

/// Whether the last place of an axis would need tiles of its own: then it is left to others.
pub(super) fn fringes(kind: Kind, shape: &KernelShape, out: usize) -> bool {
    let odd =
        matches!(kind, Kind::DoubledTwo | Kind::DoubledFour) && [shape.pad, shape.more] == [0; 2];
    odd && out % (2 * kind.step()) == 1 && out > 1
}

/// How many places before the first that comes out the first tile begins.
fn cut(kind: Kind, shape: &KernelShape) -> usize {
    match kind {
        Kind::DoubledTwo | Kind::DoubledFour => shape.pad,
        _ => 0,
    }
}

impl Winograd<'_> {
    pub(super) fn run(&self) {
        check(self.style, self.x.shape());
        let output = self.finish.shape();
        if output.is_empty() {
            return;
        }
        let (kind, shape) = (self.points.kind, &self.points.shape);
        let [rows, columns] = self.size().map(|len| tiles(kind, shape, len));
        let per_tile = kind.points() * kind.points() * self.x.shape().channels;
        let few = (ROOM / per_tile).max(24);
        let wide = columns.div_ceil(columns.div_ceil(2 * few));
        let high = (few / wide).max(1);
        let (down, across) = (rows.div_ceil(high), columns.div_ceil(wide));
        if down * across < 4 * rayon::current_num_threads() && rows * columns <= 256 {
            self.deep(&Tiles {
                rows: 0..rows,
                columns: 0..columns,
            });
            return;
        }
        (0..down * across)
            .into_par_iter()
            .with_max_len(1)
            .for_each(|task| {
                let (row, column) = (task / across * high, task % across * wide);
                self.part(&Tiles {
                    rows: row..(row + high).min(rows),
                    columns: column..(column + wide).min(columns),
                });
            });
    }

    /// Numbers from block to block of a point: a few more than there are, so that points do not all fall on the same
    /// lines of the cache.
    fn block_len(tiles: &Tiles) -> usize {
        (tiles.count() + SLACK) * LANES
    }

    /// Rows and columns that come out.
    fn size(&self) -> [usize; 2] {
        let output = self.finish.shape();
        [output.height, output.width]
    }

    /// Whether the last row, and the last column, are left to others.
    pub(super) fn fringes(&self) -> [bool; 2] {
        self.size()
            .map(|len| fringes(self.points.kind, &self.points.shape, len))
    }

    fn blocks(&self) -> usize {
        self.x.blocks()
    }

    fn groups(&self) -> usize {
        self.finish.blocks().div_ceil(self.points.group)
    }

    fn room(&self, tiles: &Tiles) -> usize {
        let points = self.points.kind.points().pow(2);
        points * self.blocks() * Self::block_len(tiles)
    }

    /// Some tiles, all outputs.
    fn part(&self, tiles: &Tiles) {
        let mut numbers = self.pool.take(self.room(tiles));
        let shared = Shared::new(numbers.numbers_mut());
        for block in 0..self.blocks() {
            self.spread(tiles, block, &shared);
        }
        self.gather(tiles, numbers.numbers(), 0..self.groups());
    }

    /// All tiles: blocks of inputs are shared out, then groups of outputs.
    fn deep(&self, tiles: &Tiles) {
        let mut numbers = self.pool.take(self.room(tiles));
        let shared = Shared::new(numbers.numbers_mut());
        (0..self.blocks())
            .into_par_iter()
            .for_each(|block| self.spread(tiles, block, &shared));
        let numbers = numbers.numbers();
        (0..self.groups())
            .into_par_iter()
            .with_max_len(1)
            .for_each(|group| self.gather(tiles, numbers, group..group + 1));
    }

    /// Takes a block of channels to its points.
    fn spread(&self, tiles: &Tiles, block: usize, to: &Shared<'_>) {
        let (kind, shape) = (self.points.kind, &self.points.shape);
        // A transposed kernel begins one place before the sheet.
        let before = if kind.doubles() {
            1
        } else {
            shape.pad as isize
        };
        let place = |tile: usize| (tile * kind.step()) as isize - before;
        let reach = match kind {
            Kind::Two | Kind::Four | Kind::DoubledEight => 2,
            Kind::DoubledTwo | Kind::DoubledFour => 1,
        };
        let size = |tiles: &Range<usize>| tiles.len() * kind.step() + reach;
        let pack = Pack {
            sheet: self.x,
            style: self.style,
            edges: self.edges,
            corner: [place(tiles.rows.start), place(tiles.columns.start)],
            step: 1,
            size: [size(&tiles.rows), size(&tiles.columns)],
            lanes: LANES,
        };
        let mut packed = self.pool.take(pack.block_len());
        let job = Spread {
            pack,
            block,
            packed: packed.numbers_mut(),
            tiles,
            point_len: self.blocks() * Self::block_len(tiles),
            from: block * Self::block_len(tiles),
            to,
            step: kind.step(),
        };
        match kind {
            Kind::Two => self.machine.run(By::<_, _, 4, 4, 2>(job, Two)),
            Kind::Four => self.machine.run(By::<_, _, 6, 6, 4>(job, Four)),
            Kind::DoubledTwo => self.machine.run(By::<_, _, 3, 5, 4>(job, DoubledTwo)),
            Kind::DoubledFour => self.machine.run(By::<_, _, 5, 9, 8>(job, DoubledFour)),
            Kind::DoubledEight => self.machine.run(By::<_, _, 6, 10, 8>(job, DoubledEight)),
        }
    }

    /// Multiplies, and takes what comes out back to places.
    fn gather(&self, tiles: &Tiles, numbers: &[f32], groups: Range<usize>) {
        let points = self.points.kind.points().pow(2);
        let block_len = Self::block_len(tiles);
        let per_tile = self.points.kind.step() * if self.points.kind.doubles() { 2 } else { 1 };
        let row_len = tiles.columns.len() * per_tile * LANES;
        let rows = tiles.rows.len() * per_tile;
        let products_len = points * self.points.group * block_len;
        let mut scratch = self.pool.take(products_len + rows * row_len);
        let (products, places) = scratch.numbers_mut().split_at_mut(products_len);
        for group in groups {
            let job = Gather {
                winograd: self,
                tiles,
                numbers,
                group,
                products,
                places,
                row_len,
            };
            match self.points.kind {
                Kind::Two => self.machine.run(By::<_, _, 4, 4, 2>(job, Two)),
                Kind::Four => self.machine.run(By::<_, _, 6, 6, 4>(job, Four)),
                Kind::DoubledTwo => self.machine.run(By::<_, _, 3, 5, 4>(job, DoubledTwo)),
                Kind::DoubledFour => self.machine.run(By::<_, _, 5, 9, 8>(job, DoubledFour)),
                Kind::DoubledEight => self.machine.run(By::<_, _, 6, 10, 8>(job, DoubledEight)),
            }
        }
    }
}
