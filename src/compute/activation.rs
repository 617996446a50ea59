//! What follows an operation, number by number.

/// The shape of an activation.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Curve {
    /// As it is.
    #[default]
    Linear,
    /// What is negative is multiplied by this.
    Leaky(f32),
    /// What is negative is zero.
    Relu,
    /// The hyperbolic tangent.
    Tanh,
    /// 1 / (1 + e⁻ˣ).
    Sigmoid,
    /// x / (1 + e⁻ˣ).
    Swish,
    /// 1 / √(x + 1e-8): what a demodulation is, given sums of squares.
    InverseRoot,
}

/// A curve, then a gain, then a limit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Activation {
    /// What is done first.
    pub curve: Curve,
    /// What the curve is multiplied by.
    pub gain: f32,
    /// The result is kept within ± this.
    pub limit: f32,
}

impl Default for Activation {
    fn default() -> Self {
        Self::of(Curve::Linear)
    }
}

impl Activation {
    /// Nothing.
    pub const NONE: Self = Self::of(Curve::Linear);
    /// What is negative is zero.
    pub const RELU: Self = Self::of(Curve::Relu);

    /// A curve without gain or limit.
    pub const fn of(curve: Curve) -> Self {
        Self {
            curve,
            gain: 1.0,
            limit: f32::INFINITY,
        }
    }

    /// Of one number.
    #[inline]
    pub fn apply(self, x: f32) -> f32 {
        let y = match self.curve {
            Curve::Linear => x,
            Curve::Leaky(slope) => {
                if x < 0.0 {
                    x * slope
                } else {
                    x
                }
            }
            Curve::Relu => x.max(0.0),
            Curve::Tanh => x.tanh(),
            Curve::Sigmoid => 1.0 / (1.0 + (-x).exp()),
            Curve::Swish => x / (1.0 + (-x).exp()),
            Curve::InverseRoot => (x + 1e-8).sqrt().recip(),
        };
        (y * self.gain).clamp(-self.limit, self.limit)
    }
}
