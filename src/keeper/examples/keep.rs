//! Keeps a program running, as `welkin keep` does, with everything that can be set.
//!
//!     keep PROGRAM INSTALLATION state=FOLDER [port=N] [quick-ends=N] [quick-secs=S] [pulse-secs=S] [starting-secs=S]
//!          [ending-secs=S] [again-secs=S]

use std::error::Error;
use std::time::Duration;

use welkin_keeper::{Kept, Patience, Settings, default_state_folder, keep};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let program = arguments.next().ok_or("which program?")?;
    let installation = arguments.next().ok_or("which installation?")?;
    let state = default_state_folder();
    let mut settings = Settings::new(program, installation.into(), 0, state);
    for argument in arguments {
        let argument = argument.to_string_lossy();
        let (name, value) = argument.split_once('=').ok_or("name=value")?;
        let secs = || value.parse().map(Duration::from_secs_f64);
        let patience = &mut settings.patience;
        match name {
            "state" => {
                settings.state_folder = value.into();
                settings.log = Some(settings.state_folder.join("show.log"));
            }
            "port" => settings.port = value.parse()?,
            "quick-ends" => patience.quick_ends = value.parse()?,
            "quick-secs" => patience.quick_end = secs()?,
            "pulse-secs" => patience.pulse_gone = secs()?,
            "starting-secs" => patience.starting = secs()?,
            "again-secs" => patience.again_after = secs()?,
            "ending-secs" => {
                let ending = secs()?;
                *patience = Patience {
                    ending,
                    ending_well: ending,
                    ..*patience
                };
            }
            other => return Err(format!("{other} cannot be set").into()),
        }
    }
    if keep(settings)? == Kept::Left {
        std::process::exit(1);
    }
    Ok(())
}
