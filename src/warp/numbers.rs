//! Numbers in text, and places that stay the same on their way in and out.

use crate::error::Fault;

/// The most pixels or nodes along a side.
pub(crate) const LARGEST_SIDE: u32 = 1 << 15;
/// The most pixels of an output or nodes of a mesh that is made: 8192 × 8192.
const MOST_PIXELS: u64 = 1 << 26;
/// Places further out are a mistake, shares of a frame.
const FURTHEST: f64 = 1e4;
/// The step of places that were calculated, a share of a frame: 4 millionths of a pixel at 4096.
const STEPS: f64 = (1u64 << 30) as f64;

/// A number in a text; NaN is one, infinite is none.
pub(crate) fn number(text: &str) -> Result<f64, String> {
    let value: f64 = text
        .trim()
        .parse()
        .map_err(|_| format!("{:?} is no number; write one such as 0.25", short(text)))?;
    if value.is_infinite() {
        return Err(format!(
            "{:?} is infinite; write a number, or NaN where nothing is mapped",
            short(text)
        ));
    }
    Ok(value)
}

/// A place or share that a file gives as it is; NaN stays.
pub(crate) fn as_it_is(value: f64) -> Result<f32, String> {
    if value.abs() > FURTHEST {
        return Err(format!(
            "{value} lies far out of the frame; places go from 0 to 1 of it"
        ));
    }
    // All that are not numbers are the same one, and all zeros.
    Ok(if value.is_nan() {
        f32::NAN
    } else {
        value as f32 + 0.0
    })
}

/// A place that was calculated, on a grid fine enough to be seen by nobody and coarse enough to be found
/// again: calculating back and forth in 64 bits ends on the same 32.
pub(crate) fn place(value: f64) -> Result<f32, String> {
    as_it_is((value * STEPS).round() / STEPS)
}

/// A number that is a length or an angle: finite.
pub(crate) fn finite(text: &str) -> Result<f64, String> {
    let value = number(text)?;
    if value.is_nan() {
        return Err("NaN is no use here; write a number".into());
    }
    Ok(value)
}

/// How many pixels or nodes along a side: 1 to [`LARGEST_SIDE`].
pub(crate) fn side(text: &str) -> Result<u32, String> {
    let value: u64 = text.trim().parse().map_err(|_| {
        format!(
            "{:?} is no count; write a whole number such as 1920",
            short(text)
        )
    })?;
    in_range(value)
}

/// The same for a count that is a number already.
pub(crate) fn in_range(value: u64) -> Result<u32, String> {
    match u32::try_from(value) {
        Ok(value) if (1..=LARGEST_SIDE).contains(&value) => Ok(value),
        _ => Err(format!("{value} is out of range; 1 to {LARGEST_SIDE}")),
    }
}

/// Whether an output, or a mesh that is to be made, can have this size.
pub(crate) fn extent(size: [u32; 2]) -> Result<(), String> {
    let [width, height] = size.map(u64::from);
    let in_range = size.iter().all(|side| (1..=LARGEST_SIDE).contains(side));
    if in_range && width * height <= MOST_PIXELS {
        return Ok(());
    }
    Err(format!(
        "{width} × {height} are out of range: 1 to {LARGEST_SIDE} on a side, {MOST_PIXELS} in all"
    ))
}

/// The lines of a text that may end in `\r\n` and hold any bytes, with their numbers from 1.
pub(crate) fn lines(bytes: &[u8]) -> impl Iterator<Item = (usize, Result<&str, Fault>)> {
    bytes
        .split(|&byte| byte == b'\n')
        .enumerate()
        .map(|(at, line)| {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            let not_text = |_| Fault::line(at + 1, "this is no text; export the file again");
            (at + 1, std::str::from_utf8(line).map_err(not_text))
        })
}

/// The shortest text that a reader turns into the same value.
pub(crate) fn shortest(value: f64, means_the_same: impl Fn(f64) -> bool) -> String {
    let narrow = (value as f32).to_string();
    let same = narrow.parse().is_ok_and(means_the_same);
    if same { narrow } else { value.to_string() }
}

/// The beginning of a text, to be shown.
pub(crate) fn short(text: &str) -> String {
    text.trim().chars().take(40).collect()
}
