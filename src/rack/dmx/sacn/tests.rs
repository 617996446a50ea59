#![allow(clippy::unwrap_used, reason = "a test may stop at once")]
//! What is written is read again, the bytes are those of the standard, and no bytes make reading panic.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::*;

fn data(values: &[u8]) -> SacnData<'_> {
    SacnData {
        cid: *b"0123456789abcdef",
        name: "Console 1".into(),
        priority: 120,
        sequence: 255,
        is_preview: false,
        is_terminated: false,
        universe: 63_999,
        values,
    }
}

#[test]
fn what_is_written_is_read_again() {
    let values: Vec<u8> = (0..512).map(|channel| channel as u8).collect();
    for count in [0, 1, 24, 512] {
        for (is_preview, is_terminated) in [(false, false), (true, false), (false, true)] {
            let sent = SacnData {
                is_preview,
                is_terminated,
                ..data(&values[..count])
            };
            assert_eq!(read(&write(&sent)).unwrap(), sent);
        }
    }
}

#[test]
fn the_bytes_are_those_of_the_standard() {
    let bytes = write(&data(&[0; 512]));
    // E1.31, table 4-1: lengths of the three layers of a full universe.
    assert_eq!(bytes.len(), 638);
    let at = |place: usize| [bytes[place], bytes[place + 1]];
    assert_eq!(
        [at(16), at(38), at(115)],
        [[0x72, 0x6e], [0x72, 0x58], [0x72, 0x0b]]
    );
    assert_eq!(at(123), [2, 1]);
    assert_eq!(group(63_999), Ipv4Addr::new(239, 255, 249, 255));

    let told = write_discovery(&[7; 16], "Welkin", &[1, 258]);
    assert_eq!(told.len(), 124);
    assert_eq!(told[112..], [0x70, 12, 0, 0, 0, 1, 0, 0, 0, 1, 1, 2]);
    assert_eq!(read(&told), None);
}

#[test]
fn what_is_wrong_is_nothing() {
    let good = write(&data(&[1, 2]));
    assert!(read(&good).is_some());
    for (at, byte) in [
        (4, b'B'),
        (21, 5),
        (43, 3),
        (108, 201),
        (114, 0),
        (118, 0xa2),
        (120, 1),
        (122, 2),
        (124, 4),
        (124, 0),
        (125, 0xdd),
    ] {
        let mut bad = good.clone();
        bad[at] = byte;
        if at == 114 {
            bad[113] = 0;
        }
        assert_eq!(read(&bad), None, "{at}");
    }
    for length in 0..good.len() {
        assert_eq!(read(&good[..length]), None, "{length}");
    }
}

#[test]
fn no_bytes_make_reading_panic() {
    let mut chance = ChaCha8Rng::seed_from_u64(2);
    let good = write(&data(&[5; 100]));
    let mut understood = 0;
    for case in 0..200_000 {
        let mut bytes = if case % 4 == 0 {
            (0..chance.random_range(0..300))
                .map(|_| chance.random())
                .collect()
        } else {
            good.clone()
        };
        for _ in 0..chance.random_range(0..4) {
            if !bytes.is_empty() {
                let at = chance.random_range(0..bytes.len());
                bytes[at] = chance.random();
            }
        }
        if chance.random_range(0..4) == 0 {
            bytes.truncate(chance.random_range(0..=bytes.len()));
        }
        if let Some(data) = read(&bytes) {
            understood += 1;
            assert_eq!(
                read(&write(&data)).map(|again| again.values),
                Some(data.values)
            );
        }
    }
    assert!(understood > 1000, "{understood}");
}
