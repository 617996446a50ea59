//! What a guard remembers, as numbers: an interrupted film goes on with the guard it had.

/// Everything that a guard remembers passes by here, number by number, always in the same order: to be written down, or
/// to be replaced.
pub(super) trait Tape {
    fn number(&mut self, number: &mut f64);

    fn narrow(&mut self, number: &mut f32) {
        let mut wide = f64::from(*number);
        self.number(&mut wide);
        *number = wide as f32;
    }

    fn flag(&mut self, flag: &mut bool) {
        let mut wide = f64::from(u8::from(*flag));
        self.number(&mut wide);
        *flag = wide != 0.0;
    }
}

/// Writes down.
#[derive(Default)]
pub(super) struct Writing(pub(super) Vec<u8>);

impl Tape for Writing {
    fn number(&mut self, number: &mut f64) {
        self.0.extend(number.to_le_bytes());
    }
}

/// Replaces by what was written down.
pub(super) struct Reading<'a>(pub(super) std::slice::ChunksExact<'a, u8>);

impl Tape for Reading<'_> {
    fn number(&mut self, number: &mut f64) {
        let bytes = self.0.next().and_then(|bytes| bytes.try_into().ok());
        *number = bytes.map_or(*number, f64::from_le_bytes);
    }
}
