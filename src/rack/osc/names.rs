//! Which addresses there are now: those of every show's, of the controls, of the scenes and of the library.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use welkin_values::{ControlSpec, Status};

use super::addresses::{Deed, fixed, is_part, of_control, scene_address, show_address};
use super::pattern::Pattern;

/// More names than this of scenes or of installations have no buttons; they can be written.
const MOST_BUTTONS: usize = 500;

/// Which addresses there are, and what they do.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    specs: Arc<[ControlSpec]>,
    scenes: Vec<String>,
    folders: Vec<String>,
    deeds: BTreeMap<String, Deed>,
}

impl Names {
    /// Those of a status.
    pub(crate) fn of(status: &Status) -> Self {
        let mut names = Self::default();
        names.renew(status);
        names
    }

    /// Looks whether there are others now. Seldom, so it compares.
    pub(crate) fn follow(&mut self, status: &Status) {
        let is_same = !self.deeds.is_empty()
            && Arc::ptr_eq(&self.specs, &status.specs)
            && self.scenes == status.scenes
            && status
                .library
                .iter()
                .map(|entry| &entry.folder)
                .eq(&self.folders);
        if !is_same {
            self.renew(status);
        }
    }

    fn renew(&mut self, status: &Status) {
        self.specs = Arc::clone(&status.specs);
        self.scenes.clone_from(&status.scenes);
        self.folders = status
            .library
            .iter()
            .map(|entry| entry.folder.clone())
            .collect();
        let fixed = fixed().map(|(address, deed)| (address.to_owned(), deed));
        let controls = self.specs.iter().filter(|spec| is_part(&spec.name));
        let scenes =
            buttons(&self.scenes).map(|id| (scene_address(id), Deed::SceneNamed(id.clone())));
        let shows = buttons(&self.folders)
            .map(|folder| (show_address(folder), Deed::ShowNamed(folder.clone())));
        self.deeds = fixed.into_iter().collect();
        self.deeds.extend(controls.flat_map(of_control));
        self.deeds.extend(scenes.chain(shows));
    }

    /// What an address does.
    pub(crate) fn get(&self, address: &str) -> Option<&Deed> {
        self.deeds.get(address)
    }

    /// All that a pattern means.
    pub(crate) fn matching(&self, pattern: &Pattern) -> impl Iterator<Item = &Deed> {
        let matching = self.all().filter(|(address, _)| pattern.matches(address));
        matching.map(|(_, deed)| deed)
    }

    /// All of them, by their addresses.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &Deed)> {
        self.deeds
            .iter()
            .map(|(address, deed)| (address.as_str(), deed))
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.deeds.len()
    }
}

fn buttons(names: &[String]) -> impl Iterator<Item = &String> {
    names.iter().filter(|name| is_part(name)).take(MOST_BUTTONS)
}
