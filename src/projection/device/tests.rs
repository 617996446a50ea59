use welkin_installation::D50;

use super::*;
use crate::colour::Curve;

/// A projector as one may be measured: its red is orange, its green strong, its white bluish.
const LAMP: DeviceColours = DeviceColours {
    primaries: [[0.62, 0.36], [0.32, 0.57], [0.155, 0.085]],
    white: [0.29, 0.315],
    tone: Tone::Clip,
    gamut: Gamut::Clip,
};

const TONES: [Tone; 2] = [Tone::Clip, Tone::Soft];
const GAMUTS: [Gamut; 2] = [Gamut::Clip, Gamut::Compress];

/// Devices of many kinds, none of which shows pictures as they are.
fn devices() -> Vec<DeviceColours> {
    let named = |primaries: Primaries, white: Chromaticity| DeviceColours {
        primaries: primaries.chromaticities(),
        white,
        ..DeviceColours::default()
    };
    let kinds = [
        named(Primaries::DisplayP3, D65),
        named(Primaries::Rec2020, D65),
        named(Primaries::Srgb, D50),
        named(Primaries::DisplayP3, [0.314, 0.351]),
        LAMP,
    ];
    let mut all = Vec::new();
    for kind in kinds {
        for tone in TONES {
            for gamut in GAMUTS {
                all.push(DeviceColours {
                    tone,
                    gamut,
                    ..kind
                });
            }
        }
    }
    all
}

/// Colours all over the cube, `steps`³ of them.
fn colours(steps: usize) -> impl Iterator<Item = Vec3> {
    let at = move |index: usize| (index % steps) as f32 / (steps - 1) as f32;
    (0..steps * steps * steps)
        .map(move |index| Vec3::new(at(index), at(index / steps), at(index / steps / steps)))
}

fn lab(xyz: DVec3, white: DVec3) -> DVec3 {
    let f = (xyz / white).map(|share| {
        if share > 216.0 / 24_389.0 {
            share.cbrt()
        } else {
            (24_389.0 / 27.0 * share + 16.0) / 116.0
        }
    });
    DVec3::new(116.0 * f.y - 16.0, 500.0 * (f.x - f.y), 200.0 * (f.y - f.z))
}

#[test]
fn devices_like_pictures_cost_nothing() {
    let near = [[0.6400001, 0.33], [0.30, 0.6000001], [0.15, 0.06]];
    for primaries in [Primaries::Srgb.chromaticities(), near] {
        for tone in TONES {
            for gamut in GAMUTS {
                let device = Device::new(&DeviceColours {
                    primaries,
                    white: D65,
                    tone,
                    gamut,
                });
                assert!(device.is_plain());
                assert!(device.folded(Colour::default()).is_plain());
                for picture in colours(9) {
                    assert_eq!(device.light(picture), picture);
                }
            }
        }
    }
    for wanted in devices() {
        let folded = Device::new(&wanted).folded(Colour::default());
        assert!(folded.lut.is_some(), "{wanted:?}");
    }
}

#[test]
fn matrices_are_those_of_the_standards() {
    // Display P3 from sRGB, as in the sample code of CSS Color 4.
    let p3 = Device::new(&devices()[0]).device_from_picture;
    let rows = [
        [0.822_462, 0.177_538, 0.0],
        [0.033_194, 0.966_806, 0.0],
        [0.017_083, 0.072_397, 0.910_520],
    ];
    for (row, expected) in rows.iter().enumerate() {
        let found = p3.row(row);
        assert!(
            (found - Vec3::from(*expected)).abs().max_element() < 2e-6,
            "{row}: {found}"
        );
    }
    // The colorants of ICC's profile of sRGB: its red, green and blue seen under D50.
    let under_d50 = adapted(D65, D50) * xyz_from_rgb(Primaries::Srgb.chromaticities(), D65);
    let colorants = [
        [0.4361, 0.2225, 0.0139],
        [0.3851, 0.7169, 0.0971],
        [0.1431, 0.0606, 0.7141],
    ];
    for (channel, expected) in colorants.iter().enumerate() {
        let found = under_d50.col(channel);
        let apart = (found - DVec3::from(*expected)).abs().max_element();
        assert!(apart < 3e-4, "{channel}: {found}");
    }
}

