//! The plain operations against what is known of them.

use crate::*;

fn ramp(engine: &mut Plain, shape: Shape) -> <Plain as Engine>::Sheet {
    let values: Vec<f32> = (0..shape.len())
        .map(|i| ((i * 37) % 23) as f32 / 11.0 - 1.0)
        .collect();
    engine.sheet(shape, &values)
}

fn numbers(sheet: &<Plain as Engine>::Sheet) -> Vec<f32> {
    Plain.numbers(sheet).expect("memory answers")
}

/// The same up to the order of additions.
fn assert_close(a: &[f32], b: &[f32]) {
    assert_eq!(a.len(), b.len());
    for (a, b) in a.iter().zip(b) {
        assert!((a - b).abs() < 1e-5, "{a} {b}");
    }
}

#[test]
fn edges_are_where_they_should_be() {
    let found = |edge: Edge| {
        (-3..6)
            .map(|at| edge.index(at, 3).map_or(-1, |i| i as isize))
            .collect::<Vec<_>>()
    };
    assert_eq!(found(Edge::Zero), [-1, -1, -1, 0, 1, 2, -1, -1, -1]);
    assert_eq!(found(Edge::Wrap), [0, 1, 2, 0, 1, 2, 0, 1, 2]);
    assert_eq!(found(Edge::Clamp), [0, 0, 0, 0, 1, 2, 2, 2, 2]);
    assert_eq!(found(Edge::Reflect), [1, 2, 1, 0, 1, 2, 1, 0, 1]);
    assert_eq!(Edge::Reflect.index(-1, 1), Some(0));
    assert_eq!(Edge::Wrap.index(0, 0), None);
}

#[test]
fn a_transposed_convolution_is_the_convolution_of_what_is_spread_out() {
    let mut engine = Plain;
    let x = ramp(&mut engine, Shape::new(2, 3, 4));
    let shape = KernelShape {
        stride: 2,
        pad: 0,
        transposed: true,
        ..KernelShape::same(3, 2, 3)
    };
    let weights: Vec<f32> = (0..shape.len()).map(|i| (i % 7) as f32 - 3.0).collect();
    let kernel = engine.kernel(shape, &weights);
    for edges in [Edges::ZERO, Edges::PANORAMA] {
        let spread = engine.conv(&x, &kernel, edges, Scale::One, After::default());
        // Zeros between by a filter of one tap, then the kernel turned round.
        let resample = Resample {
            up: 2,
            down: 1,
            before: 0,
            after: 0,
        };
        let zeros = engine.filter(
            &x,
            &Filter::Separable(vec![1.0]),
            resample,
            edges,
            After::default(),
        );
        let turned: Vec<f32> = weights
            .chunks(9)
            .flat_map(|taps| taps.iter().rev().copied())
            .collect();
        let plain = KernelShape {
            pad: 2,
            ..KernelShape::same(3, 2, 3)
        };
        let plain = engine.kernel(plain, &turned);
        let wide = engine.conv(&zeros, &plain, edges, Scale::One, After::default());
        // Two beyond on the left: column k of the one is column k of the other.
        let shape = engine.shape(&spread);
        let same = engine.window(&wide, (0, 0), (shape.height, shape.width), Edges::ZERO);
        assert_close(&numbers(&spread), &numbers(&same));
        assert_eq!(shape.width, if edges == Edges::ZERO { 9 } else { 8 });
    }
}

#[test]
fn what_closes_does_not_know_where_it_begins() {
    let mut engine = Plain;
    let shape = Shape::new(2, 4, 6);
    let x = ramp(&mut engine, shape);
    let turn = |engine: &mut Plain, x: &_, by: isize| {
        let size = engine.shape(x);
        engine.window(x, (0, by), (size.height, size.width), Edges::PANORAMA)
    };
    let turned = turn(&mut engine, &x, 2);
    let kernel = KernelShape {
        stride: 2,
        pad: 0,
        transposed: true,
        ..KernelShape::same(2, 2, 3)
    };
    let weights: Vec<f32> = (0..kernel.len()).map(|i| (i % 5) as f32 - 2.0).collect();
    let kernel = engine.kernel(kernel, &weights);
    let taps = Filter::Separable(vec![0.25, 0.75, 0.75, 0.25]);
    let resample = Resample {
        up: 1,
        down: 1,
        before: 1,
        after: 1,
    };
    let mut doubled = |x: &_| {
        engine.conv_filter(
            x,
            &kernel,
            (&taps, resample),
            Edges::PANORAMA,
            Scale::One,
            After::default(),
        )
    };
    let (a, b) = (doubled(&x), doubled(&turned));
    assert_eq!(Plain.shape(&a), Shape::new(2, 8, 12));
    let a = turn(&mut engine, &a, 4);
    assert_close(&numbers(&a), &numbers(&b));
}

