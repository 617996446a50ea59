//! Lines and what they say; the specification's own example of a digest; no bytes make reading panic.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::*;

#[test]
fn greetings() {
    for (line, said) in [
        (&b"PJLINK 0"[..], Some(Greeting::Open)),
        (b"PJLINK 0\n", Some(Greeting::Open)),
        (
            b"PJLINK 1 498e4a67",
            Some(Greeting::Locked("498e4a67".into())),
        ),
        (b"PJLINK ERRA", Some(Greeting::Refused)),
        (b"pjlink erra", Some(Greeting::Refused)),
        (b"PJLINK 1", None),
        (b"PJLINK 1 ", None),
        (b"PJLINK 1 a b", None),
        (b"PJLINK 2", None),
        (b"HTTP/1.1 400", None),
        (b"\xff\xfe", None),
    ] {
        assert_eq!(greeting(line), said, "{line:?}");
    }
}

#[test]
fn the_digest_is_the_specifications() {
    // Its example: the random number 498e4a67 and the password JBMIAProjectorLink.
    let unlocks = digest("498e4a67", "JBMIAProjectorLink");
    assert_eq!(unlocks, "5d8409bc1c3fa39749434aa3a5c38682");
    let question = Question::new(1, "POWR", "?").line();
    assert_eq!(question, "%1POWR ?\r");
}

#[test]
fn answers() {
    let good = Answer {
        class: 2,
        body: "FREZ",
        value: "1",
    };
    assert_eq!(answer(b"%2FREZ=1\r"), Some(good));
    for bad in [
        &b"%3FREZ=1"[..],
        b"%1FREZ",
        b"%1FR",
        b"%1FREZ 1",
        b"1FREZ=1",
        b"",
        b"%1\xc3\xa9\xc3\xa9=1",
    ] {
        assert_eq!(answer(bad), None, "{bad:?}");
    }
    assert_eq!(answer(&[b'%'; 600]), None);
    assert_eq!(value("ERR3"), Err(Refusal::NotNow));
    assert_eq!(value("err1"), Err(Refusal::Unknown));
    assert_eq!(value("OK"), Ok("OK"));
}

#[test]
fn values() {
    assert_eq!(power("3"), Some(ProjectorPower::Warming));
    assert_eq!(power("4"), None);
    assert_eq!(
        ["30", "31", "11", "21", "40"].map(shut),
        [Some(false), Some(true), Some(true), Some(false), None]
    );
    let lamp = |hours, on| LampStatus { hours, on };
    assert_eq!(
        lamps("1234 1 77 0"),
        Some(vec![lamp(1234, true), lamp(77, false)])
    );
    for bad in ["", "1234", "1 2", "-1 0", "99999999999 1", "x 1"] {
        assert_eq!(lamps(bad), None, "{bad}");
    }
    assert_eq!(
        lamps(&"1 0 ".repeat(1000)).map(|lamps| lamps.len()),
        Some(8)
    );
    let said = faults("012000").unwrap_or_default();
    assert_eq!(
        (said.lamp, said.temperature),
        (Fault::Warning, Fault::Error)
    );
    for bad in ["", "00000", "0000000", "00000x", "000003"] {
        assert_eq!(faults(bad), None, "{bad}");
    }
    assert_eq!(input("3a"), Some("3A".into()));
    assert_eq!(["71", "3", "311", "3é", ""].map(input), [const { None }; 5]);
    assert_eq!(inputs("11 31"), Some(vec!["11".into(), "31".into()]));
    assert_eq!(resolution("1920x1080"), Some([1920, 1080]));
    assert_eq!(["-", "*", "1x", "x1", "99999x1"].map(resolution), [None; 5]);
    assert_eq!(
        (hours("77"), hours("-1"), hours("99999999")),
        (Some(77), None, None)
    );
    assert_eq!(name("a\u{7}b\rc"), "abc");
}

#[test]
fn no_bytes_make_reading_panic() {
    let mut chance = ChaCha8Rng::seed_from_u64(5);
    let good: [&[u8]; 8] = [
        b"PJLINK 1 498e4a67\r",
        b"%1POWR=1\r",
        b"%1LAMP=1234 1 88 0\r",
        b"%1ERST=010200\r",
        b"%1INST=11 21 31 32\r",
        b"%2IRES=1920x1080\r",
        b"%2INNM=HDMI \xe2\x9c\x93\r",
        b"%1AVMT=ERR3\r",
    ];
    let mut understood = 0;
    for case in 0..200_000 {
        let mut bytes = good[case % 8].to_vec();
        for _ in 0..chance.random_range(0..4) {
            let at = chance.random_range(0..bytes.len());
            match chance.random_range(0..3) {
                0 => bytes[at] = chance.random(),
                1 => bytes.insert(at, chance.random()),
                _ if bytes.len() > 1 => {
                    bytes.remove(at);
                }
                _ => {}
            }
        }
        understood += usize::from(greeting(&bytes).is_some());
        if let Some(answer) = answer(&bytes) {
            understood += 1;
            let text = answer.value;
            std::hint::black_box((
                value(text).is_ok(),
                power(text),
                shut(text),
                frozen(text),
                faults(text),
            ));
            std::hint::black_box((
                lamps(text),
                input(text),
                inputs(text),
                resolution(text),
                hours(text),
            ));
            assert!(name(text).chars().count() <= 128);
        }
    }
    assert!(understood > 10_000, "{understood}");
}
