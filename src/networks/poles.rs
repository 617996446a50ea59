//! The poles of a panorama: one direction is a whole row of the picture there, and is made one colour, softly.

use welkin_compute::{After, Edges, Engine, Scale, Shape};

use crate::surface::Surface;

/// Where the picture begins to become its row's mean, from the pole.
const SOFT_DEG: f32 = 12.0;

/// Closes the poles of full spheres.
pub(crate) struct Poles<E: Engine> {
    made: Option<(Shape, [E::Sheet; 2])>,
}

impl<E: Engine> Poles<E> {
    /// Nothing made yet.
    pub(crate) fn new() -> Self {
        Self { made: None }
    }

    /// A picture [channels, height, width] with its poles closed, if it has any: a panorama three or more times as wide
    /// as high is a cylinder.
    pub(crate) fn closed(
        &mut self,
        engine: &mut E,
        picture: E::Sheet,
        surface: Surface,
    ) -> E::Sheet {
        let Surface::Panorama { times: 0..=2 } = surface else {
            return picture;
        };
        let shape = engine.shape(&picture);
        let [kept, closed] = self.shares(engine, shape);
        let mean = engine.mean_pool(&picture, shape.height, 1);
        let mean = engine.window(&mean, (0, 0), (shape.height, shape.width), Edges::PANORAMA);
        let scaled = After {
            scale: Scale::Map(&closed),
            ..After::default()
        };
        let mean = engine.apply(mean, scaled);
        let blended = After {
            scale: Scale::Map(&kept),
            add: Some(&mean),
            ..After::default()
        };
        engine.apply(picture, blended)
    }

    fn shares(&mut self, engine: &mut E, shape: Shape) -> [E::Sheet; 2] {
        if let Some((made, shares)) = &self.made
            && *made == shape
        {
            return shares.clone();
        }
        let rows: Vec<f32> = (0..shape.height)
            .flat_map(|row| std::iter::repeat_n(closing(row, shape.height), shape.width))
            .collect();
        let closed = rows.repeat(shape.channels);
        let kept: Vec<f32> = closed.iter().map(|share| 1.0 - share).collect();
        let shares = [&kept, &closed].map(|values| engine.sheet(shape, values));
        self.made = Some((shape, shares.clone()));
        shares
    }
}

/// How much of its mean a row is: 1 for the outermost, 0 from `SOFT_DEG` on.
fn closing(row: usize, height: usize) -> f32 {
    let row_deg = 180.0 / height as f32;
    let from_pole_deg = row.min(height - 1 - row) as f32 * row_deg;
    let share = (1.0 - from_pole_deg / SOFT_DEG).max(0.0);
    share * share * (3.0 - 2.0 * share)
}
