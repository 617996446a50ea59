//! Which card a name means.

use std::fmt;

/// Whether sound goes out or comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SoundDirection {
    /// To speakers.
    Output,
    /// From microphones.
    Input,
}

impl fmt::Display for SoundDirection {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Output => "output",
            Self::Input => "input",
        })
    }
}

/// A card's name for people and its name for the system.
pub(super) type Names = (String, String);

/// What a name means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// This card.
    One(usize),
    /// None.
    Nothing,
    /// Any of these.
    Several(Vec<usize>),
}

/// The card that is called so; else the one that is when small and capital letters are the same; else the only one
/// that has it in one of its names. Where several cards have one name, the first of them: systems list the same card
/// in several dresses.
pub(super) fn meaning(wanted: &str, cards: &[Names]) -> Meaning {
    let lower = wanted.trim().to_lowercase();
    let same = |name: &String| *name == wanted;
    let alike = |name: &String| name.to_lowercase() == lower;
    let within = |name: &String| !lower.is_empty() && name.to_lowercase().contains(&lower);
    let fitting = |fits: &dyn Fn(&String) -> bool| -> Vec<usize> {
        let fits = |(name, id): &Names| fits(id) || fits(name);
        (0..cards.len()).filter(|n| fits(&cards[*n])).collect()
    };
    for found in [fitting(&same), fitting(&alike), fitting(&within)] {
        let Some(first) = found.first() else {
            continue;
        };
        if found.iter().all(|n| cards[*n].0 == cards[*first].0) {
            return Meaning::One(*first);
        }
        return Meaning::Several(found);
    }
    Meaning::Nothing
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_mean_what_people_expect() {
        let cards: Vec<Names> = [
            ("Scarlett 18i20", "hw:CARD=USB,DEV=0"),
            ("Scarlett 18i20", "plughw:CARD=USB,DEV=0"),
            ("Scarlett Solo", "hw:CARD=Solo,DEV=0"),
            ("Built-in", "hw:CARD=PCH,DEV=0"),
            ("null", "null"),
        ]
        .map(|(name, id)| (name.into(), id.into()))
        .into();
        for (wanted, expected) in [
            ("Built-in", Meaning::One(3)),
            ("built-IN", Meaning::One(3)),
            ("uilt", Meaning::One(3)),
            ("Scarlett 18i20", Meaning::One(0)),
            ("plughw:CARD=USB,DEV=0", Meaning::One(1)),
            ("18i", Meaning::One(0)),
            ("scarlett", Meaning::Several(vec![0, 1, 2])),
            ("solo", Meaning::One(2)),
            ("null", Meaning::One(4)),
            ("no such", Meaning::Nothing),
            ("", Meaning::Nothing),
        ] {
            assert_eq!(meaning(wanted, &cards), expected, "{wanted}");
        }
    }
}
