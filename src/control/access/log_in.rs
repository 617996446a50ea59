//! Logging in and out.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Json, Router};
use serde::{Deserialize, Serialize};

use super::door::Door;
use super::gate::{cookie_name, is_no_form, refusal, token};
use super::peer::Peer;
use super::role::Role;
use super::sessions::LONGEST;
use super::visit::Visit;
use crate::files::file;

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";

/// The page for logging in and what it asks for.
pub(crate) fn routes<S: Clone + Send + Sync + 'static>(door: Arc<Door>) -> Router<S> {
    let html = file(HTML, include_str!("../../../assets/page/log-in.html"));
    let css = file(CSS, include_str!("../../../assets/page/log-in.css"));
    let js = file(JS, include_str!("../../../assets/page/log-in.js"));
    Router::new()
        .route("/log-in", html.post(log_in))
        .route("/log-in.css", css)
        .route("/log-in.js", js)
        .route("/log-out", axum::routing::post(log_out))
        .route("/who", get(who))
        .with_state(door)
}

/// What the page for logging in sends.
#[derive(Deserialize)]
struct Credentials {
    name: String,
    password: String,
}

/// 204 and a cookie, 401 for a wrong name or password, 429 for too many of them.
async fn log_in(
    State(door): State<Arc<Door>>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let words =
        "send JSON such as {\"name\": \"…\", \"password\": \"…\"} with the header x-welkin: 1\n";
    let read = serde_json::from_slice::<Credentials>(&body);
    let (true, Ok(asked)) = (is_no_form(&headers), read) else {
        return (StatusCode::BAD_REQUEST, words).into_response();
    };
    let checked = door
        .check(peer.address, &asked.name, asked.password.into_bytes())
        .await;
    match checked {
        Ok(role) => {
            // What was open in this browser before ends.
            if let Some(before) = token(&headers, peer) {
                door.end(&before);
            }
            let token = door.begin(&asked.name, role);
            let (name, at) = (&asked.name, peer.address);
            tracing::info!("{name} has logged in to the page at {at}");
            with_cookie(peer, token.text(), LONGEST.as_secs())
        }
        Err(refused) => refusal(refused),
    }
}

/// Ends the session; 204 whether there was one or not.
async fn log_out(
    State(door): State<Arc<Door>>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
) -> Response {
    if !is_no_form(&headers) {
        let words = "send the header x-welkin: 1 with this\n";
        return (StatusCode::FORBIDDEN, words).into_response();
    }
    if let Some(token) = token(&headers, peer) {
        door.end(&token);
    }
    with_cookie(peer, "", 0)
}

/// Who asks, for the page.
#[derive(Serialize)]
struct Who {
    /// A user's name, or empty for whoever sits at this machine.
    name: String,
    role: &'static str,
    may_play: bool,
    may_edit: bool,
    /// Whether there is a session to log out of.
    has_session: bool,
}

async fn who(Extension(visit): Extension<Visit>) -> Json<Who> {
    Json(Who {
        role: visit.role.word(),
        may_play: visit.role >= Role::Play,
        may_edit: visit.role >= Role::Edit,
        has_session: visit.session.is_some(),
        name: visit.name,
    })
}

fn with_cookie(peer: Peer, value: &str, secs: u64) -> Response {
    let name = cookie_name(peer.is_secret);
    let secure = if peer.is_secret { "; Secure" } else { "" };
    let cookie =
        format!("{name}={value}; Path=/; Max-Age={secs}; HttpOnly; SameSite=Strict{secure}");
    (StatusCode::NO_CONTENT, [(SET_COOKIE, cookie)]).into_response()
}
