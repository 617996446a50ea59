//! Where networks run.

/// What a network runs on, chosen when the program starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Backend {
    /// The CPU, with layers of our own.
    #[default]
    Flex,
    /// A GPU, through wgpu.
    Wgpu,
}
