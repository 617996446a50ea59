//! What happened, kept: proof of play, swaps, faults and statistics in a database that survives a power cut.
//!
//! The program hands a [`Recorder`] every [`Status`](welkin_values::Status) and every command; a thread of the
//! recorder's own finds what is new and writes it. Nobody who notes something ever waits for a disk. A [`Reader`] gives
//! the rows back: to the page, as CSV, and as the [`Report`] of a day.

mod time;
mod shorten;
mod machine;
mod log_file;
mod event;
mod queue;
mod follower;
mod clock_watch;
mod table;
mod settings;
mod schema;
mod aside;
mod reserve;
mod prune;
mod store;
mod recorder;
mod reader;
mod csv;
mod words;
mod report;
mod metrics;

pub use csv::CsvError;
pub use event::{Event, Minute, SwapResult};
pub use log_file::{LogFile, LogSettings};
pub use machine::{Machine, Sensor};
pub use metrics::{Extra, metrics};
pub use reader::{ReadError, Reader, Row, Rows, Value};
pub use recorder::{Counts, Recorder};
pub use report::{
    Fault, Gap, Lamp, Play, Report, Start, Swap, Total, Visits, report, report_html, today,
};
pub use settings::Settings;
pub use table::{Column, ColumnKind, Table};
pub use time::Time;
pub use words::Language;
