//! Cards that say where left, right, top, bottom, front and back are.

use glam::{Vec2, Vec3};
use welkin_values::Direction;

use super::paint::{colour, grey, outside_card, pixel_angle};
use super::text::{has_ink, width_of};

/// Height of the words, as a tangent.
const WORDS: f32 = 0.12;
/// Degrees of height at which the four around stand: within a dome, and within most walls.
const AROUND_DEG: f32 = 15.0;

struct Card {
    words: &'static str,
    azimuth_deg: f32,
    elevation_deg: f32,
    colour: [f32; 3],
}

const fn card(
    words: &'static str,
    [azimuth_deg, elevation_deg]: [f32; 2],
    colour: [f32; 3],
) -> Card {
    Card {
        words,
        azimuth_deg,
        elevation_deg,
        colour,
    }
}

/// Left is red and right green, as on ships.
const CARDS: [Card; 6] = [
    card("FRONT", [0.0, AROUND_DEG], [0.95, 0.75, 0.2]),
    card("LEFT", [90.0, AROUND_DEG], [0.85, 0.2, 0.2]),
    card("RIGHT", [-90.0, AROUND_DEG], [0.15, 0.7, 0.3]),
    card("BACK", [180.0, AROUND_DEG], [0.6, 0.4, 0.9]),
    card("TOP", [0.0, 90.0], [0.35, 0.65, 1.0]),
    card("BOTTOM", [0.0, -90.0], [0.5, 0.5, 0.5]),
];

/// The light in a direction that changes by `steps` from pixel to pixel.
pub(super) fn light(at: Vec3, steps: [Vec3; 2]) -> Vec3 {
    let pixel_angle = pixel_angle(steps);
    for card in &CARDS {
        let Some(from_middle) = on_card(card, at) else {
            continue;
        };
        let half = Vec2::new(width_of(card.words, WORDS) / 2.0 + 0.09, WORDS / 2.0 + 0.07);
        let beyond = outside_card(from_middle, half, 0.05);
        let rim = (2.5 * pixel_angle).max(0.008);
        let [red, green, blue] = card.colour;
        if beyond < -rim {
            let is_word = has_ink(card.words, from_middle, WORDS);
            return if is_word {
                grey(0.02)
            } else {
                colour(red, green, blue)
            };
        }
        if beyond < 0.0 {
            return grey(1.0);
        }
    }
    ground(at, pixel_angle)
}

/// Where a direction meets a card's plane: x to the right, y down, as tangents from its middle.
fn on_card(card: &Card, at: Vec3) -> Option<Vec2> {
    let middle = Direction::from_degrees(card.azimuth_deg, card.elevation_deg).vector();
    // At the zenith words stand upright for who faces the front and looks up; at the nadir likewise.
    let right = Direction::from_degrees(card.azimuth_deg - 90.0, 0.0).vector();
    let up = right.cross(middle);
    let depth = at.dot(middle);
    (depth > 0.2).then(|| Vec2::new(at.dot(right), -at.dot(up)) / depth)
}

/// Red to the left, green to the right, brighter upwards in steps of 15°; arrows that point up.
fn ground(at: Vec3, pixel_angle: f32) -> Vec3 {
    let direction = Direction::from_vector(at);
    if is_arrow(direction) {
        return grey(0.75);
    }
    let line = 0.8 * pixel_angle;
    let is_middle = at.x.abs() < line || at.z.abs() < line || at.y.abs() < line;
    if is_middle {
        return grey(0.5);
    }
    let band = (direction.elevation.to_degrees() / 15.0).floor() / 6.0;
    let shade = 0.2 + 0.13 * band;
    if at.x < 0.0 {
        colour(shade * 1.25, shade * 0.55, shade * 0.55)
    } else {
        colour(shade * 0.5, shade * 1.05, shade * 0.65)
    }
}

/// An arrow that points up, every 30° around and every 30° of height, but where the cards are.
fn is_arrow(direction: Direction) -> bool {
    let (azimuth_deg, elevation_deg) = (
        direction.azimuth.to_degrees(),
        direction.elevation.to_degrees(),
    );
    let middle_deg = (elevation_deg / 30.0).round() * 30.0;
    let around = (azimuth_deg / 30.0 - 0.5).round() + 0.5;
    if middle_deg.abs() > 61.0 {
        return false;
    }
    let right = (around * 30.0 - azimuth_deg) * direction.elevation.cos();
    let up = elevation_deg - middle_deg;
    let head = (0.0..2.4).contains(&up) && right.abs() < (2.4 - up) * 0.75;
    let shaft = (-2.4..=0.0).contains(&up) && right.abs() < 0.55;
    head || shaft
}
