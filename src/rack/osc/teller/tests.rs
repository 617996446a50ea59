//! What listeners are told.
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::sync::Arc;

use welkin_installation::master_controls;
use welkin_values::{ControlStatus, Health, SourceStatus};

use crate::osc::packet::messages;

use super::*;

fn source(name: &str) -> SourceStatus {
    SourceStatus {
        name: name.into(),
        azimuth_deg: 0.0,
        elevation_deg: 0.0,
        features: Features::silent(Moment::ZERO),
        onset: false,
        is_part: false,
    }
}

fn status() -> Status {
    let mut status = Status::new("First Light", "first-light");
    status.scene = "dawn".into();
    status.specs = Arc::from(master_controls());
    let stands = status.specs.iter().map(|spec| ControlStatus {
        name: spec.name.clone(),
        value: spec.default,
        held: false,
    });
    status.controls = stands.collect();
    status.sources = vec![source("drums"), source("left pad")];
    status
}

fn teller(send: &[OscTopic], sources: &[&str]) -> Teller {
    Teller::new(OscOut {
        to: "127.0.0.1:1".parse().unwrap(),
        send: send.into(),
        sources: sources.iter().map(ToString::to_string).collect(),
        rate_hz: 10.0,
    })
}

/// What is said, one message a line.
fn said(teller: &mut Teller, status: &Status, at_secs: f64) -> String {
    let packets = teller.tell(status, Duration::from_secs_f64(at_secs));
    let mut lines = String::new();
    for packet in packets {
        assert!(packet.len() <= MOST_PACKET_BYTES, "{}", packet.len());
        for timed in messages(&packet).unwrap() {
            let arguments: Vec<_> = timed
                .message
                .args
                .iter()
                .map(|it| format!("{it:?}"))
                .collect();
            lines += &format!("{} {}\n", timed.message.addr, arguments.join(" "));
        }
    }
    lines
}

#[test]
fn sound_is_told_of_each_source_at_the_rate() {
    let mut status = status();
    status.sources[0].features.level = 0.5;
    let mut desk = teller(&[OscTopic::Level], &[]);
    let level = "/welkin/source/drums/level Float(0.5)\n/welkin/source/left_pad/level Float(0.0)\n/welkin/mix/level Float(0.0)\n";
    assert_eq!(said(&mut desk, &status, 0.0), level);
    assert_eq!(said(&mut desk, &status, 0.05), "");
    assert_eq!(said(&mut desk, &status, 0.1), level);
    let mut drums = teller(&[OscTopic::Level], &["drums"]);
    assert_eq!(
        said(&mut drums, &status, 0.0),
        "/welkin/source/drums/level Float(0.5)\n"
    );
    let told = (0..1000)
        .filter(|step| !said(&mut drums, &status, 1.0 + f64::from(*step) / 120.0).is_empty());
    assert!((82..=85).contains(&told.count()));
}

#[test]
fn beginnings_are_told_once_and_at_once() {
    let mut status = status();
    let mut desk = teller(&[OscTopic::Hits], &["drums"]);
    let hit = "/welkin/source/drums/hit Float(0.75)\n";
    for (moment, is_onset, onset, at, expected) in [
        (0, false, false, 0.5, ""),
        (400, true, true, 0.51, hit),
        (400, true, true, 0.52, ""),
        (800, false, true, 0.53, ""),
        (1200, false, false, 0.54, ""),
        (1600, true, false, 0.56, hit),
        (2000, true, false, 0.60, ""),
        (2400, true, false, 0.63, hit),
    ] {
        let drums = &mut status.sources[0];
        drums.onset = onset;
        drums.features.is_onset = is_onset;
        drums.features.onset = 0.75;
        drums.features.moment = Moment::from_samples(moment);
        assert_eq!(said(&mut desk, &status, at), expected, "{at}");
    }
}

#[test]
fn what_changes_is_told_when_it_does_and_every_ten_seconds() {
    let mut status = status();
    status.health = vec![Health::new("sound", State::Reduced, "No sound card.")];
    let mut desk = teller(
        &[OscTopic::Scene, OscTopic::Controls, OscTopic::Health],
        &[],
    );
    let all = said(&mut desk, &status, 0.0);
    let expected = "/welkin/show String(\"first-light\")\n/welkin/scene String(\"dawn\")\n/welkin/playing Bool(true)\n\
        /welkin/control/master-brightness Float(1.0)\n/welkin/control/master-volume Float(1.0)\n\
        /welkin/control/brightness-limit Float(1.0)\n/welkin/control/volume-limit Float(1.0)\n\
        /welkin/control/blackout Bool(false)\n/welkin/control/house-lights Bool(false)\n\
        /welkin/health/sound String(\"reduced\") String(\"No sound card.\")\n";
    assert_eq!(all, expected);
    assert_eq!(said(&mut desk, &status, 1.0), "");
    status.controls[1].value = 0.5;
    status.controls[4].value = 1.0;
    status.scene = "dusk".into();
    assert_eq!(
        said(&mut desk, &status, 2.0),
        "/welkin/scene String(\"dusk\")\n/welkin/control/master-volume Float(0.5)\n/welkin/control/blackout Bool(true)\n"
    );
    assert_eq!(said(&mut desk, &status, 10.5).lines().count(), 10);
}

#[test]
fn much_is_told_in_packets_that_pass_every_network() {
    let mut status = status();
    status.sources = (0..100)
        .map(|number| source(&format!("a source with the number {number}")))
        .collect();
    let every = HEARD.iter().map(|it| it.topic).collect::<Vec<_>>();
    let mut desk = teller(&every, &[]);
    let lines = said(&mut desk, &status, 0.0);
    assert_eq!(lines.lines().count(), (MOST_SOURCES + 1) * HEARD.len());
}
