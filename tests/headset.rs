//! A visitor's headset: the program on Monado, a real OpenXR runtime, with a simulated headset whose compositor
//! shows both eyes in a window of a virtual screen. A screenshot of that screen is what the visitor sees.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
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

/// A folder and a virtual screen in which the runtime and the program meet.
struct Room {
    scratch: Scratch,
    on_prefix: PathBuf,
    prefix: PathBuf,
    private: PathBuf,
    display: String,
    _screen: Running,
}

impl Room {
    /// None where no runtime can be had.
    fn new() -> Option<Self> {
        let prefix = runtime()?;
        let scratch = Scratch::new();
        let on_prefix = root().join("tests/xr/run-on-prefix.sh");
        let private = scratch.path("run");
        std::fs::create_dir_all(&private).unwrap();
        let (_screen, display) = screen();
        Some(Self {
            scratch,
            on_prefix,
            prefix,
            private,
            display,
            _screen,
        })
    }

    fn environment(&self) -> [(&'static str, &std::ffi::OsStr); 4] {
        [
            ("XRPREFIX", self.prefix.as_os_str()),
            ("XDG_RUNTIME_DIR", self.private.as_os_str()),
            ("HOME", self.private.as_os_str()),
            ("DISPLAY", self.display.as_ref()),
        ]
    }

    /// The runtime, once it listens.
    fn service(&self) -> Running {
        let socket = self.private.join("monado_comp_ipc");
        std::fs::remove_file(&socket).ok();
        let service = Command::new(&self.on_prefix)
            .arg(self.prefix.join("usr/bin/monado-service"))
            .envs(self.environment())
            .envs([
                ("XRT_COMPOSITOR_FORCE_XCB", "1"),
                ("SIMULATED_ENABLE", "1"),
                ("XRT_NO_STDIN", "1"),
                ("XRT_COMPOSITOR_DEFAULT_FRAMERATE", "20"),
            ])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        wait_for(&socket);
        Running(service)
    }

    /// The program with a headset, for so many seconds.
    fn show(&self, secs: &str) -> Child {
        // The loader of the prefix begins the program, and the program its headset's process.
        let itself = self.scratch.path("welkin");
        let binary = env!("CARGO_BIN_EXE_welkin");
        let script = format!(
            "#!/bin/bash\nexec {} {binary} \"$@\"\n",
            self.on_prefix.display()
        );
        std::fs::write(&itself, script).unwrap();
        let all = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(&itself, all).unwrap();
        Command::new(&self.on_prefix)
            .arg(binary)
            .args(["run", "installations/first-light"])
            .args(["--venue", "installations/venues/headset.toml"])
            .args([
                "--headless",
                "--port",
                "0",
                "--for",
                secs,
                "--summary",
                "--backend",
                "flex",
            ])
            .current_dir(root())
            .envs(self.environment())
            .env("WELKIN_SELF", &itself)
            .env("OXR_NO_PRINTING", "1")
            .env("BEVY_ASSET_ROOT", root())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }
}

#[test]
fn a_headset_shows_the_dome_to_both_eyes() {
    let Some(room) = Room::new() else { return };
    let _service = room.service();
    let visit = room.show("25");
    // What the visitor sees after a while; the screen lives a little longer than the visit.
    std::thread::sleep(Duration::from_secs(18));
    let seen = screenshot(&room.display);
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
    assert!(text.contains("a visit begins"), "{text}");
    both_eyes_see(&seen);
}

#[test]
fn a_runtime_that_breaks_off_is_found_again_and_the_show_goes_on() {
    let Some(room) = Room::new() else { return };
    let service = room.service();
    let mut visit = room.show("60");
    let (send, lines) = std::sync::mpsc::channel();
    let log = BufReader::new(visit.stderr.take().unwrap());
    std::thread::spawn(move || {
        log.lines()
            .map_while(Result::ok)
            .for_each(|line| send.send(line).unwrap_or_default())
    });
    let wait_for_words = |words: &str, secs: u64| {
        let until = Instant::now() + Duration::from_secs(secs);
        let mut heard = Vec::new();
        while let Ok(line) = lines.recv_timeout(until.saturating_duration_since(Instant::now())) {
            heard.push(line);
            if heard.last().is_some_and(|line| line.contains(words)) {
                return;
            }
        }
        panic!("{words:?} was not said within {secs} s: {heard:#?}");
    };
    wait_for_words("the headset shows the dome", 30);
    drop(service);
    wait_for_words("the headset's runtime broke off", 15);
    let _service = room.service();
    // Ten seconds on a machine that has nothing else to do.
    wait_for_words("the headset shows the dome", 20);
    let output = visit.wait_with_output().unwrap();
    assert!(output.status.success());
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let summary = text.lines().find(|line| line.starts_with('{')).unwrap();
    let summary: Value = serde_json::from_str(summary).unwrap();
    // Frames came all the time, from the show's own pace.
    assert!(summary["frames"].as_u64() > Some(300), "{summary}");
    assert!(summary["headset_frames"].as_u64() > Some(40), "{summary}");
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
