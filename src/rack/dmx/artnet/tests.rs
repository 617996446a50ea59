#![allow(clippy::unwrap_used, reason = "a test may stop at once")]
//! What is written is read again, an Art-Net of somebody else reads it too, and no bytes make reading panic.

use artnet_protocol::{ArtCommand, PortAddress};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::*;

fn node() -> Node {
    Node {
        address: Ipv4Addr::new(10, 0, 0, 5),
        name: "Welkin".into(),
        outputs: vec![0x123, 0x124],
        page: 2,
    }
}

fn packets(values: &[u8]) -> Vec<ArtPacket<'_>> {
    vec![
        ArtPacket::Poll { among: None },
        ArtPacket::Poll {
            among: Some([3, 0x7fff]),
        },
        ArtPacket::PollReply(node()),
        ArtPacket::Dmx {
            sequence: 7,
            universe: 0x7abc,
            values,
        },
        ArtPacket::Sync,
    ]
}

#[test]
fn what_is_written_is_read_again() {
    let values: Vec<u8> = (0..512).map(|channel| channel as u8).collect();
    for packet in packets(&values) {
        assert_eq!(read(&write(&packet)).unwrap(), packet);
    }
    // An odd count becomes even.
    let bytes = write(&ArtPacket::Dmx {
        sequence: 0,
        universe: 0,
        values: &[9],
    });
    let ArtPacket::Dmx { values, .. } = read(&bytes).unwrap() else {
        panic!()
    };
    assert_eq!(values, [9, 0]);
}

#[test]
fn another_art_net_reads_ours_and_we_read_its() {
    let values: Vec<u8> = (0..512).map(|channel| (channel * 7) as u8).collect();
    let ours = write(&ArtPacket::Dmx {
        sequence: 5,
        universe: 0x1234,
        values: &values,
    });
    let ArtCommand::Output(output) = ArtCommand::from_buffer(&ours).unwrap() else {
        panic!()
    };
    assert_eq!(
        output.port_address,
        PortAddress::try_from(0x1234_u16).unwrap()
    );
    assert_eq!((output.sequence, output.data.as_ref()), (5, &values));
    let its = ArtCommand::Output(output).write_to_buffer().unwrap();
    assert_eq!(its, ours);

    let reply = write(&ArtPacket::PollReply(node()));
    assert_eq!(reply.len(), 239);
    let ArtCommand::PollReply(told) = ArtCommand::from_buffer(&reply).unwrap() else {
        panic!()
    };
    assert_eq!(told.address, node().address);
    assert_eq!((told.port, told.num_ports), (ART_NET_PORT, [0, 2]));
    assert_eq!(&told.swout[..2], [3, 4]);
    assert_eq!(told.port_address, [1, 2]);
    assert!(told.short_name.starts_with(b"Welkin\0"));
    let poll = ArtCommand::from_buffer(&write(&ArtPacket::Poll { among: None }));
    assert!(matches!(poll, Ok(ArtCommand::Poll(_))));
    let sync = ArtCommand::from_buffer(&write(&ArtPacket::Sync));
    assert!(matches!(sync, Ok(ArtCommand::Sync)));
}

#[test]
fn what_is_wrong_is_nothing() {
    let good = write(&ArtPacket::Dmx {
        sequence: 1,
        universe: 1,
        values: &[1, 2],
    });
    assert!(read(&good).is_some());
    for (at, byte) in [(0, b'a'), (9, 0x99), (11, 13), (16, 2), (17, 3), (17, 0)] {
        let mut bad = good.clone();
        bad[at] = byte;
        assert_eq!(read(&bad), None, "{at}");
    }
    for length in 0..good.len() {
        assert_eq!(read(&good[..length]), None, "{length}");
    }
    let long = "é".repeat(40);
    let reply = write(&ArtPacket::PollReply(Node {
        name: long,
        ..node()
    }));
    let Some(ArtPacket::PollReply(told)) = read(&reply) else {
        panic!()
    };
    assert_eq!(told.name, "é".repeat(8));
}

#[test]
fn no_bytes_make_reading_panic() {
    let mut chance = ChaCha8Rng::seed_from_u64(1);
    let values = [1; 512];
    let good: Vec<Vec<u8>> = packets(&values).iter().map(write).collect();
    let mut understood = 0;
    for case in 0..200_000 {
        let mut bytes = if case % 4 == 0 {
            (0..chance.random_range(0..300))
                .map(|_| chance.random())
                .collect()
        } else {
            good[case % good.len()].clone()
        };
        for _ in 0..chance.random_range(0..6) {
            if !bytes.is_empty() {
                let at = chance.random_range(0..bytes.len());
                bytes[at] = chance.random();
            }
        }
        bytes.truncate(chance.random_range(0..=bytes.len()));
        if let Some(packet) = read(&bytes) {
            understood += 1;
            // What is understood can be written, and is understood the same.
            let again = write(&packet);
            if let ArtPacket::Poll { .. } | ArtPacket::Sync = packet {
                assert_eq!(read(&again), Some(packet));
            }
        }
    }
    assert!(understood > 1000, "{understood}");
}
