//! What people want of a projector, until it is so: a projector that warms up, cools down or is unplugged gets what was asked
//! when it can take it. Without a clock; time is handed in.

use std::collections::VecDeque;

use welkin_values::{ProjectorAsk, ProjectorPower, ProjectorStatus};

use super::message::{Question, Refusal, input};

/// What could not be done in so long is not done any more.
const KEPT_SECS: f64 = 600.0;
/// Louder and softer that wait.
const MOST_STEPS: usize = 16;

/// What people want of a projector, until it is so.
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    power: Option<Wish<bool>>,
    shut: Option<Wish<bool>>,
    frozen: Option<Wish<bool>>,
    input: Option<Wish<String>>,
    steps: VecDeque<Question>,
    /// What it refused last, in words.
    pub(crate) complaint: Option<String>,
}

#[derive(Debug)]
struct Wish<T> {
    wanted: T,
    since_secs: f64,
}

impl Wanted {
    /// Wants something from now on.
    ///
    /// # Errors
    /// It is no input, in words.
    pub(crate) fn want(&mut self, ask: &ProjectorAsk, now_secs: f64) -> Result<(), String> {
        let wish = |wanted| {
            Some(Wish {
                wanted,
                since_secs: now_secs,
            })
        };
        self.complaint = None;
        match ask {
            ProjectorAsk::PowerOn => self.power = wish(true),
            ProjectorAsk::PowerOff => {
                self.power = wish(false);
                // Nothing else can be had from a projector that is off.
                (self.shut, self.frozen, self.input) = (None, None, None);
            }
            ProjectorAsk::ShutterOpen => self.shut = wish(false),
            ProjectorAsk::ShutterClosed => self.shut = wish(true),
            ProjectorAsk::Freeze => self.frozen = wish(true),
            ProjectorAsk::Unfreeze => self.frozen = wish(false),
            ProjectorAsk::Input(code) => {
                let code = input(code).ok_or_else(|| {
                    format!("\"{code}\" is no input; inputs are called 11 or 31, say")
                })?;
                self.input = Some(Wish {
                    wanted: code,
                    since_secs: now_secs,
                });
            }
            ProjectorAsk::SpeakerLouder(up) => self.step("SVOL", *up),
            ProjectorAsk::MicrophoneLouder(up) => self.step("MVOL", *up),
        }
        Ok(())
    }

    fn step(&mut self, body: &'static str, up: bool) {
        if self.steps.len() < MOST_STEPS {
            self.steps.push_back(Question::new(2, body, digit(up)));
        }
    }

    /// Whether anything is still to be done.
    pub(crate) fn is_waiting(&self) -> bool {
        self.power.is_some()
            || self.shut.is_some()
            || self.frozen.is_some()
            || self.input.is_some()
            || !self.steps.is_empty()
    }

    /// What is to be said to a projector that is so now. What is so already is no longer wanted.
    pub(crate) fn questions(&mut self, is: &ProjectorStatus, now_secs: f64) -> Vec<Question> {
        self.give_up(now_secs);
        let mut questions = Vec::new();
        if let Some(wish) = &self.power {
            let on = wish.wanted;
            match (on, is.power) {
                (true, Some(ProjectorPower::On | ProjectorPower::Warming))
                | (false, Some(ProjectorPower::Standby | ProjectorPower::Cooling)) => {
                    self.power = None;
                }
                // On its way to where it is not wanted: it takes nothing before it is there.
                (true, Some(ProjectorPower::Cooling)) | (false, Some(ProjectorPower::Warming)) => {}
                _ => questions.push(Question::new(1, "POWR", digit(on))),
            }
        }
        if is.power != Some(ProjectorPower::On) {
            return questions;
        }
        let is_so = |wish: &Option<Wish<bool>>, now: Option<bool>| {
            wish.as_ref().is_some_and(|wish| now == Some(wish.wanted))
        };
        if is_so(&self.shut, is.shut) {
            self.shut = None;
        }
        if is_so(&self.frozen, is.frozen) {
            self.frozen = None;
        }
        if self.input.as_ref().map(|wish| &wish.wanted) == is.input.as_ref() {
            self.input = None;
        }
        if let Some(wish) = &self.shut {
            let both = if wish.wanted { "31" } else { "30" };
            questions.push(Question::new(1, "AVMT", both));
        }
        if let Some(wish) = &self.input {
            // Inputs that are letters came with class 2.
            let class = if wish.wanted.ends_with(|c: char| c.is_ascii_digit())
                && !wish.wanted.starts_with('6')
            {
                1
            } else {
                2
            };
            questions.push(Question::new(class, "INPT", &wish.wanted));
        }
        if let Some(wish) = &self.frozen {
            questions.push(Question::new(2, "FREZ", digit(wish.wanted)));
        }
        questions.extend(self.steps.drain(..));
        questions
    }

    /// A question was answered.
    pub(crate) fn answered(&mut self, question: &Question, answer: Result<(), Refusal>) {
        let words = match answer {
            Ok(()) | Err(Refusal::NotNow) => return,
            Err(Refusal::Unknown) => "it cannot do that",
            Err(Refusal::OutOfRange) => "it has no such setting",
            Err(Refusal::Broken) => "it says that it is broken",
        };
        self.complaint = Some(format!(
            "was asked {} {}: {words}",
            question.body, question.parameter
        ));
        match question.body {
            "POWR" => self.power = None,
            "AVMT" => self.shut = None,
            "FREZ" => self.frozen = None,
            "INPT" => self.input = None,
            _ => {}
        }
    }

    fn give_up(&mut self, now_secs: f64) {
        let mut given_up = Vec::new();
        let is_old = |since_secs: f64| now_secs - since_secs > KEPT_SECS;
        for (what, wish) in [
            ("light", &mut self.power),
            ("shutter", &mut self.shut),
            ("freeze", &mut self.frozen),
        ] {
            if wish.take_if(|wish| is_old(wish.since_secs)).is_some() {
                given_up.push(what);
            }
        }
        if self.input.take_if(|wish| is_old(wish.since_secs)).is_some() {
            given_up.push("input");
        }
        if !given_up.is_empty() {
            self.complaint = Some(format!(
                "did not do in ten minutes what was asked ({})",
                given_up.join(", ")
            ));
        }
    }
}

fn digit(on: bool) -> &'static str {
    if on { "1" } else { "0" }
}

#[cfg(test)]
mod tests;
