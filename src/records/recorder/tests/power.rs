//! The power goes at any moment: this program runs itself as a child that writes at full speed, and kills it.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command as Program, Stdio};
use std::thread;
use std::time::Duration;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rusqlite::Connection;

use super::{Folder, counted, is_whole};
use crate::recorder::Recorder;
use crate::settings::Settings;
use crate::time::Time;

const CHILD: &str = "WELKIN_RECORDS_CHILD";
const CHILDREN_AT_ONCE: u64 = 5;
const KILLS_EACH: i64 = 10;

/// What was acknowledged longer ago than this must be there.
const LOST_MICROS: i64 = 1_000_000;

/// Not a test of its own: what the child does.
#[test]
fn child() {
    let Ok(folder) = std::env::var(CHILD) else {
        return;
    };
    let recorder = Recorder::open(folder, Settings::default());
    let mut out = std::io::stdout().lock();
    let me = std::process::id().to_string();
    let mut number = 0;
    loop {
        if recorder.note(counted(&me, number)) {
            let written = recorder.counts().written;
            writeln!(out, "took {number} {} {written}", Time::now().0).unwrap();
            number += 1;
        } else {
            thread::sleep(Duration::from_millis(1));
        }
    }
}

#[test]
fn whatever_moment_the_power_goes_at_most_a_second_is_lost() {
    let lanes: Vec<_> = (0..CHILDREN_AT_ONCE)
        .map(|lane| thread::spawn(move || kill_again_and_again(lane)))
        .collect();
    let kept: Vec<i64> = lanes.into_iter().map(|lane| lane.join().unwrap()).collect();
    eprintln!(
        "{} kills; {kept:?} rows had to be there and were",
        KILLS_EACH * kept.len() as i64
    );
    // The test would say nothing if no child ever lived long enough.
    assert!(kept.iter().all(|kept| *kept > 1000), "{kept:?}");
}

/// Kills children that write into the same folder; how many rows had to be there, and were.
fn kill_again_and_again(lane: u64) -> i64 {
    let folder = Folder::new("power");
    let mut chance = ChaCha8Rng::seed_from_u64(lane);
    let mut kept = 0;
    for kill in 1..=KILLS_EACH {
        let life = Duration::from_millis(chance.random_range(200..2000));
        let (child, taken) = live(folder.path(), life);
        let path = folder.path().join("records.sqlite");
        if !path.exists() {
            assert!(taken.is_empty());
            continue;
        }
        if kill == KILLS_EACH {
            is_whole(&path);
        }
        let Some(last) = taken.last().copied() else {
            continue;
        };
        let slowest_micros = slowest_micros(&taken);
        if slowest_micros > LOST_MICROS {
            eprintln!("a note took {slowest_micros} µs to the disk: this machine is busy");
        }
        let lost_micros = LOST_MICROS.max(slowest_micros);
        let is_old = |took: &&Took| took.at < last.at - lost_micros;
        let must = last.written.max(taken.iter().filter(is_old).count() as i64);
        let there = written_by(child, &path);
        assert!(
            there >= must,
            "lane {lane}, kill {kill}: {there} of {must} there"
        );
        kept += must;
    }
    kept
}

/// What a child says of a note that was taken.
#[derive(Clone, Copy)]
struct Took {
    number: i64,
    at: i64,
    /// How many notes it knew to be on the disk then.
    written: i64,
}

/// How long it took at most until a child knew that a note is on the disk: where other programs keep the machine busy,
/// a thread or a disk can be late by more than any promise.
fn slowest_micros(taken: &[Took]) -> i64 {
    let waited = |took: &Took| {
        let oldest = usize::try_from(took.written).unwrap();
        taken.get(oldest).map_or(0, |oldest| took.at - oldest.at)
    };
    taken.iter().map(waited).max().unwrap_or(0)
}

/// Lets a child live so long; its number, and what it says was taken.
fn live(folder: &Path, life: Duration) -> (u32, Vec<Took>) {
    let mut child = Program::new(std::env::current_exe().unwrap())
        .args(["--exact", "recorder::tests::power::child", "--nocapture"])
        .env(CHILD, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    let listening = thread::spawn(move || {
        let mut taken = Vec::new();
        // The last line may be half of one.
        for line in out.lines().map_while(Result::ok) {
            let mut words = line.split(' ').skip_while(|word| *word != "took").skip(1);
            let mut number = || words.next()?.parse::<i64>().ok();
            if let (Some(number), Some(at), Some(written)) = (number(), number(), number()) {
                taken.push(Took {
                    number,
                    at,
                    written,
                });
            }
        }
        taken.pop();
        taken
    });
    thread::sleep(life);
    child.kill().unwrap();
    child.wait().unwrap();
    let taken: Vec<Took> = listening.join().unwrap();
    assert!(
        taken
            .iter()
            .enumerate()
            .all(|(place, took)| took.number == place as i64)
    );
    (child.id(), taken)
}

/// How many rows a child wrote, all of them in order without a gap, as the next program finds it.
fn written_by(child: u32, path: &Path) -> i64 {
    let folder = path.parent().unwrap();
    let recorder = Recorder::open(folder, Settings::default());
    assert!(recorder.flush(super::SOON));
    let names = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let aside = names.filter(|entry| entry.file_name().to_string_lossy().contains("damaged"));
    assert_eq!(aside.count(), 0);
    let database = Connection::open(recorder.path()).unwrap();
    let sql = "SELECT detail FROM changes WHERE who = ?1 ORDER BY id";
    let mut statement = database.prepare(sql).unwrap();
    let rows = statement
        .query_map([child.to_string()], |row| row.get::<_, String>(0))
        .unwrap();
    let mut count = 0;
    for row in rows {
        assert_eq!(row.unwrap(), count.to_string());
        count += 1;
    }
    count
}
