#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use super::add_words;
use crate::event::Event;
use crate::reader::{Reader, Value};
use crate::recorder::Recorder;
use crate::recorder::tests::{Folder, SOON};
use crate::settings::Settings;
use crate::table::Table;
use crate::time::Time;

#[test]
fn nothing_is_a_formula_and_quotes_are_doubled() {
    for (words, expected) in [
        ("calm", "\"calm\""),
        ("", "\"\""),
        ("a \"b\", c\r\nd", "\"a \"\"b\"\", c\r\nd\""),
        ("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\""),
        ("+1", "\"'+1\""),
        ("-1", "\"'-1\""),
        ("@sum", "\"'@sum\""),
        ("\t=1", "\"'\t=1\""),
        ("  =1", "\"'  =1\""),
        ("＝1", "\"'＝1\""),
        ("1=1", "\"1=1\""),
        ("白日", "\"白日\""),
    ] {
        let mut text = String::new();
        add_words(&mut text, words);
        assert_eq!(text, expected);
    }
}

/// Reads CSV the slow way, letter by letter: rows of cells.
fn read_back(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut quoted = false;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let row = rows.last_mut().unwrap();
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                row.last_mut().unwrap().push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(String::new()),
            '\r' if !quoted && letters.peek() == Some(&'\n') => {
                letters.next();
                rows.push(vec![String::new()]);
            }
            other => row.last_mut().unwrap().push(other),
        }
    }
    rows.pop();
    rows
}

#[test]
fn csv_says_what_the_rows_say() {
    let folder = Folder::new("csv");
    let recorder = Recorder::open(folder.path(), Settings::default());
    let words = ["=1+1", "a\"b", "two\r\nlines", "白, 日", "-3"];
    let begin = Time::now().plus_secs(-3000.0);
    for place in 0..1203 {
        recorder.note_at(
            begin.plus_secs(place as f64),
            Event::Did {
                who: words[place as usize % words.len()].into(),
                what: "looked".into(),
                detail: place.to_string(),
            },
        );
    }
    assert!(recorder.flush(SOON));
    let reader = Reader::open(recorder.path()).unwrap();
    let (from, to) = (begin.plus_secs(100.0), begin.plus_secs(1200.0));
    let mut bytes = Vec::new();
    let count = reader.csv(Table::Changes, from, to, &mut bytes).unwrap();
    assert_eq!(count, 1100);
    let text = String::from_utf8(bytes).unwrap();
    let table = read_back(text.strip_prefix('\u{feff}').unwrap());
    assert_eq!(
        table[0],
        ["id", "at", "until", "who", "what", "detail", "times"]
    );
    let rows = reader.rows(Table::Changes, from, to, 10_000).unwrap();
    assert!(!rows.more);
    assert_eq!(rows.rows.len(), 1100);
    for (cells, row) in table[1..].iter().zip(&rows.rows) {
        assert_eq!(cells[0], row.id.to_string());
        let Value::Text(who) = &row.values[2] else {
            panic!("{row:?}");
        };
        assert_eq!(cells[3].trim_start_matches('\''), who);
        assert_eq!(cells[3].starts_with('\''), who.starts_with(['=', '-']));
        let Value::Integer(at) = row.values[0] else {
            panic!("{row:?}");
        };
        assert_eq!(cells[1], Time(at).to_string());
    }
}
