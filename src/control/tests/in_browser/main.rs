//! The page as people meet it, in a real browser: headless Chromium, driven over its DevTools protocol.
//!
//! What it looked like is left as pictures below the build's folder: `target/tmp/page/*.png`.

#![allow(clippy::unwrap_used, reason = "a test that fails should stop")]

#[path = "../../examples/fake_show/show.rs"]
mod show;

mod browser;
mod room;

mod align;
mod controls;
mod explore;
mod library;
mod looks;
mod sleep;
mod watch;
