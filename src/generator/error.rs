//! What can go wrong, in words that say what to do.

use std::fmt;

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
    /// The checkpoint is no safetensors file, is cut short, or its header lies.
    #[error("{checkpoint} is not a whole safetensors file ({reason}); copy or export it again")]
    Damaged {
        /// The file's path.
        checkpoint: String,
        /// What is wrong in it.
        reason: String,
    },
    /// Tensors are missing, have another shape or another kind of numbers: all of them are listed.
    #[error("{checkpoint} is not a {family} checkpoint: {}", list(misfits))]
    Misfits {
        /// The file's path.
        checkpoint: String,
        /// The family of networks it was opened as.
        family: &'static str,
        /// Every tensor that does not fit.
        misfits: Vec<Misfit>,
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
    /// There is no GPU (nor software Vulkan) that wgpu can use.
    #[error(
        "no GPU can be used ({reason}); install a Vulkan driver, or paint on the CPU (backend flex)"
    )]
    NoAdapter {
        /// What wgpu said.
        reason: String,
    },
}

/// A tensor that does not fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// Its name in the checkpoint.
    pub name: String,
    /// The shape that the network needs.
    pub expected: Vec<usize>,
    /// What is there instead.
    pub found: Found,
}

/// What is found in the place of a tensor that fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing.
    Nothing,
    /// A tensor of another shape.
    Shape(Vec<usize>),
    /// Numbers that are not F32, F16 or BF16.
    Numbers(String),
    /// Numbers that are infinite or not numbers at all.
    NotFinite,
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            name,
            expected,
            found,
        } = self;
        match found {
            Found::Nothing => write!(f, "{name} {expected:?} is missing"),
            Found::Shape(shape) => write!(f, "{name} is {shape:?}, expected {expected:?}"),
            Found::Numbers(kind) => write!(f, "{name} holds {kind}, expected F32, F16 or BF16"),
            Found::NotFinite => write!(f, "{name} holds numbers that are not finite"),
        }
    }
}

fn list(misfits: &[Misfit]) -> String {
    let lines: Vec<String> = misfits.iter().map(Misfit::to_string).collect();
    lines.join("; ")
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
