#![allow(clippy::unwrap_used, reason = "a test may stop at once")]
//! What a desk's channels ask, step by step.

use welkin_installation::{Control, DmxBand, master_controls};

use super::*;

fn map(channel: u16, is_fine: bool, moves: DmxMoves) -> DmxMap {
    DmxMap {
        universe: 1,
        channel,
        is_fine,
        moves,
    }
}

fn control(name: &str, range: Option<[f32; 2]>, give_back_below: Option<u8>) -> DmxMoves {
    DmxMoves::Control {
        name: name.into(),
        range,
        give_back_below,
    }
}

fn desk(maps: Vec<DmxMap>) -> Desk {
    Desk::new(&Dmx {
        maps,
        ..Dmx::default()
    })
}

fn specs() -> Vec<ControlSpec> {
    let mut specs = master_controls().to_vec();
    specs.push(Control::Hue.spec());
    specs
}

/// Hears channels and says what is asked, all of which is taken.
fn hear(desk: &mut Desk, values: &[u8]) -> Vec<Command> {
    desk.hear(1, values);
    let asks = desk.asks(&specs());
    for ask in &asks {
        desk.was_asked(ask.map);
    }
    assert_eq!(desk.asks(&specs()), []);
    asks.into_iter().map(|ask| ask.command).collect()
}

fn set(control: &str, value: f32) -> Command {
    Command::Set {
        control: control.into(),
        value,
    }
}

fn given_back(control: &str) -> Command {
    Command::GiveBack {
        control: Some(control.into()),
    }
}

#[test]
fn only_what_moves_is_asked() {
    let mut desk = desk(vec![
        map(1, false, control("master-brightness", None, None)),
        map(2, false, control("master-volume", None, None)),
    ]);
    assert_eq!(hear(&mut desk, &[128, 255]), []);
    assert_eq!(hear(&mut desk, &[128, 255]), []);
    assert_eq!(
        hear(&mut desk, &[255, 255]),
        [set("master-brightness", 1.0)]
    );
    assert_eq!(
        hear(&mut desk, &[0, 51]),
        [set("master-brightness", 0.0), set("master-volume", 0.2)]
    );
    // Another universe, and too few channels, move nothing.
    desk.hear(2, &[9, 9]);
    assert_eq!(hear(&mut desk, &[]), []);
}

#[test]
fn ranges_fine_channels_and_switches() {
    let mut fine = desk(vec![map(2, true, control("hue", Some([-1.0, 1.0]), None))]);
    hear(&mut fine, &[0, 0, 0]);
    for (coarse, low, value) in [(255, 255, 1.0), (0, 0, -1.0), (128, 0, 1.0 / 65_535.0)] {
        let asked = hear(&mut fine, &[0, coarse, low]);
        let [Command::Set { value: asked, .. }] = asked.as_slice() else {
            panic!("{asked:?}")
        };
        assert!((asked - value).abs() < 1e-6, "{asked} {value}");
    }
    // The fine half alone moves it; half of it alone is not heard.
    assert_eq!(hear(&mut fine, &[0, 128, 1]).len(), 1);
    assert_eq!(hear(&mut fine, &[0, 9]), []);
    let mut switch = desk(vec![map(1, false, control("blackout", None, None))]);
    hear(&mut switch, &[0]);
    assert_eq!(hear(&mut switch, &[127]), [set("blackout", 0.0)]);
    assert_eq!(hear(&mut switch, &[128]), [set("blackout", 1.0)]);
    // No more than the control can, whatever the file says.
    let mut far = desk(vec![map(
        1,
        false,
        control("master-volume", Some([0.0, 9.0]), None),
    )]);
    hear(&mut far, &[0]);
    assert_eq!(hear(&mut far, &[255]), [set("master-volume", 1.0)]);
}

#[test]
fn a_control_is_given_back_at_the_bottom() {
    let mut desk = desk(vec![map(
        1,
        false,
        control("hue", Some([0.0, 1.0]), Some(10)),
    )]);
    assert_eq!(hear(&mut desk, &[5]), []);
    assert_eq!(hear(&mut desk, &[0]), []);
    assert_eq!(hear(&mut desk, &[10]), [set("hue", 0.0)]);
    assert_eq!(hear(&mut desk, &[255]), [set("hue", 1.0)]);
    assert_eq!(hear(&mut desk, &[9]), [given_back("hue")]);
    assert_eq!(hear(&mut desk, &[3]), []);
    assert_eq!(hear(&mut desk, &[132]).len(), 1);
}

#[test]
fn bands_are_done_when_they_are_entered() {
    let band = |from, to, does| DmxBand { from, to, does };
    let bands = DmxMoves::Bands(vec![
        band(10, 19, BandDoes::Scene("dawn".into())),
        band(20, 29, BandDoes::Action(BandAction::NextScene)),
        band(30, 39, BandDoes::Action(BandAction::ProjectorsOff)),
    ]);
    let mut desk = desk(vec![map(1, false, bands)]);
    assert_eq!(hear(&mut desk, &[15]), []);
    assert_eq!(hear(&mut desk, &[19]), []);
    assert_eq!(hear(&mut desk, &[20]), [Command::StepScene { by: 1 }]);
    assert_eq!(hear(&mut desk, &[0]), []);
    assert_eq!(
        hear(&mut desk, &[10]),
        [Command::Scene {
            scene: "dawn".into()
        }]
    );
    let off = Command::Projector {
        id: None,
        ask: ProjectorAsk::PowerOff,
    };
    assert_eq!(hear(&mut desk, &[39]), [off]);
}

#[test]
fn what_is_refused_is_asked_again_for_a_while_and_with_the_newest_value() {
    let mut desk = desk(vec![
        map(1, false, control("master-volume", None, None)),
        map(2, false, control("glow", None, None)),
    ]);
    desk.hear(1, &[0, 0]);
    desk.hear(1, &[255, 255]);
    // The show has no glow: that is not asked at all.
    assert_eq!(desk.asks(&specs()).len(), 1);
    desk.hear(1, &[51, 255]);
    let asks = desk.asks(&specs());
    assert_eq!(asks[0].command, set("master-volume", 0.2));
    let mut again = 0;
    while !desk.asks(&specs()).is_empty() {
        again += 1;
        assert!(again < 100);
    }
    assert_eq!(again, usize::from(TRIES) - 1);
}
