//! Old rows go: by age, by the file's size, and because the disk is full. Always a few at a time.

use rusqlite::{Connection, Result};

use crate::settings::Settings;
use crate::table::Table;
use crate::time::Time;

const DAY_SECS: f64 = 86_400.0;

/// Rows that one step deletes at most.
pub(crate) const STEP: usize = 500;

/// Pages of the file's unused end that one step gives back.
const SHRINK_PAGES: usize = 128;

/// Deletes rows that are older than their table keeps them, at most 500 in each; how many.
pub(crate) fn by_age(connection: &Connection, settings: &Settings, now: Time) -> Result<usize> {
    let mut gone = 0;
    for table in Table::ALL {
        let oldest = now.plus_secs(-DAY_SECS * f64::from(settings.keep_days(table)));
        let sql = format!(
            "DELETE FROM {table} WHERE id IN (SELECT id FROM {table} WHERE {} < ?1 AND {} LIMIT {STEP})",
            table.start(),
            is_over(table)
        );
        gone += connection.prepare_cached(&sql)?.execute([oldest.0])?;
    }
    Ok(gone)
}

/// Deletes the oldest rows of the table that has most; how many. The last hundred of a table stay.
pub(crate) fn oldest(connection: &Connection) -> Result<usize> {
    let mut largest = (0, Table::Statistics);
    for table in Table::ALL {
        let sql = format!("SELECT COALESCE(MAX(id) - MIN(id) + 1, 0) FROM {table}");
        let rows: i64 = connection
            .prepare_cached(&sql)?
            .query_row([], |row| row.get(0))?;
        // Proof of play is worth more than how warm it was.
        let weight = match table {
            Table::Statistics | Table::Changes => 4 * rows,
            _ => rows,
        };
        if rows > 100 && weight > largest.0 {
            largest = (weight, table);
        }
    }
    let (weight, table) = largest;
    if weight == 0 {
        return Ok(0);
    }
    let sql = format!(
        "DELETE FROM {table} WHERE id IN (SELECT id FROM {table} WHERE {} AND id <= \
         (SELECT MAX(id) - 100 FROM {table}) ORDER BY id LIMIT {STEP})",
        is_over(table)
    );
    connection.prepare_cached(&sql)?.execute([])
}

/// Whether a row is no longer written to.
fn is_over(table: Table) -> String {
    match (table, table.end()) {
        (Table::Runs, _) => "id < (SELECT MAX(id) FROM runs)".into(),
        (_, Some(end)) => format!("{end} IS NOT NULL"),
        (_, None) => "1".into(),
    }
}

/// Gives some of the file's unused pages back to the system.
pub(crate) fn shrink(connection: &Connection) -> Result<()> {
    let sql = format!("PRAGMA incremental_vacuum({SHRINK_PAGES})");
    // It gives a page back with each step.
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([])?;
    while rows.next()?.is_some() {}
    Ok(())
}

/// How many pages the file has, and how many of these hold nothing.
pub(crate) fn pages(connection: &Connection) -> Result<(u64, u64)> {
    let count = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let pages = u64::try_from(count("page_count")?).unwrap_or(0);
    let unused = u64::try_from(count("freelist_count")?).unwrap_or(0);
    Ok((pages, unused))
}
