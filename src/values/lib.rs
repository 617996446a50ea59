//! The plain values that flow along Welkin's one line, from sound to light.
//!
//! Nothing here has behaviour beyond its own arithmetic: no files, threads, clocks or engines.

mod moment;
mod direction;
mod coverage;
mod block;
mod features;
mod inside;
mod latent;
mod picture;
mod light;
mod projector;
mod command;
mod control_spec;
mod health;
mod nudge;
mod status;
mod visitor;

pub use block::Block;
pub use command::Command;
pub use control_spec::{ControlKind, ControlSpec, ControlStatus, Unit};
pub use coverage::Coverage;
pub use direction::Direction;
pub use features::{BANDS, Features, Key, MELS, RANGES};
pub use health::{Health, State};
pub use inside::{Bend, Deed, Inside, View};
pub use latent::{Grid, Latent, LatentShape};
pub use light::Light;
pub use moment::{Moment, SAMPLE_RATE};
pub use nudge::Nudge;
pub use picture::Picture;
pub use projector::{
    Fault, LampStatus, ProjectorAbout, ProjectorAsk, ProjectorFaults, ProjectorInput,
    ProjectorPower, ProjectorStatus,
};
pub use status::{
    CueStatus, FrameStatistics, LibraryEntry, OutputStatus, Refused, SoftLimit, SourceStatus,
    Status,
};
pub use visitor::Visitor;
