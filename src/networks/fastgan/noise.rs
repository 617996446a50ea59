//! The noise of a layer. Checkpoints have none of their own: what is kept is drawn once, from a seed for each layer, so
//! that a picture does not flicker.

use welkin_compute::{Engine, Shape};

use crate::ask::{Ask, Noise};
use crate::seeds::Randn;

/// Noise and its trained strength.
pub(super) struct Grain<S> {
    strength: f32,
    side: usize,
    index: usize,
    kept: Option<(usize, S)>, // (how many squares wide, laid out)
}

impl<S: Clone> Grain<S> {
    /// For a layer of `side` rows, number `index` of those with noise.
    pub(super) fn new(strength: f32, side: usize, index: usize) -> Self {
        Self {
            strength,
            side,
            index,
            kept: None,
        }
    }

    pub(super) fn side(&self) -> usize {
        self.side
    }

    /// What is asked of the layer: a map [1, side, side · times] and its strength.
    pub(super) fn sheet<E: Engine<Sheet = S>>(
        &mut self,
        engine: &mut E,
        ask: &Ask,
    ) -> Option<(S, f32)> {
        let strength = self.strength * ask.noise_strength.get(self.index).copied().unwrap_or(1.0);
        if strength == 0.0 {
            return None;
        }
        let times = ask.surface.times();
        let sheet = match &ask.noise {
            Noise::None => return None,
            Noise::Maps(maps) => {
                let map = maps.get(self.index)?;
                let width = self.side * times;
                let is_wide = map.len() == self.side * width;
                let map = if is_wide {
                    map.clone()
                } else {
                    self.around(map, times)?
                };
                engine.sheet(Shape::new(1, self.side, width), &map)
            }
            Noise::Kept => self.kept(engine, times)?,
        };
        Some((sheet, strength))
    }

    fn kept<E: Engine<Sheet = S>>(&mut self, engine: &mut E, times: usize) -> Option<S> {
        if let Some((of, sheet)) = &self.kept
            && *of == times
        {
            return Some(sheet.clone());
        }
        let square = Randn::new(self.index as u32).normals(self.side * self.side);
        let map = self.around(&square, times)?;
        let sheet = engine.sheet(Shape::new(1, self.side, self.side * times), &map);
        self.kept = Some((times, sheet.clone()));
        Some(sheet)
    }

    /// A square repeated mirrored, so that it meets; nothing if it is not one of this size.
    fn around(&self, square: &[f32], times: usize) -> Option<Vec<f32>> {
        if square.len() != self.side * self.side {
            return None;
        }
        let mut map = Vec::with_capacity(square.len() * times);
        for row in square.chunks_exact(self.side) {
            for tile in 0..times {
                if tile % 2 == 0 {
                    map.extend(row);
                } else {
                    map.extend(row.iter().rev());
                }
            }
        }
        Some(map)
    }
}
