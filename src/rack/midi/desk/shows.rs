//! What commands of MIDI Show Control ask of a show.

use welkin_installation::{BLACKOUT, MidiCue};
use welkin_values::{Command, Status};

use super::super::sysex::{ShowCommand, ShowKind};
use super::command_of;

/// The commands, in order. A cue that stands in the venue does what it says there; any other whole number is the scene of
/// that place in the show's list, from 1.
pub(super) fn commands(
    command: ShowCommand<'_>,
    cues: &[MidiCue],
    status: &Status,
) -> Vec<Command> {
    match command.kind {
        ShowKind::Go | ShowKind::TimedGo => go(command, cues, status),
        ShowKind::Stop => vec![Command::Play { on: false }],
        ShowKind::Resume => vec![Command::Play { on: true }],
        ShowKind::AllOff | ShowKind::GoOff => vec![dark(1.0)],
        ShowKind::Restore => vec![dark(0.0)],
        ShowKind::Reset => vec![
            Command::Play { on: false },
            Command::Seek { secs: 0.0 },
            Command::GiveBack { control: None },
            dark(0.0),
        ],
    }
}

fn go(command: ShowCommand<'_>, cues: &[MidiCue], status: &Status) -> Vec<Command> {
    let mut commands = Vec::new();
    let is_dark = status
        .control(BLACKOUT)
        .is_some_and(|(_, stands)| stands.value >= 0.5);
    if command.cue.is_empty() {
        // The cue that follows is the show itself where it holds.
        commands.push(match status.playing {
            true => Command::StepScene { by: 1 },
            false => Command::Play { on: true },
        });
    } else {
        let is_it = |cue: &&MidiCue| {
            let is_list = cue.list.as_deref().is_none_or(|list| list == command.list);
            is_list && same_number(&cue.cue, command.cue)
        };
        // One of this very list goes before one of any.
        let found = cues
            .iter()
            .filter(is_it)
            .min_by_key(|cue| cue.list.is_none());
        let done = match found {
            Some(cue) => command_of(&cue.then, status),
            None => scene(command.cue, status),
        };
        let Some(done) = done else { return commands };
        let is_transport = matches!(done, Command::Play { .. });
        commands.push(done);
        if !status.playing && !is_transport {
            commands.push(Command::Play { on: true });
        }
    }
    if is_dark {
        commands.push(dark(0.0));
    }
    commands
}

/// The scene of a place in the list, from 1.
fn scene(cue: &str, status: &Status) -> Option<Command> {
    let place: usize = plain(cue).parse().ok()?;
    let scene = status.scenes.get(place.checked_sub(1)?)?;
    Some(Command::Scene {
        scene: scene.clone(),
    })
}

fn dark(value: f32) -> Command {
    let control = BLACKOUT.into();
    Command::Set { control, value }
}

/// `12`, `012`, `12.` and `12.0` are the same cue.
fn same_number(one: &str, other: &str) -> bool {
    plain(one) == plain(other)
}

fn plain(cue: &str) -> &str {
    let cue = cue.trim_start_matches('0');
    match cue.contains('.') {
        true => cue.trim_end_matches('0').trim_end_matches('.'),
        false => cue,
    }
}
