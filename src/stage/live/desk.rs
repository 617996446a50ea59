//! The door to people: what they ask for comes in, what they should know goes out.

use welkin_values::{Command, Status};

/// Whoever watches and steers a running show: a page, a test, a console.
pub trait Desk: Send + 'static {
    /// What people asked since the last call; never waits.
    fn commands(&mut self) -> Vec<Command>;
    /// Takes what there is to know now; never waits.
    fn publish(&mut self, status: Status);
    /// Whether somebody would look at a picture.
    fn wants_picture(&self) -> bool;
    /// Takes a picture of the show: rows from the top, sRGB, four bytes a pixel.
    fn show_picture(&mut self, width: u32, height: u32, rgba: Vec<u8>);
    /// The outputs, by their ids, whose picture somebody would look at.
    fn wants_pictures(&self) -> Vec<String>;
    /// Takes a picture of an output, as [`Desk::show_picture`] does of the show.
    fn show_output_picture(&mut self, output: &str, width: u32, height: u32, rgba: Vec<u8>);
}
