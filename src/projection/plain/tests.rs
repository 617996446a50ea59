use std::f32::consts::PI;

use welkin_installation::{Surface, View};
use welkin_values::{Coverage, Light, Picture};

use super::*;
use crate::Glow;
use welkin_space::SoundField;

const DOME: Surface = Surface::Dome {
    radius_m: 5.0,
    tilt: 0.0,
    fov: PI,
};

/// Red to the right, green downwards.
fn ramps(size: usize) -> Picture {
    let mut picture = Picture::filled(size, size, [0.0, 0.0, 0.5]);
    for y in 0..size {
        for x in 0..size {
            let part = |index: usize| (index as f32 + 0.5) / size as f32;
            picture.pixels[y * size + x] = Picture::filled(1, 1, [part(x), part(y), 0.5]).pixels[0];
        }
    }
    picture
}

fn drawn(settings: &LightSettings, pictures: [Pair; 2]) -> Vec<Vec3> {
    let [width, height] = settings.lens.size();
    let mut out = vec![Vec3::NAN; (width * height) as usize];
    draw(settings, pictures, 0..height, &mut out);
    out
}

fn sheet(rgb: [f32; 3]) -> Sheet {
    Sheet::new(&Picture::filled(3, 2, rgb))
}

#[test]
fn a_domes_own_square_goes_through_a_domemaster_unchanged() {
    let sheet = Sheet::new(&ramps(64));
    let lens = Lens::new(View::Domemaster { fov: PI }, DOME, [64, 64]);
    let settings = LightSettings::new(lens, Coverage::Dome { fov: PI });
    let out = drawn(&settings, [Some([&sheet, &sheet]), None]);
    let (mut lit, mut dark) = (0, 0);
    for (index, rgb) in out.iter().enumerate() {
        let at = Vec2::new((index % 64) as f32 + 0.5, (index / 64) as f32 + 0.5);
        let from_centre = at.distance(Vec2::splat(32.0));
        if from_centre < 31.4 {
            let expected = Vec3::new(at.x / 64.0, at.y / 64.0, 0.5);
            assert!(rgb.distance(expected) < 2e-3, "{at} {rgb}");
            lit += 1;
        } else if from_centre > 32.5 {
            assert_eq!(*rgb, Vec3::ZERO);
            dark += 1;
        }
    }
    assert!(lit > 3000 && dark > 700);
}

#[test]
fn light_in_directions_is_what_pixels_there_show() {
    let sheet = Sheet::new(&ramps(32));
    let pictures = [Some([&sheet, &sheet]), None];
    let flat = Coverage::Flat {
        fov: 1.2,
        aspect: 1.5,
    };
    for coverage in [Coverage::Dome { fov: PI }, flat, Coverage::Mirrored] {
        let lens = Lens::new(View::Equirectangular, DOME, [40, 20]);
        let settings = LightSettings::new(lens, coverage);
        let expected = drawn(&settings, pictures);
        let middle = |index: usize| Vec2::new((index % 40) as f32 + 0.5, (index / 40) as f32 + 0.5);
        let directions: Vec<Vec3> = (0..800)
            .map(|index| lens.direction(middle(index)).unwrap_or_default())
            .collect();
        let mut out = vec![Vec3::NAN; 800];
        light_in(&settings, pictures, &directions, &mut out);
        assert_eq!(out, expected, "{coverage:?}");
        let undistorted = LightSettings {
            lens: Lens::new(View::Picture, DOME, [8, 8]),
            ..settings
        };
        light_in(&undistorted, pictures, &directions, &mut out);
        assert!(out.iter().all(|light| light.is_finite()));
        assert!(out.iter().any(|light| *light != Vec3::ZERO));
    }
}

#[test]
fn rows_drawn_apart_are_the_rows_drawn_together() {
    let sheet = Sheet::new(&ramps(16));
    let lens = Lens::new(View::Equirectangular, DOME, [30, 15]);
    let settings = LightSettings::new(lens, Coverage::Dome { fov: PI });
    let together = drawn(&settings, [Some([&sheet, &sheet]), None]);
    for y in 0..15 {
        let mut row = vec![Vec3::NAN; 30];
        draw(
            &settings,
            [Some([&sheet, &sheet]), None],
            y..y + 1,
            &mut row,
        );
        assert_eq!(row, together[y as usize * 30..][..30]);
    }
}

#[test]
fn decks_and_pictures_mix_in_linear_light() {
    let (red, green, blue) = (
        sheet([1.0, 0.0, 0.0]),
        sheet([0.0, 1.0, 0.0]),
        sheet([0.0, 0.0, 1.0]),
    );
    let lens = Lens::new(View::Picture, DOME, [4, 4]);
    let mut settings = LightSettings::new(lens, Coverage::Dome { fov: PI });
    settings.decks[0].blend = 0.25;
    settings.fade = 0.5;
    settings.master = 0.5;
    let out = drawn(&settings, [Some([&red, &green]), Some([&red, &blue])]);
    for rgb in out {
        assert!(
            rgb.distance(Vec3::new(0.1875, 0.0625, 0.25)) < 1e-5,
            "{rgb}"
        );
    }
}

