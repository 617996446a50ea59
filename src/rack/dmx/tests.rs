#![allow(clippy::unwrap_used, reason = "a test may stop at once")]
//! Desks and lamps over this machine's own loop, and what is said about them.

use std::net::UdpSocket;
use std::time::{Duration, Instant};

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use welkin_installation::{DmxMap, DmxMoves, Lamp, LampLayout};
use welkin_values::{Command, Direction};

use crate::fake_panel::{FakePanel, until};

use super::artnet::ArtPacket;
use super::sacn::SacnData;
use super::*;

mod with_ola;

const FREE: DmxPorts = DmxPorts {
    art_net: 0,
    sacn: 0,
};

fn settings() -> Settings {
    let map = DmxMap {
        universe: 1,
        channel: 2,
        is_fine: false,
        moves: DmxMoves::Control {
            name: "master-volume".into(),
            range: None,
            give_back_below: None,
        },
    };
    Settings {
        bind: Ipv4Addr::LOCALHOST,
        maps: vec![map],
        ..Settings::default()
    }
}

fn lamp() -> Lamp {
    Lamp {
        id: "left".into(),
        towards: Direction::default(),
        width: 1.0,
        universe: 7,
        channel: 1,
        layout: LampLayout::Rgb,
        is_fine: false,
        gamma: 1.0,
        max: 1.0,
        smoothing_secs: 0.0,
    }
}

fn desk() -> UdpSocket {
    UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap()
}

fn sacn_packet(sequence: u8, values: &[u8]) -> Vec<u8> {
    sacn::write(&SacnData {
        cid: [1; 16],
        name: "Console".into(),
        priority: 100,
        sequence,
        is_preview: false,
        is_terminated: false,
        universe: 1,
        values,
    })
}

fn art_packet(values: &[u8]) -> Vec<u8> {
    artnet::write(&ArtPacket::Dmx {
        sequence: 0,
        universe: 1,
        values,
    })
}

#[test]
fn desks_move_controls() {
    let panel = FakePanel::new();
    let dmx = Dmx::start_at(&settings(), FREE, panel.clone()).unwrap();
    let ports = dmx.ports();
    assert!(dmx.health().words.contains("No desk has sent yet"));
    let desk = desk();
    for (port, who, packets) in [
        (
            ports.sacn,
            "sACN from \"Console\" (127.0.0.1)",
            [sacn_packet(1, &[0, 0]), sacn_packet(2, &[0, 51])],
        ),
        (
            ports.art_net,
            "Art-Net from 127.0.0.1",
            [art_packet(&[0, 0]), art_packet(&[0, 51])],
        ),
    ] {
        let heard = || {
            let listening = locked(&dmx.shared.listening);
            let packets = listening.iter().find(|one| one.port == port);
            packets.unwrap().heard.packets
        };
        desk.send_to(&packets[0], (Ipv4Addr::LOCALHOST, port))
            .unwrap();
        until("a first packet", || heard() == 1);
        desk.send_to(&packets[1], (Ipv4Addr::LOCALHOST, port))
            .unwrap();
        until("a second packet", || heard() == 2);
        let asked = panel.take_asked();
        let wanted = Command::Set {
            control: "master-volume".into(),
            value: 0.2,
        };
        assert_eq!(asked, [(who.to_owned(), wanted)]);
    }
    let health = dmx.health();
    assert_eq!(
        (health.part.as_str(), health.state),
        ("lighting", State::Good)
    );
    assert!(health.words.contains("127.0.0.1"), "{}", health.words);
}

#[test]
fn a_question_is_answered_to_who_asked() {
    let dmx = Dmx::start_at(&settings(), FREE, FakePanel::new()).unwrap();
    let desk = desk();
    desk.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    let poll = artnet::write(&ArtPacket::Poll { among: None });
    desk.send_to(&poll, (Ipv4Addr::LOCALHOST, dmx.ports().art_net))
        .unwrap();
    let mut bytes = [0; 1024];
    let length = desk.recv(&mut bytes).unwrap();
    let Some(ArtPacket::PollReply(node)) = artnet::read(&bytes[..length]) else {
        panic!("{:?}", &bytes[..length])
    };
    assert_eq!((node.name.as_str(), node.outputs), ("Welkin", vec![1]));
}

