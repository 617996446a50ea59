//! The whole light pass on a processor: what the shader must do, written to be read.
//!
//! Rows are independent, so a caller can give each thread its share of them.

mod sheet;

use std::ops::Range;

use glam::{Vec2, Vec3};
use welkin_values::{Coverage, Direction};

pub use sheet::Sheet;

use crate::lift::lifted;
use crate::{
    DeckLight, Lens, LightSettings, Look, OutputMap, Taps, aspect_of, shade_of, taps_at,
    taps_in_picture,
};

/// A deck's two newest pictures, the older first; none while it has made none.
pub type Pair<'a> = Option<[&'a Sheet; 2]>;

/// Draws some rows of a frame into `out`, in linear light, before [`crate::Finish`].
///
/// # Panics
/// If `out` is not the frame's width times the number of rows.
pub fn draw(settings: &LightSettings, pictures: [Pair; 2], rows: Range<u32>, out: &mut [Vec3]) {
    let width = settings.lens.size()[0];
    let expected = width as usize * rows.len();
    assert_eq!(
        out.len(),
        expected,
        "pixels for {} rows of {width}",
        rows.len()
    );
    let decks = shown(settings, pictures);
    for (y, row) in rows.zip(out.chunks_exact_mut(width as usize)) {
        for (x, out) in row.iter_mut().enumerate() {
            let pixel = Vec2::new(x as f32 + 0.5, y as f32 + 0.5);
            *out = light_at(settings, &decks, pixel);
        }
    }
}

/// Draws some rows of a frame as 8-bit red, green, blue and alpha, finished.
///
/// # Panics
/// If `out` is not four numbers for each pixel of the rows.
pub fn draw_rgba8(settings: &LightSettings, pictures: [Pair; 2], rows: Range<u32>, out: &mut [u8]) {
    draw_stored(settings, pictures, rows, out, u8::MAX, |value| {
        (value * 255.0).round() as u8
    });
}

/// Draws some rows of a frame as 16-bit red, green, blue and alpha, finished.
///
/// # Panics
/// If `out` is not four numbers for each pixel of the rows.
pub fn draw_rgba16(
    settings: &LightSettings,
    pictures: [Pair; 2],
    rows: Range<u32>,
    out: &mut [u16],
) {
    draw_stored(settings, pictures, rows, out, u16::MAX, |value| {
        (value * 65535.0).round() as u16
    });
}

fn draw_stored<T: Copy>(
    settings: &LightSettings,
    pictures: [Pair; 2],
    rows: Range<u32>,
    out: &mut [T],
    opaque: T,
    stored: impl Fn(f32) -> T,
) {
    let width = settings.lens.size()[0] as usize;
    let expected = width * rows.len() * 4;
    assert_eq!(
        out.len(),
        expected,
        "numbers for {} rows of {width}",
        rows.len()
    );
    let mut linear = vec![Vec3::ZERO; width];
    for (y, row) in rows.zip(out.chunks_exact_mut(width * 4)) {
        draw(settings, pictures, y..y + 1, &mut linear);
        for (x, (out, linear)) in row.chunks_exact_mut(4).zip(&linear).enumerate() {
            let [r, g, b] = settings.stored(*linear, x as u32, y).to_array();
            out.copy_from_slice(&[stored(r), stored(g), stored(b), opaque]);
        }
    }
}

/// The light in some directions (unit vectors in dome space), linear, whatever the settings' lens: what a flash guard is
/// asked about.
///
/// # Panics
/// If `out` is not as long as `directions`.
pub fn light_in(
    settings: &LightSettings,
    pictures: [Pair; 2],
    directions: &[Vec3],
    out: &mut [Vec3],
) {
    assert_eq!(out.len(), directions.len(), "lights for directions");
    let mut decks = shown(settings, pictures);
    for deck in &mut decks {
        // Some lenses' pixels have no angle.
        deck.pixel_angle = deck.pixel_angle.max(1e-3);
    }
    for (out, direction) in out.iter_mut().zip(directions) {
        *out = towards(*direction, &decks);
    }
}

/// A deck that counts, with what every pixel needs of it.
struct Shown<'a> {
    deck: DeckLight,
    look: Look,
    weight: f32,
    blend: f32,
    pixel_angle: f32,
    pictures: [&'a Sheet; 2],
}

