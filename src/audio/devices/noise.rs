//! Noise to find a speaker by: as loud in each octave, in the band that every speaker plays, at −20 dBFS.

use std::f32::consts::TAU;

use welkin_values::SAMPLE_RATE;

/// Root mean square.
pub(super) const LEVEL: f32 = 0.1;

/// Octaves of noise that are added up.
const OCTAVES: u32 = 14;

/// Pink noise between two corners (of twice 6 dB an octave), the same each time. Voss's sum of one noise for each
/// octave (M. Gardner, "White and brown music, fractal curves and one-over-f fluctuations", 1978), then one-pole
/// filters.
pub(super) fn pink(rate_hz: u32, secs: f32, band_hz: (f32, f32)) -> Vec<f32> {
    let mut state = 0x2545_f491_u32;
    let mut chance = move || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as f32 / u32::MAX as f32 - 0.5
    };
    let mut octaves = [0.0_f32; OCTAVES as usize];
    let rate = rate_hz.clamp(1000, 16 * SAMPLE_RATE) as f32;
    let share = |hz: f32| 1.0 - (-TAU * hz / rate).exp();
    let (low, high) = (share(band_hz.0), share(band_hz.1));
    let mut poles = [0.0_f32; 4];
    let mut next = |n: u32| {
        // The octave that changes now: as many as n ends in zeros.
        let which = n.trailing_zeros().min(OCTAVES - 1) as usize;
        octaves[which] = chance();
        let mut sample = octaves.iter().sum::<f32>() + chance();
        for pole in &mut poles[..2] {
            *pole += low * (sample - *pole);
            sample -= *pole;
        }
        for pole in &mut poles[2..] {
            *pole += high * (sample - *pole);
            sample = *pole;
        }
        sample
    };
    let warm_up = rate as u32 / 4;
    let count = (secs * rate) as u32;
    let mut noise: Vec<f32> = (1..=warm_up + count).map(&mut next).collect();
    noise.drain(..warm_up as usize);
    let square = noise.iter().map(|sample| sample * sample).sum::<f32>() / count.max(1) as f32;
    let gain = LEVEL / square.sqrt().max(f32::MIN_POSITIVE);
    for sample in &mut noise {
        *sample = (*sample * gain).clamp(-1.0, 1.0);
    }
    noise
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Power around a frequency, by plain sums over a third of an octave.
    fn power(noise: &[f32], hz: f32) -> f32 {
        let tones = 40;
        let near = |n: i32| hz * 2.0_f32.powf((n as f32 / tones as f32 - 0.5) / 3.0);
        let of = |hz: f32| {
            let turn = |n: usize| f64::from(hz) * n as f64 / 48_000.0 * std::f64::consts::TAU;
            let add = |of: fn(f64) -> f64| {
                let each = noise.iter().enumerate();
                each.map(|(n, x)| f64::from(*x) * of(turn(n))).sum::<f64>()
            };
            (add(f64::cos).powi(2) + add(f64::sin).powi(2)) as f32
        };
        (0..tones).map(|n| of(near(n))).sum::<f32>() * hz
    }

    #[test]
    fn it_is_pink_within_its_band_and_as_loud_as_it_says() {
        let noise = pink(48_000, 2.0, (100.0, 10_000.0));
        let square = noise.iter().map(|x| x * x).sum::<f32>() / noise.len() as f32;
        assert!((square.sqrt() - LEVEL).abs() < 0.002, "{}", square.sqrt());
        assert!(noise.iter().all(|x| x.abs() < 0.8));
        let middle = power(&noise, 1000.0);
        for hz in [400.0, 2500.0] {
            let decibels = 10.0 * (power(&noise, hz) / middle).log10();
            assert!(decibels.abs() < 4.0, "{hz} Hz: {decibels} dB");
        }
        for hz in [15.0, 23_000.0] {
            let decibels = 10.0 * (power(&noise, hz) / middle).log10();
            assert!(decibels < -10.0, "{hz} Hz: {decibels} dB");
        }
    }
}
