//! What people ask for.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Extension, Router};

use crate::access::{Visit, role_for};
use crate::board::Board;
use crate::requests;

pub(super) fn routes() -> Router<Arc<Board>> {
    Router::new().route("/command", post(command))
}

/// A command as JSON in the body; 202 once it waits for the next frame, 400 with words if it is wrong.
async fn command(
    State(board): State<Arc<Board>>,
    Extension(visit): Extension<Visit>,
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
    if let Err(refusal) = visit.may(role_for(&command)) {
        return refusal;
    }
    if board.ask(&visit.name, command) {
        return (StatusCode::ACCEPTED, "asked for\n".into());
    }
    let words = "too many requests wait already; the show may stand still\n";
    (StatusCode::SERVICE_UNAVAILABLE, words.into())
}
