//! A house for a show: folders of its own, a keeper, a stand-in for the program, and a systemd that listens.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::cell::RefCell;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::net::UnixDatagram;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

pub(crate) use rustix::process::Signal;
use rustix::process::{Pid, kill_process, test_kill_process};
use welkin_keeper::{Notes, Place, ask, notes_in};

/// A stand-in that plays for ever.
pub(crate) const PLAYS: &str = "";

/// Nothing here takes longer, however busy the machine is.
const PATIENCE: Duration = Duration::from_secs(30);

/// One of this crate's examples, which cargo builds before it runs these tests.
pub(crate) fn example(name: &str) -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let file = tests
        .parent()
        .unwrap()
        .parent()
        .unwrap()
        .join("examples")
        .join(name);
    assert!(
        file.is_file(),
        "{name} is not built: run `cargo test -p welkin_keeper`"
    );
    file
}

/// Folders, and what runs in them.
pub(crate) struct House {
    folder: PathBuf,
    begun_keepers: Vec<u32>,
}

impl House {
    /// A library with the installation `asked`, which behaves so, and another one.
    pub(crate) fn new(name: &str, behaviour: &str) -> Self {
        let folder =
            std::env::temp_dir().join(format!("welkin-keeps-{name}-{}", std::process::id()));
        drop(fs::remove_dir_all(&folder));
        for show in ["asked", "tuesday"] {
            fs::create_dir_all(folder.join("library").join(show)).unwrap();
            fs::write(folder.join("library").join(show).join("show.toml"), "").unwrap();
        }
        fs::create_dir_all(folder.join("state")).unwrap();
        let house = Self {
            folder,
            begun_keepers: Vec::new(),
        };
        house.behave(behaviour);
        house
    }

    pub(crate) fn state(&self) -> PathBuf {
        self.folder.join("state")
    }

    pub(crate) fn behave(&self, behaviour: &str) {
        fs::write(self.folder.join("library/asked/behaviour"), behaviour).unwrap();
    }

    fn command(&self, settings: &[&str]) -> Vec<String> {
        let text = |path: PathBuf| path.to_str().unwrap().to_string();
        let mut words = vec![text(example("keep")), text(example("stand_in"))];
        words.push(text(self.folder.join("library/asked")));
        words.push(format!("state={}", text(self.state())));
        words.extend(settings.iter().map(|setting| setting.to_string()));
        words
    }

