#![allow(clippy::unwrap_used, reason = "a test ends where something is missing")]

use super::*;

/// The bytes of a fixture.
fn fixture(name: &str) -> Vec<u8> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures")
        .join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn read(name: &str) -> Checkpoint {
    Checkpoint::parse(name, fixture(name)).unwrap_or_else(|error| panic!("{error}"))
}

/// Names, shapes and numbers are those of another checkpoint, but for what is told apart.
fn assert_same(found: &Checkpoint, expected: &Checkpoint) {
    let names: Vec<&str> = found.names().collect();
    assert_eq!(
        names,
        expected.names().collect::<Vec<_>>(),
        "{}",
        found.name()
    );
    for (name, tensor) in expected.tensors() {
        let found = found.tensor(name).unwrap();
        assert_eq!(found.shape(), tensor.shape(), "{name}");
        assert_eq!(found.values(), tensor.values(), "{name}");
    }
}

#[test]
fn every_format_gives_the_names_shapes_and_numbers_that_were_written() {
    for (name, format, expected) in [
        ("training.pt", Format::TorchZip, "training"),
        ("training-legacy.pt", Format::TorchLegacy, "training"),
        ("stylegan2.pkl", Format::Pickle, "stylegan2"),
        ("stylegan3.pkl", Format::Pickle, "stylegan3"),
        ("tensorflow-2.pkl", Format::Pickle, "tensorflow"),
        ("training-legacy-4.pt", Format::TorchLegacy, "training"),
        ("tensorflow-4.pkl", Format::Pickle, "tensorflow"),
        ("tensorflow-python2.pkl", Format::Pickle, "tensorflow"),
        ("columns.pkl", Format::Pickle, "columns"),
    ] {
        let found = read(name);
        assert_eq!(found.format(), format);
        assert_same(&found, &read(&format!("{expected}.expected.safetensors")));
    }
}

#[test]
fn burns_own_records_are_read() {
    let count = |from: f32, shape: &[usize]| Numbers {
        shape: shape.to_vec(),
        values: (0..shape.iter().product())
            .map(|i: usize| from + 0.25 * i as f32)
            .collect(),
    };
    for (name, format) in [
        ("burn.mpk", Format::BurnRecord),
        ("burn.mpk.gz", Format::BurnRecord),
        ("burn-half.mpk", Format::BurnRecord),
        ("burn.bpk", Format::Burnpack),
    ] {
        let found = read(name);
        assert_eq!(found.format(), format);
        for (name, numbers) in [
            ("mapping.0.weight", count(0.0, &[3, 2])),
            ("mapping.0.bias", count(0.0, &[2])),
            ("mapping.1.weight", count(10.0, &[3, 2])),
            ("mapping.1.bias", count(10.0, &[2])),
            ("conv.weight", count(-2.0, &[2, 1, 3, 3])),
            ("conv.bias", count(8.0, &[2])),
            ("start", count(1.0, &[2, 2, 2])),
        ] {
            assert_eq!(found.numbers(name), numbers, "{name}");
        }
        assert_eq!(found.names().count(), 7);
    }
    let family = read("burn.bpk").setting("family").map(ToString::to_string);
    assert_eq!(family.as_deref(), Some("none"));
    let version = read("burn.mpk").setting("version").map(ToString::to_string);
    assert_eq!(version.as_deref(), Some("0.21.0"));
}

