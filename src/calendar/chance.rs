//! Chance that is the same wherever it is asked the same: splitmix64, as Sebastiano Vigna published it.

/// A stream of numbers.
#[derive(Clone, Debug)]
pub(crate) struct Chance(u64);

impl Chance {
    /// A stream for a seed and whatever else it belongs to.
    pub(crate) fn new(seed: u64, part: u64) -> Self {
        let mut stream = Self(seed);
        let mixed = stream.next() ^ part.wrapping_mul(0xd6e8_feb8_6659_fd93);
        Self(mixed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// 0 to below `end`; 0 where `end` is 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        // The upper half times the range: its bias is below one in four thousand million.
        (((self.next() >> 32) * end.min(u32::MAX as usize) as u64) >> 32) as usize
    }

    /// 0 to below 1.
    pub(crate) fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}
