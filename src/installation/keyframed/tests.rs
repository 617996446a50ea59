#![allow(clippy::unwrap_used, reason = "a test may stop at once")]
//! Shows as people write them, and what a changed keyframe does to their text.

use super::*;
use crate::show::{Control, Ease};
use crate::{MemoryFolder, read_show};

const HEAD: &str = "name = 's' # ours\n[[model]]\nid = 'm'\nkind = 'field-gan'\nweights = 'shipped'\nsize = 64\n\n";

fn at(secs: f64) -> Moment {
    Moment::from_secs(secs)
}

fn keyframe(secs: f64, seed: Option<u64>, controls: &[(Control, f32)]) -> Keyframe {
    Keyframe {
        at: at(secs),
        seed,
        controls: controls.to_vec(),
        ease: Ease::Smooth,
    }
}

fn put(secs: f64, seed: u64) -> KeyframeChange {
    KeyframeChange::Put(keyframe(secs, Some(seed), &[(Control::Along1, -1.5)]))
}

fn moved(from: f64, to: f64) -> KeyframeChange {
    KeyframeChange::Move {
        from: at(from),
        to: at(to),
    }
}

fn removed(secs: f64) -> KeyframeChange {
    KeyframeChange::Remove { at: at(secs) }
}

fn edit(change: KeyframeChange) -> KeyframeEdit {
    KeyframeEdit {
        scene: "b".into(),
        change,
    }
}

/// The same in every spelling of line ends; the show is read with it.
fn check(before: &str, change: KeyframeChange, after: &str) {
    let edit = edit(change);
    for end in ["\n", "\r\n"] {
        let [before, after] =
            [before, after].map(|text| format!("{HEAD}{text}").replace('\n', end));
        let changed = keyframed(&before, &edit).unwrap_or_else(|error| panic!("{before}\n{error}"));
        assert_eq!(changed, after);
        if let KeyframeChange::Put(_) = &edit.change {
            assert_eq!(keyframed(&changed, &edit).as_ref(), Ok(&changed), "twice");
        }
        let folder = MemoryFolder::new().with("show.toml", changed.clone());
        read_show(&folder).unwrap_or_else(|problems| panic!("{changed}\n{problems}"));
    }
}

fn refused(text: &str, scene: &str, change: KeyframeChange, words: &str) {
    let edit = KeyframeEdit {
        scene: scene.into(),
        change,
    };
    let error = keyframed(&format!("{HEAD}{text}"), &edit).unwrap_err();
    assert!(error.to_string().contains(words), "{error}");
}

const FIRST: &str =
    "[[scene]] # the other\nid = 'a'\nmodel = 'm'\n[[scene.keyframe]]\nat = 5\nseed = 9\n\n";
const SCENE: &str = "# this one\n[[scene]]\n\tid   = \"b\" # b for\n\tmodel='m'\n";
const CUES: &str = "\n[[cue]] # when\nat = 0\nscene = 'a'\n\n[[cue]]\nat = 3\nscene = 'b'\n";

fn show(inside: &str) -> String {
    format!("{FIRST}{SCENE}{inside}{CUES}")
}

#[test]
fn the_first_keyframe_stands_behind_its_scene() {
    let walk = "\n\t[scene.walk] # slow\n\tseed = 4 # four\n";
    let block =
        "\n\t[[scene.keyframe]]\n\tat = \"1:05.25\"\n\tseed = 7\n\tcontrols = { along1 = -1.5 }\n";
    for inside in ["", walk] {
        check(
            &show(inside),
            put(65.25, 7),
            &show(&format!("{inside}{block}")),
        );
    }
    // A text may end with its scene, and without a line end.
    let before = format!(
        "{FIRST}[[cue]]\nat = 0\nscene = 'a'\n[[cue]]\nat = 3\nscene = 'b'\n{}",
        SCENE.trim_end()
    );
    check(&before, put(65.25, 7), &format!("{before}\n{block}"));
}

const TWO: &str = "
  # where it begins
  [[scene.keyframe]] # one
  at = \"0:10\" # ten
  seed = 1

  # the drop
  [[scene.keyframe]]
    at = 20.0
    controls = { along1 = 1, truncation = 0.5 } # hard
  # after all
";

#[test]
fn keyframes_stay_in_order() {
    let block = |time: &str| {
        format!(
            "  [[scene.keyframe]]\n  at = \"{time}\"\n  seed = 7\n  controls = {{ along1 = -1.5 }}\n"
        )
    };
    let first = TWO.replacen("\n  # where", &format!("\n{}\n  # where", block("0:05")), 1);
    check(&show(TWO), put(5.0, 7), &show(&first));
    let between = TWO.replace("  # the drop", &format!("{}\n  # the drop", block("0:15")));
    check(&show(TWO), put(15.0, 7), &show(&between));
    let last = TWO.replace(
        "  # after all",
        &format!("\n{}  # after all", block("1:00:00.001")),
    );
    check(&show(TWO), put(3600.001, 7), &show(&last));
}

