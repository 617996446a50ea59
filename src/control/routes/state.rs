//! What is so: the status, what every control is, how the parts are.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Serialize;
use welkin_values::{Health, State as PartState};

use crate::board::Board;

/// After this long without a status the show stands still.
const STANDS_STILL: Duration = Duration::from_secs(5);

const NOT_BEGUN: (StatusCode, &str) = (
    StatusCode::SERVICE_UNAVAILABLE,
    "the show has not begun yet; ask again in a moment\n",
);

pub(super) fn routes() -> Router<Arc<Board>> {
    Router::new()
        .route("/status", get(status))
        .route("/controls", get(controls))
        .route("/health", get(health))
}

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
