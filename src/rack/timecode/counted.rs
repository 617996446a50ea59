//! How many frames a second a code counts, where it does not say so itself: LTC.

use welkin_installation::{FrameRate, Timecode};

/// Finds the rate that labels are counted in.
#[derive(Debug)]
pub struct Counted {
    said: Option<FrameRate>,
    before: Option<Timecode>,
    count: Option<u32>,
}

impl Counted {
    /// `said` is what the venue says, if it does.
    pub fn new(said: Option<FrameRate>) -> Self {
        Self {
            said,
            before: None,
            count: None,
        }
    }

    /// The rate, from a label, whether labels are dropped, and how many frames passed in a second just now. Before a
    /// second of code was heard this is a guess by its speed, then it is counted.
    pub fn hear(&mut self, label: Timecode, drops: bool, frames_per_sec: f64) -> FrameRate {
        if let Some(before) = self.before.replace(label) {
            // The last label of a second says how many there are, in either direction.
            let (last, first) = (before.max(label), before.min(label));
            let turned = first.seconds != last.seconds && last.frames < 2 && first.frames > 20;
            if turned {
                self.count = [24, 25, 30]
                    .into_iter()
                    .find(|count| *count == u32::from(first.frames) + 1);
            }
        }
        if drops {
            return FrameRate::NtscDrop;
        }
        if let Some(said) = self.said {
            return said;
        }
        let plain = [FrameRate::Fps24, FrameRate::Fps25, FrameRate::Fps30];
        let off = |rate: &FrameRate| (rate.per_sec() - frames_per_sec).abs();
        let counted = |rate: &&FrameRate| self.count == Some(rate.count());
        let nearest = plain.iter().min_by(|a, b| off(a).total_cmp(&off(b)));
        let rate = plain.iter().find(counted).or(nearest);
        rate.copied().unwrap_or(FrameRate::Fps25)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_of_code_says_its_rate_at_any_speed() {
        for rate in FrameRate::ALL {
            for (speed, backwards) in [(1.0, false), (0.8, true), (2.0, false)] {
                let mut counted = Counted::new(None);
                let mut frames: Vec<u32> = (1000..1040).collect();
                if backwards {
                    frames.reverse();
                }
                let mut found = None;
                for frame in frames {
                    let label = Timecode::of_frame(frame, rate);
                    found = Some(counted.hear(label, rate.drops(), rate.per_sec() * speed));
                }
                let count = found.map(|found| (found.count(), found.drops()));
                assert_eq!(
                    count,
                    Some((rate.count(), rate.drops())),
                    "{rate:?} {speed}"
                );
            }
        }
    }

    #[test]
    fn what_the_venue_says_rules_but_for_dropped_labels() {
        let mut counted = Counted::new(Some(FrameRate::Ntsc));
        let label = Timecode::default();
        assert_eq!(counted.hear(label, false, 30.0), FrameRate::Ntsc);
        assert_eq!(counted.hear(label, true, 30.0), FrameRate::NtscDrop);
    }
}
