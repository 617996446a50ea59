//! Sound and light arrive together: which moment the light belongs to that is sent now.

use welkin_installation::Sound;
use welkin_values::Moment;

/// Metres sound goes in a second, in a room of 20 °C.
const SOUND_M_PER_SEC: f64 = 343.0;

/// How late light and sound are in a venue.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Timing {
    /// Seconds from sending a picture to its being seen.
    pub light_secs: f64,
    /// Seconds from the speakers to the people.
    pub air_secs: f64,
}

impl Timing {
    /// Of a venue.
    pub fn of(sound: &Sound) -> Self {
        let sane = |number: f32| {
            let number = f64::from(number);
            if number.is_finite() { number } else { 0.0 }
        };
        Self {
            light_secs: sane(sound.light_latency_secs),
            air_secs: sane(sound.air_m) / SOUND_M_PER_SEC,
        }
    }

    /// How far the light that is sent now is ahead of what leaves the speakers now; negative where the way through
    /// the air takes longer than the projector.
    pub fn light_offset(self) -> Moment {
        Moment::from_secs(self.light_secs - self.air_secs)
    }

    /// The moment to which light belongs that is sent while `at_speakers` leaves the speakers: it is seen together
    /// with what is heard then.
    pub fn light_for(self, at_speakers: Moment) -> Moment {
        at_speakers + self.light_offset()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offset_ms(light_latency_secs: f32, air_m: f32) -> f64 {
        let sound = Sound {
            light_latency_secs,
            air_m,
            ..Sound::default()
        };
        Timing::of(&sound).light_offset().secs() * 1000.0
    }

    #[test]
    fn light_is_sent_ahead_by_its_latency_and_behind_by_the_way_through_the_air() {
        for (light_secs, air_m, expected_ms) in [
            (0.0, 0.0, 0.0),
            (0.05, 0.0, 50.0),
            (0.0, 3.43, -10.0),
            (0.033, 9.0, 33.0 - 26.239),
            (f32::NAN, f32::INFINITY, 0.0),
        ] {
            let found = offset_ms(light_secs, air_m);
            assert!((found - expected_ms).abs() < 0.02, "{found} {expected_ms}");
        }
    }

    #[test]
    fn what_is_sent_together_arrives_together() {
        let timing = Timing {
            light_secs: 0.08,
            air_secs: 0.02,
        };
        // At show time 10 s at the speakers, light for `sent` is sent; it is seen 80 ms later. What is heard then
        // left the speakers 20 ms before.
        let sent = timing.light_for(Moment::from_secs(10.0));
        let heard_when_seen = 10.0 + timing.light_secs - timing.air_secs;
        assert_eq!(sent, Moment::from_secs(heard_when_seen));
    }
}
