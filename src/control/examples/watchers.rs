//! Many pages that look at one show, to measure what they cost: each asks for a status and a picture as a page does, again
//! as soon as it has them.
//!
//! `cargo run -p welkin_control --example watchers -- PORT [HOW_MANY] [SECONDS] [PROCESS]`; where the number of the serving
//! process is given (Linux), its share of a processor is said too.

#![allow(clippy::print_stdout, reason = "an example speaks on the terminal")]

use std::fs;
use std::net::TcpStream;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use tungstenite::{Message, WebSocket};

/// What all of them got.
#[derive(Default)]
struct Got {
    statuses: AtomicU64,
    pictures: AtomicU64,
    bytes: AtomicU64,
}

fn main() -> ExitCode {
    let numbers: Vec<u64> = std::env::args()
        .skip(1)
        .filter_map(|it| it.parse().ok())
        .collect();
    let &[port, ref others @ ..] = numbers.as_slice() else {
        println!("which port? watchers PORT [HOW_MANY] [SECONDS] [PROCESS]");
        return ExitCode::FAILURE;
    };
    let watchers = others.first().map_or(200, |it| *it);
    let length = Duration::from_secs(others.get(1).map_or(10, |it| *it));
    let process = others.get(2);

    let (got, ends) = (Got::default(), AtomicBool::new(false));
    let address = format!("127.0.0.1:{port}");
    thread::scope(|scope| {
        for _ in 0..watchers {
            scope.spawn(|| watch(&address, &got, &ends));
        }
        // Until all have come in.
        thread::sleep(Duration::from_secs(2));
        let began = Instant::now();
        let before =
            [&got.statuses, &got.pictures, &got.bytes].map(|it| it.load(Ordering::Relaxed));
        let worked = process.map(|it| worked_secs(*it));
        thread::sleep(length);
        let secs = began.elapsed().as_secs_f64();
        let after = [&got.statuses, &got.pictures, &got.bytes].map(|it| it.load(Ordering::Relaxed));
        ends.store(true, Ordering::Relaxed);

        let per_sec = |index: usize| (after[index] - before[index]) as f64 / secs;
        let each = |index: usize| per_sec(index) / watchers.max(1) as f64;
        println!("watchers   {watchers}");
        println!(
            "statuses   {:8.1} a second, {:.1} each",
            per_sec(0),
            each(0)
        );
        println!(
            "pictures   {:8.1} a second, {:.1} each",
            per_sec(1),
            each(1)
        );
        println!("bytes      {:8.2} MB a second", per_sec(2) / 1e6);
        if let (Some(process), Some(Some(before))) = (process, worked)
            && let Some(after) = worked_secs(*process)
        {
            println!(
                "processor  {:8.1} % of one core",
                (after - before) / secs * 100.0
            );
        }
    });
    ExitCode::SUCCESS
}

fn watch(address: &str, got: &Got, ends: &AtomicBool) {
    let Some(mut line) = open(address) else {
        return;
    };
    let mut asks = vec!["status", "picture"];
    while !ends.load(Ordering::Relaxed) {
        for what in asks.drain(..) {
            if line.send(Message::text(what)).is_err() {
                return;
            }
        }
        let Ok(message) = line.read() else {
            return;
        };
        got.bytes.fetch_add(message.len() as u64, Ordering::Relaxed);
        match message {
            Message::Text(_) => {
                got.statuses.fetch_add(1, Ordering::Relaxed);
                asks.push("status");
            }
            Message::Binary(_) => {
                got.pictures.fetch_add(1, Ordering::Relaxed);
                asks.push("picture");
            }
            _ => {}
        }
    }
}

fn open(address: &str) -> Option<WebSocket<TcpStream>> {
    let stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
    let opened = tungstenite::client(format!("ws://{address}/live"), stream);
    opened.ok().map(|(line, _)| line)
}

/// Seconds a process has worked since it began, as Linux counts them: in hundredths.
fn worked_secs(process: u64) -> Option<f64> {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // Behind the name, which may hold anything, come the state and then numbers; the 12th and 13th are time worked.
    let (_, numbers) = text.rsplit_once(") ")?;
    let mut times = numbers.split(' ').skip(11).take(2).map(str::parse::<f64>);
    Some((times.next()?.ok()? + times.next()?.ok()?) / 100.0)
}
