//! Every operation of an engine beside the plain one: what tests of engines call.

use crate::activation::{Activation, Curve};
use crate::edges::{Edge, Edges};
use crate::engine::{After, Engine, Scale};
use crate::filter::{Filter, Resample};
use crate::kernel::KernelShape;
use crate::plain::Plain;
use crate::shape::Shape;

/// How many operations differ by more than `tolerance` of what they give at most, each in words: none if the
/// engine is right. Sizes are odd and small, edges of all kinds.
pub fn differences<E: Engine>(engine: &mut E, tolerance: f32) -> Vec<String> {
    let mut trial = Trial {
        engine,
        plain: Plain,
        tolerance,
        found: Vec::new(),
    };
    trial.convolutions();
    trial.filters();
    trial.what_follows();
    trial.pictures();
    trial.found
}

struct Trial<'a, E: Engine> {
    engine: &'a mut E,
    plain: Plain,
    tolerance: f32,
    found: Vec<String>,
}

type Pair<E> = (<E as Engine>::Sheet, <Plain as Engine>::Sheet);

const SIDES: [Edges; 3] = [
    Edges::ZERO,
    Edges::PANORAMA,
    Edges {
        down: Edge::Wrap,
        across: Edge::Wrap,
    },
];

fn numbers(count: usize, seed: usize) -> Vec<f32> {
    let number = |i: usize| {
        let mixed = (i * 2_654_435_761 + seed * 40_503).wrapping_mul(0x9e37_79b9) >> 7;
        (mixed % 2003) as f32 / 1001.0 - 1.0
    };
    (0..count).map(number).collect()
}

