//! All of a show's live sources, heard as they come.

use welkin_audio::Inputs;
use welkin_space::SoundField;
use welkin_values::{Features, Moment};

use super::hearing::Hearing;
use super::live_ear::LiveEar;
use crate::deck::setup::Setup;

/// Ears for everything that comes in live.
pub(crate) struct ComingIn {
    ears: Vec<Heard>,
    hearing: Hearing,
    /// Where all together is remembered: where nothing but live sound is heard, the loudest of it.
    mix: Option<usize>,
    features: Vec<Features>,
    fields: Vec<SoundField>,
}

struct Heard {
    ear: LiveEar,
    source: usize,
    first_part: usize,
    level_db: f32,
}

impl ComingIn {
    /// Ears for a show's live sources at a venue's inputs.
    pub(crate) fn new(setup: &Setup, inputs: &Inputs, hearing: Hearing) -> Self {
        let sources = &setup.sources;
        let heard = |live: &welkin_installation::Live| {
            let is_it = |source: &welkin_mapping::Source| source.name == live.source;
            let source = sources.iter().position(is_it)?;
            let is_part = |other: &welkin_mapping::Source| other.part_of == Some(source);
            Some(Heard {
                ear: LiveEar::new(live, inputs),
                source,
                first_part: sources.iter().position(is_part).unwrap_or(0),
                level_db: f32::MIN,
            })
        };
        let ears: Vec<Heard> = setup.show.live.iter().filter_map(heard).collect();
        let is_alone = setup.playlist.sources().is_empty() && !ears.is_empty();
        Self {
            ears,
            hearing,
            mix: is_alone.then_some(sources.len()),
            features: Vec::new(),
            fields: Vec::new(),
        }
    }

    /// Whether there is anything that comes in live.
    pub(crate) fn is_empty(&self) -> bool {
        self.ears.is_empty()
    }

    /// Hears what has come since the last time, as news for the tick that is steered next, in a show that began at
    /// `began` on the mixer's clock.
    pub(crate) fn listen(&mut self, began: Moment) {
        let moment = self.hearing.steered();
        for index in 0..self.ears.len() {
            self.features.clear();
            let heard = &mut self.ears[index];
            if !heard
                .ear
                .listen(moment, began, &mut self.features, &mut self.fields)
            {
                continue;
            }
            if let Some(newest) = self.features.last() {
                heard.level_db = newest.level_db;
            }
            self.hearing.remember_live(heard.source, &self.features);
            for (part, features) in heard.ear.parts().iter().enumerate() {
                self.hearing
                    .remember_live(heard.first_part + part, features);
            }
            let (source, level_db) = (heard.source, heard.level_db);
            self.hearing.remember_live_fields(source, &mut self.fields);
            let is_loudest = self.ears.iter().all(|other| other.level_db <= level_db);
            if let Some(mix) = self.mix.filter(|_| is_loudest) {
                self.hearing.remember_live(mix, &self.features);
            }
        }
    }
}