#[test]
fn what_a_device_can_show_comes_out_as_asked() {
    let asked_of = xyz_from_rgb(Primaries::Srgb.chromaticities(), D65);
    for wanted in devices() {
        let device = Device::new(&wanted);
        let makes = xyz_from_rgb(wanted.primaries, wanted.white);
        let seen = adapted(D65, wanted.white) * asked_of;
        let mut count = 0;
        for picture in colours(21) {
            let asked = seen * picture.as_dvec3();
            let needed = makes.inverse() * asked;
            let purity = 1.0 - needed.min_element() / asked.y.max(1e-9);
            // Below both knees nothing is bent.
            let is_bent = wanted.gamut == Gamut::Compress && purity > f64::from(PURITY_KNEE)
                || wanted.tone == Tone::Soft && needed.max_element() > f64::from(KNEE);
            if needed.min_element() < 0.0 || needed.max_element() > 1.0 || is_bent {
                continue;
            }
            let made = makes * device.light(picture).as_dvec3();
            assert!(
                made.distance(asked) < 2e-6,
                "{wanted:?} {picture}: {made} {asked}"
            );
            count += 1;
        }
        assert!(count > 500, "{wanted:?} {count}");
    }
}

#[test]
fn white_stays_white_and_greys_grey_and_rising() {
    for wanted in devices() {
        let device = Device::new(&wanted);
        let folded = device.folded(Colour::default());
        let mut before = -1.0;
        for step in 0..=500 {
            let grey = step as f32 / 500.0;
            let light = device.light(Vec3::splat(grey));
            assert!(
                (light - grey).abs().max_element() < 1e-6,
                "{wanted:?} {light}"
            );
            let signal = folded.signal(Vec3::splat(grey));
            let level = Vec3::splat(Curve::Srgb.signal(grey));
            assert!(
                (signal - level).abs().max_element() < 2e-6,
                "{wanted:?} {signal}"
            );
            assert!(signal.min_element() > before, "{wanted:?} {grey}");
            before = signal.min_element();
        }
    }
}

#[test]
fn soft_light_rises_and_keeps_its_colour() {
    for wanted in devices()
        .into_iter()
        .filter(|wanted| wanted.tone == Tone::Soft)
    {
        let device = Device::new(&wanted);
        let clipped = Device {
            tone: Tone::Clip,
            ..device
        };
        for full in colours(7).filter(|rgb| rgb.max_element() == 1.0) {
            let mut before = Vec3::splat(-1e-9);
            for step in 1..=200 {
                let picture = full * (step as f32 / 200.0);
                let light = device.light(picture);
                assert!((light + 1e-6).cmpge(before).all(), "{wanted:?} {picture}");
                before = light;
                let faint = clipped.light(full * 0.1) * light.max_element();
                let as_strong = faint / clipped.light(full * 0.1).max_element();
                assert!(
                    light.distance(as_strong) < 1e-5,
                    "{wanted:?} {picture}: {light}"
                );
            }
            assert!(before.max_element() <= 1.0);
        }
    }
}

#[test]
fn compressed_colours_keep_hue_luminance_and_their_order() {
    for wanted in devices() {
        if wanted.gamut == Gamut::Clip || wanted.tone == Tone::Soft {
            continue;
        }
        let device = Device::new(&wanted);
        for full in colours(5).map(|rgb| rgb * 0.3) {
            let asked = device.device_from_picture * full;
            let grey = device.luminance.dot(asked);
            let way = asked - grey;
            if way.length() < 1e-3 {
                continue;
            }
            // From grey outwards to where the picture ends.
            let mut before = 0.0;
            for step in 1..=100 {
                let picture = Vec3::splat(grey) + (full - grey) * (step as f32 / 100.0);
                let light = device.light(picture.max(Vec3::ZERO));
                let along = (light - grey).dot(way) / way.length_squared();
                assert!(
                    light.distance(grey + way * along) < 2e-6,
                    "{wanted:?} {picture}"
                );
                assert!(
                    along > before,
                    "{wanted:?} {picture}: {along} after {before}"
                );
                assert!(light.min_element() >= 0.0);
                before = along;
            }
        }
    }
}