#[test]
fn a_keyframe_that_is_there_is_changed_in_its_place() {
    let after = TWO.replace("seed = 1\n", "controls = { along1 = -1.5 }\n  seed = 7\n");
    check(&show(TWO), put(10.0, 7), &show(&after));
    let after = TWO.replace(
        "20.0\n    controls = { along1 = 1, truncation = 0.5 }",
        "20.0\n    seed = 3",
    );
    let after = after.replace("seed = 3 # hard", "seed = 3");
    check(
        &show(TWO),
        KeyframeChange::Put(keyframe(20.0, Some(3), &[])),
        &show(&after),
    );
    let apart = |controls: &str| show(&format!("[[scene.keyframe]]\nat = 1\n{controls}# end\n"));
    let new = KeyframeChange::Put(keyframe(
        1.0,
        None,
        &[(Control::Along1, 2.0), (Control::Hue, 0.25)],
    ));
    for (before, after) in [
        (
            "controls.along1 = 1 # so\ncontrols.noise = 2\n",
            "controls.along1 = 2 # so\ncontrols.hue = 0.25\n",
        ),
        (
            "[scene.keyframe.controls]\n  along1 = +2.0 # so\n",
            "[scene.keyframe.controls]\n  along1 = +2.0 # so\n  hue = 0.25\n",
        ),
        (
            "ease = 'hold' # jump\ncontrols = { noise = 1 }\n",
            "controls = { along1 = 2, hue = 0.25 }\n",
        ),
    ] {
        check(&apart(before), new.clone(), &apart(after));
    }
}

#[test]
fn a_keyframe_is_dragged() {
    check(
        &show(TWO),
        moved(10.0, 12.5),
        &show(&TWO.replace("\"0:10\"", "\"0:12.5\"")),
    );
    check(&show(TWO), moved(20.0, 20.0), &show(TWO));
    let past = "
  # the drop
  [[scene.keyframe]]
    at = 20.0
    controls = { along1 = 1, truncation = 0.5 } # hard

  # where it begins
  [[scene.keyframe]] # one
  at = \"0:30\" # ten
  seed = 1
  # after all
";
    check(&show(TWO), moved(10.0, 30.0), &show(past));
    let before = "
  # the drop
  [[scene.keyframe]]
    at = \"0:00\"
    controls = { along1 = 1, truncation = 0.5 } # hard

  # where it begins
  [[scene.keyframe]] # one
  at = \"0:10\" # ten
  seed = 1

  # after all
";
    check(&show(TWO), moved(20.0, 0.0), &show(before));
}

#[test]
fn a_keyframe_is_removed() {
    let after = "\n  # where it begins\n\n  # the drop\n  [[scene.keyframe]]\n    at = 20.0\n    controls = { along1 = 1, truncation = 0.5 } # hard\n  # after all\n";
    check(&show(TWO), removed(10.0), &show(after));
    let after = "\n  # where it begins\n  [[scene.keyframe]] # one\n  at = \"0:10\" # ten\n  seed = 1\n\n  # the drop\n  # after all\n";
    check(&show(TWO), removed(20.0), &show(after));
}

#[test]
fn keyframes_in_rows_are_understood() {
    let row = |inside: &str| show(&format!("keyframe = [{inside}] # all\n"));
    let new = "{ at = \"0:15\", seed = 7, controls = { along1 = -1.5 } }";
    let (a, b) = ("{at=10, seed=1}", "{ seed = 2, at = '0:20' }");
    let lines = format!("\n  {a}, # ten\n  {b} # twenty\n");
    for (before, change, after) in [
        (String::new(), put(15.0, 7), new.into()),
        (
            format!(" {a}, {b} "),
            put(15.0, 7),
            format!(" {a}, {new}, {b} "),
        ),
        (format!(" {a}, "), put(15.0, 7), format!(" {a}, {new}, ")),
        (
            lines.clone(),
            put(15.0, 7),
            format!("\n  {a}, # ten\n  {new},\n  {b} # twenty\n"),
        ),
        (
            lines.clone(),
            put(75.0, 7),
            format!(
                "\n  {a}, # ten\n  {b}, # twenty\n  {},\n",
                new.replace("0:15", "1:15")
            ),
        ),
        (lines.clone(), removed(10.0), format!("\n  {b} # twenty\n")),
        (lines.clone(), removed(20.0), format!("\n  {a}, # ten\n")),
        (format!("{a}, {b}"), removed(10.0), b.into()),
        (format!("{a}, {b}"), removed(20.0), format!("{a}, ")),
        (
            format!("{a}, {b}"),
            moved(10.0, 20.5),
            format!("{b}, {}", a.replace("10", "\"0:20.5\"")),
        ),
        (
            format!("{a}, {b}"),
            moved(20.0, 0.0),
            format!("{}, {a}, ", b.replace("'0:20'", "\"0:00\"")),
        ),
        (
            a.into(),
            KeyframeChange::Put(keyframe(10.0, None, &[(Control::Hue, 0.5)])),
            "{at=10, controls = { hue = 0.5 }}".into(),
        ),
        (
            b.into(),
            KeyframeChange::Put(keyframe(20.0, None, &[(Control::Hue, 0.5)])),
            "{ at = '0:20', controls = { hue = 0.5 } }".into(),
        ),
    ] {
        check(&row(&before), change, &row(&after));
    }
    let scenes = |inside: &str| format!("scene = [{{ id = 'b'{inside}, model = 'm' }}] # one\n");
    let before = format!("cue = [{{ at = 0, scene = 'b' }}]\n{}", scenes(""));
    // A row of scenes has to stand above the tables.
    let [before, after] = [
        before.clone(),
        before.replace("id = 'b'", &format!("id = 'b', keyframe = [{new}]")),
    ];
    let changed = keyframed(&before, &edit(put(15.0, 7)));
    assert_eq!(changed.as_ref(), Ok(&after));
}

