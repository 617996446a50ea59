//! How long the layers of networks take on this CPU: `cargo run -p welkin_compute --example layers [-- [alone] [BASE…]]`.
//! `alone` takes one thread and counts the time it ran, so that what other programs take does not count.
//!
//! Prints each layer's milliseconds (least, middle, most), what it does in GFLOP/s counted as a plain convolution that
//! skips zeros, and StyleGAN2's whole synthesis at 256 × 256.
#![allow(clippy::print_stdout, reason = "a table for people")]

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Instant;

use welkin_compute::*;

fn main() {
    let alone = std::env::args().any(|arg| arg == "alone");
    let pool = rayon::ThreadPoolBuilder::new().num_threads(usize::from(alone));
    let pool = pool.build().expect("threads");
    ALONE.store(alone, Relaxed);
    let bases: Vec<usize> = std::env::args()
        .skip(1)
        .filter_map(|base| base.parse().ok())
        .collect();
    let bases = if bases.is_empty() {
        vec![16384, 4096, 2048]
    } else {
        bases
    };
    pool.install(|| {
        for base in bases {
            style_gan2(base);
        }
        others();
    });
}

static ALONE: AtomicBool = AtomicBool::new(false);

/// Milliseconds since some time; of running, if `alone`.
fn now(begin: Instant) -> f64 {
    if ALONE.load(Relaxed) {
        let ran = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        return ran.tv_sec as f64 * 1e3 + ran.tv_nsec as f64 / 1e6;
    }
    begin.elapsed().as_secs_f64() * 1e3
}

/// Runs something often enough.
fn time(mut run: impl FnMut()) -> [f64; 3] {
    run();
    let mut all = Vec::new();
    let begin = Instant::now();
    while all.len() < 5 || (begin.elapsed().as_secs_f64() < 0.5 && all.len() < 50) {
        let start = now(begin);
        run();
        all.push(now(begin) - start);
    }
    all.sort_by(f64::total_cmp);
    [all[0], all[all.len() / 2], all[all.len() - 1]]
}

fn say(what: &str, multiplies: u64, [least, middle, most]: [f64; 3]) {
    let rate = 2.0 * multiplies as f64 / least / 1e6;
    println!("{what:44} {least:8.2} {middle:8.2} {most:8.2} ms {rate:7.0} GFLOP/s");
}

fn noise(count: usize, seed: usize) -> Vec<f32> {
    let mut state = seed as u32 * 2 + 1;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / 8_388_608.0 - 1.0
    };
    (0..count).map(|_| next()).collect()
}

/// One layer: a convolution, its filter if it doubles, and all that comes with it.
struct Layer<E: Engine> {
    shape: KernelShape,
    input: Shape,
    kernel: E::Kernel,
    style: Vec<f32>,
    scale: Vec<f32>,
    bias: Vec<f32>,
    noise: E::Sheet,
}

const LRELU: Activation = Activation {
    curve: Curve::Leaky(0.2),
    gain: std::f32::consts::SQRT_2,
    limit: 256.0,
};

impl<E: Engine> Layer<E> {
    fn new(engine: &mut E, [inputs, outputs, size, taps]: [usize; 4], doubles: bool) -> Self {
        let shape = KernelShape {
            transposed: doubles,
            stride: if doubles { 2 } else { 1 },
            pad: if doubles { 0 } else { taps / 2 },
            ..KernelShape::same(outputs, inputs, taps)
        };
        let out = if doubles { 2 * size } else { size };
        let gain = 1.0 / ((inputs * taps * taps) as f32).sqrt();
        let weights = noise(shape.len(), 3);
        let weights: Vec<f32> = weights.iter().map(|w| w * gain).collect();
        Self {
            shape,
            input: Shape::new(inputs, size, size),
            kernel: engine.kernel(shape, &weights),
            style: noise(inputs, 4).iter().map(|s| 1.0 + 0.3 * s).collect(),
            scale: vec![1.7; outputs],
            bias: noise(outputs, 5).iter().map(|b| 0.1 * b).collect(),
            noise: engine.sheet(Shape::new(1, out, out), &noise(out * out, 6)),
        }
    }

