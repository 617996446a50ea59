//! PJLink's lines as values: bytes ↔ what they say (JBMIA's specification of PJLink, classes 1 and 2).

use welkin_values::{Fault, LampStatus, ProjectorFaults, ProjectorPower};

/// The port that PJLink is spoken on, by TCP and, in class 2, by UDP.
pub const PJLINK_PORT: u16 = 4352;
/// No line of the specification is as long; what is longer is none.
pub(crate) const LONGEST_LINE: usize = 512;
/// A projector has no more lamps, says the specification.
const MOST_LAMPS: usize = 8;
/// It has no more inputs of one class.
const MOST_INPUTS: usize = 64;

/// What a projector says when somebody connects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Greeting {
    /// Anybody may ask.
    Open,
    /// The first question begins with a digest made with this.
    Locked(String),
    /// The digest was wrong.
    Refused,
}

/// Reads a greeting, which is also what a wrong digest is answered with.
pub(crate) fn greeting(line: &[u8]) -> Option<Greeting> {
    let line = std::str::from_utf8(line)
        .ok()?
        .trim_end_matches(['\r', '\n']);
    let rest = line
        .get(..7)?
        .eq_ignore_ascii_case("PJLINK ")
        .then(|| &line[7..])?;
    if rest.eq_ignore_ascii_case("ERRA") {
        return Some(Greeting::Refused);
    }
    if rest == "0" {
        return Some(Greeting::Open);
    }
    let random = rest.strip_prefix("1 ")?;
    let is_random = (1..=64).contains(&random.len())
        && random.chars().all(|letter| letter.is_ascii_alphanumeric());
    is_random.then(|| Greeting::Locked(random.into()))
}

/// What unlocks a projector: the MD5 of its random number and the password, in hexadecimal.
pub(crate) fn digest(random: &str, password: &str) -> String {
    format!("{:x}", md5::compute(format!("{random}{password}")))
}

/// A question or a command, such as `POWR` with `?` or `1`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Question {
    /// 1 or 2.
    pub(crate) class: u8,
    /// Four letters.
    pub(crate) body: &'static str,
    /// `?` or what to do.
    pub(crate) parameter: String,
}

impl Question {
    pub(crate) fn new(class: u8, body: &'static str, parameter: &str) -> Self {
        Self {
            class,
            body,
            parameter: parameter.into(),
        }
    }

    /// As a line.
    pub(crate) fn line(&self) -> String {
        format!("%{}{} {}\r", self.class, self.body, self.parameter)
    }
}

/// A line that begins with a class and a body: an answer, or what a projector says by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Answer<'l> {
    /// 1 or 2.
    pub(crate) class: u8,
    /// Four letters.
    pub(crate) body: &'l str,
    /// What stands after the sign.
    pub(crate) value: &'l str,
}

/// Reads an answer.
pub(crate) fn answer(line: &[u8]) -> Option<Answer<'_>> {
    if line.len() > LONGEST_LINE {
        return None;
    }
    let line = std::str::from_utf8(line)
        .ok()?
        .trim_end_matches(['\r', '\n']);
    let class = match line.get(..2)? {
        "%1" => 1,
        "%2" => 2,
        _ => return None,
    };
    let body = line.get(2..6)?;
    let value = line.get(6..)?.strip_prefix('=')?;
    let is_body = body.chars().all(|letter| letter.is_ascii_alphanumeric());
    is_body.then_some(Answer { class, body, value })
}

/// Why a projector does not do or say what it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// It knows no such question.
    Unknown,
    /// It has no such input, say.
    OutOfRange,
    /// Not now: it is off, or on its way.
    NotNow,
    /// It is broken.
    Broken,
}

/// What an answer says, or why it says nothing.
pub(crate) fn value(text: &str) -> Result<&str, Refusal> {
    match text.to_ascii_uppercase().as_str() {
        "ERR1" => Err(Refusal::Unknown),
        "ERR2" => Err(Refusal::OutOfRange),
        "ERR3" => Err(Refusal::NotNow),
        "ERR4" => Err(Refusal::Broken),
        _ => Ok(text),
    }
}

/// POWR.
pub(crate) fn power(text: &str) -> Option<ProjectorPower> {
    Some(match text {
        "0" => ProjectorPower::Standby,
        "1" => ProjectorPower::On,
        "2" => ProjectorPower::Cooling,
        "3" => ProjectorPower::Warming,
        _ => return None,
    })
}

/// AVMT: whether the picture is shut.
pub(crate) fn shut(text: &str) -> Option<bool> {
    match text {
        "11" | "31" => Some(true),
        "10" | "20" | "21" | "30" => Some(false),
        _ => None,
    }
}

/// FREZ.
pub(crate) fn frozen(text: &str) -> Option<bool> {
    match text {
        "0" => Some(false),
        "1" => Some(true),
        _ => None,
    }
}

/// LAMP: hours and whether it burns, for each.
pub(crate) fn lamps(text: &str) -> Option<Vec<LampStatus>> {
    let words: Vec<&str> = text.split_ascii_whitespace().take(2 * MOST_LAMPS).collect();
    let pairs = words.chunks(2).map(|pair| {
        let [hours, on] = pair else { return None };
        Some(LampStatus {
            hours: hours.parse().ok().filter(|hours| *hours < 10_000_000)?,
            on: frozen(on)?,
        })
    });
    let lamps: Option<Vec<LampStatus>> = pairs.collect();
    lamps.filter(|lamps| !lamps.is_empty())
}

/// ERST.
pub(crate) fn faults(text: &str) -> Option<ProjectorFaults> {
    let all: Option<Vec<Fault>> = text
        .chars()
        .take(7)
        .map(|digit| match digit {
            '0' => Some(Fault::None),
            '1' => Some(Fault::Warning),
            '2' => Some(Fault::Error),
            _ => None,
        })
        .collect();
    let &[fan, lamp, temperature, cover, filter, other] = all?.as_slice() else {
        return None;
    };
    Some(ProjectorFaults {
        fan,
        lamp,
        temperature,
        cover,
        filter,
        other,
    })
}

/// An input: two characters, the kind and the number.
pub(crate) fn input(text: &str) -> Option<String> {
    let is_input = text.len() == 2
        && text.starts_with(|kind: char| ('1'..='6').contains(&kind))
        && text.chars().all(|letter| letter.is_ascii_alphanumeric());
    is_input.then(|| text.to_ascii_uppercase())
}

/// INST: the inputs it has.
pub(crate) fn inputs(text: &str) -> Option<Vec<String>> {
    let words = text.split_ascii_whitespace().take(MOST_INPUTS);
    words.map(input).collect()
}

/// IRES and RRES; none also where no signal comes.
pub(crate) fn resolution(text: &str) -> Option<[u32; 2]> {
    let (width, height) = text.split_once(['x', 'X'])?;
    let side = |text: &str| text.parse().ok().filter(|side| *side <= 65_536);
    Some([side(width)?, side(height)?])
}

/// FILT.
pub(crate) fn hours(text: &str) -> Option<u32> {
    text.parse().ok().filter(|hours| *hours < 10_000_000)
}

/// A name, as it may be shown: 128 characters of it, none of which control anything.
pub(crate) fn name(text: &str) -> String {
    let letters = text.chars().filter(|letter| !letter.is_control());
    letters.take(128).collect()
}

#[cfg(test)]
mod tests;
