//! Mel bands: a power spectrum in, power per band out, bands as the ear spaces them.
//!
//! Slaney's scale and area normalisation (Auditory Toolbox, 1998), as librosa has them by default.

/// Triangular filters, spaced evenly in mel.
pub(crate) struct Mel {
    filters: Vec<Filter>,
    middles_hz: Vec<f64>,
}

/// One triangle: weights from bin `first` on.
struct Filter {
    first: usize,
    weights: Vec<f32>,
}

impl Mel {
    /// Filters for spectra of `window` samples, from `low_hz` to `high_hz`.
    pub(crate) fn new(
        sample_rate: u32,
        window: usize,
        bands: usize,
        low_hz: f64,
        high_hz: f64,
    ) -> Self {
        let (low, high) = (mel_from_hz(low_hz), mel_from_hz(high_hz));
        let step = (high - low) / (bands + 1) as f64;
        let edge = |n: usize| hz_from_mel(low + step * n as f64);
        let bin_hz = f64::from(sample_rate) / window as f64;
        let filter = |band| {
            Filter::new(
                [edge(band), edge(band + 1), edge(band + 2)],
                bin_hz,
                window / 2 + 1,
            )
        };
        Self {
            filters: (0..bands).map(filter).collect(),
            middles_hz: (1..=bands).map(edge).collect(),
        }
    }

    /// The first band with its middle at or above a frequency.
    pub(crate) fn first_at(&self, hz: f64) -> usize {
        self.middles_hz.partition_point(|middle_hz| *middle_hz < hz)
    }

    /// Each band's first bin and its weights from there on.
    pub(crate) fn filters(&self) -> impl Iterator<Item = (usize, &[f32])> {
        let filters = self.filters.iter();
        filters.map(|filter| (filter.first, &filter.weights[..]))
    }

    /// Power per band, as many as `out` has room for.
    pub(crate) fn weigh(&self, power: &[f32], out: &mut [f32]) {
        for (sum, filter) in out.iter_mut().zip(&self.filters) {
            let bins = &power[filter.first..filter.first + filter.weights.len()];
            *sum = bins.iter().zip(&filter.weights).map(|(p, w)| p * w).sum();
        }
    }
}

impl Filter {
    fn new([low, middle, high]: [f64; 3], bin_hz: f64, bins: usize) -> Self {
        let weight = |bin: usize| {
            let hz = bin as f64 * bin_hz;
            let rising = (hz - low) / (middle - low);
            let falling = (high - hz) / (high - middle);
            rising.min(falling).max(0.0) * 2.0 / (high - low)
        };
        let first = ((low / bin_hz).floor() as usize).min(bins);
        let end = ((high / bin_hz).ceil() as usize + 1).clamp(first, bins);
        let weights = (first..end).map(|bin| weight(bin) as f32).collect();
        Self { first, weights }
    }
}

/// Where the scale turns from even steps in hertz to even ratios.
const BREAK_HZ: f64 = 1000.0;
const BREAK_MEL: f64 = 15.0;

/// Mel per e-fold above the break: 27 for a factor of 6.4.
fn mel_per_fold() -> f64 {
    27.0 / 6.4_f64.ln()
}

/// Where a frequency lies on the scale.
pub(crate) fn mel_from_hz(hz: f64) -> f64 {
    if hz < BREAK_HZ {
        hz * BREAK_MEL / BREAK_HZ
    } else {
        BREAK_MEL + (hz / BREAK_HZ).ln() * mel_per_fold()
    }
}

fn hz_from_mel(mel: f64) -> f64 {
    if mel < BREAK_MEL {
        mel * BREAK_HZ / BREAK_MEL
    } else {
        BREAK_HZ * ((mel - BREAK_MEL) / mel_per_fold()).exp()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers of librosa 0.11 for 128 bands at 22 050 Hz and 2048 samples.
    #[test]
    fn equals_librosa() {
        let mel = Mel::new(22_050, 2048, 128, 0.0, 11_025.0);
        let sum: f32 = mel.filters.iter().flat_map(|filter| &filter.weights).sum();
        assert!((sum - 11.886_681).abs() < 1e-4, "{sum}");
        for (band, peak) in [(0, 2), (1, 5), (10, 26), (40, 99), (80, 286), (127, 997)] {
            let filter = &mel.filters[band];
            let heaviest = (0..filter.weights.len())
                .max_by(|a, b| filter.weights[*a].total_cmp(&filter.weights[*b]));
            assert_eq!(
                heaviest.map(|bin| bin + filter.first),
                Some(peak),
                "band {band}"
            );
        }
    }

    #[test]
    fn the_scale_and_back() {
        for (hz, mel) in [(440.0, 6.6), (1000.0, 15.0), (8000.0, 45.245_640)] {
            assert!((mel_from_hz(hz) - mel).abs() < 1e-5);
            assert!((hz_from_mel(mel) - hz).abs() < 1e-2);
        }
    }

    #[test]
    fn every_band_hears_something() {
        let mut out = [0.0; 80];
        Mel::new(48_000, 2048, 80, 30.0, 16_000.0).weigh(&[1.0; 1025], &mut out);
        assert!(out.iter().all(|power| *power > 0.0), "{out:?}");
    }
}
