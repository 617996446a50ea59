//! The page's own files, part of the program so that they need neither a folder nor the internet.

use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::{MethodRouter, get};

/// Every file: its path, its type, its text.
pub(crate) const FILES: [(&str, &str, &str); 12] = [
    ("/", HTML, include_str!("../../assets/page/index.html")),
    (
        "/style.css",
        CSS,
        include_str!("../../assets/page/style.css"),
    ),
    (
        "/sources.css",
        CSS,
        include_str!("../../assets/page/sources.css"),
    ),
    (
        "/align.css",
        CSS,
        include_str!("../../assets/page/align.css"),
    ),
    ("/page.js", JS, include_str!("../../assets/page/page.js")),
    ("/words.js", JS, include_str!("../../assets/page/words.js")),
    ("/live.js", JS, include_str!("../../assets/page/live.js")),
    ("/dome.js", JS, include_str!("../../assets/page/dome.js")),
    ("/paint.js", JS, include_str!("../../assets/page/paint.js")),
    (
        "/sources.js",
        JS,
        include_str!("../../assets/page/sources.js"),
    ),
    ("/desk.js", JS, include_str!("../../assets/page/desk.js")),
    ("/align.js", JS, include_str!("../../assets/page/align.js")),
];

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";

/// The route that answers with a file.
pub(crate) fn file<S: Clone + Send + Sync + 'static>(
    kind: &'static str,
    text: &'static str,
) -> MethodRouter<S> {
    get(async move || ([(CONTENT_TYPE, kind)], text).into_response())
}
