//! From datagrams to what is asked for.
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::net::Ipv4Addr;

use rosc::{OscBundle, OscPacket, OscTime, OscType, encoder};
use welkin_installation::master_controls;

use super::*;

const DESK: IpAddr = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 7));
/// A day in 2026.
const TODAY: u64 = 3_988_000_000 << 32;

fn status() -> Status {
    let mut status = Status::new("First Light", "first-light");
    status.specs = master_controls().into();
    status.scenes = vec!["dawn".into(), "dusk".into()];
    status
}

fn intake() -> Intake {
    let mut intake = Intake::new(Vec::new());
    intake.follow(&status());
    intake
}

fn at(secs: f64) -> Now {
    Now {
        at: Duration::from_secs_f64(secs),
        tag: TODAY + (secs * 4_294_967_296.0) as u64,
    }
}

fn message(addr: &str, argument: impl Into<OscType>) -> OscPacket {
    let addr = addr.into();
    let args = vec![argument.into()];
    OscPacket::Message(OscMessage { addr, args })
}

fn bundle(tag: u64, content: Vec<OscPacket>) -> OscPacket {
    let timetag = OscTime::from(((tag >> 32) as u32, tag as u32));
    OscPacket::Bundle(OscBundle { timetag, content })
}

/// What a packet asks for, and what of it is refused.
fn take(intake: &mut Intake, packet: &OscPacket, now: Now) -> (Vec<Command>, Vec<String>) {
    let mut refused = Vec::new();
    let bytes = encoder::encode(packet).unwrap();
    intake.take(&bytes, DESK, now, |refusal| {
        refused.push(refusal.to_string())
    });
    let asked = intake.asked().into_iter().map(|(_, command)| command);
    (asked.collect(), refused)
}

fn set(control: &str, value: f32) -> Command {
    let control = control.into();
    Command::Set { control, value }
}

#[test]
fn messages_become_commands() {
    let mut intake = intake();
    let mut check = |addr: &str, argument: OscType, asked: &[Command], refused: &[&str]| {
        let found = take(&mut intake, &message(addr, argument), at(0.0));
        assert_eq!(
            (found.0.as_slice(), found.1.as_slice()),
            (
                asked,
                refused
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .as_slice()
            ),
            "{addr}"
        );
    };
    check(
        "/welkin/control/blackout",
        1.into(),
        &[set("blackout", 1.0)],
        &[],
    );
    check(
        "/welkin/control/master-volume/share",
        0.5.into(),
        &[set("master-volume", 0.5)],
        &[],
    );
    check("/welkin/scenes/dusk", 0.into(), &[], &[]);
    check(
        "/welkin/control/master-*",
        0.25.into(),
        &[set("master-brightness", 0.25), set("master-volume", 0.25)],
        &[],
    );
    check(
        "/welkin/control/hue",
        1.into(),
        &[],
        &["there is no address `/welkin/control/hue`"],
    );
    check(
        "/welkin/control/[hue",
        1.into(),
        &[],
        &["there is no address `/welkin/control/[hue`"],
    );
    check(
        "/welkin/x*",
        1.into(),
        &[],
        &["there is no address `/welkin/x*`"],
    );
    check(
        "/welkin/scene",
        1.into(),
        &[],
        &["`/welkin/scene` takes one text"],
    );
    check(
        "/welkin/{play,scene}",
        1.into(),
        &[Command::Play { on: true }],
        &[],
    );
}

#[test]
fn bundles_wait_for_their_time() {
    let mut intake = intake();
    let mut asked_at = |tag: u64, now: f64| {
        let packet = bundle(tag, vec![message("/welkin/control/blackout", 1.0)]);
        take(&mut intake, &packet, at(now)).0.len()
    };
    let secs = |secs: f64| TODAY + (secs * 4_294_967_296.0) as u64;
    assert_eq!(asked_at(1, 1.0), 1, "at once");
    assert_eq!(asked_at(secs(0.5), 1.0), 1, "late");
    assert_eq!(asked_at(secs(20.0), 1.0), 1, "a clock that is wrong");
    assert_eq!(asked_at(secs(1.5), 1.0), 0, "a little ahead");
    assert_eq!(asked_at(secs(1.25), 1.0), 0, "a little ahead");
    let mut due = |now: f64| {
        intake.wake(at(now), |refusal| panic!("{refusal}"));
        let count = intake.asked().len();
        (count, intake.next())
    };
    assert_eq!(due(1.2), (0, Some(Duration::from_secs_f64(1.25))));
    assert_eq!(due(1.3), (1, Some(Duration::from_secs_f64(1.5))));
    assert_eq!(due(1.5), (1, None));
}

#[test]
fn what_waits_is_bounded_and_nothing_is_lost() {
    let mut intake = intake();
    let mut done = 0;
    for _ in 0..5 {
        let many = (0..500).map(|_| message("/welkin/scene/next", 1));
        let packet = bundle(TODAY + (1 << 32), many.collect());
        done += take(&mut intake, &packet, at(0.0)).0.len();
    }
    assert_eq!(
        (done, intake.waiting.len()),
        (5 * 500 - MOST_WAITING, MOST_WAITING)
    );
    intake.wake(at(2.0), |refusal| panic!("{refusal}"));
    assert_eq!(intake.asked().len(), MOST_WAITING);
}

#[test]
fn a_flood_of_patterns_is_not_all_read() {
    let mut intake = intake();
    let dear = format!("/*{}", "{a,b,c,d}".repeat(20));
    let many = (0..1000).map(|_| message(&dear, 1)).collect();
    let (_, refused) = take(&mut intake, &bundle(1, many), at(0.0));
    let unread = Refusal::Patterns.to_string();
    assert!(refused.iter().filter(|&words| *words == unread).count() > 500);
    let (asked, _) = take(
        &mut intake,
        &message("/welkin/control/*/give-back", 1),
        at(1.0),
    );
    assert_eq!(asked.len(), master_controls().len());
}

#[test]
fn strangers_and_early_guests_are_refused() {
    let mut intake = Intake::new(vec!["10.0.0.0/29".parse().unwrap()]);
    let packet = message("/welkin/play", 1);
    let words = |found: (Vec<Command>, Vec<String>)| found.1.join("");
    assert_eq!(
        words(take(&mut intake, &packet, at(0.0))),
        "no show has begun yet"
    );
    intake.follow(&status());
    assert_eq!(words(take(&mut intake, &packet, at(0.0))), "");
    intake.allow = vec!["10.0.0.0/30".parse().unwrap()];
    assert_eq!(
        words(take(&mut intake, &packet, at(0.0))),
        "this sender is not in `allow`"
    );
}
