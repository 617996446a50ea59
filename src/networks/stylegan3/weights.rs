//! StyleGAN3's tensors: their official names, their shapes, and what these say about the network.

use welkin_compute::Filter;

use super::layout::{Layout, Named, named};
use crate::colours::{readable, three};
use crate::mapping::MappingWeights;
use crate::resampler::resampler;
use crate::source::{Found, Misfits, Numbers, Reader, Source};

/// The largest kernel that there could be, along an axis.
const MAX_KERNEL: usize = 15;
/// More taps than any filter has, along an axis.
const MAX_TAPS: usize = 256;

/// All tensors of a generator.
pub(super) struct Weights {
    pub(super) mapping: MappingWeights,
    pub(super) input: InputWeights,
    pub(super) layers: Vec<LayerWeights>,
}

/// The input's tensors.
pub(super) struct InputWeights {
    /// What mixes the waves, [channels, waves].
    pub(super) weight: Numbers,
    /// From w to a turn and a shift: [4, w] and [4].
    pub(super) affine: (Numbers, Numbers),
    /// [waves, 2]: across and down.
    pub(super) frequencies: Numbers,
    /// [waves]
    pub(super) phases: Numbers,
    /// [3, 3]
    pub(super) view: Option<Numbers>,
    /// Waves up to here are whole; those of half the rate are nothing.
    pub(super) bandwidth: f32,
    /// Rows of the square, and how many of them are the picture.
    pub(super) side: usize,
    /// Samples across the picture.
    pub(super) rate: usize,
}

/// A layer's tensors.
pub(super) struct LayerWeights {
    /// [outputs, inputs, kernel, kernel]
    pub(super) weight: Numbers,
    /// [outputs]
    pub(super) bias: Numbers,
    /// From w to the style: [inputs, w] and [inputs].
    pub(super) affine: (Numbers, Numbers),
    /// The mean square of what goes in.
    pub(super) magnitude: f32,
    pub(super) layout: Layout,
    /// Before and after the activation, gains included; none in the last layer.
    pub(super) filters: Option<[Filter; 2]>,
    /// What the layer's numbers are kept within.
    pub(super) clamp: f32,
    /// What the picture is multiplied by; 1 but in the last layer.
    pub(super) scale: f32,
}

impl Weights {
    /// Reads a checkpoint.
    pub(super) fn read(source: &dyn Source) -> Result<Self, Misfits> {
        let mut reader = Reader::new(source);
        let w = reader.side("synthesis.input.affine.weight", 1);
        let mapping = MappingWeights::read(&mut reader, w);
        let Some(layers) = named(&source.names()) else {
            reader.refuse("synthesis.L0_*.weight", &[0, 0, 0, 0], Found::Nothing);
            return Err(reader.misfits());
        };
        let mut tensors = Tensors { reader, w };
        let (input, channels) = tensors.input();
        let layers = tensors.layers(&layers, channels);
        tensors.reader.finish()?;
        // The first layer's rate is the input's.
        let rate = layers[0].layout.rate_in;
        let side = layers[0].layout.side_in;
        let input = InputWeights {
            rate,
            side,
            ..input
        };
        Ok(Self {
            mapping,
            input,
            layers,
        })
    }
}

struct Tensors<'a> {
    reader: Reader<'a>,
    w: usize,
}

