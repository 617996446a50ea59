//! Where every protocol finds out what there is and asks for something.

use std::sync::Arc;

use welkin_values::{Command, Status};

/// The running program, as a protocol sees it. Neither call ever waits.
pub trait Panel: Send + Sync + 'static {
    /// The newest status, whose `specs` say which controls there are; none before the show has begun.
    fn status(&self) -> Option<Arc<Status>>;

    /// Asks for something, which the program checks and does at the head of a frame. `who` goes on record: `OSC from
    /// 10.0.0.7`. Returns the reason in words if it is refused at once: an unknown name, or too many requests that wait.
    fn ask(&self, who: &str, command: Command) -> Result<(), String>;
}
