//! People who log in, over real sockets.

use std::path::{Path, PathBuf};
use std::process::{self, Command as Program};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs};

use welkin_values::Command;

use super::visitor::{Answer, Line, Message, ask, host};
use super::{Page, StartError, running};
use crate::access::three_users;
use crate::page::Entrance;
use crate::upload::{Library, zip_of};

/// A folder of one test, gone when it is over.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = env::temp_dir().join(format!("welkin-people-{}-{number}", process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn with(&self, name: &str, text: &str) -> PathBuf {
        fs::write(self.0.join(name), text).unwrap();
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

/// A page that asks everybody for a password.
fn guarded(folder: &Folder) -> Entrance {
    let users = folder.with("users.toml", &three_users());
    let library = folder.0.join("library");
    fs::create_dir_all(&library).unwrap();
    let check = |arrived: &Path| match arrived.join("show.toml").exists() {
        true => Ok(()),
        false => Err("show.toml: it is missing".to_owned()),
    };
    Entrance {
        users: Some(users),
        library: Some(Library::new(library, 1 << 20, check)),
        ..Entrance::here(0)
    }
}

fn send(page: &Page, line: &str, headers: &str, body: &[u8]) -> Answer {
    let (host, length) = (host(page), body.len());
    let head = format!(
        "{line} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n"
    );
    ask(page, &[head.as_bytes(), body].concat())
}

fn log_in(page: &Page, name: &str, password: &str) -> Answer {
    let body = format!("{{\"name\": \"{name}\", \"password\": \"{password}\"}}");
    send(page, "POST /log-in", "x-welkin: 1\r\n", body.as_bytes())
}

/// The header that carries the session of whoever has this role.
fn cookie(page: &Page, role: &str) -> String {
    let answer = log_in(page, role, role);
    assert_eq!(answer.code, 204, "{role}");
    let set = answer
        .head
        .lines()
        .find_map(|line| line.strip_prefix("set-cookie: "))
        .unwrap();
    format!("cookie: other=1; {}\r\n", set.split(';').next().unwrap())
}

#[test]
fn strangers_are_asked_to_log_in() {
    let folder = Folder::new();
    let page = Page::open(guarded(&folder)).unwrap();
    let answer = send(&page, "GET /", "", b"");
    assert_eq!(answer.code, 303);
    assert!(
        answer.head.contains("location: /log-in\r\n"),
        "{}",
        answer.head
    );
    for path in ["/log-in", "/log-in.css", "/log-in.js"] {
        assert_eq!(
            send(&page, &format!("GET {path}"), "", b"").code,
            200,
            "{path}"
        );
    }
    for line in [
        "GET /status",
        "GET /who",
        "GET /page.js",
        "GET /picture.jpg",
        "POST /command",
        "POST /upload?name=a",
        "DELETE /",
        "GET /nothing",
    ] {
        let answer = send(&page, line, "", b"");
        assert_eq!(answer.code, 401, "{line}");
        assert!(answer.text().contains("/log-in"), "{line}");
    }
    assert_eq!(Line::open(&page, "").err(), Some(401));
    assert_eq!(
        send(&page, "GET /health", "", b"").code,
        503,
        "whatever watches over it may ask"
    );
    assert!(page.asked().is_empty());
}