#[test]
fn the_bend_is_smooth_rises_and_ends_at_one() {
    for (knee, peak) in [(0.8, 1.001), (0.75, 1.3), (0.5, 4.0), (0.75, 1e9)] {
        assert_eq!(bent(knee * 0.9, knee, peak), knee * 0.9);
        assert!((bent(peak, knee, peak) - 1.0).abs() < 1e-5, "{peak}");
        let after = bent(knee + 1e-3, knee, peak) - knee;
        assert!((after / 1e-3 - 1.0).abs() < 0.02, "{knee} {peak}: {after}");
        let mut before = 0.0;
        for step in 1..=1000 {
            let now = bent(step as f32 / 1000.0 * peak.min(10.0), knee, peak);
            assert!(now > before && now <= 1.0 + 1e-6, "{knee} {peak} {now}");
            before = now;
        }
    }
    assert_eq!(bent(0.9, 0.75, 1.0), 0.9);
}

/// The whole colour stage by its steps, and by one table: the worst share of white in linear light, and the worst ΔE*ab.
fn worst(wanted: &DeviceColours, stage: &Colour) -> (f32, f64) {
    let device = Device::new(wanted);
    let folded = device.folded(stage.clone());
    let (makes, white) = (
        xyz_from_rgb(wanted.primaries, wanted.white),
        xyz(wanted.white),
    );
    let lab_of = |light: Vec3| lab(makes * light.as_dvec3(), white);
    let (mut worst_share, mut worst_apart) = (0.0_f32, 0.0_f64);
    for place in colours(37) {
        let picture = place.map(|signal| Curve::Srgb.light(signal));
        let seen = |signal: Vec3| signal.map(|signal| stage.curve.light(signal));
        let exact = seen(stage.signal(device.light(picture)));
        let found = seen(folded.signal(picture));
        worst_share = worst_share.max((exact - found).abs().max_element());
        worst_apart = worst_apart.max(lab_of(exact).distance(lab_of(found)));
    }
    (worst_share, worst_apart)
}

#[test]
fn the_table_is_what_its_steps_are() {
    let stages = [
        Colour::default(),
        Colour {
            curve: Curve::Gamma(2.4),
            ..Colour::default()
        },
        Colour {
            gain: [0.9, 1.0, 0.8],
            lut: Some(CubeLut::filled(33, |rgb| {
                rgb.map(|signal| signal.powf(1.1))
            })),
            ..Colour::default()
        },
    ];
    for wanted in devices() {
        let matrix = Device::new(&wanted).device_from_picture.to_cols_array();
        let is_wide = matrix.iter().all(|part| *part > -1e-6);
        if is_wide && (wanted.tone, wanted.gamut) != (Tone::Soft, Gamut::Compress) {
            // Nothing is cut or bent: all four are one.
            continue;
        }
        // Where something is cut or bent, a table cuts the corner between two of its places.
        let (share, apart) = if is_wide {
            (0.0001, 0.15)
        } else if wanted.primaries == LAMP.primaries {
            (0.015, 2.0)
        } else {
            (0.002, 0.5)
        };
        for (number, stage) in stages.iter().enumerate() {
            let found = worst(&wanted, stage);
            assert!(
                found.0 < share && found.1 < apart,
                "{wanted:?} {number}: {found:?}"
            );
        }
    }
}

#[test]
fn nonsense_stays_light() {
    let nonsense = [f64::NAN, f64::INFINITY, -1e300, 0.0, 1e-300, 0.33, 1e300];
    for a in nonsense {
        for b in nonsense {
            for tone in TONES {
                let gamut = if tone == Tone::Soft {
                    Gamut::Compress
                } else {
                    Gamut::Clip
                };
                let device = Device::new(&DeviceColours {
                    primaries: [[a, b], [0.3, 0.6], [b, a]],
                    white: [0.31, 0.33],
                    tone,
                    gamut,
                });
                let white = Device::new(&DeviceColours {
                    white: [a, b],
                    tone,
                    gamut,
                    ..LAMP
                });
                let sound = Device::new(&DeviceColours {
                    tone,
                    gamut,
                    ..LAMP
                });
                for device in [device, white, sound] {
                    for bad in [f32::NAN, f32::INFINITY, -3.0, 1e-40, 0.0, 0.5, 1e30] {
                        for other in [0.0, 0.7, f32::NAN] {
                            let light = device.light(Vec3::new(bad, other, 0.2));
                            let is_light = light.min_element() >= 0.0 && light.max_element() <= 1.0;
                            assert!(is_light && light.is_finite(), "{device:?} {light}");
                        }
                    }
                }
            }
        }
    }
}
