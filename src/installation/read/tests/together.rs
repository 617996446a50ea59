//! A show in a venue: live sound that comes in nowhere is said, and nothing refused.

use crate::folder::MemoryFolder;
use crate::read::{check_together, read_show, read_venue};

fn check(input: &str, bed: &str, inputs: &str, expected: &[&str]) {
    let show = format!(
        "name='s'\nmodel=[{{id='m',kind='test-pattern'}}]\nscene=[{{id='s',model='m'}}]\n[[live]]\nsource='voice'\ninput='{input}'\n{bed}\n"
    );
    let folder = MemoryFolder::new().with("show.toml", show);
    read_show(&folder).unwrap();
    let venue = format!("name='Hall'\nsurface={{kind='mirrored'}}\n{inputs}");
    let venue = read_venue("venue.toml", &venue).unwrap();
    let said = check_together(&folder, &venue);
    let said: Vec<String> = said.iter().map(ToString::to_string).collect();
    assert_eq!(said, expected);
}

const MICROPHONE: &str = "[[input]]\nid='microphone'\n";
const ARRAY: &str = "[[input]]\nid='array'\nchannels=[1,2,3,4]\n";

#[test]
fn inputs_that_fit() {
    check("microphone", "", MICROPHONE, &[]);
    check("array", "bed={order=1}", &[MICROPHONE, ARRAY].concat(), &[]);
}

#[test]
fn inputs_that_do_not() {
    check(
        "microphone",
        "",
        "",
        &[
            "show.toml:6:7: the venue `Hall` has no input `microphone`; the source is silent here; add an [[input]] with this id to the venue",
        ],
    );
    check(
        "microfone",
        "",
        MICROPHONE,
        &[
            "show.toml:6:7: the venue `Hall` has no input `microfone`; the source is silent here; did you mean `microphone`?",
        ],
    );
    check(
        "stage",
        "",
        &[MICROPHONE, ARRAY].concat(),
        &[
            "show.toml:6:7: the venue `Hall` has no input `stage`; the source is silent here; its inputs are `microphone` or `array`",
        ],
    );
    check(
        "array",
        "",
        ARRAY,
        &[
            "show.toml:6:7: a point takes 1 channel, but the input `array` has 4 channels; add a `bed` with its order, or give the input one channel",
        ],
    );
    check(
        "array",
        "bed={order=4}",
        ARRAY,
        &[
            "show.toml:7:12: a bed of the order 4 takes 25 channels, but the input `array` has 4 channels; write the order of the microphone, or all of its channels in the venue",
        ],
    );
    check(
        "microphone",
        "bed={order=1}",
        MICROPHONE,
        &[
            "show.toml:7:12: a bed of the order 1 takes 4 channels, but the input `microphone` has 1 channel; write the order of the microphone, or all of its channels in the venue",
        ],
    );
}

#[test]
fn a_show_that_cannot_be_read_is_told_of_elsewhere() {
    let venue = read_venue("v.toml", "name='v'\nsurface={kind='mirrored'}").unwrap();
    for text in ["", "= =", "live = 3", "live = [{}, 1, { input = 3 }]"] {
        let folder = MemoryFolder::new().with("show.toml", text);
        assert_eq!(check_together(&folder, &venue), []);
    }
    assert_eq!(check_together(&MemoryFolder::new(), &venue), []);
}
