//! A whole StyleGAN2 with random weights, the fast ways beside tap by tap.

use super::*;

/// Channels at a size.
fn channels(size: usize) -> usize {
    (4096 / size).min(512)
}

fn picture(engine: &mut Cpu) -> Vec<f32> {
    let mut chance = StdRng::seed_from_u64(5);
    let mut normal = |count: usize| -> Vec<f32> {
        let mut one = || (0..12).map(|_| chance.random_range(-0.5..0.5)).sum::<f32>();
        (0..count).map(|_| one()).collect()
    };
    let taps = Filter::Separable([0.25, 0.75, 0.75, 0.25].to_vec());
    let around = |up, before, after| Resample {
        up,
        down: 1,
        before,
        after,
    };
    let start = Shape::new(channels(4), 4, 4);
    let mut x = engine.sheet(start, &normal(start.len()));
    for size in [8, 16, 32, 64, 128] {
        for doubles in [true, false] {
            let (inputs, outputs) = (x.shape().channels, channels(size));
            let shape = KernelShape {
                stride: if doubles { 2 } else { 1 },
                pad: usize::from(!doubles),
                transposed: doubles,
                ..KernelShape::same(outputs, inputs, 3)
            };
            // Uniform is enough, and quicker to draw.
            let weights: Vec<f32> = normal(shape.len() / 9)
                .iter()
                .flat_map(|w| (0..9).map(move |i| ((w * 57.0 + i as f32).sin()) * 1.4))
                .collect();
            let style: Vec<f32> = normal(inputs).iter().map(|s| 1.0 + 0.5 * s).collect();
            let scale = |o: usize| {
                let squares = weights[o * inputs * 9..][..inputs * 9]
                    .chunks(9)
                    .zip(&style);
                let sum: f32 = squares
                    .map(|(w, s)| s * s * w.iter().map(|w| w * w).sum::<f32>())
                    .sum();
                1.0 / (sum + 1e-8).sqrt()
            };
            let scale: Vec<f32> = (0..outputs).map(scale).collect();
            let noise = Shape::new(1, size, size);
            let noise = engine.sheet(noise, &normal(noise.len()));
            let bias: Vec<f32> = normal(outputs).iter().map(|b| 0.2 * b).collect();
            let after = After {
                scale: Scale::Channels(&scale),
                noise: Some((&noise, 0.2)),
                bias: Some(&bias),
                activation: Activation {
                    gain: std::f32::consts::SQRT_2,
                    ..Activation::of(Curve::Leaky(0.2))
                },
                add: None,
            };
            let (kernel, style) = (engine.kernel(shape, &weights), Scale::Channels(&style));
            let filter = (&taps, around(1, 1, 1));
            x = if doubles {
                engine.conv_filter(&x, &kernel, filter, Edges::ZERO, style, after)
            } else {
                engine.conv(&x, &kernel, Edges::ZERO, style, after)
            };
        }
    }
    let light = KernelShape::same(3, x.shape().channels, 1);
    let kernel = engine.kernel(light, &normal(light.len()));
    let x = engine.conv(&x, &kernel, Edges::ZERO, Scale::One, After::default());
    engine.numbers(&x).expect("memory answers")
}

/// The largest and the root mean square difference, of the standard deviation.
fn differences(a: &[f32], b: &[f32]) -> [f64; 2] {
    let count = a.len() as f64;
    let mean = a.iter().map(|a| f64::from(*a)).sum::<f64>() / count;
    let square = |x: f64| x * x;
    let deviation = (a.iter().map(|a| square(f64::from(*a) - mean)).sum::<f64>() / count).sqrt();
    let off = |(a, b): (&f32, &f32)| f64::from(a - b).abs() / deviation;
    let offs = a.iter().zip(b).map(off);
    let largest = offs.clone().fold(0.0, f64::max);
    [largest, (offs.map(square).sum::<f64>() / count).sqrt()]
}

#[test]
fn a_whole_picture_is_exact() {
    let exact = picture(&mut Cpu::tap_by_tap());
    let [largest, rms] = differences(&exact, &picture(&mut Cpu::default()));
    eprintln!("f32: largest {largest:.2e}, rms {rms:.2e}");
    assert!(largest < 1e-4, "{largest}");
    for (precision, limit) in [(Precision::F16, 2e-3), (Precision::Bf16, 2e-2)] {
        let halved = picture(&mut Cpu::with_precision(precision));
        let [largest, rms] = differences(&exact, &halved);
        eprintln!("{precision:?}: largest {largest:.2e}, rms {rms:.2e}");
        assert!(rms < limit, "{precision:?}: {rms}");
    }
}
