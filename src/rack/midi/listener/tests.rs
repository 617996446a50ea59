#![allow(clippy::unwrap_used, reason = "a test may stop at once")]
//! The whole way from a plug to the panel, on a patchbay; and bytes that nobody meant.

use std::sync::mpsc::{Receiver, Sender, channel};

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use welkin_installation::{Curve, FrameRate, MidiDeed, MidiTrigger, Timecode, master_controls};
use welkin_values::ControlStatus;

use super::super::mtc::quarter_frames;
use super::super::patchbay::MidiPatchbay;
use super::*;

const PATIENCE: Duration = Duration::from_secs(20);

/// A show that only writes down what it is asked.
struct Notebook {
    status: Arc<Status>,
    asked: Sender<(String, Command)>,
}

impl Panel for Notebook {
    fn status(&self) -> Option<Arc<Status>> {
        Some(self.status.clone())
    }

    fn ask(&self, who: &str, command: Command) -> Result<(), String> {
        self.asked
            .send((who.into(), command))
            .map_err(|error| error.to_string())
    }
}

fn panel() -> (Arc<Notebook>, Receiver<(String, Command)>) {
    let mut status = Status::new("Test", "test");
    let specs = master_controls();
    let at_rest = specs.iter().map(|spec| ControlStatus {
        name: spec.name.clone(),
        value: spec.default,
        held: false,
    });
    status.controls = at_rest.collect();
    status.specs = specs.into();
    let (asked, answers) = channel();
    let status = Arc::new(status);
    (Arc::new(Notebook { status, asked }), answers)
}

fn settings(port: &str) -> Midi {
    let then = MidiDeed::Control {
        control: "master-volume".into(),
        range: None,
        curve: Curve::Linear,
        toggle: false,
    };
    let when = MidiTrigger::Note(60);
    Midi {
        port: Some(port.into()),
        maps: vec![MidiMap { when, then }],
        ..Midi::default()
    }
}

/// Waits until it is so, by the clock of the thread that is waited for.
fn until(what: &str, is: impl Fn() -> bool) {
    let began = Instant::now();
    while !is() {
        assert!(began.elapsed() < PATIENCE, "{what}");
        std::thread::yield_now();
        std::thread::park_timeout(Duration::from_millis(2));
    }
}

#[test]
fn a_plug_is_heard_drawn_and_heard_again() {
    let (panel, asked) = panel();
    let bay = MidiPatchbay::default();
    let other = bay.plug("Midi Through");
    let listener = MidiListener::start_on(bay.clone(), &settings("NANO"), None, panel).unwrap();
    until("it misses its port", || {
        listener.health().words.contains("Midi Through")
    });
    assert_eq!(listener.health().state, State::Reduced);
    let half = Command::Set {
        control: "master-volume".into(),
        value: 1.0,
    };
    for _ in 0..2 {
        let cable = bay.plug("nanoKONTROL2 1");
        until("it listens", || cable.send(&[]));
        until("it is good", || listener.health().state == State::Good);
        cable.send(&[0x90, 60, 127]);
        let heard = asked.recv_timeout(PATIENCE).unwrap();
        assert_eq!(heard, ("MIDI (nanoKONTROL2 1)".into(), half.clone()));
        drop(cable);
        until("it is missed", || listener.health().state == State::Reduced);
    }
    assert!(!other.send(&[]), "nobody listens to what is not meant");
    let began = Instant::now();
    drop(listener);
    assert!(began.elapsed() < Duration::from_secs(1));
}

#[test]
fn a_port_of_our_own_learns_and_counts_clocks() {
    let (panel, asked) = panel();
    let bay = MidiPatchbay::default();
    let mut settings = settings("desk");
    settings.is_virtual = true;
    settings.takeover = false;
    let listener = MidiListener::start_on(bay.clone(), &settings, None, panel).unwrap();
    assert_eq!(
        listener.learn("hue"),
        Err(LearnError::NoControl("hue".into()))
    );
    listener.learn("master-brightness").unwrap();
    until("it listens", || bay.send("desk", &[]));
    bay.send("desk", &[0xB2, 16, 1, 16, 2]);
    until("it has learned", || listener.learning().is_none());
    let map = listener.learned().unwrap();
    assert_eq!((map.when.key(), listener.learned()), (("cc", 16), None));
    assert_eq!(listener.maps().len(), 2);
    bay.send("desk", &[0xB2, 16, 127]);
    let (_, command) = asked.recv_timeout(PATIENCE).unwrap();
    assert_eq!(
        command,
        Command::Set {
            control: "master-brightness".into(),
            value: 1.0
        }
    );
    assert_eq!(listener.tempo(), None);
}