#[test]
fn lamps_shine_and_are_told_when_it_ends() {
    for lamps_by in [LampProtocol::Sacn, LampProtocol::ArtNet] {
        let node = desk();
        node.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        let std::net::SocketAddr::V4(place) = node.local_addr().unwrap() else {
            panic!()
        };
        let panel = FakePanel::new();
        let shine = |colour: [f32; 3]| {
            let mut status = panel.status.lock().unwrap();
            let mut next = (**status.as_ref().unwrap()).clone();
            next.lamps = vec![colour];
            *status = Some(Arc::new(next));
        };
        shine([1.0, 0.0, 0.2]);
        let settings = Settings {
            lamps: vec![lamp()],
            lamps_by,
            send_to: vec![place],
            maps: Vec::new(),
            ..settings()
        };
        let dmx = Dmx::start_at(&settings, FREE, panel.clone()).unwrap();
        let mut last_sequence = None;
        let mut next = || {
            let mut bytes = [0; 1024];
            let length = node.recv(&mut bytes).unwrap();
            let (sequence, universe, values, ended) = match sacn::read(&bytes[..length]) {
                Some(data) => (
                    data.sequence,
                    data.universe,
                    data.values,
                    data.is_terminated,
                ),
                None => match artnet::read(&bytes[..length]) {
                    Some(ArtPacket::Dmx {
                        sequence,
                        universe,
                        values,
                    }) => (sequence, universe, values, false),
                    other => panic!("{other:?}"),
                },
            };
            assert_eq!(universe, 7);
            if let Some(last) = last_sequence.replace(sequence) {
                assert_eq!(sequence, last + 1);
            }
            (values[..3].to_vec(), ended)
        };
        assert_eq!(next(), (vec![255, 0, 51], false));
        shine([0.0, 1.0, 0.0]);
        let begun = Instant::now();
        while next().0 != [0, 255, 0] {
            assert!(begun.elapsed().as_secs() < 5);
        }
        // What rests is kept alive about once a second, after some repeats.
        for _ in 0..3 {
            assert_eq!(next().0, [0, 255, 0]);
        }
        let begun = Instant::now();
        assert_eq!(next().0, [0, 255, 0]);
        assert!(
            begun.elapsed() > Duration::from_millis(400),
            "{:?}",
            begun.elapsed()
        );
        assert_eq!(
            dmx.health().words,
            format!(
                "1 lamp is driven by {}.",
                if lamps_by == LampProtocol::Sacn {
                    "sACN"
                } else {
                    "Art-Net"
                }
            )
        );
        let begun = Instant::now();
        drop(dmx);
        assert!(begun.elapsed() < Duration::from_secs(1));
        if lamps_by == LampProtocol::Sacn {
            assert_eq!([next().1, next().1, next().1], [true; 3]);
        }
    }
}

#[test]
fn lamps_without_a_node_are_said() {
    let settings = Settings {
        lamps: vec![lamp()],
        lamps_by: LampProtocol::ArtNet,
        maps: Vec::new(),
        ..settings()
    };
    let panel = FakePanel::new();
    let dmx = Dmx::start_at(&settings, FREE, panel).unwrap();
    until("words", || dmx.health().state == State::Reduced);
    assert!(
        dmx.health()
            .words
            .contains("No Art-Net node puts out universe 7")
    );
}

#[test]
fn what_is_said_of_desks() {
    let listening = |protocol, at_secs| Listening {
        protocol,
        silent_after_secs: 2.5,
        heard: ear::Heard {
            at_secs,
            from: "10.0.0.7".into(),
            packets: 1,
            is_crowded: false,
        },
        ..Listening::default()
    };
    let check = |ears: &[&Listening], state: State, part: &str| {
        let (is, words) = words_of_desk(ears, 100.0);
        assert!(is == state && words.contains(part), "{is:?} {words}");
    };
    let (never, now) = (listening("sACN", None), listening("Art-Net", Some(99.0)));
    check(
        &[&never],
        State::Good,
        "No desk has sent yet; sACN is listened to",
    );
    check(
        &[&never, &now],
        State::Good,
        "The desk 10.0.0.7 is heard by Art-Net",
    );
    let silent = listening("sACN", Some(58.0));
    check(
        &[&silent],
        State::Reduced,
        "silent for 42 s; its last values hold",
    );
    check(&[&silent, &now], State::Good, "is heard by Art-Net");
    let crowded = Listening {
        heard: ear::Heard {
            is_crowded: true,
            ..now.heard.clone()
        },
        ..now.clone()
    };
    check(&[&crowded], State::Reduced, "More desks send");
    let deaf = Listening {
        problem: Some("no such device".into()),
        ..never.clone()
    };
    check(
        &[&deaf, &now],
        State::Reduced,
        "sACN cannot be heard (no such device)",
    );
    check(&[&deaf], State::Failed, "tried again");
    let refused = |at_secs| Listening {
        refused: Some((at_secs, "there is no scene".into())),
        ..now.clone()
    };
    check(
        &[&refused(90.0)],
        State::Reduced,
        "refused: there is no scene",
    );
    check(&[&refused(20.0)], State::Good, "is heard");
}

/// Bytes of all kinds at both ports: no thread falls over, and a good desk is still heard afterwards.
#[test]
fn a_storm_of_bytes_is_survived() {
    let panel = FakePanel::new();
    let dmx = Dmx::start_at(&settings(), FREE, panel.clone()).unwrap();
    let ports = dmx.ports();
    let desk = desk();
    let mut chance = ChaCha8Rng::seed_from_u64(4);
    for case in 0..4000_u32 {
        let mut bytes = match case % 4 {
            0 => (0..chance.random_range(0..1400))
                .map(|_| chance.random())
                .collect(),
            1 => art_packet(&[case as u8; 512]),
            2 => artnet::write(&ArtPacket::Poll { among: None }),
            _ => sacn_packet(case as u8, &[case as u8; 512]),
        };
        if case % 8 > 3 && !bytes.is_empty() {
            let at = chance.random_range(0..bytes.len());
            bytes[at] = chance.random();
        }
        for port in [ports.art_net, ports.sacn] {
            // The system may throw away what comes too fast, and that is all right.
            drop(desk.send_to(&bytes, (Ipv4Addr::LOCALHOST, port)));
        }
    }
    panel.take_asked();
    let mut level = 0;
    until("the good desk", || {
        level = if level == 0 { 255 } else { 0 };
        desk.send_to(
            &art_packet(&[0, level]),
            (Ipv4Addr::LOCALHOST, ports.art_net),
        )
        .unwrap();
        !panel.take_asked().is_empty()
    });
    assert!(dmx.threads.iter().all(|thread| !thread.is_finished()));
}
