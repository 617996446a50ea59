//! `[midi]` and `[timecode]`, right and wrong.

use crate::read::read_venue;
use crate::show::Curve;
use crate::venue::{
    FrameRate, Midi, MidiAction, MidiCue, MidiDeed, MidiMap, MidiTrigger, TimecodeFrom,
};

const HEAD: &str = "name='v'\nsurface={kind='sphere'}\n[[input]]\nid='code'\n";

fn check(text: &str, expected: &str) {
    let problems = read_venue("v", &format!("{HEAD}{text}")).unwrap_err();
    assert_eq!(problems.to_string(), expected);
}

#[test]
fn what_moves_what() {
    let text = "[midi]\nport='nano'\nchannel=3\ndevice=5\ntakeover=false\n\
        [[midi.map]]\nnote=60\nscene='dawn'\n[[midi.map]]\ncc=7\nfine=true\ncontrol='hue'\nrange=[0.5,-0.5]\ncurve='smooth'\n\
        [[midi.map]]\nprogram=3\nshow='sea'\n[[midi.map]]\nnote=61\naction='next-scene'\n\
        [[midi.cue]]\ncue='3.5'\nlist='1'\naction='give-back'\n[[midi.cue]]\ncue='3.5'\nscene='noon'\n";
    let venue = read_venue("v", &format!("{HEAD}{text}")).unwrap();
    let map = |when, then| MidiMap { when, then };
    let hue = MidiDeed::Control {
        control: "hue".into(),
        range: Some([0.5, -0.5]),
        curve: Curve::Smooth,
        toggle: false,
    };
    let cue = |list: Option<&str>, then| MidiCue {
        cue: "3.5".into(),
        list: list.map(Into::into),
        then,
    };
    let fader = MidiTrigger::Controller {
        number: 7,
        fine: true,
    };
    let expected = Midi {
        port: Some("nano".into()),
        is_virtual: false,
        channel: Some(3),
        takeover: false,
        device: Some(5),
        maps: vec![
            map(MidiTrigger::Note(60), MidiDeed::Scene("dawn".into())),
            map(fader, hue),
            map(MidiTrigger::Program(3), MidiDeed::Show("sea".into())),
            map(
                MidiTrigger::Note(61),
                MidiDeed::Action(MidiAction::NextScene),
            ),
        ],
        cues: vec![
            cue(Some("1"), MidiDeed::Action(MidiAction::GiveBack)),
            cue(None, MidiDeed::Scene("noon".into())),
        ],
    };
    assert_eq!(venue.midi, Some(expected));
    let bare = read_venue("v", &format!("{HEAD}[midi]\n")).unwrap();
    assert_eq!(bare.midi, Some(Midi::default()));
    assert_eq!(bare.timecode, None);
}

#[test]
fn code_to_follow() {
    let text = "[timecode]\nfrom='ltc'\ninput='code'\nfps=29.97\noffset='10:00:00:00'\n";
    let code = read_venue("v", &format!("{HEAD}{text}")).unwrap().timecode;
    let code = code.unwrap();
    assert_eq!(
        (code.from, code.rate),
        (TimecodeFrom::Ltc, Some(FrameRate::Ntsc))
    );
    assert_eq!(code.offset.to_string(), "10:00:00:00");
    assert_eq!(
        (code.input.as_deref(), code.freewheel_secs),
        (Some("code"), 2.0)
    );
    for (fps, rate) in [
        ("23.976", FrameRate::Film),
        ("24", FrameRate::Fps24),
        ("30", FrameRate::Fps30),
    ] {
        let text = text.replace("29.97", fps);
        let code = read_venue("v", &format!("{HEAD}{text}")).unwrap().timecode;
        assert_eq!(code.unwrap().rate, Some(rate));
    }
}

#[test]
fn wrong_maps() {
    let map = |lines: &str| format!("[midi]\n[[midi.map]]\n{lines}");
    check(
        &map("note=60\ncontrol='hues'"),
        "v:8:9: there is no control `hues`; did you mean `hue`?",
    );
    check(
        &map(""),
        "v:6:1: nothing says what this hears; write one of `note`, `cc` or `program`\n\
         v:6:1: nothing says what this does; write one of `control`, `scene`, `show` or `action`",
    );
    check(
        &map("note=60\ncc=3\nscene='a'\naction='play'"),
        "v:8:4: this hears two things, `note` and `cc`; write one of `note`, `cc` or `program`; another map can have the other\n\
         v:10:8: this does two things, `scene` and `action`; write one of `control`, `scene`, `show` or `action`; another map can have the other",
    );
    check(
        &map("note=128\nscene='a'\ncurve='square'"),
        "v:7:6: `note` is `128`, out of range; write a number from 0 to 127\n\
         v:9:7: `curve` is of use only beside `control`; take it away",
    );
    check(
        &map("cc=39\nfine=true\ncontrol='zoom'\nrange=[1,9]"),
        "v:8:6: the controller 39 is the lower half of a pair; write cc = 7, the upper half\n\
         v:10:7: the range goes farther than the control; `zoom` goes from 0.2 to 5",
    );
    check(
        &map("cc=1\ncontrol='zoom'\nrange=[1,1]\n[[midi.map]]\ncc=1\nscene='a'"),
        "v:9:7: both ends of the range are the same; `zoom` goes from 0.2 to 5\n\
         v:11:4: two maps hear cc = 1; the first is in line 7; take one of them away",
    );
    check(
        "[midi]\n[[midi.cue]]\ncue='a'\nscene='a'\n[[midi.cue]]\ncue='2'\nscene='b'\n[[midi.cue]]\ncue='2'\nscene='c'",
        "v:7:5: `cue` takes digits and points, as desks send them; write it such as \"12\" or \"3.5\"\n\
         v:13:5: the cue `2` stands twice; the first is in line 9; take one of them away",
    );
}

#[test]
fn wrong_code() {
    let code = |lines: &str| format!("[timecode]\n{lines}");
    check(
        &code("from='ltc'\noffset='1:0'\nfps=26"),
        "v:5:1: nothing says where the LTC comes in; write input = \"…\", the id of an [[input]]\n\
         v:7:8: `offset` is no label of timecode; write hours, minutes, seconds and frames, such as \"01:00:00:00\"\n\
         v:8:5: `fps` cannot be `26`; write `23.976`, `24`, `25`, `29.97` or `30`",
    );
    check(
        &code("from='ltc'\ninput='cod'"),
        "v:7:7: there is no input `cod`; did you mean `code`?",
    );
    check(
        &code("from='mtc'\ninput='code'"),
        "v:7:7: MTC comes in by MIDI, not through an input; take it away, or write from = \"ltc\"",
    );
    check(
        &code("from='mtc'"),
        "v:5:1: MTC comes in by MIDI, and there is no [midi]; add [midi] with its port",
    );
}
