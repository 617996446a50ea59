//! A show that is not there: made-up sound and a made-up dome, to look at the page with.
//!
//! `cargo run -p welkin_control --example fake_show -- [PORT]`; everything on the page can be pressed.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "an example speaks on the terminal"
)]

use std::f32::consts::TAU;
use std::process::ExitCode;
use std::thread::sleep;
use std::time::{Duration, Instant};

use welkin_control::Page;
use welkin_values::{
    BANDS, Command, ControlKind, ControlSpec, ControlStatus, Features, Health, LibraryEntry, MELS,
    Moment, Nudge, OutputStatus, Refused, SourceStatus, State, Status, Unit,
};

const FRAMES_PER_SEC: u32 = 30;
const PICTURE_PIXELS: u32 = 384;
const LENGTH_SECS: f64 = 96.0;

fn main() -> ExitCode {
    let port = std::env::args()
        .nth(1)
        .and_then(|port| port.parse().ok())
        .unwrap_or(0);
    let page = match Page::start(port) {
        Ok(page) => page,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    println!("{}", page.address());

    let mut status = opening();
    let began = Instant::now();
    loop {
        for command in page.commands() {
            if command == Command::Quit {
                return ExitCode::SUCCESS;
            }
            obey(command, &mut status);
        }
        let secs = began.elapsed().as_secs_f64();
        advance(&mut status, secs);
        page.publish(status.clone());
        if page.wants_picture() {
            page.show_picture(PICTURE_PIXELS, PICTURE_PIXELS, dome(secs as f32, &status));
        }
        sleep(Duration::from_secs(1) / FRAMES_PER_SEC);
    }
}

fn opening() -> Status {
    let silent = Features::silent(Moment::ZERO);
    let source = |name: &str, azimuth_deg, elevation_deg| SourceStatus {
        is_part: false,
        name: name.into(),
        azimuth_deg,
        elevation_deg,
        features: silent,
        onset: false,
    };
    let entry = |folder: &str, title: &str, problems: &[&str]| LibraryEntry {
        folder: folder.into(),
        title: title.into(),
        problems: problems.iter().map(|&problem| problem.into()).collect(),
        running: folder == "first-light",
    };
    let output = |id: &str, nodes| OutputStatus {
        id: id.into(),
        nudge: Nudge::still(nodes, nodes),
        unsaved: false,
    };
    let stands = |spec: &ControlSpec| ControlStatus {
        name: spec.name.clone(),
        value: spec.default,
        held: false,
    };
    Status {
        controls: specs().iter().map(stands).collect(),
        specs: specs().into(),
        scene: "dawn".into(),
        scenes: ["dawn", "noon", "dusk", "night"].map(String::from).into(),
        length_secs: Some(LENGTH_SECS),
        sources: vec![
            source("drums", 0.0, 10.0),
            source("bass", 180.0, 20.0),
            source("harmony", 70.0, 35.0),
            source("lead", -60.0, 50.0),
        ],
        health: vec![
            Health::new(
                "sound",
                State::Reduced,
                "No sound card was found. The show keeps time by itself; plug one in and it is used.",
            ),
            Health::new("analysis", State::Good, "4 sources, ahead of the ear"),
            Health::new("generator", State::Good, "Field GAN at 320 x 320 on flex"),
            Health::new("light", State::Good, "Headless, 1024 x 1024"),
            Health::new(
                "headset",
                State::Failed,
                "No OpenXR runtime answers. Start one; it is tried again every 10 s.",
            ),
        ],
        library: vec![
            entry("first-light", "First Light", &[]),
            entry("deep-water", "Deep Water", &[]),
            entry(
                "broken",
                "Broken",
                &[
                    "show.toml:12:1: unknown key \"scens\"; did you mean \"scenes\"?",
                    "show.toml:31:8: the file \"stems/lead.ogg\" does not exist in this folder",
                ],
            ),
        ],
        presented_fps: 60.0,
        patterns: [
            "grid",
            "number",
            "focus",
            "colour-bars",
            "grey-ramp",
            "blend-zones",
            "orientation",
        ]
        .map(String::from)
        .into(),
        outputs: vec![output("left", 2), output("right", 3)],
        messages: vec![
            "Read installations/first-light without problems.".into(),
            "No sound card; a timer takes its place.".into(),
            "The generator is warm after 1.8 s.".into(),
        ],
        ..Status::new("First Light", "first-light")
    }
}

fn obey(command: Command, status: &mut Status) {
    status.messages.push(format!("{command:?}"));
    let surplus = status.messages.len().saturating_sub(50);
    status.messages.drain(..surplus);
    match command {
        Command::Scene { scene } => status.scene = scene,
        Command::Set { control, value } => move_control(status, &control, Some(value)),
        Command::GiveBack {
            control: Some(control),
        } => move_control(status, &control, None),
        Command::GiveBack { control: None } => {
            let held: Vec<_> = status.controls.iter().map(|it| it.name.clone()).collect();
            for control in held.iter().filter(|name| !name.starts_with("master")) {
                move_control(status, control, None);
            }
        }
        Command::Play { on } => status.playing = on,
        Command::Next { installation } => status.next = installation,
        Command::StepScene { by } => {
            let now = status.scenes.iter().position(|it| *it == status.scene);
            let count = status.scenes.len() as i32;
            let then = (now.unwrap_or(0) as i32 + by).rem_euclid(count);
            status.scene = status.scenes[then as usize].clone();
        }
        Command::Switch { installation } => {
            let problems = status
                .library
                .iter()
                .find(|entry| entry.folder == installation)
                .map(|entry| entry.problems.clone())
                .unwrap_or_default();
            if problems.is_empty() {
                status.refused = None;
                status.switching = Some(installation);
            } else {
                status.refused = Some(Refused {
                    installation,
                    problems,
                });
            }
        }
        Command::Pattern { pattern } => status.pattern = pattern,
        Command::Nudge { output, node, by } => {
            let found = status.outputs.iter_mut().find(|it| it.id == output);
            if let Some(found) = found {
                found.unsaved |= found.nudge.push(node, by);
            }
        }
        Command::SaveNudges => {
            for output in &mut status.outputs {
                output.unsaved = false;
            }
        }
        Command::Seek { .. } | Command::Reload | Command::Projector { .. } | Command::Quit => {}
    }
}

fn move_control(status: &mut Status, name: &str, value: Option<f32>) {
    let both = status.specs.iter().zip(&mut status.controls);
    for (spec, stands) in both.filter(|(spec, _)| spec.name == name) {
        stands.value = spec.within(value.unwrap_or(spec.default));
        stands.held = value.is_some();
    }
}

/// The masters, and a few that a show might have.
fn specs() -> Vec<ControlSpec> {
    let spec = |name: &'static str, kind, unit, range, default| ControlSpec {
        name: name.into(),
        kind,
        unit,
        range,
        default,
        smoothing_secs: 0.1,
    };
    let (amount, switch) = (ControlKind::Amount, ControlKind::Switch);
    vec![
        spec("master-brightness", amount, Unit::Share, [0.0, 1.0], 1.0),
        spec("master-volume", amount, Unit::Share, [0.0, 1.0], 1.0),
        spec("blackout", switch, Unit::Share, [0.0, 1.0], 0.0),
        spec("house-lights", switch, Unit::Share, [0.0, 1.0], 0.0),
        spec("brightness", amount, Unit::Times, [0.0, 4.0], 1.0),
        spec("hue", amount, Unit::Turns, [-16.0, 16.0], 0.0),
        spec("walk-speed", amount, Unit::Times, [-8.0, 8.0], 1.0),
        spec("truncation", amount, Unit::Times, [0.0, 2.0], 0.7),
        spec("along1", amount, Unit::Deviations, [-8.0, 8.0], 0.0),
        spec("glow", amount, Unit::Times, [0.0, 4.0], 0.0),
    ]
}

