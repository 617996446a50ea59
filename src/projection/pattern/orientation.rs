//! Cards that say where left, right, top, bottom, front and back are.

use std::sync::LazyLock;

use glam::{Vec2, Vec3};
use welkin_values::Direction;

use super::paint::{colour, grey, outside_card, pixel_angle};
use super::sure::{Around, Grain, both, either, is_below};
use super::text::{has_ink, has_surely_ink, width_of};

/// Height of the words, as a tangent.
const WORDS: f32 = 0.12;
/// Degrees of height at which the four around stand: within a dome, and within most walls.
const AROUND_DEG: f32 = 15.0;
/// Height of a step of the ground's shades, degrees.
const STEP_DEG: f32 = 15.0;

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

/// A card with what is the same wherever it is looked at.
struct Hung {
    words: &'static str,
    /// Half its width and height, as tangents.
    half: Vec2,
    colour: Vec3,
    middle: Vec3,
    right: Vec3,
    up: Vec3,
}

static HUNG: LazyLock<[Hung; 6]> = LazyLock::new(|| {
    CARDS.map(|card| {
        let middle = Direction::from_degrees(card.azimuth_deg, card.elevation_deg).vector();
        // At the zenith words stand upright for who faces the front and looks up; at the nadir likewise.
        let right = Direction::from_degrees(card.azimuth_deg - 90.0, 0.0).vector();
        let [red, green, blue] = card.colour;
        Hung {
            words: card.words,
            half: Vec2::new(width_of(card.words, WORDS) / 2.0 + 0.09, WORDS / 2.0 + 0.07),
            colour: colour(red, green, blue),
            middle,
            right,
            up: right.cross(middle),
        }
    })
});

/// Linear light of words, rims, arrows and middle lines.
static PAINTS: LazyLock<[Vec3; 4]> =
    LazyLock::new(|| [grey(0.02), grey(1.0), grey(0.75), grey(0.5)]);

/// The ground to the left and right of the middle for each step of 15°, from the nadir up.
static GROUNDS: LazyLock<[[Vec3; 2]; 13]> = LazyLock::new(|| {
    std::array::from_fn(|step| {
        let band = (step as f32 - 6.0) / 6.0;
        let shade = 0.2 + 0.13 * band;
        [
            colour(shade * 1.25, shade * 0.55, shade * 0.55),
            colour(shade * 0.5, shade * 1.05, shade * 0.65),
        ]
    })
});

/// Corners of cards are so round, as a tangent.
const ROUND: f32 = 0.05;
/// No card is seen farther than this from its middle: the cosine of 24°.
const FARTHEST: f32 = 0.913;
/// Arrows are no wider and no higher than this around their middle, degrees.
const ARROW_DEG: [f32; 2] = [1.8, 2.4];

/// The light in a direction that changes by `steps` from pixel to pixel.
pub(super) fn light(at: Vec3, steps: [Vec3; 2]) -> Vec3 {
    let pixel_angle = pixel_angle(steps);
    let [word_light, rim_light, _, _] = *PAINTS;
    for card in HUNG.iter() {
        let Some(from_middle) = on_card(card, at) else {
            continue;
        };
        let beyond = outside_card(from_middle, card.half, ROUND);
        let rim = (2.5 * pixel_angle).max(0.008);
        if beyond < -rim {
            let is_word = has_ink(card.words, from_middle, WORDS);
            return if is_word { word_light } else { card.colour };
        }
        if beyond < 0.0 {
            return rim_light;
        }
    }
    ground(at, pixel_angle)
}

