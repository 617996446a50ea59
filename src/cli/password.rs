//! `welkin password`: what to write into a venue's file of users, without the password ever standing in it.

use std::io::{self, BufRead, IsTerminal, Write};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use welkin_control::{hash_password, new_salt};

use super::check::print;
use super::exit::wrong_input;

/// Arguments of `welkin password`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The name that is logged in with.
    name: String,
    /// What they may do: watch sees; play runs the show; edit changes what is kept, and uploads.
    #[arg(long, value_parser = ["watch", "play", "edit"], default_value = "play")]
    role: String,
}

/// Asks for a password, twice at a terminal, and prints the lines for `users.toml`.
pub(crate) fn run(arguments: Arguments) -> Result<()> {
    let password = ask("password: ")?;
    if io::stdin().is_terminal() && ask("once more: ")? != password {
        return Err(wrong_input(
            "these were two different passwords; nothing was made",
        ));
    }
    let hash = hash_password(&password, new_salt()).map_err(wrong_input)?;
    let name = arguments.name;
    if name.is_empty() || name.contains(|c: char| c.is_control() || c == ':') {
        return Err(wrong_input("a name has 1 to 64 characters and no colon"));
    }
    print("# For the file that `users` under [page] in venue.toml names:");
    print(&format!(
        "[[user]]\nname = {name:?}\nrole = \"{}\"\npassword = \"{hash}\"",
        arguments.role
    ));
    Ok(())
}

/// Reads a line; at a terminal without showing it.
fn ask(words: &str) -> Result<String> {
    let is_seen = io::stdin().is_terminal();
    if is_seen {
        eprint!("{words}");
        io::stderr().flush()?;
    }
    let hidden = is_seen.then(Hidden::new);
    let mut line = String::new();
    let read = io::stdin().lock().read_line(&mut line);
    if hidden.is_some() {
        drop(hidden);
        eprintln!();
    }
    read.context("the password cannot be read")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// A terminal that shows nothing of what is typed, until this is dropped.
struct Hidden;

impl Hidden {
    fn new() -> Self {
        echo("-echo");
        Self
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        echo("echo");
    }
}

/// Where there is no `stty`, the password is seen; it works all the same.
fn echo(how: &str) {
    let set = Command::new("stty")
        .arg(how)
        .stdin(Stdio::inherit())
        .status();
    if !set.is_ok_and(|set| set.success()) {
        eprint!("(it will be seen) ");
    }
}
