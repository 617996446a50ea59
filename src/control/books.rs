//! What is kept of the show, for those who ask: reports of days, tables for spreadsheets, numbers for monitors, the week.

use std::fmt;
use std::sync::{Arc, OnceLock};

/// Whoever keeps the books. Asked on a thread that may wait for a disk; none is what there is not.
pub trait Books: Send + Sync + 'static {
    /// The report of a day (`2026-11-21`, none for today) as a page, in a language such as `en` or `zh-CN`.
    fn report(&self, day: Option<&str>, language: &str) -> Option<String>;
    /// A table as CSV.
    fn csv(&self, table: &str) -> Option<Vec<u8>>;
    /// Numbers in Prometheus' text format.
    fn metrics(&self) -> Option<String>;
    /// The week of a day (none for today) by the calendar, as SVG.
    fn week(&self, day: Option<&str>) -> Option<String>;
    /// Hours and programme of the next weeks as iCalendar.
    fn programme(&self) -> Option<String>;
}

/// Whoever keeps the books; nobody at first.
#[derive(Default)]
pub(crate) struct BookShelf(OnceLock<Arc<dyn Books>>);

impl BookShelf {
    /// Says who keeps them; the first to say so stays.
    pub(crate) fn kept_by(&self, books: Arc<dyn Books>) {
        if self.0.set(books).is_err() {
            tracing::warn!("who keeps the books is known already");
        }
    }

    /// Who keeps them.
    pub(crate) fn keeper(&self) -> Option<Arc<dyn Books>> {
        self.0.get().cloned()
    }
}

impl fmt::Debug for BookShelf {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_tuple("BookShelf")
            .field(&self.0.get().is_some())
            .finish()
    }
}
