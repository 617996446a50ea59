//! A show that is not there and does what it is told.

#![allow(
    dead_code,
    reason = "the example and the tests each use what they need of it"
)]

mod controls;
mod paint;
mod latents;
mod sound;

use std::time::Duration;

use welkin_control::Page;
use welkin_values::{
    Command, CueStatus, Features, Health, LibraryEntry, Moment, Nudge, OutputStatus, Refused,
    SoftLimit, SourceStatus, State, Status,
};

pub(crate) use latents::FakeExplorer;
pub(crate) use paint::still;
use paint::{Picture, dome, output};

const LENGTH_SECS: f64 = 96.0;
const WARMS_FOR_SECS: f64 = 0.6;
const SCENES: [&str; 4] = ["dawn", "noon", "dusk", "night"];

/// The show: what is so, and how long it has been so.
pub(crate) struct FakeShow {
    status: Status,
    /// Seconds since the program began.
    secs: f64,
    /// Seconds until the one that is warmed is ready.
    warms_for_secs: f64,
}

impl FakeShow {
    pub(crate) fn new() -> Self {
        Self {
            status: opening(),
            secs: 0.0,
            warms_for_secs: 0.0,
        }
    }

    /// What is so.
    pub(crate) fn status(&self) -> &Status {
        &self.status
    }

    /// Makes something else so, as it happens to shows.
    pub(crate) fn change(&mut self, change: impl FnOnce(&mut Status)) {
        change(&mut self.status);
    }

    /// Publishes what is so, and paints what is looked at.
    pub(crate) fn show_on(&self, page: &Page) {
        page.publish(self.status.clone());
        if page.wants_picture() {
            let Picture { side, rgba } = dome(self.secs as f32, &self.status);
            page.show_picture(side, side, rgba);
        }
        for name in page.wants_pictures() {
            let index = self.status.outputs.iter().position(|it| it.id == name);
            let (width, height) = (320, 180);
            let rgba = output(
                self.secs as f32,
                index.unwrap_or(0),
                &self.status,
                [width, height],
            );
            page.show_output_picture(&name, width, height, rgba);
        }
    }

    /// Time goes by.
    pub(crate) fn advance(&mut self, by: Duration) {
        let status = &mut self.status;
        self.secs += by.as_secs_f64();
        if status.playing {
            status.moment_secs += by.as_secs_f64();
        }
        if status.moment_secs >= LENGTH_SECS {
            status.moment_secs = 0.0;
            status.switching = status.next.take().or(status.switching.take());
        }
        self.warms_for_secs -= by.as_secs_f64();
        if self.warms_for_secs <= 0.0
            && let Some(installation) = status.switching.take()
        {
            self.run(&installation);
        }
        let status = &mut self.status;
        status.painted_fps = 14.0 + (self.secs as f32).sin();
        let heard_at = status.moment_secs;
        for (index, source) in status.sources.iter_mut().enumerate() {
            source.features = sound::hear(heard_at, index);
        }
        status.sources[3].azimuth_deg = -60.0 + 30.0 * (heard_at as f32 * 0.4).sin();
        status.mix = sound::hear(heard_at, 4);
        controls::play(status);
    }

    fn run(&mut self, installation: &str) {
        let status = &mut self.status;
        for entry in &mut status.library {
            entry.running = entry.folder == installation;
            if entry.running {
                status.show.clone_from(&entry.title);
            }
        }
        status.installation = installation.into();
        status.moment_secs = 0.0;
        status.scene = SCENES[0].into();
    }

