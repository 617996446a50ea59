//! The small commands, as a new user tries them.

use crate::program::{Scratch, root, run, said};

#[test]
fn a_new_show_has_no_problems_and_is_never_overwritten() {
    let scratch = Scratch::new();
    let folder = scratch.path("my-show").display().to_string();
    let made = run(["new", &folder]);
    assert!(made.status.success(), "{}", said(&made));
    let checked = run(["check", &folder]);
    assert!(checked.status.success(), "{}", said(&checked));
    let again = run(["new", &folder]);
    assert_eq!(again.status.code(), Some(2));
    assert!(said(&again).contains("exists already"));
}

#[test]
fn the_shipped_installations_have_no_problems() {
    for name in ["first-light", "undertow"] {
        let folder = root()
            .join("installations")
            .join(name)
            .display()
            .to_string();
        let output = run(["check", &folder]);
        assert!(output.status.success(), "{}", said(&output));
    }
}

#[test]
fn the_shipped_venues_have_no_problems() {
    let show = root()
        .join("installations/first-light")
        .display()
        .to_string();
    for entry in std::fs::read_dir(root().join("installations/venues")).unwrap() {
        let venue = entry.unwrap().path().display().to_string();
        let output = run(["check", &show, "--venue", &venue]);
        assert!(output.status.success(), "{}", said(&output));
    }
}

#[test]
fn help_lists_only_what_is_there() {
    let help = String::from_utf8(run(["--help"]).stdout).unwrap();
    for command in [
        "run", "render", "check", "new", "schema", "listen", "devices", "dream", "model", "bench",
    ] {
        assert!(help.contains(&format!("  {command} ")), "{help}");
        assert!(run([command, "--help"]).status.success());
    }
    assert!(!help.contains("cluster"));
}

#[test]
fn devices_are_listed_where_there_are_none() {
    let output = run(["devices"]);
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.contains("sound out:") && text.contains("sound in:") && text.contains("light:"),
        "{text}"
    );
}

#[test]
fn schemas_are_the_committed_ones() {
    let scratch = Scratch::new();
    let folder = scratch.path("schemas").display().to_string();
    assert!(run(["schema", &folder]).status.success());
    for name in ["show.schema.json", "venue.schema.json"] {
        let written = std::fs::read_to_string(scratch.path("schemas").join(name)).unwrap();
        let committed =
            std::fs::read_to_string(root().join("installations/schemas").join(name)).unwrap();
        assert_eq!(written, committed, "{name} is stale");
    }
}
