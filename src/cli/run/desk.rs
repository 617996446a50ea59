//! The page as the stage's desk.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use welkin_control::Page;
use welkin_stage::Desk;
use welkin_values::{Command, Status};

/// Commands that may wait for the next frame.
const WAITING: usize = 64;

/// The page, and whoever else in the program has something to ask.
pub(super) struct PageDesk {
    page: Page,
    asked: Receiver<Command>,
    ask: SyncSender<Command>,
}

/// Ends the program cleanly.
pub(super) struct Stopper(SyncSender<Command>);

impl Stopper {
    /// Asks once; a program that is already busy ending hears it then.
    pub(super) fn stop(&self) {
        drop(self.0.try_send(Command::Quit));
    }
}

impl PageDesk {
    /// A desk with one page.
    pub(super) fn new(page: Page) -> Self {
        let (ask, asked) = sync_channel(WAITING);
        Self { page, asked, ask }
    }

    /// For Ctrl-C.
    pub(super) fn stopper(&self) -> Stopper {
        Stopper(self.ask.clone())
    }

    /// For the watcher of files.
    pub(super) fn commander(&self) -> SyncSender<Command> {
        self.ask.clone()
    }
}

impl Desk for PageDesk {
    fn commands(&mut self) -> Vec<Command> {
        let mut commands = self.page.commands();
        commands.extend(self.asked.try_iter());
        commands
    }

    fn publish(&mut self, status: Status) {
        self.page.publish(status);
    }

    fn wants_picture(&self) -> bool {
        self.page.wants_picture()
    }

    fn show_picture(&mut self, width: u32, height: u32, rgba: Vec<u8>) {
        self.page.show_picture(width, height, rgba);
    }
}
