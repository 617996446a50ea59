//! The page's own files, part of the program so that they need neither a folder nor the internet.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::LazyLock;

use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::{MethodRouter, get};

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";

/// A file of the page under its own name.
macro_rules! page_file {
    ($name:literal, $kind:ident) => {
        (
            concat!("/", $name),
            $kind,
            include_str!(concat!("../../assets/page/", $name)),
        )
    };
}

/// Every file: its path, its type, its text.
pub(crate) const FILES: &[(&str, &str, &str)] = &[
    ("/", HTML, include_str!("../../assets/page/index.html")),
    page_file!("explore.html", HTML),
    page_file!("explore.css", CSS),
    page_file!("explore.js", JS),
    page_file!("sheet.js", JS),
    page_file!("timeline.js", JS),
    page_file!("style.css", CSS),
    page_file!("now.css", CSS),
    page_file!("library.css", CSS),
    page_file!("controls.css", CSS),
    page_file!("sources.css", CSS),
    page_file!("align.css", CSS),
    page_file!("page.js", JS),
    page_file!("language.js", JS),
    page_file!("words.js", JS),
    page_file!("make.js", JS),
    page_file!("live.js", JS),
    page_file!("paint.js", JS),
    page_file!("dome.js", JS),
    page_file!("outputs.js", JS),
    page_file!("sources.js", JS),
    page_file!("drag.js", JS),
    page_file!("library.js", JS),
    page_file!("now.js", JS),
    page_file!("scale.js", JS),
    page_file!("slider.js", JS),
    page_file!("controls.js", JS),
    page_file!("nodes.js", JS),
    page_file!("align.js", JS),
    page_file!("parts.js", JS),
    page_file!("notices.js", JS),
    page_file!("keys.js", JS),
    page_file!("session.js", JS),
];

/// Differs between programs whose pages differ.
pub(crate) fn version() -> &'static str {
    static VERSION: LazyLock<String> = LazyLock::new(|| {
        let mut hasher = DefaultHasher::new();
        FILES.hash(&mut hasher);
        format!("{:016x}", hasher.finish())
    });
    &VERSION
}

/// The route that answers with a file.
pub(crate) fn file<S: Clone + Send + Sync + 'static>(
    kind: &'static str,
    text: &'static str,
) -> MethodRouter<S> {
    get(async move || ([(CONTENT_TYPE, kind)], text).into_response())
}
