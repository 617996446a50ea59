//! Waves over a grid, cheaply: sin(a + b) = sin a · cos b + cos a · sin b, so that only rows and columns need sines.

use std::f64::consts::TAU;

use crate::places::Axis;

/// A wave: whole turns across one picture's width and down its height, where it begins, and how strong it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Wave {
    pub(super) across: f64,
    pub(super) down: f64,
    pub(super) phase: f64,
    pub(super) amplitude: f32,
}

/// Sines and cosines of a wave along the columns, kept from wave to wave.
#[derive(Debug, Default)]
pub(super) struct Waves {
    columns: Vec<[f32; 2]>,
}

impl Waves {
    /// Adds a wave, times `mask` [rows · columns] if there is one, to `plane` [rows · columns]. Axes say where rows and
    /// columns lie, in widths of the picture.
    pub(super) fn add(
        &mut self,
        plane: &mut [f32],
        wave: Wave,
        rows: Axis,
        columns: Axis,
        mask: Option<&[f32]>,
    ) {
        if wave.amplitude == 0.0 {
            return;
        }
        let place =
            |axis: Axis, at: usize| f64::from(axis.first) + f64::from(axis.step) * at as f64;
        let turn = |turns: f64| {
            let (sin, cos) = (TAU * turns.fract()).sin_cos();
            [sin as f32, cos as f32]
        };
        self.columns.clear();
        let across = (0..columns.len).map(|column| turn(wave.across * place(columns, column)));
        self.columns.extend(across);
        for (row, line) in plane.chunks_exact_mut(columns.len).enumerate() {
            let [sin, cos] = turn(wave.down * place(rows, row) + wave.phase);
            let [sin, cos] = [sin * wave.amplitude, cos * wave.amplitude];
            let wave = self
                .columns
                .iter()
                .map(|across| across[0] * cos + across[1] * sin);
            match mask {
                Some(mask) => {
                    let mask = &mask[row * columns.len..][..columns.len];
                    line.iter_mut()
                        .zip(wave)
                        .zip(mask)
                        .for_each(|((value, wave), mask)| *value += wave * mask);
                }
                None => line
                    .iter_mut()
                    .zip(wave)
                    .for_each(|(value, wave)| *value += wave),
            }
        }
    }
}
