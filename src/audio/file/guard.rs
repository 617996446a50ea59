//! Decoders are made for good files. What a hostile one provokes in them becomes an error, not an end.

use std::panic::{AssertUnwindSafe, catch_unwind};

use symphonia::core::errors::Error;

/// Runs a decoder's code; a panic in it becomes an error. The decoder may be left in any (safe) state.
pub(super) fn guarded<T>(code: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(code)).unwrap_or(Err(Error::DecodeError("the decoder gave up")))
}
