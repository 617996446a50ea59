//! `welkin check`: every problem of an installation, with its place.

use std::path::PathBuf;

use anyhow::Result;
use welkin_installation::Problems;

use super::exit::wrong_input;
use super::venue;

/// Arguments of `welkin check`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The installation's folder.
    installation: PathBuf,
    /// A venue file to check it with.
    #[arg(long, value_name = "FILE")]
    venue: Option<PathBuf>,
    /// Print problems as JSON.
    #[arg(long)]
    json: bool,
}

/// Prints every problem; wrong input if there is one.
pub(crate) fn run(arguments: Arguments) -> Result<()> {
    super::run::check_folder(&arguments.installation)?;
    let venue = venue::choose(
        arguments.venue.as_deref(),
        &arguments.installation,
        venue::Purpose::Window,
    );
    let read = welkin_stage::read_installation(&arguments.installation);
    if arguments.json {
        return print_json(read.err(), venue.err());
    }
    let words: Vec<String> = read
        .err()
        .map(|problems| problems.to_string())
        .into_iter()
        .chain(venue.err().map(|error| error.to_string()))
        .collect();
    if !words.is_empty() {
        return Err(wrong_input(words.join("\n")));
    }
    print(&format!(
        "{}: no problems",
        arguments.installation.display()
    ));
    Ok(())
}

fn print_json(show: Option<Problems>, venue: Option<anyhow::Error>) -> Result<()> {
    let problems = show.map(|problems| problems.problems).unwrap_or_default();
    let venue: Vec<String> = venue.iter().map(ToString::to_string).collect();
    let fine = problems.is_empty() && venue.is_empty();
    print(&serde_json::to_string_pretty(&serde_json::json!({
        "problems": problems,
        "venue_problems": venue,
    }))?);
    if fine {
        Ok(())
    } else {
        Err(wrong_input("the installation has problems"))
    }
}

/// Results go to standard output.
#[allow(
    clippy::print_stdout,
    reason = "results of a command go to standard output"
)]
pub(crate) fn print(words: &str) {
    println!("{words}");
}