#[test]
fn plain_values_stand_beside_the_tensors() {
    for name in ["training.pt", "training-legacy.pt"] {
        let found = read(name);
        let setting = |name: &str| found.setting(name).map(ToString::to_string);
        assert_eq!(setting("epoch").as_deref(), Some("12"));
        assert_eq!(setting("done").as_deref(), Some("false"));
        assert_eq!(setting("args.size").as_deref(), Some("64"));
        assert_eq!(setting("args.path").as_deref(), Some("pictures"));
        assert_eq!(setting("args.betas").as_deref(), Some("[0, 0.99]"));
        assert_eq!(found.classes().collect::<Vec<_>>(), [("args", "Namespace")]);
    }
    let found = read("stylegan2.pkl");
    for (name, value) in [
        ("G_ema.z_dim", 4),
        ("G_ema.c_dim", 3),
        ("G_ema.synthesis_kwargs.channel_base", 16),
        ("G_ema.synthesis.b8.conv0.conv_clamp", 256),
    ] {
        assert_eq!(
            found.setting(name).and_then(Setting::as_i64),
            Some(value),
            "{name}"
        );
    }
    assert_eq!(
        found
            .setting("G_ema.synthesis.b8.use_fp16")
            .and_then(Setting::as_bool),
        Some(true)
    );
    assert!(
        found
            .classes()
            .any(|pair| pair == ("G_ema.mapping", "MappingNetwork"))
    );
    assert!(
        found
            .settings()
            .all(|(name, _)| !name.contains("module_src"))
    );
    let found = read("columns.pkl");
    let settings: Vec<(&str, String)> = found
        .settings()
        .map(|(name, value)| (name, value.to_string()))
        .collect();
    assert_eq!(settings, [("b", "5".into()), ("d", "[0.5, true]".into())]);
    let found = read("tensorflow-2.pkl");
    assert_eq!(
        found.setting("Gs.resolution").and_then(Setting::as_i64),
        Some(8)
    );
    assert_eq!(
        found.setting("Gs.version").and_then(Setting::as_i64),
        Some(4)
    );
}

#[test]
fn all_misfits_are_listed_at_once() {
    let found = read("training.pt");
    let wanted = [
        Wanted::new("g.a.weight", &[3, 3]),
        Wanted::new("g.a.half", &[2, 3]),
        Wanted::new("g.a.long", &[3]),
        Wanted::new("g.b", &[7]),
    ];
    let words = found.require(&wanted).unwrap_err().to_string();
    assert_eq!(
        words,
        "training.pt does not fit: g.a.half is [3, 2], expected [2, 3]; g.a.long holds I64, expected \
         floating-point numbers; g.b [7] is missing"
    );
    assert!(found.require(&wanted[..1]).is_ok());
    let extra = found.extra(&wanted, |name| {
        name.starts_with("g.a.") && name != "g.a.bool"
    });
    assert_eq!(
        extra,
        [
            "g.a.bool",
            "latent_avg",
            "list.0",
            "list.1",
            "optim.state.0.exp_avg"
        ]
    );
    assert_eq!(found.numbers("g.a.weight").shape, [3, 3]);
}

#[test]
fn what_is_cut_short_is_refused_and_never_panics() {
    for name in [
        "training.pt",
        "training-legacy.pt",
        "stylegan2.pkl",
        "tensorflow-4.pkl",
        "stylegan3.expected.safetensors",
        "burn.mpk",
        "burn.mpk.gz",
        "burn.bpk",
    ] {
        let whole = fixture(name);
        let step = whole.len() / 600 + 1;
        for len in (0..whole.len()).step_by(step).chain([whole.len() - 1]) {
            let result = Checkpoint::parse(name, whole[..len].to_vec());
            assert!(result.is_err(), "{name} cut to {len} bytes is read");
        }
    }
}

#[test]
fn what_is_none_is_said() {
    for (bytes, words) in [
        (&b""[..], "it is empty"),
        (b"123", "it has only 3 bytes"),
        (b"<!DOCTYPE html><html>", "it is a web page"),
        (
            b"version https://git-lfs.github.com/spec/v1\n",
            "git lfs pull",
        ),
        (b"\x89HDF\r\n\x1a\n00000000", "HDF5"),
        (b"not a checkpoint at all", "it begins like none of them"),
        (
            b"PK\x03\x04 and then nothing",
            "a zip without its table of contents",
        ),
    ] {
        let error = Checkpoint::parse("x", bytes)
            .map(|_| ())
            .unwrap_err()
            .to_string();
        assert!(error.contains(words), "{error}");
    }
}

