//! The page as the program holds it: publish, show, take commands.

mod entrance;

#[cfg(test)]
mod tests;

use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use tokio::runtime;
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;
use welkin_values::{Command, Status};

use crate::access::{Door, UsersError};
use crate::board::Board;
use crate::picture::Frame;
use crate::routes::routes;
use crate::server::{Limits, serve};
use crate::tls::TlsError;
use crate::upload::Library;

pub use entrance::Entrance;

/// Why the page could not start. The show can go on without it.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Another program listens at this port, often a Welkin that still runs.
    #[error(
        "port {port} is already in use, perhaps by another Welkin; end that program, or choose another \
         port with --port N (0 takes any free one)"
    )]
    PortTaken {
        /// The port that was asked for.
        port: u16,
    },
    /// The system does not give this port to everyone: on Linux, ports below 1024.
    #[error("port {port} may not be used by this user; choose one above 1023 with --port N")]
    PortForbidden {
        /// The port that was asked for.
        port: u16,
    },
    /// No interface of this machine has the address that was asked for.
    #[error(
        "this machine has no address {address}; write another one as bind under [page] in venue.toml \
         (\"0.0.0.0\" is every network)"
    )]
    NoAddress {
        /// The address that was asked for.
        address: IpAddr,
    },
    /// People on a network would need no password.
    #[error(
        "a page for a network needs users: write users = \"users.toml\" under [page] in venue.toml"
    )]
    NoUsers,
    /// Passwords would cross a network readable.
    #[error(
        "a page for a network needs a certificate and its key under [page] in venue.toml, or plain = true \
         where only people you trust are on it"
    )]
    NoCertificate,
    /// The file of users is wrong.
    #[error(transparent)]
    Users(#[from] UsersError),
    /// The certificate or its key is wrong.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The system refused a socket or a thread.
    #[error("the page could not start at port {port}: {error}; the show can run without it")]
    System {
        /// The port that was asked for.
        port: u16,
        /// What the system said.
        #[source]
        error: io::Error,
    },
}

