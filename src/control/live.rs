//! One viewer's line: it asks for a status or a picture, and gets the newest as soon as there is one it
//! has not seen.
//!
//! The viewer asks again when it has drawn what it got, so a slow viewer or a slow line gets fewer
//! pictures, never older ones, and nothing queues anywhere. A page in a hidden tab stops asking.

use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;

use crate::board::{Board, PictureWish};
use crate::server::Seat;

/// The longest message a viewer may send, in bytes: it only ever says `status` or `picture`.
const MOST_MESSAGE_BYTES: usize = 256;

/// A viewer that takes nothing for this long is gone.
const TAKES_WITHIN: Duration = Duration::from_secs(10);

/// `GET /live`: a WebSocket. The viewer sends the text `status` or `picture`; the answer is a text with
/// JSON `{"age_secs", "status"}`, or the bytes of a JPEG file.
pub(crate) async fn live(
    upgrade: WebSocketUpgrade,
    State(board): State<Arc<Board>>,
    Extension(seat): Extension<Arc<Seat>>,
) -> Response {
    upgrade
        .max_message_size(MOST_MESSAGE_BYTES)
        .max_frame_size(MOST_MESSAGE_BYTES)
        .on_upgrade(async move |socket| {
            view(socket, board).await;
            drop(seat);
        })
}

async fn view(mut socket: WebSocket, board: Arc<Board>) {
    let mut texts = board.text.subscribe();
    let mut pictures = board.jpeg.subscribe();
    // What is already there has not been seen by this viewer.
    pictures.mark_changed();
    let mut wants_text = false;
    let mut wish: Option<PictureWish> = None;

    loop {
        let message = tokio::select! {
            said = socket.recv() => {
                let Some(Ok(said)) = said else { return };
                match said {
                    Message::Text(word) if word.as_str() == "status" => wants_text = true,
                    Message::Text(word) if word.as_str() == "picture" => {
                        wish.get_or_insert_with(|| board.wish_picture());
                    }
                    Message::Ping(_) | Message::Pong(_) => {}
                    Message::Text(_) | Message::Binary(_) | Message::Close(_) => return,
                }
                continue;
            }
            Ok(()) = texts.changed(), if wants_text => {
                wants_text = false;
                Message::Text(texts.borrow_and_update().clone())
            }
            Ok(()) = pictures.changed(), if wish.is_some() => {
                let Some(jpeg) = pictures.borrow_and_update().clone() else { continue };
                wish = None;
                Message::Binary(jpeg)
            }
        };
        let sent = tokio::time::timeout(TAKES_WITHIN, socket.send(message)).await;
        if !matches!(sent, Ok(Ok(()))) {
            return;
        }
    }
}
