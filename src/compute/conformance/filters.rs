//! Filters, activations between them, and convolutions before them.

use super::{SIDES, Trial, numbers};
use crate::activation::{Activation, Curve};
use crate::edges::Edge;
use crate::engine::{After, Engine, Scale};
use crate::filter::{Filter, Resample};
use crate::kernel::KernelShape;
use crate::shape::Shape;

impl<E: Engine> Trial<'_, E> {
    pub(super) fn filters(&mut self) {
        let separable = |count| Filter::Separable(numbers(count, count));
        let square = Filter::Square {
            side: 6,
            taps: numbers(36, 2),
        };
        let kinds = [
            (separable(4), 1, 1, 1, 1),
            (separable(4), 2, 1, 2, 1),
            (separable(12), 2, 1, 4, 3),
            (separable(24), 4, 1, -3, -2),
            (separable(12), 1, 2, 5, 4),
            (separable(12), 2, 4, 7, 6),
            (square.clone(), 1, 2, 1, 2),
            (square, 2, 1, 3, 2),
        ];
        for (filter, up, down, before, after) in kinds {
            let how = Resample {
                up,
                down,
                before,
                after,
            };
            for shape in [Shape::new(3, 9, 10), Shape::new(18, 12, 16)] {
                let x = self.sheet(shape, 8);
                for edges in SIDES {
                    let closes =
                        |edge, len: usize| edge == Edge::Wrap && !(len * up).is_multiple_of(down);
                    if closes(edges.down, shape.height) || closes(edges.across, shape.width) {
                        continue;
                    }
                    let output = how.output(shape, &filter, edges);
                    let bias = numbers(shape.channels, 9);
                    let noise = self.sheet(output.with_channels(1), 10);
                    let activation = Activation {
                        curve: Curve::Leaky(0.2),
                        gain: 2.0,
                        limit: 4.0,
                    };
                    let a = After {
                        bias: Some(&bias),
                        noise: Some((&noise.0, 0.3)),
                        activation,
                        ..After::default()
                    };
                    let b = After {
                        bias: Some(&bias),
                        noise: Some((&noise.1, 0.3)),
                        activation,
                        ..After::default()
                    };
                    let what = format!(
                        "{how:?} of {shape:?} with {} taps and {edges:?}",
                        filter.side()
                    );
                    let ours = self.engine.filter(&x.0, &filter, how, edges, a);
                    let plain = self.plain.filter(&x.1, &filter, how, edges, b);
                    self.compare(&what, &ours, &plain);
                    let (taps, back) = (
                        separable(8),
                        Resample {
                            up: 1,
                            down: 2,
                            before: 3,
                            after: 3,
                        },
                    );
                    let (enlarge, reduce) = ((&filter, how), (&taps, back));
                    let bends = output.width.is_multiple_of(2) && output.height.is_multiple_of(2);
                    if bends {
                        let ours = self
                            .engine
                            .filtered_activation(&x.0, enlarge, activation, reduce, edges);
                        let plain = self
                            .plain
                            .filtered_activation(&x.1, enlarge, activation, reduce, edges);
                        self.compare(&format!("{what}, bent and reduced"), &ours, &plain);
                    }
                }
            }
        }
        let x = self.sheet(Shape::new(18, 6, 7), 11);
        let kind = KernelShape {
            stride: 2,
            pad: 0,
            transposed: true,
            ..KernelShape::same(17, 18, 3)
        };
        let weights = numbers(kind.len(), 12);
        let (ours, plain) = (
            self.engine.kernel(kind, &weights),
            self.plain.kernel(kind, &weights),
        );
        let (taps, how) = (
            separable(4),
            Resample {
                up: 1,
                down: 1,
                before: 1,
                after: 1,
            },
        );
        let style = numbers(18, 13);
        for edges in SIDES {
            let scale = Scale::Channels(&style[..]);
            let a =
                self.engine
                    .conv_filter(&x.0, &ours, (&taps, how), edges, scale, After::default());
            let scale = Scale::Channels(&style[..]);
            let b =
                self.plain
                    .conv_filter(&x.1, &plain, (&taps, how), edges, scale, After::default());
            self.compare(&format!("doubling with {edges:?}"), &a, &b);
        }
    }
}