fn shown<'a>(settings: &LightSettings, pictures: [Pair<'a>; 2]) -> Vec<Shown<'a>> {
    let decks = settings
        .decks
        .into_iter()
        .zip(settings.weights())
        .zip(pictures);
    decks
        .filter(|((_, weight), _)| *weight > 0.0)
        .filter_map(|((deck, weight), pair)| {
            Some(Shown {
                deck,
                look: Look::of(deck.light),
                weight,
                blend: deck.blend_share(),
                pixel_angle: settings.lens.pixel_angle(),
                pictures: pair?,
            })
        })
        .collect()
}

fn light_at(settings: &LightSettings, decks: &[Shown], pixel: Vec2) -> Vec3 {
    let lens = &settings.lens;
    if let Lens::Baked(lens) = lens {
        let map = settings
            .tables
            .as_ref()
            .and_then(|tables| tables.map.as_ref());
        return map.map_or(Vec3::ZERO, |map| {
            light_of_map(map, lens.index(map, pixel), decks, settings)
        });
    }
    if let Lens::Picture(lens) = lens {
        let of_deck = |shown: &Shown| {
            let coverage = shown.deck.coverage;
            let (place, rim) = lens.place(pixel, aspect_of(coverage));
            let direction = match coverage {
                // A place is seen in several directions.
                Coverage::Mirrored | Coverage::Cube { .. } => None,
                _ => coverage.direction(place).map(Direction::vector),
            };
            shown.light(
                taps_in_picture(coverage, &shown.look, place),
                rim,
                direction,
            )
        };
        return settings.levelled(decks.iter().map(of_deck).sum());
    }
    let Some(direction) = lens.direction(pixel) else {
        return Vec3::ZERO;
    };
    let rim = match lens {
        Lens::Domemaster(lens) => lens.rim(pixel),
        Lens::Frustum(lens) => lens.edge(pixel, settings.vignette),
        _ => 1.0,
    };
    settings.levelled(towards(direction, decks)) * rim
}

/// What a map says of a pixel.
fn light_of_map(map: &OutputMap, index: usize, decks: &[Shown], settings: &LightSettings) -> Vec3 {
    let (Some([x, y, z, weight]), Some(lift)) = (map.looks.get(index), map.lift.get(index)) else {
        return Vec3::ZERO;
    };
    let light = match *weight > 0.0 {
        true => settings.levelled(towards(Vec3::new(*x, *y, *z), decks)) * *weight,
        false => Vec3::ZERO,
    };
    light.map(|channel| lifted(channel, *lift))
}

/// The decks' light in a direction.
fn towards(direction: Vec3, decks: &[Shown]) -> Vec3 {
    let of_deck = |shown: &Shown| {
        let coverage = shown.deck.coverage;
        let shade = shade_of(coverage, direction, shown.pixel_angle);
        if shade <= 0.0 {
            return Vec3::ZERO;
        }
        shown.light(
            taps_at(coverage, &shown.look, direction),
            shade,
            Some(direction),
        )
    };
    decks.iter().map(of_deck).sum()
}

impl Shown<'_> {
    fn light(&self, taps: Taps, shade: f32, direction: Option<Vec3>) -> Vec3 {
        if shade <= 0.0 {
            return Vec3::ZERO;
        }
        let wraps = self.deck.coverage.wraps();
        let mut seen = Vec3::ZERO;
        for tap in taps.0.into_iter().filter(|tap| tap.share > 0.0) {
            let [older, newer] = self.pictures;
            let light = if self.blend <= 0.0 {
                older.sample(tap.at, wraps)
            } else if self.blend >= 1.0 {
                newer.sample(tap.at, wraps)
            } else {
                older
                    .sample(tap.at, wraps)
                    .lerp(newer.sample(tap.at, wraps), self.blend)
            };
            seen += light * tap.share;
        }
        let seen = seen.max(Vec3::ZERO).min(Vec3::ONE);
        let gain = direction.map_or(1.0, |direction| self.deck.glow.gain(direction));
        self.look.brighter(gain).apply(seen) * (shade * self.weight)
    }
}

#[cfg(test)]
mod tests;
