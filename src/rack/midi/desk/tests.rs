#![allow(clippy::unwrap_used, reason = "a test may stop at once")]
//! Keys, knobs, pick-up, learning and show control, on a show that says where its controls are.

use welkin_installation::{Control, Curve, MidiCue, master_controls};
use welkin_values::{ControlSpec, ControlStatus};

use super::*;

/// A show with every control, at rest.
fn show() -> Status {
    let shows = Control::ALL.map(Control::spec);
    let specs: Vec<ControlSpec> = master_controls().into_iter().chain(shows).collect();
    let mut status = Status::new("Test", "test");
    let at_rest = |spec: &ControlSpec| ControlStatus {
        name: spec.name.clone(),
        value: spec.default,
        held: false,
    };
    status.controls = specs.iter().map(at_rest).collect();
    status.specs = specs.into();
    status.scenes = ["dawn", "noon", "dusk"].map(Into::into).to_vec();
    status
}

/// Does what is asked at once.
fn obey(status: &mut Status, commands: &[Command]) {
    for command in commands {
        match command {
            Command::Set { control, value } => stand(status, control, *value),
            Command::GiveBack {
                control: Some(control),
            } => stand(status, control, 0.0),
            Command::Play { on } => status.playing = *on,
            _ => {}
        }
    }
}

fn stand(status: &mut Status, control: &str, value: f32) {
    let found = status.controls.iter_mut().find(|it| it.name == control);
    found.unwrap().value = value;
}

fn control(name: &str) -> MidiDeed {
    MidiDeed::Control {
        control: name.into(),
        range: None,
        curve: Curve::Linear,
        toggle: false,
    }
}

fn toggle(name: &str, range: Option<[f32; 2]>) -> MidiDeed {
    MidiDeed::Control {
        control: name.into(),
        range,
        curve: Curve::Linear,
        toggle: true,
    }
}

fn cc(number: u8) -> MidiTrigger {
    MidiTrigger::Controller {
        number,
        fine: false,
    }
}

fn desk(maps: Vec<(MidiTrigger, MidiDeed)>) -> Desk {
    let map = |(when, then)| MidiMap { when, then };
    Desk::new(Midi {
        maps: maps.into_iter().map(map).collect(),
        ..Midi::default()
    })
}

struct Rig {
    desk: Desk,
    status: Status,
    parser: super::super::message::Parser,
    now: f64,
}

impl Rig {
    fn new(maps: Vec<(MidiTrigger, MidiDeed)>) -> Self {
        Self {
            desk: desk(maps),
            status: show(),
            parser: Default::default(),
            now: 100.0,
        }
    }

    /// Bytes, and half a second; what was asked.
    fn send(&mut self, bytes: &[u8]) -> Vec<Command> {
        for byte in bytes {
            if let Some(message) = self.parser.hear(*byte) {
                match message {
                    Message::SysEx(bytes) => {
                        if let Some(super::super::sysex::SysEx::Show(command)) =
                            super::super::sysex::sys_ex(bytes)
                        {
                            self.desk.show_control(command, &self.status);
                        }
                    }
                    message => self.desk.hear(message, &self.status, self.now),
                }
            }
        }
        self.now += 0.5;
        let commands = self.desk.commands(self.now);
        obey(&mut self.status, &commands);
        commands
    }
}

fn set(control: &str, value: f32) -> Command {
    let control = control.into();
    Command::Set { control, value }
}

