//! Stands in for the program where its keeper is tested: serves `/health`, writes its place, and behaves as the file
//! `behaviour` in its installation says.
//!
//!     stand_in run FOLDER|--calm --port N --place FILE
//!
//! `behaviour` holds `exit CODE MS`, `still MS` (the show stands still after so long), `slow MS` (answers after so long) or
//! `stubborn` (does not end when asked); without it, it plays. `GET /quit` is what people do, `GET /show/NAME` chooses
//! another installation. Each beginning adds a line to `begun.log` beside the place.

use std::error::Error;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use signal_hook::consts::SIGTERM;
use welkin_keeper::Place;

/// How often it writes its place; the program does so every second.
const WRITES_EVERY: Duration = Duration::from_millis(50);

fn main() -> Result<(), Box<dyn Error>> {
    let mut installation = None;
    let mut port = 0;
    let mut file = PathBuf::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            // What an update asks a new version for.
            "--version" | "check" => return Ok(()),
            "run" | "--calm" => {}
            "--port" => port = arguments.next().ok_or("no port")?.parse()?,
            "--place" => file = arguments.next().ok_or("no place")?.into(),
            folder => installation = Some(PathBuf::from(folder)),
        }
    }
    let name = |folder: &Path| {
        folder
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    };
    let shown = installation.as_deref().map_or("calm".into(), name);
    let text = installation.map(|folder| std::fs::read_to_string(folder.join("behaviour")));
    let text = text.and_then(Result::ok).unwrap_or_default();
    let behaviour = Behaviour::read(&text);

    let before = Place::read(&file).ok().flatten();
    let secs = before.map_or(0.0, |place| place.moment_secs);
    note(&file, &format!("{shown} {secs:.2}\n"));
    let terminate = Arc::new(AtomicBool::new(false));
    signal_hook::flag::register(SIGTERM, Arc::clone(&terminate))?;

    let shown = Arc::new(Mutex::new(shown));
    let quit = Arc::new(AtomicBool::new(false));
    let began = Instant::now();
    std::thread::sleep(behaviour.slow);
    let listener = TcpListener::bind(("127.0.0.1", port))?;
    let desk = (Arc::clone(&shown), Arc::clone(&quit));
    let serve = move || {
        for line in listener.incoming().flatten() {
            // A visitor that breaks off is no news.
            drop(answer(
                line,
                began.elapsed() < behaviour.still,
                &desk.0,
                &desk.1,
            ));
        }
    };
    std::thread::Builder::new()
        .name("page".into())
        .spawn(serve)?;
    loop {
        let people_end_it = quit.load(Ordering::Relaxed)
            || (terminate.load(Ordering::Relaxed) && !behaviour.stubborn);
        let place = Place {
            installation: shown.lock().map_err(|_| "poisoned")?.clone(),
            moment_secs: secs + began.elapsed().as_secs_f64(),
            playing: true,
            pid: std::process::id(),
            wall_secs: std::time::UNIX_EPOCH.elapsed()?.as_secs(),
            ended: people_end_it,
            ..Place::default()
        };
        // A full disk is no reason to stop.
        drop(place.write(&file));
        if people_end_it {
            return Ok(());
        }
        if let Some((code, after)) = behaviour.exit
            && began.elapsed() >= after
        {
            std::process::exit(code);
        }
        std::thread::sleep(WRITES_EVERY);
    }
}

/// What it does.
#[derive(Clone, Copy)]
struct Behaviour {
    exit: Option<(i32, Duration)>,
    still: Duration,
    slow: Duration,
    stubborn: bool,
}

impl Behaviour {
    fn read(text: &str) -> Self {
        let words: Vec<&str> = text.split_whitespace().collect();
        let after = |word: &str| Duration::from_millis(word.parse().unwrap_or(0));
        let mut plays = Self {
            exit: None,
            still: Duration::MAX,
            slow: Duration::ZERO,
            stubborn: false,
        };
        match words[..] {
            ["exit", code, ms] => plays.exit = Some((code.parse().unwrap_or(1), after(ms))),
            ["still", ms] => plays.still = after(ms),
            ["slow", ms] => plays.slow = after(ms),
            ["stubborn"] => plays.stubborn = true,
            _ => {}
        }
        plays
    }
}

fn answer(
    mut line: TcpStream,
    goes_on: bool,
    shown: &Mutex<String>,
    quit: &AtomicBool,
) -> std::io::Result<()> {
    line.set_read_timeout(Some(Duration::from_millis(500)))?;
    let mut head = [0; 1024];
    let count = line.read(&mut head)?;
    let head = String::from_utf8_lossy(&head[..count]);
    let path = head.split(' ').nth(1).unwrap_or("/");
    if path == "/quit" {
        quit.store(true, Ordering::Relaxed);
    }
    if let (Some(name), Ok(mut shown)) = (path.strip_prefix("/show/"), shown.lock()) {
        *shown = name.into();
    }
    let code = if goes_on {
        "200 OK"
    } else {
        "503 Service Unavailable"
    };
    let pid = std::process::id();
    let body = format!(
        "{{\"pid\":{pid},\"parts\":[{{\"part\":\"sound\",\"state\":\"reduced\",\"words\":\"no card\"}}]}}"
    );
    let length = body.len();
    write!(
        line,
        "HTTP/1.1 {code}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
}

/// Adds a line; a full disk is no reason to stop.
fn note(place: &Path, line: &str) {
    let log = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(place.with_file_name("begun.log"));
    drop(log.and_then(|mut log| log.write_all(line.as_bytes())));
}