#[test]
fn who_logs_in_does_what_the_role_allows() {
    let folder = Folder::new();
    let page = Page::open(guarded(&folder)).unwrap();
    page.publish(running(false));
    let flags = log_in(&page, "play", "play").head;
    for flag in [
        "welkin=",
        "httponly",
        "samesite=strict",
        "path=/",
        "max-age=604800",
    ] {
        assert!(flags.contains(flag), "{flag}: {flags}");
    }
    let scene = br#"{"kind": "scene", "scene": "night"}"#;
    let quit = br#"{"kind": "quit"}"#;
    for (role, command, expected) in [
        ("watch", &scene[..], 403),
        ("watch", quit, 403),
        ("play", scene, 202),
        ("play", quit, 403),
        ("edit", scene, 202),
        ("edit", quit, 202),
    ] {
        let cookie = cookie(&page, role);
        assert_eq!(send(&page, "GET /status", &cookie, b"").code, 200, "{role}");
        let who = send(&page, "GET /who", &cookie, b"").text();
        assert!(who.contains(&format!("\"role\":\"{role}\"")), "{who}");
        let answer = send(
            &page,
            "POST /command",
            &format!("{cookie}x-welkin: 1\r\n"),
            command,
        );
        assert_eq!(answer.code, expected, "{role}: {}", answer.text());
        if expected == 403 {
            assert!(answer.text().contains(&format!("you have the role {role}")));
        }
    }
    let scene = Command::Scene {
        scene: "night".into(),
    };
    let expected = [
        ("play", scene.clone()),
        ("edit", scene),
        ("edit", Command::Quit),
    ];
    assert_eq!(
        page.asked(),
        expected.map(|(who, command)| (who.to_owned(), command))
    );
}

#[test]
fn other_sites_do_nothing_with_a_cookie() {
    let folder = Folder::new();
    let page = Page::open(guarded(&folder)).unwrap();
    page.publish(running(false));
    let cookie = cookie(&page, "edit");
    let quit = br#"{"kind": "quit"}"#;
    for (headers, expected) in [
        ("", 403),
        ("content-type: text/plain\r\n", 403),
        ("content-type: application/x-www-form-urlencoded\r\n", 403),
        ("content-type: multipart/form-data\r\n", 403),
        ("x-welkin: 1\r\norigin: https://evil.example\r\n", 403),
        ("x-welkin: 1\r\nsec-fetch-site: same-site\r\n", 403),
        ("content-type: application/json\r\n", 202),
        ("x-welkin: 1\r\n", 202),
    ] {
        let answer = send(&page, "POST /command", &format!("{cookie}{headers}"), quit);
        assert_eq!(answer.code, expected, "{headers}");
        assert!(!answer.head.contains("access-control"), "{headers}");
    }
    let body = br#"{"name": "edit", "password": "edit"}"#;
    assert_eq!(
        send(&page, "POST /log-in", "", body).code,
        400,
        "no form logs anybody in"
    );
    assert_eq!(
        send(&page, "POST /log-out", &cookie, b"").code,
        403,
        "nor out"
    );
}

#[test]
fn wrong_passwords_are_slowed() {
    let folder = Folder::new();
    let page = Page::open(guarded(&folder)).unwrap();
    for name in ["edit", "nobody", "edit", "", "edit"] {
        assert_eq!(log_in(&page, name, "wrong").code, 401);
    }
    let answer = log_in(&page, "edit", "edit");
    assert_eq!(answer.code, 429, "even the right one waits now");
    assert!(
        answer.head.contains("retry-after: 1\r\n"),
        "{}",
        answer.head
    );
    let basic = "authorization: Basic ZWRpdDplZGl0\r\n";
    assert_eq!(send(&page, "GET /status", basic, b"").code, 429);
}

