//! Reports of days, tables, metrics, the calendar's week.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;

use crate::board::Board;
use crate::books::Books;

/// Which day, and in which language.
#[derive(Deserialize)]
struct Wanted {
    day: Option<String>,
    #[serde(default)]
    lang: String,
}

/// A report brings its own style and no script.
const REPORT_POLICY: (HeaderName, &str) = (
    CONTENT_SECURITY_POLICY,
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

pub(super) fn routes() -> Router<Arc<Board>> {
    Router::new()
        .route("/report", get(report))
        .route("/records/{table}", get(csv))
        .route("/metrics", get(metrics))
        .route("/calendar/week.svg", get(week))
        .route("/calendar/programme.ics", get(programme))
}

async fn report(State(board): State<Arc<Board>>, Query(wanted): Query<Wanted>) -> Response {
    let asked = move |books: &dyn Books| books.report(wanted.day.as_deref(), &wanted.lang);
    match ask(&board, asked).await {
        Some(page) => (
            [(CONTENT_TYPE, "text/html; charset=utf-8"), REPORT_POLICY],
            page,
        )
            .into_response(),
        None => missing("no records are kept of that day; begin the show with --records FOLDER\n"),
    }
}

async fn csv(State(board): State<Arc<Board>>, Path(table): Path<String>) -> Response {
    let name = table.strip_suffix(".csv").unwrap_or(&table).to_owned();
    match ask(&board, move |books| books.csv(&name)).await {
        Some(bytes) => (
            [
                (CONTENT_TYPE, "text/csv; charset=utf-8"),
                (CONTENT_DISPOSITION, "attachment"),
            ],
            bytes,
        )
            .into_response(),
        None => missing("there is no such table, or no records are kept (--records FOLDER)\n"),
    }
}

async fn metrics(State(board): State<Arc<Board>>) -> Response {
    match ask(&board, |books| books.metrics()).await {
        Some(text) => ([(CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response(),
        None => missing("the show has not begun yet\n"),
    }
}

async fn week(State(board): State<Arc<Board>>, Query(wanted): Query<Wanted>) -> Response {
    match ask(&board, move |books| books.week(wanted.day.as_deref())).await {
        Some(picture) => ([(CONTENT_TYPE, "image/svg+xml")], picture).into_response(),
        None => missing("there is no calendar; begin one with `welkin calendar new`\n"),
    }
}

async fn programme(State(board): State<Arc<Board>>) -> Response {
    match ask(&board, |books| books.programme()).await {
        Some(text) => ([(CONTENT_TYPE, "text/calendar; charset=utf-8")], text).into_response(),
        None => missing("there is no calendar; begin one with `welkin calendar new`\n"),
    }
}

fn missing(words: &'static str) -> Response {
    (StatusCode::NOT_FOUND, words).into_response()
}

/// Asks on a thread that may wait for a disk.
async fn ask<T: Send + 'static>(
    board: &Board,
    asked: impl FnOnce(&dyn Books) -> Option<T> + Send + 'static,
) -> Option<T> {
    let books = board.books.keeper()?;
    let answered = tokio::task::spawn_blocking(move || asked(&*books)).await;
    answered.ok().flatten()
}
