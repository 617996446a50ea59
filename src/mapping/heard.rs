//! What is heard during one tick, and where the sources are.

use welkin_values::{Direction, Features};

/// A source of sound with its place around the visitor.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// The name that routes use.
    pub name: String,
    /// Where it sounds from.
    pub direction: Direction,
    /// How far its effect reaches over the surface, radians.
    pub reach: f32,
}

/// What is heard at the moment that is advanced to.
#[derive(Clone, Copy, Debug)]
pub struct Heard<'a> {
    /// All sources together.
    pub mix: &'a Features,
    /// Each source, in the order given at the start; a missing one is silent.
    pub sources: &'a [Features],
    /// Whether an onset was picked in the mix since the last tick.
    pub mix_hit: bool,
    /// Whether an onset was picked in each source since the last tick.
    pub hits: &'a [bool],
}

impl Heard<'_> {
    /// One source, or all together for none; with whether an onset was picked. None for a source
    /// that is not there.
    pub(crate) fn through(&self, source: Option<usize>) -> Option<(&Features, bool)> {
        let Some(source) = source else {
            return Some((self.mix, self.mix_hit));
        };
        let hit = self.hits.get(source).copied().unwrap_or(false);
        self.sources.get(source).map(|features| (features, hit))
    }
}
