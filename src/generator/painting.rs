//! A network of any family as a show's generator: latents to what it is asked, and its image to light.

use welkin_checkpoint::Family;
use welkin_installation::Directions;
use welkin_networks::{
    Ask, Centre, Direction, Given, Noise, Place, Size, Statistics, Surface, Truncation,
    centres_of_latents, directions_of_latents,
};
use welkin_values::{Coverage, Latent, LatentShape, Picture, View};

use crate::edges::aspect_of;
use crate::error::PaintError;
use crate::generator::Generator;
use crate::laid::{Image, LaidNetwork};
use crate::latent::check;
use crate::light;
use crate::noise::{self, normals};
use crate::slide::Slide;

/// Rows of the grid of local latents of a network whose styles go by direction.
const LOCAL_ROWS: usize = 16;
/// Along how many directions of the model its styles go by direction.
const LOCAL_CHANNELS: usize = 4;
/// How far along them a direction goes at most, in standard deviations.
const FARTHEST: f32 = 3.0;
/// How many directions can be gone along.
const DIRECTIONS: usize = 8;
/// Of how many latents the directions are found.
const SEEDS: usize = 600;

/// How a show wants a network painted.
pub(crate) struct Manner {
    /// How its pictures lie on the surroundings.
    pub(crate) coverage: Coverage,
    /// As a panorama so many times as wide as high, whatever the coverage.
    pub(crate) panorama: Option<usize>,
    /// Whether each direction has a style of its own.
    pub(crate) by_direction: bool,
    /// How directions are found.
    pub(crate) directions: Directions,
    /// How many centres of its latents there are to be truncated towards.
    pub(crate) centres: usize,
    /// The picture to begin with.
    pub(crate) given: Option<Given>,
    /// Whether z is what the network shall see, also where a family's tools multiply it by the truncation (BigGAN).
    pub(crate) z_is_final: bool,
}

/// A network with what a show's latents need around it.
pub(crate) struct Painting {
    network: Box<dyn LaidNetwork>,
    shape: LatentShape,
    surface: Surface,
    noise: noise::Noise,
    /// Whether maps came with the checkpoint.
    keeps_noise: bool,
    find: Directions,
    /// Centres of w, [centres][w]; found when first needed.
    centres: Option<Vec<Vec<f32>>>,
    centres_wanted: usize,
    /// How many of the finest steps are left out.
    left_out: usize,
    /// Directions in w, [DIRECTIONS][w], each as long as w spreads along it; found when first needed.
    directions: Option<Vec<Vec<f32>>>,
    given: Option<Given>,
    /// Whether the network was shown z within ±2 only (BigGAN).
    z_within_two: bool,
    /// Whether z is multiplied by the truncation, where that is what truncation means.
    truncates_z: bool,
}

impl Painting {
    pub(crate) fn new(mut network: Box<dyn LaidNetwork>, family: Family, manner: Manner) -> Self {
        let size = network.size();
        let surface = match (manner.panorama, manner.coverage) {
            (Some(times), _) => Surface::Panorama { times },
            (None, Coverage::Panorama { .. }) => Surface::Panorama { times: 2 },
            (None, _) => Surface::Square,
        };
        let local = manner.by_direction && size.w > 0;
        let local_width = (LOCAL_ROWS as f32 * aspect_of(manner.coverage)).round() as usize;
        let shape = LatentShape {
            global: size.z,
            classes: size.classes,
            local_channels: if local { LOCAL_CHANNELS } else { 0 },
            local_height: if local { LOCAL_ROWS } else { 0 },
            local_width: if local { local_width } else { 0 },
        };
        let sizes = network.noise_sizes();
        let kept = network.kept_noise().unwrap_or_default();
        let keeps_noise = !kept.is_empty() && kept.len() == sizes.len();
        Self {
            noise: match keeps_noise {
                true => noise::Noise::around(sizes, kept),
                false => noise::Noise::new(sizes),
            },
            keeps_noise,
            network,
            shape,
            surface,
            find: manner.directions,
            centres: None,
            centres_wanted: manner.centres,
            left_out: 0,
            directions: None,
            given: manner.given,
            z_within_two: family == Family::BigGanDeep && !manner.z_is_final,
            truncates_z: family != Family::BigGanDeep || !manner.z_is_final,
        }
    }

    /// What it takes and gives.
    pub(crate) fn size(&self) -> Size {
        self.network.size()
    }