/// The light of [`light`] where it is the same all around, for a fraction of the cost; none where it is not, or not for
/// sure.
pub(super) fn sure_light(around: &Around, grain: &Grain) -> Option<Vec3> {
    let pixel_angle = grain.pixel;
    let Around { at, reach, .. } = *around;
    let [word_light, rim_light, arrow_light, line_light] = *PAINTS;
    // Cards lie far from each other.
    let near = HUNG
        .iter()
        .find(|card| at.dot(card.middle) + reach > FARTHEST);
    if let Some((card, from_middle)) = near.and_then(|card| Some((card, on_card(card, at)?))) {
        // Tangents change faster than angles: (1 + t²) times, with t at most that of 24° and what it reaches.
        let slack = 1.6 * reach + 1e-6;
        let beyond = outside_card(from_middle, card.half, ROUND);
        let rim = (2.5 * pixel_angle).max(0.008);
        if is_below(beyond, -rim, slack)? {
            let is_word = has_surely_ink(card.words, from_middle, WORDS, slack)?;
            return Some(if is_word { word_light } else { card.colour });
        }
        if is_below(beyond, 0.0, slack)? {
            return Some(rim_light);
        }
    }
    if has_surely_arrow(around)? {
        return Some(arrow_light);
    }
    let line = 0.8 * pixel_angle;
    let is_line = |part: f32| is_below(part.abs(), line, reach);
    if either(is_line(at.x), either(is_line(at.z), is_line(at.y)))? {
        return Some(line_light);
    }
    let step = around.elevation / STEP_DEG.to_radians();
    let off = around.reach / STEP_DEG.to_radians();
    if (step - off).floor() != (step + off).floor() {
        return None;
    }
    Some(ground_of(step.floor(), at.x))
}

/// Whether all around is an arrow (yes), or nowhere (no).
fn has_surely_arrow(around: &Around) -> Option<bool> {
    let every = 30.0_f32.to_radians();
    let up = around.elevation - (around.elevation / every).round() * every;
    let middle = (around.azimuth / every - 0.5).round() + 0.5;
    let right = (middle * every - around.azimuth) * around.across;
    let off = [around.turn + 0.3 * around.reach, around.reach];
    // Between two arrows is more room than anything reaches.
    if off.iter().any(|off| *off > 0.03) {
        return None;
    }
    let is_beside = |at: f32, off: f32, half_deg: f32| at.abs() - off > half_deg.to_radians();
    let is_off = is_beside(right, off[0], ARROW_DEG[0]) || is_beside(up, off[1], ARROW_DEG[1]);
    if is_off {
        return Some(false);
    }
    let highest = 61.0_f32.to_radians();
    // Beyond the highest arrows no other's middle is near: 90° lies 28° above.
    if (around.elevation - up).abs() > highest {
        return Some(false);
    }
    let (right, up) = (right.abs().to_degrees(), up.to_degrees());
    let off = (off[0] + off[1]).to_degrees();
    let [_, half] = ARROW_DEG;
    let head = both(
        both(is_below(-up, 0.0, off), is_below(up, half, off)),
        is_below(right, (half - up) * 0.75, 2.0 * off),
    );
    let shaft = both(
        both(is_below(-half, up, off), is_below(up, 0.0, off)),
        is_below(right, 0.55, off),
    );
    either(head, shaft)
}

/// Where a direction meets a card's plane: x to the right, y down, as tangents from its middle.
fn on_card(card: &Hung, at: Vec3) -> Option<Vec2> {
    let depth = at.dot(card.middle);
    (depth > 0.2).then(|| Vec2::new(at.dot(card.right), -at.dot(card.up)) / depth)
}

/// Red to the left, green to the right, brighter upwards in steps of 15°; arrows that point up.
fn ground(at: Vec3, pixel_angle: f32) -> Vec3 {
    let direction = Direction::from_vector(at);
    let [_, _, arrow_light, line_light] = *PAINTS;
    if is_arrow(direction) {
        return arrow_light;
    }
    let line = 0.8 * pixel_angle;
    let is_middle = at.x.abs() < line || at.z.abs() < line || at.y.abs() < line;
    if is_middle {
        return line_light;
    }
    ground_of((direction.elevation.to_degrees() / STEP_DEG).floor(), at.x)
}

fn ground_of(step: f32, right: f32) -> Vec3 {
    let [left_light, right_light] = GROUNDS[((step + 6.0) as usize).min(GROUNDS.len() - 1)];
    if right < 0.0 { left_light } else { right_light }
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
