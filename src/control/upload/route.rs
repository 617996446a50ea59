//! `POST /upload?name=FOLDER`: a zip file into the library.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header::CONTENT_LENGTH;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Extension, Router};
use serde::Deserialize;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::library::Library;
use super::names::is_folder_name;
use super::place::{ARRIVING_ZIP, Failed, place};
use super::receive::{Refusal, receive, too_large};
use crate::access::Visit;
use crate::server::Patience;

/// Where uploads go, one at a time.
#[derive(Debug)]
struct Uploads {
    library: Option<Library>,
    turn: Arc<Semaphore>,
}

/// The route of uploads into this library; without one they are refused with words.
pub(crate) fn routes<S: Clone + Send + Sync + 'static>(library: Option<Library>) -> Router<S> {
    let uploads = Uploads {
        library,
        turn: Arc::new(Semaphore::new(1)),
    };
    Router::new()
        .route("/upload", post(upload))
        .with_state(Arc::new(uploads))
}

/// The zip file of one upload; it goes with its turn.
struct Passing {
    zip: PathBuf,
    _turn: OwnedSemaphorePermit,
}

impl Drop for Passing {
    fn drop(&mut self) {
        // It may never have been made.
        drop(fs::remove_file(&self.zip));
    }
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

/// 201 once the installation lies in the library; otherwise words, and the library is as it was.
async fn upload(
    State(uploads): State<Arc<Uploads>>,
    Extension(visit): Extension<Visit>,
    Extension(patience): Extension<Patience>,
    named: Result<Query<Named>, QueryRejection>,
    headers: HeaderMap,
    body: Body,
) -> Refusal {
    let Some(library) = uploads.library.clone() else {
        return (StatusCode::NOT_FOUND, "uploads are not taken here\n".into());
    };
    let name = named.map(|Query(named)| named.name).unwrap_or_default();
    if !is_folder_name(&name) {
        let words = "say how the folder is to be called: /upload?name=FOLDER, with letters, digits, - and _, at most 64\n";
        return (StatusCode::BAD_REQUEST, words.into());
    }
    let length = headers
        .get(CONTENT_LENGTH)
        .and_then(|digits| digits.to_str().ok());
    let length = length.and_then(|digits| digits.parse::<u64>().ok());
    if length.is_some_and(|length| length > library.limits.archive_bytes) {
        return too_large(&library.limits);
    }
    let Ok(turn) = Arc::clone(&uploads.turn).try_acquire_owned() else {
        let words = "another upload is coming in; try again when it is done\n";
        return (StatusCode::SERVICE_UNAVAILABLE, words.into());
    };
    let _held = patience.hold();
    // Where a visitor hangs up, what was begun is ended all the same before the next one's turn.
    let passing = Passing {
        zip: library.folder.join(ARRIVING_ZIP),
        _turn: turn,
    };
    let placed = match receive(body, &passing.zip, &library.limits).await {
        Ok(archive) => {
            let asked = name.clone();
            let placing = move || {
                let placed = place(&library, &asked, archive);
                drop(passing);
                placed
            };
            answer(&name, tokio::task::spawn_blocking(placing).await.ok())
        }
        Err(refusal) => refusal,
    };
    let who = if visit.name.is_empty() {
        "somebody at this machine"
    } else {
        &visit.name
    };
    let (code, words) = (&placed.0, placed.1.trim());
    tracing::info!("{who} uploaded {name}: {code}, {words}");
    placed
}

fn answer(name: &str, placed: Option<Result<(), Failed>>) -> Refusal {
    match placed {
        Some(Ok(())) => (StatusCode::CREATED, format!("{name} is in the library\n")),
        Some(Err(Failed::Upload(words))) => {
            (StatusCode::UNPROCESSABLE_ENTITY, format!("{words}\n"))
        }
        Some(Err(Failed::Disk(words))) => (StatusCode::INSUFFICIENT_STORAGE, format!("{words}\n")),
        None => {
            let words = "the upload could not be looked at; the log says why\n";
            (StatusCode::INTERNAL_SERVER_ERROR, words.into())
        }
    }
}
