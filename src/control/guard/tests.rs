//! Who is let in.

#![allow(clippy::unwrap_used, reason = "a test that fails should stop")]

use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};

use super::{body_refusal, is_ours, open_refusal, refusal};

#[test]
fn only_this_machine_at_our_port_is_ours() {
    for ours in [
        "127.0.0.1:8080",
        "localhost:8080",
        "LocalHost:8080",
        "[::1]:8080",
    ] {
        assert!(is_ours(ours, 8080), "{ours}");
    }
    for other in [
        "",
        ":8080",
        "127.0.0.1",
        "localhost:80",
        "127.0.0.1:80800",
        "127.0.0.1:08080",
        "127.0.0.2:8080",
        "evil.example:8080",
        "localhost.evil.example:8080",
        "evil.example@localhost:8080",
        "localhost:8080@evil.example",
        "localhost:8080.",
        "127.0.0.1.nip.io:8080",
        "[::]:8080",
        "0.0.0.0:8080",
    ] {
        assert!(!is_ours(other, 8080), "{other}");
    }
    assert!(is_ours("localhost", 80) && is_ours("localhost:80", 80));
}

fn check(method: Method, headers: &[(&'static str, &[u8])], expected: Option<StatusCode>) {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(
            HeaderName::from_static(name),
            HeaderValue::from_bytes(value).unwrap(),
        );
    }
    let got = refusal(&method, None, &map, 8080).or_else(|| body_refusal(&map));
    let got = got.map(|(code, _)| code);
    assert_eq!(got, expected, "{method} {headers:?}");
}

#[test]
fn other_sites_are_turned_away() {
    let host: (&str, &[u8]) = ("host", b"localhost:8080");
    let forbidden = Some(StatusCode::FORBIDDEN);
    check(Method::GET, &[host], None);
    check(Method::POST, &[host], None);
    check(
        Method::POST,
        &[host, ("origin", b"http://127.0.0.1:8080")],
        None,
    );
    check(
        Method::POST,
        &[host, ("sec-fetch-site", b"same-origin")],
        None,
    );
    check(Method::GET, &[], forbidden);
    check(Method::GET, &[("host", b"\xff\xfe")], forbidden);
    check(Method::POST, &[host, ("origin", b"null")], forbidden);
    check(
        Method::POST,
        &[host, ("origin", b"https://evil.example")],
        forbidden,
    );
    check(
        Method::POST,
        &[host, ("origin", b"http://localhost:3000")],
        forbidden,
    );
    check(
        Method::POST,
        &[host, ("sec-fetch-site", b"cross-site")],
        forbidden,
    );
    check(
        Method::POST,
        &[host, ("sec-fetch-site", b"same-site")],
        forbidden,
    );
    check(
        Method::GET,
        &[host, ("sec-fetch-site", b"cross-site")],
        None,
    );
    let too_large = Some(StatusCode::PAYLOAD_TOO_LARGE);
    check(
        Method::POST,
        &[host, ("content-length", b"16385")],
        too_large,
    );
    check(
        Method::POST,
        &[host, ("content-length", b"99999999999999999999999")],
        too_large,
    );
}

#[test]
fn over_a_network_a_page_asks_for_itself_only() {
    let check = |headers: &[(&'static str, &'static str)], scheme: &str, expected: u16| {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            );
        }
        let refused = open_refusal(&Method::POST, &"/command".parse().unwrap(), &map, scheme);
        let got = refused.map_or(200, |(code, _)| code.as_u16());
        assert_eq!(got, expected, "{headers:?}");
    };
    let host = ("host", "gallery.local:7400");
    check(&[host], "https", 200);
    check(&[], "https", 400);
    check(&[("host", "")], "https", 400);
    check(
        &[host, ("origin", "https://gallery.local:7400")],
        "https",
        200,
    );
    check(
        &[host, ("origin", "https://Gallery.local:7400")],
        "https",
        200,
    );
    check(
        &[host, ("origin", "http://gallery.local:7400")],
        "https",
        403,
    );
    check(
        &[host, ("origin", "http://gallery.local:7400")],
        "http",
        200,
    );
    check(&[host, ("origin", "https://gallery.local")], "https", 403);
    check(&[host, ("origin", "null")], "https", 403);
    check(&[host, ("origin", "")], "https", 403);
    check(&[host, ("origin", "https://evil.example")], "https", 403);
    check(&[host, ("sec-fetch-site", "cross-site")], "https", 403);
    check(&[host, ("sec-fetch-site", "same-site")], "https", 403);
    check(&[host, ("sec-fetch-site", "same-origin")], "https", 200);
}
