//! A show that is not there: made-up sound, a made-up dome and made-up outputs, to look at the page with.
//!
//! `cargo run -p welkin_control --example fake_show -- [PORT]`; everything on the page can be pressed.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "an example speaks on the terminal"
)]

#[path = "fake_show/show.rs"]
mod show;

use std::process::ExitCode;
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use welkin_control::Page;
use welkin_values::Command;

use show::FakeShow;

const FRAMES_PER_SEC: u32 = 30;

fn main() -> ExitCode {
    let port = std::env::args()
        .nth(1)
        .and_then(|port| port.parse().ok())
        .unwrap_or(0);
    let page = match Page::start(port) {
        Ok(page) => page,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    println!("{}", page.address());
    page.find_stills(show::still);
    page.explore_with(Arc::new(show::FakeExplorer::new()));

    let mut show = FakeShow::new();
    let mut before = Instant::now();
    loop {
        let commands = page.commands();
        if commands.contains(&Command::Quit) {
            return ExitCode::SUCCESS;
        }
        commands.into_iter().for_each(|command| show.obey(command));
        show.advance(before.elapsed());
        before = Instant::now();
        show.show_on(&page);
        sleep(Duration::from_secs(1) / FRAMES_PER_SEC);
    }
}
