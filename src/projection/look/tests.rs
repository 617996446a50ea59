use super::*;

fn look(light: Light) -> Look {
    Look::of(light)
}

fn colours() -> impl Iterator<Item = Vec3> {
    (0..125).map(|index| {
        Vec3::new(
            (index % 5) as f32,
            (index / 5 % 5) as f32,
            (index / 25) as f32,
        ) / 4.0
    })
}

#[test]
fn a_light_at_rest_changes_nothing() {
    for rgb in colours() {
        let seen = look(Light::default()).apply(rgb);
        assert!(seen.distance(rgb) < 2e-6, "{rgb} {seen}");
    }
}

#[test]
fn hue_and_saturation_keep_luminance_and_greys() {
    for step in 0..24 {
        let light = Light {
            hue: step as f32 * 0.5,
            saturation: step as f32 * 0.15,
            ..Light::default()
        };
        let look = look(light);
        for rgb in colours() {
            let turned = look.apply(rgb);
            let within = within_gamut(look.colours * rgb, LUMINANCE.dot(rgb));
            assert!(
                (LUMINANCE.dot(within) - LUMINANCE.dot(rgb)).abs() < 1e-5,
                "{rgb} {within}"
            );
            assert!(
                turned.min_element() > -1e-6 && turned.max_element() < 1.0 + 1e-5,
                "{turned}"
            );
        }
        let grey = Vec3::splat(0.4);
        assert!((look.colours * grey).distance(grey) < 1e-6);
    }
}

#[test]
fn a_whole_turn_of_hue_returns_and_a_third_moves_red_towards_green() {
    let turned = |hue| {
        look(Light {
            hue,
            ..Light::default()
        })
        .apply(Vec3::new(0.3, 0.1, 0.1))
    };
    assert!(turned(std::f32::consts::TAU).distance(turned(0.0)) < 1e-5);
    let third = turned(std::f32::consts::TAU / 3.0);
    assert!(third.y > third.x && third.y > third.z, "{third}");
}

#[test]
fn without_saturation_all_is_grey() {
    let grey = look(Light {
        saturation: 0.0,
        ..Light::default()
    });
    for rgb in colours() {
        let seen = grey.apply(rgb);
        assert!(seen.max_element() - seen.min_element() < 1e-6);
    }
}

#[test]
fn brightness_below_one_is_a_plain_factor() {
    let dim = look(Light {
        brightness: 0.6,
        ..Light::default()
    });
    for rgb in colours() {
        assert!(dim.apply(rgb).distance(rgb * 0.6) < 2e-6);
    }
}

#[test]
fn brightness_beyond_one_never_clips_and_keeps_the_order() {
    for brightness in [1.01, 1.5, 3.0, 20.0] {
        let bright = look(Light {
            brightness,
            ..Light::default()
        });
        let mut before = -1.0;
        for step in 0..=100 {
            let light = step as f32 / 100.0;
            let seen = bright.apply(Vec3::splat(light)).x;
            assert!(
                seen > before && seen <= 1.0 + 1e-5,
                "{brightness} {light} {seen}"
            );
            assert!(
                seen >= light - 1e-5,
                "{brightness} darkens {light} to {seen}"
            );
            before = seen;
        }
        assert!((before - 1.0).abs() < 1e-4, "white stays white: {before}");
    }
}

#[test]
fn nonsense_does_nothing() {
    let bad = f32::NAN;
    let light = Light {
        brightness: bad,
        hue: bad,
        saturation: bad,
        zoom: bad,
        rotation: bad,
        glow: bad,
    };
    assert_eq!(look(light), look(Light::default()));
    let zoom = look(Light {
        zoom: 0.0,
        ..Light::default()
    })
    .zoom;
    assert!(zoom > 0.0);
}
