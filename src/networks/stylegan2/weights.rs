//! StyleGAN2's tensors: their official names, their shapes, and what these say about the network.

use welkin_compute::Filter;

use super::filter::usual;
use crate::colours::readable;
use crate::mapping::MappingWeights;
use crate::resampler::resampler;
use crate::source::{Misfits, Numbers, Reader, Source};

/// The side of the largest picture that there could be.
const MAX_SIDE: usize = 1 << 14;
/// More taps than any filter has, along an axis.
const MAX_TAPS: usize = 64;

/// All tensors of a generator.
pub(super) struct Weights {
    pub(super) mapping: MappingWeights,
    /// What the synthesis begins with, [channels, 4, 4].
    pub(super) start: Numbers,
    pub(super) blocks: Vec<BlockWeights>,
}

/// One resolution's tensors.
pub(super) struct BlockWeights {
    /// Two, the first of which doubles the size; in the first block only one, which does not.
    pub(super) convs: Vec<ConvWeights>,
    /// Where the block adds to the picture.
    pub(super) light: Option<LightWeights>,
    /// [outputs, inputs, 1, 1], where the block's input is added to what it gives.
    pub(super) skip: Option<Numbers>,
    /// What the picture is enlarged with, gain included.
    pub(super) filter: Filter,
}

/// A modulated 3 × 3 convolution's tensors.
pub(super) struct ConvWeights {
    /// [outputs, inputs, 3, 3]
    pub(super) weight: Numbers,
    /// [outputs]
    pub(super) bias: Numbers,
    /// From w to the style: [inputs, w] and [inputs].
    pub(super) affine: (Numbers, Numbers),
    /// How strong noise is; none where the layer takes none.
    pub(super) noise_strength: Option<f32>,
    /// [side, side]
    pub(super) noise: Option<Numbers>,
    /// The filter after a convolution that doubles the size, gain included.
    pub(super) filter: Option<Filter>,
    /// What the layer's numbers are kept within.
    pub(super) clamp: f32,
}

/// A modulated 1 × 1 convolution's tensors.
pub(super) struct LightWeights {
    /// [colours, inputs, 1, 1]
    pub(super) weight: Numbers,
    /// [colours]
    pub(super) bias: Numbers,
    /// From w to the style: [inputs, w] and [inputs].
    pub(super) affine: (Numbers, Numbers),
    /// What the numbers are kept within.
    pub(super) clamp: f32,
}

impl Weights {
    /// Reads a checkpoint.
    pub(super) fn read(source: &dyn Source) -> Result<Self, Misfits> {
        let mut reader = Reader::new(source);
        let w = reader.side("synthesis.b4.conv1.affine.weight", 1);
        let clamp = reader.setting("conv_clamp", None);
        let channels = reader.side("synthesis.b4.const", 0);
        let last = std::iter::successors(Some(4), |side| Some(side * 2))
            .take_while(|side| *side <= MAX_SIDE)
            .take_while(|side| *side == 4 || reader.has(&format!("synthesis.b{side}.conv1.weight")))
            .last()
            .unwrap_or(4);
        let mapping = MappingWeights::read(&mut reader, w);
        let start = reader.numbers("synthesis.b4.const", &[channels, 4, 4]);
        let mut tensors = Tensors {
            paints_everywhere: has_any(source, last / 2, "torgb"),
            has_skips: has_any(source, last, "skip"),
            reader,
            w,
            clamp: clamp.map_or(f32::INFINITY, |clamp| clamp as f32),
        };
        let mut blocks = Vec::new();
        let mut inputs = channels;
        let mut side = 4;
        while side <= last {
            blocks.push(tensors.block(side, inputs, side == last));
            inputs = (tensors.reader).side(&format!("synthesis.b{side}.conv1.weight"), 0);
            side *= 2;
        }
        tensors.reader.finish()?;
        Ok(Self {
            mapping,
            start,
            blocks,
        })
    }
}

