//! A checkpoint as a source: what [`welkin_checkpoint::official`] made of a file.

use welkin_checkpoint::{Checkpoint, Setting};

use crate::source::Source;

impl Source for Checkpoint {
    fn shape(&self, name: &str) -> Option<Vec<usize>> {
        Self::shape(self, name).map(<[usize]>::to_vec)
    }

    fn values(&self, name: &str) -> Option<Vec<f32>> {
        let tensor = self.tensor(name)?;
        tensor.dtype().is_float().then(|| tensor.values())
    }

    fn names(&self) -> Vec<String> {
        Self::names(self).map(str::to_owned).collect()
    }

    /// Among the constructor's arguments, then among those of its parts.
    fn setting(&self, name: &str) -> Option<String> {
        const PARTS: [&str; 2] = ["synthesis_kwargs", "mapping_kwargs"];
        let in_part = |part: &&str| {
            let flat = format!("{part}.{name}");
            let nested = format!(".{flat}");
            let mut settings = self.settings();
            settings
                .find(|(key, _)| *key == flat || key.ends_with(&nested))
                .map(|(_, setting)| setting)
        };
        let found = Self::setting(self, name).or_else(|| PARTS.iter().find_map(in_part));
        found.map(Setting::json)
    }
}
