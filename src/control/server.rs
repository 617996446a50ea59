//! Takes connections, a bounded number of them, and leaves those that dawdle.

mod patience;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use crate::access::Peer;

pub(crate) use patience::Patience;

/// A connection's place among the [`Limits::connections`]; a WebSocket takes it along.
pub(crate) type Seat = OwnedSemaphorePermit;

/// What is too much.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Connections at a time; a browser opens up to six, and a page keeps one. Well below the 1024 files that systems
    /// commonly give a process.
    pub(crate) connections: usize,
    /// How long a request's head may take to arrive, and TLS to begin.
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

/// The first byte of TLS: a handshake (RFC 8446, section 5.1).
const HANDSHAKE: u8 = 22;

/// Takes connections for ever: over TLS where there is a certificate, but for programs on this machine that speak plainly,
/// whose words never leave it.
pub(crate) async fn serve(
    listener: TcpListener,
    router: Router,
    tls: Option<TlsAcceptor>,
    limits: Limits,
) {
    let seats = Arc::new(Semaphore::new(limits.connections));
    let mut fails = false;
    loop {
        let (stream, from) = match listener.accept().await {
            Ok(taken) => taken,
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
            Ok(seat) => {
                let (router, tls) = (router.clone(), tls.clone());
                drop(tokio::spawn(greet(stream, from, router, seat, tls, limits)));
            }
            Err(_) => turn_away(&stream),
        }
    }
}

/// Finds out how a visitor speaks.
async fn greet(
    stream: TcpStream,
    from: SocketAddr,
    router: Router,
    seat: Seat,
    tls: Option<TlsAcceptor>,
    limits: Limits,
) {
    // Small messages leave at once; a line that cannot do that still works.
    drop(stream.set_nodelay(true));
    let mut peer = Peer {
        address: from.ip().to_canonical(),
        is_secret: false,
    };
    let Some(tls) = tls else {
        return answer(stream, peer, router, seat, limits).await;
    };
    let mut first = [0];
    let Ok(Ok(1)) = timeout(limits.head_within, stream.peek(&mut first)).await else {
        return;
    };
    if first[0] == HANDSHAKE {
        peer.is_secret = true;
        // A visitor that does not like the certificate, or talks nonsense, is no news.
        if let Ok(Ok(line)) = timeout(limits.head_within, tls.accept(stream)).await {
            answer(line, peer, router, seat, limits).await;
        }
    } else if peer.address.is_loopback() {
        answer(stream, peer, router, seat, limits).await;
    } else {
        say(
            &stream,
            "400 Bad Request",
            "this page is at https://, not http://\n",
        );
    }
}

async fn answer(
    line: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    peer: Peer,
    router: Router,
    seat: Seat,
    limits: Limits,
) {
    let patience = Patience::default();
    let router = router
        .layer(Extension(peer))
        .layer(Extension(patience.clone()))
        .layer(Extension(limits))
        .layer(Extension(Arc::new(seat)));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_within)
        .max_buf_size(MOST_HEAD_BYTES)
        .serve_connection(TokioIo::new(line), TowerToHyperService::new(router))
        .with_upgrades();
    // A visitor that breaks off or talks nonsense is no news.
    tokio::select! {
        ended = connection => drop(ended),
        () = patience.ends(limits.lives_for) => {}
    }
}

/// Says that there is no room, as far as the visitor's line takes it without waiting.
fn turn_away(stream: &TcpStream) {
    let words = "too many pages are open; close some and try again\n";
    say(stream, "503 Service Unavailable", words);
}

fn say(stream: &TcpStream, code: &str, words: &str) {
    let length = words.len();
    let answer =
        format!("HTTP/1.1 {code}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{words}");
    drop(stream.try_write(answer.as_bytes()));
}
