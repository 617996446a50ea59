//! Stands before every route: finds out who asks, and whether they may.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, COOKIE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

use super::basic::credentials;
use super::door::{Door, Refused};
use super::peer::Peer;
use super::role::{Need, need};
use super::token::Token;
use super::visit::Visit;

/// The cookie of a session. Over TLS it is only ever sent back over TLS, and no other host may set it.
pub(super) fn cookie_name(is_secret: bool) -> &'static str {
    if is_secret { "__Host-welkin" } else { "welkin" }
}

/// Lets a request through to its route with a [`Visit`], or answers it.
pub(crate) async fn stand(
    State(door): State<Arc<Door>>,
    mut request: Request,
    next: Next,
) -> Response {
    let peer = request.extensions().get().copied().unwrap_or(Peer::HERE);
    request.extensions_mut().insert(peer);
    let needed = match need(request.method(), request.uri().path()) {
        Need::Nothing => return next.run(request).await,
        Need::Elsewhere(_) if peer.is_here(request.headers()) => return next.run(request).await,
        Need::Elsewhere(role) | Need::Role(role) => role,
    };
    let visit = match identify(&door, peer, request.method(), request.headers()).await {
        Ok(visit) => visit,
        Err(refusal) => {
            let wants_page = request.method() == Method::GET && request.uri().path() == "/";
            let is_stranger = refusal.status() == StatusCode::UNAUTHORIZED;
            if wants_page && is_stranger && credentials(request.headers()).is_none() {
                return Redirect::to("/log-in").into_response();
            }
            return refusal;
        }
    };
    if let Err(refusal) = visit.may(needed) {
        return refusal.into_response();
    }
    request.extensions_mut().insert(visit);
    next.run(request).await
}

async fn identify(
    door: &Arc<Door>,
    peer: Peer,
    method: &Method,
    headers: &HeaderMap,
) -> Result<Visit, Response> {
    if let Some(visit) = token(headers, peer).and_then(|token| Visit::of_session(door, token)) {
        let changes = !matches!(*method, Method::GET | Method::HEAD);
        if changes && !is_no_form(headers) {
            let words = "this request could have been made by another site; send the header x-welkin: 1 with it\n";
            return Err((StatusCode::FORBIDDEN, words).into_response());
        }
        return Ok(visit);
    }
    if let Some((name, password)) = credentials(headers) {
        let checked = door.check(peer.address, &name, password).await;
        return checked.map(|role| Visit::once(name, role)).map_err(refusal);
    }
    if let Some(role) = door.here()
        && peer.is_here(headers)
    {
        return Ok(Visit::here(role));
    }
    let words = "log in at /log-in first, or send a name and a password (curl -u NAME)\n";
    Err(challenge(words))
}

/// The answer to who was not let in.
pub(super) fn refusal(refused: Refused) -> Response {
    match refused {
        Refused::Wrong => challenge("the name or the password is wrong\n"),
        Refused::Wait(wait) => {
            let secs = whole_secs(wait);
            let words = format!("too many wrong passwords; try again in {secs} s\n");
            let mut answer = (StatusCode::TOO_MANY_REQUESTS, words).into_response();
            answer.headers_mut().insert(RETRY_AFTER, secs.into());
            answer
        }
    }
}

/// 401. A browser's own box for passwords stays away: only scripts are to use it, and they ask unasked.
fn challenge(words: &'static str) -> Response {
    let mut answer = (StatusCode::UNAUTHORIZED, words).into_response();
    let scheme = HeaderValue::from_static("Welkin");
    answer.headers_mut().insert(WWW_AUTHENTICATE, scheme);
    answer
}

fn whole_secs(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

/// The session's token among the cookies.
pub(super) fn token(headers: &HeaderMap, peer: Peer) -> Option<Token> {
    let name = cookie_name(peer.is_secret);
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|cookies| cookies.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find_map(|(named, value)| (named == name).then(|| Token::read(value)).flatten())
}

/// Whether the request has a header that a form of another site cannot send: for these a browser first asks leave of
/// this server, and never gets it.
pub(super) fn is_no_form(headers: &HeaderMap) -> bool {
    let is_json = headers.get(CONTENT_TYPE).is_some_and(|kind| {
        let kind = kind.as_bytes();
        kind == b"application/json" || kind.starts_with(b"application/json;")
    });
    is_json || headers.contains_key("x-welkin")
}
