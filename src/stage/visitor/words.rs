//! What the show and the headset's process tell each other: lines of JSON; a picture's pixels follow its line.

use std::io::{self, BufRead, Read, Write};

use glam::{Quat, Vec3};
use serde::{Deserialize, Serialize};
use welkin_projection::{DeckLight, Eye};
use welkin_values::{Picture, Visitor};

/// Longer lines are not read: a frame has a few thousand characters.
const LONGEST_LINE: u64 = 1 << 20;
/// A picture has at most so many pixels along a side.
const LARGEST_SIDE: usize = 16_384;

/// From the show to the headset's process.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum ToGuest {
    /// A picture; its pixels follow, four half floats each, smallest byte first.
    Picture {
        /// Its number; frames name it.
        id: u64,
        /// Columns.
        width: usize,
        /// Rows.
        height: usize,
    },
    /// What is shown from now on.
    Frame(Box<GuestFrame>),
}

/// What is shown at one moment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct GuestFrame {
    pub(super) decks: [Option<GuestDeck>; 2],
    pub(super) fade: f32,
    pub(super) master: f32,
    pub(super) house: f32,
}

/// One deck of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct GuestDeck {
    /// The numbers of the older and the newer picture.
    pub(super) pictures: Option<[u64; 2]>,
    pub(super) light: DeckLight,
}

/// From the headset's process to the show.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum ToHost {
    /// How it stands with the headset.
    State {
        /// Whether the headset shows the dome.
        good: bool,
        /// In words, with what to do.
        words: String,
    },
    /// What the first eye sees and the visitor does, in room space; frames given so far.
    Head(Seen, Visitor, u64),
    /// Somebody put the headset on, or took it off.
    Visit(bool),
    /// So many scenes on were asked for with a controller.
    Scenes(i32),
    /// The light is to be brighter by this share.
    Brighter(f32),
}

/// How an eye looks, in room space.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Seen {
    /// How it is turned (x, y, z, w).
    pub(crate) turned: [f32; 4],
    /// Metres from the middle of the dome.
    pub(crate) position_m: [f32; 3],
    /// Tangents to the left, right, top and bottom.
    pub(crate) tangents: [f32; 4],
}

impl Seen {
    /// The eye, in a dome of a radius.
    pub(crate) fn eye(&self, radius_m: f32) -> Eye {
        Eye {
            orientation: Quat::from_array(self.turned).normalize(),
            position: Vec3::from_array(self.position_m),
            tangents: self.tangents,
            radius_m,
        }
    }

    /// Whether it can be looked by.
    pub(super) fn is_sane(&self) -> bool {
        let length: f32 = self.turned.iter().map(|part| part * part).sum();
        let [left, right, up, down] = self.tangents;
        let numbers = [self.turned.as_slice(), &self.position_m, &self.tangents];
        numbers.concat().iter().all(|number| number.is_finite())
            && length > 0.25
            && right - left > 0.01
            && up - down > 0.01
    }
}

/// Writes one message.
pub(super) fn say<T: Serialize>(to: &mut impl Write, message: &T) -> io::Result<()> {
    serde_json::to_writer(&mut *to, message)?;
    to.write_all(b"\n")
}

/// Writes a picture.
pub(super) fn send_picture(to: &mut impl Write, id: u64, picture: &Picture) -> io::Result<()> {
    let message = ToGuest::Picture {
        id,
        width: picture.width,
        height: picture.height,
    };
    say(to, &message)?;
    let halves: &[half::f16] = picture.pixels.as_flattened();
    let bits: Vec<u8> = halves.iter().flat_map(|half| half.to_le_bytes()).collect();
    to.write_all(&bits)
}

/// Reads one message; none at the end.
pub(super) fn hear<T: for<'a> Deserialize<'a>>(from: &mut impl BufRead) -> io::Result<Option<T>> {
    let mut line = Vec::new();
    from.take(LONGEST_LINE).read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Ok(None);
    }
    serde_json::from_slice(&line)
        .map(Some)
        .map_err(io::Error::from)
}

/// Reads the pixels of a picture whose line has been read.
pub(super) fn receive_picture(
    from: &mut impl Read,
    width: usize,
    height: usize,
) -> io::Result<Picture> {
    if width > LARGEST_SIDE || height > LARGEST_SIDE {
        return Err(io::Error::other("a picture is too large"));
    }
    let mut bytes = vec![0; width * height * 8];
    from.read_exact(&mut bytes)?;
    let half =
        |at: usize, bytes: &[u8]| half::f16::from_le_bytes([bytes[2 * at], bytes[2 * at + 1]]);
    let pixel = |bytes: &[u8]| {
        [
            half(0, bytes),
            half(1, bytes),
            half(2, bytes),
            half(3, bytes),
        ]
    };
    Ok(Picture {
        width,
        height,
        pixels: bytes.chunks_exact(8).map(pixel).collect(),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

    use welkin_values::Coverage;

    use super::*;

    #[test]
    fn what_is_said_is_heard() {
        let mut pipe = Vec::new();
        let mut picture = Picture::filled(3, 2, [0.25, 0.5, 1.0]);
        picture.pixels[4][1] = half::f16::from_f32(0.123);
        let light = DeckLight::new(Coverage::Dome { fov: 3.0 });
        let frame = ToGuest::Frame(Box::new(GuestFrame {
            decks: [
                Some(GuestDeck {
                    pictures: Some([7, 8]),
                    light,
                }),
                None,
            ],
            fade: 0.5,
            master: 1.0,
            house: 0.25,
        }));
        send_picture(&mut pipe, 7, &picture).unwrap();
        say(&mut pipe, &frame).unwrap();
        let mut from = pipe.as_slice();
        let Some(ToGuest::Picture { id, width, height }) = hear(&mut from).unwrap() else {
            panic!("no picture");
        };
        assert_eq!(
            (id, receive_picture(&mut from, width, height).unwrap()),
            (7, picture)
        );
        assert_eq!(hear(&mut from).unwrap(), Some(frame));
        assert_eq!(hear::<ToGuest>(&mut from).unwrap(), None);
    }

    #[test]
    fn what_makes_no_sense_is_an_error() {
        assert!(hear::<ToGuest>(&mut b"{\"frame\": 3}\n".as_slice()).is_err());
        assert!(receive_picture(&mut [].as_slice(), 1 << 20, 4).is_err());
        assert!(receive_picture(&mut [0; 7].as_slice(), 1, 1).is_err());
    }
}
