//! The database's tables in SQL, step by step from each version to the next. Steps are only ever added.

use rusqlite::Connection;

/// Marks a file as ours: `WKLN`.
pub(crate) const APPLICATION_ID: i64 = 0x574B_4C4E;

/// From nothing to version 1, from 1 to 2, and so on.
pub(crate) const STEPS: &[&str] = &["
    CREATE TABLE runs (
        id INTEGER PRIMARY KEY, began INTEGER NOT NULL, seen INTEGER NOT NULL, ended INTEGER, version TEXT NOT NULL
    );
    CREATE TABLE plays (
        id INTEGER PRIMARY KEY, began INTEGER NOT NULL, ended INTEGER, installation TEXT NOT NULL, title TEXT NOT NULL,
        scene TEXT NOT NULL, cut INTEGER NOT NULL
    );
    CREATE TABLE swaps (
        id INTEGER PRIMARY KEY, at INTEGER NOT NULL, who TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL,
        result TEXT NOT NULL, warm_secs REAL, words TEXT NOT NULL
    );
    CREATE TABLE faults (
        id INTEGER PRIMARY KEY, since INTEGER NOT NULL, until INTEGER, part TEXT NOT NULL, state TEXT NOT NULL,
        words TEXT NOT NULL
    );
    CREATE TABLE changes (
        id INTEGER PRIMARY KEY, at INTEGER NOT NULL, until INTEGER NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL,
        detail TEXT NOT NULL, times INTEGER NOT NULL
    );
    CREATE TABLE statistics (
        id INTEGER PRIMARY KEY, at INTEGER NOT NULL, frame_median_ms REAL, frame_p99_ms REAL, frame_longest_ms REAL,
        late_frames INTEGER NOT NULL, sound_underruns INTEGER NOT NULL, shown_fps REAL, painted_fps REAL,
        temperature_celsius REAL, memory_mib REAL, load_cores REAL, clients INTEGER NOT NULL
    );
    CREATE TABLE lamps (
        id INTEGER PRIMARY KEY, at INTEGER NOT NULL, projector TEXT NOT NULL, hours REAL, temperature_celsius REAL,
        errors TEXT NOT NULL
    );
    CREATE TABLE visits (
        id INTEGER PRIMARY KEY, began INTEGER NOT NULL, ended INTEGER, headset TEXT NOT NULL
    );
    CREATE TABLE clocks (
        id INTEGER PRIMARY KEY, at INTEGER NOT NULL, before INTEGER NOT NULL, by_secs REAL NOT NULL
    );
    CREATE INDEX plays_began ON plays (began);
    CREATE INDEX faults_since ON faults (since);
    CREATE INDEX changes_at ON changes (at);
    CREATE INDEX statistics_at ON statistics (at);
    CREATE INDEX lamps_at ON lamps (at);
"];

/// Brings a database to the newest version, one step after the other, each whole or not at all.
pub(crate) fn migrate(connection: &mut Connection, steps: &[&str]) -> rusqlite::Result<()> {
    let version = version(connection)?;
    for (step, sql) in steps.iter().enumerate().skip(version) {
        let transaction = connection.transaction()?;
        transaction.execute_batch(sql)?;
        transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
        transaction.pragma_update(None, "user_version", step as i64 + 1)?;
        transaction.commit()?;
    }
    Ok(())
}

/// How many steps a database has made.
pub(crate) fn version(connection: &Connection) -> rusqlite::Result<usize> {
    let version: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    Ok(usize::try_from(version).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

    use super::*;
    use crate::table::Table;

    fn columns(connection: &Connection, table: Table) -> Vec<String> {
        let mut statement = connection
            .prepare(&format!("PRAGMA table_info({table})"))
            .unwrap();
        let names = statement.query_map([], |row| row.get(1)).unwrap();
        names.map(Result::unwrap).collect()
    }

    #[test]
    fn the_tables_are_what_readers_expect() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection, STEPS).unwrap();
        for table in Table::ALL {
            let mut expected = vec!["id"];
            expected.extend(table.columns().iter().map(|column| column.name));
            assert_eq!(columns(&connection, table), expected, "{table}");
        }
    }

    #[test]
    fn every_version_goes_forward_and_keeps_its_rows() {
        for old in 1..=STEPS.len() {
            let mut connection = Connection::open_in_memory().unwrap();
            migrate(&mut connection, &STEPS[..old]).unwrap();
            connection
                .execute("INSERT INTO visits VALUES (7, 1, 2, 'east')", [])
                .unwrap();
            let mut steps = STEPS.to_vec();
            steps.push("ALTER TABLE visits ADD COLUMN looked TEXT NOT NULL DEFAULT 'up'");
            migrate(&mut connection, &steps).unwrap();
            migrate(&mut connection, &steps).unwrap();
            assert_eq!(version(&connection).unwrap(), steps.len());
            let kept: (String, String) = connection
                .query_row(
                    "SELECT headset, looked FROM visits WHERE id = 7",
                    [],
                    |row| Ok((row.get(0)?, row.get(1)?)),
                )
                .unwrap();
            assert_eq!(kept, ("east".into(), "up".into()));
        }
    }

    #[test]
    fn a_step_that_fails_leaves_the_version_before_it() {
        let mut connection = Connection::open_in_memory().unwrap();
        let mut steps = STEPS.to_vec();
        steps.push("CREATE TABLE more (id INTEGER); INSERT INTO nowhere VALUES (1)");
        assert!(migrate(&mut connection, &steps).is_err());
        assert_eq!(version(&connection).unwrap(), STEPS.len());
        assert!(connection.prepare("SELECT * FROM more").is_err());
    }
}
