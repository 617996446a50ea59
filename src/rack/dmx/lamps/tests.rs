#![allow(clippy::unwrap_used, reason = "a test may stop at once")]
//! Colours become the right bytes, slowly and evenly.

use welkin_installation::LampLayout;
use welkin_values::Direction;

use super::*;

fn lamp(universe: u16, channel: u16, layout: LampLayout) -> Lamp {
    Lamp {
        id: "a".into(),
        towards: Direction::default(),
        width: 1.0,
        universe,
        channel,
        layout,
        is_fine: false,
        gamma: 1.0,
        max: 1.0,
        smoothing_secs: 0.0,
    }
}

/// The channels of the first universe after a frame that is long enough.
fn after(lamps: &[Lamp], colours: &[[f32; 3]]) -> Vec<u8> {
    let mut lamps = Lamps::new(lamps);
    lamps.step(colours, 1.0);
    lamps.universes().next().unwrap().1.to_vec()
}

#[test]
fn layouts() {
    let colour = [1.0, 0.6, 0.2];
    for (layout, bytes) in [
        (LampLayout::Dimmer, vec![167]),
        (LampLayout::Rgb, vec![255, 153, 51]),
        (LampLayout::Rgbw, vec![204, 102, 0, 51]),
        (LampLayout::Grb, vec![153, 255, 51]),
        (LampLayout::DimmerRgb, vec![255, 255, 153, 51]),
        (LampLayout::DimmerRgbw, vec![255, 204, 102, 0, 51]),
    ] {
        assert_eq!(after(&[lamp(1, 1, layout)], &[colour]), bytes, "{layout:?}");
    }
    let at_three = after(&[lamp(1, 3, LampLayout::Rgb)], &[colour]);
    assert_eq!(at_three, [0, 0, 255, 153, 51]);
}

#[test]
fn curves_limits_and_fine_channels() {
    let square = Lamp {
        gamma: 2.0,
        ..lamp(1, 1, LampLayout::Rgb)
    };
    assert_eq!(
        after(std::slice::from_ref(&square), &[[0.25, 1.0, 0.0]]),
        [128, 255, 0]
    );
    let half = Lamp {
        max: 0.25,
        ..square
    };
    assert_eq!(after(&[half], &[[1.0, 0.25, 0.0]]), [128, 64, 0]);
    let fine = Lamp {
        is_fine: true,
        ..lamp(1, 1, LampLayout::Dimmer)
    };
    assert_eq!(after(&[fine], &[[0.5; 3]]), [0x80, 0]);
}

#[test]
fn hostile_colours_stay_colours() {
    let lamps = [lamp(1, 1, LampLayout::Rgbw), lamp(1, 510, LampLayout::Rgb)];
    let bad = [f32::NAN, f32::INFINITY, -1.0];
    let bytes = after(&lamps, &[bad, bad, bad]);
    assert_eq!(bytes.len(), 512);
    assert_eq!(
        (&bytes[..4], &bytes[509..]),
        (&[0, 255, 0, 0][..], &[0, 255, 0][..])
    );
    // A lamp without a colour stays as it is.
    assert_eq!(after(&lamps, &[])[..4], [0, 0, 0, 0]);
}

#[test]
fn a_fade_goes_most_of_the_way_in_its_time_whatever_the_frames() {
    for frames in [1, 5, 44] {
        let slow = Lamp {
            smoothing_secs: 1.0,
            is_fine: true,
            ..lamp(1, 1, LampLayout::Dimmer)
        };
        let mut lamps = Lamps::new(&[slow]);
        for _ in 0..frames {
            lamps.step(&[[1.0; 3]], 1.0 / frames as f32);
        }
        let bytes: [u8; 2] = lamps.universes().next().unwrap().1.try_into().unwrap();
        let share = f32::from(u16::from_be_bytes(bytes)) / 65_535.0;
        assert!((share - 0.632).abs() < 1e-3, "{share}");
    }
}

#[test]
fn dither_keeps_the_mean_while_light_moves_and_rests_with_it() {
    let slow = Lamp {
        smoothing_secs: 20.0,
        ..lamp(1, 1, LampLayout::Dimmer)
    };
    let mut lamps = Lamps::new(&[slow]);
    let byte = |lamps: &Lamps| lamps.universes().next().unwrap().1[0];
    let (mut sum, mut exact, mut steps) = (0.0, 0.0, 0);
    let mut last = 0;
    for frame in 1..=440 {
        lamps.step(&[[0.05; 3]], 1.0 / 44.0);
        sum += f64::from(byte(&lamps));
        exact += 255.0 * 0.05 * (1.0 - (-f64::from(frame) / 880.0).exp());
        steps += usize::from(byte(&lamps) != last);
        last = byte(&lamps);
    }
    // What rounding leaves over is never more than one step in all.
    assert!((sum - exact).abs() < 1.0, "{sum} {exact}");
    assert!(steps > 50, "{steps}");
    lamps.step(&[[0.05; 3]], 1e6);
    for _ in 0..100 {
        lamps.step(&[[0.05; 3]], 1.0 / 44.0);
        assert_eq!(byte(&lamps), 13);
    }
}
