//! Models: their kinds, their files, and what only some kinds have.

use crate::show::{Blend, ModelKind, Precision};

use super::*;

/// A show of one model, which is as written.
fn show_of(model: &str) -> MemoryFolder {
    let text = format!(
        "name = \"s\"\n[[scene]]\nid = \"s\"\nmodel = \"m\"\n[[model]]\nid = \"m\"\n{model}"
    );
    let files = [
        "faces.safetensors",
        "faces.pkl",
        "faces.pt",
        "faces.pth",
        "faces.mpk",
        "faces.bpk",
    ];
    let folder = MemoryFolder::new().with("show.toml", text);
    let folder = folder
        .with("models/paintings.pkl", "")
        .with("start.png", "");
    files.iter().fold(folder, |folder, file| {
        folder.with(&format!("models/{file}"), "")
    })
}

fn said_of(model: &str) -> String {
    let checked = check_show(&show_of(model));
    assert_eq!(checked.problems.warnings, [], "{model}");
    checked.problems.to_string()
}

#[test]
fn every_kind_has_its_word() {
    for kind in ModelKind::ALL {
        let word = serde_json::to_value(kind).unwrap();
        assert_eq!(word, kind.word());
    }
    let words = crate::show_schema()["properties"]["model"]["items"]["properties"]["kind"].clone();
    assert_eq!(
        words["oneOf"].as_array().unwrap().len(),
        ModelKind::ALL.len()
    );
}

#[test]
fn every_kind_of_checkpoint_is_read() {
    for kind in [
        "checkpoint",
        "stylegan2",
        "stylegan3",
        "biggan-deep",
        "fastgan",
        "pix2pix",
        "field-gan",
    ] {
        for end in ["safetensors", "pkl", "pt", "pth", "mpk", "bpk"] {
            let model = format!("kind = \"{kind}\"\nweights = \"models/faces.{end}\"\n");
            let show = read_show(&show_of(&model)).unwrap();
            let file = format!("/memory/models/faces.{end}");
            assert_eq!(show.models[0].weights, Weights::File(file.into()));
            assert_eq!(show.models[0].kind.word(), kind);
        }
    }
}

#[test]
fn everything_that_a_model_may_say() {
    let model = "kind = \"checkpoint\"\nweights = \"models/faces.pkl\"\nby_direction = true\n\
                 blend = { weights = \"models/paintings.pkl\", from = 0.25 }\nprecision = \"half\"\n\
                 given = \"start.png\"\n";
    let show = read_show(&show_of(model)).unwrap();
    let model = &show.models[0];
    assert_eq!(
        (model.by_direction, model.precision),
        (true, Precision::Half)
    );
    let blend = Blend {
        weights: "/memory/models/paintings.pkl".into(),
        from: 0.25,
    };
    assert_eq!(model.blend, Some(blend));
    assert_eq!(model.given, Some("/memory/start.png".into()));
    let files: Vec<_> = model.files().map(|file| file.to_str().unwrap()).collect();
    let expected = [
        "/memory/models/faces.pkl",
        "/memory/models/paintings.pkl",
        "/memory/start.png",
    ];
    assert_eq!(files, expected);
}

#[test]
fn what_is_left_out_is_as_trained() {
    let show = read_show(&show_of("kind = \"field-gan\"\n")).unwrap();
    let plain = crate::show::Model::new("m", ModelKind::FieldGan, Weights::Shipped, 320);
    assert_eq!(show.models[0], plain);
}

