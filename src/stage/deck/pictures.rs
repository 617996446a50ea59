//! The few newest pictures in order, and the two around a moment.

use std::collections::VecDeque;

use welkin_generator::Slide;
use welkin_values::Moment;

/// More than are ever between the newest one and the ear.
const KEPT: usize = 6;

/// The few newest pictures in order of their moments.
#[derive(Default)]
pub(crate) struct Pictures {
    pictures: VecDeque<(Moment, Slide)>,
}

impl Pictures {
    /// Adds a picture, unless it is known or older than the newest.
    pub(crate) fn add(&mut self, moment: Moment, picture: Slide) {
        if self
            .pictures
            .back()
            .is_some_and(|(newest, _)| *newest >= moment)
        {
            return;
        }
        self.pictures.push_back((moment, picture));
        if self.pictures.len() > KEPT {
            self.pictures.pop_front();
        }
    }

    /// Whether there is none yet.
    pub(crate) fn is_empty(&self) -> bool {
        self.pictures.is_empty()
    }

    /// Lets go of those that will not be seen again.
    pub(crate) fn forget_before(&mut self, now: Moment) {
        while self
            .pictures
            .get(1)
            .is_some_and(|(moment, _)| *moment <= now)
        {
            self.pictures.pop_front();
        }
    }

    /// The pictures before and after `now`, and the share of the way between them. The last one holds.
    pub(crate) fn around(&self, now: Moment) -> (Option<[Slide; 2]>, f32) {
        match (self.pictures.front(), self.pictures.get(1)) {
            (Some((before, older)), Some((after, newer))) => {
                let whole = (*after - *before).samples.max(1) as f32;
                let gone = (now - *before).samples as f32 / whole;
                (Some([older.clone(), newer.clone()]), gone.clamp(0.0, 1.0))
            }
            (Some((_, only)), None) => (Some([only.clone(), only.clone()]), 0.0),
            _ => (None, 0.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use welkin_values::Picture;

    use super::*;

    fn some() -> Slide {
        Picture::filled(1, 1, [0.0; 3]).into()
    }

    #[test]
    fn goes_evenly_from_one_to_the_next_and_holds_the_last() {
        let mut pictures = Pictures::default();
        assert!(pictures.around(Moment::ZERO).0.is_none());
        for at in [100, 200, 300] {
            pictures.add(Moment::from_samples(at), some());
        }
        let blend = |pictures: &Pictures, at| pictures.around(Moment::from_samples(at)).1;
        assert_eq!(blend(&pictures, 0), 0.0);
        assert_eq!(blend(&pictures, 150), 0.5);
        pictures.forget_before(Moment::from_samples(250));
        assert_eq!(blend(&pictures, 250), 0.5);
        pictures.forget_before(Moment::from_samples(900));
        assert_eq!(blend(&pictures, 900), 0.0);
        assert!(pictures.around(Moment::from_samples(900)).0.is_some());
    }

    #[test]
    fn late_pictures_are_dropped() {
        let mut pictures = Pictures::default();
        for at in [100, 50, 100, 200] {
            pictures.add(Moment::from_samples(at), some());
        }
        assert_eq!(pictures.pictures.len(), 2);
    }
}
