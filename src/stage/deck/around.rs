//! What sounds from where: beds as they are heard, stems where they are, all in one field.

use welkin_mapping::turned;
use welkin_space::{FIELD_BANDS, GPU_ORDER, SoundField};
use welkin_values::{Direction, Features, Moment};

use super::setup::Setup;

/// How the eight bands of what is heard fall into the three of a field.
const SPLIT: [std::ops::Range<usize>; FIELD_BANDS] = [0..3, 3..6, 6..8];

/// The field at a moment. Every stem is as loud in it as its share says, so that a quiet stem shines as much as a loud
/// one; a bed as a whole likewise, and its directions as they are beside each other.
pub(super) fn field_of(
    setup: &Setup,
    bed: Option<SoundField>,
    heard: &[Features],
    directions: &[Direction],
    turns: &[[f32; 2]],
) -> SoundField {
    let mut field = bed.unwrap_or_else(|| SoundField::silent(Moment::ZERO, GPU_ORDER));
    for band in &mut field.bands {
        if band.reference <= 0.0 {
            band.reference = 1.0;
        }
    }
    let references = field.bands.map(|band| band.reference);
    for (index, source) in setup.sources.iter().enumerate() {
        let is_bed = setup.bed_of(&source.name).is_some();
        if source.part_of.is_some() || is_bed {
            continue;
        }
        let (Some(features), Some(direction)) = (heard.get(index), directions.get(index)) else {
            continue;
        };
        let turn = turns.get(index).copied().unwrap_or_default();
        let mut powers = [0.0; FIELD_BANDS];
        for (power, (bands, reference)) in powers.iter_mut().zip(SPLIT.iter().zip(references)) {
            let strongest = features.bands[bands.clone()]
                .iter()
                .copied()
                .fold(0.0, f32::max);
            *power = strongest * strongest * reference;
        }
        field.splat(turned(*direction, turn), powers);
    }
    field
}