#[test]
fn a_deck_without_pictures_is_dark() {
    let red = sheet([1.0, 0.0, 0.0]);
    let lens = Lens::new(View::Picture, DOME, [4, 4]);
    let mut settings = LightSettings::new(lens, Coverage::Dome { fov: PI });
    assert_eq!(
        drawn(&settings, [None, Some([&red, &red])]),
        vec![Vec3::ZERO; 16]
    );
    settings.fade = 1.0;
    assert_eq!(
        drawn(&settings, [None, Some([&red, &red])]),
        vec![Vec3::X; 16]
    );
}

#[test]
fn nonsense_draws_numbers() {
    let sheet = sheet([0.3, 0.4, f32::NAN]);
    let bad = f32::NAN;
    for coverage in [
        Coverage::Mirrored,
        Coverage::Dome { fov: PI },
        Coverage::Cube { soften: 0.0 },
    ] {
        let lens = Lens::new(View::Equirectangular, DOME, [9, 5]);
        let mut settings = LightSettings::new(lens, coverage);
        settings.decks[0].light = Light {
            brightness: bad,
            hue: bad,
            saturation: bad,
            zoom: bad,
            rotation: bad,
            glow: bad,
        };
        settings.decks[0].glow.amount = bad;
        settings.decks[0].blend = bad;
        settings.master = 3.0;
        settings.fade = bad;
        for rgb in drawn(&settings, [Some([&sheet, &sheet]), None]) {
            assert!(rgb.is_finite(), "{rgb}");
        }
    }
}

#[test]
fn between_pixels_a_sheet_is_even_and_beyond_its_edge_mirrored() {
    let sheet = Sheet::new(&ramps(8));
    let close = |a: Vec3, b: Vec3| assert!(a.distance(b) < 1e-3, "{a} {b}");
    close(
        sheet.sample(Vec2::new(0.5, 0.3), false),
        Vec3::new(0.5, 0.3, 0.5),
    );
    let beyond = sheet.sample(Vec2::new(-0.3, 1.2), false);
    close(beyond, sheet.sample(Vec2::new(0.3, 0.8), false));
    let around = sheet.sample(Vec2::new(1.3, 0.2), true);
    close(around, sheet.sample(Vec2::new(0.3, 0.2), true));
    let seam = sheet.sample(Vec2::new(0.0, 0.5), true);
    close(seam, Vec3::new(0.5, 0.5, 0.5));
}

#[test]
fn a_picture_that_lies_about_its_size_is_black() {
    let mut picture = Picture::filled(4, 4, [1.0, 1.0, 1.0]);
    picture.pixels.pop();
    assert_eq!(
        Sheet::new(&picture).sample(Vec2::splat(0.5), false),
        Vec3::ZERO
    );
}

#[test]
fn stored_frames_are_the_drawn_ones_finished() {
    let sheet = Sheet::new(&ramps(16));
    let lens = Lens::new(View::Domemaster { fov: PI }, DOME, [20, 20]);
    let settings = LightSettings::new(lens, Coverage::Dome { fov: PI });
    let pictures = [Some([&sheet, &sheet]), None];
    let (mut eight, mut sixteen) = (vec![9; 400 * 4], vec![9; 400 * 4]);
    draw_rgba8(&settings, pictures, 0..20, &mut eight);
    draw_rgba16(&settings, pictures, 0..20, &mut sixteen);
    for (index, linear) in drawn(&settings, pictures).into_iter().enumerate() {
        let green = Picture::srgb_from_linear(linear.y);
        let close =
            |stored: f32, step: f32| assert!((stored - green).abs() <= step, "{stored} {green}");
        close(f32::from(eight[index * 4 + 1]) / 255.0, 0.51 / 255.0);
        close(f32::from(sixteen[index * 4 + 1]) / 65535.0, 0.51 / 65535.0);
        assert_eq!(
            (eight[index * 4 + 3], sixteen[index * 4 + 3]),
            (u8::MAX, u16::MAX)
        );
    }
}

#[test]
fn it_glows_where_it_sounds() {
    let sheet = sheet([0.2, 0.2, 0.2]);
    let lens = Lens::new(View::Equirectangular, DOME, [36, 18]);
    let mut settings = LightSettings::new(lens, Coverage::Dome { fov: 2.0 * PI });
    let silent = drawn(&settings, [Some([&sheet, &sheet]), None]);
    settings.decks[0].glow.amount = 2.0;
    assert_eq!(drawn(&settings, [Some([&sheet, &sheet]), None]), silent);
    // One sound from the left, as loud as can be.
    let left = welkin_values::Direction::from_degrees(90.0, 0.0);
    let mut field = SoundField::silent(welkin_values::Moment::ZERO, 3);
    field.splat(left, [0.1; 3]);
    field.bands.iter_mut().for_each(|band| band.reference = 0.3);
    settings.decks[0].glow = Glow::of(&field, 2.0);
    let lit = drawn(&settings, [Some([&sheet, &sheet]), None]);
    let brightest = (0..lit.len())
        .max_by(|a, b| lit[*a].x.total_cmp(&lit[*b].x))
        .expect("there are pixels");
    let place = Vec2::new((brightest % 36) as f32 + 0.5, (brightest / 36) as f32 + 0.5);
    let there = lens.direction(place).expect("the whole sphere is seen");
    assert!(there.angle_between(left.vector()) < 0.15, "{there}");
    assert!(lit[brightest].x > 2.7 * silent[brightest].x);
    assert!(
        lit.iter()
            .zip(&silent)
            .all(|(lit, dark)| lit.x >= dark.x - 1e-6)
    );
}
