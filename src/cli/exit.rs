//! Every end of the program: what is said, and the exit code.

use std::process::ExitCode;

/// The input is wrong (exit code 2), as opposed to: it could not be done (1).
#[derive(Debug)]
pub(crate) struct WrongInput(pub(crate) String);

impl std::fmt::Display for WrongInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for WrongInput {}

/// Wrong input, in words.
pub(crate) fn wrong_input(words: impl std::fmt::Display) -> anyhow::Error {
    anyhow::Error::new(WrongInput(words.to_string()))
}

/// Says what went wrong, once, and gives the exit code.
pub(crate) fn code(done: anyhow::Result<()>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::from(if error.is::<WrongInput>() { 2 } else { 1 })
        }
    }
}
