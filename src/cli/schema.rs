//! `welkin schema`: the JSON schemas of the files people write.

use std::path::PathBuf;

use anyhow::{Context, Result};

/// Arguments of `welkin schema`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The folder to write show.schema.json and venue.schema.json into.
    #[arg(default_value = "schemas")]
    folder: PathBuf,
}

/// Writes both schemas.
pub(crate) fn run(arguments: Arguments) -> Result<()> {
    let folder = &arguments.folder;
    std::fs::create_dir_all(folder)
        .with_context(|| format!("the folder {} cannot be made", folder.display()))?;
    let schemas = [
        ("show.schema.json", welkin_installation::show_schema()),
        ("venue.schema.json", welkin_installation::venue_schema()),
    ];
    for (name, schema) in schemas {
        let file = folder.join(name);
        std::fs::write(&file, serde_json::to_string_pretty(&schema)? + "\n")
            .with_context(|| format!("{} cannot be written", file.display()))?;
        super::check::print(&file.display().to_string());
    }
    Ok(())
}
