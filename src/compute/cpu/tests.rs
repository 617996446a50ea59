//! Each operation beside the plain one: every CPU's way, odd sizes, every edge, with and without all that may follow.

mod pair;
mod picture;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use crate::*;
use pair::*;

/// Sizes that are cut into several tasks, and all ways.
#[test]
fn convolutions_of_larger_sheets() {
    let mut turn = 0;
    for_each_machine(|pair| {
        for (taps, stride, pad, transposed) in [
            (3, 1, 1, false),
            (3, 1, 0, false),
            (3, 2, 1, false),
            (3, 2, 0, true),
            (3, 2, 1, true),
            (4, 2, 1, true),
        ] {
            for size in [(4, 4), (17, 32), (16, 30), (1, 70)] {
                let kernel = KernelShape {
                    stride,
                    pad,
                    transposed,
                    ..KernelShape::same(35, 18, taps)
                };
                turn += 1;
                let edges = Edges {
                    down: EDGES[turn % 4],
                    across: EDGES[turn / 4 % 4],
                };
                check_conv(pair, kernel, size, edges, BITS[turn % BITS.len()]);
            }
        }
    });
}

#[test]
fn convolutions_of_larger_sheets_to_few_channels() {
    let mut turn = 0;
    for_each_machine(|pair| {
        for (outputs, taps, pad) in [(1, 5, 2), (2, 7, 3), (3, 7, 3), (3, 4, 1), (4, 5, 0)] {
            for size in [(4, 33), (17, 32), (9, 70)] {
                let kernel = KernelShape {
                    pad,
                    ..KernelShape::same(outputs, 18, taps)
                };
                turn += 1;
                let edges = Edges {
                    down: EDGES[turn % 4],
                    across: EDGES[turn / 4 % 4],
                };
                check_conv(pair, kernel, size, edges, BITS[turn % BITS.len()]);
            }
        }
    });
}

/// Every bit of what may belong to an operation, one after the other, and all.
const BITS: [usize; 10] = [0, 1, 2, 4, 8, 16, 32, 64, 128, 0b1111_0101];

#[test]
fn convolutions_of_every_kind() {
    let mut turn = 0;
    for_each_machine(|pair| {
        for (inputs, outputs) in [(1, 3), (3, 16), (5, 8), (20, 1), (33, 50), (18, 70)] {
            for (height, width, stride, pad) in [
                (1, 1, 1, 0),
                (3, 3, 1, 1),
                (3, 3, 2, 1),
                (4, 4, 2, 1),
                (4, 4, 1, 0),
                (7, 7, 1, 3),
                (1, 3, 1, 1),
            ] {
                for transposed in [false, true] {
                    for size in [(7, 5), (1, 13)] {
                        let kernel = KernelShape {
                            outputs,
                            inputs,
                            height,
                            width,
                            stride,
                            pad,
                            transposed,
                            more: usize::from(transposed && stride == 2 && height == 3),
                        };
                        turn += 1;
                        let edges = Edges {
                            down: EDGES[turn % 4],
                            across: EDGES[turn / 4 % 4],
                        };
                        check_conv(pair, kernel, size, edges, BITS[turn % BITS.len()]);
                    }
                }
            }
        }
    });
}

