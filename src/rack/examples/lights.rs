#![allow(clippy::print_stdout, reason = "an example speaks to whoever runs it")]
//! A lighting desk, lamps and projectors without a show: says what the desk asks, lets colours run around the lamps, and tells
//! how the projectors are. `cargo run -p welkin_rack --example lights -- venue.toml [seconds]`; without a file, the desk's first
//! four channels of universe 1 are heard, two lamps shine on universe 2, and a projector's stand-in is switched on.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use welkin_installation::{Control, Venue, master_controls, read_venue};
use welkin_rack::{Dmx, Panel, Projectors, StandIn, StandInSettings};
use welkin_values::{Command, ControlSpec, Status};

const VENUE: &str = r#"name = "lights"
surface = { kind = "mirrored" }
[dmx]
[[dmx.map]]
universe = 1
channel = 1
control = "master-brightness"
[[dmx.map]]
universe = 1
channel = 2
bits = 16
control = "hue"
range = [0, 1]
give_back_below = 1
[[dmx.map]]
universe = 1
channel = 4
[[dmx.map.band]]
from = 100
to = 199
action = "next-scene"
[[lamp]]
id = "left"
azimuth_deg = 90
elevation_deg = 20
universe = 2
channel = 1
[[lamp]]
id = "right"
azimuth_deg = -90
elevation_deg = 20
universe = 2
channel = 4
layout = "rgbw"
"#;

/// A show that only says what it is asked, and whose light goes around.
struct Stage {
    status: Mutex<Arc<Status>>,
}

impl Panel for Stage {
    fn status(&self) -> Option<Arc<Status>> {
        self.status.lock().ok().map(|status| Arc::clone(&status))
    }

    fn ask(&self, who: &str, command: Command) -> Result<(), String> {
        println!("{who} asks {command:?}");
        Ok(())
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let text = match arguments.next().as_deref() {
        None | Some("-") => VENUE.to_owned(),
        Some(path) => std::fs::read_to_string(path)?,
    };
    let secs: f32 = arguments.next().map_or(Ok(60.0), |text| text.parse())?;
    let Venue {
        dmx, mut pjlink, ..
    } = read_venue("venue.toml", &text)?;
    let stand_in = StandIn::start(StandInSettings {
        warm_up: Duration::from_secs(5),
        password: "secret".into(),
        ..StandInSettings::default()
    })?;
    if pjlink.is_empty() {
        pjlink.push(welkin_installation::Pjlink {
            id: "stand-in".into(),
            host: stand_in.address().ip().to_string(),
            port: stand_in.address().port(),
            password: welkin_installation::Secret::new("secret"),
            outputs: Vec::new(),
        });
    }
    let dmx = dmx.unwrap_or_default();
    let shows = Control::ALL.into_iter().map(Control::spec);
    let specs: Vec<ControlSpec> = master_controls().into_iter().chain(shows).collect();
    let mut status = Status {
        specs: specs.into(),
        ..Status::new("Lights", "lights")
    };
    let stage = Arc::new(Stage {
        status: Mutex::new(Arc::new(status.clone())),
    });
    let lighting = Dmx::start(&dmx, stage.clone())?;
    let projectors = Projectors::start(&pjlink)?;
    projectors.ask(None, &welkin_values::ProjectorAsk::PowerOn)?;
    let begun = Instant::now();
    let mut said = String::new();
    while begun.elapsed().as_secs_f32() < secs {
        let turn = begun.elapsed().as_secs_f32() / 10.0;
        let colour = |part: f32, azimuth: f32| {
            let turns = turn + part / 3.0 + azimuth / std::f32::consts::TAU;
            0.5 + 0.5 * (turns * std::f32::consts::TAU).cos()
        };
        let lamps = dmx.lamps.iter().map(|lamp| {
            let azimuth = lamp.towards.azimuth;
            [0.0, 1.0, 2.0].map(|part| colour(part, azimuth))
        });
        status.lamps = lamps.collect();
        status.projectors = projectors.statuses();
        if let Ok(mut shared) = stage.status.lock() {
            *shared = Arc::new(status.clone());
        }
        let now = format!("{}\n{}", lighting.health().words, projectors.health().words);
        if now != said {
            println!("{now}");
            said = now;
        }
        std::thread::sleep(Duration::from_millis(33));
    }
    Ok(())
}
