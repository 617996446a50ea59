//! The filter that smooths what was enlarged.

use welkin_compute::{Filter, Resample};

/// [1, 3, 3, 1] / 8, which nearly every checkpoint has, times a gain.
pub(super) fn usual(gain: f32) -> Filter {
    Filter::Separable([1.0, 3.0, 3.0, 1.0].map(|tap| tap * gain / 8.0).to_vec())
}

/// [c, 2h + 1, 2w + 1], what a transposed convolution of three taps gives, -> [c, 2h, 2w].
pub(super) fn after_doubling(filter: &Filter) -> Resample {
    let taps = filter.side() as isize;
    Resample {
        up: 1,
        down: 1,
        before: (taps + 1) / 2 - 1,
        after: (taps - 2).div_euclid(2),
    }
}

/// [c, h, w] -> [c, 2h, 2w]
pub(super) fn doubling(filter: &Filter) -> Resample {
    let taps = filter.side() as isize;
    Resample {
        up: 2,
        down: 1,
        before: (taps + 1) / 2,
        after: (taps - 2).div_euclid(2),
    }
}
