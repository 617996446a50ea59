#![allow(clippy::unwrap_used, reason = "a test may stop at once")]
//! Venues as people write them, and what a saved map does to their text.

use super::*;
use crate::show::Curve;
use crate::venue::{MidiDeed, MidiTrigger};
use crate::{read_venue, with_midi_map};

const HEAD: &str = "name = 'v' # ours\nsurface = { kind = 'sphere' }\n";

fn hue(number: u8) -> MidiMap {
    MidiMap {
        when: MidiTrigger::Controller {
            number,
            fine: false,
        },
        then: MidiDeed::Control {
            control: "hue".into(),
            range: None,
            curve: Curve::Linear,
            toggle: false,
        },
    }
}

/// The same in every spelling of line ends, and said twice it is said once.
fn check(before: &str, map: &MidiMap, after: &str) {
    for end in ["\n", "\r\n"] {
        let [before, after] = [before, after].map(|text| text.replace('\n', end));
        let changed = with_midi_map(&before, map).unwrap();
        assert_eq!(changed, after);
        assert_eq!(with_midi_map(&changed, map).as_ref(), Ok(&changed));
        let venue = read_venue("venue.toml", &changed);
        let venue = venue.unwrap_or_else(|problems| panic!("{changed}\n{problems}"));
        assert!(venue.midi.unwrap().maps.contains(map), "{changed}");
    }
}

#[test]
fn a_map_is_added_behind_the_others() {
    let hue7 = "\n[[midi.map]]\ncc = 7\ncontrol = \"hue\"\n";
    check(HEAD, &hue(7), &format!("{HEAD}{hue7}"));
    let midi = format!("{HEAD}\n[midi] # the desk\nport = 'nano' # small\n");
    let rest = "\n# about the guard\n[guard]\non = true\n";
    check(
        &format!("{midi}{rest}"),
        &hue(7),
        &format!("{midi}{hue7}{rest}"),
    );
    let one = format!("{midi}\n[[midi.map]]\nnote = 60 # C\nscene = 'dawn' # the first\n");
    check(
        &format!("{one}{rest}"),
        &hue(7),
        &format!("{one}{hue7}{rest}"),
    );
    let bare = format!("{HEAD}[midi]");
    check(&bare, &hue(7), &format!("{bare}\n{hue7}"));
}

#[test]
fn a_map_of_the_same_trigger_is_changed() {
    let with = |map: &str| format!("{HEAD}[midi]\n[[midi.map]] # knob\n{map}\n# more\n[guard]\n");
    let cases = [
        (
            "cc = 7 # left\ncontrol = 'zoom' # in",
            "cc = 7 # left\ncontrol = \"hue\" # in",
        ),
        ("control = 'hue'\ncc = 0x07", "control = 'hue'\ncc = 0x07"),
        ("cc = 7\nscene = 'dawn'", "cc = 7\ncontrol = \"hue\""),
        (
            "  cc = 7\n  scene = 'dawn' # why",
            "  cc = 7\n  control = \"hue\"\n   # why",
        ),
        (
            "cc = 7\nfine = true\ncontrol = 'hue'\nrange = [\n 0,\n 1 ]\ncurve = 'square'\n",
            "cc = 7\ncontrol = 'hue'\n",
        ),
    ];
    for (before, after) in cases {
        check(&with(before), &hue(7), &with(after));
    }
    let whole = MidiMap {
        when: MidiTrigger::Controller {
            number: 7,
            fine: true,
        },
        then: MidiDeed::Control {
            control: "hue".into(),
            range: Some([0.25, -0.5]),
            curve: Curve::Smooth,
            toggle: true,
        },
    };
    let words = "cc = 7\nfine = true\nrange = [0.25, -0.5]\ncurve = \"smooth\"\ntoggle = true\ncontrol = 'hue'";
    check(&with("cc = 7\ncontrol = 'hue'"), &whole, &with(words));
}

#[test]
fn maps_in_one_line_are_told_or_changed() {
    let with = |map: &str| format!("{HEAD}midi = {{ map = [ {{ {map} }} ] }}\n");
    let before = with("cc = 7, control = 'zoom'");
    check(&before, &hue(7), &with("cc = 7, control = \"hue\""));
    for (text, map) in [(&before, hue(8)), (&with("cc = 7, scene = 'dawn'"), hue(7))] {
        let error = with_midi_map(text, &map).unwrap_err();
        assert!(matches!(error, MidiMapError::Oddly(_)), "{error}");
    }
    for odd in [
        "midi = 3",
        "[midi]\nmap = 3",
        "[midi.map]\ncc = 7",
        "midi.map = [3]",
    ] {
        let error = with_midi_map(&format!("{HEAD}{odd}"), &hue(7)).unwrap_err();
        assert!(matches!(error, MidiMapError::Oddly(_)), "{odd}: {error}");
    }
    assert!(matches!(
        with_midi_map("=", &hue(7)),
        Err(MidiMapError::NotToml(_))
    ));
}

#[test]
fn shipped_venues_stay_what_they_are() {
    for (_, text) in crate::SHIPPED_VENUES {
        let changed = with_midi_map(text, &hue(7)).unwrap();
        assert!(changed.starts_with(text));
        assert!(read_venue("venue.toml", &changed).is_ok());
    }
}
