//! What swapping costs: one installation after another while the show runs, and frames, sound and memory meanwhile.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::super::check::print;
use super::memory::resident_kib;

/// A swap that takes longer has failed.
const PATIENCE: Duration = Duration::from_secs(120);

/// Runs a library's first installation headless and swaps it for the next, again and again.
pub(super) fn run(library: &Path, count: usize) -> Result<()> {
    let installations = installations_in(library)?;
    let mut show = Command::new(std::env::current_exe()?)
        .arg("run")
        .arg(library.join(&installations[0]))
        .args(["--headless", "--port", "0"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let measured = measure(&mut show, &installations, count);
    // It may have ended by itself; then there is nothing to end.
    drop(show.kill());
    show.wait()?;
    measured
}

/// The first two installations of a library that can be shown.
fn installations_in(library: &Path) -> Result<[String; 2]> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(library).context("the library cannot be read")? {
        let path = entry?.path();
        if welkin_stage::read_installation(&path).is_ok() {
            let name = path.file_name().and_then(|name| name.to_str());
            names.extend(name.map(str::to_owned));
        }
    }
    names.sort();
    let [first, second, ..] = names.as_slice() else {
        bail!("swapping takes two installations beside each other");
    };
    Ok([first.clone(), second.clone()])
}

fn measure(show: &mut Child, installations: &[String; 2], count: usize) -> Result<()> {
    let mut line = String::new();
    let out = show.stdout.take().context("the show has no output")?;
    BufReader::new(out).read_line(&mut line)?;
    let page = line.trim().trim_start_matches("the page: http://");
    let page = Page(page.trim_end_matches('/').to_owned());
    page.wait_until("the show", |status| {
        status["moment_secs"].as_f64() > Some(5.0)
    })?;
    let before = Counts::of(&page.status()?, show.id())?;
    let (mut took, mut late) = (Vec::new(), Vec::new());
    let mut after_first = None;
    for swap in 0..count {
        let to = &installations[(swap + 1) % 2];
        let begun = Instant::now();
        let counted = page.status()?["frames"]["late"].as_u64().unwrap_or(0);
        page.ask(&format!(
            "{{\"kind\":\"switch\",\"installation\":\"{to}\"}}"
        ))?;
        page.wait_until("a swap", |status| {
            status["installation"] == to.as_str() && status["switching"].is_null()
        })?;
        took.push(begun.elapsed().as_secs_f32());
        let now = page.status()?["frames"]["late"].as_u64().unwrap_or(0);
        late.push(now - counted);
        if swap == 1 {
            after_first = Some(Counts::of(&page.status()?, show.id())?);
        }
    }
    let after = Counts::of(&page.status()?, show.id())?;
    took.sort_by(f32::total_cmp);
    let [least, middle, most] = [0, took.len() / 2, took.len() - 1].map(|at| took[at]);
    let none = late.iter().filter(|late| **late == 0).count();
    let one = late.iter().filter(|late| **late == 1).count();
    print(&format!(
        "\n{count} swaps between {} and {}",
        installations[0], installations[1]
    ));
    print(&format!(
        "asked until shown alone, cross-fade included: {least:.1} – {middle:.1} – {most:.1} s"
    ));
    print(&format!(
        "late frames a swap (more than half a frame): none in {none}, one in {one}, at most {}",
        late.iter().max().unwrap_or(&0)
    ));
    print(&format!(
        "sound underruns: {}",
        after.underruns - before.underruns
    ));
    print(&format!(
        "resident MB: {:.1} before, {:.1} after the second swap, {:.1} at the end",
        before.kib / 1024.0,
        after_first.map_or(f64::NAN, |counts| counts.kib / 1024.0),
        after.kib / 1024.0
    ));
    Ok(())
}

struct Counts {
    underruns: u64,
    kib: f64,
}

impl Counts {
    fn of(status: &Value, process: u32) -> Result<Self> {
        Ok(Self {
            underruns: status["sound_underruns"].as_u64().unwrap_or(0),
            kib: resident_kib(process)?,
        })
    }
}

/// The show's page, by its address.
struct Page(String);

impl Page {
    fn status(&self) -> Result<Value> {
        let answer = self.send(&format!(
            "GET /status HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
            self.0
        ))?;
        // Nothing before the show has begun.
        Ok(serde_json::from_str(&answer).unwrap_or(Value::Null))
    }

    fn ask(&self, json: &str) -> Result<String> {
        self.send(&format!(
            "POST /command HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
             Connection: close\r\n\r\n{json}",
            self.0,
            json.len()
        ))
    }

    fn wait_until(&self, what: &str, is_so: impl Fn(&Value) -> bool) -> Result<()> {
        let begun = Instant::now();
        loop {
            let status = self.status()?;
            if is_so(&status) {
                return Ok(());
            }
            if begun.elapsed() > PATIENCE {
                bail!("{what} did not come: {}", status["refused"]);
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// The body of the answer.
    fn send(&self, request: &str) -> Result<String> {
        let mut stream = TcpStream::connect(&self.0).context("the show ended")?;
        stream.write_all(request.as_bytes())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let body = answer.split_once("\r\n\r\n").map(|(_, body)| body);
        Ok(body.unwrap_or_default().to_owned())
    }
}
