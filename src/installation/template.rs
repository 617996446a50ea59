//! A new installation's folder, ready to be edited.

use crate::file::{SHOW_SCHEMA, VENUE_SCHEMA, schema_text};
use crate::read::{SHOW_FILE, VENUE_FILE};

const SHOW: &str = include_str!("template/show.toml");
const VENUE: &str = include_str!("template/venue.toml");

/// The files of a new installation, as paths in its folder and texts: a show and a venue that are
/// right as they are, with comments that teach, and the schemas that let an editor complete them.
pub fn new_show(name: &str) -> Vec<(String, String)> {
    let name = match name.trim() {
        "" => "A new show",
        name => name,
    };
    let short: String = name
        .chars()
        .filter(|letter| !letter.is_control())
        .take(200)
        .collect();
    let quoted = toml::Value::String(short).to_string();
    vec![
        (
            SHOW_FILE.into(),
            SHOW.replacen("\"A new show\"", &quoted, 1),
        ),
        (VENUE_FILE.into(), VENUE.into()),
        ("schemas/show.schema.json".into(), schema_text(&SHOW_SCHEMA)),
        (
            "schemas/venue.schema.json".into(),
            schema_text(&VENUE_SCHEMA),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folder::MemoryFolder;
    use crate::read::{check_show, check_venue};

    #[test]
    fn a_new_show_is_right() {
        for name in ["my-show", "", "Ein \"Stück\"\n\\ \u{1}", "'''", "日本"] {
            let files = new_show(name);
            let folder = files
                .iter()
                .fold(MemoryFolder::new(), |folder, (path, text)| {
                    folder.with(path, text.as_str())
                });
            let show = check_show(&folder);
            assert!(show.value.is_some(), "{name:?}: {}", show.problems);
            assert_eq!(show.problems.warnings, []);
            let venue = check_venue(VENUE_FILE, &files[1].1);
            assert!(venue.value.is_some(), "{}", venue.problems);
        }
    }

    /// Takes away the # before lines that are no prose.
    fn uncommented(text: &str) -> String {
        let is_prose = |rest: &str| rest.starts_with([':', ' ']) && !rest.starts_with("  ");
        fn bare(line: &str, is_prose: impl Fn(&str) -> bool) -> &str {
            line.strip_prefix('#')
                .filter(|rest| !is_prose(rest))
                .unwrap_or(line)
        }
        let lines: Vec<&str> = text.lines().map(|line| bare(line, is_prose)).collect();
        lines.join("\n")
    }

    #[test]
    fn the_examples_in_its_comments_are_right_too() {
        let folder = MemoryFolder::new()
            .with(SHOW_FILE, uncommented(SHOW))
            .with("music/song.ogg", "");
        let show = check_show(&folder);
        assert!(
            show.value
                .as_ref()
                .is_some_and(|show| show.tracks.len() == 1),
            "{}",
            show.problems
        );
        assert_eq!(show.problems.warnings, []);
        let venue = check_venue(VENUE_FILE, &uncommented(VENUE));
        assert!(
            venue.value.is_some_and(|venue| venue.outputs.len() == 2),
            "{}",
            venue.problems
        );
    }
}
