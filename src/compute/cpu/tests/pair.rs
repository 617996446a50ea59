//! The same calls on the plain engine and on the fast one.

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

use super::super::after::Finish;
use super::super::conv::Conv;
use super::super::kernel::Way;
use super::super::lanes::Machine;
use super::super::winograd::Kind;
use crate::*;

impl Cpu {
    /// One that convolves tap by tap only.
    pub(in super::super) fn tap_by_tap() -> Self {
        Self {
            direct: true,
            ..Self::default()
        }
    }

    /// One for each kind of CPU that this CPU can be.
    pub(in super::super) fn all() -> Vec<Self> {
        let kinds = Machine::all().into_iter();
        kinds
            .map(|machine| Self {
                machine,
                ..Self::default()
            })
            .collect()
    }
}

/// One case: the same calls on two engines.
pub(super) struct Pair {
    pub(super) plain: Plain,
    pub(super) fast: Cpu,
    pub(super) chance: StdRng,
    tolerance: f32,
}

/// A sheet in both.
pub(super) type Both = (PlainSheet, CpuSheet);

impl Pair {
    pub(in super::super) fn numbers(&mut self, count: usize) -> Vec<f32> {
        (0..count)
            .map(|_| self.chance.random_range(-1.0..1.0))
            .collect()
    }

    pub(in super::super) fn sheet(&mut self, shape: Shape) -> Both {
        let numbers = self.numbers(shape.len());
        (
            self.plain.sheet(shape, &numbers),
            self.fast.sheet(shape, &numbers),
        )
    }

    /// Largest difference, of the largest number.
    pub(in super::super) fn check(&mut self, (plain, fast): Both, what: &str) {
        assert_eq!(self.plain.shape(&plain), self.fast.shape(&fast), "{what}");
        let a = self.plain.numbers(&plain).expect("memory answers");
        let b = self.fast.numbers(&fast).expect("memory answers");
        let largest = a.iter().fold(1e-3f32, |largest, a| largest.max(a.abs()));
        for (i, (a, b)) in a.iter().zip(&b).enumerate() {
            let off = (a - b).abs() / largest;
            assert!(
                off <= self.tolerance,
                "{what}: number {i} is {b} instead of {a}"
            );
        }
    }
}

/// Every kind of CPU that this one can be.
pub(super) fn for_each_machine(mut case: impl FnMut(&mut Pair)) {
    for fast in Cpu::all() {
        case(&mut Pair {
            plain: Plain,
            fast,
            chance: StdRng::seed_from_u64(7),
            tolerance: 1e-4,
        });
    }
}

pub(super) const EDGES: [Edge; 4] = [Edge::Zero, Edge::Wrap, Edge::Clamp, Edge::Reflect];

/// Which parts a case has, from the bits of a number.
pub(super) struct Parts {
    pub(super) style: Option<Vec<f32>>,
    pub(super) style_map: Option<Both>,
    pub(super) scale: Option<Vec<f32>>,
    pub(super) scale_map: Option<Both>,
    pub(super) noise: Option<Both>,
    pub(super) bias: Option<Vec<f32>>,
    pub(super) activation: Activation,
    pub(super) add: Option<Both>,
}

impl Parts {
    pub(in super::super) fn new(pair: &mut Pair, bits: usize, input: Shape, output: Shape) -> Self {
        let has = |bit: usize| bits >> bit & 1 == 1;
        Self {
            style: has(0).then(|| pair.numbers(input.channels)),
            style_map: has(1).then(|| pair.sheet(input)),
            scale: has(2).then(|| pair.numbers(output.channels)),
            scale_map: has(3).then(|| pair.sheet(output)),
            noise: has(4).then(|| pair.sheet(output.with_channels(1))),
            bias: has(5).then(|| pair.numbers(output.channels)),
            activation: if has(6) {
                Activation {
                    curve: Curve::Leaky(0.2),
                    gain: std::f32::consts::SQRT_2,
                    // As large as sums are: a limit far below would magnify the last digits.
                    limit: 4.0,
                }
            } else {
                Activation::NONE
            },
            add: has(7).then(|| pair.sheet(output)),
        }
    }

    pub(in super::super) fn plain(&self) -> (Scale<'_, PlainSheet>, After<'_, PlainSheet>) {
        let scale = |of: &'_ Option<Vec<f32>>| of.is_some();
        let style = match (&self.style, &self.style_map) {
            (_, Some(map)) => Scale::Map(&map.0),
            (Some(style), _) => Scale::Channels(style),
            _ => Scale::One,
        };
        debug_assert_eq!(scale(&self.style), self.style.is_some());
        let after = After {
            scale: match (&self.scale, &self.scale_map) {
                (_, Some(map)) => Scale::Map(&map.0),
                (Some(scale), _) => Scale::Channels(scale),
                _ => Scale::One,
            },
            noise: self.noise.as_ref().map(|noise| (&noise.0, 0.5)),
            bias: self.bias.as_deref(),
            activation: self.activation,
            add: self.add.as_ref().map(|add| &add.0),
        };
        (style, after)
    }

    pub(in super::super) fn fast(&self) -> (Scale<'_, CpuSheet>, After<'_, CpuSheet>) {
        let style = match (&self.style, &self.style_map) {
            (_, Some(map)) => Scale::Map(&map.1),
            (Some(style), _) => Scale::Channels(style),
            _ => Scale::One,
        };
        let after = After {
            scale: match (&self.scale, &self.scale_map) {
                (_, Some(map)) => Scale::Map(&map.1),
                (Some(scale), _) => Scale::Channels(scale),
                _ => Scale::One,
            },
            noise: self.noise.as_ref().map(|noise| (&noise.1, 0.5)),
            bias: self.bias.as_deref(),
            activation: self.activation,
            add: self.add.as_ref().map(|add| &add.1),
        };
        (style, after)
    }
}

pub(super) fn check_conv(
    pair: &mut Pair,
    kernel: KernelShape,
    size: (usize, usize),
    edges: Edges,
    bits: usize,
) {
    let input = Shape::new(kernel.inputs, size.0, size.1);
    let wraps = [edges.down == Edge::Wrap, edges.across == Edge::Wrap];
    let output = kernel.output(input, wraps);
    if output.is_empty() {
        return;
    }
    let x = pair.sheet(input);
    let weights = pair.numbers(kernel.len());
    let parts = Parts::new(pair, bits, input, output);
    let plain = pair.plain.kernel(kernel, &weights);
    let fast = pair.fast.kernel(kernel, &weights);
    let (style, after) = parts.plain();
    let a = pair.plain.conv(&x.0, &plain, edges, style, after);
    let kinds = (0..Kind::ALL.len()).filter(|i| fast.fits(Kind::ALL[*i]));
    let others = kinds.map(|i| (format!("{:?}", Kind::ALL[i]), Way::Winograd(fast.points(i))));
    let others = others.chain(fast.few().map(|few| ("few".into(), Way::Few(few))));
    let direct = ("direct".into(), Way::Direct(fast.plan()));
    for (name, way) in std::iter::once(direct).chain(others) {
        let (style, after) = parts.fast();
        let conv = Conv {
            way,
            ..pair.fast.way(&x.1, &fast, edges, style)
        };
        let b = (pair.fast).filled(conv.output, |out| conv.run(&Finish::new(after, out)));
        let what = format!(
            "{:?} {name} {kernel:?} {size:?} {edges:?} {bits:b}",
            pair.fast
        );
        pair.check((a.clone(), b), &what);
    }
}
