//! The line to a page of the browser: questions with numbers out, answers in, and complaints kept.

use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};
use tungstenite::{Message, WebSocket};

/// Nothing here takes longer unless it is broken.
pub(crate) const PATIENCE: Duration = Duration::from_secs(15);

/// One line.
pub(crate) struct Wire {
    socket: WebSocket<TcpStream>,
    asked: u64,
    pub(super) complaints: Vec<String>,
}

impl Wire {
    /// Opens `ws://127.0.0.1:PORT/…`.
    pub(crate) fn open(address: &str) -> Self {
        let host = address
            .strip_prefix("ws://")
            .and_then(|rest| rest.split('/').next());
        let stream = TcpStream::connect(host.unwrap()).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let (socket, _) = tungstenite::client(address, stream).unwrap();
        Self {
            socket,
            asked: 0,
            complaints: Vec::new(),
        }
    }

    /// The answer, or the browser's words why there is none.
    pub(crate) fn ask(&mut self, method: &str, with: &Value) -> Result<Value, String> {
        self.asked += 1;
        let question = json!({ "id": self.asked, "method": method, "params": with });
        let sent = self.socket.send(Message::text(question.to_string()));
        sent.map_err(|error| error.to_string())?;
        loop {
            let heard = self.socket.read().map_err(|error| error.to_string())?;
            let Message::Text(text) = heard else {
                continue;
            };
            let mut heard: Value = serde_json::from_str(&text).unwrap();
            if heard["id"] == self.asked {
                return match heard.get("error") {
                    Some(error) => Err(error["message"].to_string()),
                    None => Ok(heard["result"].take()),
                };
            }
            self.complaints.extend(complaint(&heard));
        }
    }
}

fn complaint(event: &Value) -> Option<String> {
    let said = &event["params"];
    match event["method"].as_str()? {
        "Runtime.exceptionThrown" => Some(said["exceptionDetails"].to_string()),
        "Runtime.consoleAPICalled" if said["type"] == "error" => Some(said["args"].to_string()),
        "Log.entryAdded" if said["entry"]["level"] == "error" => {
            let (text, url) = (&said["entry"]["text"], &said["entry"]["url"]);
            Some(format!(
                "{} {}",
                text.as_str()?,
                url.as_str().unwrap_or_default()
            ))
        }
        _ => None,
    }
}

/// The bytes of a text in base 64.
pub(super) fn from_base64(text: &str) -> Vec<u8> {
    let digit = |byte: u8| -> u32 {
        match byte {
            b'A'..=b'Z' => u32::from(byte - b'A'),
            b'a'..=b'z' => u32::from(byte - b'a') + 26,
            b'0'..=b'9' => u32::from(byte - b'0') + 52,
            b'+' => 62,
            _ => 63,
        }
    };
    let text = text.trim_end_matches('=').as_bytes();
    let four = |four: &[u8]| {
        let bits = four.iter().fold(0, |bits, byte| bits << 6 | digit(*byte));
        let bits = bits << (6 * (4 - four.len()));
        bits.to_be_bytes()[1..four.len()].to_vec()
    };
    text.chunks(4).flat_map(four).collect()
}
