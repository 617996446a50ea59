//! Arguments in, one file per subcommand, an exit code out: 0 done, 1 it could not be done, 2 the input is wrong.

mod exit;
mod venue;
mod progress;
mod check;
mod schema;
mod new;
mod devices;
mod listen;
mod calendar;
mod run;
mod keep;
mod password;
mod render;
mod dream;
mod model;
mod warps;
mod calibrate;
mod bench;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Sound becomes light: on domes, on walls, in headsets, in films.
#[derive(Parser)]
#[command(name = "welkin", version, about, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run an installation: play, listen, paint, light.
    Run(run::Arguments),
    /// Run an installation for months: it is begun again where it was, whatever happens.
    Keep(keep::Arguments),
    /// Make the lines with which somebody may log in to the page from a network.
    Password(password::Arguments),
    /// Make a film of an installation, or of nothing but a song.
    Render(render::Arguments),
    /// Check an installation's files and list every problem.
    Check(check::Arguments),
    /// Begin a new installation in a folder of its own.
    New(new::Arguments),
    /// Write the JSON schemas of show.toml and venue.toml, for completion in editors.
    Schema(schema::Arguments),
    /// Say what is heard in a sound: as numbers, a table, a picture, or live in the terminal.
    Listen(listen::Arguments),
    /// List sound devices and graphics adapters.
    Devices(devices::Arguments),
    /// Paint with a checkpoint: a sheet of seeds, a strip of what a control does, or exact numbers.
    Dream(dream::Arguments),
    /// Look into a checkpoint, or make it a show's own.
    Model(model::Arguments),
    /// Make a venue of warp files, or warp files of a venue.
    Venue(warps::Arguments),
    /// Say what the calendar of a library means, or begin one.
    Calendar(calendar::Arguments),
    /// Find where projectors stand, by a camera.
    Calibrate(calibrate::Arguments),
    /// Measure this machine.
    Bench(bench::Arguments),
}

/// Does what the arguments say.
pub(crate) fn main() -> ExitCode {
    let arguments = Arguments::parse();
    welkin_generator::use_quiet_threads();
    let done = match arguments.command {
        Command::Run(arguments) => run::run(arguments),
        Command::Keep(arguments) => keep::run(arguments),
        Command::Password(arguments) => password::run(arguments),
        Command::Render(arguments) => render::run(arguments),
        Command::Check(arguments) => check::run(arguments),
        Command::New(arguments) => new::run(arguments),
        Command::Schema(arguments) => schema::run(arguments),
        Command::Listen(arguments) => listen::run(arguments),
        Command::Devices(arguments) => devices::run(arguments),
        Command::Dream(arguments) => dream::run(arguments),
        Command::Model(arguments) => model::run(arguments),
        Command::Venue(arguments) => warps::run(arguments),
        Command::Calendar(arguments) => calendar::run(arguments),
        Command::Calibrate(arguments) => calibrate::run(arguments),
        Command::Bench(arguments) => bench::run(arguments),
    };
    exit::code(done)
}
