//! Listens into the sectors of a bed: its channels in, one mono signal per sector out, for a listener each.

use welkin_space::designs::sectors;
use welkin_space::harmonics::{MAX_ORDER, channels, degree, encode};
use welkin_space::weights::max_re;
use welkin_values::Direction;

use crate::frames::{HOP_SAMPLES, believable};

/// A max-rE beam in each of a number of well-spread directions; the gain of a sound from there is 1.
///
/// What a listener says as a share is a share of the loudest in its own sector: a sector that hears no more than
/// the side lobes of others says as much as they. Weigh it by the field's level in the sector's direction, or
/// compare `level_db`.
pub struct SectorBeams {
    order: usize,
    directions: Vec<Direction>,
    /// A row of channels per sector.
    weights: Vec<f32>,
    /// At most a hop of all channels, and of one beam.
    hop: Vec<f32>,
    beam: [f32; HOP_SAMPLES],
}

impl SectorBeams {
    /// For beds of an order, 1 to 7, and any number of sectors (12, 20 and 24 are the most even; see
    /// [`sectors`]). Beams are 115° wide at order 1, 56° at order 3, 28° at order 7.
    ///
    /// # Panics
    /// If there is no such order.
    pub fn new(order: usize, count: usize) -> Self {
        assert!(
            (1..=MAX_ORDER).contains(&order),
            "there are no beds of order {order}"
        );
        let directions = sectors(count);
        let degrees = max_re(order);
        let part = |n: usize| degrees[n] * (2 * n + 1) as f32;
        let whole: f32 = (0..=order).map(part).sum();
        let mut weights = vec![0.0; count * channels(order)];
        for (row, direction) in weights.chunks_exact_mut(channels(order)).zip(&directions) {
            encode(order, *direction, row);
            for (channel, weight) in row.iter_mut().enumerate() {
                *weight *= part(degree(channel)) / whole;
            }
        }
        Self {
            order,
            directions,
            weights,
            hop: vec![0.0; channels(order) * HOP_SAMPLES],
            beam: [0.0; HOP_SAMPLES],
        }
    }

    /// Where the sectors are.
    pub fn directions(&self) -> &[Direction] {
        &self.directions
    }

    /// Takes any number of samples of all channels and gives each sector's, in portions of at most
    /// [`HOP_SAMPLES`]: `each` is called with the sector's number and its next samples, sector after sector, portion
    /// after portion. Channels and samples are taken as [`FieldEar::hear`](super::FieldEar::hear) takes them. Never
    /// allocates.
    pub fn hear(&mut self, bed: &[&[f32]], mut each: impl FnMut(usize, &[f32])) {
        let count = channels(self.order);
        let bed = &bed[..bed.len().min(count)];
        let length = bed.iter().map(|channel| channel.len()).min().unwrap_or(0);
        for from in (0..length).step_by(HOP_SAMPLES) {
            let taken = (length - from).min(HOP_SAMPLES);
            for (channel, row) in bed.iter().zip(self.hop.chunks_exact_mut(HOP_SAMPLES)) {
                for (place, sample) in row.iter_mut().zip(&channel[from..from + taken]) {
                    *place = believable(*sample);
                }
            }
            for (sector, weights) in self.weights.chunks_exact(count).enumerate() {
                let beam = &mut self.beam[..taken];
                beam.fill(0.0);
                for ((weight, row), _) in weights
                    .iter()
                    .zip(self.hop.chunks_exact(HOP_SAMPLES))
                    .zip(bed)
                {
                    for (sum, sample) in beam.iter_mut().zip(row) {
                        *sum += weight * sample;
                    }
                }
                each(sector, beam);
            }
        }
    }
}
