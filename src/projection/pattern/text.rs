//! Letters and figures on a field of five by seven, drawn with a round pen.

use std::sync::LazyLock;

use glam::Vec2;

use super::sure::is_below;

/// Places across and down.
const FIELD: [i32; 2] = [5, 7];
/// From one letter to the next.
const ADVANCE: f32 = 6.0;
/// Half the width of the pen's stroke.
const PEN: f32 = 0.42;

/// For each letter its rows from the top, five bits each, the left one first.
const GLYPHS: [(char, [u8; 7]); 42] = [
    (
        '0',
        [
            0b01110, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01110,
        ],
    ),
    (
        '1',
        [
            0b00100, 0b01100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110,
        ],
    ),
    (
        '2',
        [
            0b01110, 0b10001, 0b00001, 0b00110, 0b01000, 0b10000, 0b11111,
        ],
    ),
    (
        '3',
        [
            0b01110, 0b10001, 0b00001, 0b00110, 0b00001, 0b10001, 0b01110,
        ],
    ),
    (
        '4',
        [
            0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010,
        ],
    ),
    (
        '5',
        [
            0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110,
        ],
    ),
    (
        '6',
        [
            0b01110, 0b10000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110,
        ],
    ),
    (
        '7',
        [
            0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b01000, 0b01000,
        ],
    ),
    (
        '8',
        [
            0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110,
        ],
    ),
    (
        '9',
        [
            0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00001, 0b01110,
        ],
    ),
    (
        'A',
        [
            0b00100, 0b01010, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001,
        ],
    ),
    (
        'B',
        [
            0b11110, 0b10001, 0b10001, 0b11110, 0b10001, 0b10001, 0b11110,
        ],
    ),
    (
        'C',
        [
            0b01110, 0b10001, 0b10000, 0b10000, 0b10000, 0b10001, 0b01110,
        ],
    ),
    (
        'D',
        [
            0b11110, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b11110,
        ],
    ),
    (
        'E',
        [
            0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b11111,
        ],
    ),
    (
        'F',
        [
            0b11111, 0b10000, 0b10000, 0b11110, 0b10000, 0b10000, 0b10000,
        ],
    ),
    (
        'G',
        [
            0b01110, 0b10001, 0b10000, 0b10111, 0b10001, 0b10001, 0b01110,
        ],
    ),
    (
        'H',
        [
            0b10001, 0b10001, 0b10001, 0b11111, 0b10001, 0b10001, 0b10001,
        ],
    ),
    (
        'I',
        [
            0b01110, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b01110,
        ],
    ),
    (
        'J',
        [
            0b00001, 0b00001, 0b00001, 0b00001, 0b00001, 0b10001, 0b01110,
        ],
    ),
    (
        'K',
        [
            0b10001, 0b10010, 0b10100, 0b11000, 0b10100, 0b10010, 0b10001,
        ],
    ),
    (
        'L',
        [
            0b10000, 0b10000, 0b10000, 0b10000, 0b10000, 0b10000, 0b11111,
        ],
    ),
    (
        'M',
        [
            0b10001, 0b11011, 0b10101, 0b10001, 0b10001, 0b10001, 0b10001,
        ],
    ),
    (
        'N',
        [
            0b10001, 0b11001, 0b10101, 0b10011, 0b10001, 0b10001, 0b10001,
        ],
    ),
    (
        'O',
        [
            0b01110, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01110,
        ],
    ),
    (
        'P',
        [
            0b11110, 0b10001, 0b10001, 0b11110, 0b10000, 0b10000, 0b10000,
        ],
    ),
    (
        'Q',
        [
            0b01110, 0b10001, 0b10001, 0b10001, 0b10101, 0b10010, 0b01101,
        ],
    ),
    (
        'R',
        [
            0b11110, 0b10001, 0b10001, 0b11110, 0b10100, 0b10010, 0b10001,
        ],
    ),
    (
        'S',
        [
            0b01111, 0b10000, 0b10000, 0b01110, 0b00001, 0b00001, 0b11110,
        ],
    ),
    (
        'T',
        [
            0b11111, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100, 0b00100,
        ],
    ),
    (
        'U',
        [
            0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01110,
        ],
    ),
    (
        'V',
        [
            0b10001, 0b10001, 0b10001, 0b10001, 0b01010, 0b01010, 0b00100,
        ],
    ),
    (
        'W',
        [
            0b10001, 0b10001, 0b10001, 0b10001, 0b10101, 0b11011, 0b10001,
        ],
    ),
    (
        'X',
        [
            0b10001, 0b10001, 0b01010, 0b00100, 0b01010, 0b10001, 0b10001,
        ],
    ),
    (
        'Y',
        [
            0b10001, 0b10001, 0b01010, 0b00100, 0b00100, 0b00100, 0b00100,
        ],
    ),
    (
        'Z',
        [
            0b11111, 0b00001, 0b00010, 0b00100, 0b01000, 0b10000, 0b11111,
        ],
    ),
    (
        '-',
        [
            0b00000, 0b00000, 0b00000, 0b11111, 0b00000, 0b00000, 0b00000,
        ],
    ),
    (
        '+',
        [
            0b00000, 0b00100, 0b00100, 0b11111, 0b00100, 0b00100, 0b00000,
        ],
    ),
    (
        '/',
        [
            0b00001, 0b00001, 0b00010, 0b00100, 0b01000, 0b10000, 0b10000,
        ],
    ),
    (
        '.',
        [
            0b00000, 0b00000, 0b00000, 0b00000, 0b00000, 0b00000, 0b00100,
        ],
    ),
    (
        '%',
        [
            0b11001, 0b11001, 0b00010, 0b00100, 0b01000, 0b10011, 0b10011,
        ],
    ),
    (
        'x',
        [
            0b00000, 0b00000, 0b10001, 0b01010, 0b00100, 0b01010, 0b10001,
        ],
    ),
];

