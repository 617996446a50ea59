//! The channels of a desk → what is asked of the show. Only what moved is asked: the first value of a channel says where
//! its fader lies, and takes nothing from the music.

use welkin_installation::{BandAction, BandDoes, Dmx, DmxMap, DmxMoves};
use welkin_values::{Command, ControlSpec, ProjectorAsk};

/// How often something is asked again that was refused, as when too many requests wait.
const TRIES: u8 = 40;

/// The maps of a venue, and where their channels stood last.
#[derive(Debug)]
pub(crate) struct Desk {
    channels: Vec<Channel>,
}

#[derive(Debug)]
struct Channel {
    map: DmxMap,
    /// Its value when it was heard last, sixteen bits where it has a fine half.
    seen: Option<u16>,
    /// How often its value is still to be asked.
    tries: u8,
    /// The control was given back by the channel.
    is_given_back: bool,
    /// The band it is in.
    band: Option<usize>,
}

/// Something to be asked.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Ask {
    /// Which map it comes from.
    pub(crate) map: usize,
    /// What is asked.
    pub(crate) command: Command,
}

impl Desk {
    pub(crate) fn new(settings: &Dmx) -> Self {
        let channel = |map: &DmxMap| Channel {
            map: map.clone(),
            seen: None,
            tries: 0,
            is_given_back: false,
            band: None,
        };
        Self {
            channels: settings.maps.iter().map(channel).collect(),
        }
    }

    /// Hears the channels of a universe, from the first on.
    pub(crate) fn hear(&mut self, universe: u16, values: &[u8]) {
        let of_it = |channel: &&mut Channel| channel.map.universe == universe;
        for channel in self.channels.iter_mut().filter(of_it) {
            channel.hear(values);
        }
    }

    /// What is to be asked now; [`Self::was_asked`] says for each that it need not be asked again.
    pub(crate) fn asks(&mut self, specs: &[ControlSpec]) -> Vec<Ask> {
        let mut asks = Vec::new();
        for (map, channel) in self.channels.iter_mut().enumerate() {
            if channel.tries == 0 {
                continue;
            }
            match channel.command(specs) {
                Some(command) => {
                    channel.tries -= 1;
                    asks.push(Ask { map, command });
                }
                None => channel.tries = 0,
            }
        }
        asks
    }

    /// What came from this map was asked and taken.
    pub(crate) fn was_asked(&mut self, map: usize) {
        let channel = &mut self.channels[map];
        channel.tries = 0;
    }
}

impl Channel {
    fn hear(&mut self, values: &[u8]) {
        let at = usize::from(self.map.channel) - 1;
        let Some(&coarse) = values.get(at) else {
            return;
        };
        let value = if self.map.is_fine {
            let Some(&fine) = values.get(at + 1) else {
                return;
            };
            u16::from_be_bytes([coarse, fine])
        } else {
            coarse.into()
        };
        let before = self.seen.replace(value);
        if before == Some(value) {
            return;
        }
        match &self.map.moves {
            DmxMoves::Control {
                give_back_below, ..
            } => {
                let gives_back = give_back_below.is_some_and(|least| coarse < least);
                let gave_back = std::mem::replace(&mut self.is_given_back, gives_back);
                let is_new = !(gives_back && gave_back);
                if before.is_some() && is_new {
                    self.tries = TRIES;
                }
            }
            DmxMoves::Bands(bands) => {
                let inside =
                    |band: &welkin_installation::DmxBand| (band.from..=band.to).contains(&coarse);
                let band = bands.iter().position(inside);
                let is_entered = band.is_some() && band != self.band;
                self.band = band;
                self.tries = if before.is_some() && is_entered {
                    TRIES
                } else if band.is_none() {
                    0
                } else {
                    self.tries
                };
            }
        }
    }

    /// None where nothing can be asked: the show has no such control.
    fn command(&self, specs: &[ControlSpec]) -> Option<Command> {
        match &self.map.moves {
            DmxMoves::Control {
                name,
                range,
                give_back_below,
            } => {
                let spec = specs.iter().find(|spec| spec.name == *name)?;
                if self.is_given_back {
                    return Some(Command::GiveBack {
                        control: Some(name.clone()),
                    });
                }
                let share = self.share(give_back_below.unwrap_or(0));
                let value = match range {
                    Some([low, high]) => spec.within(low + (high - low) * share),
                    None => spec.at_share(share),
                };
                Some(Command::Set {
                    control: name.clone(),
                    value,
                })
            }
            DmxMoves::Bands(bands) => Some(deed(&bands.get(self.band?)?.does)),
        }
    }

    /// How far up the channel stands above what gives back, 0 to 1.
    fn share(&self, least: u8) -> f32 {
        let value = f32::from(self.seen.unwrap_or(0));
        let (bottom, top) = if self.map.is_fine {
            (f32::from(least) * 256.0, 65_535.0)
        } else {
            (f32::from(least), 255.0)
        };
        ((value - bottom) / (top - bottom)).clamp(0.0, 1.0)
    }
}

fn deed(does: &BandDoes) -> Command {
    let all = |ask| Command::Projector { id: None, ask };
    match does {
        BandDoes::Scene(scene) => Command::Scene {
            scene: scene.clone(),
        },
        BandDoes::Installation(installation) => Command::Switch {
            installation: installation.clone(),
        },
        BandDoes::Action(action) => match action {
            BandAction::Play => Command::Play { on: true },
            BandAction::Hold => Command::Play { on: false },
            BandAction::Restart => Command::Seek { secs: 0.0 },
            BandAction::NextScene => Command::StepScene { by: 1 },
            BandAction::PreviousScene => Command::StepScene { by: -1 },
            BandAction::GiveBack => Command::GiveBack { control: None },
            BandAction::ProjectorsOn => all(ProjectorAsk::PowerOn),
            BandAction::ProjectorsOff => all(ProjectorAsk::PowerOff),
            BandAction::ShuttersClosed => all(ProjectorAsk::ShutterClosed),
            BandAction::ShuttersOpen => all(ProjectorAsk::ShutterOpen),
        },
    }
}

#[cfg(test)]
mod tests;
