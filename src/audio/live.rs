//! Live sound on its way: from an input's thread to whoever listens, and to the sound thread. Nobody waits for
//! anybody; what nobody takes in time is dropped and counted.

mod branch;
mod ear;
mod pull;

pub(crate) use branch::{BranchIn, BranchOut, branch};
pub use ear::LiveEar;
pub(crate) use pull::LivePull;
