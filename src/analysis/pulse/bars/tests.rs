use super::*;

#[test]
fn finds_the_metre_and_the_first_beat() {
    for metre in [2, 3, 4, 5, 6, 7] {
        let mut bars = Bars::new();
        for beat in 0..20 * metre {
            bars.beat(if beat % metre == 0 { 0.8 } else { 0.05 });
            if beat > 10 * metre {
                assert_eq!(bars.place(), (metre, beat % metre), "beat {beat}");
            }
        }
    }
}

#[test]
fn stays_a_belief_whatever_is_said() {
    let mut bars = Bars::new();
    for first in [0.0, 1.0, -5.0, 7.0, 0.5] {
        bars.beat(first);
        let sum: f32 = bars.chances.iter().sum();
        assert!((sum - 1.0).abs() < 1e-4, "{first}: {sum}");
    }
}
