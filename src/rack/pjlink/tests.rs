#![allow(clippy::unwrap_used, reason = "a test may stop at once")]
//! Projectors that are stand-ins: good ones, locked ones, silent ones, and others.

use std::time::{Duration, Instant};

use welkin_installation::Secret;
use welkin_values::ProjectorPower;

use crate::fake_panel::until;

use super::*;

const QUICK: Pace = Pace {
    calm: Duration::from_millis(60),
    busy: Duration::from_millis(20),
    first_wait: Duration::from_millis(20),
    longest_wait: Duration::from_millis(200),
    answer: Some(Duration::from_millis(150)),
};

fn stand_in(class: u8, password: &str) -> StandIn {
    StandIn::start(StandInSettings {
        class,
        password: password.into(),
        warm_up: Duration::from_millis(150),
        cool_down: Duration::from_millis(150),
        ..StandInSettings::default()
    })
    .unwrap()
}

fn settings(id: &str, stand_in: &StandIn, password: &str) -> Settings {
    Settings {
        id: id.into(),
        host: stand_in.address().ip().to_string(),
        port: stand_in.address().port(),
        password: Secret::new(password),
        outputs: vec!["dome".into()],
    }
}

fn watch(settings: &[Settings]) -> Projectors {
    Projectors::begin(settings, QUICK, None).unwrap()
}

fn first(projectors: &Projectors) -> ProjectorStatus {
    projectors.statuses().remove(0)
}

#[test]
fn a_projector_goes_on_is_shut_and_goes_off_again() {
    for (class, password) in [(1, ""), (2, "secret")] {
        let east = stand_in(class, password);
        let projectors = watch(&[settings("east", &east, password)]);
        until("an answer", || first(&projectors).answers);
        let status = first(&projectors);
        assert_eq!(status.power, Some(ProjectorPower::Standby));
        assert_eq!((status.class, status.lamps[0].hours), (class, 1234));
        assert_eq!(status.about.name, "Dome east");
        assert_eq!(status.about.serial, if class == 2 { "SN-1" } else { "" });
        assert_eq!(status.filter_hours, (class == 2).then_some(77));
        assert_eq!(projectors.health().state, State::Good);

        // All at once: what it cannot do cold it does when it is warm.
        projectors.ask(None, &ProjectorAsk::PowerOn).unwrap();
        projectors
            .ask(Some("east"), &ProjectorAsk::ShutterClosed)
            .unwrap();
        projectors
            .ask(Some("east"), &ProjectorAsk::Input("32".into()))
            .unwrap();
        until("warming", || {
            first(&projectors).power == Some(ProjectorPower::Warming)
        });
        until("a shut one", || first(&projectors).shut == Some(true));
        until("the input", || {
            first(&projectors).input.as_deref() == Some("32")
        });
        let status = first(&projectors);
        assert!(
            status
                .words
                .starts_with("is on, with its shutter closed; its lamp has burnt 1234 h")
        );
        assert_eq!(status.resolution, (class == 2).then_some([1920, 1080]));

        // Off and on again while it cools down: it obeys when it can.
        projectors.ask(None, &ProjectorAsk::PowerOff).unwrap();
        until("cooling", || {
            first(&projectors).power == Some(ProjectorPower::Cooling)
        });
        projectors.ask(None, &ProjectorAsk::PowerOn).unwrap();
        until("on again", || {
            first(&projectors).power == Some(ProjectorPower::On)
        });
        assert_eq!(east.is(), (true, false, false, 0));
    }
}

#[test]
fn class_2_freezes_and_is_louder_and_class_1_says_that_it_cannot() {
    for class in [1, 2] {
        let east = stand_in(class, "");
        let projectors = watch(&[settings("east", &east, "")]);
        projectors.ask(None, &ProjectorAsk::PowerOn).unwrap();
        until("on", || {
            first(&projectors).power == Some(ProjectorPower::On)
        });
        projectors.ask(None, &ProjectorAsk::Freeze).unwrap();
        if class == 1 {
            until("words", || {
                first(&projectors).words.contains("it cannot do that")
            });
            assert_eq!(projectors.health().state, State::Reduced);
        } else {
            projectors
                .ask(None, &ProjectorAsk::SpeakerLouder(true))
                .unwrap();
            until("frozen", || first(&projectors).frozen == Some(true));
            until("louder", || east.is().3 == 1);
        }
    }
}