#[test]
fn filters_of_every_kind() {
    let mut turn = 0;
    for_each_machine(|pair| {
        for channels in [1, 3, 7, 20] {
            for (up, down, side, before, after) in [
                (1, 1, 4, 1, 1),
                (2, 1, 4, 2, 1),
                (1, 2, 4, 1, 1),
                (2, 1, 12, 9, 8),
                (4, 1, 24, 20, 17),
                (1, 2, 12, 5, 5),
                (1, 4, 24, 21, -3),
                (2, 3, 5, 2, 4),
                (3, 2, 2, -1, 0),
            ] {
                for square in [false, true] {
                    turn += 1;
                    let shape = Shape::new(channels, 11, 8);
                    let x = pair.sheet(shape);
                    let filter = if square {
                        let taps = pair.numbers(side * side);
                        Filter::Square { side, taps }
                    } else {
                        Filter::Separable(pair.numbers(side))
                    };
                    let resample = Resample {
                        up,
                        down,
                        before,
                        after,
                    };
                    let edges = Edges {
                        down: EDGES[turn / 2 % 2],
                        across: EDGES[turn / 4 % 2],
                    };
                    let output = resample.output(shape, &filter, edges);
                    let parts = Parts::new(pair, BITS[turn % BITS.len()] & !3, shape, output);
                    let a = pair
                        .plain
                        .filter(&x.0, &filter, resample, edges, parts.plain().1);
                    let b = pair
                        .fast
                        .filter(&x.1, &filter, resample, edges, parts.fast().1);
                    pair.check((a, b), &format!("{channels} {side} {resample:?} {edges:?}"));
                }
            }
        }
    });
}

#[test]
fn activations_between_filters() {
    let mut turn = 0;
    for_each_machine(|pair| {
        for channels in [5, 20] {
            for (up, taps, square, down) in [
                (2, 12, false, 2),
                (4, 24, false, 2),
                (2, 12, true, 2),
                (4, 24, true, 4),
                (1, 1, false, 1),
            ] {
                turn += 1;
                let shape = Shape::new(channels, 13, 17);
                let x = pair.sheet(shape);
                let enlarge = Filter::Separable(pair.numbers(taps));
                let side = if down == 1 { 1 } else { 6 * down };
                let reduce = if square {
                    let taps = pair.numbers(side * side);
                    Filter::Square { side, taps }
                } else {
                    Filter::Separable(pair.numbers(side))
                };
                let larger = Resample {
                    up,
                    down: 1,
                    before: taps as isize - 3,
                    after: taps as isize - 1,
                };
                let smaller = Resample {
                    up: 1,
                    down,
                    before: turn % 3 - 1,
                    after: 2,
                };
                let activation = Activation {
                    limit: 3.0,
                    ..Activation::of(Curve::Leaky(0.2))
                };
                let edges = [Edges::ZERO, Edges::PANORAMA][turn as usize % 2];
                let larger = (&enlarge, larger);
                let smaller = (&reduce, smaller);
                let a = pair
                    .plain
                    .filtered_activation(&x.0, larger, activation, smaller, edges);
                let b = pair
                    .fast
                    .filtered_activation(&x.1, larger, activation, smaller, edges);
                pair.check(
                    (a, b),
                    &format!("{channels} {larger:?} {smaller:?} {edges:?}"),
                );
            }
        }
    });
}

#[test]
fn curves_are_the_same() {
    let curves = [
        Curve::Linear,
        Curve::Leaky(0.2),
        Curve::Leaky(1.5),
        Curve::Relu,
        Curve::Tanh,
        Curve::Sigmoid,
        Curve::Swish,
        Curve::InverseRoot,
    ];
    for_each_machine(|pair| {
        for curve in curves {
            let mut numbers: Vec<f32> = (-300..300).map(|i| i as f32 / 20.0).collect();
            numbers.extend([1e-9, -1e-9, 90.0, -90.0, 500.0, -500.0, 0.0]);
            if curve == Curve::InverseRoot {
                numbers.iter_mut().for_each(|x| *x = x.abs());
            }
            let activation = Activation {
                gain: 1.5,
                limit: 1e5,
                ..Activation::of(curve)
            };
            let shape = Shape::new(1, 1, numbers.len());
            let after = After {
                activation,
                ..After::default()
            };
            let x = pair.fast.sheet(shape, &numbers);
            let after_fast = After {
                activation,
                ..After::default()
            };
            let a: Vec<f32> = numbers.iter().map(|x| activation.apply(*x)).collect();
            let b = pair.fast.apply(x, after_fast);
            let b = pair.fast.numbers(&b).expect("memory answers");
            for ((x, a), b) in numbers.iter().zip(&a).zip(&b) {
                let near = (a - b).abs() <= 2e-6 * (1.0 + a.abs());
                assert!(near, "{curve:?} of {x}: {b} instead of {a}");
            }
            let x = pair.plain.sheet(shape, &numbers);
            let plain = pair.plain.apply(x, after);
            assert_eq!(pair.plain.numbers(&plain).expect("memory answers"), a);
        }
    });
}

