//! What a listener in the middle makes of the gains of loudspeakers: how loud, and from where.
//!
//! M. A. Gerzon, "General Metatheory of Auditory Localisation", AES 92nd Convention (1992).

use glam::Vec3;
use welkin_values::Direction;

/// Where gains are heard from.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Vectors {
    /// The sum of the squared gains.
    pub energy: f32,
    /// In dome space: where low sound is heard from. Length 1 for a single source, more where loudspeakers play
    /// in opposite phase; zero where the gains sum to nothing.
    pub velocity: Vec3,
    /// In dome space: where high sound is heard from. Length 1 where one loudspeaker plays, less the wider the
    /// sound is; about 0.7 and above is a sharp image.
    pub energy_vector: Vec3,
}

impl Vectors {
    /// Of one gain per loudspeaker.
    pub fn of(gains: &[f32], speakers: &[Direction]) -> Self {
        let mut vectors = Self::default();
        let mut sum = 0.0;
        for (gain, speaker) in gains.iter().zip(speakers) {
            let there = speaker.vector();
            vectors.energy += gain * gain;
            vectors.energy_vector += there * gain * gain;
            vectors.velocity += there * *gain;
            sum += gain;
        }
        if vectors.energy > 0.0 {
            vectors.energy_vector /= vectors.energy;
        }
        vectors.velocity = if sum.abs() > 1e-6 {
            vectors.velocity / sum
        } else {
            Vec3::ZERO
        };
        vectors
    }

    /// The angle in radians between the energy vector and where sound should come from.
    pub fn error(&self, direction: Direction) -> f32 {
        self.energy_vector.angle_between(direction.vector())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_loudspeaker_is_where_it_is_and_two_are_between() {
        let pair = [30.0, -30.0].map(|azimuth_deg| Direction::from_degrees(azimuth_deg, 0.0));
        let one = Vectors::of(&[0.5, 0.0], &pair);
        assert!((one.energy - 0.25).abs() < 1e-6 && one.error(pair[0]) < 1e-3);
        assert!((one.velocity - pair[0].vector()).length() < 1e-6);
        let both = Vectors::of(&[0.6, 0.6], &pair);
        assert!(both.error(Direction::default()) < 1e-3);
        assert!((both.energy_vector.length() - 30f32.to_radians().cos()).abs() < 1e-6);
        assert_eq!(Vectors::of(&[0.0, 0.0], &pair), Vectors::default());
    }
}
