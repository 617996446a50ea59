//! A visitor's headset: the program on Monado, a real OpenXR runtime, with a simulated headset whose compositor
//! shows both eyes in a window of a virtual screen. A screenshot of that screen is what the visitor sees.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::program::{Running, Scratch, root, said, tool, welkin};

/// The runtime in a folder of its own, unpacked once; none where there is no apt to fetch it with.
fn runtime() -> Option<PathBuf> {
    let binary = Path::new(env!("CARGO_BIN_EXE_welkin"));
    let prefix = binary.parent()?.parent()?.join("xr-prefix");
    if !prefix.join("usr/bin/monado-service").exists() {
        let made = Command::new(root().join("tests/xr/make-prefix.sh"))
            .arg(&prefix)
            .output()
            .ok()?;
        if !made.status.success() {
            eprintln!("no OpenXR runtime can be had here: {}", said(&made));
            return None;
        }
    }
    Some(prefix)
}

/// A virtual screen; its name.
fn screen() -> (Running, String) {
    let mut xvfb = Command::new("Xvfb")
        .args([
            "-displayfd",
            "1",
            "-screen",
            "0",
            "1280x800x24",
            "-nolisten",
            "tcp",
        ])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut number = String::new();
    BufReader::new(xvfb.stdout.take().unwrap())
        .read_line(&mut number)
        .unwrap();
    (Running(xvfb), format!(":{}", number.trim()))
}

/// The screen as grey pixels, 1280 by 800.
fn screenshot(display: &str) -> Vec<u8> {
    tool(
        "ffmpeg",
        &[
            "-v",
            "error",
            "-f",
            "x11grab",
            "-video_size",
            "1280x800",
            "-i",
            display,
            "-frames:v",
            "1",
            "-f",
            "rawvideo",
            "-pix_fmt",
            "gray",
            "-",
        ],
    )
}

#[test]
fn a_headset_shows_the_dome_to_both_eyes() {
    let Some(prefix) = runtime() else { return };
    let scratch = Scratch::new();
    let on_prefix = root().join("tests/xr/run-on-prefix.sh");
    let private = scratch.path("run");
    std::fs::create_dir_all(&private).unwrap();
    let (_screen, display) = screen();
    let environment = [
        ("XRPREFIX", prefix.as_os_str()),
        ("XDG_RUNTIME_DIR", private.as_os_str()),
        ("HOME", private.as_os_str()),
        ("DISPLAY", display.as_ref()),
    ];
    let _service = Running(
        Command::new(&on_prefix)
            .arg(prefix.join("usr/bin/monado-service"))
            .envs(environment)
            .envs([
                ("XRT_COMPOSITOR_FORCE_XCB", "1"),
                ("SIMULATED_ENABLE", "1"),
                ("XRT_NO_STDIN", "1"),
            ])
            .envs([("XRT_COMPOSITOR_DEFAULT_FRAMERATE", "20")])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap(),
    );
    wait_for(&private.join("monado_comp_ipc"));
    let visit = Command::new(&on_prefix)
        .arg(env!("CARGO_BIN_EXE_welkin"))
        .args([
            "run",
            "installations/first-light",
            "--venue",
            "installations/venues/headset.toml",
        ])
        .args([
            "--headless",
            "--port",
            "0",
            "--for",
            "25",
            "--summary",
            "--backend",
            "flex",
        ])
        .current_dir(root())
        .envs(environment)
        .env("OXR_NO_PRINTING", "1")
        .env("BEVY_ASSET_ROOT", root())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // What the visitor sees after a while; the screen lives a little longer than the visit.
    std::thread::sleep(Duration::from_secs(18));
    let seen = screenshot(&display);
    let output = visit.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &said(&output);
    assert!(
        text.contains("the headset shows the dome"),
        "the session never ran:\n{text}"
    );
    let summary: Value =
        serde_json::from_str(text.lines().find(|line| line.starts_with('{')).unwrap()).unwrap();
    assert!(summary["headset_frames"].as_u64() > Some(40), "{summary}");
    both_eyes_see(&seen);
}

/// Finds the lit part of the screen, and compares its left and right half.
#[track_caller]
fn both_eyes_see(screen: &[u8]) {
    let lit = |x: usize, y: usize| screen[y * 1280 + x] > 12;
    let columns: Vec<usize> = (0..1280).filter(|x| (0..800).any(|y| lit(*x, y))).collect();
    let rows: Vec<usize> = (0..800).filter(|y| (0..1280).any(|x| lit(x, *y))).collect();
    let (left, right) = (
        columns.first().copied().unwrap_or(0),
        columns.last().copied().unwrap_or(0),
    );
    let (top, bottom) = (
        rows.first().copied().unwrap_or(0),
        rows.last().copied().unwrap_or(0),
    );
    assert!(
        right - left > 300 && bottom - top > 150,
        "the eyes are black: {left}..{right}, {top}..{bottom}"
    );
    let half = (right - left) / 2;
    let pixel = |x: usize, y: usize| f64::from(screen[y * 1280 + x]);
    let (mut difference, mut light) = (0.0, 0.0);
    for y in top..bottom {
        for x in 0..half {
            let (a, b) = (pixel(left + x, y), pixel(left + half + x, y));
            difference += (a - b).abs();
            light += a.min(b);
        }
    }
    let pixels = ((bottom - top) * half) as f64;
    assert!(
        light / pixels > 8.0,
        "one of the eyes is black: mean of the darker {:.1}",
        light / pixels
    );
    assert!(
        difference / pixels > 0.2,
        "both eyes see the same: {:.3}",
        difference / pixels
    );
}

fn wait_for(path: &Path) {
    let begun = Instant::now();
    while !path.exists() {
        assert!(
            begun.elapsed() < Duration::from_secs(30),
            "{} did not appear",
            path.display()
        );
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn without_a_runtime_the_show_runs_flat_and_says_why() {
    let output = welkin([
        "run",
        "installations/first-light",
        "--venue",
        "installations/venues/headset.toml",
    ])
    .args(["--headless", "--port", "0", "--for", "4", "--summary"])
    .env("XR_RUNTIME_JSON", "/nowhere.json")
    .current_dir(root())
    .output()
    .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &said(&output);
    assert!(output.status.success(), "{text}");
    assert!(text.contains("runs flat"), "{text}");
}