#[test]
fn timecode_leads_the_show() {
    let (panel, asked) = panel();
    let bay = MidiPatchbay::default();
    let mut settings = settings("code");
    settings.is_virtual = true;
    let timecode = TimecodeIn {
        from: TimecodeFrom::Mtc,
        rate: None,
        offset: "01:00:00:00".parse().unwrap(),
        input: None,
        freewheel_secs: 2.0,
    };
    let listener = MidiListener::start_on(bay.clone(), &settings, Some(&timecode), panel).unwrap();
    until("it listens", || bay.send("code", &[]));
    // A full frame: 01:00:30:00 at 25.
    bay.send("code", &[0xF0, 0x7F, 0x7F, 1, 1, 0x21, 0, 30, 0, 0xF7]);
    let mut seen = Vec::new();
    while seen.len() < 2 {
        seen.push(asked.recv_timeout(PATIENCE).unwrap().1);
    }
    assert!(
        seen.contains(&Command::Seek { secs: 30.0 }) && seen.contains(&Command::Play { on: false }),
        "{seen:?}"
    );
    until("it says so", || {
        listener
            .timecode_health()
            .is_some_and(|it| it.state == State::Good)
    });
    drop(listener);
}

/// Everything that bytes go through, without threads.
#[test]
fn no_bytes_make_it_panic_or_ask_what_cannot_be() {
    let mut chance = ChaCha8Rng::seed_from_u64(11);
    let (panel, _) = panel();
    let status = panel.status.clone();
    let label: Timecode = "01:02:03:04".parse().unwrap();
    let mut good: Vec<Vec<u8>> = vec![
        vec![0xF0, 0x7F, 0x7F, 1, 1, 0x21, 0, 30, 0, 0xF7],
        b"\xF0\x7F\x05\x02\x01\x0112.5\x003\x00path\xF7".to_vec(),
        vec![0x90, 60, 127, 60, 0, 0xB0, 7, 3, 39, 4, 0xC0, 3],
    ];
    good.push(
        quarter_frames(label, FrameRate::Fps25)
            .iter()
            .flat_map(|data| [0xF1, *data])
            .collect(),
    );
    let fine = MidiTrigger::Controller {
        number: 7,
        fine: true,
    };
    let mut settings = settings("x");
    let then = settings.maps[0].then.clone();
    settings.maps.push(MidiMap { when: fine, then });
    let mut desk = Desk::new(settings);
    let mut parser = Parser::default();
    let mut quarters = QuarterFrames::default();
    let mut chase = Chase::new(label, 2.0);
    let mut clock = Clock::default();
    let mut messages = 0;
    for case in 0..200_000_u32 {
        let mut bytes = if case % 2 == 0 {
            good[chance.random_range(0..good.len())].clone()
        } else {
            (0..chance.random_range(0..24))
                .map(|_| chance.random())
                .collect()
        };
        if let Some(byte) = bytes.get_mut(chance.random_range(0..24)) {
            *byte = chance.random();
        }
        let now = f64::from(case) * 0.003;
        if case % 1000 == 0 {
            desk.learn("master-volume", false, now);
        }
        for byte in bytes {
            let Some(message) = parser.hear(byte) else {
                continue;
            };
            messages += 1;
            match message {
                Message::QuarterFrame(data) => {
                    if let Some(heard) = quarters.hear(data) {
                        chase.hear(heard.frame, heard.rate, 1.0, now);
                    }
                }
                Message::SysEx(bytes) => match sys_ex(bytes) {
                    Some(SysEx::Show(command)) => desk.show_control(command, &status),
                    Some(SysEx::Locate(label, rate)) => {
                        chase.locate(label.frame(rate).into(), rate, now);
                    }
                    None => {}
                },
                Message::Clock => clock.tick(now),
                message => desk.hear(message, &status, now),
            }
        }
        chase.see(now % 60.0, case % 3 > 0, Some(60.0), now);
        let follow = chase.decide(now);
        assert!(
            follow.seek.is_none_or(|secs| (0.0..70.0).contains(&secs)),
            "{follow:?}"
        );
        for command in desk.commands(now) {
            if let Command::Set { value, .. } = command {
                assert!((0.0..=1.0).contains(&value), "{value}");
            }
        }
        assert!(desk.maps().len() <= 1 + 128 + 128);
    }
    assert!(messages > 200_000, "{messages}");
}
