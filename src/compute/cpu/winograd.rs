//! Convolution by fewer multiplications: tiles of the input are taken to points, each point is a product of matrices
//! (tiles × channels times channels × outputs), and the products are taken back to tiles of the output.
#![allow(
    unsafe_code,
    reason = "tasks write to blocks and rows of their own of shared memory"
)]
#![allow(
    clippy::needless_range_loop,
    reason = "arrays that must stay in registers are indexed by constants once the loops are unrolled"
)]

mod scheme;

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::after::{Finish, check, vector};
use super::lanes::{Job, LANES, Machine, Simd};
use super::pack::Pack;
use super::panel::{Panel, Precision};
use super::pool::Pool;
use super::shared::Shared;
use super::sheet::CpuSheet;
use super::tile::{POINT, SLACK, Target, Walk, multiply};
use crate::edges::Edges;
use crate::engine::Scale;
use crate::kernel::KernelShape;
pub(super) use scheme::Kind;
use scheme::{DoubledEight, DoubledFour, DoubledTwo, Four, Scheme, Two};

/// A convolution's weights at every point: [group of outputs][point][block of inputs][lane][output].
#[derive(Clone, Debug)]
pub(super) struct Points {
    kind: Kind,
    shape: KernelShape,
    panel: Panel,
    group: usize,
}

impl Points {
    pub(super) fn new(
        kind: Kind,
        shape: KernelShape,
        weights: &[f32],
        group: usize,
        precision: Precision,
    ) -> Self {
        let matrix = kind.weights();
        let (n, taps) = (matrix.len(), kind.taps());
        let (in_blocks, out_blocks) = (shape.inputs.div_ceil(LANES), shape.outputs.div_ceil(LANES));
        let mut ordered = vec![0.0; n * n * in_blocks * out_blocks * LANES * LANES];
        // One group of outputs after the other.
        let vector = n * n * in_blocks * LANES * LANES;
        ordered
            .par_chunks_mut(group * vector)
            .enumerate()
            .for_each(|(g, ordered)| {
                let outputs = ordered.len() / vector * LANES;
                for o in 0..outputs.min(shape.outputs - g * group * LANES) {
                    for i in 0..shape.inputs {
                        let at = ((g * group * LANES + o) * shape.inputs + i) * taps * taps;
                        let kernel = &weights[at..][..taps * taps];
                        for (p, down) in matrix.iter().enumerate() {
                            for (q, across) in matrix.iter().enumerate() {
                                let mut sum = 0.0;
                                for (row, down) in kernel.chunks(taps).zip(down) {
                                    for (weight, across) in row.iter().zip(across) {
                                        sum += down * across * f64::from(*weight);
                                    }
                                }
                                let to = (p * n + q) * in_blocks * LANES + i;
                                ordered[to * outputs + o] = sum as f32;
                            }
                        }
                    }
                }
            });
        Self {
            kind,
            shape,
            panel: Panel::new(&ordered, precision),
            group,
        }
    }
}

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

/// A job in one of the ways.
struct By<J, C, const READS: usize, const POINTS: usize, const GIVES: usize>(J, C);

/// A block of channels to its points.
struct Spread<'a> {
    pack: Pack<'a>,
    block: usize,
    packed: &'a mut [f32],
    tiles: &'a Tiles,
    /// Numbers from point to point.
    point_len: usize,
    from: usize,
    to: &'a Shared<'a>,
    step: usize,
}

impl<C: Scheme<R, P, G>, const R: usize, const P: usize, const G: usize> Job
    for By<Spread<'_>, C, R, P, G>
{
    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let job = self.0;
        job.pack.block(simd, job.block, job.packed);
        let row_len = job.pack.size[1] * LANES;
        let columns = job.tiles.columns.len();
        for tile in 0..job.tiles.count() {
            let corner = tile / columns * job.step * row_len + tile % columns * job.step * LANES;
            let from = &job.packed[corner..];
            // Columns first.
            let mut half = [[simd.splat(0.0); R]; P];
            for x in 0..R {
                let mut line = [simd.splat(0.0); R];
                for y in 0..R {
                    line[y] = simd.load(vector(from, y * row_len + x * LANES));
                }
                let line = C::to_points(simd, line);
                for y in 0..P {
                    half[y][x] = line[y];
                }
            }
            for y in 0..P {
                let line = C::to_points(simd, half[y]);
                for x in 0..P {
                    let at = (y * P + x) * job.point_len + job.from + tile * LANES;
                    // SAFETY: each block's numbers are written by one task.
                    let to = unsafe { job.to.piece(at, LANES) };
                    simd.store(line[x], to.first_chunk_mut().expect("a vector"));
                }
            }
        }
    }
}

