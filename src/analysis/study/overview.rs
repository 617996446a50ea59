//! A whole sound in at most some thousand columns, for pictures: waveform, spectrogram and mel bands.

use super::banks::MEL_BANDS;
use super::settings::StudySettings;
use super::tile::{FRAMES, Lanes};

/// Rows of [`Overview::spectrogram_db`].
const ROWS: usize = 192;

/// Where the spectrogram begins, unless bins are farther apart.
const LOWEST_HZ: f64 = 30.0;

/// Power below which nothing is told apart, decibels.
const FAINTEST_DB: f32 = -120.0;

/// A whole sound in few columns. Each column is an average over an equal share of the frames; tables are stored row
/// after row, from low to high.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overview {
    /// Columns of everything below: the frames, but at most as many as were asked for.
    pub columns: usize,
    /// Lowest and highest sample of equal shares of the sound; as many as columns were asked for, where there are as
    /// many samples.
    pub waveform: Vec<[f32; 2]>,
    /// Rows of [`Self::spectrogram_db`].
    pub rows: usize,
    /// Power `[rows][columns]`, evenly spaced in the logarithm of frequency; decibels, a sine at full scale is 0.
    pub spectrogram_db: Vec<f32>,
    /// Lower edge of the lowest and upper edge of the highest row.
    pub range_hz: [f32; 2],
    /// Power per mel band `[128][columns]`, decibels, 0 is the loudest.
    pub mel_db: Vec<f32>,
}

/// Adds frames up.
pub(super) struct Overviewer {
    frames: usize,
    rows: Vec<Row>,
    sums: Overview,
    counts: Vec<f32>,
    full_scale: f32,
}

/// Where a row looks.
enum Row {
    /// Narrower than a bin: a share of the way from one bin to the next.
    Between(usize, f32),
    /// The loudest of these bins.
    Among(std::ops::Range<usize>),
}

impl Overviewer {
    pub(super) fn new(settings: &StudySettings, samples: &[f32]) -> Self {
        let frames = settings.frames(samples.len());
        let columns = settings.overview_columns.min(frames);
        let (bin_hz, bins) = (settings.bin_hz(), settings.bins());
        let highest_hz = f64::from(settings.sample_rate_hz) / 2.0;
        let lowest_hz = LOWEST_HZ.max(bin_hz);
        let edge = |row: f64| lowest_hz * (highest_hz / lowest_hz).powf(row / ROWS as f64) / bin_hz;
        let row = |row: usize| {
            let (low, high) = (edge(row as f64), edge(row as f64 + 1.0));
            let (first, end) = (low.round() as usize, (high.round() as usize).min(bins));
            if first + 1 < end {
                return Row::Among(first..end);
            }
            let middle = edge(row as f64 + 0.5).min((bins - 1) as f64);
            let below = (middle as usize).min(bins - 2);
            Row::Between(below, (middle - below as f64) as f32)
        };
        let shares = settings.overview_columns.min(samples.len());
        let samples_at = |share: usize| share * samples.len() / shares;
        let span = |share: usize| {
            let within = &samples[samples_at(share)..samples_at(share + 1)];
            let span = |[low, high]: [f32; 2], x: &f32| [low.min(*x), high.max(*x)];
            within
                .first()
                .map_or([0.0; 2], |first| within.iter().fold([*first; 2], span))
        };
        Self {
            frames,
            rows: (0..ROWS).map(row).collect(),
            sums: Overview {
                columns,
                waveform: (0..shares).map(span).collect(),
                rows: ROWS,
                spectrogram_db: vec![0.0; ROWS * columns],
                range_hz: [lowest_hz as f32, highest_hz as f32],
                mel_db: vec![0.0; MEL_BANDS * columns],
            },
            counts: vec![0.0; columns],
            // A sine of 1 under a Hann window has a magnitude of a quarter of the window.
            full_scale: (settings.window as f32 / 4.0).powi(2),
        }
    }

    /// Adds the first `count` frames of a tile, whose first is frame `first` of the sound.
    pub(super) fn add(&mut self, first: usize, count: usize, tile: &[Lanes], mel: &[Lanes]) {
        let columns = self.sums.columns;
        if columns == 0 {
            return;
        }
        let column = |n: usize| (first + n) * columns / self.frames;
        for n in 0..count {
            self.counts[column(n)] += 1.0;
        }
        for (row, sums) in self
            .rows
            .iter()
            .zip(self.sums.spectrogram_db.chunks_exact_mut(columns))
        {
            let power = row.power(tile);
            for n in 0..count {
                sums[column(n)] += power[n];
            }
        }
        for (power, sums) in mel.iter().zip(self.sums.mel_db.chunks_exact_mut(columns)) {
            for n in 0..count {
                sums[column(n)] += power[n];
            }
        }
    }

    pub(super) fn finish(mut self) -> Overview {
        let columns = self.sums.columns.max(1);
        let decibels = |power: f32| (10.0 * power.log10()).max(FAINTEST_DB);
        for sums in self.sums.spectrogram_db.chunks_exact_mut(columns) {
            for (sum, count) in sums.iter_mut().zip(&self.counts) {
                *sum = decibels(*sum / count / self.full_scale);
            }
        }
        for sums in self.sums.mel_db.chunks_exact_mut(columns) {
            for (sum, count) in sums.iter_mut().zip(&self.counts) {
                *sum /= count;
            }
        }
        let loudest = self.sums.mel_db.iter().copied().fold(1e-10, f32::max);
        for power in &mut self.sums.mel_db {
            *power = decibels(*power / loudest);
        }
        self.sums
    }
}

impl Row {
    fn power(&self, tile: &[Lanes]) -> Lanes {
        let mut loudest = [0.0_f32; FRAMES];
        match self {
            Self::Between(below, way) => {
                for (n, loudest) in loudest.iter_mut().enumerate() {
                    *loudest = tile[*below][n] * (1.0 - way) + tile[below + 1][n] * way;
                }
            }
            Self::Among(bins) => {
                for magnitudes in &tile[bins.clone()] {
                    for (loudest, magnitude) in loudest.iter_mut().zip(magnitudes) {
                        *loudest = loudest.max(*magnitude);
                    }
                }
            }
        }
        loudest.map(|magnitude| magnitude * magnitude)
    }
}
