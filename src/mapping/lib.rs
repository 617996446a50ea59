//! From what is heard to what is painted: [`Heard`] in, one [`Layer`] or a few and a [`Light`](welkin_values::Light) out.
//!
//! [`Steering`] goes in ticks of 1/120 s, on which the frames of 24, 30 and 60 a second fall, so what
//! is painted at a moment does not depend on how often anyone looks. All chance is seeded: the same
//! show, heard the same way, moves the same way on every machine.

mod sphere;
mod tick;

mod chance;
mod heard;

mod feature;
mod places;
mod way;

mod timed;

mod bends;
mod field;
mod keyframes;
mod push;
mod route;
mod walk;

mod held;
mod controls;
mod inside;
mod style;
mod timeline;

mod scene;

mod steering;

pub use chance::seeded_z;
pub use heard::{Heard, Hits, Source};
pub use scene::Layer;
pub use steering::{Steering, turned};

#[cfg(test)]
mod laws;
