//! What people ask for: bytes from the network in, checked [`Command`]s out, never more than a few waiting.

#[cfg(test)]
mod tests;

use std::collections::VecDeque;

use welkin_values::{Command, Nudge, OutputStatus, Status};

/// Commands that may wait for the next frame. A person makes a few a second.
const MOST_WAITING: usize = 64;

/// Checked commands that wait for the program to take them.
#[derive(Debug, Default)]
pub(crate) struct Requests {
    waiting: VecDeque<(String, Command)>,
}

impl Requests {
    /// Adds a command and who asked for it; `false` if too many wait already. A slider's new value replaces the one that waits,
    /// so that dragging never fills the list.
    pub(crate) fn add(&mut self, who: &str, command: Command) -> bool {
        if let Command::Set { control, .. } = &command {
            let named = control;
            self.waiting.retain(
                |(_, other)| !matches!(other, Command::Set { control, .. } if control == named),
            );
        }
        let has_room = self.waiting.len() < MOST_WAITING;
        if has_room {
            self.waiting.push_back((who.into(), command));
        }
        has_room
    }

    /// Everything that waits, in the order it was asked for.
    pub(crate) fn take(&mut self) -> Vec<(String, Command)> {
        self.waiting.drain(..).collect()
    }
}

/// Reads a command from JSON and checks it against what the running show has. The error says in words
/// what to send instead.
pub(crate) fn read(json: &[u8], status: Option<&Status>) -> Result<Command, String> {
    let command: Command = serde_json::from_slice(json).map_err(|error| {
        format!(
            "this is not a command: {error}; write JSON such as {{\"kind\": \"scene\", \"scene\": \"dawn\"}}"
        )
    })?;
    check(&command, status)?;
    Ok(command)
}

/// Checks a command against what the running show has.
///
/// # Errors
/// What to ask for instead, in words.
pub fn check(command: &Command, status: Option<&Status>) -> Result<(), String> {
    match command {
        Command::Set { control, value } => {
            check_control(control, status)?;
            check_number("set", f64::from(*value))
        }
        Command::GiveBack {
            control: Some(control),
        } => check_control(control, status),
        Command::Seek { secs } => check_number("seek", *secs),
        Command::Next {
            installation: Some(installation),
        } => check_installation(installation, status),
        Command::Switch { installation } => check_installation(installation, status),
        Command::Scene { scene } => check_known(
            "scene",
            scene,
            status.map(|status| status.scenes.iter().map(String::as_str)),
        ),
        Command::Pattern {
            pattern: Some(name),
        } => check_known(
            "test pattern",
            name,
            status.map(|status| status.patterns.iter().map(String::as_str)),
        ),
        Command::Nudge { output, node, by } => {
            let outputs = status.map(|status| status.outputs.as_slice());
            let ids = outputs.map(|outputs| outputs.iter().map(|output| output.id.as_str()));
            check_known("output", output, ids)?;
            let is_it = |known: &&OutputStatus| known.id == *output;
            let found = outputs.unwrap_or_default().iter().find(is_it);
            check_nudge(*node, *by, found.map_or(0, |it| it.nudge.offsets.len()))
        }
        Command::Projector { id: Some(id), .. } => {
            let projectors = status.map(|status| status.projectors.as_slice());
            let ids = projectors.map(|all| all.iter().map(|projector| projector.id.as_str()));
            check_known("projector", id, ids)
        }
        Command::Projector { id: None, .. }
        | Command::Pattern { pattern: None }
        | Command::GiveBack { control: None }
        | Command::Next { installation: None }
        | Command::Play { .. }
        | Command::StepScene { .. }
        | Command::SaveNudges
        | Command::Reload
        | Command::Quit => Ok(()),
    }
}

fn check_installation(folder: &str, status: Option<&Status>) -> Result<(), String> {
    let known = status.map(|status| status.library.iter().map(|entry| entry.folder.as_str()));
    check_known("installation", folder, known)
}

fn check_control(name: &str, status: Option<&Status>) -> Result<(), String> {
    let known = status.map(|status| status.specs.iter().map(|spec| &*spec.name));
    check_known("control", name, known)
}

fn check_number(kind: &str, value: f64) -> Result<(), String> {
    if value.is_finite() {
        return Ok(());
    }
    Err(format!("{kind} takes a number, not {value}"))
}

/// A node that is there, moved by no more than a nudge may be.
fn check_nudge(node: usize, by: [f32; 2], nodes: usize) -> Result<(), String> {
    if node >= nodes {
        return Err(format!(
            "this output has no node {node}; it has {nodes}, counted from 0"
        ));
    }
    let far = Nudge::FARTHEST_PX;
    if by.iter().all(|pixels| (-far..=far).contains(pixels)) {
        return Ok(());
    }
    let [right, down] = by;
    Err(format!(
        "nudge takes pixels from -{far} to {far}, not [{right}, {down}]"
    ))
}

/// Only names the program itself has listed pass, so that no text from outside ever becomes a path.
fn check_known<'a>(
    what: &str,
    name: &str,
    known: Option<impl Iterator<Item = &'a str>>,
) -> Result<(), String> {
    let Some(known) = known else {
        return Err("the show has not begun yet; ask again in a moment".into());
    };
    let known: Vec<&str> = known.collect();
    if known.contains(&name) {
        return Ok(());
    }
    let shown: String = name.chars().filter(|c| !c.is_control()).take(80).collect();
    let choice = if known.is_empty() {
        "none".to_owned()
    } else {
        known.join(", ")
    };
    Err(format!(
        "there is no {what} named \"{shown}\"; there is: {choice}"
    ))
}
