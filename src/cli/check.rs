//! `welkin check`: every problem of an installation, with its place.

use std::path::PathBuf;

use anyhow::Result;
use welkin_installation::{DiskFolder, check_show};

use super::exit::wrong_input;
use super::venue;

/// Arguments of `welkin check`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The installation's folder.
    installation: PathBuf,
    /// A venue to check it with: a file, or a shipped one's name.
    #[arg(long, value_name = "FILE")]
    venue: Option<PathBuf>,
    /// Print problems as JSON.
    #[arg(long)]
    json: bool,
}

/// Prints every problem; wrong input if there is one. Warnings alone are fine.
pub(crate) fn run(arguments: Arguments) -> Result<()> {
    let folder = &arguments.installation;
    super::run::check_folder(folder)?;
    let asked = arguments.venue.as_deref();
    let venue = venue::choose(asked, folder, venue::Purpose::Window).err();
    let show = check_show(&DiskFolder::new(folder)).problems;
    if arguments.json {
        let venue: Vec<String> = venue.iter().map(ToString::to_string).collect();
        let problems = serde_json::json!({ "show": show, "venue": venue });
        print(&serde_json::to_string_pretty(&problems)?);
    } else {
        for warning in &show.warnings {
            eprintln!("{warning} (a warning)");
        }
    }
    let mut words: Vec<String> = show.problems.iter().map(ToString::to_string).collect();
    words.extend(venue.map(|error| error.to_string()));
    if !words.is_empty() {
        return Err(wrong_input(words.join("\n")));
    }
    if !arguments.json {
        print(&format!("{}: no problems", folder.display()));
    }
    Ok(())
}

/// Results go to standard output.
#[allow(
    clippy::print_stdout,
    reason = "results of a command go to standard output"
)]
pub(crate) fn print(words: &str) {
    println!("{words}");
}