/// Whether a line of text has ink at a place, seen from its middle: x to the right, y down, in the unit of the
/// letters' `height`. Letters that are not known are gaps.
pub(super) fn has_ink(words: &str, from_middle: Vec2, height: f32) -> bool {
    let cells = FIELD[1] as f32;
    let at = from_middle * (cells / height.max(1e-9));
    let width = width_of(words, cells);
    let at = at + Vec2::new(width, cells) / 2.0;
    let is_beside = at.x < 0.0 || at.x > width || at.y < 0.0 || at.y > cells;
    if is_beside || !at.is_finite() {
        return false;
    }
    let letter = (at.x / ADVANCE) as usize;
    let rows = words.chars().nth(letter).and_then(rows_of);
    let within = at - Vec2::new(letter as f32 * ADVANCE, 0.0);
    rows.is_some_and(|rows| is_drawn(rows, within - 0.5))
}

/// How wide a line of text is at a height.
pub(super) fn width_of(words: &str, height: f32) -> f32 {
    let letters = words.chars().count() as f32;
    (letters * ADVANCE - 1.0).max(0.0) * height / FIELD[1] as f32
}

/// Whether a line of text has ink everywhere (yes) or nowhere (no) within `slack` of a place; none where it may have
/// both. Places and `slack` as in [`has_ink`].
pub(super) fn has_surely_ink(
    words: &str,
    from_middle: Vec2,
    height: f32,
    slack: f32,
) -> Option<bool> {
    let cells = FIELD[1] as f32;
    let per_unit = cells / height.max(1e-9);
    let slack = slack * per_unit + 1e-4;
    let width = width_of(words, cells);
    let at = from_middle * per_unit + Vec2::new(width, cells) / 2.0;
    // Ink stays a little within its field, so that nothing is lost at the edges.
    let is_within = |at: f32, length: f32| is_below((at - length / 2.0).abs(), length / 2.0, slack);
    if !is_within(at.x, width)? || !is_within(at.y, cells)? {
        return Some(false);
    }
    let letter = (at.x / ADVANCE) as usize;
    let within = at.x - letter as f32 * ADVANCE;
    if within < slack || within > ADVANCE - slack {
        return None;
    }
    let Some(letter) = words.as_bytes().get(letter) else {
        return Some(false);
    };
    let place = Vec2::new(within, at.y) - 0.5;
    let strokes = STROKES
        .get(usize::from(*letter))
        .map_or(&[][..], Vec::as_slice);
    let away = strokes.iter().map(|[from, way, share]| {
        let from_start = place - *from;
        let along = from_start.dot(*share).clamp(0.0, 1.0);
        from_start.distance_squared(*way * along)
    });
    let nearest = away.fold(f32::MAX, f32::min).sqrt();
    is_below(nearest, PEN, slack)
}