#[test]
fn counting_knows_the_sizes_that_come_out() {
    let (mut plain, mut counting) = (Plain, Counting::default());
    let shape = Shape::new(3, 5, 8);
    let x = ramp(&mut plain, shape);
    for transposed in [false, true] {
        for (size, stride, pad) in [(1, 1, 0), (3, 1, 1), (3, 2, 1), (4, 2, 1), (7, 1, 3)] {
            let kernel = KernelShape {
                stride,
                pad,
                transposed,
                ..KernelShape::same(4, 3, size)
            };
            let (a, b) = (
                plain.kernel(kernel, &vec![1.0; kernel.len()]),
                counting.kernel(kernel, &[]),
            );
            for edges in [Edges::ZERO, Edges::PANORAMA] {
                let a = plain.conv(&x, &a, edges, Scale::One, After::default());
                let b = counting.conv(&shape, &b, edges, Scale::One, After::default());
                assert_eq!(plain.shape(&a), b, "{kernel:?}");
            }
        }
    }
    assert!(counting.cost.multiplies > 0);
}

#[test]
fn attention_to_one_place_is_its_value() {
    let mut engine = Plain;
    let query = ramp(&mut engine, Shape::new(2, 2, 2));
    let key = engine.sheet(Shape::new(2, 1, 1), &[1.0, 2.0]);
    let value = engine.sheet(Shape::new(3, 1, 1), &[5.0, 6.0, 7.0]);
    let seen = engine.attend(&query, &key, &value);
    assert_eq!(
        numbers(&seen),
        [5.0, 5.0, 5.0, 5.0, 6.0, 6.0, 6.0, 6.0, 7.0, 7.0, 7.0, 7.0]
    );
}

#[test]
fn turning_a_quarter_four_times_is_nothing() {
    let mut engine = Plain;
    let x = ramp(&mut engine, Shape::new(2, 5, 5));
    let quarter = [[0.0, -1.0, 0.0], [1.0, 0.0, 0.0]];
    let turned = (0..4).fold(x.clone(), |x, _| engine.warp(&x, quarter, Edges::ZERO));
    assert_eq!(numbers(&turned), numbers(&x));
    let once = engine.warp(&x, quarter, Edges::ZERO);
    assert_ne!(numbers(&once), numbers(&x));
}

#[test]
fn the_plain_engine_is_itself() {
    assert_eq!(differences(&mut Plain, 0.0), Vec::<String>::new());
}

#[test]
fn a_normalised_sheet_has_mean_zero_and_spread_one() {
    let mut engine = Plain;
    let shape = Shape::new(2, 5, 7);
    let x = ramp(&mut engine, shape);
    let map = engine.sheet(shape, &[2.0; 70]);
    let (gain, offset) = ([3.0, -2.0], [0.5, 1.0]);
    for (scale, gain) in [
        (Scale::Channels(&gain[..]), gain),
        (Scale::Map(&map), [2.0; 2]),
    ] {
        let after = After {
            scale,
            bias: Some(&offset),
            ..After::default()
        };
        let y = engine
            .normalised(x.clone(), 0.0, after)
            .expect("memory answers");
        let found = engine.statistics(&y).expect("memory answers");
        for ([mean, square], (gain, offset)) in found.iter().zip(gain.iter().zip(&offset)) {
            assert!((mean - offset).abs() < 1e-5, "{mean}");
            assert!((square - gain * gain).abs() < 1e-4, "{square}");
        }
    }
}

#[test]
fn a_gate_lets_through_so_much_of_a_channel() {
    let mut engine = Plain;
    let x = ramp(&mut engine, Shape::new(2, 2, 3));
    let gates = engine.sheet(Shape::new(2, 1, 1), &[0.5, 2.0]);
    let gated = numbers(&engine.gate(x.clone(), &gates));
    for (index, (x, gated)) in numbers(&x).iter().zip(gated).enumerate() {
        assert_eq!(gated, x * if index < 6 { 0.5 } else { 2.0 });
    }
    let twice = After {
        scale: Scale::Channels(&[2.0, 0.0]),
        ..After::default()
    };
    // The second half is zero: its sigmoid is one half.
    let halved = engine.gated_after(x.clone(), twice);
    assert_eq!(numbers(&halved), numbers(&x)[..6]);
}
