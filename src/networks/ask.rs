//! What every network is asked, and what it says about itself.

use welkin_compute::{Engine, Lost, Shape};
use welkin_values::Bend;

use crate::dense::Dense;
use crate::surface::Surface;

/// What a network takes and gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// Numbers of z.
    pub z: usize,
    /// Classes; 0 for a network without.
    pub classes: usize,
    /// How many styles w has, one per layer; 0 for a network without.
    pub styles: usize,
    /// Numbers of a style.
    pub w: usize,
    /// Layers that can be bent.
    pub layers: usize,
    /// Rows of the picture.
    pub height: usize,
    /// Columns of the picture, as trained.
    pub width: usize,
}

/// How far from the mean a network goes.
#[derive(Clone, Debug, PartialEq)]
pub struct Truncation {
    /// ψ: 1 is as far as it can, 0 is the mean.
    pub psi: f32,
    /// Only the first so many styles; none: all.
    pub cutoff: Option<usize>,
    /// A ψ for each style, multiplied with the common one; empty: 1.
    pub by_style: Vec<f32>,
    /// Means to choose from, such as [`crate::centres_of_latents`] finds, [w] each. Empty: the checkpoint's own.
    pub centres: Vec<Vec<f32>>,
    /// Which of them is taken.
    pub centre: Centre,
}

/// Which of several means a latent is truncated towards.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Centre {
    /// The one nearest to w, blended with those that are at most so much farther, as a share of its distance. With 0 it is
    /// the nearest alone, and a walk jumps where another one becomes that; with about 0.1 it does not.
    Nearest(f32),
    /// By number, whatever w: 0 is the checkpoint's own, 1 the first of [`Truncation::centres`]; between two numbers lies
    /// a blend, beyond the last the last.
    Number(f32),
}

impl Default for Centre {
    fn default() -> Self {
        Self::Nearest(0.0)
    }
}

impl Default for Truncation {
    fn default() -> Self {
        Self {
            psi: 1.0,
            cutoff: None,
            by_style: Vec::new(),
            centres: Vec::new(),
            centre: Centre::default(),
        }
    }
}

/// The noise inside a network.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Noise {
    /// The maps that came with the checkpoint; a panorama repeats them mirrored, so that they meet.
    #[default]
    Kept,
    /// None.
    None,
    /// Maps of one's own, [rows · columns] for each layer that takes noise, in the network's order and sizes.
    Maps(Vec<Vec<f32>>),
}

/// What stands in a direction: its styles w [styles][w] (one per layer, already truncated) and how much of it is where.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place {
    /// A style for each layer.
    pub styles: Vec<Vec<f32>>,
    /// How much of it is where: `mask_size` numbers, row by row; all places' masks sum to 1 everywhere. Empty if it is
    /// the only one.
    pub mask: Vec<f32>,
}

impl Place {
    /// The style of a layer, of `len` numbers whatever was asked: a layer without one takes the last, and zeros stand
    /// for numbers that are missing.
    pub(crate) fn style(&self, layer: usize, len: usize) -> Vec<f32> {
        let style = self.styles.get(layer).or(self.styles.last());
        let mut style = style.cloned().unwrap_or_default();
        style.resize(len, 0.0);
        style
    }
}

/// A picture to begin with, for networks that make pictures of pictures.
#[derive(Clone, Debug, PartialEq)]
pub struct Given {
    /// Its size [channels, height, width].
    pub shape: Shape,
    /// Its numbers, −1 to 1.
    pub values: Vec<f32>,
}

/// What batch normalisation goes by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Statistics {
    /// The picture's own, as at training (what pix2pix does by default).
    #[default]
    Picture,
    /// Those stored in the checkpoint.
    Stored,
}

/// How statistics that were stored for some truncations are read for the ones between (BigGAN).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rows {
    /// As the published code does: the two neighbours' shares are swapped, and rounding makes 0.14, 0.28, 0.56, 0.58
    /// and 0.94 read a row that is not theirs. The pictures that people know came about so.
    #[default]
    Original,
    /// Each row at its truncation, and in between the nearer one counts more: a walk through truncations without steps.
    Mended,
}

