//! What can go wrong, in words that say what to do.

use std::any::Any;

use welkin_checkpoint::CheckpointError;
use welkin_networks::Misfits;

/// Why a generator cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The checkpoint is not there, or the system does not let us read it.
    #[error("{checkpoint} cannot be read ({source}); check the path and the permissions")]
    Unreadable {
        /// The file's path.
        checkpoint: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The checkpoint is larger than any that fits in memory.
    #[error("{checkpoint} has {bytes} bytes; checkpoints up to {limit} bytes are read")]
    TooLarge {
        /// The file's path.
        checkpoint: String,
        /// Its length.
        bytes: u64,
        /// The longest that is read.
        limit: u64,
    },
    /// The file is damaged, of no known format, or tries to run something.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// A checkpoint, but of nothing that paints here.
    #[error(
        "{checkpoint} holds {what}; what paints are StyleGAN2, StyleGAN3, BigGAN-deep, FastGAN, pix2pix and Field GAN \
         generators"
    )]
    OtherFamily {
        /// The file's path.
        checkpoint: String,
        /// What it looks like.
        what: String,
    },
    /// Another family than the show says.
    #[error(
        "{checkpoint} is a {found} checkpoint, not {expected}: write kind = \"{word}\", or \"checkpoint\" for any"
    )]
    WrongKind {
        /// The file's path.
        checkpoint: String,
        /// What the show says.
        expected: &'static str,
        /// What it is.
        found: String,
        /// What to write in the show.
        word: &'static str,
    },
    /// Tensors are missing, have another shape or are not finite: all of them are listed.
    #[error("{checkpoint} is not a whole {family} checkpoint: {misfits}")]
    Misfits {
        /// The file's path.
        checkpoint: String,
        /// The family of networks it was opened as.
        family: String,
        /// Every tensor that does not fit.
        misfits: Misfits,
    },
    /// Two checkpoints that cannot be blended.
    #[error("{first} and {second} cannot be blended ({reason}); two of one family and size can")]
    Blend {
        /// The one file's path.
        first: String,
        /// The other's.
        second: String,
        /// Why not.
        reason: String,
    },
    /// There is not enough memory.
    #[error("{checkpoint} needs about {:.1} GiB of memory, and {:.1} GiB are free", gib(*needed), gib(*available))]
    TooBig {
        /// The file's path.
        checkpoint: String,
        /// Bytes.
        needed: u64,
        /// Bytes.
        available: u64,
    },
    /// The picture to begin with cannot be used.
    #[error("{picture} is not used as a picture ({reason}); bring a PNG")]
    Given {
        /// The file's path.
        picture: String,
        /// Why.
        reason: String,
    },
    /// The model's kind needs weights and the show names none, or the other way round.
    #[error("a {family} model needs {needed}")]
    Weights {
        /// The family of networks.
        family: &'static str,
        /// What to write in the show.
        needed: &'static str,
    },
    /// The picture's side is out of range.
    #[error("a picture of {size} pixels cannot be painted; choose 32 to {limit}")]
    Size {
        /// What the show asks for.
        size: usize,
        /// The largest side.
        limit: usize,
    },
    /// CUDA does not answer.
    #[error(
        "CUDA does not answer ({reason}); install NVIDIA's driver and CUDA's run-time compiler (nvrtc), or choose \
         backend wgpu"
    )]
    NoCuda {
        /// What it said.
        reason: String,
    },
    /// There is no GPU (nor software Vulkan) that wgpu can use.
    #[error(
        "no GPU can be used ({reason}); install a Vulkan driver, or paint on the CPU (backend flex)"
    )]
    NoAdapter {
        /// What wgpu said.
        reason: String,
    },
}

fn gib(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 30)
}

/// Why a picture was not painted. The picture before it holds; the next brief tries again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaintError {
    /// The latent has not the shape that the generator asked for.
    #[error("the {part} has {found} numbers, the model takes {expected}")]
    Shape {
        /// Which part of the latent.
        part: &'static str,
        /// Numbers that the generator asked for.
        expected: usize,
        /// Numbers that came.
        found: usize,
    },
    /// The latent holds numbers that are infinite or not numbers at all.
    #[error("the {part} holds numbers that are not finite")]
    NotFinite {
        /// Which part of the latent.
        part: &'static str,
    },
    /// A layer names a model that is not there.
    #[error("there is no model {model}, only {models}")]
    Model {
        /// The layer's model.
        model: usize,
        /// How many there are.
        models: usize,
    },
    /// There is nothing to paint.
    #[error("the brief has no layers")]
    NoLayers,
    /// The device that paints is gone or out of memory.
    #[error("the device cannot paint: {reason}")]
    Device {
        /// What it said.
        reason: String,
    },
    /// The generator panicked.
    #[error("the generator stopped unexpectedly: {reason}")]
    Panic {
        /// The panic's words.
        reason: String,
    },
}

/// What a panic said.
pub(crate) fn words_of(panic: &(dyn Any + Send)) -> String {
    let words = panic.downcast_ref::<String>().map(String::as_str);
    let words = words.or_else(|| panic.downcast_ref::<&str>().copied());
    words.unwrap_or("it gave no reason").to_owned()
}
