//! Short convolutions by fewer multiplications (Winograd, 1980; Lavin and Gray, arXiv 1509.09308): numbers and weights
//! are taken to points where the convolution is a product, and the products back.
//!
//! A transposed kernel of stride 2 is several short convolutions, one for the even places and one for the odd; each
//! goes to points of its own, and what is one product already (the middle of three taps) stays as it is.

use super::super::lanes::Simd;

/// A way along one axis; both axes go the same. A tile reads `READS` places, has `POINTS` points and gives `GIVES` places.
pub(super) trait Scheme<const READS: usize, const POINTS: usize, const GIVES: usize> {
    /// Numbers to points.
    fn to_points<S: Simd>(simd: S, d: [S::V; READS]) -> [S::V; POINTS];

    /// Products to what they give.
    fn to_places<S: Simd>(simd: S, m: [S::V; POINTS]) -> [S::V; GIVES];
}

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Kind {
    /// Two places of three taps by 4 products.
    Two,
    /// Four places of three taps by 6 products.
    Four,
    /// Three taps transposed, two places to four by 5 products.
    DoubledTwo,
    /// Three taps transposed, four places to eight by 9 products.
    DoubledFour,
    /// Four taps transposed with one cut off, four places to eight by 10 products.
    DoubledEight,
}

impl Kind {
    pub(in super::super) const ALL: [Self; 5] = [
        Self::Two,
        Self::Four,
        Self::DoubledTwo,
        Self::DoubledFour,
        Self::DoubledEight,
    ];

    /// Taps of the kernel.
    pub(in super::super) fn taps(self) -> usize {
        if self == Self::DoubledEight { 4 } else { 3 }
    }

    /// Whether it is a transposed kernel of stride 2.
    pub(in super::super) fn doubles(self) -> bool {
        !matches!(self, Self::Two | Self::Four)
    }

    /// Places of the input from tile to tile.
    pub(in super::super) fn step(self) -> usize {
        match self {
            Self::Two | Self::DoubledTwo => 2,
            Self::Four | Self::DoubledFour | Self::DoubledEight => 4,
        }
    }

    /// Points along an axis.
    pub(in super::super) fn points(self) -> usize {
        self.weights().len()
    }

    /// What the taps are at each point, along an axis.
    pub(super) fn weights(self) -> &'static [[f64; 4]] {
        const TWO: [[f64; 4]; 4] = [
            [1.0, 0.0, 0.0, 0.0],
            [0.5, 0.5, 0.5, 0.0],
            [0.5, -0.5, 0.5, 0.0],
            [0.0, 0.0, 1.0, 0.0],
        ];
        const SIXTH: f64 = 1.0 / 6.0;
        const FOUR: [[f64; 4]; 6] = [
            [0.25, 0.0, 0.0, 0.0],
            [-SIXTH, -SIXTH, -SIXTH, 0.0],
            [-SIXTH, SIXTH, -SIXTH, 0.0],
            [SIXTH / 4.0, SIXTH / 2.0, SIXTH, 0.0],
            [SIXTH / 4.0, -SIXTH / 2.0, SIXTH, 0.0],
            [0.0, 0.0, 1.0, 0.0],
        ];
        const DOUBLED_TWO: [[f64; 4]; 5] = [
            [0.0, 0.0, -1.0, 0.0],
            [1.0, 0.0, 1.0, 0.0],
            [1.0, 0.0, 0.0, 0.0],
            [0.0, 1.0, 0.0, 0.0],
            [0.0, 1.0, 0.0, 0.0],
        ];
        const DOUBLED_FOUR: [[f64; 4]; 9] = [
            [0.0, 0.0, 0.5, 0.0],
            [-0.5, 0.0, -0.5, 0.0],
            [SIXTH, 0.0, -SIXTH, 0.0],
            [2.0 * SIXTH, 0.0, SIXTH, 0.0],
            [1.0, 0.0, 0.0, 0.0],
            [0.0, 1.0, 0.0, 0.0],
            [0.0, 1.0, 0.0, 0.0],
            [0.0, 1.0, 0.0, 0.0],
            [0.0, 1.0, 0.0, 0.0],
        ];
        const DOUBLED_EIGHT: [[f64; 4]; 10] = [
            [0.0, 0.0, 0.0, 0.5],
            [0.0, -0.5, 0.0, -0.5],
            [0.0, SIXTH, 0.0, -SIXTH],
            [0.0, 2.0 * SIXTH, 0.0, SIXTH],
            [0.0, 1.0, 0.0, 0.0],
            [0.0, 0.0, 0.5, 0.0],
            [-0.5, 0.0, -0.5, 0.0],
            [SIXTH, 0.0, -SIXTH, 0.0],
            [2.0 * SIXTH, 0.0, SIXTH, 0.0],
            [1.0, 0.0, 0.0, 0.0],
        ];
        match self {
            Self::Two => &TWO,
            Self::Four => &FOUR,
            Self::DoubledTwo => &DOUBLED_TWO,
            Self::DoubledFour => &DOUBLED_FOUR,
            Self::DoubledEight => &DOUBLED_EIGHT,
        }
    }
}

pub(super) struct Two;
pub(super) struct Four;
pub(super) struct DoubledTwo;
pub(super) struct DoubledFour;
pub(super) struct DoubledEight;

impl Scheme<4, 4, 2> for Two {
    #[inline(always)]
    fn to_points<S: Simd>(simd: S, d: [S::V; 4]) -> [S::V; 4] {
        [
            simd.sub(d[0], d[2]),
            simd.add(d[1], d[2]),
            simd.sub(d[2], d[1]),
            simd.sub(d[3], d[1]),
        ]
    }

