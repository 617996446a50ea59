//! Activations, row by row: `values[(y * channels + c) * stride + x]`. A strip of rows is one piece of
//! memory, and a row of one channel is what vectors run along.

/// Rows begin at multiples of this many numbers: the widest vectors that a CPU has.
pub(super) const LANES: usize = 16;

/// One layer's activations.
pub(crate) struct Sheet {
    pub(crate) channels: usize,
    pub(crate) height: usize,
    pub(crate) width: usize,
    pub(super) stride: usize,
    pub(super) values: Vec<f32>,
}

impl Sheet {
    pub(crate) fn new(channels: usize, height: usize, width: usize) -> Self {
        let stride = width.next_multiple_of(LANES);
        Self {
            channels,
            height,
            width,
            stride,
            values: vec![0.0; height * channels * stride],
        }
    }

    /// One row of one channel.
    #[inline(always)]
    pub(crate) fn row(&self, y: usize, channel: usize) -> &[f32] {
        &self.values[(y * self.channels + channel) * self.stride..][..self.width]
    }

    /// One row of one channel, to write.
    pub(crate) fn row_mut(&mut self, y: usize, channel: usize) -> &mut [f32] {
        &mut self.values[(y * self.channels + channel) * self.stride..][..self.width]
    }

    /// Numbers in one row of all channels, with what fills it up to whole vectors.
    pub(super) fn row_len(&self) -> usize {
        self.channels * self.stride
    }
}
