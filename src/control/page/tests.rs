//! The page as a visitor meets it, over real sockets on loopback.

#![allow(clippy::unwrap_used, reason = "a test that fails should stop")]

mod visitor;
mod people;

use std::time::Duration;

use serde_json::Value;
use welkin_values::{
    Command, Features, Health, LibraryEntry, Moment, Nudge, OutputStatus, SourceStatus, State,
    Status,
};

use super::{Page, StartError};
use crate::server::Limits;
use visitor::{Line, Message, ask, get, post, until};

fn started() -> Page {
    Page::start(0).unwrap()
}

/// Limits that a test does not have to wait for.
fn hasty() -> Limits {
    Limits {
        head_within: Duration::from_millis(30),
        ..Limits::default()
    }
}

fn running(is_onset: bool) -> Status {
    let features = Features {
        is_onset,
        ..Features::silent(Moment::ZERO)
    };
    let name = "drums".to_owned();
    Status {
        scene: "dawn".into(),
        scenes: vec!["dawn".into(), "night".into()],
        sources: vec![SourceStatus {
            is_part: false,
            name,
            azimuth_deg: 30.0,
            elevation_deg: 10.0,
            features,
            onset: false,
        }],
        library: vec![LibraryEntry {
            folder: "first-light".into(),
            title: "First Light".into(),
            problems: Vec::new(),
            running: true,
        }],
        ..Status::new("First Light", "first-light")
    }
}

#[test]
fn every_file_is_served_and_stays_at_home() {
    let page = started();
    for &(path, kind, text) in crate::files::FILES {
        let answer = get(&page, path);
        assert_eq!(answer.code, 200, "{path}");
        assert_eq!(answer.text(), text, "{path}");
        assert!(
            answer.head.contains(&format!("content-type: {kind}")),
            "{path}"
        );
        assert!(
            answer
                .head
                .contains("content-security-policy: default-src 'none'"),
            "{path}"
        );
    }
    assert_eq!(get(&page, "/../../etc/passwd").code, 404);
    assert!(page.address().starts_with("http://127.0.0.1:"));
}

#[test]
fn a_taken_port_says_what_to_do() {
    let page = started();
    let error = Page::start(page.port).unwrap_err();
    assert!(matches!(error, StartError::PortTaken { port } if port == page.port));
    let words = error.to_string();
    assert!(
        words.contains(&page.port.to_string()) && words.contains("--port"),
        "{words}"
    );
}

#[test]
fn a_dropped_page_leaves_its_port_to_the_next() {
    let page = started();
    let port = page.port;
    assert_eq!(get(&page, "/").code, 200);
    drop(page);
    assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_err());
    assert_eq!(Page::start(port).unwrap().port, port);
}

#[test]
fn the_status_is_the_newest() {
    let page = started();
    assert_eq!(get(&page, "/status").code, 503);
    for second in 0..100 {
        page.publish(Status {
            moment_secs: f64::from(second),
            ..running(false)
        });
    }
    let status: Value = serde_json::from_str(&get(&page, "/status").text()).unwrap();
    assert_eq!(status["moment_secs"], 99.0);
    assert_eq!(status["show"], "First Light");
    assert_eq!(
        status["sources"][0]["features"]["mel"]
            .as_array()
            .unwrap()
            .len(),
        40
    );
}

#[test]
fn health_is_that_of_the_part_worst_off() {
    let page = started();
    assert_eq!(get(&page, "/health").code, 503);
    let check = |parts: &[State], word: &str| {
        let health = parts
            .iter()
            .map(|state| Health::new("sound", *state, "words"))
            .collect();
        page.publish(Status {
            health,
            ..running(false)
        });
        let answer = get(&page, "/health");
        let pulse: Value = serde_json::from_str(&answer.text()).unwrap();
        assert_eq!((answer.code, pulse["state"].as_str().unwrap()), (200, word));
        assert_eq!(pulse["parts"].as_array().unwrap().len(), parts.len());
    };
    check(&[], "good");
    check(&[State::Good, State::Reduced], "reduced");
    check(&[State::Failed, State::Reduced], "failed");
}