#[test]
fn everything_else() {
    for_each_machine(|pair| {
        for channels in [1, 2, 6, 16, 40] {
            let shape = Shape::new(channels, 6, 10);
            let (x, y) = (pair.sheet(shape), pair.sheet(shape));
            let (p, f) = (&mut pair.plain.clone(), &mut pair.fast.clone());
            pair.check((p.nearest(&x.0, 3), f.nearest(&x.1, 3)), "nearest");
            pair.check((p.max_pool(&x.0), f.max_pool(&x.1)), "max");
            pair.check((p.mean_pool(&x.0, 4, 4), f.mean_pool(&x.1, 4, 4)), "mean");
            let (a, b) = ([&x.0, &y.0, &x.0], [&x.1, &y.1, &x.1]);
            pair.check((p.join(&a), f.join(&b)), "join");
            for range in [0..channels, channels / 2..channels, 1..channels] {
                if !range.is_empty() {
                    let a = p.channels(&x.0, range.clone());
                    pair.check((a, f.channels(&x.1, range)), "channels");
                }
            }
            if channels > 1 {
                pair.check((p.gated(&x.0), f.gated(&x.1)), "gated");
            }
            for edge in EDGES {
                let edges = Edges {
                    down: edge,
                    across: EDGES[channels % 4],
                };
                let a = p.window(&x.0, (-3, 4), (9, 13), edges);
                pair.check((a, f.window(&x.1, (-3, 4), (9, 13), edges)), "window");
                let matrix = [[0.9, -0.3, 1.7], [0.4, 1.1, -2.2]];
                let a = p.warp(&x.0, matrix, edges);
                pair.check((a, f.warp(&x.1, matrix, edges)), "warp");
            }
            let takes: Vec<bool> = (0..channels).map(|c| c % 3 == 1).collect();
            pair.check(
                (p.choose(&takes, &x.0, &y.0), f.choose(&takes, &x.1, &y.1)),
                "choose",
            );
            let vectors: Vec<Vec<f32>> = (0..channels).map(|_| pair.numbers(19)).collect();
            pair.check((p.blend(&x.0, &vectors), f.blend(&x.1, &vectors)), "blend");
            let (a, b) = (
                p.statistics(&x.0).expect("memory answers"),
                f.statistics(&x.1).expect("memory answers"),
            );
            assert_eq!(a.len(), b.len());
            for (a, b) in a.iter().flatten().zip(b.iter().flatten()) {
                assert!((a - b).abs() < 1e-5);
            }
        }
        for (d, e, keys) in [
            (1, 1, (1, 1)),
            (3, 20, (2, 7)),
            (20, 5, (4, 8)),
            (64, 40, (5, 7)),
        ] {
            let query = pair.sheet(Shape::new(d, 7, 9));
            let key = pair.sheet(Shape::new(d, keys.0, keys.1));
            let value = pair.sheet(Shape::new(e, keys.0, keys.1));
            let a = pair.plain.attend(&query.0, &key.0, &value.0);
            let b = pair.fast.attend(&query.1, &key.1, &value.1);
            pair.check((a, b), &format!("attention {d} {e} {keys:?}"));
        }
    });
}

#[test]
fn the_common_list_of_cases() {
    for mut engine in Cpu::all() {
        assert_eq!(differences(&mut engine, 1e-4), Vec::<String>::new());
    }
}
