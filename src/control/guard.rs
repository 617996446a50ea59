//! Lets in what was meant for this page: what a browser asks on behalf of the page itself, not other sites that it
//! visits at the same time (cross-site requests, DNS that is rebound to this machine). Who may do what: [`crate::access`].

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, HOST, ORIGIN, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::access::{Door, Peer, is_local_name};

/// The longest body a request may have, in bytes; a command has about fifty.
pub(crate) const MOST_BODY_BYTES: usize = 16 * 1024;

/// How long one answer may take, a slowly sent body included.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// Here large bodies may come; whoever takes them has bounds of their own.
const UPLOADS: &str = "/upload";

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
pub(crate) async fn stand(State(door): State<Arc<Door>>, request: Request, next: Next) -> Response {
    let peer = request.extensions().get().copied().unwrap_or(Peer::HERE);
    let refused = if door.is_open || peer.is_secret {
        let scheme = if peer.is_secret { "https" } else { "http" };
        open_refusal(request.method(), request.uri(), request.headers(), scheme)
    } else {
        let uri = request.uri();
        refusal(
            request.method(),
            uri.authority(),
            request.headers(),
            door.port,
        )
    };
    let is_upload = request.uri().path() == UPLOADS;
    let refused = refused.or_else(|| match is_upload {
        true => None,
        false => body_refusal(request.headers()),
    });
    let mut answer = match refused {
        Some(refusal) => refusal.into_response(),
        None if is_upload => next.run(request).await,
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
    None
}

/// Why a request over a network is turned away. The machine has names there that it does not know itself, so any will do;
/// a page of another name that leads here has no cookie, and is not at this machine either ([`Peer::is_here`]).
fn open_refusal(
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
    scheme: &str,
) -> Option<(StatusCode, String)> {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let host = text(HOST).unwrap_or("");
    let is_one = |authority: &str| !host.is_empty() && authority.eq_ignore_ascii_case(host);
    if !is_one(host) || !uri.authority().is_none_or(|named| is_one(named.as_str())) {
        let words = "this request does not say for whom it was meant\n";
        return Some((StatusCode::BAD_REQUEST, words.into()));
    }
    let origin = text(ORIGIN).map(|origin| origin.split_once("://").unwrap_or(("", "")));
    let origin_is_ours = origin.is_none_or(|(of, authority)| of == scheme && is_one(authority));
    let site = text(HeaderName::from_static("sec-fetch-site")).unwrap_or("none");
    let site_is_ours = method == Method::GET || matches!(site, "same-origin" | "none");
    if !origin_is_ours || !site_is_ours {
        let words = "this request was made by another site\n";
        return Some((StatusCode::FORBIDDEN, words.into()));
    }
    None
}

/// Why a body is too large.
fn body_refusal(headers: &HeaderMap) -> Option<(StatusCode, String)> {
    let length = headers.get(CONTENT_LENGTH).map_or(Some(0), |digits| {
        digits.to_str().ok()?.parse::<usize>().ok()
    });
    if length.is_none_or(|length| length > MOST_BODY_BYTES) {
        let words = format!("a request may have at most {MOST_BODY_BYTES} bytes\n");
        return Some((StatusCode::PAYLOAD_TOO_LARGE, words));
    }
    None
}

/// Whether `host:port` names this machine and our port.
fn is_ours(authority: &str, port: u16) -> bool {
    let is_default = |rest: &str| rest.is_empty() && port == 80;
    let named = [
        authority,
        authority.rsplit_once(':').map_or("", |(name, _)| name),
    ];
    named.into_iter().any(|name| {
        let rest = &authority[name.len()..];
        let is_port = rest.strip_prefix(':') == Some(port.to_string().as_str());
        is_local_name(name) && (is_default(rest) || is_port)
    })
}
