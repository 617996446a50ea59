//! `welkin bench`: what this machine does, as tables.

mod generator;
mod pace;

use anyhow::Result;
use clap::Subcommand;

/// Arguments of `welkin bench`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Clone, Copy, Subcommand)]
enum What {
    /// Pictures a second and milliseconds per layer.
    Generator,
    /// Whether showing waits for making: frame intervals with the generator against the test pattern.
    Pace,
}

/// Measures, and prints tables.
pub(crate) fn run(arguments: Arguments) -> Result<()> {
    match arguments.what {
        Some(What::Generator) => generator::run(),
        Some(What::Pace) => pace::run(),
        None => {
            generator::run()?;
            pace::run()
        }
    }
}
