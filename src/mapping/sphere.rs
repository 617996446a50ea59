//! Latents as points on a sphere: most of N(0, 1) in many dimensions lies near the radius √n, so what
//! moves between latents stays there instead of cutting through the middle, which looks grey.

/// The root mean square of a vector's numbers: 1 for a typical latent. 0 for an empty one.
pub(crate) fn rms(vector: &[f32]) -> f32 {
    if vector.is_empty() {
        return 0.0;
    }
    let squares: f64 = vector.iter().map(|x| f64::from(*x) * f64::from(*x)).sum();
    (squares / vector.len() as f64).sqrt() as f32
}

/// Scales a vector to a root mean square. One that is much shorter than a quarter of it is not
/// stretched all the way: passing near the middle, it would otherwise leap to the other side.
pub(crate) fn scale_to(vector: &mut [f32], target: f32) {
    let scale = target / rms(vector).max(target / 4.0).max(f32::MIN_POSITIVE);
    for x in vector {
        *x *= scale;
    }
}

/// Adds `amount` times a vector to another of the same length.
pub(crate) fn add(to: &mut [f32], amount: f32, vector: &[f32]) {
    for (x, d) in to.iter_mut().zip(vector) {
        *x += amount * d;
    }
}

/// The way from one latent to another along the arc between them, at an even pace; `share` 0 gives
/// `from` exactly and 1 gives `to` exactly. Lengths are blended too.
pub(crate) fn slerp(from: &[f32], to: &[f32], share: f32) -> Vec<f32> {
    if share <= 0.0 {
        return from.to_vec();
    }
    if share >= 1.0 {
        return to.to_vec();
    }
    let share = f64::from(share);
    let (long_from, long_to) = (f64::from(rms(from)), f64::from(rms(to)));
    let mean_product = from
        .iter()
        .zip(to)
        .map(|(a, b)| f64::from(*a) * f64::from(*b))
        .sum::<f64>()
        / from.len().max(1) as f64;
    let cos = (mean_product / (long_from * long_to).max(1e-12)).clamp(-1.0, 1.0);
    let angle = cos.acos();
    let (mut a, mut b) = (1.0 - share, share);
    // Nearly the same or nearly opposite, or no length: the arc is a line, or not defined.
    let is_an_arc =
        long_from * long_to > 0.0 && angle > 1e-4 && angle < std::f64::consts::PI - 1e-4;
    if is_an_arc {
        let long = long_from + (long_to - long_from) * share;
        a = (angle * (1.0 - share)).sin() / angle.sin() * long / long_from;
        b = (angle * share).sin() / angle.sin() * long / long_to;
    }
    from.iter()
        .zip(to)
        .map(|(x, y)| (f64::from(*x) * a + f64::from(*y) * b) as f32)
        .collect()
}

/// Catmull and Rom's weights of four neighbours at a share of the way from the second to the third:
/// the way goes through them with a continuous speed.
pub(crate) fn spline(share: f32) -> [f32; 4] {
    let (f, f2, f3) = (share, share * share, share * share * share);
    [
        0.5 * (-f3 + 2.0 * f2 - f),
        0.5 * (3.0 * f3 - 5.0 * f2 + 2.0),
        0.5 * (-3.0 * f3 + 4.0 * f2 + f),
        0.5 * (f3 - f2),
    ]
}

/// x²(3 − 2x), with x kept within 0 and 1.
pub(crate) fn smoothstep(x: f32) -> f32 {
    let x = x.clamp(0.0, 1.0);
    x * x * (3.0 - 2.0 * x)
}

/// What remains of a value after `secs` when it falls to 37 % in `fall_secs`; 0 when it falls at once.
pub(crate) fn remains(secs: f64, fall_secs: f64) -> f32 {
    if fall_secs > 0.0 {
        (-secs / fall_secs).exp() as f32
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(turn: f32) -> Vec<f32> {
        (0..64).map(|i| (i as f32 * turn).sin() * 1.4).collect()
    }

    #[test]
    fn the_arc_is_gone_at_an_even_pace() {
        let (a, b) = (point(1.1), point(2.3));
        assert_eq!(slerp(&a, &b, 0.0), a);
        assert_eq!(slerp(&a, &b, 1.0), b);
        let steps: Vec<f32> = (0..10)
            .map(|i| {
                let (x, y) = (
                    slerp(&a, &b, i as f32 / 10.0),
                    slerp(&a, &b, (i + 1) as f32 / 10.0),
                );
                let (x_long, y_long) = (rms(&x), rms(&y));
                x.iter()
                    .zip(&y)
                    .map(|(x, y)| (x / x_long - y / y_long).powi(2))
                    .sum::<f32>()
                    .sqrt()
            })
            .collect();
        for step in &steps {
            assert!((step / steps[0] - 1.0).abs() < 1e-3, "{steps:?}");
        }
    }

    #[test]
    fn a_spline_goes_through_its_points() {
        assert_eq!(spline(0.0), [0.0, 1.0, 0.0, 0.0]);
        assert_eq!(spline(1.0), [0.0, 0.0, 1.0, 0.0]);
        assert!((spline(0.3).iter().sum::<f32>() - 1.0).abs() < 1e-6);
    }

    #[test]
    fn nothing_is_no_trouble() {
        scale_to(&mut [], 1.0);
        let mut zero = [0.0; 4];
        scale_to(&mut zero, 1.0);
        assert_eq!(zero, [0.0; 4]);
        assert_eq!(slerp(&zero, &zero, 0.5), zero);
    }
}
