//! What a room is made for.

use welkin_installation::{Hrtf, Sound, Speaker, Speakers, Venue};

/// Channels a device may have.
const MOST_CHANNELS: usize = 64;

/// What a room is made for: where its sound goes and how.
#[derive(Clone, Debug, PartialEq)]
pub struct RoomSettings {
    pub(crate) way: Way,
    pub(crate) sound: Sound,
}

/// Where the sound goes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Way {
    /// Two speakers.
    Stereo,
    /// Headphones.
    Binaural(Hrtf),
    /// Speakers around people.
    Placed(Vec<Speaker>),
    /// The ambisonic bus itself (ACN, SN3D).
    Ambix,
}

impl RoomSettings {
    /// For a venue. A silent one is rendered in stereo, for whoever looks at it.
    pub fn of(venue: &Venue) -> Self {
        let way = match &venue.speakers {
            Speakers::Stereo | Speakers::Silent => Way::Stereo,
            Speakers::Binaural(hrtf) => Way::Binaural(hrtf.clone()),
            Speakers::Placed(speakers) => {
                let within = |speaker: &&Speaker| speaker.channel < MOST_CHANNELS;
                let speakers: Vec<Speaker> = speakers.iter().filter(within).cloned().collect();
                if speakers.iter().all(|speaker| speaker.is_sub) {
                    Way::Stereo
                } else {
                    Way::Placed(speakers)
                }
            }
        };
        Self {
            way,
            sound: Sound {
                order: venue.sound.order.clamp(1, 7),
                ..venue.sound.clone()
            },
        }
    }

    /// Two speakers, with nothing else to be known of them.
    pub fn stereo() -> Self {
        Self {
            way: Way::Stereo,
            sound: Sound::default(),
        }
    }

    /// The ambisonic bus itself: (order + 1)² channels (ACN, SN3D), order 1 to 7.
    pub fn ambix(order: usize) -> Self {
        Self {
            way: Way::Ambix,
            sound: Sound {
                order: order.clamp(1, 7),
                ..Sound::default()
            },
        }
    }

    /// Channels that come out of such a room. Where speakers are placed: up to the last one that a speaker hangs on.
    pub fn channels(&self) -> usize {
        match &self.way {
            Way::Stereo | Way::Binaural(_) => 2,
            Way::Placed(speakers) => {
                let last = speakers.iter().map(|speaker| speaker.channel).max();
                last.unwrap_or(0) + 1
            }
            Way::Ambix => (self.sound.order + 1).pow(2),
        }
    }
}
