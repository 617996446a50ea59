//! Turns a bed: what came from a direction comes from the turned direction.
//!
//! Each degree n mixes only within itself, by a matrix of (2n+1)². Degree 1 is the rotation itself; each
//! further degree follows from the one before: J. Ivanic and K. Ruedenberg, "Rotation Matrices for Real
//! Spherical Harmonics. Direct Determination by Recursion", J. Phys. Chem. 100 (1996) 6342, with the
//! correction in 102 (1998) 9099.

use glam::{Quat, Vec3};

use crate::harmonics::{MAX_ORDER, channels};

/// Where the matrix of a degree begins: the squares of 1, 3, 5, … before it.
const fn start(degree: usize) -> usize {
    (4 * degree * degree * degree - degree) / 3
}

/// Numbers of all matrices together.
const NUMBERS: usize = start(MAX_ORDER + 1);

/// One matrix per degree that turns a bed.
#[derive(Clone, Debug)]
pub struct Rotation {
    order: usize,
    numbers: Box<[f32; NUMBERS]>,
}

impl Rotation {
    /// A rotation of beds up to an order by a rotation of dome space.
    ///
    /// # Panics
    /// If the order is above [`MAX_ORDER`].
    pub fn new(order: usize, dome_from_bed: Quat) -> Self {
        assert!(order <= MAX_ORDER, "order {order} is above {MAX_ORDER}");
        let mut rotation = Self {
            order,
            numbers: Box::new([0.0; NUMBERS]),
        };
        rotation.set(dome_from_bed);
        rotation
    }

    /// The order of the beds it turns.
    pub fn order(&self) -> usize {
        self.order
    }

    /// Becomes another rotation; one that is no number turns nothing. About 4 µs at order 3 and 50 µs at
    /// order 7. Never allocates.
    pub fn set(&mut self, dome_from_bed: Quat) {
        let length = dome_from_bed.length();
        let turns = dome_from_bed.is_finite() && length.is_finite() && length > 1e-6;
        let quat = if turns {
            dome_from_bed.normalize()
        } else {
            Quat::IDENTITY
        };
        let mut numbers = [0.0; NUMBERS];
        numbers[0] = 1.0;
        // Ambisonic y, z, x as vectors of dome space.
        let axes = [Vec3::NEG_X, Vec3::Y, Vec3::NEG_Z].map(Vec3::as_dvec3);
        let exact = quat.as_dquat().normalize();
        for (column, axis) in axes.iter().enumerate() {
            let turned = exact * *axis;
            for (row, onto) in axes.iter().enumerate() {
                numbers[start(1) + row * 3 + column] = turned.dot(*onto);
            }
        }
        for degree in 2..=self.order as i32 {
            for m in -degree..=degree {
                for n in -degree..=degree {
                    let value = element(&numbers, degree, m, n);
                    numbers[at(degree, m, n)] = value;
                }
            }
        }
        for (to, from) in self.numbers.iter_mut().zip(numbers) {
            *to = from as f32;
        }
    }

    /// The matrix of a degree up to the order, (2n+1)² numbers, row by row: channel n² + i of the turned bed is
    /// the sum over j of number (2n+1)·i + j times channel n² + j.
    pub fn block(&self, degree: usize) -> &[f32] {
        assert!(
            degree <= self.order,
            "degree {degree} is above order {}",
            self.order
        );
        &self.numbers[start(degree)..start(degree + 1)]
    }

    /// Turns one sample of all channels in place. Never allocates.
    ///
    /// # Panics
    /// If there are fewer channels than the order has. Channels beyond it stay.
    pub fn turn(&self, frame: &mut [f32]) {
        for degree in 1..=self.order {
            let (side, first) = (2 * degree + 1, degree * degree);
            let part = &mut frame[first..first + side];
            let mut turned = [0.0; 2 * MAX_ORDER + 1];
            for (to, row) in turned.iter_mut().zip(self.block(degree).chunks_exact(side)) {
                *to = row
                    .iter()
                    .zip(part.iter())
                    .map(|(weight, sample)| weight * sample)
                    .sum();
            }
            part.copy_from_slice(&turned[..side]);
        }
    }

    /// Turns a stretch of sound that lies channel by channel: `from` holds `channels(order)` stretches of equal
    /// length, and so does `to` when it is done. Never allocates.
    ///
    /// # Panics
    /// If both are not equally long, or do not divide into the order's channels.
    pub fn turn_channels(&self, from: &[f32], to: &mut [f32]) {
        let count = channels(self.order);
        assert!(
            from.len() == to.len() && from.len().is_multiple_of(count),
            "{} samples to {} of {count} channels",
            from.len(),
            to.len()
        );
        let length = from.len() / count;
        if length == 0 {
            return;
        }
        to.fill(0.0);
        for degree in 0..=self.order {
            let (side, first) = (2 * degree + 1, degree * degree);
            for (i, row) in self.block(degree).chunks_exact(side).enumerate() {
                let turned = &mut to[(first + i) * length..][..length];
                for (j, &weight) in row.iter().enumerate() {
                    let channel = &from[(first + j) * length..][..length];
                    for (sum, sample) in turned.iter_mut().zip(channel) {
                        *sum += weight * sample;
                    }
                }
            }
        }
    }
}

/// Where the number of row m and column n of a degree's matrix lies.
fn at(degree: i32, m: i32, n: i32) -> usize {
    start(degree as usize) + ((degree + m) * (2 * degree + 1) + degree + n) as usize
}

