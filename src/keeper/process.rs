//! The running program: begun in a session of its own, known by its number and when it began, ended by signals.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{
    Pid, PidfdFlags, Signal, kill_process, kill_process_group, pidfd_open, pidfd_send_signal,
};
use serde::{Deserialize, Serialize};

/// What systemd tells the keeper and means for nobody else.
const OF_THE_KEEPER: [&str; 4] = ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "MAINPID"];

/// Which process: its number is used again by others, its number and beginning are not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Identity {
    pid: u32,
    /// When it began, in the kernel's ticks since the machine came up.
    start_ticks: u64,
    /// Which time the machine was up.
    boot: String,
}

impl Identity {
    /// Of a process that is there.
    pub(crate) fn of(pid: u32) -> Option<Self> {
        let (start_ticks, alive) = stat(pid)?;
        alive.then(|| Self {
            pid,
            start_ticks,
            boot: boot(),
        })
    }

    /// Of a child that nobody has waited for, whether it has ended or not.
    fn of_child(pid: u32) -> io::Result<Self> {
        let (start_ticks, _) = stat(pid).ok_or_else(|| {
            io::Error::other("/proc cannot be read, so nobody could find the show again")
        })?;
        Ok(Self {
            pid,
            start_ticks,
            boot: boot(),
        })
    }

    /// Whether the very same process is there and has not ended.
    pub(crate) fn is_alive(&self) -> bool {
        Self::of(self.pid).as_ref() == Some(self)
    }

    /// Whether the machine has been up ever since.
    pub(crate) fn is_of_this_boot(&self) -> bool {
        self.boot == boot()
    }

    /// When it began, since the machine came up.
    pub(crate) fn began(&self) -> Duration {
        let ticks_per_sec = rustix::param::clock_ticks_per_second().max(1);
        Duration::from_secs_f64(self.start_ticks as f64 / ticks_per_sec as f64)
    }

    /// Its number.
    pub(crate) fn pid(&self) -> u32 {
        self.pid
    }
}

/// When a process began, and whether it still does anything: one that has ended and that nobody asked about does not.
fn stat(pid: u32) -> Option<(u64, bool)> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    read_stat(&text)
}

fn read_stat(text: &str) -> Option<(u64, bool)> {
    // The name in brackets may hold anything, brackets and spaces too.
    let (_, rest) = text.rsplit_once(')')?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let alive = !matches!(*fields.first()?, "Z" | "X" | "x");
    Some((fields.get(19)?.parse().ok()?, alive))
}

fn boot() -> String {
    let id = fs::read_to_string("/proc/sys/kernel/random/boot_id");
    id.map(|id| id.trim().to_string()).unwrap_or_default()
}

/// How a process ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// With an exit code.
    Code(i32),
    /// By a signal.
    Signal(i32),
    /// It was begun by another keeper, so nobody knows.
    Unknown,
}

impl std::fmt::Display for Ended {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Code(code) => write!(f, "it ended with exit code {code}"),
            Self::Signal(9) => write!(
                f,
                "it was killed (signal 9; the system does so when memory runs out)"
            ),
            Self::Signal(signal) => write!(f, "it was ended by signal {signal}"),
            Self::Unknown => write!(f, "it ended"),
        }
    }
}

impl From<ExitStatus> for Ended {
    fn from(status: ExitStatus) -> Self {
        match (status.code(), status.signal()) {
            (Some(code), _) => Self::Code(code),
            (None, Some(signal)) => Self::Signal(signal),
            (None, None) => Self::Unknown,
        }
    }
}

/// The running program. Dropping it leaves it running.
#[derive(Debug)]
pub(crate) struct Running {
    identity: Identity,
    child: Option<Child>,
    /// Signals go to exactly this process, even if its number is used again. Old kernels have none.
    handle: Option<OwnedFd>,
}

impl Running {
    /// Begins a program; what it says goes to the log, or where the keeper's own words go.
    pub(crate) fn begin(
        program: &OsString,
        arguments: &[OsString],
        log: Option<&File>,
    ) -> io::Result<Self> {
        let mut command = Command::new(program);
        command.args(arguments).stdin(Stdio::null());
        if let Some(log) = log {
            command.stdout(log.try_clone()?).stderr(log.try_clone()?);
        }
        for name in OF_THE_KEEPER {
            command.env_remove(name);
        }
        in_a_session_of_its_own(&mut command);
        let mut child = command.spawn()?;
        let pid = child.id();
        let identity = Identity::of_child(pid);
        if identity.is_err() {
            child.kill()?;
            child.wait()?;
        }
        Ok(Self {
            identity: identity?,
            handle: handle(pid),
            child: Some(child),
        })
    }

