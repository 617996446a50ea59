//! What a room's sound is made for: two speakers, many, headphones, or a file.

use super::strip::Strip;

/// Takes every source of a chunk, then gives the chunk. Never allocates, locks or waits.
pub(super) trait Outlet: Send {
    /// Begins a chunk.
    fn begin(&mut self);

    /// Adds what a source sounds like in it.
    fn add(&mut self, strip: &mut Strip);

    /// The chunk, interleaved; `out` is silent before.
    fn finish(&mut self, out: &mut [f32]);

    /// How many samples what comes out is behind what went in.
    fn latency_samples(&self) -> usize {
        0
    }
}
