//! Bytes of an HTTP request in, what is asked for out; and the answer's bytes. Only GET, and no body.

#[cfg(test)]
mod tests;

use serde_json::Value;

use super::tree::{ATTRIBUTES, find};

/// The longest head of a request, bytes.
pub(crate) const MOST_HEAD_BYTES: usize = 8 * 1024;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Request {
    path: String,
    /// One attribute alone, or `HOST_INFO`; none is all of a place and what is below.
    attribute: Option<String>,
    /// The name that the asker knows us by.
    host: Option<String>,
}

/// How far a request is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// There must be more to come.
    Unfinished,
    /// It asks for something.
    Asks(Request),
    /// It is none, or not one of ours: status and words.
    Bad(u16, &'static str),
}

/// Reads what has come so far.
pub(crate) fn read(bytes: &[u8]) -> Reading {
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
        return match bytes.len() {
            0..MOST_HEAD_BYTES => Reading::Unfinished,
            _ => Reading::Bad(431, "the request is too long"),
        };
    };
    let Ok(head) = std::str::from_utf8(&bytes[..end]) else {
        return Reading::Bad(400, "this is no HTTP");
    };
    let mut lines = head.split("\r\n");
    let mut first = lines.next().unwrap_or_default().split(' ');
    let (Some(method), Some(target), Some(version), None) =
        (first.next(), first.next(), first.next(), first.next())
    else {
        return Reading::Bad(400, "this is no HTTP");
    };
    if !version.starts_with("HTTP/1.") || !target.starts_with('/') {
        return Reading::Bad(400, "this is no HTTP/1.1");
    }
    if method != "GET" {
        return Reading::Bad(405, "only GET is answered; send OSC to move things");
    }
    let host = lines.find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("host")
            .then(|| value.trim().to_ascii_lowercase())
    });
    let (path, query) = match target.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (target, None),
    };
    let Some(path) = decoded(path) else {
        return Reading::Bad(400, "the address is not written as HTTP wants it");
    };
    // HOST_INFO may be followed by a value, as some write `?HOST_INFO=1`.
    let attribute = query
        .and_then(|query| query.split(['&', '=']).next())
        .filter(|name| !name.is_empty())
        .map(str::to_owned);
    Reading::Asks(Request {
        path,
        attribute,
        host,
    })
}

impl Request {
    /// Whether it names this machine itself, which a page of somebody else's that was led here does not.
    pub(crate) fn is_for_this_machine(&self) -> bool {
        let Some(host) = &self.host else { return true };
        let name = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
            _ => host,
        };
        let address = name.trim_start_matches('[').trim_end_matches(']');
        name == "localhost" || address.parse::<std::net::IpAddr>().is_ok()
    }

    /// Whether it asks who answers.
    pub(crate) fn is_for_host_info(&self) -> bool {
        self.attribute.as_deref() == Some("HOST_INFO")
    }

    /// The answer from the tree.
    pub(crate) fn answer(&self, tree: &Value) -> Vec<u8> {
        let Some(place) = find(tree, &self.path) else {
            return plain_answer(404, "there is no such address");
        };
        let Some(attribute) = &self.attribute else {
            return json_answer(place);
        };
        if !ATTRIBUTES.contains(&attribute.as_str()) {
            return plain_answer(400, "there is no such attribute");
        }
        match place.get(attribute) {
            Some(value) => {
                let only = [(attribute.clone(), value.clone())];
                json_answer(&Value::Object(only.into_iter().collect()))
            }
            None => plain_answer(204, ""),
        }
    }
}

/// An answer with JSON.
pub(crate) fn json_answer(value: &Value) -> Vec<u8> {
    answer(200, "application/json", &value.to_string())
}

/// An answer in words.
pub(crate) fn plain_answer(status: u16, words: &str) -> Vec<u8> {
    let line_end = if words.is_empty() { "" } else { "\n" };
    answer(
        status,
        "text/plain; charset=utf-8",
        &format!("{words}{line_end}"),
    )
}

fn answer(status: u16, kind: &str, body: &str) -> Vec<u8> {
    let reason = match status {
        200 => "OK",
        204 => "No Content",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        431 => "Request Header Fields Too Large",
        _ => "Service Unavailable",
    };
    let allow = if status == 405 { "Allow: GET\r\n" } else { "" };
    // Without content there is no length of it.
    let content = match status {
        204 => String::new(),
        _ => format!("Content-Type: {kind}\r\nContent-Length: {}\r\n", body.len()),
    };
    format!(
        "HTTP/1.1 {status} {reason}\r\n{allow}{content}Cache-Control: no-store\r\n\
         X-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n{body}"
    )
    .into_bytes()
}

/// `%2F` and the like read; none where it is none, or no text.
fn decoded(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        if first != b'%' {
            bytes.push(first);
            continue;
        }
        let (digits, after) = after.split_at_checked(2)?;
        let digits = std::str::from_utf8(digits).ok()?;
        let is_hex = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        bytes.push(u8::from_str_radix(digits, 16).ok().filter(|_| is_hex)?);
        rest = after;
    }
    String::from_utf8(bytes).ok()
}
