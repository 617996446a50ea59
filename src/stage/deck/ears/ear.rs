//! The ears for one source of a playlist: a stem is heard as one, a bed as a whole and in every direction apart.

use welkin_analysis::{FieldEar, Listener, SectorBeams};
use welkin_audio::{Playlist, SourceReader};
use welkin_installation::Bed;
use welkin_space::{GPU_ORDER, SoundField, harmonics};
use welkin_values::{Features, Moment};

use super::CHUNK;

/// Decibels below the loudest direction at which a direction of a bed counts as silent.
const FAINTEST_DB: f32 = 30.0;

/// Ears for one source.
pub(super) struct Ear {
    reader: SourceReader,
    planes: Vec<Vec<f32>>,
    whole: Listener,
    bed: Option<BedEar>,
}

/// What a bed needs more.
struct BedEar {
    field: FieldEar,
    beams: SectorBeams,
    listeners: Vec<Listener>,
    /// What each direction was heard to be in this chunk.
    heard: Vec<Vec<Features>>,
}

impl Ear {
    /// Ears for a source at the show's beginning.
    pub(super) fn new(playlist: &Playlist, source: &str, bed: Option<Bed>) -> Self {
        let reader = SourceReader::new(playlist, source);
        Self {
            planes: vec![vec![0.0; CHUNK]; reader.channels().max(1)],
            reader,
            whole: Listener::new(),
            bed: bed.map(BedEar::new),
        }
    }

    /// Goes on at a moment of the show.
    pub(super) fn skip_to(&mut self, moment: Moment) {
        self.reader.skip_to(moment);
    }

    /// The next chunk of the source, mono; what is heard in it goes to `whole`, what is heard of its directions to
    /// the [parts](Self::parts), what it makes of the sphere to `fields`.
    pub(super) fn listen_on(
        &mut self,
        whole: &mut Vec<Features>,
        fields: &mut Vec<SoundField>,
    ) -> &[f32] {
        let got = self.reader.read_channels(&mut self.planes);
        for plane in &mut self.planes {
            // After the end of an unlooped show there is silence.
            plane[got..].fill(0.0);
        }
        self.whole.hear(&self.planes[0], whole);
        if let Some(bed) = &mut self.bed {
            bed.hear(&self.planes, fields);
        }
        &self.planes[0]
    }

    /// What was heard of each direction in the last chunk, as loud as it is beside the others.
    pub(super) fn parts(&self) -> &[Vec<Features>] {
        self.bed.as_ref().map_or(&[], |bed| &bed.heard)
    }

    /// What is wrong with the source's files, if anything.
    pub(super) fn problem(&self) -> Option<String> {
        self.reader.problem()
    }
}

impl BedEar {
    fn new(bed: Bed) -> Self {
        Self {
            // As sharp as a shader asks; a sharper map would cost memory and never be seen.
            field: FieldEar::new(bed.order.min(GPU_ORDER)),
            beams: SectorBeams::new(bed.order, bed.sectors),
            listeners: (0..bed.sectors).map(|_| Listener::new()).collect(),
            heard: vec![Vec::new(); bed.sectors],
        }
    }

    fn hear(&mut self, planes: &[Vec<f32>], fields: &mut Vec<SoundField>) {
        let planes: Vec<&[f32]> = planes.iter().map(Vec::as_slice).collect();
        let seen = harmonics::channels(self.field.order()).min(planes.len());
        self.field.hear(&planes[..seen], fields);
        self.heard.iter_mut().for_each(Vec::clear);
        let (listeners, heard) = (&mut self.listeners, &mut self.heard);
        self.beams.hear(&planes, |sector, samples| {
            listeners[sector].hear(samples, &mut heard[sector]);
        });
        compare(&mut self.heard);
    }
}

/// Every direction has a gain of its own, which lifts what is faint; here each is put back to how loud it is
/// beside the loudest at the same moment.
pub(super) fn compare(parts: &mut [Vec<Features>]) {
    let frames = parts.iter().map(Vec::len).min().unwrap_or(0);
    for frame in 0..frames {
        let loudest_db = parts
            .iter()
            .map(|part| part[frame].level_db)
            .fold(f32::MIN, f32::max);
        for part in parts.iter_mut() {
            let features = &mut part[frame];
            let below_db = loudest_db - features.level_db;
            let share = (1.0 - below_db / FAINTEST_DB).clamp(0.0, 1.0);
            soften(features, share * share);
        }
    }
}

/// Less of everything that is a share.
fn soften(features: &mut Features, share: f32) {
    features.level *= share;
    features.onset *= share;
    features.harmonic *= share;
    features.percussive *= share;
    features.presence *= share;
    features.bands.iter_mut().for_each(|band| *band *= share);
    features
        .onset_ranges
        .iter_mut()
        .for_each(|onset| *onset *= share);
    features.is_onset &= share > 0.25;
    features
        .is_onset_ranges
        .iter_mut()
        .for_each(|hit| *hit &= share > 0.25);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(level_db: f32) -> Vec<Features> {
        let mut features = Features::silent(Moment::ZERO);
        (features.level_db, features.level, features.onset) = (level_db, 1.0, 1.0);
        features.is_onset = true;
        vec![features]
    }

    #[test]
    fn directions_are_as_loud_as_they_are_beside_each_other() {
        let mut parts = [
            part(-20.0),
            part(-26.0),
            part(-35.0),
            part(-60.0),
            Vec::new(),
        ];
        compare(&mut parts[..4]);
        let levels: Vec<f32> = parts[..4].iter().map(|part| part[0].level).collect();
        assert_eq!(levels[0], 1.0);
        assert!(
            levels.windows(2).all(|pair| pair[0] > pair[1]),
            "{levels:?}"
        );
        assert_eq!(levels[3], 0.0);
        assert!(parts[0][0].is_onset && !parts[3][0].is_onset);
        // Where one has nothing to say yet, nothing is compared.
        compare(&mut parts);
    }
}
