//! `welkin check`: every problem of an installation in a venue, with its place.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Result;
use welkin_installation::{DiskFolder, Problems, check_show, check_together};

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
    let disk = DiskFolder::new(folder);
    let show = check_show(&disk).problems;
    let (venue, wrong) = match venue::check(asked, folder, venue::Purpose::Window) {
        Ok(checked) => (Some(checked), None),
        Err(error) => (None, Some(error.to_string())),
    };
    let (venue, said) = match venue {
        Some(checked) => (checked.value, checked.problems),
        None => (None, Problems::default()),
    };
    let together = venue.map_or_else(Vec::new, |venue| check_together(&disk, &venue));
    let mut wrong: Vec<String> = wrong.into_iter().collect();
    wrong.extend(said.problems.iter().map(ToString::to_string));
    if arguments.json {
        let problems = serde_json::json!({
            "show": show, "venue": wrong, "venue_warnings": said.warnings, "together": together,
        });
        print(&serde_json::to_string_pretty(&problems)?);
    } else {
        for warning in show.warnings.iter().chain(&said.warnings).chain(&together) {
            eprintln!("{warning} (a warning)");
        }
    }
    let mut words: Vec<String> = show.problems.iter().map(ToString::to_string).collect();
    words.extend(wrong);
    if !words.is_empty() {
        return Err(wrong_input(words.join("\n")));
    }
    if !arguments.json {
        print(&format!("{}: no problems", folder.display()));
    }
    Ok(())
}

/// Results go to standard output. Whoever reads them may have read enough (`| head`): the rest goes nowhere.
pub(crate) fn print(words: &str) {
    drop(writeln!(std::io::stdout(), "{words}"));
}

/// Writes a line to standard error; a full disk or a closed terminal is no reason to end.
pub(crate) fn tell(words: &str) {
    drop(writeln!(std::io::stderr(), "{words}"));
}
