//! One round with a projector: what it is asked, and how its answers make its status. Who carries questions and answers is
//! left open, so that rounds are tested without a network.

use std::collections::BTreeSet;

use welkin_values::{Fault, ProjectorAbout, ProjectorInput, ProjectorPower, ProjectorStatus};

use super::message::{self, Question, Refusal};
use super::wanted::Wanted;

/// More inputs than this are not asked for their names.
const MOST_NAMES: usize = 16;

/// What a watcher remembers of its projector from round to round.
#[derive(Debug)]
pub(crate) struct Memory {
    /// How it is.
    pub(crate) status: ProjectorStatus,
    /// What people want of it.
    pub(crate) wanted: Wanted,
    /// Questions it does not know.
    lacks: BTreeSet<&'static str>,
    /// Whether it told what does not change.
    is_known: bool,
}

impl Memory {
    pub(crate) fn new(id: &str, outputs: &[String]) -> Self {
        Self {
            status: ProjectorStatus {
                id: id.into(),
                outputs: outputs.to_vec(),
                words: "was not asked yet.".into(),
                ..ProjectorStatus::default()
            },
            wanted: Wanted::default(),
            lacks: BTreeSet::new(),
            is_known: false,
        }
    }

    /// It was away, or may be another one: what it is, is asked again.
    pub(crate) fn forget(&mut self) {
        self.is_known = false;
        self.lacks.clear();
    }

    /// Asks all that matters now, then says what is wanted, then asks whether that is so.
    ///
    /// # Errors
    /// Those of the one who carries.
    pub(crate) fn round<E>(
        &mut self,
        now_secs: f64,
        carry: &mut dyn FnMut(&Question) -> Result<String, E>,
    ) -> Result<(), E> {
        if !self.is_known {
            self.introduce(carry)?;
            self.is_known = true;
        }
        self.look(carry)?;
        let questions = self.wanted.questions(&self.status, now_secs);
        let any = !questions.is_empty();
        for question in questions {
            let answer = carry(&question)?;
            self.wanted
                .answered(&question, message::value(&answer).map(|_| ()));
        }
        if any {
            self.look(carry)?;
            // Only to find what is so already.
            let left = self.wanted.is_waiting();
            if left {
                self.settle(now_secs);
            }
        }
        Ok(())
    }

    /// Lets go of wishes that have come true.
    fn settle(&mut self, now_secs: f64) {
        drop(self.wanted.questions(&self.status, now_secs));
    }

    fn look<E>(&mut self, carry: &mut dyn FnMut(&Question) -> Result<String, E>) -> Result<(), E> {
        let mut ask =
            |class, body, lacks: &mut BTreeSet<&'static str>| ask(class, body, "?", lacks, carry);
        let lacks = &mut self.lacks;
        let status = &mut self.status;
        if let Some(power) = ask(1, "POWR", lacks)?.as_deref().and_then(message::power) {
            status.power = Some(power);
        }
        if let Some(faults) = ask(1, "ERST", lacks)?.as_deref().and_then(message::faults) {
            status.faults = faults;
        }
        if let Some(lamps) = ask(1, "LAMP", lacks)?.as_deref().and_then(message::lamps) {
            status.lamps = lamps;
        }
        if status.class >= 2 {
            let filter = ask(2, "FILT", lacks)?;
            status.filter_hours = filter.as_deref().and_then(message::hours);
        }
        if status.power != Some(ProjectorPower::On) {
            (status.shut, status.frozen, status.resolution) = (None, None, None);
            return Ok(());
        }
        status.shut = ask(1, "AVMT", lacks)?.as_deref().and_then(message::shut);
        status.input = ask(1, "INPT", lacks)?.as_deref().and_then(message::input);
        if status.class >= 2 {
            let frozen = ask(2, "FREZ", lacks)?;
            status.frozen = frozen.as_deref().and_then(message::frozen);
            let signal = ask(2, "IRES", lacks)?;
            status.resolution = signal.as_deref().and_then(message::resolution);
        }
        Ok(())
    }

