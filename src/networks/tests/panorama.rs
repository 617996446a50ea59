//! What a panorama must be, whatever painted it: pictures [3, height, width].

use crate::ask::{Ask, Place};
use crate::surface::Surface;

/// A picture's numbers and how wide it is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Panorama {
    pub(crate) values: Vec<f32>,
    pub(crate) width: usize,
}

impl Panorama {
    pub(crate) fn rows(&self) -> impl Iterator<Item = &[f32]> {
        self.values.chunks(self.width)
    }

    /// How far each column is from the one on its right, the last one from the first: mean absolute differences.
    pub(crate) fn steps(&self) -> Vec<f32> {
        let count = self.values.len() as f32 / self.width as f32;
        let step = |column: usize| {
            let next = (column + 1) % self.width;
            self.rows()
                .map(|row| (row[column] - row[next]).abs())
                .sum::<f32>()
                / count
        };
        (0..self.width).map(step).collect()
    }

    /// Turned to the right by so many columns.
    pub(crate) fn turned(&self, columns: usize) -> Self {
        let mut turned = self.clone();
        turned
            .values
            .chunks_mut(self.width)
            .for_each(|row| row.rotate_right(columns));
        turned
    }

    /// How much of the squared difference from another one lies within `reach_deg` of an azimuth, the left edge being 0°.
    pub(crate) fn change_near(&self, other: &Self, azimuth_deg: f32, reach_deg: f32) -> f32 {
        let mut sums = [0.0f64; 2];
        for (a, b) in self.rows().zip(other.rows()) {
            for (column, (a, b)) in a.iter().zip(b).enumerate() {
                let is_near = away_deg(column, self.width, azimuth_deg) <= reach_deg;
                let square = f64::from(a - b).powi(2);
                sums[usize::from(is_near)] += square;
            }
        }
        (sums[1] / (sums[0] + sums[1])) as f32
    }
}

/// The step across the wrap is no larger than the steps elsewhere: not larger than nineteen of twenty of them.
pub(crate) fn assert_no_seam(panorama: &Panorama) {
    let mut steps = panorama.steps();
    let seam = steps.pop().expect("columns");
    steps.sort_by(f32::total_cmp);
    let most = steps[steps.len() * 19 / 20];
    assert!(
        seam > 0.0 && seam <= most,
        "{seam} across the wrap, {most} elsewhere"
    );
}

fn away_deg(column: usize, width: usize, azimuth_deg: f32) -> f32 {
    let column_deg = (column as f32 + 0.5) * 360.0 / width as f32;
    let away = (column_deg - azimuth_deg).rem_euclid(360.0);
    away.min(360.0 - away)
}

/// A smooth bump at an azimuth, nothing beyond 45° of it.
pub(crate) fn bump((rows, columns): (usize, usize), azimuth_deg: f32) -> Vec<f32> {
    let at = |column: usize| {
        let away = away_deg(column, columns, azimuth_deg).min(45.0);
        (1.0 + (away / 45.0 * std::f32::consts::PI).cos()) / 2.0
    };
    let row: Vec<f32> = (0..columns).map(at).collect();
    row.repeat(rows)
}

/// A base style everywhere, and others in bumps at their azimuths.
pub(crate) fn with_bumps(base: Vec<Vec<f32>>, bumps: &[(f32, Vec<Vec<f32>>)]) -> Ask {
    const SIZE: (usize, usize) = (16, 32);
    let mut rest = vec![1.0f32; SIZE.0 * SIZE.1];
    let mut places = Vec::new();
    for (azimuth_deg, styles) in bumps {
        let mask = bump(SIZE, *azimuth_deg);
        rest.iter_mut()
            .zip(&mask)
            .for_each(|(rest, mask)| *rest = (*rest - mask).max(0.0));
        places.push(Place {
            styles: styles.clone(),
            mask,
        });
    }
    places.insert(
        0,
        Place {
            styles: base,
            mask: rest,
        },
    );
    Ask {
        places,
        mask_size: SIZE,
        surface: Surface::Panorama { times: 2 },
        ..Ask::default()
    }
}
