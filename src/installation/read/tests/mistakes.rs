//! Each mistake in a show, and what is said about it.

use super::{check, check_warning};

#[test]
fn wrong_keys_and_types() {
    check(
        "gain_db = -6",
        "gain = -6",
        "show.toml:19:1: `[[stem]]` has no key `gain`; did you mean `gain_db`?",
    );
    check(
        "seed = 3",
        "sed = 3",
        "show.toml:2:1: the file has no key `sed`; did you mean `seed`?",
    );
    check(
        "gain_db = -6",
        "gain_db = \"-6\"",
        "show.toml:19:11: `gain_db` must be a number, not a text; write -6 without quotes",
    );
    check(
        "gain_db = -6",
        "gain_db = -60.5",
        "show.toml:19:11: `gain_db` is `-60.5`, out of range; write a number from -60 to 12",
    );
    check(
        "gain_db = -6",
        "gain_db = nan",
        "show.toml:19:11: `gain_db` is `nan`, which is not a number; write a number from -60 to 12",
    );
    check(
        "gain_db = -6",
        "gain_db = -inf",
        "show.toml:19:11: `gain_db` is `-inf`, out of range; write a number from -60 to 12",
    );
    check(
        "gain_db = -6",
        "gain_db = 99999999999999999999999999999999999999999",
        "show.toml:19:11: `gain_db` is `99999999999999999999999999999999999999999`, out of range; write a number from -60 to 12",
    );
    check(
        "loop = false",
        "loop = \"no\"",
        "show.toml:3:8: `loop` must be true or false, not a text; write true or false, without quotes",
    );
    check(
        "name = \"Test\"",
        "name = \"\"",
        "show.toml:1:8: `name` is empty; write at least one character",
    );
    check(
        "name = \"Test\"",
        "",
        "show.toml:1:1: `name` is missing from the file; add `name`: The show's name, for people",
    );
    check(
        "size = 512",
        "size = 500",
        "show.toml:12:8: `size` is 500, not a multiple of 32; write 480 or 512",
    );
    check(
        "size = 512",
        "size = 4096",
        "show.toml:12:8: `size` is `4096`, out of range; write a number from 64 to 2048",
    );
    check(
        "size = 512",
        "size = 512.0",
        "show.toml:12:8: `size` must be a whole number, not a number; write 512",
    );
    check(
        "id = \"dawn\"\n",
        "id = \"dawn\"\nreach_deg = 20\n",
        "show.toml:26:1: `[[scene]]` has no key `reach_deg`; `reach_deg` belongs to the top of the file, above the first table",
    );
    check(
        "\"onset\"",
        "\"onsets\"",
        "show.toml:31:11: `feature` cannot be `onsets`; did you mean `onset`?",
    );
    check(
        "\"lucid\"",
        "\"dreamy\"",
        "show.toml:45:9: `style` cannot be `dreamy`; write one of `routes`, `neural-synesthesia`, `deep-music` or `lucid`",
    );
    check(
        "length = \"2:05\"",
        "length = \"2:65\"",
        "show.toml:4:10: `length` cannot be `2:65`; write it as \"m:ss\", \"h:mm:ss\" or seconds, up to 100 hours",
    );
    check(
        "length = \"2:05\"",
        "length = 00:02:05",
        "show.toml:4:10: `length` must be a time, not a date or a time of day; put it between quotes",
    );
    check(
        "[scene.walk]",
        "[[scene.walk]]",
        "show.toml:27:1: `walk` must be a table, not a list; write [walk] with one bracket",
    );
}

#[test]
fn wrong_names() {
    check(
        "id = \"own\"",
        "id = \"field\"",
        "show.toml:9:6: two models have the id `field`; the first is in line 6; give this one another name\nshow.toml:44:9: there is no model `own`; write `field`",
    );
    check(
        "source = \"bass\"",
        "source = \"drums\"",
        "show.toml:21:10: two stems of one track have the source `drums`; the first is in line 16; give this one another name",
    );
    check(
        "scene = \"noon\"",
        "scene = \"nonn\"",
        "show.toml:57:9: there is no scene `nonn`; did you mean `noon`?",
    );
    check(
        "model = \"field\"",
        "model = \"feild\"",
        "show.toml:26:9: there is no model `feild`; did you mean `field`?",
    );
    check(
        "source = \"drums\"\nfeature",
        "source = \"drum\"\nfeature",
        "show.toml:30:10: no track has a stem with the source `drum`; did you mean `drums`?",
    );
    check(
        "id = \"piece\"",
        "id = \" piece\"",
        "show.toml:14:6: the name ` piece` begins or ends with a space, or holds a control character; write `piece`",
    );
}

#[test]
fn wrong_files() {
    check(
        "music/drums.ogg",
        "music/drum.ogg",
        "show.toml:17:8: there is no file \"music/drum.ogg\"; did you mean `music/drums.ogg`?",
    );
    check(
        "music/drums.ogg",
        "/etc/passwd",
        "show.toml:17:8: \"/etc/passwd\" is an absolute path; an installation's files lie in its own folder; copy the file into the installation's folder and write its path from there",
    );
    check(
        "music/drums.ogg",
        "../drums.ogg",
        "show.toml:17:8: \"../drums.ogg\" leaves the installation's folder with `..`; copy the file into the installation's folder and write its path from there",
    );
}

#[test]
fn wrong_times_and_limits() {
    check(
        "at = 0\n",
        "at = 1\n",
        "show.toml:53:6: nothing is seen before the first cue; let the first cue be at \"0:00\"",
    );
    check(
        "at = \"1:00\"",
        "at = 0",
        "show.toml:56:6: the cue at 0:00 stands after the one at 0:00; let one of them be later",
    );
    check(
        "at = \"1:00\"",
        "at = \"3:00.5\"",
        "show.toml:56:6: the cue is at 3:00.500, but the show ends at 2:05; move the cue, or change `length`",
    );
    check(
        "at = 20.5",
        "at = 5",
        "show.toml:50:6: the keyframe at 0:05 stands after the one at 0:10; put them in the order of their times",
    );
    check(
        "min = 0.1",
        "min = 0.3",
        "show.toml:38:7: `min` 0.3 is above `max` 0.2; exchange them",
    );
    check(
        "length = \"2:05\"",
        "length = 0",
        "show.toml:4:10: `length` is nothing; write how long the show is, such as \"2:05\"",
    );
}

#[test]
fn what_is_probably_not_meant() {
    check_warning(
        "transition = \"cut\"",
        "transition = \"cut\"\nfade_secs = 2",
        "show.toml:59:13: a cut has no `fade_secs`; leave it out, or write transition = \"fade\"",
    );
    check_warning(
        "model = \"own\"",
        "model = \"field\"",
        "show.toml:9:6: no scene uses the model `own`; it is loaded for nothing; leave it out, or use it",
    );
    check_warning(
        "scene = \"dawn\"",
        "scene = \"dawn\"\nfade_secs = 70",
        "show.toml:55:13: the fade takes 70 s, but the next cue comes after 60 s; shorten the fade",
    );
    check_warning(
        "amount = -0.5",
        "amount = 0",
        "show.toml:33:10: a route with the amount 0 does nothing; leave the route out",
    );
}
