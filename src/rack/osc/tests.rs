//! The whole of it over loopback, with our own sockets and, where they are installed, with liblo's `oscsend` and `oscdump`.
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpStream, UdpSocket};
use std::process::{Command as Program, Stdio};
use std::sync::Mutex;
use std::thread::sleep;
use std::time::Duration;

use rosc::{OscMessage, OscPacket, OscType, encoder};
use welkin_installation::{Control, OscOut, OscTopic, master_controls};
use welkin_values::{Command, ControlStatus, State, Status};

use super::*;

/// A show that writes down what it is asked for.
struct Notes {
    status: Mutex<Arc<Status>>,
    asked: Mutex<Vec<(String, Command)>>,
}

impl Panel for Notes {
    fn status(&self) -> Option<Arc<Status>> {
        Some(Arc::clone(&self.status.lock().unwrap()))
    }

    fn ask(&self, who: &str, command: Command) -> Result<(), String> {
        if command == Command::Reload {
            return Err("it is being read already".into());
        }
        self.asked.lock().unwrap().push((who.into(), command));
        Ok(())
    }
}

fn notes() -> Arc<Notes> {
    let mut status = Status::new("First Light", "first-light");
    status.scene = "dawn".into();
    status.scenes = vec!["dawn".into(), "dusk".into()];
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
    Arc::new(Notes {
        status: Mutex::new(Arc::new(status)),
        asked: Mutex::default(),
    })
}

fn settings() -> Settings {
    Settings {
        port: 0,
        query_port: Some(0),
        ..Settings::default()
    }
}

impl Notes {
    /// Waits until so much is asked for.
    fn asked(&self, count: usize) -> Vec<Command> {
        for _ in 0..500 {
            let asked = self.asked.lock().unwrap();
            if asked.len() >= count {
                return asked.iter().map(|(_, command)| command.clone()).collect();
            }
            drop(asked);
            sleep(Duration::from_millis(10));
        }
        panic!("{:?}", self.asked.lock().unwrap());
    }
}

fn send(osc: &Osc, addr: &str, args: Vec<OscType>) {
    let addr = addr.into();
    let bytes = encoder::encode(&OscPacket::Message(OscMessage { addr, args })).unwrap();
    send_bytes(osc, &bytes);
}

fn send_bytes(osc: &Osc, bytes: &[u8]) {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.send_to(bytes, osc.address().unwrap()).unwrap();
}

fn set(control: &str, value: f32) -> Command {
    let control = control.into();
    Command::Set { control, value }
}

#[test]
fn messages_reach_the_show_and_refusals_are_said() {
    let notes = notes();
    let osc = Osc::start(&settings(), notes.clone()).unwrap();
    send(&osc, "/welkin/control/hue", vec![OscType::Float(0.5)]);
    assert_eq!(notes.asked(1), [set("hue", 0.5)]);
    assert_eq!(notes.asked.lock().unwrap()[0].0, "OSC from 127.0.0.1");
    let said = || osc.health().words;
    let wait_for = |words: &str| {
        while !said().contains(words) {
            sleep(Duration::from_millis(10));
        }
    };
    send(&osc, "/welkin/reload", vec![]);
    wait_for("1 message did nothing");
    send_bytes(&osc, b"hello");
    wait_for("2 messages did nothing");
    assert!(
        said().contains("OSC from 127.0.0.1: it is being read already"),
        "{}",
        said()
    );
    assert_eq!(osc.health().state, State::Good);
}

#[test]
fn a_port_that_is_taken_is_tried_again() {
    let taken = UdpSocket::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let notes = notes();
    let osc = Osc::start(&Settings { port, ..settings() }, notes.clone()).unwrap();
    assert_eq!((osc.health().state, osc.address()), (State::Failed, None));
    assert!(osc.health().words.contains("another program has the port"));
    drop(taken);
    while osc.address().is_none() {
        sleep(Duration::from_millis(20));
    }
    send(&osc, "/welkin/play", vec![]);
    assert_eq!(notes.asked(1), [Command::Play { on: true }]);
}

