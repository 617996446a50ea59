//! Eight broad bands: a power spectrum in, power per band out.

use welkin_values::BANDS;

use crate::spectrum::BIN_HZ;

/// The lowest band's lower edge.
const LOWEST_HZ: f32 = 20.0;

/// Width of each band in octaves: eight reach from 20 Hz to 20 480 Hz.
const OCTAVES: f32 = 1.25;

/// Mean square in each band, low to high; they share out all between 20 Hz and 20 kHz.
pub(crate) fn bands(power: &[f32]) -> [f32; BANDS] {
    std::array::from_fn(|band| {
        let (from, to) = (
            first_bin(band, power.len()),
            first_bin(band + 1, power.len()),
        );
        power[from..to].iter().sum()
    })
}

/// The first bin at or above a band's lower edge.
fn first_bin(band: usize, bins: usize) -> usize {
    let edge_hz = LOWEST_HZ * (OCTAVES * band as f32).exp2();
    ((edge_hz / BIN_HZ).ceil() as usize).min(bins)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spectrum::BINS;

    #[test]
    fn a_tone_falls_into_its_band() {
        for (hz, band) in [
            (30.0, 0),
            (60.0, 1),
            (200.0, 2),
            (440.0, 3),
            (1000.0, 4),
            (3000.0, 5),
            (7000.0, 6),
            (12_000.0, 7),
        ] {
            let mut power = [0.0; BINS];
            power[(hz / BIN_HZ).round() as usize] = 1.0;
            let heard = bands(&power);
            assert_eq!(heard[band], 1.0, "{hz} Hz: {heard:?}");
            assert_eq!(heard.iter().sum::<f32>(), 1.0);
        }
    }
}