#[test]
fn keys_hold_while_they_are_pressed() {
    let mut rig = Rig::new(vec![
        (MidiTrigger::Note(60), control("second")),
        (MidiTrigger::Note(61), toggle("blackout", None)),
        (MidiTrigger::Note(62), toggle("zoom", Some([2.0, 1.0]))),
        (MidiTrigger::Note(63), MidiDeed::Scene("dusk".into())),
        (MidiTrigger::Note(64), MidiDeed::Show("sea".into())),
        (
            MidiTrigger::Note(65),
            MidiDeed::Action(MidiAction::PlayPause),
        ),
        (
            MidiTrigger::Program(3),
            MidiDeed::Action(MidiAction::NextScene),
        ),
        (MidiTrigger::Note(66), control("house-lights")),
    ]);
    let give_back = |control: &str| Command::GiveBack {
        control: Some(control.into()),
    };
    assert_eq!(rig.send(&[0x90, 60, 127]), [set("second", 1.0)]);
    assert_eq!(rig.send(&[0x80, 60, 0]), [give_back("second")]);
    assert_eq!(rig.send(&[0x90, 61, 1, 61, 0]), [set("blackout", 1.0)]);
    assert_eq!(rig.send(&[0x90, 61, 1]), [set("blackout", 0.0)]);
    assert_eq!(rig.send(&[0x90, 62, 1]), [set("zoom", 2.0)]);
    assert_eq!(rig.send(&[0x90, 62, 1]), [set("zoom", 1.0)]);
    let twice = [set("zoom", 2.0), set("zoom", 1.0)];
    assert_eq!(
        rig.send(&[0x90, 62, 1, 62, 0, 62, 1]),
        twice,
        "sooner than the show says so"
    );
    assert_eq!(
        rig.send(&[0x90, 63, 1, 63, 0]),
        [Command::Scene {
            scene: "dusk".into()
        }]
    );
    assert_eq!(
        rig.send(&[0x90, 64, 1]),
        [Command::Switch {
            installation: "sea".into()
        }]
    );
    assert_eq!(rig.send(&[0x90, 65, 1]), [Command::Play { on: false }]);
    assert_eq!(rig.send(&[0x90, 65, 1]), [Command::Play { on: true }]);
    assert_eq!(rig.send(&[0xC5, 3, 4]), [Command::StepScene { by: 1 }]);
    assert_eq!(rig.send(&[0x90, 66, 1]), [set("house-lights", 1.0)]);
    assert_eq!(rig.send(&[0x90, 1, 1, 0xB0, 60, 1]), []);
    rig.desk.settings.channel = Some(2);
    assert_eq!(rig.send(&[0x90, 63, 1]), []);
    assert_eq!(rig.send(&[0x91, 63, 1]).len(), 1);
}

#[test]
fn a_button_that_is_a_controller_acts_when_it_is_pressed() {
    let mut rig = Rig::new(vec![
        (cc(20), MidiDeed::Action(MidiAction::GiveBack)),
        (cc(21), toggle("blackout", None)),
    ]);
    let give_back = Command::GiveBack { control: None };
    assert_eq!(
        rig.send(&[0xB0, 20, 127, 20, 127, 20, 0, 20, 127]),
        [give_back.clone(), give_back]
    );
    assert_eq!(rig.send(&[0xB0, 21, 127]), [set("blackout", 1.0)]);
    assert_eq!(rig.send(&[0xB0, 21, 0]), []);
    assert_eq!(rig.send(&[0xB0, 21, 127]), [set("blackout", 0.0)]);
}

#[test]
fn a_knob_picks_its_control_up_where_it_is() {
    let mut rig = Rig::new(vec![(cc(7), control("master-volume"))]);
    stand(&mut rig.status, "master-volume", 0.5);
    for far in [0, 20, 50] {
        assert_eq!(rig.send(&[0xB0, 7, far]), [], "{far}");
    }
    // Past it, and from there on with it.
    assert_eq!(
        rig.send(&[0xB0, 7, 100]),
        [set("master-volume", 100.0 / 127.0)]
    );
    assert_eq!(
        rig.send(&[0xB0, 7, 10]),
        [set("master-volume", 10.0 / 127.0)]
    );
    // Somebody moves it on the page.
    rig.now += 2.0;
    stand(&mut rig.status, "master-volume", 0.9);
    assert_eq!(rig.send(&[0xB0, 7, 11]), []);
    assert_eq!(rig.send(&[0xB0, 7, 90]), []);
    assert_eq!(
        rig.send(&[0xB0, 7, 113]),
        [set("master-volume", 113.0 / 127.0)],
        "near enough"
    );
    // While it is on its way, what it says is not held against the knob.
    rig.now += 2.0;
    for (value, secs) in [(20, 0.0), (5, 0.1), (90, 0.2)] {
        let now = rig.now + secs;
        let moved = Message::Controller {
            channel: 0,
            number: 7,
            value,
        };
        rig.desk.hear(moved, &rig.status, now);
        let asked = set("master-volume", f32::from(value) / 127.0);
        assert_eq!(rig.desk.commands(now), [asked]);
    }
    // Who does not want that says so.
    let mut rig = Rig::new(vec![(cc(7), control("master-volume"))]);
    rig.desk.settings.takeover = false;
    assert_eq!(rig.send(&[0xB0, 7, 0]), [set("master-volume", 0.0)]);
}

