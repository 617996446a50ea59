//! The operations of networks on burn's tensors: a GPU through wgpu or CUDA, or burn's own CPU backend.

mod beyond;
mod conv;
mod filter;
mod after;
mod places;

use std::ops::Range;

use burn::tensor::activation::{sigmoid, softmax};
use burn::tensor::module::{adaptive_avg_pool2d, max_pool2d};
use burn::tensor::{DType, Tensor, TensorData};
use burn::{Dispatch, DispatchDevice};
use welkin_compute::{
    After, Edges, Engine, Filter, KernelShape, Lost, Precision, Resample, Scale, Shape,
};

use crate::darkroom::Darkroom;
use crate::develop::{Develop, in_memory};
use crate::device::{Opened, opened};
use crate::inside::on_gpu;
use crate::light;
use crate::readback;
use crate::slide::Slide;
use crate::turns::Turns;

/// A sheet: [1, channels, height, width].
type Sheet = Tensor<Dispatch, 4>;

/// Computes on one of burn's devices.
pub(crate) struct OnBurn {
    device: DispatchDevice,
    numbers: DType,
    shared: Option<Shared>,
}

/// What it takes to paint on the GPU that shows.
pub(crate) struct Shared {
    turns: Turns,
    darkroom: Darkroom,
}

/// A convolution's weights on the device: [outputs, inputs, height, width], or inputs first if transposed.
pub(crate) struct Kernel {
    shape: KernelShape,
    weights: Tensor<Dispatch, 4>,
}

impl OnBurn {
    pub(crate) fn new(device: DispatchDevice) -> Self {
        let shared = Shared::on(&device);
        let numbers = DType::F32;
        Self {
            device,
            numbers,
            shared,
        }
    }

    /// With weights and sheets of fewer bits; on a device that shows nothing.
    pub(crate) fn with_precision(device: DispatchDevice, precision: Precision) -> Self {
        let numbers = match precision {
            Precision::F32 => DType::F32,
            Precision::F16 => DType::F16,
            Precision::Bf16 => DType::BF16,
        };
        Self {
            device,
            numbers,
            shared: None,
        }
    }

    fn tensor<const D: usize>(&self, values: &[f32], shape: [usize; D]) -> Tensor<Dispatch, D> {
        let values = TensorData::new(values.to_vec(), shape);
        Tensor::from_data(values, (&self.device, self.numbers))
    }
}

impl Shared {
    /// Nothing where nothing is shown.
    pub(crate) fn on(device: &DispatchDevice) -> Option<Self> {
        let opened = opened(device).filter(Opened::is_shared)?;
        let tensor = on_gpu(Tensor::<Dispatch, 1>::zeros([1], device))?;
        Some(Self {
            darkroom: Darkroom::new(&opened),
            turns: Turns::new(tensor, opened.device, opened.queue),
        })
    }

    /// Lets others go first.
    pub(crate) fn breathe(&mut self) {
        self.turns.take();
    }

    /// The picture of a tensor [1, 3, height, width]; from memory where it cannot stay on the GPU.
    ///
    /// # Errors
    /// What the device said.
    pub(crate) fn develop(&mut self, sheet: Sheet) -> Result<Slide, String> {
        self.turns.check()?;
        match self.darkroom.develop(sheet.clone())? {
            Some(slide) => Ok(slide),
            None => {
                let [_, _, height, width] = sheet.dims();
                Ok(light::from_planes(width, height, &readback::numbers(sheet)?).into())
            }
        }
    }
}

impl Develop for OnBurn {
    fn develop(&mut self, sheet: &Sheet) -> Result<Slide, Lost> {
        match &mut self.shared {
            Some(shared) => shared
                .develop(sheet.clone())
                .map_err(|reason| Lost { reason }),
            None => in_memory(self, sheet),
        }
    }
}

fn read(tensor: Sheet) -> Result<Vec<f32>, Lost> {
    readback::numbers(tensor).map_err(|reason| Lost { reason })
}

fn size(sheet: &Sheet) -> Shape {
    let [_, channels, height, width] = sheet.dims();
    Shape::new(channels, height, width)
}

impl Engine for OnBurn {
    type Sheet = Sheet;
    type Kernel = Kernel;

    fn sheet(&mut self, shape: Shape, values: &[f32]) -> Sheet {
        self.tensor(values, [1, shape.channels, shape.height, shape.width])
    }

    fn breathe(&mut self) {
        if let Some(shared) = &mut self.shared {
            shared.breathe();
        }
    }

    fn numbers(&mut self, sheet: &Sheet) -> Result<Vec<f32>, Lost> {
        if let Some(shared) = &mut self.shared {
            shared.turns.check().map_err(|reason| Lost { reason })?;
        }
        read(sheet.clone())
    }

    fn shape(&self, sheet: &Sheet) -> Shape {
        size(sheet)
    }

