//! Does a show that runs on take ever more memory? The resident memory after one minute and after ten.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result};

use super::super::check::print;

/// When memory is read, in minutes from the start.
const MINUTES: [u64; 4] = [1, 3, 6, 10];

/// Runs an installation headless for ten minutes and prints a table.
pub(super) fn run(installation: &Path) -> Result<()> {
    let mut show = Command::new(std::env::current_exe()?)
        .arg("run")
        .arg(installation)
        .args(["--headless", "--port", "0", "--for", "11m"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let measured = measure(&mut show);
    // It may have ended by itself; then there is nothing to end.
    drop(show.kill());
    show.wait()?;
    measured
}

fn measure(show: &mut Child) -> Result<()> {
    print("\n| minute | resident MB | of the first |");
    print("|-------:|------------:|-------------:|");
    let mut first = None;
    let mut passed = 0;
    for minute in MINUTES {
        std::thread::sleep(Duration::from_secs(60 * (minute - passed)));
        passed = minute;
        let kib = resident_kib(show.id())?;
        let share = kib / *first.get_or_insert(kib);
        print(&format!(
            "| {minute:6} | {:11.1} | {share:12.3} |",
            kib / 1024.0
        ));
    }
    Ok(())
}

/// Resident memory of a process, KiB, as Linux counts it.
pub(super) fn resident_kib(process: u32) -> Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))
        .context("the show ended, or this system does not tell a process's memory")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    number
        .and_then(|number| number.parse().ok())
        .context("no resident memory is told")
}
