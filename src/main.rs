//! The program `welkin`: sound becomes light.

mod cli;

fn main() -> std::process::ExitCode {
    keep_mesa_quiet();
    cli::main()
}

/// Mesa's layer that asks the desktop which GPU it uses writes an error for every question where there is no
/// desktop session at all; there it has nothing to ask.
fn keep_mesa_quiet() {
    if std::env::var_os("XDG_RUNTIME_DIR").is_none() {
        #[expect(unsafe_code, reason = "the one way to set a variable that Mesa reads")]
        // SAFETY: no other thread runs yet.
        unsafe {
            std::env::set_var("NODEVICE_SELECT", "1");
        }
    }
}
