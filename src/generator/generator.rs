//! What every generator can do.

use welkin_values::{Latent, LatentShape, Picture};

use crate::error::PaintError;
use crate::slide::Slide;

/// Something that paints.
pub trait Generator: Send {
    /// What it wants to be given.
    fn shape(&self) -> LatentShape;

    /// Paints a picture. The same latent gives the same picture.
    ///
    /// # Errors
    /// If the latent has not the generator's shape or the device fails; the next one may succeed.
    fn paint(&mut self, latent: &Latent) -> Result<Picture, PaintError>;

    /// Paints a picture to be shown: the same one, left on the GPU that shows where it is painted there.
    ///
    /// # Errors
    /// As [`paint`](Self::paint).
    fn slide(&mut self, latent: &Latent) -> Result<Slide, PaintError> {
        self.paint(latent).map(Slide::from)
    }

    /// Nobody waits for its pictures, as in a film: it paints as it was asked to, however long that takes.
    fn take_your_time(&mut self) {}

    /// Leaves the finest steps out, each of which makes pictures half as large; 0 paints as it was asked to. Nothing
    /// changes in generators that cannot.
    fn leave_out(&mut self, steps: usize) {
        let _ = steps;
    }

    /// What people should know of how it paints just now; nothing if it paints as it was asked to.
    fn words(&self) -> Option<String> {
        None
    }
}
