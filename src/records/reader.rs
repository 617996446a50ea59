//! Gives the rows back, through a connection of its own that cannot write.

use std::path::Path;
use std::time::Duration;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, params};
use serde::Serialize;

use crate::schema::APPLICATION_ID;
use crate::table::{Column, Table};
use crate::time::Time;

/// No answer has more rows, whatever was asked.
const MOST_ROWS: usize = 10_000;

/// Why no rows came.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// Nothing was recorded yet, or the folder is another one.
    #[error("there are no records in {0} yet")]
    None(String),
    /// The file is another program's.
    #[error("{0} holds no records of Welkin")]
    Foreign(String),
    /// What SQLite says.
    #[error("the records could not be read: {0}")]
    Database(#[from] rusqlite::Error),
}

/// Reads records while they are written. One reader is for one thread; opening one takes less than a millisecond.
#[derive(Debug)]
pub struct Reader {
    connection: Connection,
}

/// Rows of a table, in the order in which they happened.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rows {
    /// What stands in each row.
    pub columns: &'static [Column],
    /// The rows.
    pub rows: Vec<Row>,
    /// Whether there are earlier ones that were left out.
    pub more: bool,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// Counts up in the order in which things happened, whatever the clock said.
    pub id: i64,
    /// As many as there are columns.
    pub values: Vec<Value>,
}

/// What stands in a column of a row.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// Not known, or not yet over.
    None,
    /// A whole number, or microseconds of UTC.
    Integer(i64),
    /// A number.
    Real(f64),
    /// Words.
    Text(String),
}

impl Reader {
    /// Opens the database at [`Recorder::path`](crate::Recorder::path).
    pub fn open(path: impl AsRef<Path>) -> Result<Self, ReadError> {
        let path = path.as_ref();
        if !path.is_file() {
            return Err(ReadError::None(path.display().to_string()));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(Duration::from_secs(2))?;
        let whose: i64 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
        match whose {
            APPLICATION_ID => Ok(Self { connection }),
            0 => Err(ReadError::None(path.display().to_string())),
            _ => Err(ReadError::Foreign(path.display().to_string())),
        }
    }

    /// The newest rows, at most `most` (and at most 10 000), of what was in a table at some time from `from` to before `to`.
    pub fn rows(&self, table: Table, from: Time, to: Time, most: usize) -> Result<Rows, ReadError> {
        let most = most.min(MOST_ROWS);
        let sql = format!(
            "SELECT id, {} FROM {table} WHERE {} ORDER BY id DESC LIMIT ?4",
            names(table),
            within(table)
        );
        let mut rows = self.ask(&sql, table, [from.0, to.0, 0, most as i64 + 1])?;
        let more = rows.len() > most;
        rows.truncate(most);
        rows.reverse();
        Ok(Rows {
            columns: table.columns(),
            rows,
            more,
        })
    }

    /// The oldest rows after the one numbered `after`, at most `most` (and at most 10 000), of what was in a table at
    /// some time from `from` to before `to`.
    pub fn rows_after(
        &self,
        table: Table,
        from: Time,
        to: Time,
        after: i64,
        most: usize,
    ) -> Result<Vec<Row>, ReadError> {
        let sql = format!(
            "SELECT id, {} FROM {table} WHERE {} ORDER BY id LIMIT ?4",
            names(table),
            within(table)
        );
        let most = most.min(MOST_ROWS) as i64;
        self.ask(&sql, table, [from.0, to.0, after, most])
    }

    fn ask(&self, sql: &str, table: Table, numbers: [i64; 4]) -> Result<Vec<Row>, ReadError> {
        let [from, to, after, most] = numbers;
        let count = table.columns().len();
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(params![from, to, after, most], |row| {
            let values = (1..=count).map(|place| Ok(value(row.get_ref(place)?)));
            Ok(Row {
                id: row.get(0)?,
                values: values.collect::<rusqlite::Result<_>>()?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

/// Which rows were at some time from ?1 to before ?2, and are numbered after ?3. What began without an end goes on.
fn within(table: Table) -> String {
    let start = table.start();
    match table.end() {
        Some(end) => {
            format!("id > ?3 AND {start} < ?2 AND ({end} IS NULL OR {end} >= ?1 OR {start} >= ?1)")
        }
        None => format!("id > ?3 AND {start} < ?2 AND {start} >= ?1"),
    }
}

fn names(table: Table) -> String {
    let names: Vec<&str> = table.columns().iter().map(|column| column.name).collect();
    names.join(", ")
}

fn value(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::None,
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Real(number) => Value::Real(number),
        ValueRef::Text(text) | ValueRef::Blob(text) => {
            Value::Text(String::from_utf8_lossy(text).into_owned())
        }
    }
}
