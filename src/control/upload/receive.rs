//! Writes a body to the disk as it comes in, never more of it in memory than a few pieces.

use std::fs::{self, File, OpenOptions};
use std::future::poll_fn;
use std::io::{self, Seek, Write};
use std::path::Path;
use std::pin::Pin;

use axum::body::{Body, Bytes, HttpBody};
use axum::http::StatusCode;
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout, timeout_at};

use super::limits::Limits;

/// Pieces that wait for the disk.
const WAITING: usize = 8;

/// Why a body did not arrive: what is answered.
pub(super) type Refusal = (StatusCode, String);

/// Writes a body to a new file at `path`; the file, read from its beginning.
pub(super) async fn receive(mut body: Body, path: &Path, limits: &Limits) -> Result<File, Refusal> {
    let path = path.to_owned();
    let (pieces, mut arriving) = mpsc::channel::<Bytes>(WAITING);
    let writing = tokio::task::spawn_blocking(move || -> io::Result<File> {
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut options = OpenOptions::new();
        let mut file = options
            .read(true)
            .write(true)
            .create_new(true)
            .open(&path)?;
        while let Some(piece) = arriving.blocking_recv() {
            file.write_all(&piece)?;
        }
        file.rewind()?;
        Ok(file)
    });
    let until = Instant::now() + limits.within;
    let sent = timeout_at(until, send(&mut body, pieces, limits)).await;
    let sent = sent.unwrap_or_else(|_| Err(late()));
    let written = writing.await.map_err(|_| disk("it broke off"))?;
    let file = written.map_err(|error| disk(&error.to_string()))?;
    sent.map(|()| file)
}

/// Sends the body's pieces to whoever writes them; an end that the writer makes is no error here.
async fn send(
    body: &mut Body,
    pieces: mpsc::Sender<Bytes>,
    limits: &Limits,
) -> Result<(), Refusal> {
    let mut bytes = 0_u64;
    loop {
        let frame = poll_fn(|context| Pin::new(&mut *body).poll_frame(context));
        let frame = timeout(limits.silent_for, frame)
            .await
            .map_err(|_| late())?;
        let frame = match frame {
            None => return Ok(()),
            Some(Ok(frame)) => frame,
            Some(Err(_)) => {
                let words = "the upload broke off; send it again\n";
                return Err((StatusCode::BAD_REQUEST, words.into()));
            }
        };
        let Ok(piece) = frame.into_data() else {
            continue;
        };
        bytes += piece.len() as u64;
        if bytes > limits.archive_bytes {
            return Err(too_large(limits));
        }
        if pieces.send(piece).await.is_err() {
            return Ok(());
        }
    }
}

/// 413 with words.
pub(super) fn too_large(limits: &Limits) -> Refusal {
    let most = limits.archive_bytes >> 20;
    let words =
        format!("an upload may have at most {most} MiB (upload_mib under [page] in venue.toml)\n");
    (StatusCode::PAYLOAD_TOO_LARGE, words)
}

fn late() -> Refusal {
    let words = "the upload stands still; send it again\n";
    (StatusCode::REQUEST_TIMEOUT, words.into())
}

fn disk(words: &str) -> Refusal {
    let words = format!("the library's disk cannot take the upload: {words}\n");
    (StatusCode::INSUFFICIENT_STORAGE, words)
}
