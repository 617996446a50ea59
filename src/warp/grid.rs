//! Blend and black level maps: grey or colour, 8 or 16 bits, with the gamma that is in them.

use crate::field::around;

/// Samples row by row from the top, channels together.
#[derive(Clone, Debug, PartialEq)]
pub struct Grid {
    /// Columns and rows.
    pub size: [u32; 2],
    /// 1 (grey) or 3 (red, green, blue).
    pub channels: u8,
    /// As the file has them.
    pub samples: Samples,
    /// The power that makes them linear, above 0.
    pub gamma: f64,
}

/// Samples in the depth that the file has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Samples {
    /// 0 to 255.
    Eight(Vec<u8>),
    /// 0 to 65535.
    Sixteen(Vec<u16>),
}

impl Samples {
    /// Bits of each.
    pub fn bits(&self) -> u8 {
        match self {
            Self::Eight(_) => 8,
            Self::Sixteen(_) => 16,
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Eight(samples) => samples.len(),
            Self::Sixteen(samples) => samples.len(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One of them, 0 to 1; 0 where there is none.
    pub fn share(&self, at: usize) -> f32 {
        match self {
            Self::Eight(samples) => samples.get(at).map_or(0.0, |&it| f32::from(it) / 255.0),
            Self::Sixteen(samples) => samples.get(at).map_or(0.0, |&it| f32::from(it) / 65535.0),
        }
    }
}

impl Grid {
    /// A grey map of 16 bits from linear shares (0 to 1, row by row), stored with a gamma.
    pub fn from_linear(size: [u32; 2], shares: &[f32], gamma: f64) -> Self {
        let encode = |share: &f32| {
            let share = f64::from(share.clamp(0.0, 1.0)).powf(1.0 / gamma);
            (share * 65535.0).round() as u16
        };
        Self {
            size,
            channels: 1,
            samples: Samples::Sixteen(shares.iter().map(encode).collect()),
            gamma,
        }
    }

    /// The linear share of each channel at a place (shares from the upper left), straight between samples.
    pub fn linear(&self, x: f64, y: f64) -> [f32; 3] {
        if self.size.contains(&0) || !x.is_finite() || !y.is_finite() {
            return [0.0; 3];
        }
        let ([left, right], across) = around(x, self.size[0]);
        let ([top, bottom], down) = around(y, self.size[1]);
        let corners = [
            (left, top, (1.0 - across) * (1.0 - down)),
            (right, top, across * (1.0 - down)),
            (left, bottom, (1.0 - across) * down),
            (right, bottom, across * down),
        ];
        std::array::from_fn(|channel| {
            let parts = corners.iter().filter(|corner| corner.2 > 0.0);
            let sum: f64 = parts
                .map(|&(column, row, weight)| weight * self.linear_sample(column, row, channel))
                .sum();
            sum as f32
        })
    }

    fn linear_sample(&self, column: u32, row: u32, channel: usize) -> f64 {
        let pixel = row as usize * self.size[0] as usize + column as usize;
        let channels = usize::from(self.channels.max(1));
        let at = pixel * channels + channel.min(channels - 1);
        f64::from(self.samples.share(at)).powf(self.gamma)
    }
}
