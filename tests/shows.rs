//! Live shows, headless: what the page says is so, shows are swapped, bad ones are refused.

use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::program::{Running, Scratch, ask, clicks, status, welkin, write_wav};

const SHOW: &str = r#"
name = "NAME"
seed = 1
loop = true
[[model]]
id = "field"
kind = "field-gan"
weights = "shipped"
size = 64
[[track]]
id = "song"
title = "Song"
[[track.stem]]
source = "click"
file = "click.wav"
azimuth_deg = 90
elevation_deg = 20
[[scene]]
id = "one"
model = "field"
[[cue]]
at = 0
scene = "one"
"#;

/// A running program with two installations beside each other, and its page.
struct Gallery {
    scratch: Scratch,
    _program: Running,
    host: String,
}

impl Gallery {
    fn open() -> Self {
        let scratch = Scratch::new();
        for name in ["first", "second"] {
            scratch.write(&format!("{name}/show.toml"), SHOW.replace("NAME", name));
            write_wav(
                &scratch.path(&format!("{name}/click.wav")),
                clicks(6.0, 0.5),
            );
        }
        scratch.write("broken/show.toml", "name = \"broken\"\nsead = 1\n");
        let folder = scratch.path("first").display().to_string();
        let mut program = Running(
            welkin(["run", &folder, "--headless", "--port", "0", "--for", "120"])
                .stdout(Stdio::piped())
                .spawn()
                .unwrap(),
        );
        let mut line = String::new();
        BufReader::new(program.0.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let host = line
            .trim()
            .trim_start_matches("the page: http://")
            .trim_end_matches('/')
            .to_string();
        Self {
            scratch,
            _program: program,
            host,
        }
    }

    fn status(&self) -> Value {
        status(&self.host)
    }

    /// Posts a command; the whole answer.
    fn command(&self, json: &str) -> String {
        let (host, length) = (&self.host, json.len());
        ask(
            &self.host,
            &format!(
                "POST /command HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n\
             Content-Length: {length}\r\nConnection: close\r\n\r\n{json}"
            ),
        )
    }

    /// Looks at the page until something is so; at most a minute.
    #[track_caller]
    fn wait_for(&self, what: &str, is_so: impl Fn(&Value) -> bool) -> Value {
        let begun = Instant::now();
        loop {
            let status = self.status();
            if is_so(&status) {
                return status;
            }
            assert!(
                begun.elapsed() < Duration::from_secs(60),
                "{what} did not come: {status:#}"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

#[test]
fn a_show_runs_and_makes_way_for_another() {
    let gallery = Gallery::open();
    let status = gallery.wait_for("the first show", |s| {
        s["show"] == "first" && s["moment_secs"].as_f64() > Some(0.5)
    });
    assert_eq!(status["sources"][0]["name"], "click");
    let heard = |s: &Value| s["sources"][0]["features"]["level"].as_f64() > Some(0.0);
    gallery.wait_for("a click", heard);
    let painted = gallery.wait_for("pictures", |s| s["painted_fps"].as_f64() > Some(1.0));
    assert!(
        painted["presented_fps"].as_f64() > Some(10.0),
        "{painted:#}"
    );

    gallery.command(r#"{"kind":"switch","installation":"second"}"#);
    gallery.wait_for("the second show", |s| {
        s["show"] == "second" && s["switching"].is_null()
    });

    gallery.command(r#"{"kind":"switch","installation":"broken"}"#);
    let refused = gallery.wait_for("a refusal", |s| !s["refused"].is_null());
    let problems = refused["refused"]["problems"].to_string();
    assert!(
        problems.contains("show.toml:2:1") && problems.contains("seed"),
        "{problems}"
    );
    assert_eq!(refused["show"], "second");

    // A path is no installation of the library.
    let answer = gallery.command(r#"{"kind":"switch","installation":"../../etc"}"#);
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    assert_eq!(gallery.status()["show"], "second");
}

#[test]
fn saving_a_file_swaps_the_show_and_a_bad_one_is_refused() {
    let gallery = Gallery::open();
    gallery.wait_for("the first show", |s| {
        s["show"] == "first" && s["moment_secs"].as_f64() > Some(0.2)
    });
    gallery
        .scratch
        .write("first/show.toml", SHOW.replace("NAME", "edited"));
    gallery.wait_for("the edited show", |s| {
        s["show"] == "edited" && s["switching"].is_null()
    });
    gallery.scratch.write(
        "first/show.toml",
        SHOW.replace("NAME", "worse") + "\nnonsense = 1\n",
    );
    let refused = gallery.wait_for("a refusal", |s| !s["refused"].is_null());
    assert_eq!(refused["show"], "edited");
}
