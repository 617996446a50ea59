//! What is done inside a network: bends, second worlds, and keyframes that set controls.

use welkin_values::{Bend, Deed};

use crate::show::{Ease, Second};

use super::*;

/// A good show's second scene with more in it; what is added begins in line 46, or 47 after a header.
fn scene_with(more: &str) -> String {
    GOOD.replace("style = \"lucid\"\n", &format!("style = \"lucid\"\n{more}"))
}

/// What is said of it: problems and warnings.
fn said_of(more: &str) -> (String, Vec<String>) {
    let checked = check_show(&folder(scene_with(more)));
    let warnings = checked.problems.warnings.iter();
    let warnings = warnings.map(ToString::to_string).collect();
    (checked.problems.to_string(), warnings)
}

fn bent(deed: &str) -> String {
    format!("bend = [{{ layer = 3, {deed} }}]\nrest = {{ bend1 = 1 }}\n")
}

#[test]
fn bends_are_as_written() {
    let cases = [
        ("deed = \"move\", right = 0.25", Deed::Move([0.25, 0.0])),
        (
            "deed = \"move\", down = -1, right = 2",
            Deed::Move([2.0, -1.0]),
        ),
        ("deed = \"zoom\", times = 1.5", Deed::Zoom(1.5)),
        ("deed = \"turn\", degrees = -90", Deed::Turn(-90.0)),
        ("deed = \"times\", times = -2", Deed::Times(-2.0)),
        ("deed = \"threshold\", at = 0.5", Deed::Threshold(0.5)),
        ("deed = \"invert\"", Deed::Invert),
        ("deed = \"ablate\"", Deed::Ablate),
    ];
    for (written, deed) in cases {
        assert_eq!(
            said_of(&bent(written)),
            (String::new(), vec![]),
            "{written}"
        );
        let show = read_show(&folder(scene_with(&bent(written)))).unwrap();
        let bend = Bend {
            layer: 3,
            share: 0.5,
            seed: 0,
            deed,
        };
        assert_eq!(show.scenes[1].bends, [bend]);
        assert_eq!(show.scenes[1].rest, [(Control::Bend1, 1.0)]);
    }
}

#[test]
fn mistakes_in_bends() {
    let cases = [
        (
            "deed = \"move\", degrees = 5",
            "show.toml:46:9: `right` or `down` is missing from a bend with the deed `move`; add `right` or `down`\n\
             show.toml:46:47: `degrees` does not go with the deed `move`; leave it out; this deed takes `right` or `down`",
        ),
        (
            "deed = \"turn\"",
            "show.toml:46:9: `degrees` is missing from a bend with the deed `turn`; add `degrees`",
        ),
        (
            "deed = \"ablate\", times = 2",
            "show.toml:46:47: `times` does not go with the deed `ablate`; leave it out; this deed takes no number",
        ),
        (
            "deed = \"zoom\", times = 0",
            "show.toml:46:45: nothing can be made 0 times as large; write a number from 0.05 to 20; 0.5 is half as large",
        ),
        (
            "deed = \"bend\"",
            "show.toml:46:29: `deed` cannot be `bend`; write one of `move`, `zoom`, `turn`, `times`, `threshold`, `invert` or `ablate`",
        ),
        (
            "share = 1.5",
            "show.toml:46:9: `deed` is missing from `[[bend]]`; add `deed`: What is done to them\n\
             show.toml:46:30: `share` is `1.5`, out of range; write a number from 0 to 1",
        ),
    ];
    for (written, expected) in cases {
        assert_eq!(said_of(&bent(written)).0, expected, "{written}");
    }
    let many = format!(
        "bend = [{}]\n",
        "{ layer = 1, deed = \"invert\" },".repeat(5)
    );
    let found = said_of(&many).0;
    assert_eq!(
        found,
        "show.toml:46:8: `bend` has 5 entries; it takes at most 4"
    );
}

