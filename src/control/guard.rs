//! Lets in whom this page is for: people at this machine's own browser, not other sites their browser
//! visits at the same time (cross-site requests, DNS that is rebound to 127.0.0.1).

#[cfg(test)]
mod tests;

use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, HOST, ORIGIN, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// The longest body a request may have, in bytes; a command has about fifty.
pub(crate) const MOST_BODY_BYTES: usize = 16 * 1024;

/// How long one answer may take, a slowly sent body included.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// What every answer carries: nothing from elsewhere is loaded, nobody frames or embeds the page, and
/// no browser keeps an old page for a new program.
const HEADERS: [(HeaderName, &str); 5] = [
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; \
         connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (CACHE_CONTROL, "no-store"),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

/// Stands before every route.
pub(crate) async fn stand(State(port): State<u16>, request: Request, next: Next) -> Response {
    let mut answer = match refusal(
        request.method(),
        request.uri().authority(),
        request.headers(),
        port,
    ) {
        Some(refusal) => refusal.into_response(),
        None => tokio::time::timeout(ANSWER_WITHIN, next.run(request))
            .await
            .unwrap_or_else(|_| {
                (
                    StatusCode::REQUEST_TIMEOUT,
                    "the request took too long to arrive\n",
                )
                    .into_response()
            }),
    };
    for (name, value) in HEADERS {
        // A page that needs another policy has said so itself.
        answer
            .headers_mut()
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    answer
}

/// Why a request is turned away; none if it may pass.
fn refusal(
    method: &Method,
    authority: Option<&axum::http::uri::Authority>,
    headers: &HeaderMap,
    port: u16,
) -> Option<(StatusCode, String)> {
    let forbidden = |words: &str| {
        let words = format!("{words}; the page is at http://127.0.0.1:{port}/\n");
        Some((StatusCode::FORBIDDEN, words))
    };
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("?"));

    let host = text(HOST).unwrap_or("");
    let host_is_ours =
        is_ours(host, port) && authority.is_none_or(|named| is_ours(named.as_str(), port));
    if !host_is_ours {
        return forbidden("this request was meant for another address");
    }
    let origin_is_ours = text(ORIGIN).is_none_or(|origin| {
        origin
            .strip_prefix("http://")
            .is_some_and(|authority| is_ours(authority, port))
    });
    if !origin_is_ours {
        return forbidden("this request was made by another site");
    }
    let site = text(HeaderName::from_static("sec-fetch-site")).unwrap_or("none");
    if method != Method::GET && !matches!(site, "same-origin" | "none") {
        return forbidden("this request was made by another site");
    }
    let length = text(CONTENT_LENGTH).map_or(Some(0), |digits| digits.parse::<usize>().ok());
    if length.is_none_or(|length| length > MOST_BODY_BYTES) {
        let words = format!("a request may have at most {MOST_BODY_BYTES} bytes\n");
        return Some((StatusCode::PAYLOAD_TOO_LARGE, words));
    }
    None
}

/// Whether `host:port` names this machine and our port.
fn is_ours(authority: &str, port: u16) -> bool {
    let names = ["127.0.0.1", "localhost", "[::1]"];
    let authority = authority.to_ascii_lowercase();
    names
        .iter()
        .filter_map(|name| authority.strip_prefix(name))
        .any(|rest| {
            let is_default = rest.is_empty() && port == 80;
            is_default || rest.strip_prefix(":") == Some(port.to_string().as_str())
        })
}
