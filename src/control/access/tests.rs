//! Laws of the parts of access: roles, passwords, sessions, brakes.

#![allow(clippy::unwrap_used, reason = "a test that fails should stop")]

use std::fs;
use std::net::IpAddr;
use std::path::Path;
use std::time::{Duration, Instant};

use argon2::password_hash::{PasswordHasher, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, HeaderValue, Method};
use welkin_values::Command;

use super::basic::{credentials, decode};
use super::brake::Brake;
use super::password::{Hashed, PasswordError, hash_password, new_salt};
use super::peer::Peer;
use super::role::{Need, ROUTES, Role, need, role_for};
use super::sessions::{IDLE, LONGEST, Sessions};
use super::token::Token;
use super::users::Users;

/// A hash that is checked in no time.
pub(crate) fn cheap(password: &str) -> String {
    let params = Params::new(8, 1, 1, None).unwrap();
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let salt = SaltString::encode_b64(b"salt of sixteen!").unwrap();
    let hash = argon.hash_password(password.as_bytes(), &salt);
    hash.unwrap().to_string()
}

/// Three users named for their roles, with their names as passwords, and nobody let in without one.
pub(crate) fn three_users() -> String {
    let user = |role: &str| {
        let password = cheap(role);
        format!("[[user]]\nname = \"{role}\"\nrole = \"{role}\"\npassword = \"{password}\"\n")
    };
    format!(
        "here = \"none\"\n{}{}{}",
        user("watch"),
        user("play"),
        user("edit")
    )
}

#[test]
fn every_route_in_the_sources_is_in_the_table() {
    let mut routes = 0;
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()];
    while let Some(folder) = folders.pop() {
        for file in fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            let is_test = path.components().any(|part| {
                let part = part.as_os_str();
                part == "tests" || part == "examples" || part == "tests.rs"
            });
            if is_test {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                routes += check_source(&path, &fs::read_to_string(&path).unwrap());
            }
        }
    }
    assert!(routes >= 10, "only {routes} routes were found");
}

/// Every `.route("…", method(…))` of a file is in the table.
fn check_source(path: &Path, source: &str) -> usize {
    let calls = source.split(".route(").skip(1);
    let mut routes = 0;
    for call in calls {
        let Some(quoted) = call.trim_start().strip_prefix('"') else {
            // The page's own files, by their list.
            continue;
        };
        let (address, rest) = quoted.split_once('"').unwrap();
        let rest = &rest[..rest.find(".route(").unwrap_or(rest.len()).min(120)];
        for (word, method) in [
            ("get(", "GET"),
            ("post(", "POST"),
            ("put(", "PUT"),
            ("delete(", "DELETE"),
            ("any(", "ANY"),
        ] {
            let is_asked = rest.contains(word);
            let is_known = ROUTES
                .iter()
                .any(|(known, pattern, _)| *known == method && *pattern == address);
            assert!(
                !is_asked || is_known,
                "{method} {address} of {} needs a role",
                path.display()
            );
            routes += usize::from(is_asked);
        }
    }
    routes
}

#[test]
fn addresses_need_what_the_table_says() {
    let check = |method: Method, path: &str, expected: Need| {
        assert_eq!(need(&method, path), expected, "{method} {path}");
    };
    check(Method::GET, "/log-in", Need::Nothing);
    check(Method::GET, "/", Need::Role(Role::Watch));
    check(Method::HEAD, "/status", Need::Role(Role::Watch));
    check(Method::GET, "/health", Need::Elsewhere(Role::Watch));
    check(Method::GET, "/page.js", Need::Role(Role::Watch));
    check(Method::GET, "/still/first-light", Need::Role(Role::Watch));
    check(Method::POST, "/command", Need::Role(Role::Play));
    check(Method::POST, "/upload", Need::Role(Role::Edit));
    check(Method::POST, "/upload/", Need::Role(Role::Edit));
    check(Method::POST, "/status", Need::Role(Role::Edit));
    check(Method::DELETE, "/log-in", Need::Role(Role::Edit));
    check(Method::GET, "/log-in/../status", Need::Role(Role::Watch));
    assert_eq!(role_for(&Command::Quit), Role::Edit);
    assert_eq!(role_for(&Command::SaveNudges), Role::Edit);
    assert_eq!(role_for(&Command::Play { on: true }), Role::Play);
    assert!(Role::Watch < Role::Play && Role::Play < Role::Edit);
}