fn advance(status: &mut Status, secs: f64) {
    status.moment_secs = secs % LENGTH_SECS;
    status.painted_fps = 14.0 + (secs as f32).sin();
    for (index, source) in status.sources.iter_mut().enumerate() {
        source.features = hear(secs, index);
    }
    status.sources[3].azimuth_deg = -60.0 + 30.0 * (secs as f32 * 0.4).sin();
    status.mix = hear(secs, 4);
}

/// Sound of the kind with this number, as if it were heard.
fn hear(secs: f64, kind: usize) -> Features {
    let tempo_bpm = 112.0;
    let beats = secs * tempo_bpm / 60.0 / [1.0, 2.0, 4.0, 2.0, 1.0][kind];
    let since = beats.fract() as f32;
    let level = (-since * [5.0, 2.0, 0.4, 1.5, 2.0][kind]).exp();
    let time = secs as f32;
    let colour = [0.5, 0.12, 0.4, 0.65, 0.45][kind];
    let width = [0.6, 0.15, 0.2, 0.12, 0.6][kind];
    let wave = |at: f32| 0.75 + 0.25 * (at * 37.0 + time * 2.0).sin() * (at * 11.0 - time).cos();
    let energy = |at: f32| level * (-((at - colour) / width).powi(2)).exp() * wave(at);
    let root = [0, 9, 5, 2, 9][kind] + (beats / 4.0) as usize * 5;
    let chroma = std::array::from_fn(|pitch| match (pitch + 120 - root % 12) % 12 {
        0 => 1.0,
        7 => 0.7,
        4 => 0.5,
        other => 0.08 + 0.04 * (other as f32 + time).sin(),
    });
    Features {
        level_db: 20.0 * (level * 0.3).max(1e-6).log10(),
        level,
        bands: std::array::from_fn(|band| energy(band as f32 / (BANDS - 1) as f32)),
        mel: std::array::from_fn(|mel| energy(mel as f32 / (MELS - 1) as f32)),
        onset: (1.0 - since * 6.0).max(0.0),
        is_onset: since < 0.06,
        harmonic: level * [0.1, 0.8, 0.9, 0.8, 0.6][kind],
        percussive: level * [0.95, 0.3, 0.05, 0.15, 0.7][kind],
        chroma,
        centroid_hz: 80.0 * 100f32.powf(colour) * (0.9 + 0.1 * level),
        tempo_bpm: if kind == 2 { 0.0 } else { tempo_bpm as f32 },
        beat_phase: (secs * tempo_bpm / 60.0).fract() as f32,
        beat_confidence: [0.95, 0.6, 0.0, 0.4, 0.85][kind],
        ..Features::silent(Moment::from_secs(secs))
    }
}

