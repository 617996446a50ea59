//! `welkin bench`: what this machine does, as tables.

mod generator;
mod memory;
mod pace;

use std::path::PathBuf;

use anyhow::Result;
use clap::Subcommand;

/// Arguments of `welkin bench`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Subcommand)]
enum What {
    /// Pictures a second and milliseconds per layer.
    Generator,
    /// Whether showing waits for making: frame intervals with the generator against the test pattern.
    Pace,
    /// Memory of a running show after one minute and after ten; takes as long.
    Memory {
        /// The installation's folder.
        installation: PathBuf,
    },
}

/// Measures, and prints tables.
pub(crate) fn run(arguments: Arguments) -> Result<()> {
    match arguments.what {
        Some(What::Generator) => generator::run(),
        Some(What::Pace) => pace::run(),
        Some(What::Memory { installation }) => memory::run(&installation),
        None => {
            generator::run()?;
            pace::run()
        }
    }
}