#[test]
fn scripts_bring_their_password_along() {
    let folder = Folder::new();
    let page = Page::open(guarded(&folder)).unwrap();
    page.publish(running(false));
    let basic = "authorization: Basic ZWRpdDplZGl0\r\n";
    for _ in 0..20 {
        assert_eq!(
            send(&page, "POST /command", basic, br#"{"kind": "quit"}"#).code,
            202
        );
    }
    assert_eq!(page.asked()[0].0, "edit");
    for _ in 0..5 {
        let wrong = "authorization: Basic ZWRpdDplZGl1\r\n";
        assert_eq!(send(&page, "GET /", wrong, b"").code, 401);
    }
    assert_eq!(send(&page, "GET /", basic, b"").code, 429);
}

#[test]
fn a_session_that_is_logged_out_ends_everywhere() {
    let folder = Folder::new();
    let page = Page::open(guarded(&folder)).unwrap();
    page.publish(running(false));
    let cookie = cookie(&page, "watch");
    let origin = format!("http://{}\r\n{}", host(&page), cookie.trim_end());
    let mut line = Line::open(&page, &origin).unwrap();
    line.say("status");
    assert!(matches!(line.hear(), Message::Text(_)));
    let answer = send(
        &page,
        "POST /log-out",
        &format!("{cookie}x-welkin: 1\r\n"),
        b"",
    );
    assert_eq!(answer.code, 204);
    assert!(answer.head.contains("max-age=0"), "{}", answer.head);
    while !matches!(line.hear(), Message::End) {}
    assert_eq!(send(&page, "GET /status", &cookie, b"").code, 401);
}

#[test]
fn uploads_come_into_the_library_once_they_are_checked() {
    let folder = Folder::new();
    let page = Page::open(guarded(&folder)).unwrap();
    let library = folder.0.join("library");
    let headers = |role: &str| format!("{}x-welkin: 1\r\n", cookie(&page, role));
    let edit = headers("edit");
    let good = zip_of(&[("dusk/show.toml", b"name = 'Dusk'")]);
    let upload = |headers: &str, name: &str, zip: &[u8]| {
        let answer = send(&page, &format!("POST /upload?name={name}"), headers, zip);
        (answer.code, answer.text())
    };
    assert_eq!(upload(&headers("play"), "dusk", &good).0, 403);
    for name in ["", "..", ".dusk", "a/b", "%2e%2e", "a%00", "a%2fb"] {
        assert_eq!(upload(&edit, name, &good).0, 400, "{name}");
    }
    assert_eq!(
        upload(&edit, "dusk", &good),
        (201, "dusk is in the library\n".into())
    );
    assert_eq!(
        fs::read(library.join("dusk/show.toml")).unwrap(),
        b"name = 'Dusk'"
    );
    let missing = zip_of(&[("other.toml", b"")]);
    assert_eq!(
        upload(&edit, "dusk", &missing),
        (422, "show.toml: it is missing\n".into())
    );
    assert_eq!(upload(&edit, "dusk", &good[..good.len() / 2]).0, 422);
    let large = format!(
        "POST /upload?name=dusk HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncontent-length: 1048577\r\n{edit}\r\n",
        host(&page)
    );
    assert_eq!(ask(&page, large.as_bytes()).code, 413);
    let newer = zip_of(&[("show.toml", b"name = 'Night'")]);
    assert_eq!(upload(&edit, "dusk", &newer).0, 201);
    assert_eq!(
        fs::read(library.join("dusk/show.toml")).unwrap(),
        b"name = 'Night'"
    );
    assert_eq!(
        fs::read(library.join(".dusk.before/show.toml")).unwrap(),
        b"name = 'Dusk'"
    );
    let mut left: Vec<_> = fs::read_dir(&library)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    left.sort();
    assert_eq!(left, [".dusk.before", "dusk"]);
}

#[test]
fn a_network_needs_users_and_a_certificate() {
    let folder = Folder::new();
    let open = Entrance {
        bind: "0.0.0.0".parse().unwrap(),
        ..guarded(&folder)
    };
    assert!(matches!(
        Page::open(open.clone()),
        Err(StartError::NoCertificate)
    ));
    let plain = Entrance {
        plain: true,
        users: None,
        ..open.clone()
    };
    assert!(matches!(Page::open(plain), Err(StartError::NoUsers)));
    let broken = folder.with("broken.pem", "-----BEGIN NONSENSE-----");
    let broken = Entrance {
        certificate: Some(broken.clone()),
        key: Some(broken),
        ..guarded(&folder)
    };
    let words = Page::open(broken).unwrap_err().to_string();
    assert!(
        words.contains("broken.pem: there is no certificate in it"),
        "{words}"
    );
    let users = folder.with("wrong.toml", "[[user]]");
    let wrong = Entrance {
        users: Some(users),
        ..Entrance::here(0)
    };
    let words = Page::open(wrong).unwrap_err().to_string();
    assert!(words.contains("wrong.toml:1:1: "), "{words}");
}

#[test]
fn a_certificate_makes_the_line_secret() {
    let folder = Folder::new();
    let (certificate, key) = (folder.0.join("certificate.pem"), folder.0.join("key.pem"));
    let made = Program::new("openssl")
        .args([
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "2",
        ])
        .args([
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost,IP:127.0.0.1",
        ])
        .arg("-keyout")
        .arg(&key)
        .arg("-out")
        .arg(&certificate)
        .output();
    let has_curl = Program::new("curl").arg("--version").output().is_ok();
    if !made.is_ok_and(|made| made.status.success()) || !has_curl {
        eprintln!("skipped: openssl or curl is missing (deploy/setup.sh installs them)");
        return;
    }
    let entrance = Entrance {
        certificate: Some(certificate.clone()),
        key: Some(key.clone()),
        ..guarded(&folder)
    };
    let page = Page::open(entrance).unwrap();
    page.publish(running(false));
    let curl = |more: &[&str], path: &str| {
        let url = format!("https://localhost:{}{path}", page.port);
        let mut curl = Program::new("curl");
        curl.args(["-s", "-i", "--max-time", "10", "--noproxy", "*", "--cacert"])
            .arg(&certificate)
            .args(more)
            .arg(url);
        String::from_utf8(curl.output().unwrap().stdout)
            .unwrap()
            .to_lowercase()
    };
    assert!(curl(&[], "/status").starts_with("http/1.1 401"));
    assert!(curl(&["-u", "watch:watch"], "/status").starts_with("http/1.1 200"));
    let login = curl(
        &[
            "-H",
            "x-welkin: 1",
            "-d",
            r#"{"name": "edit", "password": "edit"}"#,
        ],
        "/log-in",
    );
    assert!(
        login.contains("set-cookie: __host-welkin=") && login.contains("; secure"),
        "{login}"
    );
    assert_eq!(
        send(&page, "GET /health", "", b"").code,
        200,
        "this machine may speak plainly"
    );
    let twisted = Entrance {
        certificate: Some(key),
        key: Some(certificate),
        ..guarded(&folder)
    };
    assert!(matches!(Page::open(twisted), Err(StartError::Tls(_))));
}

#[test]
fn nonsense_is_answered_or_left_and_nothing_is_written() {
    let folder = Folder::new();
    let page = Page::open(guarded(&folder)).unwrap();
    let library = folder.0.join("library");
    let host = host(&page);
    let good = format!(
        "POST /upload?name=a HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\nauthorization: Basic ZWRpdDplZGl0\r\ncontent-length: 9\r\n\r\nno zip at"
    );
    let mut chance = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = || {
        chance ^= chance << 13;
        chance ^= chance >> 7;
        chance ^= chance << 17;
        chance as usize
    };
    for _ in 0..300 {
        let mut bytes = good.clone().into_bytes();
        for _ in 0..1 + next() % 6 {
            let at = next() % bytes.len();
            match next() % 3 {
                0 => bytes[at] = next() as u8,
                1 => bytes.truncate(at + 1),
                _ => bytes.insert(at, next() as u8),
            }
        }
        let mut stream = std::net::TcpStream::connect(&host).unwrap();
        drop(std::io::Write::write_all(&mut stream, &bytes));
        drop(stream.shutdown(std::net::Shutdown::Write));
        // Whatever it answers, it lives.
        drop(std::io::Read::read(&mut stream, &mut [0; 64]));
    }
    assert_eq!(send(&page, "GET /log-in", "", b"").code, 200);
    let left = fs::read_dir(&library).unwrap().filter(|entry| {
        let name = entry.as_ref().unwrap().file_name();
        name != ".welkin-upload.zip"
    });
    assert_eq!(left.count(), 0);
}
