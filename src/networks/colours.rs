//! Networks of black and white, and those that paint with alpha, as networks of three colours.

use crate::source::Numbers;

/// How many channels a picture of so many is read with: 1, 3 or 4; 3 is asked of any other.
pub(crate) fn readable(channels: usize) -> usize {
    if [1, 4].contains(&channels) {
        channels
    } else {
        3
    }
}

/// What gives a picture's channels (a weight or a bias, along its first axis) gives three: one is taken three times, of
/// four the first three.
pub(crate) fn three(mut numbers: Numbers) -> Numbers {
    let channels = numbers.shape[0];
    let len = numbers.values.len() / channels.max(1);
    if channels == 1 {
        numbers.values = numbers.values.repeat(3);
    }
    numbers.values.truncate(3 * len);
    numbers.shape[0] = 3;
    numbers
}
