//! The page and the hub as the stage's desk.

use std::sync::Arc;

use welkin_control::Page;
use welkin_stage::Desk;
use welkin_values::{Command, Status};

use super::hub::Hub;

/// The page, and whoever else in the program has something to ask.
pub(super) struct HubDesk {
    page: Page,
    hub: Arc<Hub>,
}

impl HubDesk {
    /// A desk with one page.
    pub(super) fn new(page: Page, hub: Arc<Hub>) -> Self {
        Self { page, hub }
    }
}

impl Desk for HubDesk {
    fn commands(&mut self) -> Vec<Command> {
        let mut commands = Vec::new();
        for (who, command) in self.page.asked() {
            self.hub.note(&who, &command);
            commands.push(command);
        }
        commands.extend(self.hub.take());
        self.hub.sort(commands)
    }

    fn publish(&mut self, status: Status) {
        self.page.publish(self.hub.publish(status));
    }

    fn wants_picture(&self) -> bool {
        self.page.wants_picture()
    }

    fn show_picture(&mut self, width: u32, height: u32, rgba: Vec<u8>) {
        self.page.show_picture(width, height, rgba);
    }

    fn wants_pictures(&self) -> Vec<String> {
        self.page.wants_pictures()
    }

    fn show_output_picture(&mut self, output: &str, width: u32, height: u32, rgba: Vec<u8>) {
        self.page.show_output_picture(output, width, height, rgba);
    }
}
