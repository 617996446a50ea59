//! Tests of the whole program, from its arguments to its films.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot go on should say so and end"
)]

mod program;
mod arrows;
mod commands;
mod control_room;
mod bad_input;
mod films;
mod listen;
mod dream;
mod sound;
mod shows;
mod headset;
mod outputs;
