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

    /// The runtime with a headset whose head and hands are where a [`Puppet`] says, in a network of its own: it listens
    /// for everybody. None where the system lets nobody have one.
    fn service_with_puppet(&self) -> Option<(Running, Puppet)> {
        let socket = self.private.join("monado_comp_ipc");
        std::fs::remove_file(&socket).ok();
        let strings = self.private.join("strings");
        tool("mkfifo", &[strings.to_str().unwrap()]);
        let script = format!(
            "ip link set lo up; {} {}/usr/bin/monado-service & \
             until exec 3<>/dev/tcp/127.0.0.1/4242; do sleep 0.1; done; cat {} >&3 & wait %1",
            self.on_prefix.display(),
            self.prefix.display(),
            strings.display()
        );
        let service = Command::new("unshare")
            .args([
                "--net",
                "--map-root-user",
                "--kill-child",
                "bash",
                "-c",
                &script,
            ])
            .envs(self.environment())
            .envs([
                ("XRT_COMPOSITOR_FORCE_XCB", "1"),
                ("P_OVERRIDE_ACTIVE_CONFIG", "remote"),
                ("XRT_NO_STDIN", "1"),
                ("XRT_COMPOSITOR_DEFAULT_FRAMERATE", "20"),
            ])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut service = Running(service);
        let begun = Instant::now();
        while !socket.exists() {
            if let Some(status) = service.0.try_wait().unwrap() {
                eprintln!("no network of its own can be had here: {status}");
                return None;
            }
            assert!(begun.elapsed() < Duration::from_secs(30), "no runtime came");
            std::thread::sleep(Duration::from_millis(50));
        }
        Some((service, Puppet::new(&strings)))
    }

    /// The program with a headset, for so many seconds.
    fn show(&self, secs: &str) -> Child {
        self.show_of(
            "installations/first-light",
            "installations/venues/headset.toml",
            secs,
        )
    }

    fn show_of(&self, installation: &str, venue: &str, secs: &str) -> Child {
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
            .args(["run", installation])
            .args(["--venue", venue])
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

/// Where Monado's remote driver reads that a controller's buttons are pressed.
const A_CLICK: usize = 4;
const B_CLICK: usize = 6;

/// A headset and two controllers on strings.
struct Puppet {
    pulls: std::sync::mpsc::Sender<Pulled>,
}

/// Where head and hands are: metres, radians to the left; what is pressed.
#[derive(Clone, Copy)]
struct Pulled {
    head_m: [f32; 3],
    yaw: f32,
    left_hand_m: [f32; 3],
    right_hand_m: [f32; 3],
    /// The right controller's buttons: next scene, recentre.
    pressed: [bool; 2],
}

const STANDING: Pulled = Pulled {
    head_m: [0.0, 1.6, 0.0],
    yaw: 0.0,
    left_hand_m: [-0.25, 1.2, -0.3],
    right_hand_m: [0.25, 1.2, -0.3],
    pressed: [false; 2],
};

impl Puppet {
    fn new(strings: &Path) -> Self {
        let (pulls, newest) = std::sync::mpsc::channel();
        let strings = strings.to_path_buf();
        std::thread::spawn(move || {
            use std::io::Write;
            let mut out = std::fs::File::options().write(true).open(strings).unwrap();
            let mut now = STANDING;
            loop {
                match newest.recv_timeout(Duration::from_millis(10)) {
                    Ok(pulled) => now = pulled,
                    Err(std::sync::mpsc::RecvTimeoutError::Timeout) => {}
                    Err(_) => return,
                }
                if out.write_all(&now.packet()).is_err() {
                    return;
                }
            }
        });
        Self { pulls }
    }

    fn pull(&self, pulled: Pulled) {
        self.pulls.send(pulled).unwrap();
    }
}

impl Pulled {
    /// As Monado's remote driver reads it: the head, then both controllers.
    fn packet(&self) -> Vec<u8> {
        let mut packet = b"mndrmt3\0".to_vec();
        let floats = |packet: &mut Vec<u8>, numbers: &[f32]| {
            numbers
                .iter()
                .for_each(|number| packet.extend(number.to_le_bytes()));
        };
        let level = [0.0, 0.0, 0.0, 1.0];
        for _ in 0..2 {
            // An eye of its own is not asked for.
            floats(&mut packet, &[0.0; 4]);
            floats(&mut packet, &level);
            floats(&mut packet, &[0.0; 4]);
        }
        let (sin, cos) = (self.yaw / 2.0).sin_cos();
        floats(&mut packet, &[0.0, sin, 0.0, cos]);
        floats(&mut packet, &self.head_m);
        packet.extend([0; 4]);
        for (index, hand) in [self.left_hand_m, self.right_hand_m].iter().enumerate() {
            let is_right = index == 1;
            floats(&mut packet, &level);
            floats(&mut packet, hand);
            floats(&mut packet, &[0.0; 6]);
            floats(&mut packet, &[0.2; 5]);
            floats(&mut packet, &[0.0; 8]);
            let mut flags = [0_u8; 16];
            (flags[0], flags[1]) = (1, 1);
            if is_right {
                let [next, recentre] = self.pressed.map(u8::from);
                (flags[A_CLICK], flags[B_CLICK]) = (next, recentre);
            }
            packet.extend(flags);
        }
        assert_eq!(packet.len(), 376);
        packet
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

const STILL: &str = r#"name = "Still"
length = "10:00"
[[model]]
id = "pattern"
kind = "test-pattern"
size = 512
[[scene]]
id = "first"
model = "pattern"
walk = { points_per_min = 0 }
[[scene]]
id = "second"
model = "pattern"
walk = { points_per_min = 0 }
"#;
/// So near that every step is seen.
const BALL: &str = r#"name = "Ball"
[surface]
kind = "sphere"
[guard]
on = false
[headset]
radius_m = 1
fade_secs = 0.2
"#;
/// Monado's eyes: to each side and up and down, degrees; half their distance, metres.
const EYE_DEG: [f32; 2] = [42.5, 44.6];
const HALF_IPD_M: f32 = 0.0315;

/// What one eye is to see, worked out from the panorama: rays from the eye that meet a ball of one metre.
struct Expected<'a> {
    /// Grey, twice as wide as high.
    panorama: &'a [u8],
    height: usize,
}

impl Expected<'_> {
    fn at(&self, pulled: &Pulled, front_m: [f32; 3], side: f32, at: [f32; 2]) -> f32 {
        let (sin, cos) = pulled.yaw.sin_cos();
        let turned = |v: [f32; 3]| [v[0] * cos + v[2] * sin, v[1], v[2] * cos - v[0] * sin];
        let tangent = EYE_DEG.map(|angle| angle.to_radians().tan());
        let ray = turned([
            (at[0] * 2.0 - 1.0) * tangent[0],
            (1.0 - at[1] * 2.0) * tangent[1],
            -1.0,
        ]);
        let aside = turned([side * HALF_IPD_M, 0.0, 0.0]);
        let eye: [f32; 3] =
            std::array::from_fn(|axis| pulled.head_m[axis] + aside[axis] - front_m[axis]);
        let dot = |a: [f32; 3], b: [f32; 3]| a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
        // |eye + t ray| = 1
        let (a, b, c) = (dot(ray, ray), dot(eye, ray), dot(eye, eye) - 1.0);
        let t = (-b + (b * b - a * c).sqrt()) / a;
        let hit: [f32; 3] = std::array::from_fn(|axis| eye[axis] + t * ray[axis]);
        let (azimuth, elevation) = ((-hit[0]).atan2(-hit[2]), hit[1].clamp(-1.0, 1.0).asin());
        let width = 2 * self.height;
        let x = ((0.5 - azimuth / std::f32::consts::TAU) * width as f32) as usize % width;
        let y = ((0.5 - elevation / std::f32::consts::PI) * self.height as f32) as usize;
        f32::from(self.panorama[y.min(self.height - 1) * width + x])
    }
}

/// The lit part of a screen: left, top, width, height.
fn lit_part(screen: &[u8]) -> [usize; 4] {
    let lit = |x: usize, y: usize| screen[y * 1280 + x] > 12;
    let columns: Vec<usize> = (0..1280).filter(|x| (0..800).any(|y| lit(*x, y))).collect();
    let rows: Vec<usize> = (0..800).filter(|y| (0..1280).any(|x| lit(x, *y))).collect();
    match (columns.as_slice(), rows.as_slice()) {
        ([left, .., right], [top, .., bottom]) => [*left, *top, right - left + 1, bottom - top + 1],
        _ => [0; 4],
    }
}

/// Keeps a screenshot as test output, to be looked at.
fn keep_picture(name: &str, screen: &[u8]) {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let bytes = [b"P5 1280 800 255\n", screen].concat();
    std::fs::write(file, bytes).unwrap();
}

/// Grey levels between what an eye (-1 left, 1 right) sees and what it is to see, in the mean.
fn difference(screen: &[u8], eye: f32, of: impl Fn([f32; 2]) -> f32) -> f32 {
    let [left, top, width, height] = lit_part(screen);
    assert!(
        width > 300 && height > 150,
        "the eyes are black: {width} x {height}"
    );
    let half = width / 2;
    let from = left + if eye > 0.0 { half } else { 0 };
    let (mut sum, mut count) = (0.0, 0.0);
    // The outermost pixels are between both eyes.
    for y in 4..height - 4 {
        for x in 4..half - 4 {
            let at = [
                (x as f32 + 0.5) / half as f32,
                (y as f32 + 0.5) / height as f32,
            ];
            sum += (f32::from(screen[(top + y) * 1280 + from + x]) - of(at)).abs();
            count += 1.0;
        }
    }
    sum / count
}

#[test]
fn what_eyes_see_moves_with_the_head_and_controllers_are_read() {
    let Some(room) = Room::new() else { return };
    let show = room.scratch.write("still/show.toml", STILL);
    let show = show.parent().unwrap().display().to_string();
    let venue = room.scratch.write("ball.toml", BALL).display().to_string();
    let folder = room.scratch.path("panorama").display().to_string() + "/";
    let still = [
        "render", &show, "--venue", &venue, "--view", "equirect", "--size", "512",
    ];
    let still = crate::program::run(
        still
            .into_iter()
            .chain(["--fps", "1", "--to", "1", "--out", &folder]),
    );
    assert!(still.status.success(), "{}", said(&still));
    let png = format!("{folder}000000.png");
    let panorama = tool(
        "ffmpeg",
        &[
            "-v", "error", "-i", &png, "-f", "rawvideo", "-pix_fmt", "gray", "-",
        ],
    );
    let expected = Expected {
        panorama: &panorama,
        height: 512,
    };
    let Some((_service, puppet)) = room.service_with_puppet() else {
        return;
    };
    let mut visit = Running(room.show_of(&show, &venue, "70"));
    let mut lines = BufReader::new(visit.0.stdout.take().unwrap()).lines();
    let page = lines.next().unwrap().unwrap();
    let host = page
        .trim_start_matches("the page: http://")
        .trim_end_matches('/')
        .to_owned();
    let status = || crate::program::status(&host);
    let begun = Instant::now();
    let wait_for = |what: &str, is_so: &dyn Fn(&Value) -> bool| loop {
        let now = status();
        if is_so(&now) {
            return now;
        }
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "{what} did not come: {now:#}"
        );
        std::thread::sleep(Duration::from_millis(100));
    };
    let headset = |status: &Value, words: &str| {
        let parts = status["health"].as_array().cloned().unwrap_or_default();
        parts.iter().any(|part| {
            part["words"]
                .as_str()
                .is_some_and(|said| said.contains(words))
        })
    };
    wait_for("the session", &|status| headset(status, "shows the dome"));
    std::thread::sleep(Duration::from_secs(3));

    // The visit began where the head was: that is the middle of the ball.
    let front_m = STANDING.head_m;
    let stands = [
        STANDING,
        Pulled {
            yaw: 0.35,
            ..STANDING
        },
        Pulled {
            head_m: [0.3, 1.6, 0.1],
            ..STANDING
        },
        Pulled {
            head_m: [-0.1, 1.4, -0.3],
            yaw: -0.5,
            ..STANDING
        },
    ];
    for (index, pulled) in stands.iter().enumerate() {
        puppet.pull(*pulled);
        std::thread::sleep(Duration::from_millis(2500));
        let seen = screenshot(&room.display);
        keep_picture(&format!("headset-{index}.pgm"), &seen);
        let off = |pulled: &Pulled, side: f32, eye: f32| {
            difference(&seen, eye, |at| expected.at(pulled, front_m, side, at))
        };
        for eye in [-1.0, 1.0] {
            let right = off(pulled, eye, eye);
            eprintln!(
                "stand {index}, eye {eye}: {right:.2}; as the other eye {:.2}",
                off(pulled, -eye, eye)
            );
            assert!(
                right < 4.0,
                "stand {index}, eye {eye}: {right:.2} grey levels off"
            );
            // Neither the other eye's place nor another stand explains it as well.
            assert!(
                off(pulled, -eye, eye) > 1.5 * right,
                "both eyes see the same"
            );
            for (other, stand) in stands
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != index)
            {
                assert!(
                    off(stand, eye, eye) > 2.0 * right,
                    "stand {index} looks like {other}"
                );
            }
        }
    }

    // The front is where the head looks when the button is pressed.
    let aside = Pulled {
        head_m: [0.2, 1.6, 0.2],
        yaw: 0.6,
        ..STANDING
    };
    puppet.pull(aside);
    std::thread::sleep(Duration::from_secs(1));
    puppet.pull(Pulled {
        pressed: [false, true],
        ..aside
    });
    std::thread::sleep(Duration::from_secs(2));
    let seen = screenshot(&room.display);
    let off = difference(&seen, 1.0, |at| expected.at(&STANDING, front_m, 1.0, at));
    assert!(off < 4.0, "not recentred: {off:.2} grey levels off");

    puppet.pull(Pulled {
        pressed: [true, false],
        ..aside
    });
    wait_for("the second scene", &|status| status["scene"] == "second");
}
