//! The ambisonic bus (ACN, SN3D): points encoded, beds added.

use welkin_space::harmonics::{MAX_CHANNELS, channels, encode};

use super::CHUNK;
use super::outlet::Outlet;
use super::strip::Strip;

/// One chunk of all channels.
pub(super) struct Bus {
    order: usize,
    /// Channel after channel of [`CHUNK`] samples.
    pub(super) planes: Vec<f32>,
}

impl Bus {
    /// Of an order, 1 to 7.
    pub(super) fn new(order: usize) -> Self {
        Self {
            order,
            planes: vec![0.0; channels(order) * CHUNK],
        }
    }

    /// Begins a chunk.
    pub(super) fn clear(&mut self) {
        self.planes.fill(0.0);
    }

    /// Adds a source. Of a bed of a higher order, what the bus has channels for; a bed of a lower order leaves the
    /// others alone.
    pub(super) fn add(&mut self, strip: &mut Strip) {
        if strip.is_bed() {
            for (sum, sample) in self.planes.iter_mut().zip(&strip.planes) {
                *sum += sample;
            }
            return;
        }
        let mut gains = [0.0; MAX_CHANNELS];
        encode(self.order, strip.place.direction, &mut gains);
        let count = channels(self.order);
        let distance = strip.distance_gain();
        for gain in &mut gains[..count] {
            *gain *= distance;
        }
        strip.pan(&gains[..count], &mut self.planes);
    }
}

/// The bus itself as what comes out: for films.
impl Outlet for Bus {
    fn begin(&mut self) {
        self.clear();
    }

    fn add(&mut self, strip: &mut Strip) {
        Self::add(self, strip);
    }

    fn finish(&mut self, out: &mut [f32]) {
        let count = channels(self.order);
        for (frame, places) in out.chunks_exact_mut(count).enumerate() {
            for (place, plane) in places.iter_mut().zip(self.planes.chunks_exact(CHUNK)) {
                *place = plane[frame];
            }
        }
    }
}