/// Whether any block up to a side has this layer.
fn has_any(source: &dyn Source, last: usize, layer: &str) -> bool {
    let mut sides = (2..).map(|i| 1usize << i).take_while(|side| *side <= last);
    sides.any(|side| {
        source
            .shape(&format!("synthesis.b{side}.{layer}.weight"))
            .is_some()
    })
}

struct Tensors<'a> {
    reader: Reader<'a>,
    w: usize,
    clamp: f32,
    /// Every block adds to the picture (the `skip` architecture), not only the last one.
    paints_everywhere: bool,
    /// Every block but the first adds its input to its output (`resnet`).
    has_skips: bool,
}

impl Tensors<'_> {
    fn block(&mut self, side: usize, inputs: usize, is_last: bool) -> BlockWeights {
        let name = format!("synthesis.b{side}");
        let is_first = side == 4;
        let outputs = self.reader.side(&format!("{name}.conv1.weight"), 0);
        let mut convs = Vec::new();
        if !is_first {
            convs.push(self.conv(&format!("{name}.conv0"), [outputs, inputs], side, true));
        }
        let inner = if is_first { inputs } else { outputs };
        convs.push(self.conv(&format!("{name}.conv1"), [outputs, inner], side, false));
        let skips = self.has_skips && !is_first;
        BlockWeights {
            convs,
            light: (is_last || self.paints_everywhere).then(|| self.light(&name, outputs)),
            skip: skips.then(|| {
                let name = format!("{name}.skip.weight");
                self.reader.numbers(&name, &[outputs, inputs, 1, 1])
            }),
            filter: self.filter(&name),
        }
    }

    fn conv(
        &mut self,
        name: &str,
        [outputs, inputs]: [usize; 2],
        side: usize,
        doubles: bool,
    ) -> ConvWeights {
        let reader = &mut self.reader;
        let strength = format!("{name}.noise_strength");
        let noise = format!("{name}.noise_const");
        ConvWeights {
            weight: reader.numbers(&format!("{name}.weight"), &[outputs, inputs, 3, 3]),
            bias: reader.numbers(&format!("{name}.bias"), &[outputs]),
            noise_strength: reader.has(&strength).then(|| reader.number(&strength)),
            noise: (reader.has(&noise)).then(|| reader.numbers(&noise, &[side, side])),
            affine: self.affine(name, inputs),
            filter: doubles.then(|| self.filter(name)),
            clamp: self.clamp,
        }
    }

    fn light(&mut self, block: &str, inputs: usize) -> LightWeights {
        let name = format!("{block}.torgb");
        let weight = format!("{name}.weight");
        let outputs = readable(self.reader.side(&weight, 0));
        LightWeights {
            weight: (self.reader).numbers(&weight, &[outputs, inputs, 1, 1]),
            bias: (self.reader).numbers(&format!("{name}.bias"), &[outputs]),
            affine: self.affine(&name, inputs),
            clamp: self.clamp,
        }
    }

    fn affine(&mut self, name: &str, inputs: usize) -> (Numbers, Numbers) {
        let weight = format!("{name}.affine.weight");
        let bias = format!("{name}.affine.bias");
        (
            self.reader.numbers(&weight, &[inputs, self.w]),
            self.reader.numbers(&bias, &[inputs]),
        )
    }

    /// Enlarging by zeros between leaves a quarter of the light: a gain of 2 along each axis.
    fn filter(&mut self, layer: &str) -> Filter {
        const GAIN: f32 = 2.0;
        let name = format!("{layer}.resample_filter");
        if !self.reader.has(&name) {
            return usual(GAIN);
        }
        let side = self.reader.side(&name, 0).min(MAX_TAPS);
        let numbers = self.reader.numbers(&name, &[side, side]);
        if numbers.values.is_empty() {
            return usual(GAIN);
        }
        resampler(&numbers, GAIN)
    }
}
