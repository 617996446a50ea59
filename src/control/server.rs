//! Takes connections, a bounded number of them, and leaves those that dawdle.

use std::sync::Arc;
use std::time::Duration;

use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A connection's place among the [`Limits::connections`]; a WebSocket takes it along.
pub(crate) type Seat = OwnedSemaphorePermit;

/// What is too much.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Connections at a time; a browser opens up to six, and a page keeps one. Well below the 1024 files that systems
    /// commonly give a process.
    pub(crate) connections: usize,
    /// How long a request's head may take to arrive.
    pub(crate) head_within: Duration,
    /// How long a connection without a WebSocket lives; a browser opens another.
    pub(crate) lives_for: Duration,
    /// How long a viewer may say nothing before it is asked whether it is there, and then before it is left.
    pub(crate) quiet_for: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 512,
            head_within: Duration::from_secs(10),
            lives_for: Duration::from_secs(60),
            quiet_for: Duration::from_secs(45),
        }
    }
}

/// The largest head of a request, in bytes.
const MOST_HEAD_BYTES: usize = 32 * 1024;

/// Takes connections for ever.
pub(crate) async fn serve(listener: TcpListener, router: Router, limits: Limits) {
    let seats = Arc::new(Semaphore::new(limits.connections));
    let mut fails = false;
    loop {
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(error) => {
                // Too many open files, say: it is said once, and tried again.
                if !fails {
                    tracing::warn!("the page cannot take a connection: {error}");
                }
                fails = true;
                tokio::time::sleep(Duration::from_millis(200)).await;
                continue;
            }
        };
        fails = false;
        match Arc::clone(&seats).try_acquire_owned() {
            Ok(seat) => drop(tokio::spawn(answer(stream, router.clone(), seat, limits))),
            Err(_) => turn_away(&stream),
        }
    }
}

async fn answer(stream: TcpStream, router: Router, seat: Seat, limits: Limits) {
    // Small messages leave at once; a line that cannot do that still works.
    drop(stream.set_nodelay(true));
    let router = router
        .layer(Extension(limits))
        .layer(Extension(Arc::new(seat)));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_within)
        .max_buf_size(MOST_HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router))
        .with_upgrades();
    // A visitor that breaks off or talks nonsense is no news.
    drop(tokio::time::timeout(limits.lives_for, connection).await);
}

/// Says that there is no room, as far as the visitor's line takes it without waiting.
fn turn_away(stream: &TcpStream) {
    let words = "too many pages are open; close some and try again\n";
    let length = words.len();
    let answer = format!(
        "HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{words}"
    );
    drop(stream.try_write(answer.as_bytes()));
}
