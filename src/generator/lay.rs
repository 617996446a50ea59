//! A checkpoint laid out for what computes it.

use std::time::Instant;

use welkin_compute::{
    After, Cost, Counting, Cpu, Edges, Engine, KernelShape, Precision, Scale, Shape,
};
use welkin_networks::{Ask, Network, Size};

use crate::backend::Backend;
use crate::brought::Brought;
use crate::develop::Develop;
use crate::device::{cuda, gpu};
use crate::error::OpenError;
use crate::laid::{Laid, LaidNetwork};
use crate::memory::available_bytes;
use crate::on_burn::OnBurn;

/// What computes a network, and how.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lay {
    pub(crate) backend: Backend,
    pub(crate) precision: Precision,
    /// How much of a second checkpoint rules where it does, 0 to 1.
    pub(crate) blend: f32,
}

impl Lay {
    /// Lays a checkpoint out, if there is memory for it.
    pub(crate) fn lay(self, brought: &Brought) -> Result<Box<dyn LaidNetwork>, OpenError> {
        let needed = needed_bytes(brought)?;
        let available = available_bytes();
        if needed > available {
            return Err(OpenError::TooBig {
                checkpoint: brought.name().into(),
                needed,
                available,
            });
        }
        match self.backend {
            Backend::Flex => on(Cpu::with_precision(self.precision), brought, self.blend),
            Backend::Wgpu => on(OnBurn::new(gpu()?), brought, self.blend),
            Backend::Cuda => {
                let device = cuda()?;
                on(
                    OnBurn::with_precision(device, self.precision),
                    brought,
                    self.blend,
                )
            }
        }
    }
}

fn on<E: Develop + Send + 'static>(
    mut engine: E,
    brought: &Brought,
    blend: f32,
) -> Result<Box<dyn LaidNetwork>, OpenError> {
    let network = brought.network(&mut engine, blend)?;
    Ok(Box::new(Laid { engine, network }))
}

/// What a network takes, gives and costs.
#[derive(Clone, Copy, Debug)]
pub struct Estimate {
    /// What it takes and gives.
    pub size: Size,
    /// What a picture costs.
    pub cost: Cost,
    /// Seconds a picture should take on this machine's processor.
    pub secs: f32,
}

/// Says what a checkpoint costs, by laying it out without computing it, and by computing one convolution.
///
/// # Errors
/// If the checkpoint does not fit its family.
pub fn estimate(brought: &Brought) -> Result<Estimate, OpenError> {
    let (size, cost) = counted(brought)?;
    let (per_sec, bytes_per_sec) = speed();
    let secs = cost.multiplies as f32 / per_sec + cost.traffic as f32 / bytes_per_sec;
    Ok(Estimate { size, cost, secs })
}

fn counted(brought: &Brought) -> Result<(Size, Cost), OpenError> {
    let mut counting = Counting::default();
    let mut network: Box<dyn Network<Counting>> = brought.network(&mut counting, 1.0)?;
    count(brought, &mut counting, network.as_mut(), 0);
    Ok((network.size(), counting.cost))
}

/// Rows of the picture; what it costs is counted.
fn count(
    brought: &Brought,
    counting: &mut Counting,
    network: &mut dyn Network<Counting>,
    coarser: usize,
) -> usize {
    counting.cost = Cost::default();
    let ask = Ask {
        given: brought.any_given(),
        coarser,
        ..Ask::default()
    };
    // Nothing is computed and no device can fail.
    let painted = network.paint(counting, &ask).ok();
    painted.map_or(0, |sheet| counting.shape(&sheet).height)
}

/// The heights of a checkpoint's pictures without more and more of its finest layers, and what each costs as a share of
/// the whole one; down to `coarsest`.
pub(crate) fn steps(
    brought: &Brought,
    coarsest: usize,
) -> Result<(Vec<usize>, Vec<f32>), OpenError> {
    let mut counting = Counting::default();
    let mut network: Box<dyn Network<Counting>> = brought.network(&mut counting, 1.0)?;
    let (mut sizes, mut costs) = (Vec::new(), Vec::new());
    for step in 0..=network.coarsest() {
        let height = count(brought, &mut counting, network.as_mut(), step);
        if step > 0 && height < coarsest {
            break;
        }
        sizes.push(height);
        costs.push(counting.cost.multiplies as f32);
    }
    let finest = costs[0].max(1.0);
    costs.iter_mut().for_each(|cost| *cost /= finest);
    Ok((sizes, costs))
}

/// Multiply-accumulates and bytes through memory per second of this machine's processor, the best of a few tries.
fn speed() -> (f32, f32) {
    const TRIES: usize = 5;
    let mut cpu = Cpu::default();
    let shape = Shape::new(128, 64, 64);
    let kind = KernelShape::same(128, 128, 3);
    let kernel = cpu.kernel(kind, &vec![0.01; kind.len()]);
    let x = cpu.sheet(shape, &vec![0.5; shape.len()]);
    let large = Shape::new(64, 256, 256);
    let mut sheet = cpu.sheet(large, &vec![0.5; large.len()]);
    let (mut conv_secs, mut pass_secs) = (f32::INFINITY, f32::INFINITY);
    for _ in 0..TRIES {
        let begun = Instant::now();
        cpu.conv(&x, &kernel, Edges::ZERO, Scale::One, After::default());
        conv_secs = conv_secs.min(begun.elapsed().as_secs_f32());
        let begun = Instant::now();
        sheet = cpu.apply(
            sheet,
            After {
                bias: Some(&[0.0; 64]),
                ..After::default()
            },
        );
        pass_secs = pass_secs.min(begun.elapsed().as_secs_f32());
    }
    let multiplies = kind.multiplies(shape, [false; 2]) as f32;
    (multiplies / conv_secs, 8.0 * large.len() as f32 / pass_secs)
}

/// The weights as they are read and as they are laid out, and some sheets of the largest size.
fn needed_bytes(brought: &Brought) -> Result<u64, OpenError> {
    const SHEETS: u64 = 6;
    let largest = counted(brought)?.1.largest;
    Ok(4 * (2 * brought.parameters() + SHEETS * largest))
}
