//! What is asked for within one read: of several values of one control the newest wins.

use std::collections::HashMap;
use std::mem::take;
use std::net::IpAddr;

use welkin_values::Command;

/// So much is asked for at once at most.
const MOST: usize = 1024;

/// What is asked for, in order.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    asked: Vec<(IpAddr, Command)>,
    /// Where a value waits that a newer one may replace.
    values: HashMap<String, usize>,
}

impl Queue {
    /// Adds what somebody asks for; `false` if there is no room.
    pub(crate) fn add(&mut self, who: IpAddr, command: Command) -> bool {
        match &command {
            Command::Set { control, .. } => {
                if let Some(&place) = self.values.get(control) {
                    self.asked[place] = (who, command);
                    return true;
                }
            }
            Command::Seek { .. } => {
                if let Some(last @ (_, Command::Seek { .. })) = self.asked.last_mut() {
                    *last = (who, command);
                    return true;
                }
            }
            _ => {}
        }
        if self.asked.len() == MOST {
            return false;
        }
        match &command {
            Command::Set { control, .. } => {
                self.values.insert(control.clone(), self.asked.len());
            }
            Command::GiveBack {
                control: Some(control),
            } => {
                self.values.remove(control);
            }
            // What comes after these must not go before them.
            _ => self.values.clear(),
        }
        self.asked.push((who, command));
        true
    }

    /// Takes all of it out.
    pub(crate) fn take(&mut self) -> Vec<(IpAddr, Command)> {
        self.values.clear();
        take(&mut self.asked)
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    fn set(control: &str, value: f32) -> Command {
        let control = control.into();
        Command::Set { control, value }
    }

    fn give_back(control: &str) -> Command {
        let control = Some(control.into());
        Command::GiveBack { control }
    }

    fn check(asked: &[Command], expected: &[Command]) {
        let mut queue = Queue::default();
        for command in asked {
            assert!(queue.add(Ipv4Addr::LOCALHOST.into(), command.clone()));
        }
        let kept: Vec<Command> = queue
            .take()
            .into_iter()
            .map(|(_, command)| command)
            .collect();
        assert_eq!(kept, expected);
        assert!(queue.take().is_empty());
    }

    #[test]
    fn the_newest_value_wins_where_nothing_lies_between() {
        let seek = |secs| Command::Seek { secs };
        let scene = || Command::Scene {
            scene: "dusk".into(),
        };
        check(
            &[
                set("hue", 1.0),
                set("zoom", 2.0),
                set("hue", 3.0),
                set("hue", 4.0),
            ],
            &[set("hue", 4.0), set("zoom", 2.0)],
        );
        check(
            &[
                set("hue", 1.0),
                set("zoom", 1.0),
                give_back("hue"),
                set("hue", 2.0),
                set("zoom", 2.0),
            ],
            &[
                set("hue", 1.0),
                set("zoom", 2.0),
                give_back("hue"),
                set("hue", 2.0),
            ],
        );
        check(
            &[set("hue", 1.0), scene(), set("hue", 2.0), set("hue", 3.0)],
            &[set("hue", 1.0), scene(), set("hue", 3.0)],
        );
        check(
            &[seek(1.0), seek(2.0), scene(), seek(3.0)],
            &[seek(2.0), scene(), seek(3.0)],
        );
    }

    #[test]
    fn there_is_an_end_to_what_can_be_asked_at_once() {
        let mut queue = Queue::default();
        let added = (0..5000).filter(|_| queue.add(Ipv4Addr::LOCALHOST.into(), Command::Reload));
        assert_eq!(added.count(), MOST);
    }
}