/// Products of a group of outputs, and what they give.
struct Gather<'a> {
    winograd: &'a Winograd<'a>,
    tiles: &'a Tiles,
    numbers: &'a [f32],
    group: usize,
    products: &'a mut [f32],
    places: &'a mut [f32],
    row_len: usize,
}

impl<C: Scheme<R, P, G>, const R: usize, const P: usize, const G: usize> Job
    for By<Gather<'_>, C, R, P, G>
{
    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        let job = self.0;
        let (points, finish) = (job.winograd.points, job.winograd.finish);
        let first = job.group * points.group;
        let blocks = (finish.blocks() - first).min(points.group);
        let block_len = Winograd::block_len(job.tiles);
        let in_blocks = job.winograd.blocks();
        let product_len = blocks * block_len;
        let walk = Walk::new((in_blocks, block_len), (0, 0), &POINT);
        let all = P * P;
        let weights_len = in_blocks * LANES * LANES;
        for point in 0..all {
            let mut target = Target {
                numbers: &mut job.products[point * product_len..][..product_len],
                step: 1,
                block_len,
            };
            let weights = points.panel.part(
                (first * all + point * blocks) * weights_len,
                blocks * weights_len,
            );
            let numbers = &job.numbers[point * in_blocks * block_len..];
            let shape = (LANES, blocks);
            let count = job.tiles.count();
            multiply(simd, numbers, &walk, shape, weights, count, &mut target);
        }
        for block in 0..blocks {
            let products = &job.products[block * block_len..];
            back::<S, C, R, P, G>(
                simd,
                job.tiles,
                products,
                product_len,
                job.places,
                job.row_len,
            );
            rows(
                simd,
                job.winograd,
                first + block,
                job.tiles,
                (G, job.places, job.row_len),
            );
        }
    }
}

/// Products of a block of outputs to their places.
#[inline(always)]
fn back<S: Simd, C: Scheme<R, P, G>, const R: usize, const P: usize, const G: usize>(
    simd: S,
    tiles: &Tiles,
    products: &[f32],
    product_len: usize,
    places: &mut [f32],
    row_len: usize,
) {
    let columns = tiles.columns.len();
    for tile in 0..tiles.count() {
        let products = &products[tile * LANES..];
        let mut half = [[simd.splat(0.0); P]; G];
        for x in 0..P {
            let mut line = [simd.splat(0.0); P];
            for y in 0..P {
                line[y] = simd.load(vector(products, (y * P + x) * product_len));
            }
            let line = C::to_places(simd, line);
            for y in 0..G {
                half[y][x] = line[y];
            }
        }
        let corner = tile / columns * G * row_len + tile % columns * G * LANES;
        for y in 0..G {
            let line = C::to_places(simd, half[y]);
            let out = &mut places[corner + y * row_len..][..G * LANES];
            for x in 0..G {
                let out = &mut out[x * LANES..];
                simd.store(line[x], out.first_chunk_mut().expect("a vector"));
            }
        }
    }
}

/// Finishes the rows of some tiles.
#[inline(always)]
fn rows<S: Simd>(
    simd: S,
    winograd: &Winograd<'_>,
    block: usize,
    tiles: &Tiles,
    (gives, places, row_len): (usize, &[f32], usize),
) {
    let finish = winograd.finish;
    let fringes = winograd.fringes().map(usize::from);
    let (height, all) = (
        finish.shape().height - fringes[0],
        finish.shape().width - fringes[1],
    );
    let cut = cut(winograd.points.kind, &winograd.points.shape);
    let (left, top) = (tiles.columns.start * gives, tiles.rows.start * gives);
    // What lies before the first place, or after the last, is left out.
    let skip = cut.saturating_sub(left);
    let x = (left + skip) - cut;
    let width = (row_len / LANES)
        .saturating_sub(skip)
        .min(all.saturating_sub(x));
    for (row, places) in places.chunks_exact(row_len).enumerate() {
        let Some(y) = (top + row).checked_sub(cut) else {
            continue;
        };
        if y >= height || width == 0 {
            continue;
        }
        let places = &places[skip * LANES..][..width * LANES];
        if row >= tiles.rows.len() * gives {
            break;
        }
        // SAFETY: a task's tiles and outputs are its own.
        unsafe { finish.row(simd, block, y, x, (places, LANES)) };
    }
}
