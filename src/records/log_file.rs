//! The program's own log as text: a few files of bounded size, the oldest of which goes.
//!
//! Lines wait in a bounded queue for a thread named `log`, so that nobody who logs waits for a disk. What finds no place,
//! or no room on a full disk, is counted, and the count is written when there is room again.

#[cfg(test)]
mod tests;

mod rotation;

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use self::rotation::Rotation;

/// Longer lines are cut.
const MOST_LINE_BYTES: usize = 16 * 1024;

/// How many lines wait at most.
const MOST_WAITING: usize = 4096;

/// Where the log goes, and how large it may become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogSettings {
    /// The folder, which is made if it is not there.
    pub folder: PathBuf,
    /// The newest file is `name.log`, the one before it `name.1.log`, and so on.
    pub name: String,
    /// How large one file becomes at most, bytes; at least 64 KiB.
    pub most_bytes: u64,
    /// How many files there are at most, 1 to 100.
    pub most_files: u32,
}

impl LogSettings {
    /// `welkin.log` in a folder: eight files of 4 MiB.
    pub fn in_folder(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            name: "welkin".into(),
            most_bytes: 4 << 20,
            most_files: 8,
        }
    }
}

/// A log that never grows beyond its bounds. Writing into it never fails and never waits; each `write` is one line, as
/// `tracing` does it. Clones write into the same files; the last one that is dropped waits up to a second for the rest.
#[derive(Clone, Debug)]
pub struct LogFile {
    inside: Arc<Inside>,
}

#[derive(Debug)]
struct Inside {
    sender: Option<SyncSender<Vec<u8>>>,
    lost: Arc<AtomicU64>,
    thread: Option<JoinHandle<()>>,
}

impl LogFile {
    /// Begins the log; goes on at the end of a file that is there. Whatever is wrong with the folder or the disk is tried
    /// again; nothing of it ends the program.
    pub fn open(settings: LogSettings) -> Self {
        let (sender, receiver) = sync_channel(MOST_WAITING);
        let lost = Arc::new(AtomicU64::new(0));
        let of_thread = Arc::clone(&lost);
        let rotation = Rotation::new(settings);
        let thread = thread::Builder::new().name("log".into());
        let thread = thread.spawn(move || keep_writing(rotation, &receiver, &of_thread));
        Self {
            inside: Arc::new(Inside {
                sender: thread.is_ok().then_some(sender),
                lost,
                thread: thread.ok(),
            }),
        }
    }

    /// How many lines were lost and are not yet mentioned in the log.
    pub fn lost(&self) -> u64 {
        self.inside.lost.load(Ordering::Relaxed)
    }
}

impl Write for LogFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut line = bytes[..bytes.len().min(MOST_LINE_BYTES)].to_vec();
        if line.last() != Some(&b'\n') {
            line.push(b'\n');
        }
        let sent = match &self.inside.sender {
            Some(sender) => sender.try_send(line),
            None => Err(TrySendError::Full(line)),
        };
        if sent.is_err() {
            self.inside.lost.fetch_add(1, Ordering::Relaxed);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        drop(self.sender.take());
        let Some(thread) = self.thread.take() else {
            return;
        };
        for _ in 0..100 {
            if thread.is_finished() {
                break;
            }
            thread::sleep(Duration::from_millis(10));
        }
    }
}

fn keep_writing(mut rotation: Rotation, lines: &Receiver<Vec<u8>>, lost: &AtomicU64) {
    loop {
        match lines.recv_timeout(Duration::from_secs(1)) {
            Ok(line) => {
                mention_lost(&mut rotation, lost);
                if rotation.write(&line).is_err() {
                    lost.fetch_add(1, Ordering::Relaxed);
                }
            }
            Err(RecvTimeoutError::Timeout) => mention_lost(&mut rotation, lost),
            Err(RecvTimeoutError::Disconnected) => {
                mention_lost(&mut rotation, lost);
                return;
            }
        }
    }
}

fn mention_lost(rotation: &mut Rotation, lost: &AtomicU64) {
    let count = lost.load(Ordering::Relaxed);
    if count == 0 {
        return;
    }
    let line = format!("{count} lines of the log were lost: the disk was full or too slow\n");
    if rotation.write(line.as_bytes()).is_ok() {
        lost.fetch_sub(count, Ordering::Relaxed);
    }
}
