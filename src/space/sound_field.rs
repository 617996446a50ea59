//! What sounds from where at a moment: in three bands, a number for every direction.
//!
//! A field is a small symmetric matrix per band: the energy that comes from a direction is yᵀ·M·y, with the
//! direction's harmonics y. M is A·C·A, with C the mean products of a bed's channels and A the weights of a
//! max-rE beam, so that a single sound of mean square p from a direction has the energy p there. Sounds whose
//! place is known are added as if a bed had held them.

mod gpu;
mod map;

use std::sync::Arc;

use glam::Vec3;
use welkin_values::{Direction, Moment, RANGES};

use crate::harmonics::{MAX_CHANNELS, MAX_ORDER, channels, degree, encode};
use crate::weights::max_re;

pub use gpu::{BLOCKS, GPU_ORDER, GpuField};
pub use map::FieldMap;

/// Bands of a field: low, middle, high.
pub const FIELD_BANDS: usize = RANGES;

/// Where the middle band begins and ends, in hertz.
pub const FIELD_EDGES_HZ: [f32; FIELD_BANDS - 1] = [250.0, 2500.0];

/// What sounds from where at a moment. Cheap to clone: the matrices are shared.
#[derive(Clone, Debug, PartialEq)]
pub struct SoundField {
    /// When.
    pub moment: Moment,
    /// What is true of each band as a whole.
    pub bands: [BandField; FIELD_BANDS],
    order: usize,
    /// The lower triangles, row by row, band after band.
    maps: Arc<[f32]>,
}

/// What is true of a band of a field as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct BandField {
    /// The mean square of all that sounds, from everywhere together.
    pub power: f32,
    /// In dome space, toward where sound comes from; as long as the power of what has a direction, 0 to `power`.
    pub intensity: Vec3,
    /// The mean square that counts as loud of late: [`SoundField::level`] is relative to it. 0: nothing does.
    pub reference: f32,
}

impl BandField {
    /// From where most sounds; `None` where nothing does, or from all sides alike.
    pub fn direction(&self) -> Option<Direction> {
        let has_one = self.intensity.length() > 1e-3 * self.power && self.power > 0.0;
        has_one.then(|| Direction::from_vector(self.intensity))
    }

    /// 0: all sound comes from one direction; 1: from everywhere alike, and in silence.
    pub fn diffuseness(&self) -> f32 {
        if self.power > 0.0 {
            (1.0 - self.intensity.length() / self.power).clamp(0.0, 1.0)
        } else {
            1.0
        }
    }
}

impl SoundField {
    /// Nothing sounds. The order, 1 to 7, says how sharply directions can be told apart: 56° at order 3.
    ///
    /// # Panics
    /// If the order is above [`MAX_ORDER`].
    pub fn silent(moment: Moment, order: usize) -> Self {
        assert!(order <= MAX_ORDER, "order {order} is above {MAX_ORDER}");
        Self {
            moment,
            bands: Default::default(),
            order,
            maps: vec![0.0; FIELD_BANDS * packed(order)].into(),
        }
    }

    /// From the mean products of a bed's channels (SN3D) in each band: lower triangles, row by row, of at least the
    /// order. `bands` are taken as they are.
    ///
    /// # Panics
    /// If a triangle is too small or the order above [`MAX_ORDER`].
    pub fn from_products(
        moment: Moment,
        order: usize,
        bands: [BandField; FIELD_BANDS],
        products: [&[f32]; FIELD_BANDS],
    ) -> Self {
        let weights = beam(order);
        let mut maps = Vec::with_capacity(FIELD_BANDS * packed(order));
        for triangle in products {
            let mut rest = triangle;
            for a in 0..channels(order) {
                let (row, later) = rest.split_at(a + 1);
                let weigh = |(b, product): (usize, &f32)| product * weights[a] * weights[b];
                maps.extend(row.iter().enumerate().map(weigh));
                rest = later;
            }
        }
        Self {
            moment,
            bands,
            order,
            maps: maps.into(),
        }
    }

    /// The ambisonic order of the field.
    pub fn order(&self) -> usize {
        self.order
    }