/// Slow colours over the dome's square, as bright as the master says.
fn dome(time: f32, status: &Status) -> Vec<u8> {
    let hue = status
        .scenes
        .iter()
        .position(|scene| *scene == status.scene)
        .unwrap_or(0) as f32
        * 1.4;
    let master = status.control("master-brightness");
    let master = master.map_or(1.0, |(_, stands)| stands.value);
    let light = master * (0.75 + 0.25 * status.mix.level);
    let mut rgba = Vec::with_capacity((PICTURE_PIXELS * PICTURE_PIXELS * 4) as usize);
    for row in 0..PICTURE_PIXELS {
        for column in 0..PICTURE_PIXELS {
            let x = column as f32 / PICTURE_PIXELS as f32 * 2.0 - 1.0;
            let y = row as f32 / PICTURE_PIXELS as f32 * 2.0 - 1.0;
            let swirl = (x * 3.0 + (y * 2.5 + time * 0.5).sin()).sin()
                + (y * 4.0 + (x * 3.0 - time * 0.3).cos() * 1.5).cos();
            let folds = (swirl * 2.2 + time * 0.2).sin() * 0.5 + 0.5;
            for channel in 0..3 {
                let tone = ((channel as f32 / 3.0) * TAU + hue + swirl).sin() * 0.5 + 0.5;
                rgba.push((255.0 * light * folds.powf(1.6) * (0.15 + 0.85 * tone)) as u8);
            }
            rgba.push(255);
        }
    }
    rgba
}
