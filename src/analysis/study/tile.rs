//! Sixteen frames side by side: bin after bin, so that sums over bins run for all of them at once.

/// Frames of a tile.
pub(super) const FRAMES: usize = 16;

/// One number per frame of a tile.
pub(super) type Lanes = [f32; FRAMES];

/// Floats from one row to the next, for rows that are read in whole vectors.
pub(super) fn stride_of(bins: usize) -> usize {
    bins.next_multiple_of(FRAMES)
}

/// Turns [`FRAMES`] rows of bins, each `stride` after the last, into one row of frames per bin.
#[inline(always)]
pub(super) fn turn(rows: &[f32], stride: usize, tile: &mut [Lanes]) {
    let mut chunks = rows.chunks_exact(stride);
    let rows: [&[f32]; FRAMES] =
        std::array::from_fn(|_| &chunks.next().expect("sixteen rows were given")[..tile.len()]);
    for (bin, lanes) in tile.iter_mut().enumerate() {
        for (lane, row) in lanes.iter_mut().zip(&rows) {
            *lane = row[bin];
        }
    }
}
