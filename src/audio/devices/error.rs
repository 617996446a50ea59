//! Why a sound card cannot be used, in words that say what to do.

use super::name::SoundDirection;

/// Why a sound card cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeviceError {
    /// The venue asks for a system that this program or this machine does not have.
    #[error("{host} is not there ({reason}); {}", there(known))]
    Host {
        /// The system, such as `jack`.
        host: String,
        /// What is missing.
        reason: String,
        /// The systems that are there.
        known: Vec<String>,
    },
    /// There is no card of this name.
    #[error("no {direction} is called \"{name}\"; {}", there(known))]
    Unknown {
        /// What was asked for.
        name: String,
        /// Out or in.
        direction: SoundDirection,
        /// The names that there are.
        known: Vec<String>,
    },
    /// Several cards have this in their names.
    #[error("several {direction}s have \"{name}\" in their names; give more of one: {}", known.join(", "))]
    Several {
        /// What was asked for.
        name: String,
        /// Out or in.
        direction: SoundDirection,
        /// Those that it fits.
        known: Vec<String>,
    },
    /// The system names no default card.
    #[error("{host} names no default {direction}")]
    NoDefault {
        /// The system.
        host: String,
        /// Out or in.
        direction: SoundDirection,
    },
    /// The card is there but cannot be opened now: another program holds it, say.
    #[error("{name} cannot be opened ({reason})")]
    Refused {
        /// The card.
        name: String,
        /// What the system says.
        reason: String,
    },
    /// The card offers no channels, no rate or no kind of samples that can be used.
    #[error(
        "{name} offers nothing that Welkin can use as {direction}: it needs a channel, a rate and whole or float samples"
    )]
    Nothing {
        /// The card.
        name: String,
        /// Out or in.
        direction: SoundDirection,
    },
    /// The venue has no speakers.
    #[error("the venue is silent on purpose: it has no speakers to test")]
    Silent,
    /// The card takes sound faster than anybody could hear it, or stopped.
    #[error("{name} {reason}")]
    Stopped {
        /// The card.
        name: String,
        /// What it does.
        reason: String,
    },
}

fn there(known: &[String]) -> String {
    if known.is_empty() {
        return "there is none".into();
    }
    format!("there are: {}", known.join(", "))
}
