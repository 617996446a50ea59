//! One viewer's line: it asks for a status or a picture, and gets the newest as soon as there is one it
//! has not seen.
//!
//! The viewer asks again when it has drawn what it got, so a slow viewer or a slow line gets fewer
//! pictures, never older ones, and nothing queues anywhere. A page in a hidden tab stops asking; a machine that
//! was shut with the page open does not answer a ping and gives its place back.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use tokio::time::{Instant, timeout, timeout_at};

use crate::access::Visit;
use crate::board::Board;
use crate::easel::{Easel, Wish};
use crate::server::{Limits, Seat};

/// The longest message a viewer may send, in bytes: `status`, or `picture` with the name of an output.
const MOST_MESSAGE_BYTES: usize = 300;

/// A viewer that takes nothing for this long is gone.
const TAKES_WITHIN: Duration = Duration::from_secs(10);

/// `GET /live`: a WebSocket. The viewer sends the text `status`, `picture` (the dome) or `picture OUTPUT`. The answer is a
/// text with JSON `{"age_secs", "page", "status"}`, or bytes: how many bytes the output's name has (0 is the dome), the
/// name, and a JPEG file.
pub(crate) async fn live(
    upgrade: WebSocketUpgrade,
    State(board): State<Arc<Board>>,
    Extension(limits): Extension<Limits>,
    Extension(seat): Extension<Arc<Seat>>,
    Extension(visit): Extension<Visit>,
) -> Response {
    upgrade
        .max_message_size(MOST_MESSAGE_BYTES)
        .max_frame_size(MOST_MESSAGE_BYTES)
        .on_upgrade(async move |socket| {
            tokio::select! {
                () = view(socket, board, limits.quiet_for) => {}
                () = visit.ended() => {}
            }
            drop(seat);
        })
}

async fn view(mut socket: WebSocket, board: Arc<Board>, quiet_for: Duration) {
    let mut texts = board.text.subscribe();
    let mut packed = board.packed.subscribe();
    let mut wants_text = false;
    let mut looks = Looks::default();
    let mut quiet_until = Instant::now() + quiet_for;
    let mut pinged = false;

    loop {
        packed.mark_unchanged();
        if let Some(picture) = looks.next_picture() {
            if !send(&mut socket, Message::Binary(picture)).await {
                return;
            }
            continue;
        }
        let message = tokio::select! {
            said = timeout_at(quiet_until, socket.recv()) => {
                quiet_until = Instant::now() + quiet_for;
                let was_pinged = std::mem::take(&mut pinged);
                match said {
                    Ok(Some(Ok(Message::Text(word)))) => match word.as_str() {
                        "status" => wants_text = true,
                        "picture" => looks.wish(&board, ""),
                        other => match other.strip_prefix("picture ") {
                            Some(output) => looks.wish(&board, output),
                            None => return,
                        },
                    },
                    Ok(Some(Ok(Message::Ping(_) | Message::Pong(_)))) => {}
                    Ok(_) => return,
                    Err(_) if was_pinged => return,
                    Err(_) => {
                        pinged = true;
                        if !send(&mut socket, Message::Ping(Bytes::new())).await {
                            return;
                        }
                    }
                }
                continue;
            }
            Ok(()) = texts.changed(), if wants_text => {
                wants_text = false;
                Message::Text(texts.borrow_and_update().clone())
            }
            Ok(()) = packed.changed(), if looks.wait() => continue,
        };
        if !send(&mut socket, message).await {
            return;
        }
    }
}

/// Whether the viewer took it in time.
async fn send(socket: &mut WebSocket, message: Message) -> bool {
    matches!(
        timeout(TAKES_WITHIN, socket.send(message)).await,
        Ok(Ok(()))
    )
}

/// What one viewer looks at.
#[derive(Default)]
struct Looks(BTreeMap<String, Look>);

struct Look {
    easel: Arc<Easel>,
    /// The number of the newest picture this viewer has.
    seen: u64,
    wish: Option<Wish>,
}

impl Looks {
    /// Waits for a picture that this viewer has not seen. What is no output any more is forgotten.
    fn wish(&mut self, board: &Board, name: &str) {
        let is_there = |look: &Look| {
            let easel = board.easel(look.easel.name());
            easel.is_some_and(|easel| Arc::ptr_eq(&easel, &look.easel))
        };
        self.0.retain(|_, look| is_there(look));
        let Some(easel) = board.easel(name) else {
            return;
        };
        let look = self.0.entry(name.into()).or_insert_with(|| Look {
            easel,
            seen: 0,
            wish: None,
        });
        look.wish.get_or_insert_with(|| look.easel.wish());
    }

    fn wait(&self) -> bool {
        self.0.values().any(|look| look.wish.is_some())
    }

    /// A picture that is waited for and has not been seen; the wish for it is over.
    fn next_picture(&mut self) -> Option<Bytes> {
        let mut waiting = self.0.values_mut().filter(|look| look.wish.is_some());
        waiting.find_map(|look| {
            let (number, message) = look.easel.newer_than(look.seen)?;
            look.seen = number;
            look.wish = None;
            Some(message)
        })
    }
}
