//! `welkin new`: a folder to begin a show in.

use std::path::PathBuf;

use anyhow::{Context, Result};

use super::exit::wrong_input;

/// Arguments of `welkin new`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The folder to make; its last part is the show's name.
    name: PathBuf,
}

/// Makes the folder; touches nothing that is there already.
pub(crate) fn run(arguments: Arguments) -> Result<()> {
    let folder = &arguments.name;
    let name = folder
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let Some(name) = name else {
        return Err(wrong_input(format!(
            "{} does not name a new folder",
            folder.display()
        )));
    };
    if folder.exists() {
        return Err(wrong_input(format!(
            "{} exists already; choose another name",
            folder.display()
        )));
    }
    for (path, text) in welkin_installation::new_show(&name) {
        let file = folder.join(path);
        let parent = file.parent().unwrap_or(folder);
        std::fs::create_dir_all(parent)
            .with_context(|| format!("the folder {} cannot be made", parent.display()))?;
        std::fs::write(&file, text)
            .with_context(|| format!("{} cannot be written", file.display()))?;
    }
    super::check::print(&format!(
        "{0} is ready: edit {0}/show.toml, then\n  welkin check {0}\n  welkin run {0}",
        folder.display()
    ));
    Ok(())
}