fn get(osc: &Osc, request: &str) -> String {
    let mut stream = TcpStream::connect(osc.query_address().unwrap()).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(10)))
        .unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn questions_are_answered() {
    let osc = Osc::start(&settings(), notes()).unwrap();
    let info = get(&osc, "GET /?HOST_INFO HTTP/1.1\r\nHost: localhost\r\n\r\n");
    let port = osc.address().unwrap().port();
    assert!(
        info.starts_with("HTTP/1.1 200 OK\r\n") && info.contains(&format!("\"OSC_PORT\":{port}")),
        "{info}"
    );
    let value = get(&osc, "GET /welkin/control/zoom?VALUE HTTP/1.1\r\n\r\n");
    assert!(value.ends_with("\r\n\r\n{\"VALUE\":[1.0]}"), "{value}");
    let led_here = get(&osc, "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n");
    assert!(led_here.starts_with("HTTP/1.1 403"), "{led_here}");
    // Visitors that say nothing keep nobody from being answered.
    let silent: Vec<TcpStream> = (0..12)
        .map(|_| TcpStream::connect(osc.query_address().unwrap()).unwrap())
        .collect();
    let whole = get(&osc, "GET / HTTP/1.1\r\n\r\n");
    let (_, body) = whole.split_once("\r\n\r\n").unwrap();
    let tree: serde_json::Value = serde_json::from_str(body).unwrap();
    assert!(
        tree["CONTENTS"]["welkin"]["CONTENTS"]["control"]["CONTENTS"]["hue"]["RANGE"].is_array()
    );
    drop(silent);
}

/// Whether liblo's programs are there.
fn have_liblo() -> bool {
    let quietly = |name: &str| {
        Program::new(name)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
    };
    let is_there = quietly("oscsend").is_ok();
    if !is_there {
        eprintln!("skipped: oscsend and oscdump are not installed (liblo-tools)");
    }
    is_there
}

#[test]
fn oscsend_moves_controls() {
    if !have_liblo() {
        return;
    }
    let notes = notes();
    let osc = Osc::start(&settings(), notes.clone()).unwrap();
    let port = osc.address().unwrap().port().to_string();
    let oscsend = |arguments: &[&str]| {
        let sent = Program::new("oscsend")
            .args(["127.0.0.1", &port])
            .args(arguments)
            .status();
        assert!(sent.unwrap().success());
    };
    for (arguments, expected) in [
        (&["/welkin/control/zoom", "f", "2.5"][..], set("zoom", 2.5)),
        (&["/welkin/control/hue", "i", "1"], set("hue", 1.0)),
        (&["/welkin/control/hue", "d", "0.25"], set("hue", 0.25)),
        (&["/welkin/control/blackout", "T"], set("blackout", 1.0)),
        (
            &["/welkin/control/{glow,none}/share", "f", "0.5"],
            set("glow", 2.0),
        ),
        (
            &["/welkin/scene", "s", "dusk"],
            Command::Scene {
                scene: "dusk".into(),
            },
        ),
        (&["/welkin/scene/next"], Command::StepScene { by: 1 }),
        (
            &["/welkin/control/hue/give-back"],
            Command::GiveBack {
                control: Some("hue".into()),
            },
        ),
        (&["/welkin/seek", "h", "12"], Command::Seek { secs: 12.0 }),
    ] {
        let before = notes.asked.lock().unwrap().len();
        oscsend(arguments);
        assert_eq!(
            notes.asked(before + 1).last(),
            Some(&expected),
            "{arguments:?}"
        );
    }
}

#[test]
fn oscdump_reads_what_it_is_told() {
    if !have_liblo() {
        return;
    }
    // A port that is free now is free a moment later, or the next one is.
    let free = UdpSocket::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let dump = Program::new("oscdump")
        .args(["-L", &free.port().to_string()])
        .stdout(Stdio::piped())
        .spawn();
    let mut dump = dump.unwrap();
    let lines = BufReader::new(dump.stdout.take().unwrap());
    let out = OscOut {
        to: free,
        send: vec![
            OscTopic::Bands,
            OscTopic::Controls,
            OscTopic::Scene,
            OscTopic::Time,
        ],
        sources: Vec::new(),
        rate_hz: 20.0,
    };
    let told = Settings {
        outs: vec![out],
        ..settings()
    };
    let notes = notes();
    // It may begin to listen later than we begin to tell, and misses what is told only once.
    sleep(Duration::from_millis(300));
    let osc = Osc::start(&told, notes.clone()).unwrap();
    let mut wanted = vec![
        "/welkin/control/zoom f 1.000000",
        "/welkin/scene s \"dawn\"",
        "/welkin/playing T",
        "/welkin/control/blackout F",
        "/welkin/mix/bands ffffffff 0.000000 0.000000",
        "/welkin/control/zoom f 0.500000",
    ];
    let mut seen = String::new();
    for line in lines.lines().take(2000) {
        let line = line.unwrap();
        wanted.retain(|wanted| !line.contains(wanted));
        seen += &format!("{line}\n");
        if wanted == ["/welkin/control/zoom f 0.500000"] {
            let mut status = notes.status.lock().unwrap();
            let status = Arc::make_mut(&mut status);
            status
                .controls
                .iter_mut()
                .find(|it| it.name == "zoom")
                .unwrap()
                .value = 0.5;
        }
        if wanted.is_empty() {
            break;
        }
    }
    dump.kill().unwrap();
    dump.wait().unwrap();
    assert!(wanted.is_empty(), "{wanted:?} is missing from\n{seen}");
    assert_eq!(osc.health().state, State::Good);
}