impl<E: Engine> Trial<'_, E> {
    fn sheet(&mut self, shape: Shape, seed: usize) -> Pair<E> {
        let values = numbers(shape.len(), seed);
        (
            self.engine.sheet(shape, &values),
            self.plain.sheet(shape, &values),
        )
    }

    fn compare(&mut self, what: &str, ours: &E::Sheet, plain: &<Plain as Engine>::Sheet) {
        let (shape, expected) = (self.engine.shape(ours), self.plain.shape(plain));
        if shape != expected {
            self.found
                .push(format!("{what}: {shape:?} instead of {expected:?}"));
            return;
        }
        let Ok(plain) = self.plain.numbers(plain) else {
            return;
        };
        match self.engine.numbers(ours) {
            Err(lost) => self.found.push(format!("{what}: {lost}")),
            Ok(ours) => {
                let largest = plain
                    .iter()
                    .fold(1e-3f32, |largest, value| largest.max(value.abs()));
                let away = |(at, (ours, plain)): (usize, (&f32, &f32))| {
                    (at, (ours - plain).abs() / largest)
                };
                let pairs = ours.iter().zip(&plain).enumerate().map(away);
                let worst = pairs.max_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or((0, 0.0));
                if worst.1.is_nan() || worst.1 > self.tolerance {
                    let (at, away) = worst;
                    self.found.push(format!(
                        "{what}: number {at} is {} instead of {} ({away:e})",
                        ours[at], plain[at]
                    ));
                }
            }
        }
    }

    fn convolutions(&mut self) {
        let kinds = [
            (1, 1, 0, false, 0),
            (3, 1, 1, false, 0),
            (3, 1, 2, false, 0),
            (3, 2, 1, false, 0),
            (4, 2, 1, false, 0),
            (7, 1, 3, false, 0),
            (3, 2, 0, true, 0),
            (4, 2, 1, true, 0),
            (3, 2, 1, true, 1),
        ];
        let sizes = [
            (3, 5, 6, 7),
            (16, 16, 8, 8),
            (35, 18, 9, 13),
            (64, 3, 12, 17),
            (20, 40, 4, 4),
        ];
        for (i, (inputs, outputs, height, width)) in sizes.into_iter().enumerate() {
            let shape = Shape::new(inputs, height, width);
            let x = self.sheet(shape, i);
            let style = self.sheet(shape, i + 31);
            let scale = numbers(inputs, 5);
            for (size, stride, pad, transposed, more) in kinds {
                let kind = KernelShape {
                    stride,
                    pad,
                    transposed,
                    more,
                    ..KernelShape::same(outputs, inputs, size)
                };
                let weights = numbers(kind.len(), size);
                let (ours, plain) = (
                    self.engine.kernel(kind, &weights),
                    self.plain.kernel(kind, &weights),
                );
                let reflects = [Edges::REFLECT].into_iter().filter(|_| !transposed);
                for edges in SIDES.into_iter().chain(reflects) {
                    if more > 0 && edges != Edges::ZERO {
                        continue;
                    }
                    let wraps = [edges.down == Edge::Wrap, edges.across == Edge::Wrap];
                    let output = kind.output(shape, wraps);
                    let what = format!("{kind:?} of {shape:?} with {edges:?}");
                    let a = self
                        .engine
                        .conv(&x.0, &ours, edges, Scale::One, After::default());
                    let b = self
                        .plain
                        .conv(&x.1, &plain, edges, Scale::One, After::default());
                    self.compare(&what, &a, &b);
                    self.whole_conv(&what, (&x, &style, &scale), (&ours, &plain), edges, output);
                }
            }
        }
    }

    /// A convolution with all that may come before and after it.
    fn whole_conv(
        &mut self,
        what: &str,
        (x, style, scale): (&Pair<E>, &Pair<E>, &[f32]),
        (ours, plain): (&E::Kernel, &<Plain as Engine>::Kernel),
        edges: Edges,
        output: Shape,
    ) {
        let (noise, map) = (
            self.sheet(output.with_channels(1), 3),
            self.sheet(output, 4),
        );
        let (demodulation, bias) = (numbers(output.channels, 6), numbers(output.channels, 7));
        let activation = Activation {
            curve: Curve::Leaky(0.2),
            gain: 1.5,
            limit: 2.0,
        };
        let a = self.engine.conv(
            &x.0,
            ours,
            edges,
            Scale::Channels(scale),
            After {
                scale: Scale::Channels(&demodulation),
                noise: Some((&noise.0, 0.5)),
                bias: Some(&bias),
                activation,
                add: Some(&map.0),
            },
        );
        let b = self.plain.conv(
            &x.1,
            plain,
            edges,
            Scale::Channels(scale),
            After {
                scale: Scale::Channels(&demodulation),
                noise: Some((&noise.1, 0.5)),
                bias: Some(&bias),
                activation,
                add: Some(&map.1),
            },
        );
        self.compare(&format!("{what}, all around it"), &a, &b);
        let after = |map| After {
            scale: Scale::Map(map),
            ..After::default()
        };
        let a = self
            .engine
            .conv(&x.0, ours, edges, Scale::Map(&style.0), after(&map.0));
        let b = self.plain.conv(
            &x.1,
            plain,
            edges,
            Scale::Map(&style.1),
            After {
                scale: Scale::Map(&map.1),
                ..After::default()
            },
        );
        self.compare(&format!("{what}, with maps"), &a, &b);
    }

    fn filters(&mut self) {
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

    fn what_follows(&mut self) {
        let shape = Shape::new(19, 5, 7);
        let x = self.sheet(shape, 14);
        let curves = [
            Curve::Linear,
            Curve::Leaky(0.1),
            Curve::Relu,
            Curve::Tanh,
            Curve::Sigmoid,
            Curve::Swish,
        ];
        let scale = numbers(19, 15);
        for curve in curves {
            let activation = Activation {
                curve,
                gain: 1.7,
                limit: 0.9,
            };
            let a = After {
                scale: Scale::Channels(&scale),
                activation,
                ..After::default()
            };
            let b = After {
                scale: Scale::Channels(&scale),
                activation,
                ..After::default()
            };
            let ours = self.engine.apply(x.0.clone(), a);
            let plain = self.plain.apply(x.1.clone(), b);
            self.compare(&format!("{curve:?}"), &ours, &plain);
        }
        let squares = self.plain.numbers(&x.1).unwrap_or_default();
        let squares: Vec<f32> = squares.iter().map(|value| value * value + 0.1).collect();
        let ours = self.engine.sheet(shape, &squares);
        let plain = self.plain.sheet(shape, &squares);
        let activation = Activation::of(Curve::InverseRoot);
        let ours = self.engine.apply(
            ours,
            After {
                activation,
                ..After::default()
            },
        );
        let plain = self.plain.apply(
            plain,
            After {
                activation,
                ..After::default()
            },
        );
        self.compare("an inverse root", &ours, &plain);
    }

    fn pictures(&mut self) {
        let x = self.sheet(Shape::new(20, 6, 8), 16);
        let y = self.sheet(Shape::new(20, 6, 8), 17);
        macro_rules! same {
            ($what:expr, $engine:ident, $x:ident, $y:ident => $run:expr) => {{
                let ours = {
                    let ($engine, $x, $y) = (&mut *self.engine, &x.0, &y.0);
                    let _ = &$y;
                    $run
                };
                let plain = {
                    let ($engine, $x, $y) = (&mut self.plain, &x.1, &y.1);
                    let _ = &$y;
                    $run
                };
                self.compare($what, &ours, &plain);
            }};
        }
        same!("nearest", engine, x, _y => engine.nearest(x, 2));
        same!("the largest", engine, x, _y => engine.max_pool(x));
        same!("means of parts", engine, x, _y => engine.mean_pool(x, 4, 4));
        same!("joined", engine, x, y => engine.join(&[x, y, x]));
        same!("some channels", engine, x, _y => engine.channels(x, 3..17));
        same!("halves gated", engine, x, _y => engine.gated(x));
        same!("chosen", engine, x, y => engine.choose(&[[true, false, false, true]; 5].concat(), x, y));
        same!("attention", engine, x, y => {
            let keys = engine.max_pool(y);
            let values = engine.max_pool(x);
            engine.attend(x, &keys, &values)
        });
        let turn = [[0.8, -0.6, 0.7], [0.6, 0.8, -1.2]];
        for edges in [Edges::ZERO, Edges::PANORAMA, Edges::REFLECT] {
            same!("warped", engine, x, _y => engine.warp(x, turn, edges));
            same!("a window", engine, x, _y => engine.window(x, (-2, -3), (9, 15), edges));
            same!("a window inside", engine, x, _y => engine.window(x, (1, 2), (3, 4), edges));
        }
        let vectors = [numbers(33, 18), numbers(33, 19)];
        same!("blended", engine, x, _y => {
            let masks = engine.channels(x, 0..2);
            engine.blend(&masks, &vectors)
        });
        let (ours, plain) = (self.engine.statistics(&x.0), self.plain.statistics(&x.1));
        let worst = match (&ours, &plain) {
            (Ok(ours), Ok(plain)) if ours.len() == plain.len() => {
                let pairs = ours.iter().flatten().zip(plain.iter().flatten());
                pairs
                    .map(|(ours, plain)| (ours - plain).abs())
                    .fold(0.0, f32::max)
            }
            _ => f32::INFINITY,
        };
        if worst.is_nan() || worst > self.tolerance {
            self.found.push(format!("statistics differ by {worst}"));
        }
    }
}
