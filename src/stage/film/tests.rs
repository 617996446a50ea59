#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod kit;
mod films;
mod panorama;
mod killed;
mod refused;
