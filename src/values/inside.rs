//! What is done inside a network while it paints.

/// What is done inside a network while it paints. The default does nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Inside {
    /// z of a second world; empty: none.
    pub second: Vec<f32>,
    /// How much the second world's styles take the place of the first one's, 0 to 1.
    pub second_share: f32,
    /// From which layer on they do, as a share of all layers: 0 in all, 0.5 in the finer half.
    pub second_from: f32,
    /// Towards which centre of its latents a model is truncated: 0 is their mean, 1 the first centre, between whole
    /// numbers the way from one to the other.
    pub centre: f32,
    /// How much of a second checkpoint rules where one does, 0 to 1.
    pub blend: f32,
    /// How far to go along each of the directions found in the model, in standard deviations.
    pub along: Vec<f32>,
    /// What the truncation is multiplied by in the coarse, middle and fine third of the layers.
    pub truncation: [f32; 3],
    /// What the noise's strength is multiplied by in the coarse, middle and fine third of the layers.
    pub noise: [f32; 3],
    /// Where a network without a fixed frame (StyleGAN3) looks.
    pub view: View,
    /// What is done to layers' channels.
    pub bends: Vec<Bend>,
}

impl Default for Inside {
    fn default() -> Self {
        Self {
            second: Vec::new(),
            second_share: 0.0,
            second_from: 0.5,
            centre: 0.0,
            blend: 1.0,
            along: Vec::new(),
            truncation: [1.0; 3],
            noise: [1.0; 3],
            view: View::default(),
            bends: Vec::new(),
        }
    }
}

/// Where a network without a fixed frame looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// The picture moves to the right, in picture widths.
    pub right: f32,
    /// The picture moves down, in picture heights.
    pub down: f32,
    /// The picture turns clockwise, in turns.
    pub turn: f32,
    /// The picture grows, 1 as trained.
    pub zoom: f32,
}

impl Default for View {
    fn default() -> Self {
        Self {
            right: 0.0,
            down: 0.0,
            turn: 0.0,
            zoom: 1.0,
        }
    }
}

/// A deed done to a share of the channels of a layer: network bending.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bend {
    /// Which layer, 0 being the first; one beyond the last does nothing.
    pub layer: usize,
    /// Which share of the channels, 0 to 1.
    pub share: f32,
    /// Which channels these are: the same seed, the same ones; a larger share has those of a smaller one.
    pub seed: u32,
    /// What is done.
    pub deed: Deed,
}

/// What is done to channels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Deed {
    /// Moved by shares of the width and height, to the right and down.
    Move([f32; 2]),
    /// Made so many times as large, around the middle.
    Zoom(f32),
    /// Turned by degrees, clockwise, around the middle.
    Turn(f32),
    /// Multiplied.
    Times(f32),
    /// What is above becomes 1, what is below 0.
    Threshold(f32),
    /// What is positive becomes negative.
    Invert,
    /// Left out.
    Ablate,
}
