//! How many channels a bed can have.

use std::error::Error;
use std::fmt;

use crate::harmonics::{MAX_ORDER, channels, order_of_channels};

/// A bed that is none; its words say what would be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotABed {
    /// The channels there are.
    pub channels: usize,
    /// The order that was said.
    pub declared: Option<usize>,
}

/// The order of a bed by the number of its channels, and, if one was declared, whether it is that.
///
/// # Errors
/// If no order has that many channels, or another one than was declared.
pub fn bed_order(channels: usize, declared: Option<usize>) -> Result<usize, NotABed> {
    let wrong = NotABed { channels, declared };
    let order = order_of_channels(channels).ok_or(wrong)?;
    let is_as_declared = declared.is_none_or(|declared| declared == order);
    if is_as_declared {
        Ok(order)
    } else {
        Err(wrong)
    }
}

impl NotABed {
    /// The order whose number of channels is nearest.
    pub fn nearest_order(&self) -> usize {
        let apart = |order: &usize| channels(*order).abs_diff(self.channels);
        (1..=MAX_ORDER).min_by_key(apart).unwrap_or(1)
    }
}

impl fmt::Display for NotABed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.channels;
        let plural = if count == 1 {
            "channel is"
        } else {
            "channels are"
        };
        if let (Some(order), Some(declared)) = (order_of_channels(count), self.declared) {
            let needed = (1..=MAX_ORDER)
                .contains(&declared)
                .then(|| channels(declared));
            return match needed {
                Some(needed) => write!(
                    f,
                    "{count} {plural} a bed of order {order}; order {declared} has {needed}: write order = {order}, or give it {needed} channels"
                ),
                None => write!(
                    f,
                    "there are no beds of order {declared}; {count} {plural} one of order {order}"
                ),
            };
        }
        write!(
            f,
            "{count} {plural} no ambisonic bed, which has 4, 9, 16, 25, 36, 49 or 64 (orders 1 to 7)"
        )?;
        let nearest = self.nearest_order();
        let needed = channels(nearest);
        let apart = needed.abs_diff(count);
        let how = if needed > count {
            "missing"
        } else {
            "too many"
        };
        write!(
            f,
            "; the nearest is order {nearest} with {needed}: {apart} {how}"
        )
    }
}

impl Error for NotABed {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_is_wrong_and_what_is_near() {
        for (channels, declared, expected) in [
            (
                1,
                None,
                "1 channel is no ambisonic bed, which has 4, 9, 16, 25, 36, 49 or 64 (orders 1 to 7); the nearest is order 1 with 4: 3 missing",
            ),
            (
                3,
                None,
                "3 channels are no ambisonic bed, which has 4, 9, 16, 25, 36, 49 or 64 (orders 1 to 7); the nearest is order 1 with 4: 1 missing",
            ),
            (
                7,
                Some(2),
                "7 channels are no ambisonic bed, which has 4, 9, 16, 25, 36, 49 or 64 (orders 1 to 7); the nearest is order 2 with 9: 2 missing",
            ),
            (
                25,
                Some(3),
                "25 channels are a bed of order 4; order 3 has 16: write order = 4, or give it 16 channels",
            ),
            (
                100,
                None,
                "100 channels are no ambisonic bed, which has 4, 9, 16, 25, 36, 49 or 64 (orders 1 to 7); the nearest is order 7 with 64: 36 too many",
            ),
            (
                4,
                Some(9),
                "there are no beds of order 9; 4 channels are one of order 1",
            ),
        ] {
            let error = bed_order(channels, declared).expect_err("it is none");
            assert_eq!(error.to_string(), expected);
        }
        assert_eq!(bed_order(16, Some(3)), Ok(3));
        assert_eq!(bed_order(25, None), Ok(4));
    }
}
