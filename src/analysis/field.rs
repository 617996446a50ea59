//! Hears where sound comes from: the channels of a bed in, a [`SoundField`] out, 93.75 times a second.
//!
//! The bed is split into three bands; in each the mean products of all channels are kept, averaged over tens of
//! milliseconds. The field is those products seen through beams (P(Ω) = yᵀ·A·C·A·y); intensity and diffuseness
//! are theirs as well (V. Pulkki, "Spatial Sound Reproduction with Directional Audio Coding", J. Audio Eng. Soc.
//! 55 (2007)): intensity is the first row, power half the diagonal of degrees 0 and 1.

mod crossover;
mod products;
mod alive;
mod beams;
mod memory;

use glam::Vec3;
use welkin_space::harmonics::{MAX_ORDER, channels, degree};
use welkin_space::{BandField, FIELD_BANDS, NotABed, SoundField, bed_order};
use welkin_values::Moment;

use crate::frames::{HOP_SAMPLES, believable};
use crate::gain::Gain;
use alive::Alive;
pub use beams::SectorBeams;
use crossover::{Bands, Crossover};
pub use memory::FieldMemory;
use products::Products;

/// Time constants of the averages: a low band needs longer for the same certainty.
const AVERAGE_SECS: [f32; FIELD_BANDS] = [0.08, 0.06, 0.04];

/// What is left of the intensity, relative to the power and squared, when sound comes from everywhere: averages
/// over so short a time are never even. Measured with noise from 200 directions.
const DIFFUSE_FLOW: [f32; FIELD_BANDS] = [0.0084, 0.001_14, 0.000_24];

/// References do not rise from less than this: −50 dB.
const LEAST_POWER: f32 = 1e-5;

/// Hears one bed, from its first sample on. The same samples give the same fields, however they are cut into
/// calls. A second of a bed of order 1, 3 and 7 takes about 1.5, 4 and 25 ms of one core.
pub struct FieldEar {
    order: usize,
    /// The hop that is being filled, channel after channel.
    hop: Vec<f32>,
    filled: usize,
    crossover: Crossover,
    bands: Bands,
    products: [Products; FIELD_BANDS],
    alive: Alive,
    gain: FieldGain,
    heard: i64,
}

impl FieldEar {
    /// A field is out once the bed was heard to its moment plus this: one hop.
    pub const LOOK_AHEAD: Moment = Moment::from_samples(HOP_SAMPLES as i64);

    /// Ears for a bed of an order, 1 to 7 (AmbiX: ACN, SN3D).
    ///
    /// # Panics
    /// If there is no such order.
    pub fn new(order: usize) -> Self {
        assert!(
            (1..=MAX_ORDER).contains(&order),
            "there are no beds of order {order}"
        );
        let count = channels(order);
        Self {
            order,
            hop: vec![0.0; count * HOP_SAMPLES],
            filled: 0,
            crossover: Crossover::new(count),
            bands: Bands::new(count),
            products: AVERAGE_SECS.map(|secs| Products::new(count, secs)),
            alive: Alive::new(count),
            gain: FieldGain::new(),
            heard: 0,
        }
    }

    /// Ears for as many channels as there are.
    ///
    /// # Errors
    /// If that is no bed; the words say which numbers are, and which order is nearest.
    pub fn of_channels(count: usize) -> Result<Self, NotABed> {
        bed_order(count, None).map(Self::new)
    }

    /// The order of the bed.
    pub fn order(&self) -> usize {
        self.order
    }

    /// A channel that died: it sounded, and now is silent while the others are not. Its degree and all above count
    /// no more until it comes back.
    pub fn dead_channel(&self) -> Option<usize> {
        self.alive.dead()
    }