/// A zip of stored files as large files' are: all lengths and places in 64 bits.
fn large_zip(files: &[(&str, &[u8])], method: u16) -> Vec<u8> {
    let full = u32::MAX.to_le_bytes();
    let (mut bytes, mut table) = (Vec::new(), Vec::new());
    for (name, contents) in files {
        let (len, at) = (contents.len() as u64, bytes.len() as u64);
        let name_len = (name.len() as u16).to_le_bytes();
        bytes.extend(b"PK\x03\x04-\0\0\0");
        bytes.extend(method.to_le_bytes());
        bytes.extend([[0; 4].as_slice(), &[0; 4], &full, &full, &name_len, &[0; 2]].concat());
        bytes.extend(name.bytes().chain(contents.iter().copied()));
        table.extend(b"PK\x01\x02-\0-\0\0\0");
        table.extend(method.to_le_bytes());
        // An extra field that means nothing, then the one with three times 64 bits.
        let extra = 36_u16.to_le_bytes();
        table.extend(
            [
                [0; 8].as_slice(),
                &full,
                &full,
                &name_len,
                &extra,
                &[0; 10],
                &full,
            ]
            .concat(),
        );
        table.extend(name.bytes());
        table.extend(*b"xx\x04\0....\x01\0\x18\0");
        table.extend([len, len, at].map(u64::to_le_bytes).concat());
    }
    let (start, count) = (bytes.len() as u64, files.len() as u64);
    let end = start + table.len() as u64;
    bytes.extend(&table);
    bytes.extend(b"PK\x06\x06");
    bytes.extend([44_u64.to_le_bytes().as_slice(), &[45, 0, 45, 0], &[0; 8]].concat());
    bytes.extend(
        [count, count, table.len() as u64, start]
            .map(u64::to_le_bytes)
            .concat(),
    );
    bytes.extend(b"PK\x06\x07\0\0\0\0");
    bytes.extend([end.to_le_bytes().as_slice(), &[1, 0, 0, 0]].concat());
    bytes.extend(b"PK\x05\x06\0\0\0\0\xff\xff\xff\xff");
    bytes.extend([full.as_slice(), &full, b"\x07\0comment"].concat());
    bytes
}

#[test]
fn zips_of_large_files_and_packed_ones() {
    let pickle = b"\x80\x02}X\x01\0\0\0actorch._utils\n_rebuild_tensor_v2\n((X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\x000X\x03\0\0\0cpuK\x02tQK\x01K\x01\x85K\x01\x85\x89}tRs.";
    let numbers = [1.5_f32, 2.5].map(f32::to_le_bytes).concat();
    let files = [("x/data.pkl", &pickle[..]), ("x/data/0", &numbers)];
    let found = Checkpoint::parse("test", large_zip(&files, 0)).unwrap();
    assert_eq!(found.numbers("a").values, [2.5]);
    let error = Checkpoint::parse("test", large_zip(&files, 8))
        .unwrap_err()
        .to_string();
    assert!(error.contains("packed"), "{error}");
    let big = [files[0], files[1], ("x/byteorder", b"big")];
    let error = Checkpoint::parse("test", large_zip(&big, 0))
        .unwrap_err()
        .to_string();
    assert!(error.contains("big-endian"), "{error}");
    let error = Checkpoint::parse("test", large_zip(&files[1..], 0))
        .unwrap_err()
        .to_string();
    assert!(error.contains("no data.pkl"), "{error}");
    let error = Checkpoint::parse("test", large_zip(&files[..1], 0))
        .unwrap_err()
        .to_string();
    assert!(error.contains("numbers are not there"), "{error}");
}