/// What a network is asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    /// What stands where: one for the whole picture, or several with masks. The coarsest layers, which cannot tell
    /// directions, have the styles of the first.
    pub places: Vec<Place>,
    /// Rows and columns of the masks; the whole picture, a panorama closing across.
    pub mask_size: (usize, usize),
    /// What it is painted for.
    pub surface: Surface,
    /// How often the picture is halved by leaving the finest layers out: the same picture, coarser and sooner. No more
    /// than [`Network::coarsest`]; a network that cannot halve just so often goes on to where it can.
    pub coarser: usize,
    /// The noise inside.
    pub noise: Noise,
    /// A strength for each layer that takes noise, times the trained one; empty: 1.
    pub noise_strength: Vec<f32>,
    /// What is done to layers.
    pub bends: Vec<Bend>,
    /// Aliasing-free networks (StyleGAN3): where the picture looks, [[cos, −sin, x], [sin, cos, y]] in shares of the
    /// picture, and zoomed.
    pub view: Option<[[f32; 3]; 2]>,
    /// How far the latents were truncated, for networks that keep statistics by it (BigGAN).
    pub psi: f32,
    /// How those statistics are read.
    pub rows: Rows,
    /// The picture to begin with, for networks that make pictures of pictures.
    pub given: Option<Given>,
    /// What batch normalisation goes by, in those.
    pub statistics: Statistics,
    /// FastGAN: the z of pictures whose statistics take the place of the stored ones, as when its authors look at samples
    /// (sixteen of them, while training). They are painted once, together, and need the memory of as many pictures; each
    /// picture after that goes by them. Empty: what is stored.
    pub batch: Vec<Vec<f32>>,
}

/// A network laid out for an engine.
pub trait Network<E: Engine>: Send {
    /// What it takes and gives.
    fn size(&self) -> Size;

    /// z [z] and how much of each class [classes] -> a style [w] for each layer, truncated. Networks without
    /// styles give what takes their place (what the first layer is made of).
    fn styles(&self, z: &[f32], classes: &[f32], truncation: &Truncation) -> Vec<Vec<f32>>;

    /// Rows and columns of the noise maps that the network takes for the square it was trained on, in its order; as wide
    /// again for each further square of a panorama.
    fn noise_sizes(&self) -> Vec<[usize; 2]> {
        Vec::new()
    }

    /// The noise maps that came with the checkpoint, for the square, in the network's order; none where none came.
    ///
    /// # Errors
    /// If the engine's device does not answer.
    fn kept_noise(&self, engine: &mut E) -> Result<Vec<Vec<f32>>, Lost> {
        let _ = engine;
        Ok(Vec::new())
    }

    /// The layers from w to the styles, in which [`directions_of_weights`](crate::directions_of_weights) finds directions;
    /// none in networks without styles.
    fn style_layers(&self) -> Vec<&Dense> {
        Vec::new()
    }

    /// Whether [`Ask::view`] moves its field.
    fn has_view(&self) -> bool {
        false
    }

    /// How often its picture can be halved by leaving the finest layers out ([`Ask::coarser`]).
    fn coarsest(&self) -> usize {
        0
    }

    /// Paints: a sheet [3, height, width · times], about −1 to 1, unclamped; both sides are halved as often as is asked.
    ///
    /// # Errors
    /// If the engine's device does not answer.
    fn paint(&mut self, engine: &mut E, ask: &Ask) -> Result<E::Sheet, Lost>;
}

impl Default for Ask {
    fn default() -> Self {
        Self {
            places: Vec::new(),
            mask_size: (1, 1),
            surface: Surface::Square,
            coarser: 0,
            noise: Noise::Kept,
            noise_strength: Vec::new(),
            bends: Vec::new(),
            view: None,
            psi: 1.0,
            rows: Rows::Original,
            given: None,
            statistics: Statistics::Picture,
            batch: Vec::new(),
        }
    }
}
