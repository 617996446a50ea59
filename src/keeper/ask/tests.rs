#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::net::TcpListener;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::*;

const GOOD: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 119\r\n\r\n{\"state\":\"reduced\",\"pid\":77,\"parts\":[{\"part\":\"light\",\"state\":\"good\"},{\"part\":\"sound\",\"state\":\"reduced\",\"words\":\"no card\"}]}";

/// Serves one visitor with these bytes, then leaves the line open until the visitor goes.
fn serves(bytes: &'static [u8]) -> (u16, std::thread::JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let serve = move || {
        let (mut line, _) = listener.accept().unwrap();
        line.write_all(bytes).unwrap();
        let mut rest = Vec::new();
        drop(line.read_to_end(&mut rest));
    };
    (port, std::thread::spawn(serve))
}

fn answer(bytes: &'static [u8]) -> Result<Answer, NoAnswer> {
    let (port, server) = serves(bytes);
    let answer = ask(port, Duration::from_millis(300));
    server.join().unwrap();
    answer
}

#[test]
fn an_answer_is_read() {
    let expected = Answer {
        goes_on: true,
        pid: Some(77),
        troubles: vec!["sound: no card".into()],
    };
    assert_eq!(answer(GOOD).unwrap(), expected);
    let still = b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 6\r\n\r\nstill\n";
    assert_eq!(answer(still).unwrap(), Answer::default());
}

#[test]
fn nothing_in_time_is_no_answer() {
    assert!(matches!(answer(b""), Err(NoAnswer::Late)));
    assert!(matches!(
        answer(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{"),
        Err(NoAnswer::Late)
    ));
}

#[test]
fn nobody_there_is_no_answer() {
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    assert!(matches!(
        ask(port, Duration::from_millis(300)),
        Err(NoAnswer::Line(_))
    ));
}

#[test]
fn nonsense_is_no_answer_and_no_panic() {
    assert!(read(b"SSH-2.0-OpenSSH\r\n\r\n").is_none());
    assert!(read(b"HTTP/1.1 two OK\r\n\r\n").is_none());
    let mut chance = ChaCha8Rng::seed_from_u64(5);
    for case in 0..200_000 {
        let mut bytes = if case % 2 == 0 {
            GOOD.to_vec()
        } else {
            vec![0; 60]
        };
        for _ in 0..chance.random_range(1..6) {
            let at = chance.random_range(0..bytes.len());
            bytes[at] = chance.random();
        }
        bytes.truncate(chance.random_range(0..=bytes.len()));
        let _whole = is_whole(&bytes);
        if let Some(answer) = read(&bytes) {
            assert!(answer.troubles.len() <= 8);
        }
    }
}
