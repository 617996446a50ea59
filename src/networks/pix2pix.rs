//! Pictures made of pictures: pix2pix and CycleGAN (Isola and others, 2017; Zhu and others, 2017;
//! junyanz/pytorch-CycleGAN-and-pix2pix).
//!
//! Two networks take a picture, −1 to 1, and give one as large: a U-Net, whose ways down and up are joined at every size,
//! and a chain of residual blocks. Both are convolutions only, so that they take any size. Their normalisations go by
//! the picture's own statistics, as at training, or by stored ones; dropout is off. There is no z and there are no
//! styles.

mod given;
mod conv;
mod unet;
mod resnet;

pub use resnet::Pix2PixResnet;
pub use unet::Pix2PixUnet;

#[cfg(test)]
mod tests;
