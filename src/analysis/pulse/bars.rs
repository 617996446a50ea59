//! Which beat of the bar it is: a belief over metres and places in the bar, moved on by one at every beat.

/// Beats in a bar, and how likely that is before anything is heard.
const METRES: [(usize, f32); 6] = [
    (4, 0.62),
    (3, 0.18),
    (2, 0.1),
    (6, 0.04),
    (5, 0.03),
    (7, 0.03),
];

/// Places in all metres.
const PLACES: usize = 27;

/// Share of the belief that starts anew at every beat.
const RENEWAL: f32 = 0.005;

/// Share of beats that begin a bar, as the network sees them: what it says counts in relation to it.
const USUAL: f32 = 0.2;

/// How much one beat counts.
const TRUST: f32 = 0.7;

pub(super) struct Bars {
    chances: [f32; PLACES],
}

impl Bars {
    pub(super) fn new() -> Self {
        Self { chances: liked() }
    }

    /// A beat went by that begins a bar this likely, 0 to 1.
    pub(super) fn beat(&mut self, first: f32) {
        let first = first.clamp(0.01, 0.99);
        let odds = first / (1.0 - first) * (1.0 - USUAL) / USUAL;
        let factor = odds.powf(TRUST);
        let mut start = 0;
        for (beats, _) in METRES {
            let bar = &mut self.chances[start..start + beats];
            bar.rotate_right(1);
            bar[0] *= factor;
            start += beats;
        }
        let sum: f32 = self.chances.iter().sum();
        for (chance, liked) in self.chances.iter_mut().zip(liked()) {
            *chance = *chance / sum * (1.0 - RENEWAL) + liked * RENEWAL;
        }
    }

    /// Beats in a bar, and which of them the last one was: 0 is the first.
    pub(super) fn place(&self) -> (usize, usize) {
        let mut start = 0;
        let (mut most, mut found) = (-1.0, (4, 0));
        for (beats, _) in METRES {
            let bar = &self.chances[start..start + beats];
            let sum: f32 = bar.iter().sum();
            if sum > most {
                let top = (0..beats).max_by(|a, b| bar[*a].total_cmp(&bar[*b]));
                (most, found) = (sum, (beats, top.unwrap_or(0)));
            }
            start += beats;
        }
        found
    }
}

fn liked() -> [f32; PLACES] {
    let mut all = [0.0; PLACES];
    let places = METRES
        .iter()
        .flat_map(|(beats, chance)| std::iter::repeat_n(chance / *beats as f32, *beats));
    for (place, chance) in all.iter_mut().zip(places) {
        *place = chance;
    }
    all
}

#[cfg(test)]
mod tests;
