//! `welkin bench`: what this machine does, as tables.

mod generator;
mod light;
mod listen;
mod memory;
mod pace;
mod swaps;

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
    /// Milliseconds a picture of every family of networks, and of the Field GAN layer by layer.
    Generator(generator::Arguments),
    /// Milliseconds an output: the pass of a projector beside a bare one, and eight beside one.
    Light,
    /// Whether showing waits for making: frame intervals with the generator against the test pattern.
    Pace,
    /// Hearing a sound file: whole, beside librosa where a Python has it, and live.
    Listen {
        /// A sound file.
        sound: PathBuf,
        /// A Python with librosa 0.11, which then analyses the same file in turn.
        #[arg(long, value_name = "PROGRAM")]
        python: Option<PathBuf>,
    },
    /// What swapping one installation for another costs: time, late frames, sound, memory.
    Swaps {
        /// A folder with two installations or more.
        library: PathBuf,
        /// How often.
        #[arg(long, default_value_t = 100)]
        count: usize,
    },
    /// Memory of a running show after one minute and after ten; takes as long.
    Memory {
        /// The installation's folder.
        installation: PathBuf,
    },
}

/// Measures, and prints tables.
pub(crate) fn run(arguments: Arguments) -> Result<()> {
    match arguments.what {
        Some(What::Generator(arguments)) => generator::run(&arguments),
        Some(What::Light) => light::run(),
        Some(What::Pace) => pace::run(),
        Some(What::Listen { sound, python }) => listen::run(&sound, python.as_deref()),
        Some(What::Swaps { library, count }) => swaps::run(&library, count.max(2)),
        Some(What::Memory { installation }) => memory::run(&installation),
        None => {
            generator::run(&generator::Arguments::default())?;
            light::run()?;
            pace::run()
        }
    }
}
