#![allow(clippy::print_stdout, reason = "an example prints what it sees")]
//! Hears a MIDI port as a venue would, and prints what a show would be asked.
//!
//! `cargo run -p welkin_rack --example midi_desk -- [PORT | virtual] [learn CONTROL] [mtc] [SECONDS]`

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use welkin_installation::{
    Control, Curve, Midi, MidiAction, MidiDeed, MidiMap, MidiTrigger, TimecodeFrom, TimecodeIn,
    master_controls,
};
use welkin_rack::{MidiListener, Panel};
use welkin_values::{Command, ControlSpec, ControlStatus, Status};

/// A show that does at once what it is asked.
struct Show {
    status: Mutex<Status>,
    began: Instant,
}

impl Panel for Show {
    fn status(&self) -> Option<Arc<Status>> {
        let mut status = self
            .status
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        if status.playing {
            status.moment_secs += self.began.elapsed().as_secs_f64();
        }
        Some(Arc::new(status))
    }

    fn ask(&self, who: &str, command: Command) -> Result<(), String> {
        let secs = self.began.elapsed().as_secs_f64();
        println!("{secs:8.3} {who}: {command:?}");
        let mut status = self.status.lock().unwrap_or_else(PoisonError::into_inner);
        match &command {
            Command::Set { control, value } => {
                let found = status.controls.iter_mut().find(|it| it.name == *control);
                if let Some(found) = found {
                    found.value = *value;
                }
            }
            Command::Seek { secs: to } => {
                status.moment_secs = to - if status.playing { secs } else { 0.0 }
            }
            Command::Play { on } if *on != status.playing => {
                status.moment_secs += if *on { -secs } else { secs };
                status.playing = *on;
            }
            _ => {}
        }
        Ok(())
    }
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let is_virtual = words.iter().any(|word| word == "virtual");
    let learn = words.iter().position(|word| word == "learn");
    let learn = learn.and_then(|at| words.get(at + 1));
    let secs = words
        .iter()
        .find_map(|word| word.parse().ok())
        .unwrap_or(3600.0);
    let others = ["virtual", "learn", "mtc"];
    let is_port = |word: &&String| {
        !others.contains(&word.as_str()) && Some(*word) != learn && word.parse::<f64>().is_err()
    };
    let map = |when, then| MidiMap { when, then };
    let volume = MidiDeed::Control {
        control: "master-volume".into(),
        range: None,
        curve: Curve::Linear,
        toggle: false,
    };
    let knob = MidiTrigger::Controller {
        number: 7,
        fine: false,
    };
    let settings = Midi {
        port: words.iter().find(is_port).cloned(),
        is_virtual,
        maps: vec![
            map(knob, volume),
            map(
                MidiTrigger::Note(60),
                MidiDeed::Action(MidiAction::NextScene),
            ),
        ],
        ..Midi::default()
    };
    let timecode = TimecodeIn {
        from: TimecodeFrom::Mtc,
        rate: None,
        offset: Default::default(),
        input: None,
        freewheel_secs: 2.0,
    };
    let timecode = words.iter().any(|word| word == "mtc").then_some(&timecode);
    let controls = Control::ALL.map(Control::spec);
    let specs: Vec<ControlSpec> = master_controls().into_iter().chain(controls).collect();
    let mut status = Status::new("An example", "example");
    let at_rest = specs.iter().map(|spec| ControlStatus {
        name: spec.name.clone(),
        value: spec.default,
        held: false,
    });
    status.controls = at_rest.collect();
    status.specs = specs.into();
    status.scenes = ["dawn", "noon", "dusk"].map(Into::into).to_vec();
    let show = Arc::new(Show {
        status: Mutex::new(status),
        began: Instant::now(),
    });
    let began = Instant::now();
    let listener = match MidiListener::start(&settings, timecode, show) {
        Ok(listener) => listener,
        Err(error) => return println!("{error}"),
    };
    if let Some(Err(error)) = learn.map(|control| listener.learn(control)) {
        println!("{error}");
    }
    let mut said = String::new();
    while began.elapsed().as_secs_f64() < secs {
        let mut words = listener.health().words;
        if let Some(code) = listener.timecode_health() {
            words += &format!("; {}", code.words);
        }
        if let Some(tempo) = listener.tempo() {
            words += &format!("; {:.0} beats a minute", tempo.bpm);
        }
        if words != said {
            println!("{:8.3} {words}", began.elapsed().as_secs_f64());
            said = words;
        }
        if let Some(map) = listener.learned() {
            println!("learned:\n{}", map.to_toml());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    println!("ports: {:?}", listener.ports());
}
