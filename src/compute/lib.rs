//! What networks are computed with: one list of operations ([`Engine`]) and ways to do them.
//!
//! A network of `welkin_networks` is written once, in these operations; what runs it is chosen at run time.
//! [`Plain`] does each operation as its formula says, slowly: the others are tested against it.
//! [`Cpu`] is the fast one. [`Counting`] does nothing and says what a network would cost.

mod shape;
mod edges;
mod activation;
mod kernel;
mod filter;
mod engine;
mod plain;
mod counting;
mod conformance;
mod cpu;

pub use activation::{Activation, Curve};
pub use conformance::differences;
pub use counting::{Cost, Counting};
pub use cpu::{Cpu, CpuKernel, CpuSheet, Precision};
pub use edges::{Edge, Edges};
pub use engine::{After, Engine, Lost, Scale};
pub use filter::{Filter, Resample};
pub use kernel::KernelShape;
pub use plain::{Plain, PlainKernel, PlainSheet};
pub use shape::Shape;

#[cfg(test)]
mod tests;