/// A page that is served until this is dropped. All methods may be called from any thread, and none waits.
#[derive(Debug)]
pub struct Page {
    port: u16,
    at: SocketAddr,
    is_secret: bool,
    board: Arc<Board>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Page {
    /// Serves the page at `127.0.0.1:port` from a thread named `control`; port 0 takes any free one.
    ///
    /// # Errors
    /// The port is taken or forbidden, or the system has no sockets or threads left.
    pub fn start(port: u16) -> Result<Self, StartError> {
        Self::start_with(port, Limits::default())
    }

    fn start_with(port: u16, limits: Limits) -> Result<Self, StartError> {
        Self::open_with(Entrance::here(port), limits)
    }

    /// Serves the page as an entrance says, to people who log in where it asks for that, from a thread named `control`.
    ///
    /// # Errors
    /// As [`Page::start`]; and the users or the certificate are wrong, or missing where the entrance is a network's.
    pub fn open(entrance: Entrance) -> Result<Self, StartError> {
        Self::open_with(entrance, Limits::default())
    }

    fn open_with(entrance: Entrance, limits: Limits) -> Result<Self, StartError> {
        let asked_port = entrance.port;
        let tls = entrance.tls()?;
        let users = entrance.users()?;
        let is_open = !entrance.bind.is_loopback();
        let is_secret = tls.is_some();
        let at = SocketAddr::new(entrance.bind, asked_port);
        let listener = TcpListener::bind(at).map_err(|error| start_error(at, error))?;
        let system = |error| StartError::System {
            port: asked_port,
            error,
        };
        let at = listener.local_addr().map_err(system)?;
        listener.set_nonblocking(true).map_err(system)?;
        let runtime = runtime::Builder::new_current_thread()
            .enable_all()
            .thread_name("control-picture")
            .max_blocking_threads(8) // pictures, stills from a disk that may be slow, two passwords, an upload, latents being painted
            .build()
            .map_err(system)?;

        let board = Arc::new(Board::new());
        let (stop, stopped) = oneshot::channel();
        let served = Served {
            board: Arc::clone(&board),
            door: Arc::new(Door::new(at.port(), is_open, users)),
            library: entrance.library,
            tls,
            limits,
        };
        let thread = thread::Builder::new()
            .name("control".into())
            .spawn(move || {
                runtime.block_on(async {
                    tokio::select! {
                        () = run(listener, served) => {}
                        _ = stopped => {}
                    }
                });
                runtime.shutdown_background();
            })
            .map_err(system)?;
        Ok(Self {
            port: at.port(),
            at,
            is_secret,
            board,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// Where the page is for whoever sits at this machine: `http://127.0.0.1:PORT/`.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// Where the page is for others: `https://0.0.0.0:PORT/`, say; none where it is on this machine only.
    pub fn network_address(&self) -> Option<String> {
        let scheme = if self.is_secret { "https" } else { "http" };
        (!self.at.ip().is_loopback()).then(|| format!("{scheme}://{}/", self.at))
    }

    /// Replaces what the page shows. Cheap: call it every frame.
    pub fn publish(&self, status: Status) {
        self.board.post(status);
    }

    /// Whether somebody looks at the dome's picture now, so that reading it back is worth it.
    pub fn wants_picture(&self) -> bool {
        self.board.wants_picture()
    }

    /// Replaces the picture the page shows: rows from the top, four bytes a pixel (alpha is not used),
    /// sRGB. A square is shown as a domemaster (front at the bottom), anything else as it is; about 512
    /// pixels a side is enough. It is packed on a thread of the page's own, at most 25 a second.
    pub fn show_picture(&self, width: u32, height: u32, rgba: Vec<u8>) {
        self.show("", width, height, rgba);
    }

    /// The outputs whose picture somebody waits for now, so that reading them back is worth it: each at most five times
    /// a second, among those last published.
    pub fn wants_pictures(&self) -> Vec<String> {
        self.board.wants_pictures()
    }

    /// Replaces the picture of an output, as [`Page::show_picture`] does for the dome; about 320 pixels across are enough.
    /// An output that was not published is left out.
    pub fn show_output_picture(&self, output: &str, width: u32, height: u32, rgba: Vec<u8>) {
        if !output.is_empty() {
            self.show(output, width, height, rgba);
        }
    }

    /// Says who paints latents and writes keyframes, for the page `/explore.html`. Call it once.
    pub fn explore_with(&self, explorer: Arc<dyn crate::Explorer>) {
        self.board.study.painted_by(explorer);
    }

    /// Says who keeps the books: reports, tables, metrics, the calendar's week. Call it once.
    pub fn keep_books(&self, books: Arc<dyn crate::Books>) {
        self.board.books.kept_by(books);
    }

    /// Says who finds the still of an installation: its folder's name in the library goes in, the bytes of its `still.jpg`
    /// or `still.png` come out. Asked on a thread of the page's own, only for names in the last published library; other
    /// than JPEG and PNG files up to 4 MiB are not passed on. Call it once.
    pub fn find_stills(&self, find: impl Fn(&str) -> Option<Vec<u8>> + Send + Sync + 'static) {
        self.board.stills.found_by(Arc::new(find));
    }

    fn show(&self, name: &str, width: u32, height: u32, rgba: Vec<u8>) {
        let bytes = rgba.len();
        match Frame::new(width, height, rgba) {
            Some(frame) => self.board.show(name, frame),
            None => tracing::warn!("no picture for the page: {width} x {height} in {bytes} bytes"),
        }
    }

    /// What people asked for since the last call, oldest first; checked: values lie in their ranges, and
    /// scenes and installations are among those last published.
    pub fn commands(&self) -> Vec<Command> {
        let asked = self.asked().into_iter();
        asked.map(|(_, command)| command).collect()
    }

    /// As [`Page::commands`], each after the name of who asked for it; it is empty for whoever sits at this machine.
    pub fn asked(&self) -> Vec<(String, Command)> {
        self.board.commands()
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::warn!("the page's thread had stopped before its time");
        }
    }
}

/// What the page's thread serves.
struct Served {
    board: Arc<Board>,
    door: Arc<Door>,
    library: Option<Library>,
    tls: Option<TlsAcceptor>,
    limits: Limits,
}

async fn run(listener: TcpListener, served: Served) {
    let listener = match tokio::net::TcpListener::from_std(listener) {
        Ok(listener) => listener,
        Err(error) => {
            tracing::warn!("the page cannot be served: {error}");
            return;
        }
    };
    let board = served.board;
    let router = routes(Arc::clone(&board), &served.door, served.library);
    tokio::join!(
        serve(listener, router, served.tls, served.limits),
        board.write_texts(),
        board.pack_pictures()
    );
}

fn start_error(at: SocketAddr, error: io::Error) -> StartError {
    let port = at.port();
    match error.kind() {
        io::ErrorKind::AddrInUse => StartError::PortTaken { port },
        io::ErrorKind::PermissionDenied => StartError::PortForbidden { port },
        io::ErrorKind::AddrNotAvailable => StartError::NoAddress { address: at.ip() },
        _ => StartError::System { port, error },
    }
}