    fn run(&self, engine: &mut E, x: &E::Sheet) -> E::Sheet {
        let style = Scale::Channels(&self.style);
        let after = After {
            scale: Scale::Channels(&self.scale),
            noise: Some((&self.noise, 0.1)),
            bias: Some(&self.bias),
            activation: LRELU,
            add: None,
        };
        if self.shape.transposed {
            let filter = (&taps(2.0), around(1, 1, 1));
            engine.conv_filter(x, &self.kernel, filter, Edges::ZERO, style, after)
        } else {
            engine.conv(x, &self.kernel, Edges::ZERO, style, after)
        }
    }

    /// To light: no scale, no noise, linear, added to what there is.
    fn light(&self, engine: &mut E, x: &E::Sheet, add: Option<&E::Sheet>) -> E::Sheet {
        let after = After {
            bias: Some(&self.bias),
            add,
            ..After::default()
        };
        let style = Scale::Channels(&self.style);
        engine.conv(x, &self.kernel, Edges::ZERO, style, after)
    }
}

fn taps(gain: f32) -> Filter {
    Filter::Separable([1.0, 3.0, 3.0, 1.0].map(|tap| tap / 8.0 * gain).to_vec())
}

fn around(up: usize, before: isize, after: isize) -> Resample {
    Resample {
        up,
        down: 1,
        before,
        after,
    }
}

/// StyleGAN2's synthesis at 256 × 256.
struct Synthesis {
    layers: Vec<Layer<Cpu>>,
    lights: Vec<Layer<Cpu>>,
    first: CpuSheet,
}

impl Synthesis {
    fn new(engine: &mut Cpu, base: usize) -> Self {
        let channels = |size: usize| (base / size).min(512);
        let (mut layers, mut lights) = (Vec::new(), Vec::new());
        for size in [4, 8, 16, 32, 64, 128, 256] {
            let c = channels(size);
            if size > 4 {
                let shape = [channels(size / 2), c, size / 2, 3];
                layers.push(Layer::new(engine, shape, true));
            }
            layers.push(Layer::new(engine, [c, c, size, 3], false));
            lights.push(Layer::new(engine, [c, 3, size, 1], false));
        }
        let first = Shape::new(channels(4), 4, 4);
        let first = engine.sheet(first, &noise(first.len(), 9));
        Self {
            layers,
            lights,
            first,
        }
    }

    fn multiplies(&self) -> u64 {
        let layers = self.layers.iter().chain(&self.lights);
        layers
            .map(|layer| layer.shape.multiplies(layer.input, [false; 2]))
            .sum()
    }

    fn paint(&self, engine: &mut Cpu) {
        let mut x = self.first.clone();
        let mut light: Option<CpuSheet> = None;
        let mut layers = self.layers.iter();
        for (i, to_light) in self.lights.iter().enumerate() {
            for _ in 0..1 + usize::from(i > 0) {
                x = layers.next().expect("a layer").run(engine, &x);
            }
            let (filter, edges) = (taps(2.0), Edges::ZERO);
            let larger = light.take().map(|light| {
                engine.filter(&light, &filter, around(2, 2, 1), edges, After::default())
            });
            light = Some(to_light.light(engine, &x, larger.as_ref()));
        }
    }
}

fn style_gan2(base: usize) {
    println!("StyleGAN2 256, channel base {base}");
    let engine = &mut Cpu::default();
    let network = Synthesis::new(engine, base);
    for layer in network.layers.iter().chain(&network.lights) {
        let x = engine.sheet(layer.input, &noise(layer.input.len(), 8));
        let doubles = if layer.shape.transposed {
            " doubled"
        } else {
            ""
        };
        let Shape {
            channels, width, ..
        } = layer.input;
        let what = format!(
            "  {channels} -> {} at {width}, {}x{}{doubles}",
            layer.shape.outputs, layer.shape.height, layer.shape.width
        );
        let times = if layer.shape.outputs == 3 {
            time(|| drop(layer.light(engine, &x, None)))
        } else {
            time(|| drop(layer.run(engine, &x)))
        };
        say(
            &what,
            layer.shape.multiplies(layer.input, [false; 2]),
            times,
        );
    }
    let multiplies = network.multiplies();
    say("  a picture", multiplies, time(|| network.paint(engine)));
    for precision in [Precision::F16, Precision::Bf16] {
        let engine = &mut Cpu::with_precision(precision);
        let network = Synthesis::new(engine, base);
        let what = format!("  a picture, weights in {precision:?}");
        say(&what, multiplies, time(|| network.paint(engine)));
    }
}

