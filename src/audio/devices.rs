//! The sound cards of this machine: which there are, by what names they are chosen, how they are opened, watched
//! and tried again.

mod name;
mod error;
mod find;
mod list;
mod format;
mod pace;
mod signs;
mod keeper;
mod playing;
mod opening;
mod output;
mod source;
mod noise;
mod walk;

#[cfg(test)]
mod machine_tests;
#[cfg(all(test, feature = "pipewire"))]
mod pipewire_tests;

pub use error::DeviceError;
pub(crate) use format::Format;
pub(crate) use keeper::{Keeper, News, Opened};
pub use list::{DeviceInfo, devices, find_device};
pub use name::SoundDirection;
pub(crate) use opening::CardWish;
pub(crate) use output::{Give, open_output};
pub(crate) use signs::{Counts, Signs, Watch};
pub(crate) use source::{Take, open_input};
pub use walk::{SpeakerTest, test_speakers};
