//! Two speakers: every source in its full width, beds as two microphones would hear them.

use std::f32::consts::{FRAC_1_SQRT_2, FRAC_PI_4, SQRT_2};

use welkin_values::Direction;

use super::CHUNK;
use super::outlet::Outlet;
use super::strip::{Strip, distance_gain};

/// The two sums.
pub(super) struct Stereo {
    sums: [[f32; CHUNK]; 2],
}

impl Default for Stereo {
    fn default() -> Self {
        Self {
            sums: [[0.0; CHUNK]; 2],
        }
    }
}

impl Outlet for Stereo {
    fn begin(&mut self) {
        self.sums = [[0.0; CHUNK]; 2];
    }

    fn add(&mut self, strip: &mut Strip) {
        let place = strip.place;
        let [left_sum, right_sum] = &mut self.sums;
        let (first, second) = match strip.planes.split_at(CHUNK) {
            (mono, []) => (mono, mono),
            both => both,
        };
        if strip.is_bed() {
            // Cardioids to the left and to the right; what is at a side is as loud as a stem there.
            for index in 0..CHUNK {
                left_sum[index] += FRAC_1_SQRT_2 * (first[index] + second[index]);
                right_sum[index] += FRAC_1_SQRT_2 * (first[index] - second[index]);
            }
            return;
        }
        let after = Placement::of(place.direction, place.distance_m);
        let before = match strip.gains[..] {
            [left, right, side] => Placement { left, right, side },
            _ => after,
        };
        strip.gains.clear();
        strip.gains.extend([after.left, after.right, after.side]);
        for index in 0..CHUNK {
            let placement = before.towards(after, index as f32 / CHUNK as f32);
            let [left, right] = placement.place([first[index], second[index]]);
            left_sum[index] += left;
            right_sum[index] += right;
        }
    }

    fn finish(&mut self, out: &mut [f32]) {
        let [left, right] = &self.sums;
        for (frame, (left, right)) in out.as_chunks_mut().0.iter_mut().zip(left.iter().zip(right)) {
            *frame = [*left, *right];
        }
    }
}

/// How a stereo frame of one source reaches two speakers: its middle through `left` and `right`, its sides by `side`.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Placement {
    left: f32,
    right: f32,
    side: f32,
}

impl Placement {
    /// Constant power between the speakers: what is to the side (±90°) sounds on that side alone, front and back
    /// fold onto each other, the zenith is in the middle. In the middle a file sounds as it is, in full width;
    /// towards a side its width narrows.
    fn of(direction: Direction, distance_m: f32) -> Self {
        let to_the_left = (direction.azimuth.sin() * direction.elevation.cos()).clamp(-1.0, 1.0);
        let gain = distance_gain(distance_m);
        if to_the_left.abs() < 1e-6 {
            // Exactly as it is, free of rounding.
            return Self {
                left: gain,
                right: gain,
                side: gain,
            };
        }
        let angle = (1.0 - to_the_left) * FRAC_PI_4;
        Self {
            left: gain * SQRT_2 * angle.cos(),
            right: gain * SQRT_2 * angle.sin(),
            side: gain * (1.0 - to_the_left.abs()),
        }
    }

    /// A share of the way to another; exactly this one where they are the same.
    fn towards(self, other: Self, share: f32) -> Self {
        Self {
            left: self.left + (other.left - self.left) * share,
            right: self.right + (other.right - self.right) * share,
            side: self.side + (other.side - self.side) * share,
        }
    }

    /// One stereo frame as two speakers' signals.
    fn place(self, [left, right]: [f32; 2]) -> [f32; 2] {
        if self.left == self.side && self.right == self.side {
            return [left * self.side, right * self.side];
        }
        let (middle, side) = (0.5 * (left + right), 0.5 * (left - right) * self.side);
        [middle * self.left + side, middle * self.right - side]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(azimuth_deg: f32, elevation_deg: f32, distance_m: f32, frame: [f32; 2]) -> [f32; 2] {
        Placement::of(
            Direction::from_degrees(azimuth_deg, elevation_deg),
            distance_m,
        )
        .place(frame)
    }

    #[test]
    fn the_front_leaves_a_file_as_it_is() {
        assert_eq!(placed(0.0, 0.0, 1.0, [0.3, -0.7]), [0.3, -0.7]);
        assert_eq!(placed(0.0, 45.0, 1.0, [0.3, -0.7]), [0.3, -0.7]);
    }

    #[test]
    fn sides_are_full_and_named_rightly() {
        let [left, right] = placed(90.0, 0.0, 1.0, [0.5, 0.5]);
        assert!(left > 0.7 && right.abs() < 1e-6, "{left} {right}");
        let [left, right] = placed(-90.0, 0.0, 1.0, [0.5, 0.5]);
        assert!(right > 0.7 && left.abs() < 1e-6, "{left} {right}");
    }

    #[test]
    fn power_is_constant_and_the_back_folds_to_the_front() {
        for azimuth in -36..=36 {
            let degrees = azimuth as f32 * 5.0;
            let [left, right] = placed(degrees, 0.0, 1.0, [1.0, 1.0]);
            assert!(
                (left * left + right * right - 2.0).abs() < 1e-4,
                "{degrees}"
            );
            let [back_left, back_right] = placed(180.0 - degrees, 0.0, 1.0, [1.0, 1.0]);
            assert!((left - back_left).abs() < 1e-4 && (right - back_right).abs() < 1e-4);
        }
    }

    #[test]
    fn distance_softens() {
        assert_eq!(placed(0.0, 0.0, 11.0, [1.0, 1.0]), [0.5, 0.5]);
        assert!(placed(0.0, 0.0, 0.0, [1.0, 1.0])[0] < 1.2);
    }
}