    /// Finds a program that another keeper began; none if it is gone.
    pub(crate) fn find(identity: &Identity) -> Option<Self> {
        let handle = handle(identity.pid);
        identity.is_alive().then(|| Self {
            identity: identity.clone(),
            child: None,
            handle,
        })
    }

    /// Which process it is.
    pub(crate) fn identity(&self) -> &Identity {
        &self.identity
    }

    /// How it ended; none while it runs.
    pub(crate) fn ended(&mut self) -> Option<Ended> {
        match &mut self.child {
            Some(child) => child.try_wait().ok().flatten().map(Ended::from),
            None => (!self.identity.is_alive()).then_some(Ended::Unknown),
        }
    }

    /// Asks it to end.
    pub(crate) fn terminate(&self) {
        self.signal(Signal::TERM);
    }

    /// Ends it, whatever it does.
    pub(crate) fn kill(&self) {
        self.signal(Signal::KILL);
    }

    /// Ends what it began and left behind: a headset's process that hangs, say, which would keep the headset. To be called
    /// as soon as it has ended.
    pub(crate) fn sweep(&self) {
        if let Some(pid) = Pid::from_raw(self.identity.pid as i32) {
            // Nothing left behind is the rule.
            let _nobody = kill_process_group(pid, Signal::KILL);
        }
    }

    fn signal(&self, signal: Signal) {
        // It fails when the process has ended, which is what is wanted.
        let _ended = match (&self.handle, Pid::from_raw(self.identity.pid as i32)) {
            (Some(handle), _) => pidfd_send_signal(handle, signal),
            (None, Some(pid)) if self.identity.is_alive() => kill_process(pid, signal),
            (None, _) => Ok(()),
        };
    }
}

fn handle(pid: u32) -> Option<OwnedFd> {
    let pid = Pid::from_raw(pid as i32)?;
    pidfd_open(pid, PidfdFlags::empty()).ok()
}

#[expect(
    unsafe_code,
    reason = "a session is begun between fork and exec, where the standard library cannot know what is safe"
)]
fn in_a_session_of_its_own(command: &mut Command) {
    let begin = || {
        rustix::process::setsid()?;
        Ok(())
    };
    // SAFETY: between fork and exec only what is safe in a signal handler may be called; this makes one system call and
    // neither allocates nor locks.
    unsafe {
        command.pre_exec(begin);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

    use super::*;

    #[test]
    fn a_process_is_known_by_its_beginning() {
        let us = Identity::of(std::process::id()).unwrap();
        assert!(us.is_alive() && us.is_of_this_boot());
        assert!(us.began() <= crate::clock::since_boot());
        let other = Identity {
            start_ticks: us.start_ticks + 1,
            ..us.clone()
        };
        assert!(!other.is_alive() && Running::find(&other).is_none());
        let before = Identity {
            boot: "another time".into(),
            ..us
        };
        assert!(!before.is_alive() && !before.is_of_this_boot());
    }

    #[test]
    fn odd_names_and_garbage_are_read() {
        let rest = "S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 4711 20";
        for name in ["welkin", "a) S (b", ") Z 1"] {
            assert_eq!(
                read_stat(&format!("77 ({name}) {rest}")),
                Some((4711, true))
            );
        }
        let ended = rest.replace('S', "Z");
        assert_eq!(read_stat(&format!("77 (a) {ended}")), Some((4711, false)));
        for garbage in ["", "77", "77 (a)", "77 (a) S 1", ") ) )"] {
            assert_eq!(read_stat(garbage), None);
        }
    }

    #[test]
    fn a_program_begins_in_a_session_of_its_own_and_is_told_nothing_of_systemd() {
        let arguments = ["-c".into(), "sleep 30".into()];
        let mut running = Running::begin(&"sh".into(), &arguments, None).unwrap();
        let pid = Pid::from_raw(running.identity().pid() as i32);
        assert_eq!(rustix::process::getsid(pid).unwrap(), pid.unwrap());
        assert_eq!(running.ended(), None);
        running.kill();
        let ended = running.child.as_mut().unwrap().wait().unwrap();
        assert_eq!(Ended::from(ended), Ended::Signal(9));
        running.sweep();
    }

    #[test]
    fn ends_are_said() {
        let arguments = |code: &str| ["-c".into(), format!("exit {code}").into()];
        for code in [0, 2, 101] {
            let mut running =
                Running::begin(&"sh".into(), &arguments(&code.to_string()), None).unwrap();
            let ended = running.child.as_mut().unwrap().wait().unwrap();
            assert_eq!(Ended::from(ended), Ended::Code(code));
        }
        assert!(Running::begin(&"no-such-program".into(), &[], None).is_err());
    }
}
