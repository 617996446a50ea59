//! What StyleGAN3 begins with: waves, turned and shifted as the style and the view say, and mixed.

use welkin_compute::{After, Engine, KernelShape, Scale, Shape};

use super::waves::{Wave, Waves};
use super::weights::InputWeights;
use crate::canvas::Canvas;
use crate::dense::Dense;
use crate::places::{Axis, Grid};
use crate::surface::Surface;

/// [[a, b, x], [c, d, y]]: where a place of the picture lies in the field.
type View = [[f32; 3]; 2];

const AHEAD: View = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]];

pub(super) struct Input<E: Engine> {
    affine: Dense,
    kernel: E::Kernel,
    frequencies: Vec<[f32; 2]>,
    phases: Vec<f32>,
    view: View,
    bandwidth: f32,
    side: usize,
    rate: usize,
    /// Where a panorama begins, in widths of the square picture.
    begins: f32,
    made: Option<(Key, E::Sheet)>,
    waves: Waves,
    values: Vec<f32>,
}

/// What the waves were made of.
#[derive(PartialEq)]
struct Key {
    moves: Vec<Vec<f32>>,
    view: View,
    surface: Surface,
    changes: u64,
}

impl<E: Engine> Input<E> {
    pub(super) fn new(engine: &mut E, weights: InputWeights, begins: f32) -> Self {
        let (weight, bias) = weights.affine;
        let [channels, waves] = [weights.weight.shape[0], weights.weight.shape[1]];
        let gain = (waves as f32).sqrt().recip();
        let mix: Vec<f32> = (weights.weight.values.iter())
            .map(|weight| weight * gain)
            .collect();
        let view = weights.view.map_or(AHEAD, |view| {
            [0, 1].map(|row| [0, 1, 2].map(|column| view.values[row * 3 + column]))
        });
        Self {
            affine: Dense::equalised(weight, bias, 1.0),
            kernel: engine.kernel(KernelShape::same(channels, waves, 1), &mix),
            frequencies: weights.frequencies.values.as_chunks::<2>().0.to_vec(),
            phases: weights.phases.values,
            view,
            bandwidth: weights.bandwidth,
            side: weights.side,
            rate: weights.rate,
            begins,
            made: None,
            waves: Waves::default(),
            values: Vec::new(),
        }
    }

    /// -> [channels, side, side], or as wide as the panorama.
    pub(super) fn forward(&mut self, canvas: &mut Canvas<'_, E>) -> E::Sheet {
        let ws = canvas.ws(0, self.side);
        let key = Key {
            moves: ws.iter().map(|w| self.affine.forward(w)).collect(),
            view: canvas.ask.view.unwrap_or(self.view),
            surface: canvas.ask.surface,
            changes: canvas.places.changes(),
        };
        let waves = match self.made.take() {
            Some((made, waves)) if made == key => waves,
            _ => self.waves(canvas, &key),
        };
        let edges = canvas.edges;
        let x = (canvas.engine).conv(&waves, &self.kernel, edges, Scale::One, After::default());
        self.made = Some((key, waves));
        canvas.bent(x, 0)
    }

    fn waves(&mut self, canvas: &mut Canvas<'_, E>, key: &Key) -> E::Sheet {
        let step = 1.0 / self.rate as f32;
        // In the field, 0 is the middle of the picture.
        let rows = Axis {
            len: self.side,
            first: (0.5 - self.side as f32 / 2.0) * step,
            step,
        };
        let (columns, grid) = match key.surface {
            Surface::Square => (rows, grid(rows, rows, 1)),
            Surface::Panorama { .. } => {
                let times = key.surface.times();
                let columns = Axis {
                    len: self.rate * times,
                    first: 0.5 * step + self.begins - times as f32 / 2.0,
                    step,
                };
                (columns, grid(rows, columns, times))
            }
        };
        let masks = match key.moves.len() {
            1 => Vec::new(),
            _ => canvas.places.resampled(grid),
        };
        let shape = Shape::new(self.phases.len(), rows.len, columns.len);
        self.values.clear();
        self.values.resize(shape.len(), 0.0);
        let planes = self.values.chunks_exact_mut(shape.plane());
        for ((plane, frequency), phase) in planes.zip(&self.frequencies).zip(&self.phases) {
            for (place, moves) in key.moves.iter().enumerate() {
                let mask = masks.get(place).map(Vec::as_slice);
                let moved = Moved::new(moves, key.view);
                let wave = moved.wave(*frequency, *phase, self.bandwidth, self.rate);
                for wave in closing(wave, moved.origin(), key.surface) {
                    self.waves.add(plane, wave, rows, columns, mask);
                }
            }
        }
        canvas.engine.sheet(shape, &self.values)
    }
}

