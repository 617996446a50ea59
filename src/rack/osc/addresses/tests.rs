//! What messages ask for.
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use welkin_values::{ControlKind, Unit};

use super::*;

fn hue() -> ControlSpec {
    ControlSpec {
        name: "hue".into(),
        kind: ControlKind::Amount,
        unit: Unit::Turns,
        range: [-2.0, 6.0],
        default: 0.0,
        smoothing_secs: 0.1,
    }
}

#[test]
fn numbers_of_any_type_move_a_control() {
    let set = |deed: Deed, argument: OscType| match deed.command(&[argument]) {
        Ok(Some(Command::Set { control, value })) if control == "hue" => Some(value),
        _ => None,
    };
    for (argument, value, share) in [
        (OscType::Float(0.5), Some(0.5), Some(2.0)),
        (OscType::Double(0.25), Some(0.25), Some(0.0)),
        (OscType::Int(1), Some(1.0), Some(6.0)),
        (OscType::Long(-9), Some(-2.0), Some(-2.0)),
        (OscType::Bool(true), Some(1.0), Some(6.0)),
        (OscType::Float(f32::MAX), Some(6.0), Some(6.0)),
        (OscType::Float(f32::NAN), None, None),
        (OscType::Double(f64::INFINITY), None, None),
        (OscType::String("1".into()), None, None),
        (OscType::Nil, None, None),
    ] {
        assert_eq!(
            set(Deed::Set(hue()), argument.clone()),
            value,
            "{argument:?}"
        );
        assert_eq!(
            set(Deed::SetShare(hue()), argument.clone()),
            share,
            "{argument:?}"
        );
    }
    assert_eq!(Deed::Set(hue()).command(&[]), Err(ArgumentError::Number));
}

#[test]
fn a_button_that_is_let_go_does_nothing() {
    let give_back = Command::GiveBack { control: None };
    for (arguments, expected) in [
        (vec![], Ok(Some(give_back.clone()))),
        (vec![OscType::Inf], Ok(Some(give_back.clone()))),
        (vec![OscType::Bool(true)], Ok(Some(give_back.clone()))),
        (vec![OscType::Float(1.0)], Ok(Some(give_back))),
        (vec![OscType::Float(0.0)], Ok(None)),
        (vec![OscType::Bool(false)], Ok(None)),
        (
            vec![OscType::String("now".into())],
            Err(ArgumentError::Press),
        ),
    ] {
        assert_eq!(
            Deed::GiveBackAll.command(&arguments),
            expected,
            "{arguments:?}"
        );
    }
}

#[test]
fn names_come_as_a_text() {
    let text = |text: &str| vec![OscType::String(text.into())];
    let scene = |scene: &str| {
        Some(Command::Scene {
            scene: scene.into(),
        })
    };
    let next = |folder: Option<&str>| {
        let installation = folder.map(String::from);
        Ok(Some(Command::Next { installation }))
    };
    assert_eq!(Deed::Scene.command(&text("dusk")), Ok(scene("dusk")));
    assert_eq!(Deed::Scene.command(&text("")), Err(ArgumentError::Text));
    assert_eq!(
        Deed::Scene.command(&text(&"x".repeat(201))),
        Err(ArgumentError::Text)
    );
    assert_eq!(
        Deed::Next.command(&text("deep-water")),
        next(Some("deep-water"))
    );
    assert_eq!(Deed::Next.command(&text("")), next(None));
    assert_eq!(Deed::Next.command(&[]), next(None));
    assert_eq!(
        Deed::Next.command(&[OscType::Int(1)]),
        Err(ArgumentError::Text)
    );
    let seek = Deed::Seek.command(&[OscType::Float(-3.0)]);
    assert_eq!(seek, Ok(Some(Command::Seek { secs: 0.0 })));
}

#[test]
fn names_that_addresses_cannot_hold() {
    for (name, expected) in [
        ("dusk-2", true),
        ("", false),
        ("a b", false),
        ("a/b", false),
        ("ä", false),
    ] {
        assert_eq!(is_part(name), expected, "{name}");
    }
    assert_eq!(source_address("left drum/ä"), "/welkin/source/left_drum__");
}