    /// Does what people ask for, and says so in the log.
    pub(crate) fn obey(&mut self, command: Command) {
        let status = &mut self.status;
        status.messages.push(format!("{command:?}"));
        let surplus = status.messages.len().saturating_sub(50);
        status.messages.drain(..surplus);
        match command {
            Command::Scene { scene } => status.scene = scene,
            Command::StepScene { by } => {
                let now = status.scenes.iter().position(|it| *it == status.scene);
                let count = status.scenes.len() as i32;
                let then = (now.unwrap_or(0) as i32 + by).rem_euclid(count);
                status.scene = status.scenes[then as usize].clone();
            }
            Command::Set { control, value } => controls::set(status, &control, value),
            Command::GiveBack { control } => controls::give_back(status, control.as_deref()),
            Command::Play { on } => status.playing = on,
            Command::Seek { secs } => status.moment_secs = secs.clamp(0.0, LENGTH_SECS),
            Command::Next { installation } => {
                if let Some(folder) = self.admitted(installation) {
                    self.status.next = folder;
                }
            }
            Command::Switch { installation } => {
                if let Some(folder) = self.admitted(Some(installation)) {
                    self.status.switching = folder;
                    self.warms_for_secs = WARMS_FOR_SECS;
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
                let outputs = status.outputs.iter_mut();
                outputs.for_each(|output| output.unsaved = false);
            }
            _ => {}
        }
    }

    /// The installation as it is asked for; none, and a refusal with its problems, if it has some.
    fn admitted(&mut self, installation: Option<String>) -> Option<Option<String>> {
        let status = &mut self.status;
        status.refused = None;
        let of = |folder: &str| status.library.iter().find(|entry| entry.folder == folder);
        let entry = installation.as_deref().and_then(of);
        let problems = entry
            .map(|entry| entry.problems.clone())
            .unwrap_or_default();
        if problems.is_empty() {
            return Some(installation);
        }
        status.refused = installation.map(|installation| Refused {
            installation,
            problems,
        });
        None
    }
}

fn opening() -> Status {
    let source = |name: &str, azimuth_deg, elevation_deg| SourceStatus {
        is_part: false,
        name: name.into(),
        azimuth_deg,
        elevation_deg,
        features: Features::silent(Moment::ZERO),
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
    let part = Health::new;
    let cues = SCENES.iter().enumerate().map(|(index, scene)| CueStatus {
        at_secs: 24.0 * index as f64,
        scene: (*scene).into(),
    });
    let missing = [
        "show.toml:12:1: unknown key \"scens\"; did you mean \"scenes\"?",
        "show.toml:31:8: the file \"stems/lead.ogg\" does not exist in this folder",
    ];
    let mut status = Status {
        scene: SCENES[0].into(),
        scenes: SCENES.map(String::from).into(),
        cues: cues.collect(),
        length_secs: Some(LENGTH_SECS),
        sources: vec![
            source("drums", 0.0, 10.0),
            source("bass", 180.0, 20.0),
            source("harmony", 70.0, 35.0),
            source("lead", -60.0, 50.0),
        ],
        health: vec![
            part(
                "sound",
                State::Reduced,
                "No sound card was found. The show keeps time by itself; plug one in and it is used.",
            ),
            part("analysis", State::Good, "4 sources, ahead of the ear"),
            part("generator", State::Good, "Field GAN at 320 x 320 on flex"),
            part("light", State::Good, "Headless, 1024 x 1024"),
            part(
                "headset",
                State::Failed,
                "No OpenXR runtime answers. Start one; it is tried again every 10 s.",
            ),
        ],
        library: vec![
            entry("first-light", "First Light", &[]),
            entry("deep-water", "Deep Water", &[]),
            entry("broken", "Broken", &missing),
            entry("undertow", "Undertow", &[]),
            entry(
                "northern-lights-for-children",
                "Northern Lights, a show for children and those who come along",
                &[],
            ),
            entry("yun", "云上", &[]),
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
        limits: vec![SoftLimit {
            control: "master-volume".into(),
            most: 0.8,
            words: "quiet hours until 10:00".into(),
        }],
        messages: vec![
            "Read installations/first-light without problems.".into(),
            "No sound card; a timer takes its place.".into(),
            "The generator is warm after 1.8 s.".into(),
        ],
        ..Status::new("First Light", "first-light")
    };
    controls::fill(&mut status);
    status
}