#[test]
fn ranges_and_curves() {
    for (curve, middle) in [
        (Curve::Linear, 0.5),
        (Curve::Square, 0.25),
        (Curve::Root, 0.7071),
        (Curve::Smooth, 0.5),
    ] {
        for range in [[0.0, 1.0], [2.0, -2.0], [1.0, 1.5]] {
            let at = |share| knob::value_at(share, range, curve);
            let expected = range[0] + (range[1] - range[0]) * middle;
            assert!((at(0.5) - expected).abs() < 1e-3, "{curve:?} {range:?}");
            assert_eq!(
                [at(0.0), at(1.0), at(-9.0), at(9.0)],
                [range[0], range[1], range[0], range[1]]
            );
        }
    }
}

#[test]
fn fourteen_bits_come_in_two_halves() {
    let fine = MidiTrigger::Controller {
        number: 7,
        fine: true,
    };
    let mut rig = Rig::new(vec![(fine, control("second"))]);
    rig.desk.settings.takeover = false;
    let at = |upper: u16, lower: u16| set("second", f32::from(upper << 7 | lower) / 16_383.0);
    assert_eq!(rig.send(&[0xB0, 7, 64, 39, 5]), [at(64, 5)], "as one");
    assert_eq!(rig.send(&[0xB0, 39, 6]), [at(64, 6)]);
    assert_eq!(
        rig.send(&[0xB0, 7, 65]),
        [at(65, 0)],
        "the lower half may be left out"
    );
    assert_eq!(rig.send(&[0xB0, 7, 127]), [at(127, 127)]);
    assert_eq!(rig.send(&[0xB0, 7, 127, 39, 127]), [at(127, 127)]);
    // Nothing is asked between the halves.
    rig.desk.hear(
        Message::Controller {
            channel: 0,
            number: 7,
            value: 3,
        },
        &rig.status,
        rig.now,
    );
    assert_eq!(rig.desk.commands(rig.now + 0.001), []);
    assert!(rig.desk.is_waiting());
    assert_eq!(rig.desk.commands(rig.now + 0.011), [at(3, 0)]);
}

#[test]
fn a_fader_that_floods_is_asked_for_at_most_so_often() {
    let mut rig = Rig::new(vec![(cc(7), control("second"))]);
    rig.desk.settings.takeover = false;
    let mut asked = Vec::new();
    for step in 0..1000_u32 {
        let value = (step % 128) as u8;
        let now = 100.0 + f64::from(step) / 1000.0;
        rig.desk.hear(
            Message::Controller {
                channel: 0,
                number: 7,
                value,
            },
            &rig.status,
            now,
        );
        asked.extend(rig.desk.commands(now));
    }
    asked.extend(rig.desk.commands(102.0));
    assert!((100..=126).contains(&asked.len()), "{}", asked.len());
    assert_eq!(
        asked.last(),
        Some(&set("second", 103.0 / 127.0)),
        "the last one counts"
    );
}