/// Axes in the field, as shares of a picture so many times as wide.
fn grid(rows: Axis, columns: Axis, times: usize) -> Grid {
    let share = |axis: Axis, times: f32| Axis {
        len: axis.len,
        first: axis.first / times + 0.5,
        step: axis.step / times,
    };
    Grid {
        rows: share(rows, 1.0),
        columns: share(columns, times as f32),
    }
}

/// How the style and the view move the waves: the field at x is asked at `matrix` · x + `shift`.
struct Moved {
    matrix: [[f64; 2]; 2],
    shift: [f64; 2],
}

impl Moved {
    /// The style's turn (cos, sin) and shift (x, y), of any length together, after the view.
    fn new(moves: &[f32], view: View) -> Self {
        let [cos, sin, x, y] = [0, 1, 2, 3].map(|i| f64::from(moves[i]));
        let length = (cos * cos + sin * sin).sqrt().max(1e-12);
        let [cos, sin, x, y] = [cos, sin, x, y].map(|part| part / length);
        let view = view.map(|row| row.map(f64::from));
        let turned = |column: [f64; 2]| {
            [
                cos * column[0] - sin * column[1],
                sin * column[0] + cos * column[1],
            ]
        };
        let columns = [0, 1].map(|column| turned([view[0][column], view[1][column]]));
        Self {
            matrix: [0, 1].map(|row| [columns[0][row], columns[1][row]]),
            shift: turned([view[0][2] - x, view[1][2] - y]),
        }
    }

    fn wave(&self, frequency: [f32; 2], phase: f32, bandwidth: f32, rate: usize) -> Wave {
        let [across, down] = frequency.map(f64::from);
        let along = |column: usize| across * self.matrix[0][column] + down * self.matrix[1][column];
        let length = along(0).hypot(along(1)) as f32;
        let beyond = (length - bandwidth) / (rate as f32 / 2.0 - bandwidth);
        Wave {
            across: along(0),
            down: along(1),
            phase: f64::from(phase) + across * self.shift[0] + down * self.shift[1],
            amplitude: (1.0 - beyond).clamp(0.0, 1.0),
        }
    }

    /// The place in the picture that lies at the field's origin, as far as there is one.
    fn origin(&self) -> [f64; 2] {
        let [[a, b], [c, d]] = self.matrix;
        let [x, y] = self.shift;
        let determinant = a * d - b * c;
        if determinant.abs() < 1e-9 {
            return [0.0; 2];
        }
        [(b * y - d * x) / determinant, (c * x - a * y) / determinant]
    }
}

/// The waves that take the place of one around a panorama: the two nearest that close, turning about the same origin.
/// Mostly it is only one of them; in between both, with the same power together, so that nothing jumps when the field
/// turns.
fn closing(wave: Wave, origin: [f64; 2], surface: Surface) -> impl Iterator<Item = Wave> {
    let times = surface.times() as f64;
    let turns = wave.across * times;
    let below = turns.floor();
    let share = ((turns - below - 0.25) * 2.0).clamp(0.0, 1.0);
    let share = share * share * (3.0 - 2.0 * share);
    let closed = move |turns: f64, power: f64| {
        let across = turns / times;
        Wave {
            across,
            phase: wave.phase + (wave.across - across) * origin[0],
            amplitude: wave.amplitude * power.sqrt() as f32,
            ..wave
        }
    };
    let waves = match surface {
        Surface::Square => [Some(wave), None],
        Surface::Panorama { .. } if share == 0.0 => [Some(closed(below, 1.0)), None],
        Surface::Panorama { .. } if share == 1.0 => [Some(closed(below + 1.0, 1.0)), None],
        Surface::Panorama { .. } => [
            Some(closed(below, 1.0 - share)),
            Some(closed(below + 1.0, share)),
        ],
    };
    waves.into_iter().flatten()
}
