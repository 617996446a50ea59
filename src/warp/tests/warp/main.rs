//! Files in and out, what they mean, and what is refused.
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

#[path = "../../examples/fuzz_warps/samples.rs"]
mod samples;

mod hostile;
mod meaning;
mod round_trip;
mod sampling;