#[test]
fn passwords_are_known_again_by_their_hashes() {
    let hash = hash_password("correct horse", *b"sixteen bytes it").unwrap();
    assert!(
        hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
        "{hash}"
    );
    assert_eq!(
        hash,
        hash_password("correct horse", *b"sixteen bytes it").unwrap()
    );
    let hashed = Hashed::read(&hash).unwrap();
    assert!(hashed.is(b"correct horse"));
    assert!(!hashed.is(b"correct horsf") && !hashed.is(b"") && !hashed.is(&[0; 5000]));
    assert!(!hashed.of_nobody().is(b"correct horse"));
    assert_eq!(
        hash_password("1234567", new_salt()),
        Err(PasswordError::Short)
    );
    assert_eq!(
        hash_password(&"x".repeat(1025), new_salt()),
        Err(PasswordError::Long)
    );
    assert_ne!(new_salt(), new_salt());
}

#[test]
fn no_hash_makes_the_machine_stand_still() {
    let good = cheap("watch");
    assert!(Hashed::read(&good).is_ok());
    for costs in [
        "m=65537,t=1,p=1",
        "m=4294967295,t=1,p=1",
        "m=64,t=4294967295,p=1",
        "m=65536,t=5,p=1",
        "m=1024,t=1,p=5",
    ] {
        let costly = good.replace("m=8,t=1,p=1", costs);
        assert!(Hashed::read(&costly).is_err(), "{costs}");
    }
    for wrong in [
        "",
        "watch",
        "$argon2id$",
        &good.replace("argon2id", "argon2d"),
        &good.replace("v=19", "v=16"),
        &"$argon2id$".repeat(99),
        "$argon2id$v=19$m=8,t=1,p=1$c2FsdCBvZiBzaXh0ZWVuIQ",
    ] {
        assert!(Hashed::read(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn users_are_read_or_all_that_is_wrong_is_said() {
    let users = Users::parse("users.toml", &three_users()).unwrap();
    assert_eq!(users.here, None);
    for (name, password, expected) in [
        ("watch", "watch", Some(Role::Watch)),
        ("edit", "edit", Some(Role::Edit)),
        ("edit", "play", None),
        ("Edit", "edit", None),
        ("", "", None),
        ("nobody", "edit", None),
    ] {
        assert_eq!(users.role_of(name, password.as_bytes()), expected, "{name}");
    }
    let check = |text: &str, expected: &str| {
        let error = Users::parse("users.toml", text).unwrap_err().to_string();
        assert!(error.contains(expected), "{error} should say {expected}");
    };
    check("", "users.toml:1:1: there is no [[user]]");
    check(
        "[[user]]\nname='a'\nrole='king'\npassword=''",
        "users.toml:3:6: ",
    );
    check(
        "[[user]]\nname='a'\nrole='edit'\npassword='secret'",
        "users.toml:4:10: `password` is no hash",
    );
    check(
        "[[user]]\nname=''\nrole='edit'\npassword='secret'",
        "users.toml:2:6: a name has",
    );
    let twice = three_users().replace("name = \"play\"", "name = \"edit\"");
    check(&twice, "stands twice");
    check("\0\u{1}[[[", "users.toml:1:");
    check("nobody = 1", "users.toml:1:1: ");
    let many = three_users() + &"[[user]]\nname='x'\nrole='edit'\npassword='y'\n".repeat(300);
    check(&many, "more than 200 users");
}

#[test]
fn sessions_end_by_themselves() {
    let began = Instant::now();
    let hours = |hours: u64| began + Duration::from_secs(hours * 3600);
    let mut sessions = Sessions::default();
    let token = sessions.begin("ada", Role::Play, began);
    let read = Token::read(token.text()).unwrap();
    assert_eq!(
        sessions.use_of(&read, hours(11)),
        Some(("ada".into(), Role::Play))
    );
    assert!(
        sessions.is_alive(&token, hours(22)),
        "it was used at eleven"
    );
    assert!(!sessions.is_alive(&token, hours(11) + IDLE));
    let token = sessions.begin("ada", Role::Play, began);
    let mut now = began;
    while now < began + LONGEST - Duration::from_secs(3600) {
        assert!(sessions.use_of(&token, now).is_some());
        now += Duration::from_secs(6 * 3600);
    }
    assert_eq!(sessions.use_of(&token, began + LONGEST), None);
    let token = sessions.begin("ada", Role::Play, began);
    assert_eq!(sessions.end(&token), Some("ada".into()));
    assert_eq!(sessions.use_of(&token, began), None);
    assert_eq!(sessions.end(&token), None);
    for wrong in ["", "0", &"0".repeat(64), &"g".repeat(64), &"0".repeat(65)] {
        let known = Token::read(wrong).and_then(|token| sessions.use_of(&token, began));
        assert_eq!(known, None, "{wrong}");
    }
}

#[test]
fn there_are_never_too_many_sessions() {
    let began = Instant::now();
    let at = |number: u64| began + Duration::from_secs(number);
    let mut sessions = Sessions::default();
    let other = sessions.begin("bob", Role::Watch, at(0));
    let tokens: Vec<Token> = (1..100)
        .map(|number| sessions.begin("ada", Role::Play, at(number)))
        .collect();
    let alive = tokens
        .iter()
        .filter(|token| sessions.is_alive(token, at(100)));
    assert_eq!(alive.count(), 32);
    assert!(sessions.is_alive(&other, at(100)), "others keep theirs");
    for number in 0..1000 {
        let name = number.to_string();
        sessions.begin(&name, Role::Watch, at(100 + number));
    }
    assert!(!sessions.is_alive(&other, at(1100)), "the oldest went");
}

#[test]
fn guessing_is_slowed_more_and_more() {
    let began = Instant::now();
    let from: IpAddr = "10.0.0.7".parse().unwrap();
    let mut brake = Brake::default();
    for _ in 0..5 {
        assert_eq!(brake.attempt(from, began), Ok(()));
    }
    let mut now = began;
    let mut waited = Duration::ZERO;
    for _ in 0..12 {
        let wait = brake.attempt(from, now).unwrap_err();
        assert!(
            wait > waited || wait == Duration::from_secs(300),
            "{wait:?}"
        );
        (now, waited) = (now + wait, wait);
        assert_eq!(
            brake.attempt(from, now),
            Ok(()),
            "after waiting it may be tried"
        );
    }
    assert_eq!(waited, Duration::from_secs(300));
    let elsewhere = "10.0.0.8".parse().unwrap();
    assert_eq!(brake.attempt(elsewhere, now), Ok(()));
    brake.was_right(from, now);
    assert_eq!(brake.attempt(from, now), Ok(()), "forgiven");
}

#[test]
fn guessing_from_everywhere_is_slowed_but_not_for_those_who_were_here() {
    let now = Instant::now();
    let mut brake = Brake::default();
    let known: IpAddr = "10.9.9.9".parse().unwrap();
    assert_eq!(brake.attempt(known, now), Ok(()));
    brake.was_right(known, now);
    let mut taken = 0;
    for number in 0..5000_u32 {
        let from = IpAddr::V4((0x0b00_0000 + number).into());
        taken += u32::from(brake.attempt(from, now).is_ok());
        if number % 500 == 0 {
            assert_eq!(brake.attempt(known, now), Ok(()));
            brake.was_right(known, now);
        }
    }
    assert!((30..=45).contains(&taken), "{taken}");
    // One house has a whole network of IPv6 addresses.
    let mut brake = Brake::default();
    let house = (0..100_u128).map(|number| IpAddr::V6(((0xfd00_u128 << 112) + number).into()));
    let taken = house
        .filter(|from| brake.attempt(*from, now).is_ok())
        .count();
    assert_eq!(taken, 5);
}

#[test]
fn basic_credentials_are_read() {
    for (coded, expected) in [
        ("", Some("")),
        ("YQ==", Some("a")),
        ("YWI=", Some("ab")),
        ("YWJj", Some("abc")),
        ("YWJjZA==", Some("abcd")),
        ("Y", None),
        ("YQ", None),
        ("YQ=", None),
        ("====", None),
        ("Y===", None),
        ("YW%j", None),
    ] {
        let expected = expected.map(|text| text.as_bytes().to_vec());
        assert_eq!(decode(coded), expected, "{coded}");
    }
    let read = |text: &[u8]| {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, HeaderValue::from_bytes(text).unwrap());
        credentials(&headers)
    };
    assert_eq!(
        read(b"Basic YWRhOnM6eA=="),
        Some(("ada".into(), b"s:x".to_vec()))
    );
    assert_eq!(read(b"basic YWRhOnM6eA=="), read(b"Basic YWRhOnM6eA=="));
    for wrong in [
        &b"Basic"[..],
        b"Basic YWRh",
        b"Bearer YWRhOnM6eA==",
        b"Basic \xff",
        b"Basic /w==",
    ] {
        assert_eq!(read(wrong), None, "{wrong:?}");
    }
}

#[test]
fn only_who_sits_here_is_here() {
    let check = |address: &str, headers: &[(&'static str, &'static str)], expected: bool| {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, HeaderValue::from_static(value));
        }
        let peer = Peer {
            address: address.parse().unwrap(),
            is_secret: false,
        };
        assert_eq!(peer.is_here(&map), expected, "{address} {headers:?}");
    };
    check("127.0.0.1", &[("host", "localhost:7400")], true);
    check("::1", &[("host", "[::1]:7400")], true);
    check("::ffff:127.0.0.1", &[("host", "127.0.0.1")], true);
    check("10.0.0.7", &[("host", "localhost:7400")], false);
    check("127.0.0.1", &[("host", "evil.example:7400")], false);
    check(
        "127.0.0.1",
        &[("host", "localhost.evil.example:7400")],
        false,
    );
    check("127.0.0.1", &[], false);
    let passed_on = ("x-forwarded-for", "10.0.0.7");
    check("127.0.0.1", &[("host", "localhost:7400"), passed_on], false);
}
