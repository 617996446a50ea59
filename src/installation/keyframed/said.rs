//! What a keyframe says, as it is read from a text and written into one.

use std::collections::BTreeMap;

use welkin_values::Moment;

use crate::document::Node;
use crate::show::{Ease, Keyframe};

/// What one keyframe says; controls by their names.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Said {
    pub(super) at: Moment,
    pub(super) seed: Option<u64>,
    pub(super) controls: BTreeMap<String, f32>,
    pub(super) ease: Ease,
}

impl Said {
    /// What a keyframe says once it is rounded as it is written.
    pub(super) fn of(keyframe: &Keyframe) -> Self {
        let said = |(control, value): &(crate::Control, f32)| {
            let value = tidy(*value) as f32;
            (control.name().to_owned(), value)
        };
        Self {
            at: rounded(keyframe.at),
            seed: keyframe.seed,
            controls: keyframe.controls.iter().map(said).collect(),
            ease: keyframe.ease,
        }
    }

    /// Whether it is at this time, as far as milliseconds tell.
    pub(super) fn is_at(&self, moment: Moment) -> bool {
        (self.at.secs() - moment.secs()).abs() < 0.0011
    }

    /// Its keys and values, in order, the time first.
    pub(super) fn entries(&self) -> Vec<(&'static str, String)> {
        let mut entries = vec![("at", format!("\"{}\"", time_text(self.at)))];
        entries.extend(self.seed.map(|seed| ("seed", seed.to_string())));
        entries.extend(self.controls_text().map(|text| ("controls", text)));
        entries.extend(ease_text(self.ease).map(|text| ("ease", text)));
        entries
    }

    /// All of it between two braces.
    pub(super) fn in_a_row(&self) -> String {
        let entries = self.entries();
        let entries: Vec<String> = entries
            .iter()
            .map(|(key, value)| format!("{key} = {value}"))
            .collect();
        format!("{{ {} }}", entries.join(", "))
    }

    /// The controls between two braces; none where there are none.
    pub(super) fn controls_text(&self) -> Option<String> {
        let entries = self.controls.iter();
        let entries: Vec<String> = entries
            .map(|(name, value)| format!("{name} = {}", tidy(*value)))
            .collect();
        (!entries.is_empty()).then(|| format!("{{ {} }}", entries.join(", ")))
    }
}

/// What a keyframe in a text says; none where something in it is not of its kind.
pub(super) fn said_of(keyframe: Node<'_>) -> Option<Said> {
    let seed = keyframe.get("seed");
    let control = |(_, name, value): (usize, &str, Node<'_>)| {
        let value = value.number()? as f32;
        Some((name.to_owned(), value))
    };
    let controls: Option<BTreeMap<String, f32>> =
        keyframe.get("controls").entries().map(control).collect();
    let ease = keyframe.get("ease");
    Some(Said {
        at: keyframe.get("at").time()?,
        seed: match seed.is_there() {
            true => Some(seed.number()? as u64),
            false => None,
        },
        controls: controls?,
        ease: match ease.is_there() {
            true => ease_of(ease.text()?)?,
            false => Ease::default(),
        },
    })
}

/// How an ease is written where it is not the usual one.
pub(super) fn ease_text(ease: Ease) -> Option<String> {
    let word = WORDS.iter().find(|(_, it)| *it == ease)?.0;
    (ease != Ease::default()).then(|| format!("\"{word}\""))
}

const WORDS: [(&str, Ease); 3] = [
    ("linear", Ease::Linear),
    ("smooth", Ease::Smooth),
    ("hold", Ease::Hold),
];

fn ease_of(word: &str) -> Option<Ease> {
    let found = WORDS.iter().find(|(it, _)| *it == word);
    found.map(|(_, ease)| *ease)
}

/// The time in whole milliseconds.
pub(super) fn rounded(moment: Moment) -> Moment {
    Moment::from_secs(millis(moment) as f64 / 1000.0)
}

/// A time as people write it: "1:05.25".
pub(super) fn time_text(moment: Moment) -> String {
    let all = millis(moment);
    let sign = if all < 0 { "-" } else { "" };
    let all = all.unsigned_abs();
    let (hours, minutes, secs) = (all / 3_600_000, all / 60_000 % 60, all / 1000 % 60);
    let fraction = match all % 1000 {
        0 => String::new(),
        millis => format!(".{millis:03}").trim_end_matches('0').to_owned(),
    };
    if hours > 0 {
        format!("{sign}{hours}:{minutes:02}:{secs:02}{fraction}")
    } else {
        format!("{sign}{minutes}:{secs:02}{fraction}")
    }
}

fn millis(moment: Moment) -> i64 {
    (moment.secs() * 1000.0).round() as i64
}

/// Ten thousandths are more than anybody sees; zero without a sign.
pub(super) fn tidy(value: f32) -> f64 {
    (f64::from(value) * 10_000.0).round() / 10_000.0 + 0.0
}