    /// Whether the network takes noise.
    pub(crate) fn takes_noise(&self) -> bool {
        !self.network.noise_sizes().is_empty()
    }

    /// Rows and columns of its noise maps.
    pub(crate) fn noise_sizes(&self) -> Vec<[usize; 2]> {
        self.network.noise_sizes()
    }

    /// Whether its field can be moved.
    pub(crate) fn has_view(&self) -> bool {
        self.network.has_view()
    }

    /// Paints what is asked.
    ///
    /// # Errors
    /// If the device does not answer.
    pub(crate) fn image(&mut self, ask: &Ask) -> Result<Image, PaintError> {
        self.network.image(ask)
    }

    /// What a latent asks of the network; only the first `cutoff` styles are truncated.
    ///
    /// # Errors
    /// If the latent does not fit.
    pub(crate) fn ask(
        &mut self,
        latent: &Latent,
        cutoff: Option<usize>,
    ) -> Result<Ask, PaintError> {
        check(latent, self.shape)?;
        let places = self.places(latent, cutoff);
        let noises = self.network.noise_sizes().len();
        let strength = |layer: usize| latent.noise * by_third(latent.inside.noise, layer, noises);
        Ok(Ask {
            places,
            mask_size: (
                self.shape.local_height.max(1),
                self.shape.local_width.max(1),
            ),
            surface: self.surface,
            coarser: self.left_out,
            noise: self.maps(latent),
            noise_strength: (0..noises).map(strength).collect(),
            bends: latent.inside.bends.clone(),
            view: (latent.inside.view != View::default()).then(|| looked_at(latent.inside.view)),
            psi: latent.truncation,
            given: self.given.clone(),
            statistics: Statistics::Picture,
            ..Ask::default()
        })
    }

    /// Around the maps that came with the checkpoint, if any came: they are where the drift is 0. A panorama lays them
    /// around.
    fn maps(&mut self, latent: &Latent) -> Noise {
        if latent.noise == 0.0 {
            Noise::None
        } else if latent.noise_drift == 0.0 && self.keeps_noise {
            Noise::Kept
        } else {
            Noise::Maps(
                self.noise
                    .at(latent.noise_seed, latent.noise_drift)
                    .to_vec(),
            )
        }
    }

    /// The styles of the whole picture; those of its directions where it has some.
    fn places(&mut self, latent: &Latent, cutoff: Option<usize>) -> Vec<Place> {
        let inside = &latent.inside;
        let size = self.network.size();
        let third = |style: usize| by_third(inside.truncation, style, size.styles);
        let truncation = Truncation {
            psi: if self.truncates_z {
                latent.truncation
            } else {
                1.0
            },
            cutoff,
            by_style: (0..size.styles).map(third).collect(),
            centres: self.centres(inside.centre),
            centre: Centre::Number(inside.centre),
        };
        let within = if self.z_within_two {
            2.0
        } else {
            f32::INFINITY
        };
        let seen = |z: &[f32]| {
            z.iter()
                .map(|z| z.clamp(-within, within))
                .collect::<Vec<f32>>()
        };
        let mut styles = self
            .network
            .styles(&seen(&latent.global), &latent.classes, &truncation);
        if inside.second.len() == size.z && inside.second_share > 0.0 {
            let second = self
                .network
                .styles(&seen(&inside.second), &latent.classes, &truncation);
            let first = (inside.second_from.clamp(0.0, 1.0) * styles.len() as f32).round() as usize;
            for (style, second) in styles.iter_mut().zip(second).skip(first) {
                let toward = style.iter_mut().zip(second);
                toward
                    .for_each(|(value, second)| *value += inside.second_share * (second - *value));
            }
        }
        for (direction, amount) in inside.along.iter().enumerate() {
            if *amount != 0.0 {
                self.go(&mut styles, direction, *amount);
            }
        }
        let local = &latent.local;
        if local.values.iter().all(|value| *value == 0.0) {
            return vec![Place {
                styles,
                mask: Vec::new(),
            }];
        }
        self.by_direction(styles, latent)
    }

