//! ffmpeg as a child process: found, fed, listened to, and never left behind.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::thread::{self, JoinHandle};

use super::FilmError;

/// Bytes kept of what an ffmpeg says; the end of it tells why it stopped.
const KEPT_BYTES: usize = 4096;

/// The signal for a file over the limit of its size.
const SIGXFSZ: i32 = 25;

/// An ffmpeg that is there.
pub(super) struct Ffmpeg {
    program: String,
    version: String,
    /// The list it gives of them.
    encoders: String,
}

/// An ffmpeg at work; dropped, it is killed.
pub(super) struct Running {
    child: Child,
    input: Option<ChildStdin>,
    said: Option<JoinHandle<String>>,
    progress: Option<JoinHandle<String>>,
}

impl Ffmpeg {
    /// Looks for ffmpeg on the PATH and asks what it can do.
    pub(super) fn find(program: &str) -> Result<Self, FilmError> {
        // Once for both: starting ffmpeg takes a tenth of a second. Its version stands in the banner.
        let mut command = Command::new(program);
        command
            .arg("-encoders")
            .stdin(Stdio::null())
            .process_group(0);
        let output = command.output().map_err(|error| match error.kind() {
            ErrorKind::NotFound => FilmError::NoFfmpeg,
            _ => FilmError::file(Path::new(program))(error),
        })?;
        let banner = String::from_utf8_lossy(&output.stderr).into_owned();
        let version = banner.split_whitespace().nth(2).unwrap_or("unknown");
        Ok(Self {
            program: program.to_owned(),
            version: version.to_owned(),
            encoders: String::from_utf8_lossy(&output.stdout).into_owned(),
        })
    }

    pub(super) fn version(&self) -> &str {
        &self.version
    }

    pub(super) fn require_encoder(&self, encoder: &'static str) -> Result<(), FilmError> {
        // Lines such as ` V....D libx264              libx264 H.264 / AVC …`.
        let mut lines = self.encoders.lines();
        let is_there = lines.any(|line| line.split_whitespace().nth(1) == Some(encoder));
        if is_there {
            Ok(())
        } else {
            Err(FilmError::NoEncoder { encoder })
        }
    }

    /// Starts with these arguments in a folder; file names in them are relative to it, so that no name
    /// an artist chose is ever read as an option or a protocol.
    pub(super) fn start(&self, folder: &Path, args: &[&str]) -> Result<Running, FilmError> {
        // `-xerror`: without it a full disk can go unnoticed at a file's end.
        let quiet = "-nostdin -hide_banner -loglevel error -xerror -nostats -progress pipe:1 -y";
        let mut child = Command::new(&self.program)
            .args(quiet.split(' '))
            .args(args)
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            // Ctrl-C on a terminal is for us alone: we end it.
            .process_group(0)
            .spawn()
            .map_err(FilmError::file(Path::new(&self.program)))?;
        let input = child.stdin.take();
        let said = child
            .stderr
            .take()
            .map(|pipe| listen("film-errors", pipe))
            .transpose();
        let progress = child
            .stdout
            .take()
            .map(|pipe| listen("film-progress", pipe))
            .transpose();
        // The child is owned before anything can fail, so that it is killed if something does.
        let mut running = Running {
            child,
            input,
            said: None,
            progress: None,
        };
        running.said = said.map_err(FilmError::file(folder))?;
        running.progress = progress.map_err(FilmError::file(folder))?;
        Ok(running)
    }
}

impl Running {
    /// Gives it bytes; waits while it is busy. An error means that it has ended: ask
    /// [`Running::wait`] why.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.input
            .as_mut()
            .ok_or(ErrorKind::BrokenPipe)?
            .write_all(bytes)
    }

    /// Says that no more comes.
    pub(super) fn end_input(&mut self) {
        self.input = None;
    }

    pub(super) fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    /// Waits for its end; gives the frames it wrote. `doing` finishes "ffmpeg could not …".
    pub(super) fn wait(mut self, doing: &str, writing: &Path) -> Result<u64, FilmError> {
        self.end_input();
        let status = self.child.wait().map_err(FilmError::file(writing))?;
        let said = heard(self.said.take());
        let progress = heard(self.progress.take());
        // Some versions end well although the end of the file could not be written.
        if !status.success() || said.contains("Error writing") {
            return Err(failure(doing, writing, status, &said));
        }
        let frames = progress
            .lines()
            .rev()
            .find_map(|line| line.strip_prefix("frame="));
        Ok(frames
            .and_then(|frames| frames.trim().parse().ok())
            .unwrap_or(0))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Both fail only for a child that has ended.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Collects the end of what comes through a pipe.
fn listen(name: &str, mut pipe: impl Read + Send + 'static) -> io::Result<JoinHandle<String>> {
    thread::Builder::new().name(name.to_owned()).spawn(move || {
        let mut kept = VecDeque::with_capacity(2 * KEPT_BYTES);
        let mut chunk = [0; KEPT_BYTES];
        loop {
            match pipe.read(&mut chunk) {
                Ok(0) => break,
                Ok(read) => kept.extend(&chunk[..read]),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => break,
            }
            kept.drain(..kept.len().saturating_sub(KEPT_BYTES));
        }
        String::from_utf8_lossy(kept.make_contiguous()).into_owned()
    })
}

fn heard(listener: Option<JoinHandle<String>>) -> String {
    listener
        .and_then(|thread| thread.join().ok())
        .unwrap_or_default()
}

fn failure(doing: &str, writing: &Path, status: ExitStatus, said: &str) -> FilmError {
    let full = [
        "No space left on device",
        "Disk quota exceeded",
        "File too large",
    ];
    if let Some(full) = full.into_iter().find(|full| said.contains(full)) {
        return FilmError::DiskFull {
            path: writing.to_path_buf(),
            said: full.to_owned(),
        };
    }
    if status.signal() == Some(SIGXFSZ) {
        let said = "File too large".to_owned();
        return FilmError::DiskFull {
            path: writing.to_path_buf(),
            said,
        };
    }
    let last_lines: Vec<&str> = said.trim().lines().rev().take(3).collect();
    let said = match last_lines.is_empty() {
        true => format!("it ended with {status} and said nothing"),
        false => last_lines.into_iter().rev().collect::<Vec<_>>().join("; "),
    };
    FilmError::Ffmpeg {
        doing: doing.to_owned(),
        said,
    }
}
