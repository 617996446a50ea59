//! What is heard during one tick, and where the sources are.

use welkin_values::{Direction, Features, RANGES, Visitor};

/// A source of sound with its place around the visitor.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Source {
    /// The name that routes use.
    pub name: String,
    /// Where it sounds from when the show begins.
    pub direction: Direction,
    /// How far its effect reaches over the surface, radians.
    pub reach: f32,
    /// Index of the bed of which this is what comes from one direction. Routes from the bed that act on places act
    /// where its parts are, each as much as is heard there.
    pub part_of: Option<usize>,
}

/// Where onsets were picked since the last tick.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hits {
    /// In the whole.
    pub any: bool,
    /// In the low, middle and high range.
    pub ranges: [bool; RANGES],
}

/// What is heard at the moment that is advanced to.
#[derive(Clone, Copy, Debug)]
pub struct Heard<'a> {
    /// All sources together.
    pub mix: &'a Features,
    /// Each source, in the order given at the start; a missing one is silent.
    pub sources: &'a [Features],
    /// The onsets of the mix.
    pub mix_hits: Hits,
    /// The onsets of each source.
    pub hits: &'a [Hits],
    /// Where each source is now, by its own motion; a missing one is where it was at the start.
    pub directions: &'a [Direction],
    /// What a visitor with a headset does.
    pub visitor: Visitor,
}

impl Heard<'_> {
    /// One source, or all together for none; with the onsets picked. None for a source that is not there.
    pub(crate) fn through(&self, source: Option<usize>) -> Option<(&Features, Hits)> {
        let Some(source) = source else {
            return Some((self.mix, self.mix_hits));
        };
        let hits = self.hits.get(source).copied().unwrap_or_default();
        self.sources.get(source).map(|features| (features, hits))
    }
}
