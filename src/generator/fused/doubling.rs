//! One row of a bilinearly doubled sheet.

use super::Sheet;
use crate::edges::Edges;

/// Row `y` of one channel of the sheet at twice its size. `line` has the sheet's width and two more,
/// `out` twice the width.
#[inline(always)]
pub(super) fn doubled_row(
    sheet: &Sheet,
    y: usize,
    channel: usize,
    edges: Edges,
    line: &mut [f32],
    out: &mut [f32],
) {
    let near = y / 2;
    let far = if y.is_multiple_of(2) {
        near as isize - 1
    } else {
        near as isize + 1
    };
    let inner = &mut line[1..=sheet.width];
    let near = sheet.row(near, channel);
    match edges.down.index(far, sheet.height) {
        Some(far) => {
            for ((inner, near), far) in inner.iter_mut().zip(near).zip(sheet.row(far, channel)) {
                *inner = 0.75 * near + 0.25 * far;
            }
        }
        None => inner
            .iter_mut()
            .zip(near)
            .for_each(|(inner, near)| *inner = 0.75 * near),
    }
    edges.across.fill_ends(line);
    let (before, after) = (&line[..sheet.width], &line[2..]);
    let pairs = out.as_chunks_mut::<2>().0.iter_mut();
    for (((pair, before), at), after) in pairs.zip(before).zip(&line[1..]).zip(after) {
        *pair = [0.75 * at + 0.25 * before, 0.75 * at + 0.25 * after];
    }
}
