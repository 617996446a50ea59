//! Messages in, commands out: what every key and knob does, pick-up, learning, and show control. No clock of its own.

mod knob;
mod learning;
mod shows;

use std::sync::Arc;

use welkin_installation::{Midi, MidiAction, MidiDeed, MidiMap, MidiTrigger};
use welkin_values::{Command, ControlKind, Status};

use super::message::Message;
use super::sysex::ShowCommand;
use knob::Knob;
use learning::Learning;

/// As many maps as a venue may have.
const MOST_MAPS: usize = 512;
/// A control is asked for so often at most: a fader sends a thousand values a second.
const ASK_SECS: f64 = 0.008;
/// The most commands that wait.
const MOST_WAITING: usize = 256;

/// Keys, knobs and what they do.
#[derive(Debug)]
pub struct Desk {
    settings: Midi,
    knobs: Vec<Knob>,
    waiting: Vec<Command>,
    learning: Option<Learning>,
    learned: Option<MidiMap>,
}

impl Desk {
    /// As a venue says.
    pub fn new(settings: Midi) -> Self {
        let knobs = settings.maps.iter().map(|_| Knob::default()).collect();
        Self {
            settings,
            knobs,
            waiting: Vec::new(),
            learning: None,
            learned: None,
        }
    }

    /// What moves what now, with what was learned.
    pub fn maps(&self) -> &[MidiMap] {
        &self.settings.maps
    }

    /// The next controller or key that moves is to move this control; what it did before is forgotten. `now` is any clock
    /// in seconds; after a minute without a move it is given up.
    pub fn learn(&mut self, control: &str, is_switch: bool, now: f64) {
        self.learned = None;
        self.learning = Some(Learning::new(control, is_switch, now));
    }

    /// Nothing is to be learned.
    pub fn forget(&mut self) {
        self.learning = None;
    }

    /// The control that waits for something to move.
    pub fn learning(&self) -> Option<&str> {
        self.learning.as_ref().map(Learning::control)
    }

    /// What was learned since this was asked last.
    pub fn learned(&mut self) -> Option<MidiMap> {
        self.learned.take()
    }

    /// A message at a moment, seconds, while the show is like this.
    pub fn hear(&mut self, message: Message<'_>, status: &Status, now: f64) {
        let (channel, trigger, value) = match message {
            Message::NoteOn {
                channel,
                note,
                velocity,
            } => (channel, MidiTrigger::Note(note), velocity),
            Message::NoteOff { channel, note } => (channel, MidiTrigger::Note(note), 0),
            Message::Controller {
                channel,
                number,
                value,
            } => {
                let fine = false;
                (channel, MidiTrigger::Controller { number, fine }, value)
            }
            Message::Program { channel, number } => (channel, MidiTrigger::Program(number), 127),
            _ => return,
        };
        if self
            .settings
            .channel
            .is_some_and(|ours| ours != channel + 1)
        {
            return;
        }
        if self.learning.is_some() {
            return self.learn_from(trigger, value, now);
        }
        for index in 0..self.settings.maps.len() {
            let map = &self.settings.maps[index];
            let is_lower = is_lower_half(map.when, trigger);
            if !is_lower && !map.when.is_same(trigger) {
                continue;
            }
            let map = map.clone();
            let MidiDeed::Control {
                control,
                range,
                curve,
                toggle,
            } = &map.then
            else {
                if self.knobs[index].press(trigger, value) {
                    self.act(&map.then, status);
                }
                continue;
            };
            let Some((spec, stands)) = status.control(control) else {
                continue;
            };
            let range = range.unwrap_or(spec.range);
            let knob = &mut self.knobs[index];
            let is_fader = matches!(trigger, MidiTrigger::Controller { .. });
            let is_switch = spec.kind == ControlKind::Switch;
            let set = |value: f32| Command::Set {
                control: control.clone(),
                value,
            };
            let command = if *toggle {
                let is_pressed = knob.press(trigger, value);
                is_pressed.then(|| set(knob.turn_over(stands.value, range, now)))
            } else if is_fader {
                let is_fine = matches!(map.when, MidiTrigger::Controller { fine: true, .. });
                let share = knob.moved(value, is_fine, is_lower, now);
                let wanted = knob::value_at(share, range, *curve);
                let takeover = self.settings.takeover && !is_switch;
                knob.aim(wanted, stands.value, range, takeover, now);
                None
            } else if value > 0 {
                let share = f32::from(value) / 127.0;
                let share = if is_switch { 1.0 } else { share };
                Some(set(knob::value_at(share, range, *curve)))
            } else {
                let control = Some(control.clone());
                Some(Command::GiveBack { control })
            };
            self.push(command);
        }
    }

