//! The door: from a show's model to something that paints.

use std::sync::Arc;

use welkin_checkpoint::{Checkpoint, Family};
use welkin_compute::Precision;
use welkin_installation::{Model, ModelKind, Weights};
use welkin_values::Coverage;

use crate::backend::Backend;
use crate::blending::Blending;
use crate::brought::Brought;
use crate::device::gpu;
use crate::error::OpenError;
use crate::field_gan;
use crate::generator::Generator;
use crate::given::read_given;
use crate::governed::{Governed, Make};
use crate::lay::{Lay, steps};
use crate::painting::{Manner, Painting};
use crate::sturdy::Sturdy;
use crate::test_pattern::TestPattern;

/// A picture to begin with is no larger than this along a side.
const GIVEN_SIDE: u32 = 2048;
/// The smallest and the largest side of a picture.
const SIZES: std::ops::RangeInclusive<usize> = 32..=4096;

/// Opens a model that paints pictures for a coverage. The Field GAN and the test pattern paint the model's size high:
/// a panorama is twice as wide and closes at the sides, a flat picture is as wide as its surface, all others are square.
/// Checkpoints paint the square that they were trained on, or a panorama twice as wide. Takes from milliseconds (the
/// Field GAN) to seconds (a large checkpoint, a GPU).
///
/// # Errors
/// If the checkpoint cannot be read or is not one of the model's kind, the size is out of range, there is too little
/// memory, or there is no GPU where one is asked for.
pub fn open(
    model: &Model,
    coverage: Coverage,
    backend: Backend,
) -> Result<Box<dyn Generator>, OpenError> {
    let (size, limit) = (model.size, *SIZES.end());
    if !SIZES.contains(&size) {
        return Err(OpenError::Size { size, limit });
    }
    match model.kind {
        ModelKind::TestPattern => Ok(Box::new(TestPattern::new(size, coverage))),
        ModelKind::FieldGan => field_gan(model, coverage, backend),
        _ => network(model, coverage, backend),
    }
}

/// Coarser pictures than this are not worth looking at.
const COARSEST: usize = 96;
/// What a Field GAN without its finest level takes, about, as a share of the whole one. The coarser levels have most of
/// the work: without two, pictures would lose far more than time is won.
const COARSER_COSTS: [f32; 2] = [1.0, 0.6];

/// A Field GAN within its time: where it is too slow, its finest levels are left out.
fn field_gan(
    model: &Model,
    coverage: Coverage,
    backend: Backend,
) -> Result<Box<dyn Generator>, OpenError> {
    let weights = Arc::new(field_gan::Weights::read(&field_gan_checkpoint(model)?)?);
    let size = move |step: usize| (model.size).div_ceil(1 << step);
    let steps = COARSER_COSTS.len().min(weights.levels());
    let sizes: Vec<usize> = (0..steps)
        .map(size)
        .filter(|side| *side >= COARSEST.min(model.size))
        .collect();
    let costs = COARSER_COSTS[..sizes.len()].to_vec();
    let wanted = sizes.clone();
    let make: Arc<Make> = Arc::new(move |step| {
        let (weights, size) = (weights.coarser(step), wanted[step]);
        Ok(match backend {
            Backend::Flex => Box::new(field_gan::FusedFieldGan::new(&weights, size, coverage)),
            Backend::Wgpu | Backend::Cuda => {
                let on_gpu = field_gan::FieldGanOnGpu::new(&weights, size, coverage, gpu()?);
                let elsewhere = move || {
                    let on_cpu = field_gan::FusedFieldGan::new(&weights, size, coverage);
                    Ok(Box::new(on_cpu) as Box<dyn Generator>)
                };
                Box::new(Sturdy::new(Box::new(on_gpu), Box::new(elsewhere)))
            }
        })
    });
    Ok(Box::new(Governed::new(sizes, costs, make)?))
}

