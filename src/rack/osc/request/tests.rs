//! Requests, whole and broken.
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::json;

use super::*;

fn answer_to(head: &str) -> String {
    let tree = json!({ "FULL_PATH": "/", "ACCESS": 0, "CONTENTS": {
        "welkin": { "FULL_PATH": "/welkin", "ACCESS": 1, "VALUE": [1] },
    } });
    let answer = match read(head.as_bytes()) {
        Reading::Unfinished => return "unfinished".into(),
        Reading::Bad(status, words) => plain_answer(status, words),
        Reading::Asks(request) if request.is_for_host_info() => b"host info".to_vec(),
        Reading::Asks(request) => request.answer(&tree),
    };
    let answer = String::from_utf8(answer).unwrap();
    match answer.split_once("\r\n\r\n") {
        Some((head, body)) => format!("{} {body}", head.split(' ').nth(1).unwrap()),
        None => answer,
    }
}

#[test]
fn requests_are_answered() {
    for (head, expected) in [
        (
            "GET /welkin HTTP/1.1\r\n\r\n",
            "200 {\"ACCESS\":1,\"FULL_PATH\":\"/welkin\",\"VALUE\":[1]}",
        ),
        (
            "GET /%77elkin/?VALUE HTTP/1.1\r\nHost: a\r\n\r\n",
            "200 {\"VALUE\":[1]}",
        ),
        ("GET /welkin?TYPE HTTP/1.1\r\n\r\n", "204 "),
        (
            "GET /welkin?NONSENSE HTTP/1.0\r\n\r\n",
            "400 there is no such attribute\n",
        ),
        ("GET /x HTTP/1.1\r\n\r\n", "404 there is no such address\n"),
        ("GET /?HOST_INFO HTTP/1.1\r\n\r\n", "host info"),
        (
            "POST /welkin HTTP/1.1\r\n\r\n",
            "405 only GET is answered; send OSC to move things\n",
        ),
        (
            "GET /% HTTP/1.1\r\n\r\n",
            "400 the address is not written as HTTP wants it\n",
        ),
        (
            "GET /%+1 HTTP/1.1\r\n\r\n",
            "400 the address is not written as HTTP wants it\n",
        ),
        (
            "GET http://x/ HTTP/1.1\r\n\r\n",
            "400 this is no HTTP/1.1\n",
        ),
        ("GET /welkin HTTP/2\r\n\r\n", "400 this is no HTTP/1.1\n"),
        ("hello\r\n\r\n", "400 this is no HTTP\n"),
        ("GET /welkin HTTP/1.1\r\nHost: a\r\n", "unfinished"),
    ] {
        assert_eq!(answer_to(head), expected, "{head:?}");
    }
    assert_eq!(
        answer_to(&"a".repeat(9000)),
        "431 the request is too long\n"
    );
}

#[test]
fn pages_that_were_led_here_are_known_by_the_name_they_use() {
    for (host, expected) in [
        ("Host: localhost:7700\r\n", true),
        ("Host: 127.0.0.1\r\n", true),
        ("host: [::1]:7700\r\n", true),
        ("", true),
        ("Host: evil.example:7700\r\n", false),
        ("Host: evil.example\r\n", false),
    ] {
        let head = format!("GET / HTTP/1.1\r\n{host}\r\n");
        let Reading::Asks(request) = read(head.as_bytes()) else {
            panic!("{head}")
        };
        assert_eq!(request.is_for_this_machine(), expected, "{host}");
    }
}

#[test]
fn nonsense_is_answered_with_words() {
    let mut chance = StdRng::seed_from_u64(1);
    let good = b"GET /welkin/control/hue?VALUE HTTP/1.1\r\nHost: 127.0.0.1:7700\r\n\r\n";
    let (mut asks, mut bad) = (0, 0);
    for _ in 0..200_000 {
        let mut hostile = good.to_vec();
        for _ in 0..chance.random_range(0..4) {
            let place = chance.random_range(0..hostile.len());
            hostile[place] = b"\r\n %?/:\xff\0aG"[chance.random_range(0..11)];
        }
        match read(&hostile) {
            Reading::Asks(request) => {
                asks += 1;
                request.answer(&Value::Null);
                request.is_for_this_machine();
            }
            Reading::Bad(..) => bad += 1,
            Reading::Unfinished => {}
        }
    }
    assert!(asks > 10_000 && bad > 10_000, "{asks} {bad}");
}