fn others() {
    println!("Layers of other networks");
    let engine = &mut Cpu::default();
    for (what, inputs, outputs, size, taps, stride, transposed) in [
        ("BigGAN 1x1", 512, 128, 64, 1, 1, false),
        ("BigGAN 1x1", 128, 512, 64, 1, 1, false),
        ("pix2pix down", 3, 64, 256, 4, 2, false),
        ("pix2pix down", 128, 256, 64, 4, 2, false),
        ("pix2pix up", 512, 128, 64, 4, 2, true),
        ("ResNet 7x7", 3, 64, 256, 7, 1, false),
        ("ResNet 7x7", 64, 3, 256, 7, 1, false),
        ("FastGAN picture", 32, 3, 256, 3, 1, false),
        ("BigGAN picture", 128, 3, 256, 3, 1, false),
        ("ResNet down", 128, 256, 128, 3, 2, false),
        ("ResNet block", 256, 256, 64, 3, 1, false),
        ("StyleGAN3-T", 512, 512, 36, 3, 1, false),
        ("StyleGAN3-T", 128, 91, 276, 3, 1, false),
    ] {
        let shape = KernelShape {
            stride,
            transposed,
            pad: if stride == 2 { 1 } else { (taps - 1) / 2 },
            ..KernelShape::same(outputs, inputs, taps)
        };
        let kernel = engine.kernel(shape, &noise(shape.len(), 1));
        let input = Shape::new(inputs, size, size);
        let x = engine.sheet(input, &noise(input.len(), 2));
        let times = time(|| {
            drop(engine.conv(&x, &kernel, Edges::ZERO, Scale::One, After::default()));
        });
        let what = format!("  {what} {inputs} -> {outputs} at {size}, {taps}x{taps}");
        say(&what, shape.multiplies(input, [false; 2]), times);
    }
    filtered(engine);
    let query = engine.sheet(Shape::new(64, 64, 64), &noise(64 * 4096, 1));
    let keys = engine.sheet(Shape::new(64, 32, 32), &noise(64 * 1024, 2));
    let values = engine.sheet(Shape::new(256, 32, 32), &noise(256 * 1024, 3));
    let times = time(|| drop(engine.attend(&query, &keys, &values)));
    say("  BigGAN attention", 4096 * 1024 * (64 + 256), times);
}

/// StyleGAN3's activations: multiplications of filters are what is counted.
fn filtered(engine: &mut Cpu) {
    for (what, channels, size, up, square) in [
        ("T 512 at 52", 512, 52, 2, false),
        ("T 256 at 148", 256, 148, 2, false),
        ("T 128 at 276", 128, 276, 2, false),
        ("T 181 at 148, 4 times", 181, 148, 4, false),
        ("R 512 at 84", 512, 84, 2, true),
    ] {
        let input = Shape::new(channels, size, size);
        let x = engine.sheet(input, &noise(input.len(), 2));
        let enlarge = Filter::Separable(noise(6 * up, 1));
        let reduce = if square {
            Filter::Square {
                side: 12,
                taps: noise(144, 1),
            }
        } else {
            Filter::Separable(noise(12, 1))
        };
        let larger = around(up, 6 * up as isize - 1, 6 * up as isize - 2);
        let smaller = Resample {
            down: 2,
            ..around(1, 0, 0)
        };
        let mut counting = Counting::default();
        counting.filtered_activation(
            &input,
            (&enlarge, larger),
            LRELU,
            (&reduce, smaller),
            Edges::ZERO,
        );
        let times = time(|| {
            drop(engine.filtered_activation(
                &x,
                (&enlarge, larger),
                LRELU,
                (&reduce, smaller),
                Edges::ZERO,
            ));
        });
        let what = format!("  StyleGAN3 activation {what}");
        say(&what, counting.cost.filtering, times);
    }
}
