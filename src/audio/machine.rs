//! Tests of real sound systems run in a process of their own, so that each has its own JACK server and its own ALSA
//! configuration.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot make its machine has failed"
)]

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Set in such a process.
const MARK: &str = "WELKIN_TEST_MACHINE";

/// How long such a process may take; the longest needs 12 s on a busy machine.
const PATIENCE: Duration = Duration::from_secs(90);

/// A JACK server on a machine with more to do than it can throws clients out, and its library has hung in closing
/// one: what fails is tried again, twice.
const ATTEMPTS: usize = 3;

/// Runs a test of this program (by its full name; it is marked as ignored) in a process of its own.
pub(crate) fn run_alone(test: &str, environment: &[(&str, &str)]) {
    for attempt in 1..=ATTEMPTS {
        let folder = crate::testing::Folder::new();
        let (out, err) = (folder.path("out"), folder.path("err"));
        let ended_well = attempt_alone(test, environment, [&out, &err]);
        let said = std::fs::read_to_string(&out).unwrap_or_default();
        eprintln!("{}", std::fs::read_to_string(&err).unwrap_or_default());
        if ended_well && said.contains("1 passed") {
            return;
        }
        eprintln!("attempt {attempt} of {test} failed\n{said}");
    }
    panic!("{test} failed {ATTEMPTS} times");
}

/// Whether it ended by itself and well. What it started ends with it.
fn attempt_alone(test: &str, environment: &[(&str, &str)], [out, err]: [&Path; 2]) -> bool {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            test,
            "--ignored",
            "--nocapture",
            "--test-threads=1",
        ])
        .envs(environment.iter().copied())
        .env(MARK, "1")
        .stdout(std::fs::File::create(out).unwrap())
        .stderr(std::fs::File::create(err).unwrap())
        .process_group(0)
        .spawn()
        .unwrap();
    let began = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status.success();
        }
        if began.elapsed() > PATIENCE {
            let group = format!("-{}", child.id());
            drop(Command::new("kill").args(["-KILL", "--", &group]).status());
            drop(child.wait());
            return false;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Whether this is such a process.
pub(crate) fn is_alone() -> bool {
    std::env::var_os(MARK).is_some()
}

/// Whether a program is installed.
pub(crate) fn has(program: &str) -> bool {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&paths).any(|path| path.join(program).is_file())
}

/// A JACK server without a card, of 16 channels each way. It ends with this value.
pub(crate) struct Jackd(Child);

impl Jackd {
    /// A server of a name, if JACK is installed; says so if not.
    pub(crate) fn is_installed() -> bool {
        let all = ["jackd", "jack_connect", "jack_lsp"];
        let is = all.iter().all(|program| has(program));
        if !is {
            eprintln!("skipped: JACK is not installed (apt install jackd2)");
        }
        is
    }

    /// Starts it and waits until it answers.
    pub(crate) fn start(name: &str) -> Self {
        let child = Command::new("jackd")
            .args(["-n", name, "-r", "-d", "dummy", "-r", "48000", "-p", "256"])
            .args(["-C", "16", "-P", "16"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self(child);
        let began = Instant::now();
        while server.ports(name).len() < 32 {
            assert!(
                began.elapsed() < Duration::from_secs(20),
                "jackd does not answer"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
        server
    }

    /// The ports of a server.
    pub(crate) fn ports(&self, name: &str) -> Vec<String> {
        let output = Command::new("jack_lsp")
            .env("JACK_DEFAULT_SERVER", name)
            .env("JACK_NO_START_SERVER", "1")
            .stderr(Stdio::null())
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        text.lines()
            .filter(|line| line.contains(':'))
            .map(str::to_owned)
            .collect()
    }

    /// Connects two ports, if they are not. Returns whether the server did it.
    pub(crate) fn try_connect(&self, name: &str, from: &str, to: &str) -> bool {
        let status = Command::new("jack_connect")
            .args([from, to])
            .env("JACK_DEFAULT_SERVER", name)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        status.is_ok_and(|status| status.success())
    }

    /// Connects two ports. On a busy machine the server may refuse a first time.
    pub(crate) fn connect(&self, name: &str, from: &str, to: &str) {
        let is_connected = (0..20).any(|_| {
            let is_done = self.try_connect(name, from, to);
            if !is_done {
                std::thread::sleep(Duration::from_millis(100));
            }
            is_done
        });
        assert!(is_connected, "{from} to {to}");
    }

    /// Ends it as a power cut would.
    pub(crate) fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Jackd {
    fn drop(&mut self) {
        // Politely first: it takes its shared memory with it.
        let mut kill = Command::new("kill");
        kill.arg(self.0.id().to_string()).stderr(Stdio::null());
        let asked = kill.status();
        let began = Instant::now();
        while asked.is_ok() && began.elapsed() < Duration::from_secs(2) {
            if matches!(self.0.try_wait(), Ok(Some(_)) | Err(_)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// An ALSA configuration with a card of nothing whose sound goes to a file of raw samples. Returns its path.
pub(crate) fn alsa_to_file(folder: &crate::testing::Folder, raw: &Path) -> std::path::PathBuf {
    let text = format!(
        "</usr/share/alsa/alsa.conf>\n\
         pcm.welkin_wall {{\n type file\n slave.pcm \"null\"\n file \"{}\"\n format \"raw\"\n \
         hint {{ show on description \"Wall of speakers\" }}\n}}\n",
        raw.display()
    );
    folder.bytes("asoundrc", text.as_bytes())
}
