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
        ("tensorflow-4.pkl", Format::Pickle, "tensorflow"),
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
