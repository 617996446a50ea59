//! The door: from a show's model to something that paints.

use std::borrow::Cow;

use burn::Dispatch;
use welkin_installation::{Model, ModelKind, Weights};
use welkin_values::Coverage;

use crate::checkpoint::Checkpoint;
use crate::device::{cpu, gpu};
use crate::error::OpenError;
use crate::field_gan;
use crate::generator::Generator;
use crate::stylegan2;
use crate::test_pattern::TestPattern;

/// The smallest and the largest side of a picture.
const SIZES: std::ops::RangeInclusive<usize> = 32..=4096;

/// What a network runs on, chosen when the program starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Backend {
    /// The CPU.
    #[default]
    Flex,
    /// A GPU, through wgpu.
    Wgpu,
}

/// Opens a model that paints pictures for a coverage, the model's size high: a panorama is twice as wide and
/// closes at the sides, a flat picture is as wide as its surface, all others are square; a
/// StyleGAN2 checkpoint paints the square it was trained on all the same. Takes from milliseconds (the
/// Field GAN) to seconds (a large checkpoint, a GPU).
///
/// # Errors
/// If the checkpoint cannot be read or is not one of the model's family, the size is out of range, or
/// there is no GPU where one is asked for.
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
        ModelKind::FieldGan => {
            let weights = field_gan::Weights::read(&checkpoint(model)?)?;
            Ok(match backend {
                Backend::Flex => Box::new(field_gan::FusedFieldGan::new(&weights, size, coverage)),
                Backend::Wgpu => {
                    let device = gpu()?;
                    Box::new(field_gan::FieldGan::<Dispatch>::new(
                        &weights, size, coverage, device,
                    ))
                }
            })
        }
        ModelKind::StyleGan2 => {
            let weights = stylegan2::Weights::read(&checkpoint(model)?)?;
            let device = match backend {
                Backend::Flex => cpu(),
                Backend::Wgpu => gpu()?,
            };
            Ok(Box::new(stylegan2::StyleGan2::<Dispatch>::new(
                &weights, device,
            )))
        }
        ModelKind::Checkpoint
        | ModelKind::StyleGan3
        | ModelKind::BigGanDeep
        | ModelKind::FastGan
        | ModelKind::Pix2Pix => Err(OpenError::Weights {
            family: model.kind.word(),
            needed: "a network that this version does not paint with yet",
        }),
    }
}

/// The Field GAN's weights that come with the program (CC0), as a safetensors file.
pub fn shipped_field_gan() -> &'static [u8] {
    include_bytes!("../../assets/weights/field-gan.safetensors")
}

fn checkpoint(model: &Model) -> Result<Checkpoint, OpenError> {
    match (&model.weights, model.kind) {
        (Weights::File(path), _) => Checkpoint::open(path),
        (Weights::Shipped, ModelKind::FieldGan) => Checkpoint::parse(
            "the shipped Field GAN".into(),
            Cow::Borrowed(shipped_field_gan()),
        ),
        (_, ModelKind::FieldGan) => Err(OpenError::Weights {
            family: field_gan::FAMILY,
            needed: "the shipped weights or a safetensors file",
        }),
        (_, _) => Err(OpenError::Weights {
            family: stylegan2::FAMILY,
            needed: "a safetensors file; none is shipped",
        }),
    }
}