#[test]
fn what_does_not_answer_is_said_and_holds_up_nobody() {
    let moods = [
        (StandInMood::Silent, "takes the call and says nothing"),
        (StandInMood::Mute, "takes the call and says nothing"),
        (StandInMood::Garbage, "speaks no PJLink"),
        (StandInMood::Endless, "speaks no PJLink"),
        (StandInMood::Rude, "does not answer at"),
    ];
    let bad: Vec<StandIn> = moods.iter().map(|_| stand_in(1, "")).collect();
    for (stand_in, (mood, _)) in bad.iter().zip(moods) {
        stand_in.set_mood(mood);
    }
    let locked = stand_in(2, "right");
    let good = stand_in(2, "");
    let mut all: Vec<Settings> = bad
        .iter()
        .enumerate()
        .map(|(index, bad)| settings(&format!("bad{index}"), bad, ""))
        .collect();
    all.push(settings("locked", &locked, "wrong"));
    all.push(settings("good", &good, ""));
    // Nobody listens there.
    let nobody = stand_in(1, "");
    let gone = settings("gone", &nobody, "");
    drop(nobody);
    all.push(gone);
    let projectors = watch(&all);
    until("the good one", || projectors.statuses()[6].answers);
    for (index, (_, part)) in moods.iter().enumerate() {
        until(part, || projectors.statuses()[index].words.contains(part));
    }
    until("a lock", || {
        projectors.statuses()[5]
            .words
            .contains("does not take the password")
    });
    until("nobody", || {
        projectors.statuses()[7]
            .words
            .contains("does not answer at")
    });
    let health = projectors.health();
    assert_eq!(health.state, State::Failed);
    assert!(
        health
            .words
            .contains("locked does not take the password. Set the same one")
    );
    assert!(!health.words.contains("good"));

    // One that comes to its senses does what was asked meanwhile.
    projectors
        .ask(Some("bad0"), &ProjectorAsk::PowerOn)
        .unwrap();
    bad[0].set_mood(StandInMood::Good);
    until("its senses", || {
        projectors.statuses()[0].power == Some(ProjectorPower::On)
    });
    let begun = Instant::now();
    drop(projectors);
    assert!(
        begun.elapsed() < Duration::from_secs(1),
        "{:?}",
        begun.elapsed()
    );
}

#[test]
fn faults_are_told_with_what_to_do() {
    let east = stand_in(1, "");
    east.set_faults("001200");
    let projectors = watch(&[settings("east", &east, "")]);
    until("the fault", || projectors.health().state == State::Failed);
    assert_eq!(
        projectors.health().words,
        "east reports a fault: temperature, cover. Look whether its vents are free and the room is cool. Close its cover."
    );
    east.set_faults("000000");
    until("no fault", || projectors.health().state == State::Good);
    assert_eq!(projectors.health().words, "0 of 1 projectors are on.");
}

#[test]
fn asks_are_refused_with_words() {
    let east = stand_in(1, "");
    east.set_mood(StandInMood::Silent);
    let projectors = watch(&[settings("east", &east, "")]);
    let words = projectors
        .ask(Some("west"), &ProjectorAsk::PowerOn)
        .unwrap_err();
    assert_eq!(words, "there is no projector \"west\" in venue.toml");
    let refused = (0..10_000).find_map(|_| projectors.ask(None, &ProjectorAsk::PowerOn).err());
    assert!(refused.unwrap().contains("too many requests wait for east"));
}

#[test]
fn notices_hasten_and_searches_find() {
    let east = stand_in(2, "");
    let socket = notices::open(Ipv4Addr::LOCALHOST, 0).unwrap();
    let here = socket.local_addr().unwrap();
    let slow = Pace {
        calm: Duration::from_secs(3600),
        ..QUICK
    };
    let projectors = Projectors::begin(&[settings("east", &east, "")], slow, Some(socket)).unwrap();
    until("an answer", || first(&projectors).answers);
    let calls = east.calls();
    until("another call", || {
        east.notify(here).unwrap();
        east.calls() > calls
    });
    until("an answer to the search", || {
        projectors.search_at(east.address()).unwrap();
        !projectors.found().is_empty()
    });
    assert_eq!(
        projectors.found(),
        [FoundProjector {
            address: east.address().ip(),
            mac: "00:11:22:33:44:55".into()
        }]
    );
}

#[test]
fn a_name_is_looked_up() {
    let east = stand_in(1, "");
    let by_name = Settings {
        host: "localhost".into(),
        ..settings("east", &east, "")
    };
    let nobody = Settings {
        id: "west".into(),
        host: "nobody.invalid".into(),
        ..settings("west", &east, "")
    };
    let projectors = watch(&[by_name, nobody]);
    until("words", || {
        !projectors.statuses()[1].answers
            && projectors.statuses()[1]
                .words
                .contains("does not answer at nobody")
    });
    until("an answer", || {
        first(&projectors).answers || first(&projectors).words.contains("refused")
    });
}
