//! A venue's outputs made ready to be lit: masks, tables and warp files read, projectors solved, maps baked.

mod files;
mod fit;

use std::sync::Arc;

use welkin_installation::{Output, Surface, Venue, View};
use welkin_projection::colour::Colour;
use welkin_projection::nudge::nudged;
use welkin_projection::pattern::Looks;
use welkin_projection::{BakedLens, Lens, OutputMap, OutputTables};
use welkin_values::Nudge;

/// A venue's outputs, in the venue's order.
#[derive(Clone, Debug, Default)]
pub struct Outputs {
    /// One for each, nudged.
    pub all: Vec<FittedOutput>,
    /// The same as they are before anybody nudged them.
    pub plain: Vec<FittedOutput>,
    /// What is allowed but probably not meant.
    pub warnings: Vec<String>,
}

/// An output, ready to be lit.
#[derive(Clone, Debug)]
pub struct FittedOutput {
    /// Its name in the venue.
    pub id: String,
    /// How it looks at the surface, where no map says.
    pub view: View,
    /// What it keeps from frame to frame; none where it has no map and its colours are as they are.
    pub tables: Option<Arc<OutputTables>>,
    /// How its map is looked up, if it has one.
    baked: Option<BakedLens>,
}

impl Outputs {
    /// Reads and works out all that a venue's outputs need; takes seconds for many large projectors.
    ///
    /// # Errors
    /// Everything that is wrong, each with the output's name and what to do.
    pub fn fit(venue: &Venue) -> Result<Self, Vec<String>> {
        let mut errors = Vec::new();
        let mut warnings = Vec::new();
        let maps = match fit::maps(venue, &mut warnings) {
            Ok(maps) => maps,
            Err(wrong) => {
                errors.extend(wrong);
                vec![None; venue.outputs.len()]
            }
        };
        let mut plain = Vec::with_capacity(maps.len());
        for (output, map) in venue.outputs.iter().zip(maps) {
            match files::colour(output) {
                Ok(colour) => plain.push(FittedOutput::new(output, map, colour)),
                Err(wrong) => errors.push(wrong),
            }
        }
        if errors.is_empty() {
            let nudged = |(output, plain): (&Output, &FittedOutput)| {
                plain.nudged(&output.nudge, venue.surface, [output.width, output.height])
            };
            Ok(Self {
                all: venue.outputs.iter().zip(&plain).map(nudged).collect(),
                plain,
                warnings,
            })
        } else {
            Err(errors)
        }
    }

    /// The output of a name.
    pub fn get(&self, id: &str) -> Option<&FittedOutput> {
        self.all.iter().find(|output| output.id == id)
    }
}

impl FittedOutput {
    fn new(output: &Output, map: Option<OutputMap>, colour: Colour) -> Self {
        Self::with(&output.id, output.view, OutputTables { map, colour })
    }

    fn with(id: &str, view: View, tables: OutputTables) -> Self {
        Self {
            id: id.into(),
            view,
            baked: tables.map.as_ref().map(|map| BakedLens::new(map, map.size)),
            tables: (!tables.are_plain()).then(|| Arc::new(tables)),
        }
    }

    /// The same with its light moved by some pixels; `size` is the output's.
    pub fn nudged(&self, nudge: &Nudge, surface: Surface, size: [u32; 2]) -> Self {
        if nudge.is_still() {
            return self.clone();
        }
        let tables = self.tables.as_deref().cloned().unwrap_or_default();
        let map = match &tables.map {
            Some(map) => nudged(nudge, Looks::Map(map)),
            None => nudged(nudge, Looks::Lens(&Lens::new(self.view, surface, size))),
        };
        let tables = OutputTables {
            map: Some(map),
            colour: tables.colour,
        };
        Self::with(&self.id, self.view, tables)
    }

    /// How it looks at the surface when it is drawn as large as `size`, pixels.
    pub fn lens(&self, surface: Surface, size: [u32; 2]) -> Lens {
        self.lens_of(self.view, surface, size)
    }

    /// The same for another view, which only an output without a map can have.
    pub(crate) fn lens_of(&self, view: View, surface: Surface, size: [u32; 2]) -> Lens {
        match self.baked {
            Some(baked) => Lens::Baked(BakedLens {
                // A window may be resized to nothing.
                size: size.map(|side| side.max(1)),
                ..baked
            }),
            None => Lens::new(view, surface, size),
        }
    }
}

#[cfg(test)]
mod tests;