/// A checkpoint of any other family.
fn network(
    model: &Model,
    coverage: Coverage,
    backend: Backend,
) -> Result<Box<dyn Generator>, OpenError> {
    let Weights::File(path) = &model.weights else {
        return Err(OpenError::Weights {
            family: expected(model.kind).map_or("checkpoint's", |(_, name)| name),
            needed: "a file; none is shipped",
        });
    };
    let brought = Brought::open(path)?;
    if let Some((families, expected)) = expected(model.kind)
        && !families.contains(&brought.family())
    {
        return Err(OpenError::WrongKind {
            checkpoint: brought.name().into(),
            expected,
            found: brought.family().to_string(),
            word: word(brought.family()),
        });
    }
    let brought = Arc::new(match &model.blend {
        Some(blend) => brought.blended(Brought::open(&blend.weights)?, blend.from)?,
        None => brought,
    });
    let given = model
        .given
        .as_deref()
        .map(|path| read_given(path, GIVEN_SIDE))
        .transpose()?;
    let precision = match model.precision {
        welkin_installation::Precision::Full => Precision::F32,
        welkin_installation::Precision::Half => Precision::F16,
        welkin_installation::Precision::Bf16 => Precision::Bf16,
    };
    let (by_direction, directions, centres) = (model.by_direction, model.directions, model.centres);
    let (sizes, costs) = steps(&brought, COARSEST)?;
    let is_blended = brought.is_blended();
    let painting = move |backend: Backend, blend: f32| -> Result<Box<dyn Generator>, OpenError> {
        let manner = Manner {
            coverage,
            panorama: None,
            by_direction,
            directions,
            centres,
            given: given.clone(),
            z_is_final: false,
        };
        let lay = Lay {
            backend,
            precision,
            blend,
        };
        let laid = lay.lay(&brought)?;
        Ok(Box::new(Painting::new(laid, brought.family(), manner)))
    };
    let painting = Arc::new(painting);
    let sturdy = move |blend: f32| -> Result<Box<dyn Generator>, OpenError> {
        let first = painting(backend, blend)?;
        let painting = Arc::clone(&painting);
        Ok(match backend {
            Backend::Flex => first,
            Backend::Wgpu | Backend::Cuda => Box::new(Sturdy::new(
                first,
                Box::new(move || painting(Backend::Flex, blend)),
            )),
        })
    };
    let generator: Box<dyn Generator> = if is_blended {
        Box::new(Blending::new(Arc::new(sturdy))?)
    } else {
        sturdy(1.0)?
    };
    Ok(if sizes.len() > 1 {
        Box::new(Governed::telling(generator, sizes, costs))
    } else {
        generator
    })
}

/// The families that a kind may be, and its name; none: whatever the file holds.
fn expected(kind: ModelKind) -> Option<(&'static [Family], &'static str)> {
    match kind {
        ModelKind::StyleGan2 => Some((&[Family::StyleGan2], "StyleGAN2")),
        ModelKind::StyleGan3 => Some((&[Family::StyleGan3T, Family::StyleGan3R], "StyleGAN3")),
        ModelKind::BigGanDeep => Some((&[Family::BigGanDeep], "BigGAN-deep")),
        ModelKind::FastGan => Some((&[Family::FastGan], "FastGAN")),
        ModelKind::Pix2Pix => Some((&[Family::UNet, Family::ResNet], "pix2pix")),
        ModelKind::Checkpoint | ModelKind::FieldGan | ModelKind::TestPattern => None,
    }
}

/// What a show calls a family.
fn word(family: Family) -> &'static str {
    match family {
        Family::StyleGan2 => "stylegan2",
        Family::StyleGan3T | Family::StyleGan3R => "stylegan3",
        Family::BigGanDeep => "biggan-deep",
        Family::FastGan => "fastgan",
        Family::UNet | Family::ResNet => "pix2pix",
        Family::FieldGan => "field-gan",
    }
}

/// The Field GAN's weights that come with the program (CC0), as a safetensors file.
pub fn shipped_field_gan() -> &'static [u8] {
    include_bytes!("../../assets/weights/field-gan.safetensors")
}

fn field_gan_checkpoint(model: &Model) -> Result<Checkpoint, OpenError> {
    match &model.weights {
        Weights::Shipped => Ok(Checkpoint::parse(
            "the shipped Field GAN",
            shipped_field_gan(),
        )?),
        Weights::File(path) => Brought::read(path),
        Weights::None => Err(OpenError::Weights {
            family: field_gan::FAMILY,
            needed: "the shipped weights or a safetensors file",
        }),
    }
}
