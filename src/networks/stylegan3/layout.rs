//! How large each layer is, how finely it is sampled, and where its filters stand: all of it follows from the layers'
//! names, the lengths of their filters, and the margin around the picture.

use std::collections::BTreeMap;

/// The side of the largest layer that there could be.
const MAX_SIDE: usize = 1 << 13;

/// One layer's sizes. Sides are those of squares; the picture lies in their middle, a margin around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    /// Side of what goes in.
    pub(super) side_in: usize,
    /// Side of what comes out.
    pub(super) side_out: usize,
    /// Samples across the picture, going in.
    pub(super) rate_in: usize,
    /// Samples across the picture, coming out.
    pub(super) rate_out: usize,
    /// Side of the convolution's kernel.
    pub(super) kernel: usize,
    /// How many times as fine it becomes before the activation.
    pub(super) up: usize,
    /// How many times as coarse after it.
    pub(super) down: usize,
    /// Places more before the enlarged axis.
    pub(super) before: isize,
    /// Places more behind it.
    pub(super) after: isize,
}

/// What layers' names say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    /// Such as `synthesis.L3_52_512`.
    pub(super) name: String,
    /// Side of what comes out.
    pub(super) side: usize,
}

/// The layers that names of tensors tell of, in order; none if there are fewer than two or one is missing.
pub(super) fn named(names: &[String]) -> Option<Vec<Named>> {
    let layer = |name: &String| {
        let layer = name.strip_suffix(".weight")?;
        let mut parts = layer.strip_prefix("synthesis.L")?.split('_');
        let [index, side, _channels] =
            [parts.next()?, parts.next()?, parts.next()?].map(|part| part.parse::<usize>().ok());
        let name = layer.to_string();
        let side = side.filter(|side| (1..=MAX_SIDE).contains(side))?;
        Some((index?, Named { name, side }))
    };
    let layers: BTreeMap<usize, Named> = names.iter().filter_map(layer).collect();
    let is_whole = layers.len() >= 2 && layers.keys().copied().eq(0..layers.len());
    is_whole.then(|| layers.into_values().collect())
}

impl Layout {
    /// Of layer `index` of `sides`, with a margin around all but the last two, a kernel's side and the filters' lengths
    /// (up, down). The activation is done `finer` times as fine as the finer of both sides; in the last layer there is
    /// none. None if these do not go together.
    pub(super) fn of(
        sides: &[usize],
        index: usize,
        margin: usize,
        finer: usize,
        kernel: usize,
        taps: [usize; 2],
    ) -> Option<Self> {
        let last = sides.len() - 1;
        let rate = |layer: usize| match layer + 1 < last {
            true => sides[layer].checked_sub(2 * margin),
            false => Some(sides[last]),
        };
        let before = index.saturating_sub(1);
        let [side_in, side_out] = [sides[before], sides[index]];
        let [rate_in, rate_out] = [rate(before)?, rate(index)?];
        let finer = if index == last { 1 } else { finer };
        let inside = rate_in.max(rate_out) * finer;
        let divides = |rate: usize| rate > 0 && inside.is_multiple_of(rate);
        if !divides(rate_in) || !divides(rate_out) || side_in < rate_in || side_out < rate_out {
            return None;
        }
        let (up, down) = (inside / rate_in, inside / rate_out);
        let total = ((side_out - 1) * down + 1 + taps[0] + taps[1]) as isize
            - 2
            - ((side_in + kernel - 1) * up) as isize;
        let before = (total + up as isize).div_euclid(2);
        Some(Self {
            side_in,
            side_out,
            rate_in,
            rate_out,
            kernel,
            up,
            down,
            before,
            after: total - before,
        })
    }

    /// In a panorama, which has no margin across but closes: how far what goes in comes out to the left of where it
    /// was, in widths of the square picture, since the filters stand where the margin would want them.
    pub(super) fn turn(&self) -> f32 {
        let margin_in = (self.side_in - self.rate_in) as f32 / 2.0;
        let margin_out = (self.side_out - self.rate_out) as f32 / 2.0;
        let beside = (self.kernel - 1) as f32 / 2.0 + margin_in;
        let places = beside - margin_out * self.down as f32 / self.up as f32;
        places / self.rate_in as f32
    }
}
