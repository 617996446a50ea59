//! Pictures as files: the dome, outputs, stills of installations.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::board::Board;
use crate::easel::Easel;
use crate::stills;

/// How long a request waits for a picture made after it was asked for.
const PICTURE_WITHIN: Duration = Duration::from_secs(2);

pub(super) fn routes() -> Router<Arc<Board>> {
    Router::new()
        .route("/picture.jpg", get(dome))
        .route("/picture/{file}", get(output))
        .route("/still/{folder}", get(still))
}

/// The dome now.
async fn dome(State(board): State<Arc<Board>>) -> Response {
    picture(&board, "").await
}

/// An output now: `/picture/OUTPUT.jpg`.
async fn output(State(board): State<Arc<Board>>, Path(file): Path<String>) -> Response {
    let name = file.strip_suffix(".jpg").unwrap_or(&file);
    picture(&board, name).await
}

/// A picture made now, or the last one if none is made in time.
async fn picture(board: &Board, name: &str) -> Response {
    let Some(easel) = board.easel(name) else {
        return (StatusCode::NOT_FOUND, "the venue has no such output\n").into_response();
    };
    let seen = easel.number();
    let wish = easel.wish();
    // Late or not, the newest is what there is.
    drop(tokio::time::timeout(PICTURE_WITHIN, newer(board, &easel, seen)).await);
    drop(wish);
    match easel.jpeg() {
        Some(jpeg) => ([(CONTENT_TYPE, "image/jpeg")], jpeg).into_response(),
        None => {
            let words = "no picture has been made yet; ask again in a moment\n";
            (StatusCode::SERVICE_UNAVAILABLE, words).into_response()
        }
    }
}

/// Waits until there is a newer picture.
async fn newer(board: &Board, easel: &Easel, seen: u64) {
    let mut packed = board.packed.subscribe();
    while easel.number() == seen && packed.changed().await.is_ok() {}
}

/// The still of an installation that is in the library, or 204 where it has none; its name never becomes a path here.
async fn still(State(board): State<Arc<Board>>, Path(folder): Path<String>) -> Response {
    let is_known = board.status().is_some_and(|(status, _)| {
        let mut library = status.library.iter();
        library.any(|entry| entry.folder == folder)
    });
    if !is_known {
        return (
            StatusCode::NOT_FOUND,
            "the library has no such installation\n",
        )
            .into_response();
    }
    let Some(find) = board.stills.finder() else {
        return StatusCode::NO_CONTENT.into_response();
    };
    let found = tokio::task::spawn_blocking(move || find(&folder)).await;
    let Ok(Some(bytes)) = found else {
        return StatusCode::NO_CONTENT.into_response();
    };
    match stills::kind(&bytes) {
        Some(kind) => ([(CONTENT_TYPE, kind)], bytes).into_response(),
        None => {
            let words = "a still is a JPEG or PNG file of at most 4 MiB\n";
            (StatusCode::UNSUPPORTED_MEDIA_TYPE, words).into_response()
        }
    }
}
