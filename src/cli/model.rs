//! `welkin model`: what a checkpoint is, and checkpoints as shows keep them.

mod import;
mod inspect;

use std::path::PathBuf;

use anyhow::Result;
use clap::Subcommand;

/// Arguments of `welkin model`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Print a checkpoint's family, settings, tensors and cost, and how long a picture takes on this machine.
    Inspect(inspect::Arguments),
    /// Write a checkpoint as safetensors under its family's official names, so that a show needs no pickle.
    Import {
        /// A checkpoint: .pkl, .pt, .pth, .safetensors, .mpk or .bpk.
        checkpoint: PathBuf,
        /// The file to write. [default: the checkpoint's name with .safetensors, in this folder]
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
}

/// Does what is asked.
pub(crate) fn run(arguments: Arguments) -> Result<()> {
    match arguments.what {
        What::Inspect(arguments) => inspect::run(&arguments),
        What::Import { checkpoint, out } => import::run(&checkpoint, out),
    }
}
