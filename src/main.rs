//! The program `welkin`: sound becomes light.

mod cli;

fn main() -> std::process::ExitCode {
    cli::main()
}
