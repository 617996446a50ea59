//! Rows as CSV, as a spreadsheet opens it: RFC 4180, and nothing in it is ever a formula.

#[cfg(test)]
mod tests;

use std::io::{self, Write};

use crate::reader::{ReadError, Reader, Value};
use crate::table::{ColumnKind, Table};
use crate::time::Time;

/// How many rows are read at a time, so that the database can be tidied in between however slowly they are sent.
const AT_A_TIME: usize = 500;

/// Why a table was not written to its end.
#[derive(Debug, thiserror::Error)]
pub enum CsvError {
    /// The rows did not come.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Where they go takes no more.
    #[error("the table could not be sent: {0}")]
    Write(#[from] io::Error),
}

impl Reader {
    /// Writes what was in a table at some time from `from` to before `to`, and returns how many rows that were. Begins
    /// with the mark by which spreadsheets know UTF-8, then the columns' names. Words that a spreadsheet would take for a
    /// formula get a `'` before them.
    pub fn csv(
        &self,
        table: Table,
        from: Time,
        to: Time,
        mut into: impl Write,
    ) -> Result<u64, CsvError> {
        let columns = table.columns();
        let names: Vec<&str> = columns.iter().map(|column| column.name).collect();
        write!(into, "\u{feff}id,{}\r\n", names.join(","))?;
        let mut after = 0;
        let mut count = 0;
        loop {
            let rows = self.rows_after(table, from, to, after, AT_A_TIME)?;
            let mut text = String::new();
            for row in &rows {
                text.push_str(&row.id.to_string());
                for (value, column) in row.values.iter().zip(columns) {
                    text.push(',');
                    add(&mut text, value, column.kind);
                }
                text.push_str("\r\n");
                after = row.id;
                count += 1;
            }
            into.write_all(text.as_bytes())?;
            if rows.len() < AT_A_TIME {
                into.flush()?;
                return Ok(count);
            }
        }
    }
}

fn add(text: &mut String, value: &Value, kind: ColumnKind) {
    match value {
        Value::None => {}
        Value::Integer(micros) if kind == ColumnKind::Time => {
            text.push_str(&Time(*micros).to_string());
        }
        Value::Integer(number) => text.push_str(&number.to_string()),
        Value::Real(number) => text.push_str(&number.to_string()),
        Value::Text(words) => add_words(text, words),
    }
}

/// Words in quotes; with `'` before what begins a formula, also behind blanks, which some spreadsheets strip.
fn add_words(text: &mut String, words: &str) {
    text.push('"');
    let first = words
        .trim_start_matches([' ', '\u{a0}', '\u{3000}'])
        .chars()
        .next();
    let is_formula = matches!(
        first,
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '|' | '%' | '＝' | '＋' | '－' | '＠')
    );
    if is_formula {
        text.push('\'');
    }
    text.push_str(&words.replace('"', "\"\""));
    text.push('"');
}