    fn begin(&mut self, mut command: Command) -> Keeper {
        let said = self
            .folder
            .join(format!("said-{}", self.begun_keepers.len()));
        let file = fs::File::create(&said).unwrap();
        // A pipe, because files cannot be written where a full disk is played.
        command.stdin(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut from = child.stderr.take().unwrap();
        let copy = move || {
            let mut file = file;
            drop(std::io::copy(&mut from, &mut file));
        };
        std::thread::spawn(copy);
        self.begun_keepers.push(child.id());
        Keeper {
            child: RefCell::new(child),
            said,
        }
    }

    pub(crate) fn keeper(&mut self, settings: &[&str]) -> Keeper {
        let words = self.command(settings);
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]);
        self.begin(command)
    }

    /// A keeper whose every write to a file fails.
    pub(crate) fn keeper_on_a_full_disk(&mut self) -> Keeper {
        let words = self.command(&["quick-ends=0"]);
        let mut command = Command::new("sh");
        command
            .args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$@\"", "sh"])
            .args(words);
        self.begin(command)
    }

    /// Somebody who listens as systemd does.
    pub(crate) fn systemd(&self) -> Systemd {
        let path = self.folder.join("notify");
        let socket = UnixDatagram::bind(&path).unwrap();
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        Systemd { socket, path }
    }

    pub(crate) fn keeper_of(&mut self, systemd: &Systemd) -> Keeper {
        let words = self.command(&[]);
        let mut command = Command::new(&words[0]);
        command
            .args(&words[1..])
            .env("NOTIFY_SOCKET", &systemd.path);
        self.begin(command)
    }

    pub(crate) fn notes(&self) -> Notes {
        notes_in(&self.state()).ok().flatten().unwrap_or_default()
    }

    pub(crate) fn place(&self) -> Place {
        Place::read(&self.state().join("place.json"))
            .ok()
            .flatten()
            .unwrap_or_default()
    }

    /// What was begun so far, and at which moment of the show.
    pub(crate) fn begun(&self) -> Vec<String> {
        let log = fs::read_to_string(self.state().join("begun.log")).unwrap_or_default();
        log.lines().map(String::from).collect()
    }

    pub(crate) fn wait_until(&self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let until = Instant::now() + PATIENCE;
        while !is_so(self) {
            let log = fs::read_to_string(self.state().join("show.log")).unwrap_or_default();
            assert!(Instant::now() < until, "never: {what}\n{log}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits until the log holds these words, and forgets what stands before them.
    pub(crate) fn wait_for_words(&self, words: &str) {
        self.wait_until(words, |house| house.log_holds(words));
        fs::File::options()
            .write(true)
            .open(self.state().join("show.log"))
            .unwrap()
            .set_len(0)
            .unwrap();
    }

    fn log_holds(&self, words: &str) -> bool {
        fs::read_to_string(self.state().join("show.log")).is_ok_and(|log| log.contains(words))
    }

    /// The process of a show that goes on, is noted, and has written its place.
    pub(crate) fn wait_for_show(&self) -> u32 {
        self.wait_for_another(0)
    }

    /// The same, but not this one.
    pub(crate) fn wait_for_another(&self, pid: u32) -> u32 {
        self.wait_until("the show goes on", |house| {
            let notes = house.notes();
            let answer = ask(notes.port, Duration::from_secs(1));
            let shows = answer
                .ok()
                .filter(|answer| answer.goes_on)
                .and_then(|answer| answer.pid);
            let place = house.place().pid;
            shows.is_some() && shows != Some(pid) && notes.pid() == shows && Some(place) == shows
        });
        self.notes().pid().unwrap()
    }

    /// The show's process, from what the keeper says, where nothing can be written.
    pub(crate) fn wait_for_pid_in(&self, keeper: &Keeper) -> u32 {
        let pid = |said: String| {
            let digits = said.split("(process ").nth(1)?.split(',').next()?;
            digits.parse().ok()
        };
        self.wait_until("it begins", |_| pid(keeper.said()).is_some());
        pid(keeper.said()).unwrap()
    }

    pub(crate) fn ask(&self, path: &str) {
        let mut line = TcpStream::connect(("127.0.0.1", self.notes().port)).unwrap();
        // At once: the stand-in answers as soon as it has read anything, and may be gone then.
        drop(line.write_all(format!("GET {path} HTTP/1.1\r\n\r\n").as_bytes()));
        drop(line.read_to_end(&mut Vec::new()));
    }

    pub(crate) fn quit(&self) {
        self.ask("/quit");
    }

    pub(crate) fn signal(&self, pid: u32, signal: Signal) {
        kill_process(Pid::from_raw(pid as i32).unwrap(), signal).unwrap();
    }

    /// Whether it is there and has not ended, even if nobody has asked about its end.
    pub(crate) fn is_at_work(&self, pid: u32) -> bool {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        stat.rsplit(')')
            .next()
            .is_some_and(|rest| !rest.is_empty() && !rest.starts_with(" Z"))
    }

    pub(crate) fn is_alive(&self, pid: u32) -> bool {
        test_kill_process(Pid::from_raw(pid as i32).unwrap()).is_ok()
    }
}

impl Drop for House {
    fn drop(&mut self) {
        // A test that failed leaves nothing running.
        if std::thread::panicking() {
            for keeper in &self.begun_keepers {
                end(*keeper);
            }
            if let Some(pid) = self.notes().pid() {
                end(pid);
            }
        } else {
            drop(fs::remove_dir_all(&self.folder));
        }
    }
}

fn end(pid: u32) {
    if let Some(pid) = Pid::from_raw(pid as i32) {
        let _gone = kill_process(pid, Signal::KILL);
    }
}

/// A keeper at work.
pub(crate) struct Keeper {
    child: RefCell<Child>,
    said: PathBuf,
}

impl Keeper {
    pub(crate) fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(self.child.borrow().id() as i32).unwrap();
        kill_process(pid, signal).unwrap();
    }

    /// Its exit code; none if a signal ended it.
    pub(crate) fn wait(&self) -> Option<i32> {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.borrow_mut().try_wait().unwrap() {
                return status.code();
            }
            assert!(
                Instant::now() < until,
                "the keeper does not end:\n{}",
                self.said()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    pub(crate) fn said(&self) -> String {
        fs::read_to_string(&self.said).unwrap_or_default()
    }
}

/// Listens as systemd does.
pub(crate) struct Systemd {
    socket: UnixDatagram,
    path: PathBuf,
}

impl Systemd {
    /// All lines up to this one.
    pub(crate) fn hear_until(&self, line: &str) -> Vec<String> {
        let mut heard = Vec::new();
        while heard.last().map(String::as_str) != Some(line) {
            let mut message = [0; 4096];
            let count = self
                .socket
                .recv(&mut message)
                .unwrap_or_else(|error| panic!("{error}: {heard:?}"));
            let text = String::from_utf8_lossy(&message[..count]);
            heard.extend(text.lines().map(String::from));
        }
        heard
    }
}