    /// The base first, then a place far along each direction that is gone somewhere, there and back: what is local says
    /// how much of which is where.
    fn by_direction(&mut self, base: Vec<Vec<f32>>, latent: &Latent) -> Vec<Place> {
        let plane = (self.shape.local_height * self.shape.local_width).max(1);
        let mut kept = vec![1.0f32; plane];
        let mut places = vec![Place {
            styles: base,
            mask: Vec::new(),
        }];
        for (direction, local) in latent.local.values.chunks(plane).enumerate() {
            for far in [FARTHEST, -FARTHEST] {
                let mask: Vec<f32> = local
                    .iter()
                    .map(|local| (local / far).clamp(0.0, 1.0))
                    .collect();
                if mask.iter().all(|share| *share == 0.0) {
                    continue;
                }
                kept.iter_mut()
                    .zip(&mask)
                    .for_each(|(kept, share)| *kept = (*kept - share).max(0.0));
                let mut styles = places[0].styles.clone();
                self.go(&mut styles, direction, far);
                places.push(Place { styles, mask });
            }
        }
        places[0].mask = kept;
        places
    }

    /// The centres of w, where one of them is wanted.
    fn centres(&mut self, centre: f32) -> Vec<Vec<f32>> {
        if centre <= 0.0 || self.centres_wanted == 0 {
            return Vec::new();
        }
        let (network, wanted) = (self.network.as_ref(), self.centres_wanted);
        let centres = self
            .centres
            .get_or_insert_with(|| centres_of_latents(&some_ws(network), wanted, 0));
        centres.clone()
    }

    fn go(&mut self, styles: &mut [Vec<f32>], direction: usize, amount: f32) {
        let network = &self.network;
        let directions = self
            .directions
            .get_or_insert_with(|| found(network.as_ref(), self.find));
        let Some(direction) = directions.get(direction) else {
            return;
        };
        for style in styles {
            style
                .iter_mut()
                .zip(direction)
                .for_each(|(value, step)| *value += amount * step);
        }
    }
}

/// Some latents w of a network, [SEEDS][w], of every class in turn.
fn some_ws(network: &dyn LaidNetwork) -> Vec<Vec<f32>> {
    let size = network.size();
    let styles = |seed: u64| {
        let mut z = vec![0.0; size.z];
        normals(seed, 0, &mut z);
        let mut classes = vec![0.0; size.classes];
        if let Some(class) = classes.get_mut(seed as usize % size.classes.max(1)) {
            *class = 1.0;
        }
        let styles = network.styles(&z, &classes, &Truncation::default());
        styles.into_iter().next().unwrap_or_default()
    };
    (0..SEEDS as u64).map(styles).collect()
}

/// The directions along which a network's w spreads most, or its weights answer most (where it has any that do), each as
/// long as its standard deviation.
fn found(network: &dyn LaidNetwork, by: Directions) -> Vec<Vec<f32>> {
    let ws = some_ws(network);
    let mut directions = match by {
        Directions::Weights => network.directions_of_weights(&ws, DIRECTIONS),
        Directions::Latents => Vec::new(),
    };
    if directions.is_empty() {
        directions = directions_of_latents(&ws, DIRECTIONS);
    }
    let long = |direction: Direction| {
        direction
            .along
            .iter()
            .map(|along| along * direction.deviation)
            .collect()
    };
    directions.into_iter().map(long).collect()
}

/// Where each place of a picture that was moved, turned and enlarged comes from: back the same way.
fn looked_at(view: View) -> [[f32; 3]; 2] {
    let (sin, cos) = (view.turn * std::f32::consts::TAU).sin_cos();
    let back = 1.0 / view.zoom.max(0.05);
    let rows = [[cos * back, sin * back], [-sin * back, cos * back]];
    rows.map(|[x, y]| [x, y, -(x * view.right + y * view.down)])
}

/// What a layer of so many has: the coarse, middle or fine third's.
fn by_third(thirds: [f32; 3], layer: usize, layers: usize) -> f32 {
    thirds[(3 * layer / layers.max(1)).min(2)]
}

impl Generator for Painting {
    fn shape(&self) -> LatentShape {
        self.shape
    }

    fn paint(&mut self, latent: &Latent) -> Result<Picture, PaintError> {
        let ask = self.ask(latent, None)?;
        let image = self.image(&ask)?;
        Ok(light::from_planes(image.width, image.height, &image.values))
    }

    fn slide(&mut self, latent: &Latent) -> Result<Slide, PaintError> {
        let ask = self.ask(latent, None)?;
        self.network.slide(&ask)
    }

    fn leave_out(&mut self, steps: usize) {
        self.left_out = steps;
    }
}