    #[inline(always)]
    fn to_places<S: Simd>(simd: S, m: [S::V; 4]) -> [S::V; 2] {
        [
            simd.add(m[0], simd.add(m[1], m[2])),
            simd.add(m[3], simd.sub(m[1], m[2])),
        ]
    }
}

impl Scheme<6, 6, 4> for Four {
    #[inline(always)]
    fn to_points<S: Simd>(simd: S, d: [S::V; 6]) -> [S::V; 6] {
        let (four, two) = (simd.splat(4.0), simd.splat(2.0));
        let (minus_four, minus_five) = (simd.splat(-4.0), simd.splat(-5.0));
        let a = simd.fma(minus_four, d[2], d[4]);
        let b = simd.fma(minus_four, d[1], d[3]);
        let (c, e) = (simd.sub(d[4], d[2]), simd.sub(d[3], d[1]));
        [
            simd.fma(four, d[0], simd.fma(minus_five, d[2], d[4])),
            simd.add(a, b),
            simd.sub(a, b),
            simd.fma(two, e, c),
            simd.fma(simd.splat(-2.0), e, c),
            simd.fma(four, d[1], simd.fma(minus_five, d[3], d[5])),
        ]
    }

    #[inline(always)]
    fn to_places<S: Simd>(simd: S, m: [S::V; 6]) -> [S::V; 4] {
        let (sum, less) = (simd.add(m[1], m[2]), simd.sub(m[1], m[2]));
        let (sum2, less2) = (simd.add(m[3], m[4]), simd.sub(m[3], m[4]));
        [
            simd.add(m[0], simd.add(sum, sum2)),
            simd.fma(simd.splat(2.0), less2, less),
            simd.fma(simd.splat(4.0), sum2, sum),
            simd.add(m[5], simd.fma(simd.splat(8.0), less2, less)),
        ]
    }
}

impl Scheme<3, 5, 4> for DoubledTwo {
    #[inline(always)]
    fn to_points<S: Simd>(simd: S, d: [S::V; 3]) -> [S::V; 5] {
        [simd.sub(d[1], d[0]), d[1], simd.sub(d[2], d[1]), d[1], d[2]]
    }

    #[inline(always)]
    fn to_places<S: Simd>(simd: S, m: [S::V; 5]) -> [S::V; 4] {
        [simd.add(m[0], m[1]), m[3], simd.add(m[1], m[2]), m[4]]
    }
}

impl Scheme<5, 9, 8> for DoubledFour {
    #[inline(always)]
    fn to_points<S: Simd>(simd: S, d: [S::V; 5]) -> [S::V; 9] {
        let [a, b, c, e, f] = two_taps(simd, d);
        [a, b, c, e, f, d[1], d[2], d[3], d[4]]
    }

    #[inline(always)]
    fn to_places<S: Simd>(simd: S, m: [S::V; 9]) -> [S::V; 8] {
        let even = four_places(simd, [m[0], m[1], m[2], m[3], m[4]]);
        between(even, [m[5], m[6], m[7], m[8]])
    }
}

impl Scheme<6, 10, 8> for DoubledEight {
    #[inline(always)]
    fn to_points<S: Simd>(simd: S, d: [S::V; 6]) -> [S::V; 10] {
        let [a, b, c, e, f] = two_taps(simd, [d[0], d[1], d[2], d[3], d[4]]);
        let [g, h, i, j, k] = two_taps(simd, [d[1], d[2], d[3], d[4], d[5]]);
        [a, b, c, e, f, g, h, i, j, k]
    }

    #[inline(always)]
    fn to_places<S: Simd>(simd: S, m: [S::V; 10]) -> [S::V; 8] {
        let even = four_places(simd, [m[0], m[1], m[2], m[3], m[4]]);
        let odd = four_places(simd, [m[5], m[6], m[7], m[8], m[9]]);
        between(even, odd)
    }
}

/// Four places of two taps: at 0, 1, −1, 2 and infinity.
#[inline(always)]
fn two_taps<S: Simd>(simd: S, d: [S::V; 5]) -> [S::V; 5] {
    let (two, minus_two) = (simd.splat(2.0), simd.splat(-2.0));
    let less = simd.sub(d[3], d[1]);
    [
        simd.fma(two, simd.sub(d[0], d[2]), less),
        simd.fma(minus_two, d[1], simd.sub(d[3], d[2])),
        simd.fma(two, d[1], simd.fma(simd.splat(-3.0), d[2], d[3])),
        less,
        simd.fma(minus_two, less, simd.sub(d[4], d[2])),
    ]
}

/// Back from those points.
#[inline(always)]
fn four_places<S: Simd>(simd: S, m: [S::V; 5]) -> [S::V; 4] {
    let (sum, less) = (simd.add(m[1], m[2]), simd.sub(m[1], m[2]));
    [
        simd.add(simd.add(m[0], m[3]), sum),
        simd.fma(simd.splat(2.0), m[3], less),
        simd.fma(simd.splat(4.0), m[3], sum),
        simd.add(m[4], simd.fma(simd.splat(8.0), m[3], less)),
    ]
}

/// Even places and odd ones in turn.
#[inline(always)]
fn between<V: Copy>(even: [V; 4], odd: [V; 4]) -> [V; 8] {
    let ([a, c, e, g], [b, d, f, h]) = (even, odd);
    [a, b, c, d, e, f, g, h]
}
