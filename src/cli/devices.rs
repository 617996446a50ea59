//! `welkin devices`: what this machine can sound and light with; and whether each speaker hangs where people think.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result};
use welkin_audio::{DeviceError, SoundDirection, SpeakerTest, test_speakers};
use welkin_installation::Speaker;

use super::check::print;
use super::exit::wrong_input;
use super::venue;

/// Arguments of `welkin devices`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Let a noise walk around a venue's speakers, and name each as it sounds.
    #[arg(long)]
    test: bool,
    /// The venue whose speakers are tested: a file, or a shipped one's name.
    #[arg(long, value_name = "FILE", requires = "test")]
    venue: Option<PathBuf>,
    /// How long each speaker sounds.
    #[arg(long, value_name = "SECONDS", default_value_t = 2.0, requires = "test")]
    dwell: f32,
}

/// Lists sound devices and the graphics adapter, or tests speakers.
pub(crate) fn run(arguments: Arguments) -> Result<()> {
    if arguments.test {
        return test(&arguments);
    }
    list_sound();
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

fn list_sound() {
    let devices = welkin_audio::devices();
    for (direction, title, none) in [
        (
            SoundDirection::Output,
            "sound out:",
            "  none; a show keeps time without sound",
        ),
        (SoundDirection::Input, "sound in:", "  none"),
    ] {
        print(title);
        let mut any = false;
        for device in devices
            .iter()
            .filter(|device| device.direction == direction)
        {
            any = true;
            let default = if device.is_default {
                " (taken where a venue names none)"
            } else {
                ""
            };
            let (lowest, highest) = device.rates_hz;
            print(&format!(
                "  {} [{} {}]: {} channels, {lowest}–{highest} Hz{default}",
                device.name, device.host, device.id, device.channels
            ));
        }
        if !any {
            print(none);
        }
    }
}

/// A noise walks from speaker to speaker.
fn test(arguments: &Arguments) -> Result<()> {
    if !(0.1..=60.0).contains(&arguments.dwell) {
        return Err(wrong_input(
            "--dwell: a speaker sounds for 0.1 to 60 seconds",
        ));
    }
    let here = std::env::current_dir().context("the current folder is not known")?;
    let venue = venue::choose(arguments.venue.as_deref(), &here, venue::Purpose::Window)?;
    let stop = Arc::new(AtomicBool::new(false));
    let theirs = Arc::clone(&stop);
    ctrlc::set_handler(move || theirs.store(true, Ordering::Relaxed))
        .context("Ctrl-C cannot be caught")?;
    let mut tell = |step: SpeakerTest<'_>| match step {
        SpeakerTest::Plays(card) => print(&format!("plays on {card}")),
        SpeakerTest::Sounds(speaker) => print(&format!("  {}", words(speaker))),
        SpeakerTest::Unheard(speaker) => print(&format!(
            "  {} – not heard: the card has no such channel",
            words(speaker)
        )),
    };
    test_speakers(&venue, arguments.dwell, &stop, &mut tell).map_err(|error| match error {
        error @ (DeviceError::Silent | DeviceError::Unknown { .. }) => wrong_input(error),
        error => error.into(),
    })
}

fn words(speaker: &Speaker) -> String {
    let direction = speaker.place.direction;
    let sub = if speaker.is_sub { ", subwoofer" } else { "" };
    format!(
        "{} on channel {}: {:.0}° to the left, {:.0}° up, {:.1} m{sub}",
        speaker.id,
        speaker.channel + 1,
        direction.azimuth.to_degrees(),
        direction.elevation.to_degrees(),
        speaker.place.distance_m,
    )
}
