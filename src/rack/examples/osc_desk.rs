//! A show that is not there, for trying out desks: prints what arrives, and tells a made-up sound.
//!
//! `cargo run -p welkin_rack --example osc_desk -- [port=7700] [bind=127.0.0.1] [out=10.0.0.9:9000] [secs=60] [quiet]`;
//! `quiet` prints counts instead of messages.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "an example speaks on the terminal"
)]

use std::collections::BTreeMap;
use std::env::args;
use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant};

use welkin_installation::{Control, Osc as Settings, OscOut, OscTopic, master_controls};
use welkin_rack::{Osc, Panel};
use welkin_values::{Command, ControlStatus, Features, LibraryEntry, Moment, SourceStatus, Status};

const SOURCES: [&str; 4] = ["drums", "bass", "harmony", "lead"];

/// The show that is not there.
struct Desk {
    status: Mutex<Arc<Status>>,
    is_quiet: bool,
    /// How often each control was set.
    counts: Mutex<BTreeMap<String, u32>>,
}

impl Panel for Desk {
    fn status(&self) -> Option<Arc<Status>> {
        Some(Arc::clone(
            &self.status.lock().unwrap_or_else(PoisonError::into_inner),
        ))
    }

    fn ask(&self, who: &str, command: Command) -> Result<(), String> {
        if !self.is_quiet {
            println!("{who}: {command:?}");
        }
        if let Command::Set { control, .. } = &command {
            let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
            *counts.entry(control.clone()).or_default() += 1;
        }
        let mut status = self.status.lock().unwrap_or_else(PoisonError::into_inner);
        obey(command, Arc::make_mut(&mut status))
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut settings = Settings::default();
    let mut lasts = Duration::MAX;
    let mut is_quiet = false;
    for argument in args().skip(1) {
        match argument.split_once('=') {
            Some(("port", port)) => settings.port = port.parse()?,
            Some(("bind", bind)) => settings.bind = bind.parse()?,
            Some(("out", to)) => settings.outs.push(told(to.parse()?)),
            Some(("secs", secs)) => lasts = Duration::from_secs(secs.parse()?),
            None if argument == "quiet" => is_quiet = true,
            _ => return Err(format!("there is no `{argument}`").into()),
        }
    }
    let desk = Arc::new(Desk {
        status: Mutex::new(Arc::new(opening())),
        is_quiet,
        counts: Mutex::default(),
    });
    let osc = Osc::start(&settings, desk.clone())?;
    println!("{}", osc.health().words);
    let began = Instant::now();
    let mut second = 0;
    while began.elapsed() < lasts {
        let secs = began.elapsed().as_secs_f64();
        advance(
            Arc::make_mut(&mut desk.status.lock().unwrap_or_else(PoisonError::into_inner)),
            secs,
        );
        if is_quiet && second < secs as u64 {
            second = secs as u64;
            println!("{}", osc.health().words);
        }
        sleep(Duration::from_secs(1) / 60);
    }
    let counts = desk.counts.lock().unwrap_or_else(PoisonError::into_inner);
    println!("set: {counts:?}");
    let stands = desk.status.lock().unwrap_or_else(PoisonError::into_inner);
    let held = stands.controls.iter().filter(|it| it.held);
    println!(
        "held: {:?}",
        held.map(|it| (&*it.name, it.value)).collect::<Vec<_>>()
    );
    Ok(())
}

/// Somebody who is told everything.
fn told(to: std::net::SocketAddr) -> OscOut {
    use OscTopic::{Bands, Beat, Controls, Hits, Level, Onset, Scene, Time};
    OscOut {
        to,
        send: vec![Level, Onset, Hits, Bands, Beat, Scene, Controls, Time],
        sources: Vec::new(),
        rate_hz: 30.0,
    }
}

fn opening() -> Status {
    let mut status = Status::new("First Light", "first-light");
    status.scene = "dawn".into();
    status.scenes = ["dawn", "noon", "dusk", "night"].map(String::from).into();
    status.patterns = ["grid", "focus"].map(String::from).into();
    status.length_secs = Some(96.0);
    let specs = master_controls()
        .into_iter()
        .chain(Control::ALL.map(Control::spec));
    status.specs = specs.collect();
    let stands = status.specs.iter().map(|spec| ControlStatus {
        name: spec.name.clone(),
        value: spec.default,
        held: false,
    });
    status.controls = stands.collect();
    status.library = ["first-light", "deep-water"]
        .map(|folder| LibraryEntry {
            folder: folder.into(),
            title: folder.replace('-', " "),
            problems: Vec::new(),
            running: folder == "first-light",
        })
        .into();
    status.sources = SOURCES
        .map(|name| SourceStatus {
            name: name.into(),
            azimuth_deg: 0.0,
            elevation_deg: 0.0,
            features: Features::silent(Moment::ZERO),
            onset: false,
            is_part: false,
        })
        .into();
    status
}

/// Two beats a second, each source a little later than the one before.
fn advance(status: &mut Status, secs: f64) {
    status.moment_secs = secs % 96.0;
    for (index, source) in status.sources.iter_mut().enumerate() {
        let phase = ((secs - index as f64 * 0.11) * 2.0).rem_euclid(1.0) as f32;
        let features = &mut source.features;
        features.is_onset = phase < features.beat_phase;
        features.moment = Moment::from_secs(secs);
        features.beat_phase = phase;
        features.tempo_bpm = 120.0;
        features.level = 1.0 - phase;
        features.onset = (1.0 - 3.0 * phase).max(0.0);
        for (band, energy) in features.bands.iter_mut().enumerate() {
            *energy = (1.0 - phase) / (band + 1) as f32;
        }
    }
    status.mix = status.sources[0].features;
}

fn obey(command: Command, status: &mut Status) -> Result<(), String> {
    match command {
        Command::Set { control, value } => move_control(status, &control, Some(value)),
        Command::GiveBack {
            control: Some(control),
        } => move_control(status, &control, None),
        Command::Scene { scene } if status.scenes.contains(&scene) => {
            status.scene = scene;
            Ok(())
        }
        Command::Scene { scene } => Err(format!("there is no scene `{scene}`")),
        Command::Play { on } => {
            status.playing = on;
            Ok(())
        }
        _ => Ok(()),
    }
}

fn move_control(status: &mut Status, name: &str, value: Option<f32>) -> Result<(), String> {
    let mut both = status.specs.iter().zip(&mut status.controls);
    let found = both.find(|(spec, _)| spec.name == name);
    let (spec, stands) = found.ok_or_else(|| format!("there is no control `{name}`"))?;
    stands.value = value.unwrap_or(spec.default);
    stands.held = value.is_some();
    Ok(())
}
