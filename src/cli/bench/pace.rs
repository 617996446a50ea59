//! Does showing wait for making? The same program, alternately with the generator and with the test pattern,
//! headless, the operator's picture at 512².

use std::process::{Command, Stdio};

use anyhow::{Context, Result};
use serde_json::Value;

use super::super::check::print;

/// Alternating runs of each kind.
const ROUNDS: usize = 3;

/// Seconds of each run.
const RUN_SECS: &str = "20";

/// Measures and prints a table.
pub(super) fn run() -> Result<()> {
    let folder = std::env::temp_dir().join(format!("welkin-bench-{}", std::process::id()));
    let measured = measure(&folder);
    // Only what was made here is removed; a leftover harms nobody.
    drop(std::fs::remove_dir_all(&folder));
    measured
}

fn measure(folder: &std::path::Path) -> Result<()> {
    let kinds = [
        ("field-gan", "weights = \"shipped\"\n"),
        ("test-pattern", ""),
    ];
    print("\nshowing while making: 320² pictures, headless at 512², 20 s each, alternating");
    print("| generator    | pictures/s | frames/s | median ms | p99 ms | first picture s |");
    print("|--------------|-----------:|---------:|----------:|-------:|----------------:|");
    let mut ratios = Vec::new();
    for _ in 0..ROUNDS {
        let mut p99 = Vec::new();
        for (kind, weights) in kinds {
            let show = folder.join(kind);
            std::fs::create_dir_all(&show)?;
            std::fs::write(show.join("show.toml"), show_text(kind, weights, 320))?;
            let summary = one(&show)?;
            let number = |name: &str| summary[name].as_f64().unwrap_or(f64::NAN);
            print(&format!(
                "| {kind:<12} | {:10.1} | {:8.1} | {:9.2} | {:6.2} | {:15.2} |",
                number("painted_per_sec"),
                number("presented_per_sec"),
                number("frame_ms_median"),
                number("frame_ms_p99"),
                number("first_picture_secs"),
            ));
            p99.push(number("frame_ms_p99"));
        }
        ratios.push(p99[0] / p99[1]);
    }
    ratios.sort_by(f64::total_cmp);
    let (least, middle, most) = (ratios[0], ratios[ROUNDS / 2], ratios[ROUNDS - 1]);
    print(&format!(
        "p99 with the generator over p99 with the test pattern: {least:.2} – {middle:.2} – {most:.2}"
    ));
    too_heavy(folder)
}

fn one(show: &std::path::Path) -> Result<Value> {
    let output = Command::new(std::env::current_exe()?)
        .arg("run")
        .arg(show)
        .args([
            "--headless",
            "--port",
            "0",
            "--for",
            RUN_SECS,
            "--summary",
            "--backend",
            "flex",
        ])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().find(|line| line.starts_with('{'));
    serde_json::from_str(line.unwrap_or_default())
        .context("a measured run ended without its figures")
}

/// Sides of Field GANs that are about 1, 3 and 9 times too heavy for 15 pictures a second on two cores.
const HEAVY: [(usize, &str); 3] = [(704, "1 time"), (1216, "3 times"), (2048, "9 times")];

/// Frame intervals while the generator is too heavy and its governor makes it coarser.
fn too_heavy(folder: &std::path::Path) -> Result<()> {
    print("\na generator that is too heavy, 20 s each: its governor paints coarser pictures");
    print("| too heavy by | asked | pictures/s | frames/s | median ms | p99 ms | painted     |");
    print("|--------------|------:|-----------:|---------:|----------:|-------:|-------------|");
    for (size, times) in HEAVY {
        let show = folder.join(format!("heavy-{size}"));
        std::fs::create_dir_all(&show)?;
        std::fs::write(
            show.join("show.toml"),
            show_text("field-gan", "weights = \"shipped\"\n", size),
        )?;
        let summary = one(&show)?;
        let number = |name: &str| summary[name].as_f64().unwrap_or(f64::NAN);
        let words = summary["generator"].as_str().unwrap_or_default();
        let painted = words.split_once(" at ").map_or("as asked", |(_, rest)| {
            rest.split(',').next().unwrap_or(rest)
        });
        print(&format!(
            "| {times:<12} | {size:4}² | {:10.1} | {:8.1} | {:9.2} | {:6.2} | {painted:<11} |",
            number("painted_per_sec"),
            number("presented_per_sec"),
            number("frame_ms_median"),
            number("frame_ms_p99"),
        ));
    }
    Ok(())
}

fn show_text(kind: &str, weights: &str, size: usize) -> String {
    format!(
        "name = \"{kind}\"\nseed = 1\nlength = 600\n[[model]]\nid = \"m\"\nkind = \"{kind}\"\n{weights}size = {size}\n\
         [[scene]]\nid = \"one\"\nmodel = \"m\"\n[scene.walk]\npoints_per_min = 20\n[[cue]]\nat = 0\nscene = \"one\"\n"
    )
}