#[test]
fn commands_arrive_in_order() {
    let page = started();
    page.publish(running(false));
    assert_eq!(post(&page, r#"{"kind":"scene","scene":"night"}"#).code, 202);
    assert_eq!(post(&page, r#"{"kind":"play","on":false}"#).code, 202);
    let expected = [
        Command::Scene {
            scene: "night".into(),
        },
        Command::Play { on: false },
    ];
    assert_eq!(page.commands(), expected);
    assert!(page.commands().is_empty());
}

#[test]
fn wrong_commands_are_answered_in_words_and_go_nowhere() {
    let page = started();
    page.publish(running(false));
    let check = |body: &str, part: &str| {
        let answer = post(&page, body);
        assert_eq!(answer.code, 400, "{body}");
        assert!(answer.text().contains(part), "{body}: {}", answer.text());
    };
    check("", "not a command");
    check("{\"kind\":", "not a command");
    check(&"[".repeat(16_000), "not a command");
    check(r#"{"kind":"scene","scene":"noon"}"#, "dawn, night");
    check(
        r#"{"kind":"switch","installation":"../first-light"}"#,
        "there is: first-light",
    );
    check(
        r#"{"kind":"set","control":"warp-drive","value":7}"#,
        "no control named",
    );
    assert!(page.commands().is_empty());
}

#[test]
fn a_list_of_commands_that_nobody_takes_is_full_at_last() {
    let page = started();
    let codes: Vec<u16> = (0..80)
        .map(|_| post(&page, r#"{"kind":"reload"}"#).code)
        .collect();
    assert!(codes[..64].iter().all(|code| *code == 202), "{codes:?}");
    assert!(codes[64..].iter().all(|code| *code == 503), "{codes:?}");
}

#[test]
fn a_body_that_is_too_long_is_refused_before_it_arrives() {
    let page = started();
    let host = visitor::host(&page);
    let head = |rest: &str| format!("POST /command HTTP/1.1\r\nhost: {host}\r\n{rest}\r\n");
    assert_eq!(
        ask(&page, head("content-length: 16385\r\n").as_bytes()).code,
        413
    );
    assert_eq!(
        ask(&page, head("content-length: 99999999999\r\n").as_bytes()).code,
        413
    );
    let chunk = format!("4001\r\n{}\r\n", "x".repeat(0x4001));
    let chunked = head("transfer-encoding: chunked\r\n") + &chunk;
    assert_eq!(ask(&page, chunked.as_bytes()).code, 413);
    assert!(page.commands().is_empty());
}

#[test]
fn other_sites_reach_nothing() {
    let page = started();
    page.publish(running(false));
    let host = visitor::host(&page);
    let body = r#"{"kind":"quit"}"#;
    let code = |head: String| {
        let head = format!("{head}content-length: {}\r\n\r\n{body}", body.len());
        ask(&page, head.as_bytes()).code
    };
    assert_eq!(
        code("GET /status HTTP/1.1\r\nhost: evil.example\r\n".into()),
        403
    );
    assert_eq!(
        code(format!(
            "GET http://evil.example/ HTTP/1.1\r\nhost: {host}\r\n"
        )),
        403
    );
    assert_eq!(code("GET / HTTP/1.0\r\n".into()), 403);
    let post = format!("POST /command HTTP/1.1\r\nhost: {host}\r\n");
    assert_eq!(code(format!("{post}origin: http://evil.example\r\n")), 403);
    assert_eq!(code(format!("{post}sec-fetch-site: cross-site\r\n")), 403);
    assert!(Line::open(&page, "http://evil.example").is_err());
    assert!(page.commands().is_empty());
    assert_eq!(code(format!("{post}origin: http://{host}\r\n")), 202);
}

#[test]
fn nonsense_is_survived() {
    let page = Page::start_with(0, hasty()).unwrap();
    let long = format!("GET /{} HTTP/1.1\r\n\r\n", "a".repeat(100_000));
    let many = format!("GET / HTTP/1.1\r\n{}\r\n", "x: y\r\n".repeat(5000));
    let bytes: Vec<u8> = (0..=255).cycle().take(4096).collect();
    for nonsense in [
        &bytes[..],
        &[0; 512],
        b"\r\n\r\n\r\n",
        long.as_bytes(),
        many.as_bytes(),
    ] {
        let code = ask(&page, nonsense).code;
        assert!(code == 0 || code >= 400, "{code}");
    }
    assert_eq!(get(&page, "/").code, 200);
}

#[test]
fn whoever_dawdles_is_left() {
    let page = Page::start_with(0, hasty()).unwrap();
    // The answer ends, though the request never does.
    let answer = ask(&page, b"GET / HTTP/1.1\r\nhost: loc");
    assert!(answer.code == 0 || answer.code == 408, "{}", answer.code);
}

#[test]
fn there_is_room_for_so_many_and_then_again() {
    let limits = Limits {
        connections: 2,
        ..Limits::default()
    };
    let page = Page::start_with(0, limits).unwrap();
    let first = Line::open(&page, "").unwrap();
    let _second = Line::open(&page, "").unwrap();
    let turned_away = ask(&page, b"");
    assert_eq!(turned_away.code, 503);
    assert!(turned_away.text().contains("too many pages"));
    drop(first);
    until("a place is free", || get(&page, "/").code == 200);
}

#[test]
fn a_viewer_hears_the_newest_status_when_it_asks() {
    let page = started();
    let mut line = Line::open(&page, "").unwrap();
    line.say("status");
    let Message::Text(text) = line.hear() else {
        panic!("a status is text")
    };
    let heard: Value = serde_json::from_str(&text).unwrap();
    assert!(
        heard["status"].is_null() && heard["age_secs"].is_null(),
        "{text}"
    );

    // An onset among statuses that came too fast to be seen is not lost.
    page.publish(running(true));
    page.publish(running(false));
    let heard = until_some("a status", || {
        line.say("status");
        let Message::Text(text) = line.hear() else {
            panic!("a status is text")
        };
        let heard: Value = serde_json::from_str(&text).unwrap();
        (!heard["status"].is_null()).then_some(heard)
    });
    assert_eq!(heard["status"]["sources"][0]["onset"], true);
    assert!(heard["age_secs"].as_f64().unwrap() >= 0.0);
}

#[test]
fn a_slow_viewer_gets_the_newest_picture_and_no_queue() {
    let page = started();
    assert!(!page.wants_picture());
    let mut line = Line::open(&page, "").unwrap();
    line.say("picture");
    until("the wish is known", || page.wants_picture());
    page.show_picture(8, 8, vec![9; 8 * 8 * 4]);
    assert_eq!(line.hear().picture_width(), 8);

    // The viewer is busy while the show goes on: nothing is sent, and then only the newest.
    let mut other = Line::open(&page, "").unwrap();
    for width in [16, 24, 32] {
        page.show_picture(width, 8, vec![9; width as usize * 8 * 4]);
        until("the other viewer has it", || {
            other.say("picture");
            other.hear().picture_width() == width
        });
    }
    line.say("picture");
    assert_eq!(line.hear().picture_width(), 32);
}

#[test]
fn a_picture_that_does_not_fit_its_size_is_left_out() {
    let page = started();
    page.show_picture(100, 100, vec![0; 3]);
    page.show_picture(u32::MAX, u32::MAX, Vec::new());
    page.show_picture(40, 8, vec![0; 40 * 8 * 4]);
    let mut line = Line::open(&page, "").unwrap();
    line.say("picture");
    assert_eq!(line.hear().picture_width(), 40);
}

#[test]
fn a_picture_can_be_had_as_a_file() {
    let page = started();
    std::thread::scope(|scope| {
        let asked = scope.spawn(|| get(&page, "/picture.jpg"));
        until("the wish is known", || page.wants_picture());
        page.show_picture(48, 16, vec![200; 48 * 16 * 4]);
        let answer = asked.join().unwrap();
        assert_eq!(answer.code, 200);
        assert_eq!(
            Message::Picture(String::new(), answer.body).picture_width(),
            48
        );
    });
}

#[test]
fn outputs_have_pictures_of_their_own() {
    let page = started();
    assert_eq!(get(&page, "/picture/left.jpg").code, 404);
    page.publish(with_outputs(&["left", "right"]));
    let mut line = Line::open(&page, "").unwrap();
    line.say("picture right");
    line.say("picture nowhere");
    until("the wish is known", || page.wants_pictures() == ["right"]);
    assert!(!page.wants_picture());
    page.show_output_picture("nowhere", 8, 8, vec![9; 8 * 8 * 4]);
    page.show_output_picture("", 8, 8, vec![9; 8 * 8 * 4]);
    page.show_output_picture("right", 24, 8, vec![9; 24 * 8 * 4]);
    let message = line.hear();
    assert!(matches!(&message, Message::Picture(name, _) if name == "right"));
    assert_eq!(message.picture_width(), 24);
    // It is new enough for a while.
    line.say("picture right");
    until("it is old", || page.wants_pictures() == ["right"]);

    let answer = std::thread::scope(|scope| {
        let asked = scope.spawn(|| get(&page, "/picture/left.jpg"));
        until("the wish is known", || {
            page.wants_pictures().contains(&"left".into())
        });
        page.show_output_picture("left", 40, 8, vec![200; 40 * 8 * 4]);
        asked.join().unwrap()
    });
    assert_eq!(
        Message::Picture("left".into(), answer.body).picture_width(),
        40
    );

    // An output that is gone has none, and its viewers are not left waiting for another of that name.
    page.publish(with_outputs(&["left"]));
    assert_eq!(get(&page, "/picture/right.jpg").code, 404);
    assert!(!page.wants_pictures().contains(&"right".into()));
}

fn with_outputs(ids: &[&str]) -> Status {
    let output = |id: &&str| OutputStatus {
        id: (*id).into(),
        nudge: Nudge::default(),
        unsaved: false,
    };
    Status {
        outputs: ids.iter().map(output).collect(),
        ..running(false)
    }
}

#[test]
fn stills_are_asked_for_by_names_of_the_library_only() {
    let page = started();
    assert_eq!(get(&page, "/still/first-light").code, 404);
    page.find_stills(|folder| match folder {
        "first-light" => Some(b"\xff\xd8\xff a picture".to_vec()),
        "script" => Some(b"<script>".to_vec()),
        "bare" => None,
        other => panic!("nobody may ask for {other}"),
    });
    assert_eq!(get(&page, "/still/first-light").code, 404);
    let mut status = running(false);
    for folder in ["script", "sl/ash", "bare"] {
        status.library.push(LibraryEntry {
            folder: folder.into(),
            ..status.library[0].clone()
        });
    }
    page.publish(status);
    let answer = get(&page, "/still/first-light");
    assert_eq!(answer.body, b"\xff\xd8\xff a picture");
    assert!(answer.head.contains("content-type: image/jpeg"));
    assert_eq!(get(&page, "/still/script").code, 415);
    assert_eq!(get(&page, "/still/bare").code, 204);
    for other in [
        "/still/",
        "/still/night",
        "/still/../first-light",
        "/still/..%2ffirst-light",
        "/still/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/still/first-light%00",
        "/still/%ff",
    ] {
        let code = get(&page, other).code;
        assert!(code == 404 || code == 400, "{other}: {code}");
    }
}

#[test]
fn a_viewer_that_is_not_there_any_more_gives_its_place_back() {
    let limits = Limits {
        connections: 1,
        quiet_for: Duration::from_millis(30),
        ..Limits::default()
    };
    let page = Page::start_with(0, limits).unwrap();
    let mut line = Line::open(&page, "").unwrap();
    assert!(matches!(line.hear(), Message::Ping));
    // It does not answer.
    assert!(matches!(line.hear(), Message::End));
    until("its place is free", || get(&page, "/").code == 200);
}

#[test]
fn a_viewer_that_answers_may_be_quiet() {
    let limits = Limits {
        quiet_for: Duration::from_millis(150),
        ..Limits::default()
    };
    let page = Page::start_with(0, limits).unwrap();
    let mut line = Line::open(&page, "").unwrap();
    let pong = [0x8a, 0x80, 0, 0, 0, 0];
    for _ in 0..3 {
        assert!(matches!(line.hear(), Message::Ping));
        line.send_raw(&pong);
    }
    line.say("status");
    let mut heard = line.hear();
    while matches!(heard, Message::Ping) {
        line.send_raw(&pong);
        heard = line.hear();
    }
    assert!(matches!(heard, Message::Text(_)));
}

#[test]
fn a_viewer_that_talks_nonsense_is_left() {
    let page = started();
    for words in ["give me everything", "", &"status".repeat(1000)] {
        let mut line = Line::open(&page, "").unwrap();
        line.say(words);
        assert!(matches!(line.hear(), Message::End), "{words}");
    }
    let mut line = Line::open(&page, "").unwrap();
    line.send_raw(&[0xff; 64]);
    assert!(matches!(line.hear(), Message::End));
    assert_eq!(get(&page, "/").code, 200);
}

fn until_some<T>(what: &str, mut found: impl FnMut() -> Option<T>) -> T {
    let mut value = None;
    until(what, || {
        value = found();
        value.is_some()
    });
    value.unwrap()
}
