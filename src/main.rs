//! The program `welkin`: sound becomes light.

mod cli;

use std::io::IsTerminal;

fn main() -> std::process::ExitCode {
    if std::env::var_os("XDG_RUNTIME_DIR").is_none() {
        // Mesa's layer that asks the desktop which GPU it uses writes an error for every question where there
        // is no desktop session at all; there it has nothing to ask.
        tell_libraries("NODEVICE_SELECT");
    }
    if !std::io::stderr().is_terminal() {
        // A log in a file is read without colours.
        tell_libraries("NO_COLOR");
    }
    cli::main()
}

/// Sets a variable that libraries read. Only for the program's first moments.
fn tell_libraries(variable: &str) {
    #[expect(
        unsafe_code,
        reason = "the one way to set a variable that libraries read"
    )]
    // SAFETY: called by `main` before any other thread runs.
    unsafe {
        std::env::set_var(variable, "1");
    }
}