    /// Adds a sound from a direction by its mean square in each band. What is no number or negative is nothing.
    pub fn splat(&mut self, direction: Direction, powers: [f32; FIELD_BANDS]) {
        let (order, size) = (self.order, packed(self.order));
        let mut harmonics = [0.0; MAX_CHANNELS];
        encode(order, direction, &mut harmonics);
        let weights = beam(order);
        for (y, weight) in harmonics.iter_mut().zip(weights) {
            *y *= weight;
        }
        let maps = Arc::make_mut(&mut self.maps).chunks_exact_mut(size);
        for ((map, band), power) in maps.zip(&mut self.bands).zip(powers) {
            if !(power.is_finite() && power > 0.0) {
                continue;
            }
            band.power += power;
            band.intensity += direction.vector() * power;
            let mut at = 0;
            for a in 0..channels(order) {
                for b in 0..=a {
                    map[at] += power * harmonics[a] * harmonics[b];
                    at += 1;
                }
            }
        }
    }

    /// Adds all that sounds in another field; references add up as well.
    pub fn add(&mut self, other: &Self) {
        self.mix(1.0, other, 1.0);
    }

    /// A field a share `way` (0 to 1) of the way from one to the other, at a moment between theirs.
    pub fn between(from: &Self, to: &Self, way: f32) -> Self {
        let mut field = from.clone();
        field.mix(1.0 - way, to, way);
        let apart = (to.moment - from.moment).samples as f32;
        field.moment = from.moment + Moment::from_samples((apart * way) as i64);
        field
    }

    /// `own` times this plus `others` times the other.
    fn mix(&mut self, own: f32, other: &Self, others: f32) {
        let order = self.order.max(other.order);
        let mut maps = Vec::with_capacity(FIELD_BANDS * packed(order));
        for band in 0..FIELD_BANDS {
            let (mine, theirs) = (self.map(band), other.map(band));
            let at = |map: &[f32], k: usize| map.get(k).copied().unwrap_or(0.0);
            maps.extend((0..packed(order)).map(|k| own * at(mine, k) + others * at(theirs, k)));
        }
        for (mine, theirs) in self.bands.iter_mut().zip(&other.bands) {
            mine.power = own * mine.power + others * theirs.power;
            mine.intensity = mine.intensity * own + theirs.intensity * others;
            mine.reference = own * mine.reference + others * theirs.reference;
        }
        self.order = order;
        self.maps = maps.into();
    }

    /// The energy that comes from a direction in a band: the mean square of a single sound from there.
    ///
    /// # Panics
    /// If there is no such band.
    pub fn energy(&self, band: usize, direction: Direction) -> f32 {
        let mut harmonics = [0.0; MAX_CHANNELS];
        encode(self.order, direction, &mut harmonics);
        let mut rest = self.map(band);
        let mut energy = 0.0;
        for (a, y) in harmonics[..channels(self.order)].iter().enumerate() {
            let (row, later) = rest.split_at(a + 1);
            let (diagonal, before) = row.split_last().unwrap_or((&0.0, &[]));
            let sides: f32 = before.iter().zip(&harmonics).map(|(m, y)| m * y).sum();
            energy += y * (2.0 * sides + diagonal * y);
            rest = later;
        }
        energy.max(0.0)
    }

    /// How much sounds from a direction in a band, 0 to 1: the amplitude relative to what is loud of late.
    ///
    /// # Panics
    /// If there is no such band.
    pub fn level(&self, band: usize, direction: Direction) -> f32 {
        level(self.energy(band, direction), self.bands[band].reference)
    }

    /// The lower triangle of a band's matrix, row by row.
    fn map(&self, band: usize) -> &[f32] {
        let size = packed(self.order);
        &self.maps[band * size..][..size]
    }
}

/// An energy relative to what is loud, as an amplitude.
fn level(energy: f32, reference: f32) -> f32 {
    if reference > 0.0 {
        (energy / reference).sqrt().min(1.0)
    } else {
        0.0
    }
}

/// Numbers of a lower triangle with its diagonal.
const fn packed(order: usize) -> usize {
    channels(order) * (channels(order) + 1) / 2
}

/// What a channel in SN3D counts in a max-rE beam whose gain toward a sound is 1.
fn beam(order: usize) -> [f32; MAX_CHANNELS] {
    let weights = max_re(order);
    let part = |n: usize| weights[n] * (2 * n + 1) as f32;
    let whole: f32 = (0..=order).map(part).sum();
    std::array::from_fn(|channel| part(degree(channel)) / whole)
}

#[cfg(test)]
mod tests;
