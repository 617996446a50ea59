//! The database: opened with care, written in whole batches, kept small.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, Transaction, params};
use welkin_values::{Command, State};

use crate::aside::{is_something_else, put_aside};
use crate::event::Event;
use crate::prune;
use crate::queue::Entry;
use crate::schema::{self, APPLICATION_ID, STEPS};
use crate::settings::Settings;
use crate::shorten::shorten;
use crate::time::Time;

/// The database's file in its folder.
pub(crate) const FILE: &str = "records.sqlite";

const PAGE_BYTES: u64 = 4096;

/// A batch takes no more pages than this.
const BATCH_PAGES: u64 = 2048;

/// Parts and headsets that are followed at once; what comes beyond these is written and not followed.
const MOST_OPEN: usize = 256;

/// A control that rested so long begins another row when it is moved again.
const REST_SECS: f64 = 10.0;

/// Why the records cannot be written now.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StoreError {
    /// No room, on the disk or in the size that was allowed.
    #[error("the disk is full")]
    Full,
    /// The file is no longer what was written.
    #[error("the file is damaged")]
    Damaged,
    /// Another program has them.
    #[error(
        "another Welkin writes its records into the same folder; give this one a folder of its own"
    )]
    Taken,
    /// The folder or the file could not be opened, moved or made.
    #[error("{path}: {error}", path = path.display())]
    Files {
        path: PathBuf,
        #[source]
        error: io::Error,
    },
    /// Anything else that SQLite says.
    #[error("{0}")]
    Database(rusqlite::Error),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged,
            _ => Self::Database(error),
        }
    }
}

/// The database.
#[derive(Debug)]
pub(crate) struct Store {
    connection: Connection,
    path: PathBuf,
    identity: Option<u64>,
    most_pages: u64,
    open: Open,
    // Held for as long as the database is ours.
    _lock: File,
}

/// What is not yet over, with its row and how it began.
#[derive(Clone, Debug, Default)]
struct Open {
    run: i64,
    play: Option<(i64, Entry)>,
    faults: BTreeMap<String, (i64, Entry)>,
    visits: BTreeMap<String, (i64, Entry)>,
    minute: Option<(Time, i64)>,
    moving: BTreeMap<(String, String), (i64, Time)>,
}

/// A database that was opened.
pub(crate) struct Opened {
    pub(crate) store: Store,
    /// What was put aside, in words.
    pub(crate) words: Option<String>,
    /// When the program was last seen before.
    pub(crate) last_seen: Option<Time>,
}

impl Store {
    /// Opens the database of a folder, or begins one. One that cannot be gone on with is put aside.
    pub(crate) fn open(
        folder: &Path,
        settings: &Settings,
        now: Time,
    ) -> Result<Opened, StoreError> {
        let files = |path: &Path| {
            let path = path.to_path_buf();
            move |error| StoreError::Files { path, error }
        };
        fs::create_dir_all(folder).map_err(files(folder))?;
        let lock = lock(&folder.join("records.lock"))?;
        let path = folder.join(FILE);
        let mut words = None;
        let why = if is_something_else(&path).map_err(files(&path))? {
            Some("damaged")
        } else {
            Self::why_not(&path)?
        };
        if let Some(why) = why {
            let aside = put_aside(&path, why, now).map_err(files(&path))?;
            words = Some(format!(
                "{} was {}; it lies aside as {}, and new records were begun",
                path.display(),
                match why {
                    "newer" => "written by a newer Welkin",
                    "foreign" => "another program's",
                    _ => "damaged",
                },
                aside.file_name().unwrap_or_default().to_string_lossy()
            ));
        }
        let most_pages = u64::from(settings.most_mib) * 1024 * 1024 / PAGE_BYTES;
        let mut connection = connect(&path)?;
        connection.pragma_update(None, "page_size", whole(PAGE_BYTES))?;
        connection.pragma_update(None, "auto_vacuum", "INCREMENTAL")?;
        connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
        // At a power cut, what was committed is there.
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update_and_check(None, "journal_size_limit", 4 << 20, |_| Ok(()))?;
        connection.pragma_update_and_check(
            None,
            "max_page_count",
            whole(most_pages),
            |_| Ok(()),
        )?;
        connection.set_prepared_statement_cache_capacity(64);
        schema::migrate(&mut connection, STEPS)?;
        let last_seen = connection
            .query_row(
                "SELECT seen FROM runs ORDER BY id DESC LIMIT 1",
                [],
                |row| row.get(0),
            )
            .optional()?
            .map(Time);
        let run = begin_run(&mut connection, last_seen, now)?;
        let store = Self {
            connection,
            identity: identity(&path),
            path,
            most_pages,
            open: Open {
                run,
                ..Open::default()
            },
            _lock: lock,
        };
        Ok(Opened {
            store,
            words,
            last_seen,
        })
    }