#[test]
fn controls_that_move_nothing_and_what_nothing_moves() {
    let cases = [
        (
            "bend = [{ layer = 1, deed = \"invert\" }]\n",
            "show.toml:46:9: nothing moves `bend1`, so this bend does nothing; write bend1 = 1 under [scene.rest], or a route to it",
        ),
        (
            "rest = { bend2 = 1 }\n",
            "show.toml:46:18: `bend2` moves nothing: this scene has no bend 2; add a [[scene.bend]], or leave the control out",
        ),
        (
            "second = { seed = 7 }\n",
            "show.toml:46:10: nothing moves `second`, so the second world is never seen; write second = 0.5 under [scene.rest], or a route to it",
        ),
        (
            "route = [{ feature = \"level\", control = \"second\", amount = 1 }]\n",
            "show.toml:46:41: `second` moves nothing: this scene has no second world; add second = { seed = 7 } to the scene",
        ),
        (
            "second = { seed = 0 }\nrest = { second = 0.5 }\n",
            "show.toml:46:19: the second world is the first one: both have the seed 0; give it another seed",
        ),
        (
            "rest = { view-turn = 0.5 }\n",
            "show.toml:46:22: `view-turn` moves nothing in a model of the kind `stylegan2`; leave it out; `zoom` and `rotation` move the light of any model",
        ),
    ];
    for (more, expected) in cases {
        assert_eq!(
            said_of(more),
            (String::new(), vec![expected.to_owned()]),
            "{more}"
        );
    }
}

#[test]
fn a_second_world_is_as_written() {
    for (written, from) in [("", 0.5), (", from = 0", 0.0)] {
        let more = format!("second = {{ seed = 7{written} }}\nrest = {{ second = 0.5 }}\n");
        assert_eq!(said_of(&more), (String::new(), vec![]));
        let show = read_show(&folder(scene_with(&more))).unwrap();
        assert_eq!(show.scenes[1].second, Some(Second { seed: 7, from }));
        assert_eq!(show.scenes[0].second, None);
    }
}

#[test]
fn keyframes_set_latents_and_controls() {
    let keys = "at = 20.5\nseed = 2\n";
    let more = "at = 20.5\ncontrols = { truncation = 0.7, along3 = -2 }\nease = \"hold\"\n";
    let show = read_show(&folder(GOOD.replace(keys, more))).unwrap();
    let keyframes = &show.scenes[1].keyframes;
    assert_eq!(
        (keyframes[0].seed, keyframes[0].controls.len()),
        (Some(1), 0)
    );
    assert_eq!((keyframes[1].seed, keyframes[1].ease), (None, Ease::Hold));
    let controls = [(Control::Truncation, 0.7), (Control::Along3, -2.0)];
    assert_eq!(keyframes[1].controls, controls);
}

#[test]
fn mistakes_in_keyframes() {
    let keys = "at = 20.5\nseed = 2\n";
    check(
        keys,
        "at = 20.5\n",
        "show.toml:49:1: this keyframe sets nothing; add a `seed`, or controls = { truncation = 0.7 }",
    );
    check(
        keys,
        "at = 20.5\ncontrols = {}\n",
        "show.toml:49:1: this keyframe sets nothing; add a `seed`, or controls = { truncation = 0.7 }",
    );
    check(
        keys,
        "at = 20.5\ncontrols = { truncate = 0.7 }\n",
        "show.toml:51:14: `controls` has no key `truncate`; did you mean `truncation`?",
    );
    check(
        keys,
        "at = 20.5\ncontrols = { truncation-fine = 3, bend1 = nan }\n",
        "show.toml:51:32: `truncation-fine` is `3`, out of range; write a number from 0 to 2\n\
         show.toml:51:43: `bend1` is `nan`, which is not a number; write a number from -4 to 4",
    );
}

#[test]
fn every_control_that_can_rest_is_read() {
    for control in Control::ALL {
        let word = serde_json::to_value(control).unwrap();
        let rests = !matches!(control, Control::SourceAzimuth | Control::SourceElevation);
        let more = format!("rest = {{ {} = 1 }}\n", word.as_str().unwrap());
        let show = read_show(&folder(scene_with(&more)));
        assert_eq!(show.is_ok(), rests, "{control:?}");
        if let Ok(show) = show {
            assert_eq!(show.scenes[1].rest, [(control, 1.0)]);
        }
    }
}
