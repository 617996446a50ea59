//! Which address answers what.

mod asking;
mod pictures;
mod books;
mod explore;
mod state;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::get;

use crate::access::{self, Door};
use crate::board::Board;
use crate::files::{FILES, file};
use crate::guard::{self, MOST_BODY_BYTES};
use crate::live::live;
use crate::upload::{self, Library};

/// Everything the page answers. A part of the page that has routes of its own merges them here.
pub(crate) fn routes(board: Arc<Board>, door: &Arc<Door>, library: Option<Library>) -> Router {
    let mut router = Router::new();
    for &(path, kind, text) in FILES {
        router = router.route(path, file(kind, text));
    }
    router
        .route("/live", get(live))
        .merge(state::routes())
        .merge(pictures::routes())
        .merge(asking::routes())
        .merge(books::routes())
        .merge(access::routes(Arc::clone(door)))
        .merge(upload::routes(library))
        .merge(explore::routes())
        .fallback(async || {
            (
                StatusCode::NOT_FOUND,
                "there is nothing here; the page is at /\n",
            )
        })
        .layer(DefaultBodyLimit::max(MOST_BODY_BYTES))
        .layer(from_fn_with_state(Arc::clone(door), access::stand))
        .layer(from_fn_with_state(Arc::clone(door), guard::stand))
        .with_state(board)
}