#[test]
fn mistakes_have_their_line_and_hint() {
    const FACES: &str = "kind = \"stylegan2\"\nweights = \"models/faces.pkl\"\n";
    let cases = [
        (
            "kind = \"stylegan3\"\n".into(),
            "show.toml:5:1: `weights` is missing from a model of the kind `stylegan3`; name a .safetensors, .pkl, .pt, .pth, .mpk or .bpk file in the installation's folder",
        ),
        (
            "kind = \"biggan-deep\"\nweights = \"shipped\"\n".into(),
            "show.toml:8:11: no weights are shipped for `biggan-deep`; name a .safetensors, .pkl, .pt, .pth, .mpk or .bpk file in the installation's folder",
        ),
        (
            "kind = \"fastgan\"\nweights = \"models/faces.zip\"\n".into(),
            "show.toml:8:11: weights `models/faces.zip` are not a checkpoint; name a .safetensors, .pkl, .pt, .pth, .mpk or .bpk file",
        ),
        (
            "kind = \"field-gan\"\nweights = \"shiped\"\n".into(),
            "show.toml:8:11: weights `shiped` are not a checkpoint; name a .safetensors, .pkl, .pt, .pth, .mpk or .bpk file, or write \"shipped\"",
        ),
        (
            "kind = \"checkpoint\"\nweights = \"../faces.pkl\"\n".into(),
            "show.toml:8:11: \"../faces.pkl\" leaves the installation's folder with `..`; copy the file into the installation's folder and write its path from there",
        ),
        (
            "kind = \"stylegan4\"\nweights = \"models/faces.pkl\"\n".into(),
            "show.toml:7:8: `kind` cannot be `stylegan4`; did you mean `stylegan2`?",
        ),
        (
            format!("{FACES}blend = {{ weights = \"models/painting.pkl\" }}\n"),
            "show.toml:9:21: there is no file \"models/painting.pkl\"; did you mean `models/paintings.pkl`?",
        ),
        (
            format!("{FACES}blend = {{ weights = \"models/paintings.pkl\", from = 2 }}\n"),
            "show.toml:9:52: `from` is `2`, out of range; write a number from 0 to 1",
        ),
        (
            format!("{FACES}blend = {{ weights = \"shipped\" }}\n"),
            "show.toml:9:21: weights `shipped` are not a checkpoint; name a .safetensors, .pkl, .pt, .pth, .mpk or .bpk file",
        ),
        (
            format!("{FACES}precision = \"single\"\n"),
            "show.toml:9:13: `precision` cannot be `single`; write one of `full`, `half` or `bf16`",
        ),
        (
            format!("{FACES}given = \"start.png\"\n"),
            "show.toml:9:9: `given` goes with the kind `pix2pix`, which begins with a picture; leave `given` out",
        ),
        (
            "kind = \"pix2pix\"\nweights = \"models/faces.pt\"\ngiven = \"start.jpg\"\n".into(),
            "show.toml:9:9: the picture `start.jpg` is not a .png file; name a .png file",
        ),
        (
            "kind = \"pix2pix\"\nweights = \"models/faces.pt\"\ngiven = \"stars.png\"\n".into(),
            "show.toml:9:9: there is no file \"stars.png\"; did you mean `start.png`?",
        ),
        (
            "kind = \"fastgan\"\nweights = \"models/faces.pt\"\nby_direction = true\n".into(),
            "show.toml:9:16: a model of the kind `fastgan` has no styles to give each direction its own; leave it out; the kinds with styles are `checkpoint`, `stylegan2`, `stylegan3` or `biggan-deep`",
        ),
        (
            "kind = \"field-gan\"\nby_direction = true\n".into(),
            "show.toml:8:16: a model of the kind `field-gan` has no styles to give each direction its own; leave it out; a Field GAN hears each direction as it is",
        ),
        (
            "kind = \"test-pattern\"\nprecision = \"half\"\n".into(),
            "show.toml:8:13: a test pattern is no network and has no `precision`; leave it out",
        ),
    ];
    for (model, expected) in cases {
        assert_eq!(said_of(&model), expected);
    }
}

#[test]
fn mistakes_of_one_model_are_told_at_once() {
    let model = "kind = \"fastgan\"\nweights = \"models/face.pkl\"\nby_direction = true\n\
                 precision = \"halb\"\ngiven = \"start.png\"\nblend = { weights = \"no.pkl\" }\n";
    let problems = read_show(&show_of(model)).unwrap_err().problems;
    let lines: Vec<usize> = problems.iter().map(|problem| problem.line).collect();
    assert_eq!(lines, [8, 9, 10, 11, 12]);
}