/// One number of a degree's matrix, from the degree before: the paper's u·U + v·V + w·W.
fn element(numbers: &[f64; NUMBERS], l: i32, m: i32, n: i32) -> f64 {
    let part = |i, a| mixed(numbers, i, l, a, n);
    let below = if n.abs() == l {
        2 * l * (2 * l - 1)
    } else {
        l * l - n * n
    };
    let share = |number: i32| (f64::from(number) / f64::from(below)).sqrt();
    let size = m.abs();
    let mut sum = 0.0;
    if size < l {
        sum += share(l * l - m * m) * part(0, m);
    }
    if m == 0 {
        let v = -share(2 * l * (l - 1)) / 2.0;
        return sum + v * (part(1, 1) + part(-1, -1));
    }
    let (with, against) = if m > 0 { (1, -1) } else { (-1, 1) };
    let v = share((l + size - 1) * (l + size)) / 2.0;
    // Toward the middle there is no order −0: one of the two parts is doubled, the other falls away.
    let inner = match (size == 1, m > 0) {
        (true, true) => part(1, 0) * 2f64.sqrt(),
        (true, false) => part(-1, 0) * 2f64.sqrt(),
        (false, true) => part(1, m - 1) - part(-1, 1 - m),
        (false, false) => part(1, m + 1) + part(-1, -m - 1),
    };
    sum += v * inner;
    if size < l - 1 {
        let w = -share((l - size - 1) * (l - size)) / 2.0;
        let outer = part(1, m + with) + f64::from(with) * part(-1, -m + against);
        sum += w * outer;
    }
    sum
}

/// The paper's P: row i of degree 1 times row a of the degree before.
fn mixed(numbers: &[f64; NUMBERS], i: i32, l: i32, a: i32, n: i32) -> f64 {
    let one = |column| numbers[at(1, i, column)];
    let before = |column| numbers[at(l - 1, a, column)];
    if n == -l {
        one(1) * before(1 - l) + one(-1) * before(l - 1)
    } else if n == l {
        one(1) * before(l - 1) - one(-1) * before(1 - l)
    } else {
        one(0) * before(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harmonics::{MAX_CHANNELS, encode};
    use assert_no_alloc::assert_no_alloc;
    use glam::EulerRot;
    use welkin_values::Direction;

    #[cfg(debug_assertions)]
    #[global_allocator]
    static ALLOCATOR: assert_no_alloc::AllocDisabler = assert_no_alloc::AllocDisabler;

    fn rotations() -> impl Iterator<Item = Quat> {
        (0..60).map(|k| {
            let k = k as f32;
            Quat::from_euler(EulerRot::YXZ, k * 0.37, (k * 1.1).sin() * 1.5, k * 0.83)
        })
    }

    #[test]
    fn turning_a_sound_is_turning_its_direction() {
        let mut worst = 0f32;
        for order in 0..=MAX_ORDER {
            for quat in rotations() {
                let rotation = Rotation::new(order, quat);
                for (azimuth_deg, elevation_deg) in [(0.0, 0.0), (77.0, -31.0), (-140.0, 66.0)] {
                    let direction = Direction::from_degrees(azimuth_deg, elevation_deg);
                    let (mut is, mut should) = ([0.0; MAX_CHANNELS], [0.0; MAX_CHANNELS]);
                    encode(order, direction, &mut is);
                    rotation.turn(&mut is);
                    // At full precision: `Direction::from_vector` in f32 loses 1e-4 near the poles.
                    let turned = quat.as_dquat() * direction.vector().as_dvec3();
                    let there = Direction {
                        azimuth: (-turned.x).atan2(-turned.z) as f32,
                        elevation: turned.y.atan2(turned.x.hypot(turned.z)) as f32,
                    };
                    encode(order, there, &mut should);
                    for (a, b) in is.iter().zip(should) {
                        worst = worst.max((a - b).abs());
                    }
                }
            }
        }
        assert!(worst < 1e-5, "{worst}");
    }

    #[test]
    fn turning_back_gives_the_bed_back() {
        for quat in rotations() {
            let mut frame: [f32; MAX_CHANNELS] = std::array::from_fn(|k| (k as f32 * 1.7).sin());
            let before = frame;
            Rotation::new(MAX_ORDER, quat).turn(&mut frame);
            Rotation::new(MAX_ORDER, quat.inverse()).turn(&mut frame);
            for (is, was) in frame.iter().zip(before) {
                assert!((is - was).abs() < 1e-5);
            }
        }
    }

    #[test]
    fn stretches_turn_as_samples_do() {
        let rotation = Rotation::new(3, Quat::from_rotation_x(0.7));
        let from: Vec<f32> = (0..16 * 5).map(|k| (k as f32).cos()).collect();
        let mut to = vec![9.0; from.len()];
        rotation.turn_channels(&from, &mut to);
        for sample in 0..5 {
            let mut frame: Vec<f32> = (0..16).map(|channel| from[channel * 5 + sample]).collect();
            rotation.turn(&mut frame);
            for (channel, should) in frame.iter().enumerate() {
                assert!((to[channel * 5 + sample] - should).abs() < 1e-6);
            }
        }
    }

    #[test]
    fn a_turning_head_allocates_nothing_and_bad_heads_turn_nothing() {
        let mut rotation = Rotation::new(MAX_ORDER, Quat::IDENTITY);
        let mut frame: [f32; MAX_CHANNELS] = std::array::from_fn(|k| k as f32);
        let before = frame;
        assert_no_alloc(|| {
            for bad in [Quat::from_xyzw(0.0, 0.0, 0.0, 0.0), Quat::NAN] {
                rotation.set(bad);
                rotation.turn(&mut frame);
            }
        });
        for (is, was) in frame.iter().zip(before) {
            assert!((is - was).abs() < 1e-4);
        }
    }
}