    /// Why a file cannot be gone on with.
    fn why_not(path: &Path) -> Result<Option<&'static str>, StoreError> {
        let is_empty = fs::metadata(path).map_or(true, |file| file.len() == 0);
        if is_empty {
            return Ok(None);
        }
        let look = || -> Result<Option<&'static str>, StoreError> {
            let connection = connect(path)?;
            let whose: i64 =
                connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
            let check: String =
                connection.pragma_query_value(None, "quick_check", |row| row.get(0))?;
            if check != "ok" {
                return Err(StoreError::Damaged);
            }
            let tables: i64 =
                connection.query_row("SELECT COUNT(*) FROM sqlite_master", [], |row| row.get(0))?;
            let is_new = tables == 0 && whose == 0;
            if whose != APPLICATION_ID && !is_new {
                return Ok(Some("foreign"));
            }
            let is_newer = schema::version(&connection)? > STEPS.len();
            Ok(is_newer.then_some("newer"))
        };
        match look() {
            Err(StoreError::Damaged) => Ok(Some("damaged")),
            looked => looked,
        }
    }

    /// Writes a batch, and that the program is still there: whole or not at all, and on the disk when this returns.
    pub(crate) fn write(&mut self, entries: &[Entry], now: Time) -> Result<(), StoreError> {
        let before = self.open.clone();
        let written = self.write_all(entries, now);
        if written.is_err() {
            self.open = before;
        }
        written
    }

    fn write_all(&mut self, entries: &[Entry], now: Time) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        for entry in entries {
            self.open.write(&transaction, entry)?;
        }
        transaction
            .prepare_cached("UPDATE runs SET seen = ?1 WHERE id = ?2")?
            .execute([now.0, self.open.run])?;
        transaction.commit()?;
        Ok(())
    }

    /// Everything that is open is over, in good order.
    pub(crate) fn close(mut self, now: Time) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        end_all(&transaction, now, false)?;
        transaction.execute(
            "UPDATE runs SET seen = ?1, ended = ?1 WHERE id = ?2",
            [now.0, self.open.run],
        )?;
        transaction.commit()?;
        Ok(())
    }

    /// What is open, as if it began now: for a database that takes this one's place.
    pub(crate) fn carry(&self, now: Time) -> Vec<Entry> {
        let faults = self.open.faults.values();
        let open = self.open.play.iter().chain(faults);
        open.chain(self.open.visits.values())
            .map(|(_, entry)| Entry {
                at: now,
                event: entry.event.clone(),
            })
            .collect()
    }

    /// Whether the file at the database's path is still the one that is written to.
    pub(crate) fn is_there(&self) -> bool {
        self.path.is_file() && identity(&self.path) == self.identity
    }

    /// Some rows go that are older than their table keeps them, and room that is not used goes back to the system.
    pub(crate) fn tidy(
        &mut self,
        settings: &Settings,
        now: Time,
        ages_are_believed: bool,
    ) -> Result<(), StoreError> {
        if ages_are_believed {
            prune::by_age(&self.connection, settings, now)?;
        }
        let (pages, unused) = prune::pages(&self.connection)?;
        if unused > pages / 8 {
            prune::shrink(&self.connection)?;
        }
        Ok(())
    }

    /// The oldest rows go while the file is nearly as large as it may become.
    pub(crate) fn keep_small(&mut self) -> Result<(), StoreError> {
        let most_pages = self.most_pages / 10 * 9;
        let is_large = |connection: &Connection| {
            let pages = prune::pages(connection);
            pages.map(|(pages, unused)| pages - unused > most_pages)
        };
        if !is_large(&self.connection)? {
            return Ok(());
        }
        // All steps at once: each time the disk makes sure of something takes some milliseconds.
        let transaction = self.connection.transaction()?;
        for _ in 0..20 {
            if !is_large(&transaction)? || prune::oldest(&transaction)? == 0 {
                break;
            }
        }
        transaction.commit()?;
        Ok(())
    }

    /// Some thousands of the oldest rows go at once.
    pub(crate) fn make_way(&mut self) -> Result<(), StoreError> {
        let transaction = self.connection.transaction()?;
        for _ in 0..8 {
            prune::oldest(&transaction)?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// Whether it is the file's own bound that leaves no room, rather than the disk.
    pub(crate) fn is_at_bound(&self) -> bool {
        let is_near = |pages: u64| pages + BATCH_PAGES >= self.most_pages;
        prune::pages(&self.connection).is_ok_and(|(pages, _)| is_near(pages))
    }

    /// The disk is full: what waits beside the file goes into it, and old rows go, so that their pages can be used again.
    pub(crate) fn make_room(&mut self) -> Result<(), StoreError> {
        for _ in 0..4 {
            prune::oldest(&self.connection)?;
        }
        self.connection
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }
}

impl Open {
    fn write(&mut self, database: &Transaction<'_>, entry: &Entry) -> rusqlite::Result<()> {
        let at = entry.at.0;
        match &entry.event {
            Event::Began {
                installation,
                title,
                scene,
            } => {
                self.end_play(database, at)?;
                database
                    .prepare_cached("INSERT INTO plays VALUES (NULL, ?1, NULL, ?2, ?3, ?4, 0)")?
                    .execute(params![at, installation, title, scene])?;
                self.play = Some((database.last_insert_rowid(), entry.clone()));
            }
            Event::Stopped => self.end_play(database, at)?,
            Event::Swapped {
                who,
                before,
                after,
                result,
                warm_secs,
                words,
            } => {
                database
                    .prepare_cached("INSERT INTO swaps VALUES (NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
                    .execute(params![
                        at,
                        who,
                        before,
                        after,
                        result.word(),
                        warm_secs,
                        words
                    ])?;
            }
            Event::Fault { part, state, words } => {
                end(database, "faults", "until", self.faults.remove(part), at)?;
                let state = match state {
                    State::Good => return Ok(()),
                    State::Reduced => "reduced",
                    State::Failed => "failed",
                };
                let is_followed = self.faults.len() < MOST_OPEN;
                let until = (!is_followed).then_some(at);
                database
                    .prepare_cached("INSERT INTO faults VALUES (NULL, ?1, ?2, ?3, ?4, ?5)")?
                    .execute(params![at, until, part, state, words])?;
                if is_followed {
                    let row = database.last_insert_rowid();
                    self.faults.insert(part.clone(), (row, entry.clone()));
                }
            }
            Event::Asked { who, command } => self.asked(database, entry.at, who, command)?,
            Event::Did { who, what, detail } => {
                database
                    .prepare_cached("INSERT INTO changes VALUES (NULL, ?1, ?1, ?2, ?3, ?4, 1)")?
                    .execute(params![at, who, what, detail])?;
            }
            Event::Minute(minute) => {
                let row = match self.minute {
                    Some((began, row)) if began == minute.began => Some(row),
                    _ => None,
                };
                database
                    .prepare_cached(
                        "INSERT OR REPLACE INTO statistics \
                         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
                    )?
                    .execute(params![
                        row,
                        minute.began.0,
                        minute.frame_median_ms,
                        minute.frame_p99_ms,
                        minute.frame_longest_ms,
                        whole(minute.late_frames),
                        whole(minute.sound_underruns),
                        minute.shown_fps,
                        minute.painted_fps,
                        minute.temperature_celsius,
                        minute.memory_mib,
                        minute.load_cores,
                        minute.clients,
                    ])?;
                self.minute = Some((minute.began, database.last_insert_rowid()));
            }
            Event::Lamp {
                projector,
                hours,
                temperature_celsius,
                errors,
            } => {
                database
                    .prepare_cached("INSERT INTO lamps VALUES (NULL, ?1, ?2, ?3, ?4, ?5)")?
                    .execute(params![at, projector, hours, temperature_celsius, errors])?;
            }
            Event::VisitBegan { headset } => {
                end(database, "visits", "ended", self.visits.remove(headset), at)?;
                if self.visits.len() < MOST_OPEN {
                    database
                        .prepare_cached("INSERT INTO visits VALUES (NULL, ?1, NULL, ?2)")?
                        .execute(params![at, headset])?;
                    let row = database.last_insert_rowid();
                    self.visits.insert(headset.clone(), (row, entry.clone()));
                }
            }
            Event::VisitEnded { headset } => {
                end(database, "visits", "ended", self.visits.remove(headset), at)?;
            }
            Event::ClockJumped { before, by_secs } => {
                database
                    .prepare_cached("INSERT INTO clocks VALUES (NULL, ?1, ?2, ?3)")?
                    .execute(params![at, before.0, by_secs])?;
            }
        }
        Ok(())
    }

    fn end_play(&mut self, database: &Transaction<'_>, at: i64) -> rusqlite::Result<()> {
        end(database, "plays", "ended", self.play.take(), at)
    }

    /// A control that is moved on and on by the same hand is one row, which counts.
    fn asked(
        &mut self,
        database: &Transaction<'_>,
        at: Time,
        who: &str,
        command: &Command,
    ) -> rusqlite::Result<()> {
        let (what, detail) = words_of(command);
        let moved = match command {
            Command::Set { control, .. } => Some((who.to_string(), shorten(control.clone()))),
            _ => None,
        };
        let known = moved.as_ref().and_then(|moved| self.moving.get(moved));
        if let Some((row, last)) = known.copied()
            && (0.0..REST_SECS).contains(&at.secs_since(last))
        {
            let sql = "UPDATE changes SET until = ?1, detail = ?2, times = times + 1 WHERE id = ?3";
            let updated = database
                .prepare_cached(sql)?
                .execute(params![at.0, detail, row])?;
            if let (1, Some(moved)) = (updated, moved.clone()) {
                self.moving.insert(moved, (row, at));
                return Ok(());
            }
        }
        database
            .prepare_cached("INSERT INTO changes VALUES (NULL, ?1, ?1, ?2, ?3, ?4, 1)")?
            .execute(params![at.0, who, what, detail])?;
        if let Some(moved) = moved {
            if self.moving.len() >= MOST_OPEN {
                self.moving.clear();
            }
            self.moving
                .insert(moved, (database.last_insert_rowid(), at));
        }
        Ok(())
    }
}

/// What a command is in one word, and the rest of it.
fn words_of(command: &Command) -> (String, String) {
    let serde_json::Value::Object(mut fields) = serde_json::to_value(command).unwrap_or_default()
    else {
        return ("asked".into(), String::new());
    };
    let plain = |value: serde_json::Value| match value {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    };
    let what = plain(fields.remove("kind").unwrap_or_default());
    let detail: Vec<String> = fields
        .into_iter()
        .map(|(name, value)| format!("{name} = {}", plain(value)))
        .collect();
    (what, shorten(detail.join(", ")))
}

/// Gives a row its end; never before its beginning, which a clock that jumped back would.
fn end(
    database: &Transaction<'_>,
    table: &str,
    column: &str,
    row: Option<(i64, Entry)>,
    at: i64,
) -> rusqlite::Result<()> {
    if let Some((row, began)) = row {
        let sql = format!("UPDATE {table} SET {column} = ?1 WHERE id = ?2");
        database
            .prepare_cached(&sql)?
            .execute([at.max(began.at.0), row])?;
    }
    Ok(())
}

/// Ends whatever has no end yet.
fn end_all(database: &Transaction<'_>, at: Time, is_cut: bool) -> rusqlite::Result<()> {
    database.execute(
        "UPDATE plays SET ended = MAX(began, ?1), cut = ?2 WHERE ended IS NULL",
        params![at.0, is_cut],
    )?;
    for sql in [
        "UPDATE faults SET until = MAX(since, ?1) WHERE until IS NULL",
        "UPDATE visits SET ended = MAX(began, ?1) WHERE ended IS NULL",
    ] {
        database.execute(sql, [at.0])?;
    }
    Ok(())
}

/// What a run before left open was over when that was last seen; another one begins.
fn begin_run(
    connection: &mut Connection,
    last_seen: Option<Time>,
    now: Time,
) -> rusqlite::Result<i64> {
    let transaction = connection.transaction()?;
    end_all(&transaction, last_seen.unwrap_or(now), true)?;
    transaction.execute(
        "INSERT INTO runs VALUES (NULL, ?1, ?1, NULL, ?2)",
        params![now.0, env!("CARGO_PKG_VERSION")],
    )?;
    let run = transaction.last_insert_rowid();
    transaction.commit()?;
    Ok(run)
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(Duration::from_secs(5))?;
    Ok(connection)
}

fn lock(path: &Path) -> Result<File, StoreError> {
    let files = |error| StoreError::Files {
        path: path.to_path_buf(),
        error,
    };
    let open = File::options().create(true).append(true).open(path);
    let file = open.map_err(files)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::Taken),
        // A file system that knows no locks is no reason to keep no records.
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(file),
        Err(TryLockError::Error(error)) => Err(files(error)),
    }
}

/// What stays the same about a file when it is renamed, and differs when another one takes its name.
fn identity(path: &Path) -> Option<u64> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        fs::metadata(path).ok().map(|file| file.ino())
    }
    #[cfg(not(unix))]
    {
        path.is_file().then_some(0)
    }
}

fn whole(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
