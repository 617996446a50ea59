use super::*;

/// The same, plainly: all places of all periods in one list, and every beat goes to every period.
struct Plain {
    periods: Vec<Vec<f64>>,
}

impl Plain {
    fn new() -> Self {
        let all = SHORTEST..=LONGEST;
        let sum: f64 = all
            .clone()
            .map(|period| liking(period) * period as f64)
            .sum();
        let periods = all
            .map(|period| vec![liking(period) / sum; period])
            .collect();
        Self { periods }
    }

    fn advance(&mut self) {
        for _ in 0..STEPS {
            let arriving: Vec<f64> = self.periods.iter_mut().filter_map(Vec::pop).collect();
            for places in &mut self.periods {
                places.insert(0, 0.0);
            }
            for (from, chance) in arriving.iter().enumerate() {
                let from = from + SHORTEST;
                let share = |to: usize| (-STRICTNESS * (to as f64 / from as f64 - 1.0).abs()).exp();
                let all: f64 = (SHORTEST..=LONGEST).map(share).sum();
                for to in SHORTEST..=LONGEST {
                    self.periods[to - SHORTEST][0] += chance * share(to) / all;
                }
            }
        }
    }

    fn hear(&mut self, beat: f64) {
        let odds = f64::from(TRUST) * ((beat / (1.0 - beat)).ln() + f64::from(SURPRISE));
        for places in &mut self.periods {
            let period = places.len();
            for (place, chance) in places.iter_mut().enumerate() {
                let steps = place.min(period - place) as f64;
                let near = (1.0 - steps / STEPS as f64 / f64::from(REACH)).max(0.0);
                *chance *= (odds * near).exp();
            }
        }
        let sum: f64 = self.periods.iter().flatten().sum();
        let fresh = Self::new();
        let renewal = f64::from(RENEWAL);
        for (places, fresh) in self.periods.iter_mut().zip(fresh.periods) {
            for (chance, fresh) in places.iter_mut().zip(fresh) {
                *chance = *chance / sum * (1.0 - renewal) + fresh * renewal;
            }
        }
    }
}

#[test]
fn believes_what_the_plain_one_believes() {
    let (mut belief, mut plain) = (Belief::new(), Plain::new());
    for frame in 0..300 {
        belief.advance();
        plain.advance();
        if frame % 50 < 45 {
            let beat = if frame % 26 == 3 { 0.8 } else { 0.05 };
            belief.hear(beat);
            plain.hear(f64::from(beat));
        }
    }
    for (ring, places) in belief.rings.iter().zip(&plain.periods) {
        for (place, chance) in places.iter().enumerate() {
            let at = ring.start + (ring.turned + place) % ring.period;
            let fast = f64::from(belief.chances[at]);
            // Rounding of 32-bit numbers, and the rarest changes left out.
            let near = (fast - chance).abs() < 1e-3 * chance + 1e-8;
            assert!(
                near,
                "period {} place {place}: {fast} {chance}",
                ring.period
            );
        }
    }
}

#[test]
fn guesses_what_repeats() {
    for every in [15, 26, 50] {
        let mut belief = Belief::new();
        for frame in 0..=20 * every {
            belief.advance();
            belief.hear(if frame % every == 0 { 0.8 } else { 0.03 });
        }
        // The last frame was a beat.
        let guess = belief.guess();
        let period = (every * STEPS) as f64;
        assert!((guess.period - period).abs() < 0.02 * period, "{guess:?}");
        let off = guess.to_go.min(guess.period - guess.to_go);
        assert!(off < 1.5, "{every}: {guess:?}");
    }
}
