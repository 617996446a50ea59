//! What people hold instead of leaving it to the music: it is reached smoothly, and given back smoothly.

use welkin_installation::Control;

use crate::tick::TICK;

/// So little of a held value is no longer seen; the control is the music's again.
const GONE: f32 = 1e-3;

/// The controls that somebody holds, or held a moment ago.
#[derive(Clone, Debug, Default)]
pub(crate) struct Held {
    holds: Vec<Hold>,
}

#[derive(Clone, Debug)]
struct Hold {
    control: Control,
    /// What is asked for; kept while it is given back.
    asked: f32,
    /// On its way to what is asked for.
    value: f32,
    /// How much it rules: 0 is the music alone, 1 the person alone.
    share: f32,
    given_back: bool,
}

impl Held {
    /// Holds a control at a value (kept within its range), or gives it back.
    pub(crate) fn hold(&mut self, control: Control, value: Option<f32>) {
        let found = self.holds.iter_mut().find(|hold| hold.control == control);
        match (found, value) {
            (Some(hold), Some(value)) => {
                hold.asked = control.within(value);
                hold.given_back = false;
            }
            (Some(hold), None) => hold.given_back = true,
            (None, Some(value)) => self.holds.push(Hold {
                control,
                asked: control.within(value),
                value: control.within(value),
                share: 0.0,
                given_back: false,
            }),
            (None, None) => {}
        }
    }

    /// One tick.
    pub(crate) fn advance(&mut self) {
        for hold in &mut self.holds {
            let way = 1.0 - (-TICK.secs() as f32 / hold.control.spec().smoothing_secs).exp();
            let rules = if hold.given_back { 0.0 } else { 1.0 };
            hold.value += (hold.asked - hold.value) * way;
            hold.share += (rules - hold.share) * way;
        }
        self.holds
            .retain(|hold| !hold.given_back || hold.share > GONE);
    }

    /// Every held control, its value and how much it rules, 0 to 1.
    pub(crate) fn all(&self) -> impl Iterator<Item = (Control, f32, f32)> {
        self.holds
            .iter()
            .map(|hold| (hold.control, hold.value, hold.share))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(held: &mut Held, ticks: usize) -> Option<(f32, f32)> {
        (0..ticks).for_each(|_| held.advance());
        held.all().next().map(|(_, value, share)| (value, share))
    }

    #[test]
    fn a_hold_is_reached_and_given_back_smoothly() {
        let mut held = Held::default();
        held.hold(Control::Zoom, Some(2.0));
        let (value, early) = after(&mut held, 1).unwrap();
        assert!(value == 2.0 && early > 0.0 && early < 0.2, "{early}");
        let (_, late) = after(&mut held, 240).unwrap();
        assert!(late > 0.999, "{late}");
        held.hold(Control::Zoom, Some(1.0));
        let (value, _) = after(&mut held, 1).unwrap();
        assert!(value < 2.0 && value > 1.8, "{value}");
        held.hold(Control::Zoom, None);
        let (_, share) = after(&mut held, 1).unwrap();
        assert!(share < 1.0 && share > 0.9, "{share}");
        assert_eq!(after(&mut held, 240), None);
    }

    #[test]
    fn what_is_asked_for_stays_within_the_range() {
        for (asked, kept) in [(99.0, 5.0), (f32::NAN, 0.2), (-1.0, 0.2)] {
            let mut held = Held::default();
            held.hold(Control::Zoom, Some(asked));
            assert_eq!(after(&mut held, 1).unwrap().0, kept);
        }
    }
}
