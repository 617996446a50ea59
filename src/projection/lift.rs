//! Black lift: projectors leak a little light even where they are black, more where more of them overlap. What is
//! black is lifted everywhere to where most leaks, so that dark scenes show no patches.
//!
//! With N of at most Nmax projectors at a place, each black Lb and each white Lw, a projector adds
//! β = (Nmax − N)·Lb / (N·(Lw − Lb)) of its light. Here white is 1 and blacks may differ: what is missing to the
//! brightest black is shared among those that are there.

/// What each projector at a place adds, as a share of its light between black and white: `missing` is the light by
/// which black is to rise, `share` the projector's part of it, `black` its own black, its white being 1.
pub fn lift(missing: f64, share: f64, black: f64) -> f64 {
    let lift = missing * share / (1.0 - black);
    if lift.is_finite() {
        lift.clamp(0.0, 1.0)
    } else {
        0.0
    }
}

/// One channel of light after the lift, which comes after everything else, fades too: black becomes the lift, white
/// stays white.
pub fn lifted(light: f32, lift: f32) -> f32 {
    lift + light * (1.0 - lift)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The published formula, white being 1.
    fn by_count(most: f64, here: f64, black: f64) -> f64 {
        (most - here) * black / (here * (1.0 - black))
    }

    #[test]
    fn equal_projectors_follow_the_formula() {
        for contrast in [500.0, 2000.0, 10_000.0] {
            let black = 1.0 / contrast;
            for here in 1..=4 {
                let missing = f64::from(4 - here) * black;
                let found = lift(missing, 1.0 / f64::from(here), black);
                assert!((found - by_count(4.0, f64::from(here), black)).abs() < 1e-12);
                // Blacks are level.
                let level = f64::from(here) * (black + found * (1.0 - black));
                assert!((level - 4.0 * black).abs() < 1e-12);
            }
        }
        assert!((lift(3.0 / 2000.0, 1.0, 1.0 / 2000.0) - 1.5e-3).abs() < 1e-5);
    }

    #[test]
    fn white_stays_white_and_nonsense_lifts_nothing() {
        assert_eq!(lifted(1.0, 0.2), 1.0);
        assert_eq!(lifted(0.0, 0.2), 0.2);
        assert_eq!(lift(f64::NAN, 0.5, 0.0), 0.0);
        assert_eq!(lift(0.5, 0.5, 1.0), 0.0);
        assert_eq!(lift(-0.5, 0.5, 0.01), 0.0);
    }
}
