#![allow(clippy::unwrap_used, reason = "a test ends where something is missing")]

use crate::{Checkpoint, CheckpointError};

fn parse(bytes: &[u8]) -> Result<Checkpoint, CheckpointError> {
    Checkpoint::parse("test", bytes.to_vec())
}

/// What is said of a pickle that is refused.
fn refusal(bytes: &[u8]) -> String {
    parse(bytes).map(|_| ()).unwrap_err().to_string()
}

#[test]
fn what_would_be_run_is_said() {
    for (bytes, tried) in [
        (
            &b"\x80\x02cos\nsystem\nX\x05\0\0\0rm -r\x85R."[..],
            "os.system(\"rm -r\")",
        ),
        (
            b"\x80\x04\x8c\x02os\x8c\x06system\x93\x8c\x02ls\x85R.",
            "os.system(\"ls\")",
        ),
        (b"(S'ls'\nios\nsystem\n.", "os.system(\"ls\")"),
        (b"(cos\nsystem\nS'ls'\no.", "os.system(\"ls\")"),
        (
            b"\x80\x02cbuiltins\neval\nX\x03\0\0\0a\nb\x85R.",
            "builtins.eval(\"a\\nb\")",
        ),
        (b"\x80\x02c__builtin__\nexec\n)R.", "__builtin__.exec()"),
        // A name alone, and one that only takes a state or stands in front of damage.
        (b"\x80\x02csubprocess\nPopen\n.", "subprocess.Popen"),
        (
            b"\x80\x02c__main__\nGenerator\n)\x81}b.",
            "__main__.Generator()",
        ),
        (b"\x80\x02cos\nsystem\n", "os.system"),
        (
            b"\x80\x02ccopyreg\n_reconstructor\n(cos\nsystem\nNNtR.",
            "os.system",
        ),
        // Names that only look like ours.
        (
            b"\x80\x02ctorch\nload\n(X\x01\0\0\0xtR.",
            "torch.load(\"x\")",
        ),
        (
            b"\x80\x02ctorch.nn.modules.linear\nos.system\n(tR.",
            "torch.nn.modules.linear.os.system()",
        ),
        (
            b"\x80\x04\x8c\x0dtorch.nn.modu\x8c\x01A\x93)\x81.",
            "torch.nn.modu.A()",
        ),
    ] {
        let words = refusal(bytes);
        assert!(words.contains(&format!("tried to run {tried}")), "{words}");
    }
    let words = refusal(b"\x80\x02\x82\x01.");
    assert!(words.contains("extension registry"), "{words}");
}

#[test]
fn bombs_are_refused() {
    let many = |head: &[u8], body: &[u8], times: usize, tail: &[u8]| {
        [head, &body.repeat(times), tail].concat()
    };
    // A dictionary of the one before, twice: 2^100 ways through it.
    let mut doubling = b"\x80\x04}\x8c\x01a]\x94s\x940".to_vec();
    for level in 1..100_u8 {
        doubling.extend([
            b'}', b'(', 0x8c, 1, b'a', b'h', level, 0x8c, 1, b'b', b'h', level, b'u', 0x94, b'0',
        ]);
    }
    doubling.extend(b"h\x63.");
    for (case, bytes) in [
        ("lists", many(b"\x80\x02", b"]", 1 << 20, b".")),
        ("marks", many(b"\x80\x02", b"(", 1 << 20, b".")),
        ("nones", many(b"\x80\x02", b"N", 1 << 20, b".")),
        ("copies", many(b"\x80\x02]", b"2", 1 << 20, b".")),
        (
            "depth",
            many(
                b"\x80\x02",
                b"]",
                1 << 12,
                &[b"a".repeat((1 << 12) - 1), b".".to_vec()].concat(),
            ),
        ),
        (
            "memo",
            many(b"\x80\x02N", b"r\0\0\xff\xff0N", 1 << 18, b"."),
        ),
        ("itself", b"\x80\x02]q\0h\0a.".to_vec()),
        ("itself twice", b"\x80\x02]q\0(h\0h\0e.".to_vec()),
        (
            "a dictionary of itself",
            b"\x80\x02}q\0X\x01\0\0\0ah\0s.".to_vec(),
        ),
        ("doubling", doubling),
        (
            "a length that lies",
            b"\x80\x04\x8e\xff\xff\xff\xff\xff\xff\xff\x7f.".to_vec(),
        ),
    ] {
        let result = parse(&bytes);
        assert!(result.is_err(), "{case}: {result:?}");
    }
}

#[test]
fn plain_values_of_every_protocol() {
    for (bytes, words) in [
        (&b"}S'a'\nI5\ns."[..], "5"),
        (b"}S'a'\nL5L\ns.", "5"),
        (b"}S'a'\nF0.5\ns.", "0.5"),
        (b"}S'a'\nI01\ns.", "true"),
        (b"}Va\nNs.", "none"),
        (b"(Va\nI1\nd.", "1"),
        (b"(Va\n(I1\nI2\nld.", "[1, 2]"),
        (b"\x80\x02}U\x01aJ\xfe\xff\xff\xffs.", "-2"),
        (b"\x80\x02}X\x01\0\0\0aM\x01\x02s.", "513"),
        (b"\x80\x02}U\x01a\x8a\x01\xffs.", "-1"),
        (b"\x80\x02}U\x01aG?\xe0\0\0\0\0\0\0s.", "0.5"),
        (b"\x80\x02}U\x01a\x88s.", "true"),
        (b"\x80\x02}U\x01aK\x01K\x02\x86s.", "[1, 2]"),
        (
            b"\x80\x04\x95\0\0\0\0\0\0\0\0}\x94\x8c\x01a\x94\x8f\x94(K\x01\x90s.",
            "[1]",
        ),
        (b"\x80\x05}\x8c\x01aK\x01\x940h\0s.", "1"),
    ] {
        let found =
            parse(bytes).unwrap_or_else(|error| panic!("{}: {error}", bytes.escape_ascii()));
        let setting = found.setting("a").map(ToString::to_string);
        assert_eq!(setting.as_deref(), Some(words), "{}", bytes.escape_ascii());
    }
}

#[test]
fn steps_that_make_no_sense_are_refused() {
    for bytes in [
        &b"\x80\x02."[..],
        b"\x80\x02R.",
        b"\x80\x02NR.",
        b"\x80\x02NNR.",
        b"\x80\x02(0.",
        b"\x80\x02(.",
        b"\x80\x02t.",
        b"\x80\x02h\x05.",
        b"\x80\x02a.",
        b"\x80\x02]a.",
        b"\x80\x02\x85.",
        b"\x80\x02\xff.",
        b"\x80\x09N.",
        b"\x80\x02NQ.",
        b"\x80\x02)Q.",
        b"\x80\x02b.",
        b"\x80\x02o.",
        b"\x80\x02(o.",
        b"\x80\x05\x97.",
        b"\x80\x02X\x05\0\0\0abc",
        b"\x80\x02ctorch.storage\n_load_from_bytes\nNR.",
        b"\x80\x02ctorch.storage\n_load_from_bytes\nU\x01a\x85R.",
        b"\x80\x02ctorch._utils\n_rebuild_tensor_v2\n)R.",
    ] {
        let result = parse(bytes);
        assert!(result.is_err(), "{}: {result:?}", bytes.escape_ascii());
    }
}