#[test]
fn what_cannot_be_is_told() {
    let text = show(TWO);
    for id in [
        "",
        "c",
        "b\"]]\n[[scene]]",
        "\u{202e}b",
        "B",
        &"b".repeat(100_000),
    ] {
        refused(&text, id, put(1.0, 1), "has no scene");
    }
    refused(&text, "b", moved(11.0, 12.0), "no keyframe at 0:11");
    refused(&text, "b", removed(10.002), "no keyframe");
    refused(&text, "b", moved(10.0, 20.0), "another keyframe at 0:20");
    refused(
        &text,
        "b",
        KeyframeChange::Put(keyframe(1.0, None, &[])),
        "sets nothing",
    );
    refused(&text, "b", put(1.0, u64::MAX), "could not be read");
    refused(&text, "b", put(-1.0, 1), "could not be read");
    refused(&text, "b", put(1e9, 1), "could not be read");
    for value in [f32::NAN, f32::INFINITY, -9.0, 1e30] {
        let change = KeyframeChange::Put(keyframe(1.0, None, &[(Control::Along1, value)]));
        refused(&text, "b", change, "could not be read");
    }
    for control in [Control::SourceAzimuth, Control::SourceElevation] {
        let change = KeyframeChange::Put(keyframe(1.0, None, &[(control, 0.0)]));
        refused(&text, "b", change, "could not be read");
    }
    refused(
        "[[scene]]\nid = 'b'\nkeyframe = 3 =\n",
        "b",
        put(1.0, 1),
        "show.toml:",
    );
    for odd in [
        "keyframe = 3\n",
        "keyframe = [3]\n",
        "keyframe = [{ at = 'x' }]\n",
        "[scene.keyframe]\nat = 1\n",
    ] {
        let error = keyframed(&format!("{HEAD}{}", show(odd)), &edit(put(1.0, 1)));
        assert!(error.is_err(), "{odd}");
    }
}

#[test]
fn a_show_with_other_mistakes_can_still_be_changed() {
    let text = show(TWO).replace("model='m'", "model='n'");
    let changed = keyframed(&format!("{HEAD}{text}"), &edit(moved(10.0, 11.0))).unwrap();
    assert_eq!(
        changed,
        format!("{HEAD}{text}").replace("\"0:10\"", "\"0:11\"")
    );
}

/// Whatever is done to any text: it is refused, or says just that and nothing else.
#[test]
fn chance_breaks_nothing() {
    let texts = [
        show(TWO),
        show("keyframe = [ {at=10, seed=1}, # ten\n {at='0:20',seed=2} ]\n"),
        show(""),
    ];
    let mut state = 12_u64;
    let mut chance = move |most: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % most
    };
    let letters: Vec<char> = "[]{}=,.#'\"\n\r\t 019abat至".chars().collect();
    let mut done = 0;
    for round in 0..2_000 {
        let mut text: Vec<char> = format!("{HEAD}{}", texts[round % 3]).chars().collect();
        for _ in 0..chance(3) {
            let place = chance(text.len());
            match chance(3) {
                0 => drop(text.remove(place)),
                1 => text.insert(place, letters[chance(letters.len())]),
                _ => text[place] = letters[chance(letters.len())],
            }
        }
        let text: String = text.into_iter().collect();
        let change = match chance(3) {
            0 => put(chance(30) as f64, 7),
            1 => moved([10.0, 20.0][chance(2)], chance(30) as f64),
            _ => removed([10.0, 20.0][chance(2)]),
        };
        let edit = edit(change);
        if let Ok(changed) = keyframed(&text, &edit) {
            done += 1;
            assert_eq!(without(&changed, "b"), without(&text, "b"));
            assert!(new_problem(&text, &changed).is_none());
        }
    }
    assert!(done > 500, "only {done} could be done");
}