    fn introduce<E>(
        &mut self,
        carry: &mut dyn FnMut(&Question) -> Result<String, E>,
    ) -> Result<(), E> {
        let lacks = &mut self.lacks;
        let class = ask(1, "CLSS", "?", lacks, carry)?;
        // Whoever does not say is of the first.
        let class = if class.as_deref() == Some("2") { 2 } else { 1 };
        let mut told = |of: u8, body, carry: &mut dyn FnMut(&Question) -> Result<String, E>| {
            if of > class {
                return Ok(String::new());
            }
            let told = ask(of, body, "?", lacks, carry)?;
            Ok(message::name(&told.unwrap_or_default()))
        };
        self.status.about = ProjectorAbout {
            name: told(1, "NAME", carry)?,
            maker: told(1, "INF1", carry)?,
            model: told(1, "INF2", carry)?,
            other: told(1, "INFO", carry)?,
            serial: told(2, "SNUM", carry)?,
            software: told(2, "SVER", carry)?,
            lamp_model: told(2, "RLMP", carry)?,
            filter_model: told(2, "RFIL", carry)?,
        };
        self.status.class = class;
        let recommended = if class >= 2 {
            ask(2, "RRES", "?", lacks, carry)?
        } else {
            None
        };
        self.status.recommended = recommended.as_deref().and_then(message::resolution);
        let inputs = ask(class, "INST", "?", lacks, carry)?;
        let codes = inputs
            .as_deref()
            .and_then(message::inputs)
            .unwrap_or_default();
        self.status.inputs.clear();
        for (index, code) in codes.into_iter().enumerate() {
            let name = if class >= 2 && index < MOST_NAMES {
                ask(2, "INNM", &format!("?{code}"), lacks, carry)?
            } else {
                None
            };
            self.status.inputs.push(ProjectorInput {
                name: message::name(&name.unwrap_or_default()),
                code,
            });
        }
        Ok(())
    }
}

/// Asks unless it is known to be of no use; none where the projector refuses.
fn ask<E>(
    class: u8,
    body: &'static str,
    parameter: &str,
    lacks: &mut BTreeSet<&'static str>,
    carry: &mut dyn FnMut(&Question) -> Result<String, E>,
) -> Result<Option<String>, E> {
    if lacks.contains(body) {
        return Ok(None);
    }
    let answer = carry(&Question::new(class, body, parameter))?;
    match message::value(&answer) {
        Ok(text) => Ok(Some(text.into())),
        Err(Refusal::Unknown) => {
            lacks.insert(body);
            Ok(None)
        }
        Err(_) => Ok(None),
    }
}

/// How it is in one sentence, and what to do; and how bad that is.
pub(crate) fn words(memory: &Memory) -> (Fault, String) {
    let status = &memory.status;
    if let Some(complaint) = &memory.wanted.complaint {
        let words = format!("{complaint}. Ask again, or do it by its remote control.");
        return (Fault::Warning, words);
    }
    let worst = status.faults.worst();
    if worst != Fault::None {
        let parts = status.faults.parts().into_iter();
        let bad: Vec<&str> = parts
            .filter(|(_, fault)| *fault != Fault::None)
            .map(|(part, _)| part)
            .collect();
        let says = if worst == Fault::Error {
            "reports a fault"
        } else {
            "warns"
        };
        let advice = bad
            .iter()
            .map(|part| advice(part))
            .collect::<Vec<_>>()
            .join(". ");
        return (worst, format!("{says}: {}. {advice}.", bad.join(", ")));
    }
    let power = match status.power {
        Some(ProjectorPower::On) if status.shut == Some(true) => "is on, with its shutter closed",
        Some(ProjectorPower::On) => "is on",
        Some(ProjectorPower::Standby) => "is off",
        Some(ProjectorPower::Cooling) => "cools down",
        Some(ProjectorPower::Warming) => "warms up",
        None => "does not say whether it is on",
    };
    let hours = status.lamps.iter().map(|lamp| lamp.hours).max();
    let lamp = hours.map_or(String::new(), |hours| {
        format!("; its lamp has burnt {hours} h")
    });
    (Fault::None, format!("{power}{lamp}."))
}

fn advice(part: &str) -> &'static str {
    match part {
        "fan" => "Have its fans looked at",
        "lamp" => "Have its lamp changed",
        "temperature" => "Look whether its vents are free and the room is cool",
        "cover" => "Close its cover",
        "filter" => "Clean or change its filter",
        _ => "Read what its own display says",
    }
}

#[cfg(test)]
mod tests;
