//! The page as the program holds it: publish, show, take commands.

#[cfg(test)]
mod tests;

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use tokio::runtime;
use tokio::sync::oneshot;
use welkin_values::{Command, Status};

use crate::board::Board;
use crate::picture::Frame;
use crate::routes::routes;
use crate::server::{Limits, serve};

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

    fn start_with(asked_port: u16, limits: Limits) -> Result<Self, StartError> {
        let at = SocketAddr::from((Ipv4Addr::LOCALHOST, asked_port));
        let listener = TcpListener::bind(at).map_err(|error| start_error(asked_port, error))?;
        let system = |error| StartError::System {
            port: asked_port,
            error,
        };
        let port = listener.local_addr().map_err(system)?.port();
        listener.set_nonblocking(true).map_err(system)?;
        let runtime = runtime::Builder::new_current_thread()
            .enable_all()
            .thread_name("control-picture")
            .max_blocking_threads(2) // pictures, and stills from a disk that may be slow
            .build()
            .map_err(system)?;

        let board = Arc::new(Board::new());
        let (stop, stopped) = oneshot::channel();
        let shared = Arc::clone(&board);
        let thread = thread::Builder::new()
            .name("control".into())
            .spawn(move || {
                runtime.block_on(async {
                    tokio::select! {
                        () = run(listener, shared, port, limits) => {}
                        _ = stopped => {}
                    }
                });
                runtime.shutdown_background();
            })
            .map_err(system)?;
        Ok(Self {
            port,
            board,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// Where the page is: `http://127.0.0.1:PORT/`.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
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

async fn run(listener: TcpListener, board: Arc<Board>, port: u16, limits: Limits) {
    let listener = match tokio::net::TcpListener::from_std(listener) {
        Ok(listener) => listener,
        Err(error) => {
            tracing::warn!("the page cannot be served: {error}");
            return;
        }
    };
    let router = routes(Arc::clone(&board), port);
    tokio::join!(
        serve(listener, router, limits),
        board.write_texts(),
        board.pack_pictures()
    );
}

fn start_error(port: u16, error: io::Error) -> StartError {
    match error.kind() {
        io::ErrorKind::AddrInUse => StartError::PortTaken { port },
        io::ErrorKind::PermissionDenied => StartError::PortForbidden { port },
        _ => StartError::System { port, error },
    }
}
