//! Where sound cards come from: this machine, or a test.

use std::sync::Arc;

use crate::devices::{CardWish, Format, Give, Opened, Signs, open_output};

/// Opens cards.
pub(crate) trait Cards: Send {
    /// Opens the card that is wished for; it plays what `make` makes for it. Says why not.
    fn open(
        &mut self,
        wish: &CardWish,
        signs: &Arc<Signs>,
        make: &mut dyn FnMut(Format) -> Give,
    ) -> Result<Opened, String>;
}

/// The cards of this machine.
pub(super) struct RealCards;

impl Cards for RealCards {
    fn open(
        &mut self,
        wish: &CardWish,
        signs: &Arc<Signs>,
        make: &mut dyn FnMut(Format) -> Give,
    ) -> Result<Opened, String> {
        open_output(wish, signs, make).map_err(|error| error.to_string())
    }
}
