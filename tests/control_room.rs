//! The control room: a desk moves a running show by OSC, a show that is killed goes on where it was, a calendar is followed.

use std::io::{BufRead, BufReader};
use std::net::UdpSocket;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::program::{Running, Scratch, run, said, status, welkin};

const SHOW: &str = r#"name = "Quiet"
length = "10:00"
[[model]]
id = "pattern"
kind = "test-pattern"
size = 64
[[scene]]
id = "one"
model = "pattern"
[[scene]]
id = "two"
model = "pattern"
"#;

/// A port that nobody has.
fn free_port() -> u16 {
    let any = UdpSocket::bind("127.0.0.1:0").unwrap();
    any.local_addr().unwrap().port()
}

/// Looks at a page until something is so; at most a minute.
#[track_caller]
fn wait_for(host: &str, what: &str, is_so: impl Fn(&Value) -> bool) -> Value {
    let begun = Instant::now();
    loop {
        let now = status(host);
        if is_so(&now) {
            return now;
        }
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "{what} did not come: {now:#}"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Value and whether somebody holds it.
fn control(status: &Value, name: &str) -> (f64, bool) {
    let controls = status["controls"].as_array().cloned().unwrap_or_default();
    let found = controls.iter().find(|control| control["name"] == name);
    let Some(found) = found else {
        return (f64::NAN, false);
    };
    (
        found["value"].as_f64().unwrap_or(f64::NAN),
        found["held"] == true,
    )
}

/// An OSC message with one number, or none.
fn message(address: &str, number: Option<f32>) -> Vec<u8> {
    let text = |text: &str| {
        let mut bytes = text.as_bytes().to_vec();
        bytes.resize(bytes.len() / 4 * 4 + 4, 0);
        bytes
    };
    let tags = if number.is_some() { ",f" } else { "," };
    let mut bytes = [text(address), text(tags)].concat();
    bytes.extend(number.into_iter().flat_map(f32::to_be_bytes));
    bytes
}

#[test]
fn a_desk_moves_a_show_by_osc_and_gives_it_back() {
    let scratch = Scratch::new();
    scratch.write("library/quiet/show.toml", SHOW);
    let (port, query) = (free_port(), free_port());
    let venue = format!(
        "name = \"Room\"\n[surface]\nkind = \"dome\"\n[osc]\nport = {port}\nquery_port = {query}\n"
    );
    let venue = scratch.write("venue.toml", venue);
    let mut program = Running(
        welkin(["run", "--headless", "--port", "0", "--for", "90", "--venue"])
            .arg(venue)
            .arg(scratch.path("library/quiet"))
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
        .to_owned();
    wait_for(&host, "the show", |now| {
        now["moment_secs"].as_f64() > Some(0.2)
    });
    let desk = UdpSocket::bind("127.0.0.1:0").unwrap();
    let send = |address: &str, number| {
        desk.send_to(&message(address, number), ("127.0.0.1", port))
            .unwrap();
    };
    send("/welkin/control/hue", Some(0.25));
    send("/welkin/control/master-brightness", Some(0.5));
    let now = wait_for(&host, "the hue", |now| control(now, "hue") == (0.25, true));
    assert_eq!(control(&now, "master-brightness"), (0.5, true));
    send("/welkin/control/hue/give-back", None);
    wait_for(&host, "the music's hue", |now| !control(now, "hue").1);
    send("/welkin/scene/next", None);
    wait_for(&host, "the second scene", |now| now["scene"] == "two");
    send("/welkin/pause", None);
    let held = wait_for(&host, "the pause", |now| now["playing"] == false);
    std::thread::sleep(Duration::from_secs(1));
    let later = status(&host);
    let moved = later["moment_secs"].as_f64().unwrap() - held["moment_secs"].as_f64().unwrap();
    assert!(moved.abs() < 0.5, "a held show moved by {moved} s");
    send("/welkin/play", None);
    wait_for(&host, "going on", |now| now["playing"] == true);
    send("/welkin/seek", Some(300.0));
    wait_for(&host, "five minutes", |now| {
        now["moment_secs"].as_f64() > Some(300.0)
    });
    let parts = status(&host)["health"].clone();
    let osc = parts
        .as_array()
        .unwrap()
        .iter()
        .find(|part| part["part"] == "osc");
    assert_eq!(osc.unwrap()["state"], "good", "{parts:#}");
}

/// A kept show outlives its keeper: whatever a test comes to, what holds this folder's place ends with it.
struct KeptShow(std::path::PathBuf);

impl Drop for KeptShow {
    fn drop(&mut self) {
        let text = std::fs::read_to_string(self.0.join("place.json")).unwrap_or_default();
        let place: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
        if let (Some(pid), Some(false)) = (place["pid"].as_u64(), place["ended"].as_bool()) {
            let kill = std::process::Command::new("kill")
                .args(["-9", &pid.to_string()])
                .status();
            drop(kill);
        }
    }
}

#[test]
fn a_show_that_is_killed_goes_on_where_it_was() {
    let scratch = Scratch::new();
    let _show = KeptShow(scratch.path("state"));
    scratch.write("library/quiet/show.toml", SHOW);
    let port = free_port();
    let state = scratch.path("state");
    let mut keeper = Running(
        welkin(["keep", "--port", &port.to_string(), "--state"])
            .arg(&state)
            .arg(scratch.path("library/quiet"))
            .args(["--", "--headless"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap(),
    );
    let host = format!("127.0.0.1:{port}");
    let pid = || {
        let answer = crate::program::ask(
            &host,
            &format!("GET /health HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"),
        );
        let body = answer.split_once("\r\n\r\n").map_or("{}", |(_, body)| body);
        serde_json::from_str::<Value>(body).unwrap()["pid"].as_u64()
    };
    let post = |json: &str| {
        crate::program::ask(
            &host,
            &format!(
                "POST /command HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n\
                 Content-Length: {}\r\nConnection: close\r\n\r\n{json}",
                json.len()
            ),
        )
    };
    wait_for(&host, "the show", |now| {
        now["moment_secs"].as_f64() > Some(0.5)
    });
    post(r#"{"kind":"seek","secs":200}"#);
    post(r#"{"kind":"set","control":"hue","value":0.5}"#);
    let before = wait_for(&host, "the place", |now| {
        now["moment_secs"].as_f64() > Some(204.0)
    });
    let first = pid().unwrap();
    let killed = Instant::now();
    assert!(
        std::process::Command::new("kill")
            .args(["-9", &first.to_string()])
            .status()
            .unwrap()
            .success()
    );
    let after = wait_for(&host, "the show again", |now| {
        now["moment_secs"].as_f64() > Some(0.0) && control(now, "hue").1
    });
    // Five seconds on a machine with nothing else to do.
    assert!(
        killed.elapsed() < Duration::from_secs(20),
        "{:?}",
        killed.elapsed()
    );
    assert_ne!(pid(), Some(first));
    let at = |status: &Value| status["moment_secs"].as_f64().unwrap();
    let behind = at(&before) - at(&after);
    assert!(
        behind.abs() < 15.0,
        "it went on {behind:.1} s before where it was"
    );
    assert_eq!(control(&after, "hue"), (0.5, true));
    // People end it, and the keeper with it.
    post(r#"{"kind":"quit"}"#);
    let begun = Instant::now();
    while keeper.0.try_wait().unwrap().is_none() {
        assert!(
            begun.elapsed() < Duration::from_secs(30),
            "the keeper goes on"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(state.join("records").is_dir());
}

#[test]
fn a_calendar_is_begun_and_shown_and_bad_ones_are_refused_with_their_place() {
    let scratch = Scratch::new();
    scratch.write("library/quiet/show.toml", SHOW);
    let library = scratch.path("library");
    let begun = run(["calendar".as_ref(), "new".as_ref(), library.as_os_str()]);
    assert!(begun.status.success(), "{}", said(&begun));
    let picture = scratch.path("week.svg");
    let shown = run([
        "calendar".as_ref(),
        "show".as_ref(),
        library.as_os_str(),
        "--from".as_ref(),
        "2026-03-23".as_ref(),
        "--picture".as_ref(),
        picture.as_os_str(),
    ]);
    assert!(shown.status.success(), "{}", said(&shown));
    assert!(
        std::fs::read_to_string(picture)
            .unwrap()
            .starts_with("<svg")
    );
    assert_eq!(
        run(["calendar".as_ref(), "new".as_ref(), library.as_os_str()])
            .status
            .code(),
        Some(2)
    );
    scratch.write("library/calendar.toml", "time_zone = \"Europe/Berlim\"\n");
    let refused = run(["calendar".as_ref(), "show".as_ref(), library.as_os_str()]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        said(&refused).contains("Europe/Berlin"),
        "{}",
        said(&refused)
    );
}
