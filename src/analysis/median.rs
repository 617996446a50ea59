//! Running medians: a sorted window in which one value is exchanged for another.

/// Values in a window; odd, so that one stands in the middle.
pub(crate) const WIDTH: usize = 31;

/// Values before and after the middle one.
pub(crate) const HALF: usize = WIDTH / 2;

/// Places a window of so many values takes with its ends: one infinity below, and above as many as make its
/// loops even.
pub(crate) const fn places(width: usize) -> usize {
    width + 3
}

/// The last values in rising order; as many as there is [place](places) for, [`WIDTH`] if nothing else is said.
#[derive(Clone)]
pub(crate) struct Sorted<const PLACES: usize = { places(WIDTH) }> {
    places: [f32; PLACES],
}

impl<const PLACES: usize> Sorted<PLACES> {
    /// A window of zeros.
    pub(crate) fn new() -> Self {
        let mut places = [f32::INFINITY; PLACES];
        places[0] = f32::NEG_INFINITY;
        places[1..PLACES - 2].fill(0.0);
        Self { places }
    }

    /// Exchanges a value that is in the window, for another. Neither is NaN.
    pub(crate) fn exchange(&mut self, old: f32, new: f32) {
        // Every place is written and nothing is searched for: without a branch the compiler does four to
        // sixteen places at a time, 1.6 times as fast as shifting only what must move.
        let places = &mut self.places;
        let mut others = [f32::NEG_INFINITY; PLACES];
        for n in 1..PLACES - 1 {
            others[n] = if places[n] < old {
                places[n]
            } else {
                places[n + 1]
            };
        }
        for n in 1..PLACES - 1 {
            let at_most = if new < others[n] { new } else { others[n] };
            places[n] = if others[n - 1] > at_most {
                others[n - 1]
            } else {
                at_most
            };
        }
    }

    pub(crate) fn median(&self) -> f32 {
        self.ranked((PLACES - places(0)) / 2)
    }

    /// The value that so many others are at most as great as.
    pub(crate) fn ranked(&self, rank: usize) -> f32 {
        self.places[1 + rank]
    }
}

/// The median of [`WIDTH`] neighbours around each value; beyond an end the row is mirrored
/// (`c b a | a b c`). The row is longer than [`WIDTH`].
pub(crate) fn along(row: &[f32], out: &mut [f32]) {
    let last = row.len() as isize - 1;
    let mirrored = |place: isize| {
        let place = if place < 0 { -place - 1 } else { place };
        let place = if place > last {
            2 * last + 1 - place
        } else {
            place
        };
        row[place as usize]
    };
    let half = HALF as isize;
    let mut window = <Sorted>::new();
    for place in -half..half {
        window.exchange(0.0, mirrored(place));
    }
    let mut leaving = 0.0;
    for (place, median) in (0..).zip(out) {
        window.exchange(leaving, mirrored(place + half));
        *median = window.median();
        leaving = mirrored(place - half);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signals::noise;

    fn plain(mut values: Vec<f32>) -> f32 {
        values.sort_by(f32::total_cmp);
        values[values.len() / 2]
    }

    /// Few different values, so that equal ones meet.
    fn coarse(seed: u64, count: usize) -> Vec<f32> {
        noise(seed, 4.0, count)
            .iter()
            .map(|x| x.abs().floor())
            .collect()
    }

    #[test]
    fn exchanging_equals_sorting() {
        check_exchanging::<{ places(WIDTH) }>();
        check_exchanging::<{ places(9) }>();
        check_exchanging::<{ places(1) }>();
        check_exchanging::<{ places(127) }>();
    }

    fn check_exchanging<const PLACES: usize>() {
        let width = PLACES - places(0);
        for values in [
            noise(1, 1.0, 300).iter().map(|x| x.abs()).collect(),
            coarse(2, 300),
        ] {
            let mut window = Sorted::<PLACES>::new();
            let padded: Vec<f32> = vec![0.0; width].into_iter().chain(values).collect();
            for newest in width..padded.len() {
                window.exchange(padded[newest - width], padded[newest]);
                assert_eq!(
                    window.median(),
                    plain(padded[newest + 1 - width..=newest].to_vec())
                );
            }
        }
    }

    #[test]
    fn along_equals_sorting_a_mirrored_row() {
        for length in [32, 33, 64, 1025] {
            for row in [
                noise(3, 1.0, length).iter().map(|x| x.abs()).collect(),
                coarse(4, length),
            ] {
                let mut out = vec![0.0; length];
                along(&row, &mut out);
                let before = row[..HALF].iter().rev();
                let after = row[length - HALF..].iter().rev();
                let mirrored: Vec<f32> = before.chain(&row).chain(after).copied().collect();
                let expected: Vec<f32> =
                    mirrored.windows(WIDTH).map(|w| plain(w.to_vec())).collect();
                assert_eq!(out, expected);
            }
        }
    }
}