    fn kernel(&mut self, shape: KernelShape, weights: &[f32]) -> Kernel {
        let KernelShape {
            outputs,
            inputs,
            height,
            width,
            ..
        } = shape;
        let weights = self.tensor(weights, [outputs, inputs, height, width]);
        let weights = if shape.transposed {
            weights.swap_dims(0, 1)
        } else {
            weights
        };
        Kernel { shape, weights }
    }

    fn conv(
        &mut self,
        x: &Sheet,
        kernel: &Kernel,
        edges: Edges,
        style: Scale<Sheet>,
        after: After<Sheet>,
    ) -> Sheet {
        let x = after::scaled(self, x.clone(), style);
        after::apply(self, conv::conv(x, kernel, edges), after)
    }

    fn filter(
        &mut self,
        x: &Sheet,
        filter: &Filter,
        how: Resample,
        edges: Edges,
        after: After<Sheet>,
    ) -> Sheet {
        let y = filter::filter(self, x.clone(), filter, how, edges);
        after::apply(self, y, after)
    }

    fn apply(&mut self, x: Sheet, after: After<Sheet>) -> Sheet {
        after::apply(self, x, after)
    }

    fn nearest(&mut self, x: &Sheet, times: usize) -> Sheet {
        let [_, c, h, w] = x.dims();
        let wide: Tensor<Dispatch, 6> = x.clone().reshape([1, c, h, 1, w, 1]);
        wide.repeat_dim(3, times)
            .repeat_dim(5, times)
            .reshape([1, c, h * times, w * times])
    }

    fn max_pool(&mut self, x: &Sheet) -> Sheet {
        max_pool2d(x.clone(), [2, 2], [2, 2], [0, 0], [1, 1], false)
    }

    fn mean_pool(&mut self, x: &Sheet, height: usize, width: usize) -> Sheet {
        adaptive_avg_pool2d(x.clone(), [height, width])
    }

    fn join(&mut self, sheets: &[&Sheet]) -> Sheet {
        Tensor::cat(sheets.iter().map(|sheet| (*sheet).clone()).collect(), 1)
    }

    fn channels(&mut self, x: &Sheet, range: Range<usize>) -> Sheet {
        x.clone().narrow(1, range.start, range.len())
    }

    fn window(
        &mut self,
        x: &Sheet,
        corner: (isize, isize),
        (height, width): (usize, usize),
        edges: Edges,
    ) -> Sheet {
        let y = beyond::part(x.clone(), 2, corner.0, height, edges.down);
        beyond::part(y, 3, corner.1, width, edges.across)
    }

    fn gated(&mut self, x: &Sheet) -> Sheet {
        let half = x.dims()[1] / 2;
        x.clone().narrow(1, 0, half) * sigmoid(x.clone().narrow(1, half, half))
    }

    fn statistics(&mut self, x: &Sheet) -> Result<Vec<[f32; 2]>, Lost> {
        let [_, c, h, w] = x.dims();
        let flat: Tensor<Dispatch, 4> = x.clone().reshape([1, 1, c, h * w]);
        let mean = flat.clone().mean_dim(3);
        let away = flat - mean.clone();
        let spread = (away.clone() * away).mean_dim(3);
        let (means, spreads) = (read(mean)?, read(spread)?);
        Ok(means
            .into_iter()
            .zip(spreads)
            .map(|(mean, spread)| [mean, spread])
            .collect())
    }

    fn attend(&mut self, query: &Sheet, keys: &Sheet, values: &Sheet) -> Sheet {
        let rows = |sheet: &Sheet| {
            let [_, c, h, w] = sheet.dims();
            sheet.clone().reshape([c, h * w])
        };
        let [_, _, height, width] = query.dims();
        let products: Tensor<Dispatch, 2> = rows(query).transpose().matmul(rows(keys));
        let seen = rows(values).matmul(softmax(products, 1).transpose());
        let channels = seen.dims()[0];
        seen.reshape([1, channels, height, width])
    }

    fn warp(&mut self, x: &Sheet, matrix: [[f32; 3]; 2], edges: Edges) -> Sheet {
        places::warp(self, x.clone(), matrix, edges)
    }

    fn choose(&mut self, takes: &[bool], a: &Sheet, b: &Sheet) -> Sheet {
        // Run by run, so that what is not a number in the one does not reach the other.
        let mut parts = Vec::new();
        let mut start = 0;
        for run in takes.chunk_by(|one, next| one == next) {
            let sheet = if run[0] { a } else { b };
            parts.push(sheet.clone().narrow(1, start, run.len()));
            start += run.len();
        }
        Tensor::cat(parts, 1)
    }

    fn blend(&mut self, masks: &Sheet, vectors: &[Vec<f32>]) -> Sheet {
        let [_, k, h, w] = masks.dims();
        let channels = vectors.first().map_or(0, Vec::len);
        let vectors: Tensor<Dispatch, 2> = self.tensor(&vectors.concat(), [k, channels]);
        let masks = masks.clone().reshape([k, h * w]);
        vectors
            .transpose()
            .matmul(masks)
            .reshape([1, channels, h, w])
    }
}

#[cfg(test)]
mod tests;