impl Tensors<'_> {
    /// The input, and how many channels it gives.
    fn input(&mut self) -> (InputWeights, usize) {
        let reader = &mut self.reader;
        let waves = reader.side("synthesis.input.freqs", 0);
        let channels = reader.side("synthesis.input.weight", 0);
        let view = "synthesis.input.transform";
        let bandwidth = reader.setting("first_cutoff", Some(2.0));
        let input = InputWeights {
            weight: reader.numbers("synthesis.input.weight", &[channels, waves]),
            affine: (
                reader.numbers("synthesis.input.affine.weight", &[4, self.w]),
                reader.numbers("synthesis.input.affine.bias", &[4]),
            ),
            frequencies: reader.numbers("synthesis.input.freqs", &[waves, 2]),
            phases: reader.numbers("synthesis.input.phases", &[waves]),
            view: (reader.has(view)).then(|| reader.numbers(view, &[3, 3])),
            bandwidth: bandwidth.unwrap_or(2.0) as f32,
            side: 0,
            rate: 0,
        };
        (input, channels)
    }

    fn layers(&mut self, named: &[Named], mut inputs: usize) -> Vec<LayerWeights> {
        let sides: Vec<usize> = named.iter().map(|layer| layer.side).collect();
        let mut layers = Vec::with_capacity(named.len());
        for (index, layer) in named.iter().enumerate() {
            let read = self.layer(&layer.name, index, &sides, inputs);
            inputs = self.reader.side(&format!("{}.weight", layer.name), 0);
            layers.extend(read);
        }
        layers
    }

    fn layer(
        &mut self,
        name: &str,
        index: usize,
        sides: &[usize],
        inputs: usize,
    ) -> Option<LayerWeights> {
        let reader = &mut self.reader;
        let is_last = index + 1 == sides.len();
        let natural = |setting: Option<f64>, usual: usize| match setting {
            Some(number) if (0.0..4096.0).contains(&number) => number as usize,
            _ => usual,
        };
        let margin = natural(reader.setting("margin_size", None), 10);
        let finer = natural(reader.setting("lrelu_upsampling", None), 2);
        let weight = format!("{name}.weight");
        let outputs = reader.side(&weight, 0);
        let outputs = if is_last { readable(outputs) } else { outputs };
        let kernel = reader.side(&weight, 2).min(MAX_KERNEL);
        let filters = ["up_filter", "down_filter"].map(|filter| {
            let filter = format!("{name}.{filter}");
            reader.has(&filter).then(|| {
                let side = reader.side(&filter, 0).min(MAX_TAPS);
                let is_square = reader
                    .source()
                    .shape(&filter)
                    .is_some_and(|shape| shape.len() > 1);
                let shape: &[usize] = if is_square { &[side, side] } else { &[side] };
                reader.numbers(&filter, shape)
            })
        });
        let taps = [0, 1].map(|i| {
            filters[i]
                .as_ref()
                .map_or(1, |filter| filter.shape.first().copied().unwrap_or(1))
        });
        let weight = reader.numbers(&weight, &[outputs, inputs, kernel, kernel]);
        let bias = reader.numbers(&format!("{name}.bias"), &[outputs]);
        let affine = (
            reader.numbers(&format!("{name}.affine.weight"), &[inputs, self.w]),
            reader.numbers(&format!("{name}.affine.bias"), &[inputs]),
        );
        let magnitude = reader.number(&format!("{name}.magnitude_ema"));
        let Some(layout) = Layout::of(sides, index, margin, finer, kernel, taps) else {
            let found = Found::Shape(vec![outputs, inputs, kernel, kernel]);
            reader.refuse(&format!("{name} (of this side)"), &[], found);
            return None;
        };
        if !reader.fits() {
            return None;
        }
        let clamp = reader.setting("conv_clamp", Some(256.0));
        let scale = reader.setting("output_scale", Some(0.25)).unwrap_or(1.0);
        let gains = [layout.up as f32, 1.0];
        let filter = |i: usize| match &filters[i] {
            Some(filter) => resampler(filter, gains[i]),
            None => Filter::Separable(vec![gains[i]]),
        };
        let [weight, bias] = match is_last {
            true => [weight, bias].map(three),
            false => [weight, bias],
        };
        Some(LayerWeights {
            weight,
            bias,
            affine,
            magnitude,
            layout,
            filters: (!is_last).then(|| [filter(0), filter(1)]),
            clamp: clamp.map_or(f32::INFINITY, |clamp| clamp as f32),
            scale: if is_last { scale as f32 } else { 1.0 },
        })
    }
}
