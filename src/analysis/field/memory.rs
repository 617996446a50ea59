//! Keeps the fields of late and answers by time.

use std::collections::VecDeque;

use welkin_space::SoundField;
use welkin_values::Moment;

/// The last fields of one place, in order of their moments.
pub struct FieldMemory {
    fields: VecDeque<SoundField>,
    capacity: usize,
}

impl FieldMemory {
    /// Room for `capacity_fields` fields, at least 2; 93.75 are a second, 1.6 kB each at order 3, 25 kB at order 7.
    pub fn new(capacity_fields: usize) -> Self {
        let capacity = capacity_fields.max(2);
        Self {
            fields: VecDeque::with_capacity(capacity),
            capacity,
        }
    }

    /// Takes the next field and forgets the oldest when there is no room. One that is not after the newest is a new
    /// beginning: everything else is forgotten. Never allocates.
    pub fn push(&mut self, field: SoundField) {
        if self.newest().is_some_and(|newest| field.moment <= newest) {
            self.fields.clear();
        }
        if self.fields.len() == self.capacity {
            self.fields.pop_front();
        }
        self.fields.push_back(field);
    }

    /// The moment of the newest field.
    pub fn newest(&self) -> Option<Moment> {
        self.fields.back().map(|field| field.moment)
    }

    /// The field at a moment, drawn straight between the two around it; the newest holds until the next comes. `None`
    /// before the oldest.
    pub fn at(&self, moment: Moment) -> Option<SoundField> {
        let after = self.fields.partition_point(|field| field.moment <= moment);
        let before = self.fields.get(after.checked_sub(1)?)?;
        let since = (moment - before.moment).samples;
        let Some(next) = self.fields.get(after) else {
            return Some(before.clone());
        };
        let whole = (next.moment - before.moment).samples;
        Some(SoundField::between(
            before,
            next,
            since as f32 / whole as f32,
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use welkin_values::Direction;

    fn field(at: i64, power: f32) -> SoundField {
        let mut field = SoundField::silent(Moment::from_samples(at), 1);
        field.splat(Direction::default(), [power; 3]);
        field
    }

    #[test]
    fn answers_by_time_and_forgets() {
        let mut memory = FieldMemory::new(2);
        let at = |memory: &FieldMemory, moment: i64| {
            let field = memory.at(Moment::from_samples(moment))?;
            Some((field.bands[0].power * 100.0).round() as i32)
        };
        assert_eq!(at(&memory, 0), None);
        for (moment, power) in [(0, 0.1), (512, 0.2), (1024, 0.4)] {
            memory.push(field(moment, power));
        }
        assert_eq!(
            [0, 512, 768, 1024, 1500, 99_000].map(|m| at(&memory, m)),
            [None, Some(20), Some(30), Some(40), Some(40), Some(40)]
        );
        memory.push(field(100, 0.7));
        assert_eq!((at(&memory, 100), at(&memory, 700)), (Some(70), Some(70)));
    }
}
