//! Packets, whole and broken.
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use rand::rngs::StdRng;
use rand::{Rng, RngCore, SeedableRng};
use rosc::{OscBundle, OscTime, OscType, encoder};

use super::*;

fn message(addr: &str, args: Vec<OscType>) -> OscPacket {
    let addr = addr.into();
    OscPacket::Message(OscMessage { addr, args })
}

fn bundle(tag: u64, content: Vec<OscPacket>) -> OscPacket {
    let timetag = OscTime {
        seconds: (tag >> 32) as u32,
        fractional: tag as u32,
    };
    OscPacket::Bundle(OscBundle { timetag, content })
}

fn bytes(packet: &OscPacket) -> Vec<u8> {
    encoder::encode(packet).unwrap()
}

#[test]
fn messages_come_out_as_they_went_in() {
    let arguments = vec![
        OscType::Float(0.5),
        OscType::String("dusk".into()),
        OscType::Bool(true),
        OscType::Blob(vec![1, 2, 3]),
        OscType::Double(1.5),
        OscType::Array(vec![OscType::Int(1), OscType::Nil].into_iter().collect()),
    ];
    let packet = message("/welkin/control/hue", arguments);
    let found = messages(&bytes(&packet)).unwrap();
    assert_eq!(found[0].tag, None);
    assert_eq!(OscPacket::Message(found[0].message.clone()), packet);
    let without_types = messages(b"/welkin/play\0\0\0\0").unwrap();
    assert_eq!(without_types[0].message.addr, "/welkin/play");
}

#[test]
fn a_bundle_inside_is_not_meant_before_the_one_around_it() {
    let one = || message("/a", vec![]);
    for (outer, inner, expected) in [
        (1, 1, None),
        (1, 9 << 32, Some(9 << 32)),
        (7 << 32, 1, Some(7 << 32)),
        (7 << 32, 5 << 32, Some(7 << 32)),
        (7 << 32, 9 << 32, Some(9 << 32)),
        // Seconds begin again from 0 in February 2036.
        (u64::MAX - 5, 9, Some(9)),
    ] {
        let packet = bundle(outer, vec![bundle(inner, vec![one()]), one()]);
        let tags: Vec<_> = messages(&bytes(&packet))
            .unwrap()
            .iter()
            .map(|it| it.tag)
            .collect();
        let outer = (outer != 1).then_some(outer);
        assert_eq!(tags, [expected, outer]);
    }
}

#[test]
fn what_is_too_much_is_left_out() {
    let one = || message("/a", vec![]);
    let nested = |depth| (0..depth).fold(one(), |inside, _| bundle(1, vec![inside]));
    assert_eq!(messages(&bytes(&nested(8))).unwrap().len(), 1);
    let many = |count| bundle(1, (0..count).map(|_| one()).collect());
    assert_eq!(messages(&bytes(&many(1024))).unwrap().len(), 1024);
    let arrays = format!(",{}{}\0\0", "[".repeat(900), "]".repeat(901));
    for (hostile, expected) in [
        (Vec::new(), PacketError::Length),
        (b"/a\0".to_vec(), PacketError::Length),
        (b"a\0\0\0".to_vec(), PacketError::Address),
        (b"/aaa".to_vec(), PacketError::Address),
        (b"/a\0\0ifif\0\0\0\0".to_vec(), PacketError::Arguments),
        (b"/a\0\0,i\0\0".to_vec(), PacketError::Message),
        (
            b"/a\0\0,b\0\0\x7f\xff\xff\xff".to_vec(),
            PacketError::Message,
        ),
        (b"/a\0\0,]\0\0".to_vec(), PacketError::Message),
        (b"/a\0\0,s\0\0\xff\xff\0\0".to_vec(), PacketError::Message),
        (b"#bundle\0\0\0\0\0".to_vec(), PacketError::Cut),
        (
            b"#bundle\0\0\0\0\0\0\0\0\x01\0\0\0\x40".to_vec(),
            PacketError::Cut,
        ),
        (
            b"#bundle\0\0\0\0\0\0\0\0\x01\0\0\0\0".to_vec(),
            PacketError::Length,
        ),
        (
            [b"/a\0\0", arrays.as_bytes()].concat(),
            PacketError::Arguments,
        ),
        (bytes(&nested(9)), PacketError::Deep),
        (bytes(&nested(3000)), PacketError::Deep),
        (bytes(&many(1025)), PacketError::Many),
        (
            bytes(&message("/a", vec![OscType::Blob(vec![0; 4096])])),
            PacketError::Long,
        ),
        (
            bytes(&message(&format!("/{}", "a".repeat(255)), vec![])),
            PacketError::Address,
        ),
    ] {
        assert_eq!(
            messages(&hostile).unwrap_err(),
            expected,
            "{:?}",
            hostile.get(..32)
        );
    }
}

#[test]
fn nonsense_is_refused_and_never_more() {
    let mut chance = StdRng::seed_from_u64(1);
    let good = bytes(&bundle(
        1,
        vec![
            message(
                "/welkin/control/hue",
                vec![OscType::Float(1.0), OscType::String("x".into())],
            ),
            bundle(
                99 << 32,
                vec![message(
                    "/a",
                    vec![OscType::Blob(vec![9; 8]), OscType::Int(3)],
                )],
            ),
        ],
    ));
    let (mut read, mut refused) = (0, 0);
    for round in 0..200_000 {
        let mut hostile = if round % 2 == 0 {
            let mut hostile = vec![0; chance.random_range(0..96) & !3];
            chance.fill_bytes(&mut hostile);
            let starts: [&[u8]; 3] = [b"#bundle\0", b"/a\0\0,[sfb]\0\0\0", b""];
            hostile.splice(0..0, starts[round / 2 % 3].iter().copied());
            hostile
        } else {
            good.clone()
        };
        for _ in 0..chance.random_range(0..4) {
            let place = chance.random_range(0..hostile.len().max(1));
            if let Some(byte) = hostile.get_mut(place) {
                *byte = [0, 1, 255, b',', b'[', chance.random()][chance.random_range(0..6)];
            }
        }
        match messages(&hostile) {
            Ok(found) => {
                read += 1;
                assert!(found.len() * 4 <= hostile.len());
            }
            Err(_) => refused += 1,
        }
    }
    assert!(read > 10_000 && refused > 10_000, "{read} {refused}");
}
