//! The small network: frames in, how likely this is a beat and the first of a bar.
//!
//! A temporal convolutional network (Davies and Böck, *Temporal convolutional networks for musical audio beat
//! tracking*, 2019), here without any view of the future: 64 numbers → 32 → nine blocks whose five taps lie 1, 2,
//! 4 … 256 frames apart → 2. It remembers 41 s, has 62 114 weights and does 3 million multiplications a second.
//!
//! `training/train.py` made `weights.f32`: little-endian, layer by layer in the order of [`Network::new`], each as
//! weights `[output][tap, oldest first][input]`, then biases.

use super::features::SIZE;

static WEIGHTS: &[u8] = include_bytes!("weights.f32");

const CHANNELS: usize = 32;
const FRONT_TAPS: usize = 3;
const TAPS: usize = 5;
const BLOCKS: usize = 9;

const OUTPUTS: usize = 2;

/// What the network says about one frame.
pub(super) struct Heard {
    /// 0 to 1: a beat is here.
    pub(super) beat: f32,
    /// 0 to 1: the first beat of a bar is here.
    pub(super) first: f32,
}

pub(super) struct Network {
    front: Convolution,
    blocks: Vec<Block>,
    head: Convolution,
}

/// Hears what lies behind, and says what to add.
struct Block {
    taps: Convolution,
    mix: Convolution,
}

impl Network {
    pub(super) fn new() -> Self {
        let mut weights = WEIGHTS
            .chunks_exact(4)
            .map(|bytes| f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]));
        let mut layer = |inputs, outputs, taps, apart| {
            Convolution::read(&mut weights, inputs, outputs, taps, apart)
        };
        let network = Self {
            front: layer(SIZE, CHANNELS, FRONT_TAPS, 1),
            blocks: (0..BLOCKS)
                .map(|n| Block {
                    taps: layer(CHANNELS, CHANNELS, TAPS, 1 << n),
                    mix: layer(CHANNELS, CHANNELS, 1, 1),
                })
                .collect(),
            head: layer(CHANNELS, OUTPUTS, 1, 1),
        };
        assert_eq!(weights.count(), 0, "weights left over");
        network
    }

    /// Listens to the next frame. Never allocates.
    pub(super) fn step(&mut self, values: &[f32; SIZE]) -> Heard {
        let (mut x, mut added) = ([0.0; CHANNELS], [0.0; CHANNELS]);
        let mut total = [0.0; CHANNELS];
        self.front.step(values, &mut x);
        x.iter_mut().for_each(elu);
        for block in &mut self.blocks {
            let mut hidden = [0.0; CHANNELS];
            block.taps.step(&x, &mut hidden);
            hidden.iter_mut().for_each(elu);
            block.mix.step(&hidden, &mut added);
            for ((x, total), added) in x.iter_mut().zip(&mut total).zip(added) {
                *x += added;
                *total += added;
            }
        }
        total.iter_mut().for_each(elu);
        let mut said = [0.0; OUTPUTS];
        self.head.step(&total, &mut said);
        Heard {
            beat: sigmoid(said[0]),
            first: sigmoid(said[1]),
        }
    }
}

/// A causal convolution that steps frame by frame: it keeps the inputs that its taps reach back to.
struct Convolution {
    weights: Vec<f32>,
    bias: Vec<f32>,
    inputs: usize,
    taps: usize,
    apart: usize,
    /// The last inputs, a ring of frames.
    past: Vec<f32>,
    /// The frame in the ring that is written next.
    next: usize,
    /// What lies under the taps, side by side.
    seen: Vec<f32>,
}

impl Convolution {
    fn read(
        from: &mut impl Iterator<Item = f32>,
        inputs: usize,
        outputs: usize,
        taps: usize,
        apart: usize,
    ) -> Self {
        let mut take = |count| {
            let weights: Vec<f32> = from.take(count).collect();
            assert_eq!(weights.len(), count, "weights missing");
            weights
        };
        Self {
            weights: take(outputs * taps * inputs),
            bias: take(outputs),
            inputs,
            taps,
            apart,
            past: vec![0.0; ((taps - 1) * apart + 1) * inputs],
            next: 0,
            seen: vec![0.0; taps * inputs],
        }
    }

    fn step(&mut self, values: &[f32], outputs: &mut [f32]) {
        let (size, frames) = (self.inputs, (self.taps - 1) * self.apart + 1);
        self.past[self.next * size..][..size].copy_from_slice(values);
        // The ring is as long as the taps reach, so the oldest comes right after the newest.
        for (tap, seen) in self.seen.chunks_exact_mut(size).enumerate() {
            let frame = (self.next + 1 + tap * self.apart) % frames;
            seen.copy_from_slice(&self.past[frame * size..][..size]);
        }
        self.next = (self.next + 1) % frames;
        let rows = self.weights.chunks_exact(self.seen.len());
        for ((output, row), bias) in outputs.iter_mut().zip(rows).zip(&self.bias) {
            *output = bias + dot(row, &self.seen);
        }
    }
}

/// In eight sums side by side, which one instruction adds up at once. Lengths are multiples of eight.
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0; 8];
    for (a, b) in a.chunks_exact(8).zip(b.chunks_exact(8)) {
        for ((sum, a), b) in sums.iter_mut().zip(a).zip(b) {
            *sum += a * b;
        }
    }
    sums.iter().sum()
}

fn elu(x: &mut f32) {
    if *x < 0.0 {
        *x = x.exp_m1();
    }
}

fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

#[cfg(test)]
mod tests;
