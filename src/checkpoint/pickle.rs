//! Pickles as data: a machine that builds plain values and tensors out of a closed list of names. It has no
//! way to run anything: a name outside the list stops it and is said.

mod names;
mod heap;
mod read;
mod call;
mod machine;
mod run;

pub(crate) use heap::{ArrayParts, Heap, Object, Rare, Span64, Storage, Value};
pub(crate) use names::Role;
pub(crate) use run::run;

#[cfg(test)]
mod tests;
