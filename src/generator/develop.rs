//! What an engine painted, as a picture to be shown.

use welkin_compute::{Cpu, Engine, Lost};

use crate::light;
use crate::slide::Slide;

/// An engine whose sheets can become pictures to be shown.
pub(crate) trait Develop: Engine {
    /// The picture of a sheet [3, height, width], −1 to 1.
    ///
    /// # Errors
    /// If the device does not answer.
    fn develop(&mut self, sheet: &Self::Sheet) -> Result<Slide, Lost> {
        in_memory(self, sheet)
    }
}

impl Develop for Cpu {}

/// The picture of a sheet, brought to memory.
///
/// # Errors
/// If the device does not answer.
pub(crate) fn in_memory<E: Engine + ?Sized>(
    engine: &mut E,
    sheet: &E::Sheet,
) -> Result<Slide, Lost> {
    let shape = engine.shape(sheet);
    let values = engine.numbers(sheet)?;
    Ok(light::from_planes(shape.width, shape.height, &values).into())
}
