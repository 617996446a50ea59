//! Where microphones come from: this machine, or a test.

use std::sync::Arc;

use crate::devices::{CardWish, Format, Opened, Signs, Take, open_input};

/// Opens cards that listen.
pub(super) trait Microphones: Send {
    /// Opens the card that is wished for; what it hears goes to what `make` makes for it. Says why not.
    fn open(
        &mut self,
        wish: &CardWish,
        signs: &Arc<Signs>,
        make: &mut dyn FnMut(Format) -> Take,
    ) -> Result<Opened, String>;
}

/// The cards of this machine.
pub(super) struct RealMicrophones;

impl Microphones for RealMicrophones {
    fn open(
        &mut self,
        wish: &CardWish,
        signs: &Arc<Signs>,
        make: &mut dyn FnMut(Format) -> Take,
    ) -> Result<Opened, String> {
        open_input(wish, signs, make).map_err(|error| error.to_string())
    }
}