/// For each letter of ASCII its strokes: where they begin, their way, and that way over its length squared.
static STROKES: LazyLock<Vec<Vec<[Vec2; 3]>>> = LazyLock::new(|| {
    let strokes = |letter: u8| rows_of(char::from(letter)).map_or_else(Vec::new, strokes_of);
    (0..128).map(strokes).collect()
});

/// All strokes that [`is_drawn`] knows; of a field that stands alone, the way to itself.
fn strokes_of(rows: [u8; 7]) -> Vec<[Vec2; 3]> {
    let is_set = |x: i32, y: i32| {
        let inside = (0..FIELD[0]).contains(&x) && (0..FIELD[1]).contains(&y);
        inside && rows[y as usize] >> (FIELD[0] - 1 - x) & 1 == 1
    };
    let mut strokes = Vec::new();
    for y in 0..FIELD[1] {
        for x in (0..FIELD[0]).filter(|x| is_set(*x, y)) {
            let from = Vec2::new(x as f32, y as f32);
            strokes.push([from, Vec2::ZERO, Vec2::ZERO]);
            for [right, down] in [[1, 0], [0, 1], [1, 1], [-1, 1]] {
                let is_corner = right != 0 && down != 0;
                let has_other_way = is_corner && (is_set(x + right, y) || is_set(x, y + down));
                if is_set(x + right, y + down) && !has_other_way {
                    let way = Vec2::new(right as f32, down as f32);
                    strokes.push([from, way, way / way.length_squared()]);
                }
            }
        }
    }
    // A field from which or to which a stroke leads lies on it.
    let on_another = |stroke: &[Vec2; 3]| {
        let [from, way, _] = *stroke;
        let leads_here = |other: &[Vec2; 3]| {
            other[1] != Vec2::ZERO && (other[0] == from || other[0] + other[1] == from)
        };
        way == Vec2::ZERO && strokes.iter().any(leads_here)
    };
    let kept: Vec<[Vec2; 3]> = strokes
        .iter()
        .filter(|it| !on_another(it))
        .copied()
        .collect();
    kept
}

fn rows_of(letter: char) -> Option<[u8; 7]> {
    let found = GLYPHS.iter().find(|(name, _)| *name == letter);
    found.map(|(_, rows)| *rows)
}

/// Whether the pen touches a place (in fields, a field's middle at whole numbers): it draws from each field to
/// its neighbours, and across a corner where there is no other way.
fn is_drawn(rows: [u8; 7], at: Vec2) -> bool {
    let is_set = |x: i32, y: i32| {
        let inside = (0..FIELD[0]).contains(&x) && (0..FIELD[1]).contains(&y);
        inside && rows[y as usize] >> (FIELD[0] - 1 - x) & 1 == 1
    };
    let near = at.round().as_ivec2();
    for y in near.y - 1..=near.y + 1 {
        for x in near.x - 1..=near.x + 1 {
            if !is_set(x, y) {
                continue;
            }
            let from = Vec2::new(x as f32, y as f32);
            if from.distance(at) <= PEN {
                return true;
            }
            for [right, down] in [[1, 0], [0, 1], [1, 1], [-1, 1]] {
                let is_corner = right != 0 && down != 0;
                let has_other_way = is_corner && (is_set(x + right, y) || is_set(x, y + down));
                if is_set(x + right, y + down)
                    && !has_other_way
                    && is_on_stroke(at - from, Vec2::new(right as f32, down as f32))
                {
                    return true;
                }
            }
        }
    }
    false
}

/// Whether a place is within the pen's width of the way from nothing to `end`.
fn is_on_stroke(at: Vec2, end: Vec2) -> bool {
    let along = (at.dot(end) / end.length_squared()).clamp(0.0, 1.0);
    at.distance(end * along) <= PEN
}