    /// A command of show control, if it is for us.
    pub fn show_control(&mut self, command: ShowCommand<'_>, status: &Status) {
        let is_ours = self
            .settings
            .device
            .is_none_or(|ours| command.device == ours || command.device == 0x7F);
        if is_ours {
            let commands = shows::commands(command, &self.settings.cues, status);
            for command in commands {
                self.push(Some(command));
            }
        }
    }

    /// What to ask now.
    pub fn commands(&mut self, now: f64) -> Vec<Command> {
        if self
            .learning
            .as_ref()
            .is_some_and(|learning| learning.is_over(now))
        {
            self.learning = None;
        }
        let mut commands = std::mem::take(&mut self.waiting);
        for (map, knob) in self.settings.maps.iter().zip(&mut self.knobs) {
            if let MidiDeed::Control { control, .. } = &map.then
                && let Some(value) = knob.due(now)
            {
                let control = control.clone();
                commands.push(Command::Set { control, value });
            }
        }
        commands
    }

    /// Whether a knob has moved that is not asked for yet.
    pub fn is_waiting(&self) -> bool {
        !self.waiting.is_empty() || self.knobs.iter().any(Knob::is_waiting)
    }

    fn push(&mut self, command: Option<Command>) {
        if self.waiting.len() < MOST_WAITING {
            self.waiting.extend(command);
        }
    }

    fn act(&mut self, deed: &MidiDeed, status: &Status) {
        self.push(command_of(deed, status));
    }

    fn learn_from(&mut self, trigger: MidiTrigger, value: u8, now: f64) {
        let Some(map) = self
            .learning
            .as_mut()
            .and_then(|it| it.hear(trigger, value))
        else {
            return;
        };
        self.learning = None;
        let maps = &mut self.settings.maps;
        let place = maps.iter().position(|other| other.when.is_same(map.when));
        match place {
            Some(place) => {
                maps[place] = map.clone();
                self.knobs[place] = Knob::default();
            }
            None if maps.len() < MOST_MAPS => {
                maps.push(map.clone());
                self.knobs.push(Knob::default());
            }
            None => return,
        }
        // What was learned moves its control at once, from where the knob is now on.
        let _ = now;
        self.learned = Some(map);
    }
}

/// Whether what is heard is the lower seven bits of what a map hears.
fn is_lower_half(map: MidiTrigger, heard: MidiTrigger) -> bool {
    match (map, heard) {
        (
            MidiTrigger::Controller { number, fine: true },
            MidiTrigger::Controller { number: heard, .. },
        ) => number + 32 == heard,
        _ => false,
    }
}

/// What to ask for a deed that moves no control.
fn command_of(deed: &MidiDeed, status: &Status) -> Option<Command> {
    let command = match deed {
        MidiDeed::Control { .. } => return None,
        MidiDeed::Scene(scene) => Command::Scene {
            scene: scene.clone(),
        },
        MidiDeed::Show(show) => Command::Switch {
            installation: show.clone(),
        },
        MidiDeed::Action(action) => match action {
            MidiAction::NextScene => Command::StepScene { by: 1 },
            MidiAction::PreviousScene => Command::StepScene { by: -1 },
            MidiAction::Play => Command::Play { on: true },
            MidiAction::Pause => Command::Play { on: false },
            MidiAction::PlayPause => Command::Play {
                on: !status.playing,
            },
            MidiAction::GiveBack => Command::GiveBack { control: None },
            MidiAction::Restart => Command::Seek { secs: 0.0 },
        },
    };
    Some(command)
}

/// A status for before there is a show: nothing can be moved then.
pub(super) fn no_show() -> Arc<Status> {
    Arc::new(Status::new("", ""))
}

#[cfg(test)]
mod tests;
