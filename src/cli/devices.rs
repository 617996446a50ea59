//! `welkin devices`: what this machine can sound and light with.

use anyhow::Result;

use super::check::print;

/// Arguments of `welkin devices`.
#[derive(clap::Args)]
pub(crate) struct Arguments {}

/// Lists sound devices and the graphics adapter.
pub(crate) fn run(_arguments: Arguments) -> Result<()> {
    print("sound:");
    let devices = welkin_audio::devices();
    if devices.is_empty() {
        print("  none; a show keeps time without sound");
    }
    for device in devices {
        let default = if device.is_default {
            " (taken where a venue names none)"
        } else {
            ""
        };
        let (lowest, highest) = device.rates_hz;
        print(&format!(
            "  {} {} ({}), {}: {} channels, {lowest}–{highest} Hz{default}",
            device.host, device.name, device.id, device.direction, device.channels
        ));
    }
    print("light:");
    match welkin_stage::light::Gpu::open() {
        Ok(gpu) => {
            let kind = if gpu.is_software() {
                ", in software"
            } else {
                ""
            };
            print(&format!("  {}{kind}", gpu.adapter_name()));
        }
        Err(error) => print(&format!("  {error}")),
    }
    let display = if welkin_stage::is_display_there() {
        "a desktop answers"
    } else {
        "no desktop answers"
    };
    print(&format!("  {display}"));
    Ok(())
}