#[test]
fn what_moves_is_learned() {
    let learn = |control: &str, is_switch: bool, bytes: &[u8]| {
        let mut rig = Rig::new(vec![(cc(7), MidiDeed::Scene("dawn".into()))]);
        rig.desk.learn(control, is_switch, rig.now);
        assert_eq!(rig.desk.learning(), Some(control));
        assert_eq!(rig.send(bytes), [], "what is learned from does nothing");
        (rig.desk.learned(), rig)
    };
    let (map, mut rig) = learn("hue", false, &[0xB0, 7, 3, 7, 4]);
    assert_eq!(
        map.unwrap().to_toml(),
        "[[midi.map]]\ncc = 7\ncontrol = \"hue\"\n"
    );
    assert_eq!((rig.desk.maps().len(), rig.desk.learning()), (1, None));
    // At once: past the middle, where hue is.
    assert_eq!(rig.send(&[0xB0, 7, 0]), []);
    assert_eq!(rig.send(&[0xB0, 7, 127]), [set("hue", 16.0)]);
    let (map, _) = learn("hue", false, &[0x90, 60, 0, 0xC0, 1, 0x93, 60, 9]);
    assert_eq!(
        map.unwrap().to_toml(),
        "[[midi.map]]\nnote = 60\ncontrol = \"hue\"\n"
    );
    let (map, _) = learn("blackout", true, &[0x90, 60, 9]);
    assert!(map.unwrap().to_toml().ends_with("toggle = true\n"));
    for pair in [&[0xB0, 3, 1, 35, 9, 3, 2][..], &[0xB0, 35, 9, 3, 1, 35, 2]] {
        let (map, _) = learn("hue", false, pair);
        assert_eq!(
            map.unwrap().to_toml(),
            "[[midi.map]]\ncc = 3\nfine = true\ncontrol = \"hue\"\n"
        );
    }
    let (map, mut rig) = learn("hue", false, &[0xB0, 9, 1]);
    assert_eq!(map, None, "once is not moved");
    rig.now += 61.0;
    assert_eq!((rig.send(&[]), rig.desk.learning()), (vec![], None));
}

#[test]
fn show_control_calls_cues() {
    let cue = |cue: &str, list: Option<&str>, then| MidiCue {
        cue: cue.into(),
        list: list.map(Into::into),
        then,
    };
    let mut rig = Rig::new(Vec::new());
    rig.desk.settings.cues = vec![
        cue("7", None, MidiDeed::Show("sea".into())),
        cue("7", Some("2"), MidiDeed::Show("fire".into())),
        cue("8.5", None, MidiDeed::Action(MidiAction::Pause)),
    ];
    rig.desk.settings.device = Some(5);
    let msc = |device: u8, kind: u8, data: &[u8]| {
        [&[0xF0, 0x7F, device, 2, 1, kind], data, &[0xF7]].concat()
    };
    let scene = |scene: &str| Command::Scene {
        scene: scene.into(),
    };
    let show = |installation: &str| Command::Switch {
        installation: installation.into(),
    };
    assert_eq!(rig.send(&msc(5, 1, b"2")), [scene("noon")]);
    assert_eq!(rig.send(&msc(127, 1, b"003.0")), [scene("dusk")]);
    assert_eq!(rig.send(&msc(6, 1, b"2")), [], "for somebody else");
    assert_eq!(rig.send(&msc(5, 1, b"4")), [], "no such scene");
    assert_eq!(rig.send(&msc(5, 1, b"0")), []);
    assert_eq!(
        rig.send(&msc(5, 4, b"\x00\x00\x05\x00\x001")),
        [scene("dawn")]
    );
    assert_eq!(rig.send(&msc(5, 1, b"7")), [show("sea")]);
    assert_eq!(rig.send(&msc(5, 1, b"7\x002")), [show("fire")]);
    assert_eq!(rig.send(&msc(5, 1, &[])), [Command::StepScene { by: 1 }]);
    assert_eq!(rig.send(&msc(5, 1, b"8.50")), [Command::Play { on: false }]);
    assert_eq!(rig.send(&msc(5, 1, &[])), [Command::Play { on: true }]);
    assert_eq!(rig.send(&msc(5, 2, &[])), [Command::Play { on: false }]);
    assert_eq!(
        rig.send(&msc(5, 1, b"1")),
        [scene("dawn"), Command::Play { on: true }]
    );
    assert_eq!(rig.send(&msc(5, 8, &[])), [set("blackout", 1.0)]);
    assert_eq!(
        rig.send(&msc(5, 1, b"2")),
        [scene("noon"), set("blackout", 0.0)]
    );
    assert_eq!(rig.send(&msc(5, 11, b"2")), [set("blackout", 1.0)]);
    assert_eq!(rig.send(&msc(5, 9, &[])), [set("blackout", 0.0)]);
    assert_eq!(rig.send(&msc(5, 3, &[])), [Command::Play { on: true }]);
    assert_eq!(rig.send(&msc(5, 10, &[])).len(), 4);
}
