//! What can be noted.

use welkin_values::{Command, State};

use crate::shorten::shorten;
use crate::time::Time;

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A scene of an installation is shown from now on; what was shown before is over.
    Began {
        /// The installation's folder name.
        installation: String,
        /// Its title.
        title: String,
        /// The scene's id.
        scene: String,
    },
    /// Nothing of a show is shown any more: it is held, or a test pattern is shown.
    Stopped,
    /// An installation was asked to take another one's place, and this became of it.
    Swapped {
        /// Who asked; empty if nobody did.
        who: String,
        /// The folder name of the installation before.
        before: String,
        /// The folder name of the one that was asked for.
        after: String,
        /// What became of it.
        result: SwapResult,
        /// How long it took until it was on, seconds; none if it was not seen to begin.
        warm_secs: Option<f64>,
        /// What was wrong.
        words: String,
    },
    /// A part of the program came into a state; `Good` ends its fault.
    Fault {
        /// The part.
        part: String,
        /// How well it works.
        state: State,
        /// What is so and what to do about it.
        words: String,
    },
    /// Somebody asked something of the show. A control that is moved on and on by the same hand is one row.
    Asked {
        /// A person's name, or the protocol and address: `osc 10.0.0.7`.
        who: String,
        /// What was asked.
        command: Command,
    },
    /// Somebody did something else worth keeping: logged in, saved keyframes, sent a file.
    Did {
        /// Who.
        who: String,
        /// What, in one word.
        what: String,
        /// The rest.
        detail: String,
    },
    /// How a minute went, or its beginning so far: later ones with the same `began` take its place.
    Minute(Minute),
    /// What a projector said of itself.
    Lamp {
        /// Its name in the venue.
        projector: String,
        /// How long its lamp has burned.
        hours: Option<f64>,
        /// Its own temperature.
        temperature_celsius: Option<f64>,
        /// What it complains of; empty if nothing.
        errors: String,
    },
    /// Somebody put a headset on.
    VisitBegan {
        /// Which headset.
        headset: String,
    },
    /// A headset was taken off.
    VisitEnded {
        /// Which headset.
        headset: String,
    },
    /// The machine's clock jumped.
    ClockJumped {
        /// What it would have said.
        before: Time,
        /// How far it jumped ahead, or back if negative.
        by_secs: f64,
    },
}

/// What became of a swap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SwapResult {
    /// It is on.
    Done,
    /// It cannot be shown; the one before goes on.
    Refused,
    /// Something else was asked for before it was ready.
    GivenUp,
}

impl SwapResult {
    /// The word in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::GivenUp => "given up",
        }
    }
}

/// How a minute went.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Minute {
    /// When it began.
    pub began: Time,
    /// The middle one of the frame intervals' medians.
    pub frame_median_ms: f64,
    /// The greatest of the frame intervals' 99th percentiles.
    pub frame_p99_ms: f64,
    /// The longest frame.
    pub frame_longest_ms: f64,
    /// How many frames came too late.
    pub late_frames: u64,
    /// How often the sound card found no sound ready.
    pub sound_underruns: u64,
    /// Frames shown per second.
    pub shown_fps: f64,
    /// Pictures made per second.
    pub painted_fps: f64,
    /// The hottest place in the machine.
    pub temperature_celsius: Option<f64>,
    /// What the program occupies.
    pub memory_mib: Option<f64>,
    /// How many cores the program kept busy.
    pub load_cores: Option<f64>,
    /// How many people watched the page at most.
    pub clients: u32,
}

/// What goes first when not everything can be kept; the later, the longer it is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Worth {
    Statistic,
    Movement,
    Event,
}

impl Event {
    pub(crate) fn worth(&self) -> Worth {
        match self {
            Self::Minute(_) => Worth::Statistic,
            Self::Asked {
                command: Command::Set { .. } | Command::Nudge { .. },
                ..
            } => Worth::Movement,
            _ => Worth::Event,
        }
    }

    /// The same with words of bounded length.
    pub(crate) fn shortened(mut self) -> Self {
        match &mut self {
            Self::Began {
                installation,
                title,
                scene,
            } => cut([installation, title, scene]),
            Self::Swapped {
                who,
                before,
                after,
                words,
                ..
            } => cut([who, before, after, words]),
            Self::Fault { part, words, .. } => cut([part, words]),
            Self::Asked { who, .. } => cut([who]),
            Self::Did { who, what, detail } => cut([who, what, detail]),
            Self::Lamp {
                projector, errors, ..
            } => cut([projector, errors]),
            Self::VisitBegan { headset } | Self::VisitEnded { headset } => cut([headset]),
            Self::Stopped | Self::Minute(_) | Self::ClockJumped { .. } => {}
        }
        self
    }
}

fn cut<const COUNT: usize>(texts: [&mut String; COUNT]) {
    for text in texts {
        *text = shorten(std::mem::take(text));
    }
}
