//! Where networks run.

/// What a network runs on, chosen when the program starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Backend {
    /// The CPU, with layers of our own.
    #[default]
    Flex,
    /// A GPU, through wgpu.
    Wgpu,
    /// An NVIDIA GPU, through CUDA: half precision on its tensor cores; pictures are copied to the GPU that shows. The
    /// Field GAN, which needs none of that, is painted as with `Wgpu`. Only in programs built with the feature `cuda`.
    Cuda,
}
