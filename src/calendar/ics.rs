//! iCalendar (RFC 5545), as calendars of offices and telephones send it: bytes in, events with warnings out; and text out.
//!
//! What is not understood is said, with its line, and never makes anything else of the file unreadable.

mod lines;
mod moment;
mod rule;
mod event;
mod parse;
mod write;

pub(crate) use event::{Event, Occurrence};
pub(crate) use parse::parse;
pub(crate) use write::{Entry, write};

#[cfg(test)]
mod tests;
