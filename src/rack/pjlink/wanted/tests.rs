#![allow(clippy::unwrap_used, reason = "a test may stop at once")]
//! Wishes wait for the moment when they can be had, and end.

use super::*;

fn is(power: ProjectorPower, shut: Option<bool>) -> ProjectorStatus {
    ProjectorStatus {
        power: Some(power),
        shut,
        ..ProjectorStatus::default()
    }
}

fn said(wanted: &mut Wanted, is: &ProjectorStatus, now_secs: f64) -> Vec<String> {
    let questions = wanted.questions(is, now_secs);
    questions
        .iter()
        .map(|one| format!("{}{} {}", one.class, one.body, one.parameter))
        .collect()
}

#[test]
fn power_waits_until_it_can_be_had() {
    use ProjectorPower::{Cooling, On, Standby, Warming};
    let mut wanted = Wanted::default();
    wanted.want(&ProjectorAsk::PowerOn, 0.0).unwrap();
    wanted.want(&ProjectorAsk::ShutterClosed, 0.0).unwrap();
    assert_eq!(said(&mut wanted, &is(Cooling, None), 1.0), [""; 0]);
    assert_eq!(said(&mut wanted, &is(Standby, None), 2.0), ["1POWR 1"]);
    // Not now is no answer: it is asked again.
    wanted.answered(&Question::new(1, "POWR", "1"), Err(Refusal::NotNow));
    assert_eq!(said(&mut wanted, &is(Standby, None), 3.0), ["1POWR 1"]);
    assert_eq!(said(&mut wanted, &is(Warming, None), 4.0), [""; 0]);
    assert!(wanted.is_waiting());
    assert_eq!(said(&mut wanted, &is(On, Some(false)), 5.0), ["1AVMT 31"]);
    assert_eq!(said(&mut wanted, &is(On, Some(true)), 6.0), [""; 0]);
    assert!(!wanted.is_waiting());
}

#[test]
fn the_later_wish_counts_and_off_ends_the_others() {
    let mut wanted = Wanted::default();
    let on = is(ProjectorPower::On, Some(true));
    for ask in [
        ProjectorAsk::ShutterClosed,
        ProjectorAsk::ShutterOpen,
        ProjectorAsk::Freeze,
    ] {
        wanted.want(&ask, 0.0).unwrap();
    }
    assert_eq!(said(&mut wanted, &on, 0.0), ["1AVMT 30", "2FREZ 1"]);
    wanted.want(&ProjectorAsk::PowerOff, 0.0).unwrap();
    assert_eq!(said(&mut wanted, &on, 0.0), ["1POWR 0"]);
    assert_eq!(
        said(&mut wanted, &is(ProjectorPower::Cooling, None), 0.0),
        [""; 0]
    );
    assert!(!wanted.is_waiting());
}

#[test]
fn what_it_cannot_do_is_said_and_not_asked_again() {
    let on = is(ProjectorPower::On, Some(false));
    let mut wanted = Wanted::default();
    wanted.want(&ProjectorAsk::Freeze, 0.0).unwrap();
    assert_eq!(said(&mut wanted, &on, 0.0), ["2FREZ 1"]);
    wanted.answered(&Question::new(2, "FREZ", "1"), Err(Refusal::Unknown));
    assert_eq!(said(&mut wanted, &on, 0.0), [""; 0]);
    assert!(
        wanted
            .complaint
            .as_ref()
            .unwrap()
            .contains("cannot do that")
    );
    // The next ask clears the slate.
    wanted.want(&ProjectorAsk::Input("31".into()), 0.0).unwrap();
    assert_eq!(wanted.complaint, None);
    assert_eq!(said(&mut wanted, &on, 599.0), ["1INPT 31"]);
    assert_eq!(said(&mut wanted, &on, 601.0), [""; 0]);
    assert!(wanted.complaint.as_ref().unwrap().contains("ten minutes"));
    assert!(
        wanted
            .want(&ProjectorAsk::Input("31\r%1POWR 0".into()), 0.0)
            .is_err()
    );
    for _ in 0..100 {
        wanted
            .want(&ProjectorAsk::SpeakerLouder(true), 0.0)
            .unwrap();
    }
    assert_eq!(said(&mut wanted, &on, 0.0).len(), MOST_STEPS);
}
