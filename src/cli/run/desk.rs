//! The page as the stage's desk.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use welkin_control::{LibraryEntry, Page, Refused, SourceStatus, Status};
use welkin_stage::{Desk, Report};
use welkin_values::Command;

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

    fn publish(&mut self, report: Report) {
        self.page.publish(status_of(report));
    }

    fn wants_picture(&self) -> bool {
        self.page.wants_picture()
    }

    fn show_picture(&mut self, width: u32, height: u32, rgba: Vec<u8>) {
        self.page.show_picture(width, height, rgba);
    }
}

fn status_of(report: Report) -> Status {
    let source = |source: welkin_stage::SourceReport| SourceStatus {
        name: source.name,
        azimuth_deg: source.azimuth_deg,
        elevation_deg: source.elevation_deg,
        features: source.features,
        onset: false,
    };
    let entry = |entry: welkin_stage::LibraryEntry| LibraryEntry {
        folder: entry.folder,
        title: entry.title,
        problems: entry.problems,
        running: entry.running,
    };
    let refused = |refused: welkin_stage::Refused| Refused {
        installation: refused.installation,
        problems: refused.problems,
    };
    Status {
        show: report.show,
        installation: report.installation,
        scene: report.scene,
        scenes: report.scenes,
        moment_secs: report.moment_secs,
        length_secs: report.length_secs,
        sources: report.sources.into_iter().map(source).collect(),
        mix: report.mix,
        health: report.health,
        library: report.library.into_iter().map(entry).collect(),
        switching: report.switching,
        refused: report.refused.map(refused),
        presented_fps: report.presented_per_sec,
        painted_fps: report.painted_per_sec,
        master_brightness: report.brightness,
        master_volume: report.volume,
        messages: report.messages,
    }
}
