#![allow(clippy::unwrap_used, reason = "a test may stop at once")]
//! Venues as people write them, and what a saved nudge does to their text.

use super::*;
use crate::read_venue;

const HEAD: &str = "name = 'v' # ours\nsurface = { kind = 'sphere' }\n\n";
const CORNERS: &str = "[[3, 0], [0, -1.5], [0, 0], [0, 0.25]]";
const STILL: &str = "[[0, 0], [0, 0], [0, 0], [0, 0]]";

fn corners() -> Nudge {
    let offsets = vec![[3.0, -0.0], [0.0, -1.5], [0.0; 2], [0.001, 0.2501]];
    Nudge {
        offsets,
        ..Nudge::default()
    }
}

/// The same in every spelling of line ends.
fn check(before: &str, nudge: &Nudge, after: &str) {
    for end in ["\n", "\r\n"] {
        let [before, after] = [before, after].map(|text| text.replace('\n', end));
        let changed = nudged(&before, "b", nudge).unwrap();
        assert_eq!(changed, after);
        assert_eq!(
            nudged(&changed, "b", nudge).as_ref(),
            Ok(&changed),
            "said twice"
        );
        let venue = read_venue("venue.toml", &changed);
        let venue = venue.unwrap_or_else(|problems| panic!("{changed}\n{problems}"));
        let output = venue.outputs.iter().find(|output| output.id == "b");
        let off = output.unwrap().nudge.offsets.iter().flatten();
        for (read, meant) in off.zip(nudge.offsets.iter().flatten()) {
            assert!((read - meant).abs() < 0.0051, "{read} {meant}");
        }
    }
}

#[test]
fn a_nudge_is_added_below_the_id() {
    let venue = |nudge: &str, rest: &str| {
        let first = "[[output]]  # the left one\nid = 'a'\nsize = [64, 64]\nview = { kind = 'picture' }\n\n";
        format!("{HEAD}{first}# the right one\n[[output]]\n\tid   = \"b\" # b for\n{nudge}{rest}")
    };
    let rest = "\tsize=[ 64,64 ]\n[output.view] # all of it\nkind = 'picture'\n# the end";
    let line = format!("\tnudge = {{ columns = 2, rows = 2, offsets = {CORNERS} }}\n");
    check(&venue("", rest), &corners(), &venue(&line, rest));
    // What moves nothing needs no words.
    check(&venue("", rest), &Nudge::default(), &venue("", rest));
    check(&venue("", rest), &Nudge::still(3, 3), &venue("", rest));
}

#[test]
fn a_text_may_end_with_the_id() {
    let before = format!("{HEAD}[[output]]\nview.kind = 'picture'\nsize = [64, 64]\nid = 'b'");
    let after = format!("{before}\nnudge = {{ columns = 2, rows = 2, offsets = {CORNERS} }}");
    check(&before, &corners(), &after);
}

#[test]
fn a_nudge_is_replaced_where_it_stands() {
    let below = |nudge: &str| {
        format!(
            "{HEAD}[[output]]\nid = 'b'\nsize = [64, 64]\nview = {{ kind = 'picture' }}\n{nudge}\n[guard]\non = false\n"
        )
    };
    let many = Nudge {
        columns: 3,
        rows: 2,
        offsets: vec![[1.0, 2.0]; 6],
    };
    let rows = "[\n  [1, 2], [1, 2], [1, 2],\n  [1, 2], [1, 2], [1, 2],\n]";
    let spelt = [
        (
            "nudge = {offsets = OFF} # by hand",
            "nudge = {columns = 3, offsets = OFF} # by hand",
        ),
        (
            "nudge = { rows = 2, columns = 2, offsets = OFF }",
            "nudge = { rows = 2, columns = 3, offsets = OFF }",
        ),
        (
            "[output.nudge] # by hand\n  # far\n  offsets = OFF # so",
            "[output.nudge] # by hand\n  # far\n  columns = 3\n  offsets = OFF # so",
        ),
        (
            "[output.nudge]\noffsets = OFF\nrows = 2\ncolumns = 2",
            "[output.nudge]\noffsets = OFF\nrows = 2\ncolumns = 3",
        ),
        (
            "nudge.rows = 2\nnudge.offsets = OFF",
            "nudge.rows = 2\nnudge.columns = 3\nnudge.offsets = OFF",
        ),
    ];
    for (two, three) in spelt {
        let odd = "[ [1,1],[0,\n0], # a word\n[0,0],[0,0] ]";
        for before in [odd, STILL] {
            let before = below(&two.replace("OFF", before));
            check(&before, &corners(), &below(&two.replace("OFF", CORNERS)));
            check(
                &before,
                &Nudge::default(),
                &below(&two.replace("OFF", STILL)),
            );
            check(&before, &many, &below(&three.replace("OFF", rows)));
        }
    }
}