/// A safetensors file of a header and numbers.
fn safetensors(header: &str, numbers: &[u8]) -> Vec<u8> {
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend(header.bytes());
    bytes.extend(numbers);
    bytes
}

#[test]
fn headers_that_lie_are_refused() {
    let tensor = |kind: &str, shape: &str, place: &str| {
        format!(r#"{{"a":{{"dtype":"{kind}","shape":{shape},"data_offsets":{place}}}}}"#)
    };
    let parse = |bytes: Vec<u8>| Checkpoint::parse("test", bytes);
    assert!(parse(safetensors(&tensor("F32", "[2]", "[0,8]"), &[0; 8])).is_ok());
    for (kind, shape, place) in [
        ("F32", "[3]", "[0,8]"),
        ("F32", "[2]", "[8,0]"),
        ("F32", "[2]", "[4,12]"),
        ("F32", "[2]", "[0,18446744073709551615]"),
        ("F32", "[4611686018427387904,4]", "[0,8]"),
        (
            "F32",
            "[18446744073709551615,18446744073709551615]",
            "[0,8]",
        ),
        ("F32", "[-2]", "[0,8]"),
        ("F32", "[2.5]", "[0,8]"),
        ("F8_E4M3", "[8]", "[0,8]"),
        ("nothing", "[8]", "[0,8]"),
    ] {
        let result = parse(safetensors(&tensor(kind, shape, place), &[0; 8]));
        assert!(result.is_err(), "{kind} {shape} {place}");
    }
    for length in [9, 1 << 20, 1 << 40, u64::MAX, u64::MAX - 7] {
        let mut bytes = length.to_le_bytes().to_vec();
        bytes.extend(b"{}");
        assert!(parse(bytes).is_err(), "{length}");
    }
}

#[test]
fn numbers_that_are_not_finite_are_named() {
    let header = r#"{"a":{"dtype":"F16","shape":[1],"data_offsets":[0,2]},"b":{"dtype":"BF16","shape":[1],"data_offsets":[2,4]},"c":{"dtype":"F16","shape":[1],"data_offsets":[4,6]},"d":{"dtype":"F32","shape":[1],"data_offsets":[6,10]}}"#;
    let mut numbers = half::f16::from_f32(1.5).to_le_bytes().to_vec();
    numbers.extend(half::bf16::from_f32(-3.0).to_le_bytes());
    numbers.extend(half::f16::NAN.to_le_bytes());
    numbers.extend(f32::INFINITY.to_le_bytes());
    let found = Checkpoint::parse("test", safetensors(header, &numbers)).unwrap();
    assert_eq!(found.numbers("a").values, [1.5]);
    assert_eq!(found.numbers("b").values, [-3.0]);
    let wanted = ["a", "b", "c", "d"].map(|name| Wanted::new(name, &[1]));
    let Err(CheckpointError::Misfits { misfits, .. }) = found.require(&wanted) else {
        panic!("it fits")
    };
    let names: Vec<(&str, &Found)> = misfits
        .iter()
        .map(|m| (m.name.as_str(), &m.found))
        .collect();
    assert_eq!(names, [("c", &Found::NotFinite), ("d", &Found::NotFinite)]);
}

#[test]
fn settings_in_parts_have_names_in_parts() {
    let header = r#"{"__metadata__":{"family":"stylegan2","settings":"{\"w_dim\":4,\"synthesis_kwargs\":{\"conv_clamp\":256.5}}"}}"#;
    let found = Checkpoint::parse("test", safetensors(header, &[])).unwrap();
    let settings: Vec<(&str, String)> = found
        .settings()
        .map(|(name, value)| (name, value.json()))
        .collect();
    let expected = [
        ("family", "\"stylegan2\""),
        ("synthesis_kwargs.conv_clamp", "256.5"),
        ("w_dim", "4"),
    ];
    assert_eq!(
        settings,
        expected.map(|(name, value)| (name, value.to_string()))
    );
}