    /// Takes any number of samples of all channels and appends the fields that became known, one for every
    /// [`HOP_SAMPLES`]. Their moments count from the first sample ever given: a field holds what sounded until a hop
    /// after its moment. Of channels of unequal length the shortest counts; missing ones are silent. Samples that are
    /// no numbers are silence. Allocates nothing but the fields and room for them.
    pub fn hear(&mut self, bed: &[&[f32]], out: &mut Vec<SoundField>) {
        let count = channels(self.order);
        let bed = &bed[..bed.len().min(count)];
        let length = bed.iter().map(|channel| channel.len()).min().unwrap_or(0);
        let mut from = 0;
        while from < length {
            let taken = (length - from).min(HOP_SAMPLES - self.filled);
            let rows = self.hop.chunks_exact_mut(HOP_SAMPLES);
            for (k, row) in rows.enumerate() {
                let room = &mut row[self.filled..self.filled + taken];
                match bed.get(k) {
                    Some(channel) => {
                        for (place, sample) in room.iter_mut().zip(&channel[from..from + taken]) {
                            *place = believable(*sample);
                        }
                    }
                    None => room.fill(0.0),
                }
            }
            from += taken;
            self.filled += taken;
            if self.filled == HOP_SAMPLES {
                self.filled = 0;
                self.average();
                out.push(self.field());
            }
        }
    }

    /// Takes the full hop into the averages. Never allocates.
    fn average(&mut self) {
        self.crossover.split(&self.hop, &mut self.bands);
        for (products, band) in self.products.iter_mut().zip(self.bands.all()) {
            products.take(band);
        }
        self.alive.look(&self.hop, &self.products);
    }

    fn field(&mut self) -> SoundField {
        let moment = Moment::from_samples(self.heard * HOP_SAMPLES as i64);
        self.heard += 1;
        let mut field = match self.alive.dead() {
            None => self.seen(moment, self.order),
            Some(0) => self.even(moment, |products| (1..4).map(|k| products.square(k)).sum()),
            Some(1..4) => self.even(moment, |products| products.square(0)),
            Some(dead) => self.seen(moment, degree(dead) - 1),
        };
        self.gain.follow(&mut field);
        field
    }

    /// All that is known, up to an order.
    fn seen(&self, moment: Moment, order: usize) -> SoundField {
        let mut bands = [BandField::default(); FIELD_BANDS];
        for ((band, products), diffuse) in bands.iter_mut().zip(&self.products).zip(DIFFUSE_FLOW) {
            band.power = products.power();
            band.intensity = directed(products.intensity(), band.power, diffuse);
        }
        let triangles = self.products.each_ref().map(Products::triangle);
        SoundField::from_products(moment, order, bands, triangles)
    }

    /// Where nobody knows from where it sounds: the same from everywhere.
    fn even(&self, moment: Moment, power: impl Fn(&Products) -> f32) -> SoundField {
        let powers = self.products.each_ref().map(power);
        let bands = powers.map(|power| BandField {
            power,
            ..BandField::default()
        });
        let triangles = powers.each_ref().map(std::slice::from_ref);
        SoundField::from_products(moment, 0, bands, triangles)
    }
}

/// The intensity without what even a diffuse field has of it, so that diffuseness reaches 1.
fn directed(intensity: Vec3, power: f32, diffuse: f32) -> Vec3 {
    if power <= 0.0 {
        return Vec3::ZERO;
    }
    let flow = (intensity.length() / power).min(1.0);
    let directed = ((flow * flow - diffuse) / (1.0 - diffuse)).max(0.0).sqrt();
    intensity.normalize_or_zero() * directed * power
}

/// What counts as loud in a field: follows its power up at once and down over 20 s. For fields that were added up
/// of several.
pub struct FieldGain {
    gains: [Gain; FIELD_BANDS],
}

impl FieldGain {
    /// Nothing was loud yet.
    pub fn new() -> Self {
        Self {
            gains: std::array::from_fn(|_| Gain::new(LEAST_POWER)),
        }
    }

    /// Takes the next field, one per hop, and sets its references. Never allocates.
    pub fn follow(&mut self, field: &mut SoundField) {
        for (gain, band) in self.gains.iter_mut().zip(&mut field.bands) {
            gain.rise(band.power);
            band.reference = gain.greatest();
        }
    }
}

impl Default for FieldGain {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests;