#[test]
fn numbers_that_say_it_already_stay_as_they_are() {
    let text = format!(
        "{HEAD}[[output]]\nid = 'b'\nsize = [64, 64]\nview.kind = 'picture'\nnudge.offsets = [\n [+3.0,0e0],[0,-1_5e-1],[0,0], [0.00,2.5e-1] ] # mine\n"
    );
    check(&text, &corners(), &text);
}

#[test]
fn outputs_in_one_line_are_understood() {
    let with = |nudge: &str| {
        format!(
            "{HEAD}output = [ {{ id = 'a', size = [64,64], view = {{kind='picture'}}}}, {{ id = 'b'{nudge}, size = [64,64], view = {{kind='picture'}} }} ] # both"
        )
    };
    let words = format!(", nudge = {{ columns = 2, rows = 2, offsets = {CORNERS} }}");
    check(&with(""), &corners(), &with(&words));
    let still = format!(", nudge = {{ columns = 2, rows = 2, offsets = {STILL} }}");
    check(&with(&still), &corners(), &with(&words));
}

#[test]
fn shipped_venues_stay_what_they_are() {
    for (_, text) in crate::SHIPPED_VENUES {
        for output in read_venue("venue.toml", text).unwrap().outputs {
            let changed = nudged(text, &output.id, &corners()).unwrap();
            let lines = |text: &str| text.lines().map(String::from).collect::<Vec<_>>();
            let new: Vec<String> = lines(&changed);
            let kept = new.iter().filter(|line| !line.starts_with("nudge = "));
            assert_eq!(kept.cloned().collect::<Vec<_>>(), lines(text));
            assert_eq!(new.len(), lines(text).len() + 1);
        }
    }
}

#[test]
fn what_cannot_be_is_told() {
    let text = format!("{HEAD}[[output]]\nid='a'\n[[output]]\nid='b'\nnudge=3\n[[output]]\n");
    let check = |text: &str, output: &str, nudge: &Nudge, words: &str| {
        let error = nudged(text, output, nudge).unwrap_err();
        assert_eq!(error.to_string(), words);
    };
    let gone = "the venue has no output \"c\"; name `a` or `b`";
    check(&text, "c", &corners(), gone);
    check(
        HEAD,
        "c",
        &corners(),
        "the venue has no output \"c\", nor any other",
    );
    check(
        "output = 3",
        "c",
        &corners(),
        "the venue has no output \"c\", nor any other",
    );
    check(
        "output = ",
        "c",
        &corners(),
        &Document::parse("venue.toml", "output = ")
            .unwrap_err()
            .to_string(),
    );
    let mut far = corners();
    far.offsets[0][0] = f32::NAN;
    check(
        &text,
        "a",
        &far,
        "the nudge of output \"a\" is not one that a venue may have",
    );
    for odd in [
        "3",
        "{}",
        "[]",
        "{ rows = 2 }",
        "{ offsets = {} }",
        "{ rows = [], offsets = [] }",
    ] {
        let text = text.replace('3', odd);
        match nudged(&text, "b", &corners()) {
            Ok(text) => assert!(says(&text, "b", &corners()), "{text}"),
            Err(error) => assert!(matches!(error, NudgeError::Oddly(_)), "{error}"),
        }
    }
}
