#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::io::Write;
use std::process::{Command as Program, Stdio};

use welkin_values::{FrameStatistics, Health, LibraryEntry, State, Status};

use super::{Extra, metrics};
use crate::machine::{Machine, Sensor};

fn page() -> String {
    let mut status = Status::new("a \"bold\" show\nwith \\ lines", "dusk");
    status.frames = FrameStatistics {
        median_ms: 16.5,
        p99_ms: f32::INFINITY,
        longest_ms: f32::NAN,
        late: 7,
    };
    status.health = vec![
        Health::new("sound", State::Good, "fine"),
        Health::new("pro\"jector\n", State::Failed, "dark"),
        Health::new("sound", State::Reduced, "no card"),
    ];
    status.library.push(LibraryEntry {
        folder: "dusk".into(),
        title: "Dusk".into(),
        problems: Vec::new(),
        running: true,
    });
    let sensor = |name: &str| Sensor {
        name: name.into(),
        celsius: 61.5,
    };
    let extra = Extra {
        machine: Machine {
            sensors: vec![sensor("core"), sensor("core")],
            memory_mib: Some(512.0),
            cpu_secs: Some(12.25),
        },
        version: "0.1.0".into(),
        ..Extra::default()
    };
    metrics(&status, &extra)
}

#[test]
fn labels_are_escaped_and_numbers_are_prometheus_numbers() {
    let page = page();
    for line in [
        "welkin_info{version=\"0.1.0\",installation=\"dusk\",show=\"a \\\"bold\\\" show\\nwith \\\\ lines\",scene=\"\"} 1",
        "welkin_frame_interval_seconds{share=\"0.5\"} 0.0165",
        "welkin_frame_interval_seconds{share=\"0.99\"} +Inf",
        "welkin_frame_interval_seconds{share=\"1\"} NaN",
        "welkin_late_frames_total 7",
        "welkin_part_state{part=\"sound\"} 1",
        "welkin_part_state{part=\"pro\\\"jector\\n\"} 2",
        "welkin_worst_state 2",
        "welkin_memory_bytes 536870912",
        "welkin_library_installations{state=\"good\"} 1",
    ] {
        assert!(page.lines().any(|other| other == line), "{line}\n{page}");
    }
    assert_eq!(page.matches("part=\"sound\"").count(), 1);
    assert!(page.ends_with('\n'));
}

#[test]
fn no_series_stands_twice() {
    let page = page();
    let mut series: Vec<&str> = page
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.rsplit_once(' ').unwrap().0)
        .collect();
    let count = series.len();
    series.sort_unstable();
    series.dedup();
    assert_eq!(series.len(), count);
}

#[test]
fn prometheus_own_tool_finds_nothing_wrong() {
    let tool = Program::new("promtool")
        .args(["check", "metrics"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut tool) = tool else {
        eprintln!("skipped: promtool is not installed (apt install prometheus)");
        return;
    };
    tool.stdin
        .take()
        .unwrap()
        .write_all(page().as_bytes())
        .unwrap();
    let answer = tool.wait_with_output().unwrap();
    let words = String::from_utf8_lossy(&answer.stderr).into_owned();
    assert!(answer.status.success(), "{words}");
    assert_eq!(words, "");
}
