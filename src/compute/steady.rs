//! After some pictures nothing is allocated any more, on any thread.
#![allow(unsafe_code, reason = "an allocator that counts")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use welkin_compute::*;

static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);

struct Counted;

// SAFETY: the system's allocator does it.
unsafe impl GlobalAlloc for Counted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Relaxed);
        // SAFETY: as it was asked.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        // SAFETY: as it was asked.
        unsafe { System.dealloc(at, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counted = Counted;

/// A few layers of every kind, with all that belongs to them.
struct Network {
    kernels: Vec<(CpuKernel, bool)>,
    light: CpuKernel,
    ones: Vec<f32>,
    taps: Filter,
    start: CpuSheet,
}

const CHANNELS: usize = 48;

impl Network {
    fn new(engine: &mut Cpu) -> Self {
        let start = Shape::new(CHANNELS, 16, 16);
        let kernel = |engine: &mut Cpu, doubles: bool| {
            let shape = KernelShape {
                stride: if doubles { 2 } else { 1 },
                pad: usize::from(!doubles),
                transposed: doubles,
                ..KernelShape::same(CHANNELS, CHANNELS, 3)
            };
            (engine.kernel(shape, &vec![0.01; shape.len()]), doubles)
        };
        let kernels = [false, true, false, true, false].map(|doubles| kernel(engine, doubles));
        let light = KernelShape::same(3, CHANNELS, 1);
        Self {
            kernels: kernels.into(),
            light: engine.kernel(light, &vec![0.1; light.len()]),
            ones: vec![1.0; CHANNELS],
            taps: Filter::Separable(vec![0.25, 0.75, 0.75, 0.25]),
            start: engine.sheet(start, &vec![0.5; start.len()]),
        }
    }

    fn paint(&self, engine: &mut Cpu) {
        let after = After {
            scale: Scale::Channels(&self.ones),
            bias: Some(&self.ones),
            activation: Activation::of(Curve::Leaky(0.2)),
            ..After::default()
        };
        let style = Scale::Channels(&self.ones);
        let around = |up, before, after| Resample {
            up,
            down: 1,
            before,
            after,
        };
        let mut x = self.start.clone();
        for (kernel, doubles) in &self.kernels {
            let filter = (&self.taps, around(1, 1, 1));
            x = if *doubles {
                engine.conv_filter(&x, kernel, filter, Edges::ZERO, style, after)
            } else {
                engine.conv(&x, kernel, Edges::ZERO, style, after)
            };
        }
        let smaller = Resample {
            down: 2,
            ..around(1, 1, 1)
        };
        let larger = (&self.taps, around(2, 2, 1));
        x = engine.filtered_activation(
            &x,
            larger,
            Activation::RELU,
            (&self.taps, smaller),
            Edges::ZERO,
        );
        let plain = After::default();
        let light = engine.conv(&x, &self.light, Edges::ZERO, style, plain);
        engine.filter(&light, &self.taps, around(2, 2, 1), Edges::ZERO, plain);
    }
}

#[test]
fn memory_is_used_again() {
    let threads = rayon::ThreadPoolBuilder::new().num_threads(2).build();
    threads.expect("threads").install(|| {
        let engine = &mut Cpu::default();
        let network = Network::new(engine);
        // Which thread needs how much at once differs from picture to picture: until the most has been needed, a
        // picture may allocate. Then none does.
        let mut without = 0;
        for _ in 0..200 {
            let before = ALLOCATIONS.load(Relaxed);
            network.paint(engine);
            let quiet = ALLOCATIONS.load(Relaxed) == before;
            without = if quiet { without + 1 } else { 0 };
            if without == 20 {
                return;
            }
        }
        panic!("pictures go on allocating");
    });
}
