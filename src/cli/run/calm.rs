//! The calm picture that is in the program: what is shown when no installation can be.

use std::path::PathBuf;

use anyhow::{Context, Result};

/// A silent show that wanders slowly, of the weights that are in the program.
const SHOW: &str = r#"name = "Calm"
seed = 1

[[model]]
id = "field"
kind = "field-gan"
weights = "shipped"
size = 256

[[scene]]
id = "calm"
model = "field"
walk = { points_per_min = 1.5 }

  [scene.rest]
  brightness = 0.5
"#;

/// The calm show in a folder of its own, which goes with it.
pub(super) struct Calm(PathBuf);

impl Calm {
    /// Writes it where small files go.
    pub(super) fn make() -> Result<Self> {
        let folder = std::env::temp_dir().join(format!("welkin-calm-{}", std::process::id()));
        let show = folder.join("calm");
        std::fs::create_dir_all(&show)
            .and_then(|()| std::fs::write(show.join("show.toml"), SHOW))
            .with_context(|| format!("{} cannot be written", show.display()))?;
        Ok(Self(folder))
    }

    /// The installation's folder.
    pub(super) fn folder(&self) -> PathBuf {
        self.0.join("calm")
    }
}

impl Drop for Calm {
    fn drop(&mut self) {
        // What stays is a few lines in a folder that the system empties.
        drop(std::fs::remove_dir_all(&self.0));
    }
}
