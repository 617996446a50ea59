//! Which address answers what.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Serialize;
use welkin_values::{Health, State as PartState};

use crate::board::Board;
use crate::files::{FILES, file};
use crate::guard::{self, MOST_BODY_BYTES};
use crate::live::live;
use crate::requests;

/// After this long without a status the show stands still.
const STANDS_STILL: Duration = Duration::from_secs(5);

/// How long `/picture.jpg` waits for a picture made after it was asked for.
const PICTURE_WITHIN: Duration = Duration::from_secs(2);

/// Everything the page answers.
pub(crate) fn routes(board: Arc<Board>, port: u16) -> Router {
    let mut router = Router::new();
    for (path, kind, text) in FILES {
        router = router.route(path, file(kind, text));
    }
    router
        .route("/live", get(live))
        .route("/status", get(status))
        .route("/controls", get(controls))
        .route("/health", get(health))
        .route("/picture.jpg", get(picture))
        .route("/command", post(command))
        .fallback(async || {
            (
                StatusCode::NOT_FOUND,
                "there is nothing here; the page is at /\n",
            )
        })
        .layer(DefaultBodyLimit::max(MOST_BODY_BYTES))
        .layer(from_fn_with_state(port, guard::stand))
        .with_state(board)
}

const NOT_BEGUN: (StatusCode, &str) = (
    StatusCode::SERVICE_UNAVAILABLE,
    "the show has not begun yet; ask again in a moment\n",
);

/// The newest status as JSON.
async fn status(State(board): State<Arc<Board>>) -> Response {
    match board.status() {
        Some((status, _)) => Json(&*status).into_response(),
        None => NOT_BEGUN.into_response(),
    }
}

/// What every control is, as JSON; where they stand is in the status, in the same order.
async fn controls(State(board): State<Arc<Board>>) -> Response {
    match board.status() {
        Some((status, _)) => Json(&*status.specs).into_response(),
        None => NOT_BEGUN.into_response(),
    }
}

/// How the program is, for whatever watches over it.
#[derive(Serialize)]
struct Pulse<'a> {
    /// The state of the part that is worst off.
    state: PartState,
    parts: &'a [Health],
    /// Seconds since the program said something.
    age_secs: f32,
    /// The program's process, so that a keeper knows whose pulse it feels.
    pid: u32,
}

/// 200 while the show goes on, 503 when it stands still or has not begun. A part that has failed is tried
/// again by the show itself, so it says `failed` in the text but is no reason to start the program anew.
async fn health(State(board): State<Arc<Board>>) -> Response {
    let Some((status, age)) = board.status() else {
        return NOT_BEGUN.into_response();
    };
    let (code, state) = if age > STANDS_STILL {
        (StatusCode::SERVICE_UNAVAILABLE, PartState::Failed)
    } else {
        (StatusCode::OK, status.worst())
    };
    let pulse = Pulse {
        state,
        parts: &status.health,
        age_secs: age.as_secs_f32(),
        pid: std::process::id(),
    };
    (code, Json(pulse)).into_response()
}

/// A picture made now, or the last one if none is made in time.
async fn picture(State(board): State<Arc<Board>>) -> Response {
    let mut pictures = board.jpeg.subscribe();
    let wish = board.wish_picture();
    // Late or not, the newest is what there is.
    drop(tokio::time::timeout(PICTURE_WITHIN, pictures.changed()).await);
    drop(wish);
    let newest = pictures.borrow().clone();
    match newest {
        Some(jpeg) => ([(CONTENT_TYPE, "image/jpeg")], jpeg).into_response(),
        None => NOT_BEGUN.into_response(),
    }
}

/// A command as JSON in the body; 202 once it waits for the next frame, 400 with words if it is wrong.
async fn command(
    State(board): State<Arc<Board>>,
    body: Result<Bytes, BytesRejection>,
) -> (StatusCode, String) {
    let body = match body {
        Ok(body) => body,
        Err(rejection) => return (rejection.status(), format!("{}\n", rejection.body_text())),
    };
    let newest = board.status();
    let command = match requests::read(&body, newest.as_ref().map(|(status, _)| &**status)) {
        Ok(command) => command,
        Err(words) => return (StatusCode::BAD_REQUEST, format!("{words}\n")),
    };
    if board.ask(command) {
        return (StatusCode::ACCEPTED, "asked for\n".into());
    }
    let words = "too many requests wait already; the show may stand still\n";
    (StatusCode::SERVICE_UNAVAILABLE, words.into())
}
