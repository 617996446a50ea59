//! What is said of how OSC is.
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use super::*;

#[test]
fn health_says_what_to_do() {
    let shared = Shared::default();
    let start = Instant::now();
    let desk: SocketAddr = "10.0.0.9:9000".parse().unwrap();
    let check = |secs: u64, state: State, expected: &str| {
        let health = shared.health(start + Duration::from_secs(secs));
        assert_eq!((health.state, health.words.as_str()), (state, expected));
    };
    shared.say_listens(Err("the port 7700 is taken".into()));
    check(
        0,
        State::Failed,
        "Nothing comes in: the port 7700 is taken. It is tried again.",
    );
    shared.say_listens(Ok("127.0.0.1:7700".parse().unwrap()));
    shared.count(12);
    check(
        0,
        State::Good,
        "Comes in at 127.0.0.1:7700, 12 packets so far.",
    );
    shared.say_told(desk, Err("no route to host".into()));
    let untold = "Comes in at 127.0.0.1:7700, 12 packets so far. 10.0.0.9:9000 is told nothing: no route to host. Look at its cable and address.";
    check(0, State::Reduced, untold);
    shared.say_told(desk, Ok(()));
    for secs in [0, 1, 2] {
        let now = start + Duration::from_secs(secs);
        shared.say_refused(now, || "there is no address `/x`".into());
    }
    let refused = "Comes in at 127.0.0.1:7700, 12 packets so far. 3 messages did nothing; of late: there is no address `/x`.";
    check(3, State::Good, refused);
    check(
        99,
        State::Good,
        "Comes in at 127.0.0.1:7700, 12 packets so far.",
    );
}
