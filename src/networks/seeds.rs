//! NumPy's seeds: artists note the seed of a picture they like, and find it here again.
//!
//! `numpy.random.RandomState(seed).randn(n)`: the Mersenne Twister MT19937 (Matsumoto and Nishimura, 1998), and
//! Marsaglia's polar method, two normals from each accepted pair, the second one first.

const LEN: usize = 624;
const SHIFT: usize = 397;

/// `numpy.random.RandomState(seed)`, as far as `randn` goes.
#[derive(Clone, Debug)]
pub struct Randn {
    state: [u32; LEN],
    at: usize,
    kept: Option<f64>,
}

impl Randn {
    /// From a seed.
    pub fn new(seed: u32) -> Self {
        let mut state = [seed; LEN];
        for i in 1..LEN {
            let last = state[i - 1];
            state[i] = 1_812_433_253u32
                .wrapping_mul(last ^ (last >> 30))
                .wrapping_add(i as u32);
        }
        Self {
            state,
            at: LEN,
            kept: None,
        }
    }

    /// `count` numbers, N(0, 1), rounded to 32 bits as networks take them.
    pub fn normals(&mut self, count: usize) -> Vec<f32> {
        (0..count).map(|_| self.normal() as f32).collect()
    }

    /// One number, N(0, 1).
    pub fn normal(&mut self) -> f64 {
        if let Some(kept) = self.kept.take() {
            return kept;
        }
        loop {
            let (a, b) = (2.0 * self.share() - 1.0, 2.0 * self.share() - 1.0);
            let radius = a * a + b * b;
            if radius < 1.0 && radius != 0.0 {
                let factor = (-2.0 * radius.ln() / radius).sqrt();
                self.kept = Some(factor * a);
                return factor * b;
            }
        }
    }

    /// 0 to 1, in 53 bits.
    pub fn share(&mut self) -> f64 {
        let (high, low) = (self.word() >> 5, self.word() >> 6);
        (f64::from(high) * 67_108_864.0 + f64::from(low)) / 9_007_199_254_740_992.0
    }

    fn word(&mut self) -> u32 {
        if self.at == LEN {
            self.twist();
        }
        let mut word = self.state[self.at];
        self.at += 1;
        word ^= word >> 11;
        word ^= (word << 7) & 0x9d2c_5680;
        word ^= (word << 15) & 0xefc6_0000;
        word ^ (word >> 18)
    }

    fn twist(&mut self) {
        for i in 0..LEN {
            let mixed = (self.state[i] & 0x8000_0000) | (self.state[(i + 1) % LEN] & 0x7fff_ffff);
            let odd = if mixed & 1 == 1 { 0x9908_b0df } else { 0 };
            self.state[i] = self.state[(i + SHIFT) % LEN] ^ (mixed >> 1) ^ odd;
        }
        self.at = 0;
    }
}

/// `count` normals of a seed, none beyond ±2, before any truncation: how BigGAN's are drawn (`scipy.stats.truncnorm`
/// over `RandomState(seed)`). Even numbers between Φ(−2) and Φ(2), and what Φ makes them of.
pub fn truncated_normals(seed: u32, count: usize) -> Vec<f32> {
    let mut randn = Randn::new(seed);
    let (low, high) = (below(-2.0), below(2.0));
    (0..count)
        .map(|_| above(low + randn.share() * (high - low)) as f32)
        .collect()
}

/// Φ(x), how much of N(0, 1) lies below x: ½ + φ(x) · (x + x³/3 + x⁵/(3·5) + …) (Marsaglia, 2004). For |x| ≤ 3.
fn below(x: f64) -> f64 {
    let (mut sum, mut term, mut odd) = (x, x, 1.0);
    while term.abs() > 1e-18 {
        odd += 2.0;
        term *= x * x / odd;
        sum += term;
    }
    0.5 + sum * density(x)
}

/// The x within ±2 that so much lies below: Newton's method.
fn above(share: f64) -> f64 {
    let mut x = 0.0;
    for _ in 0..20 {
        let step = (below(x) - share) / density(x);
        x = (x - step).clamp(-2.0, 2.0);
        if step.abs() < 1e-14 {
            break;
        }
    }
    x
}

fn density(x: f64) -> f64 {
    (-0.5 * x * x).exp() / std::f64::consts::TAU.sqrt()
}
