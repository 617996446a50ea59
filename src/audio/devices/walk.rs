//! A noise walks around the speakers of a venue, so that people hear whether each hangs on the channel they think.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use welkin_installation::{Speaker, Speakers, Venue};
use welkin_space::Place;
use welkin_values::Direction;

use super::error::DeviceError;
use super::format::Format;
use super::noise::pink;
use super::opening::CardWish;
use super::output::{Give, open_output};
use super::signs::{Counts, Signs};

/// How long the noise swells and fades at each speaker, and how long there is silence between two, seconds.
const FADE_SECS: f32 = 0.05;

/// What speakers play, and what subwoofers play, Hz.
const BANDS_HZ: [(f32, f32); 2] = [(150.0, 10_000.0), (30.0, 100.0)];

/// A card that has not asked for sound for so long will not.
const PATIENCE: Duration = Duration::from_secs(3);

/// How often we look how far the noise is.
const LOOK: Duration = Duration::from_millis(10);

/// What happens while speakers are tested.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SpeakerTest<'a> {
    /// The card plays: its name, channels and rate.
    Plays(&'a str),
    /// This speaker sounds now.
    Sounds(&'a Speaker),
    /// This speaker's turn has come, but the card has no such channel.
    Unheard(&'a Speaker),
}

/// Plays noise (pink, −20 dBFS) on each speaker of a venue in turn, for `dwell_secs` (0.1 to 60) each, on the card
/// that the venue names, until all had their turn or `stop` is set. Returns after the last; tells on the way.
///
/// Two speakers are called `L` and `R`.
pub fn test_speakers(
    venue: &Venue,
    dwell_secs: f32,
    stop: &AtomicBool,
    tell: &mut dyn FnMut(SpeakerTest<'_>),
) -> Result<(), DeviceError> {
    let speakers = speakers_of(venue);
    let wanted = speakers.iter().map(|speaker| speaker.channel + 1).max();
    let wish = CardWish {
        device: venue.sound.device.clone(),
        channels: wanted.ok_or(DeviceError::Silent)?,
        period_frames: venue.sound.period_frames,
    };
    let shared = Arc::new(Shared::default());
    let signs = Arc::new(Signs::new(&Arc::new(Counts::default())));
    let mut make = |format: Format| -> Give {
        let mut walker = Walker::new(&speakers, dwell_secs, format, &shared);
        Box::new(move |frames, _delay_secs| walker.give(frames))
    };
    let card = open_output(&wish, &signs, &mut make)?;
    let channels = shared.channels.load(Ordering::Acquire);
    tell(SpeakerTest::Plays(&card.words));
    let mut told = 0;
    let (mut seen, mut seen_at) = (0, Instant::now());
    let stopped = |reason: &str| {
        Err(DeviceError::Stopped {
            name: card.words.clone(),
            reason: reason.into(),
        })
    };
    loop {
        while told < shared.turn.load(Ordering::Acquire).min(speakers.len()) {
            let speaker = &speakers[told];
            tell(match speaker.channel < channels {
                true => SpeakerTest::Sounds(speaker),
                false => SpeakerTest::Unheard(speaker),
            });
            told += 1;
        }
        if shared.is_over.load(Ordering::Acquire) {
            // What is buffered is still to be heard.
            std::thread::sleep(Duration::from_secs_f64(2.0 * card.period_secs.min(0.2)));
            return Ok(());
        }
        if signs.is_lost.load(Ordering::Acquire) {
            return stopped("was lost");
        }
        let frames = shared.frames.load(Ordering::Relaxed);
        if frames != seen {
            (seen, seen_at) = (frames, Instant::now());
        } else if seen_at.elapsed() > PATIENCE {
            return stopped("does not ask for sound");
        }
        if stop.load(Ordering::Acquire) {
            shared.wants_end.store(true, Ordering::Release);
        }
        std::thread::sleep(LOOK);
    }
}

fn speakers_of(venue: &Venue) -> Vec<Speaker> {
    let of_two = |id: &str, azimuth_deg: f32, channel| Speaker {
        id: id.into(),
        place: Place {
            direction: Direction::from_degrees(azimuth_deg, 0.0),
            distance_m: 1.0,
        },
        is_sub: false,
        channel,
        gain_db: 0.0,
        delay_ms: None,
        eq: Vec::new(),
    };
    match &venue.speakers {
        Speakers::Placed(speakers) => speakers.clone(),
        Speakers::Stereo | Speakers::Binaural(_) => {
            vec![of_two("L", 30.0, 0), of_two("R", -30.0, 1)]
        }
        Speakers::Silent => Vec::new(),
    }
}

/// What the card's thread and ours tell each other.
#[derive(Default)]
struct Shared {
    /// Speakers whose turn has come.
    turn: AtomicUsize,
    /// Frames given.
    frames: AtomicUsize,
    /// Channels of the card.
    channels: AtomicUsize,
    wants_end: AtomicBool,
    is_over: AtomicBool,
}

/// Walks around the speakers, frame by frame. Never allocates after it is made.
struct Walker {
    /// Channel, and which noise.
    stops: Vec<(usize, usize)>,
    noises: [Vec<f32>; 2],
    channels: usize,
    dwell: usize,
    fade: usize,
    at: usize,
    ending: Option<usize>,
    shared: Arc<Shared>,
}

impl Walker {
    fn new(speakers: &[Speaker], dwell_secs: f32, format: Format, shared: &Arc<Shared>) -> Self {
        shared.channels.store(format.channels, Ordering::Release);
        let frames = |secs: f32| (secs * format.rate_hz as f32) as usize;
        let dwell_secs = if dwell_secs.is_finite() {
            dwell_secs.clamp(0.1, 60.0)
        } else {
            1.0
        };
        let stop = |speaker: &Speaker| (speaker.channel, usize::from(speaker.is_sub));
        Self {
            stops: speakers.iter().map(stop).collect(),
            noises: BANDS_HZ.map(|band_hz| pink(format.rate_hz, 1.7, band_hz)),
            channels: format.channels.max(1),
            dwell: frames(dwell_secs).max(4),
            fade: frames(FADE_SECS.min(dwell_secs / 4.0)).max(1),
            at: 0,
            ending: None,
            shared: Arc::clone(shared),
        }
    }

    fn give(&mut self, out: &mut [f32]) {
        for frame in out.chunks_exact_mut(self.channels) {
            self.fill(frame);
        }
        let frames = out.len() / self.channels;
        self.shared.frames.fetch_add(frames, Ordering::Relaxed);
    }

    fn fill(&mut self, frame: &mut [f32]) {
        if self.ending.is_none() && self.shared.wants_end.load(Ordering::Relaxed) {
            self.ending = Some(self.fade);
        }
        let (turn, within) = (self.at / self.dwell, self.at % self.dwell);
        if turn >= self.stops.len() || self.ending == Some(0) {
            self.shared.is_over.store(true, Ordering::Release);
            return;
        }
        if within == 0 {
            self.shared.turn.store(turn + 1, Ordering::Release);
        }
        let (channel, noise) = self.stops[turn];
        if let (Some(sample), Some(noise)) = (frame.get_mut(channel), self.noises.get(noise)) {
            *sample = self.gain(within) * noise[self.at % noise.len()];
        }
        self.ending = self.ending.map(|left| left - 1);
        self.at += 1;
    }

    /// Swells, stays, fades, and is silent before the next.
    fn gain(&self, within: usize) -> f32 {
        let fade = self.fade as f32;
        let swell = within as f32 / fade;
        let until_silence = self.dwell as f32 - fade - within as f32;
        let fall = until_silence / fade;
        let end = self.ending.map_or(1.0, |left| left as f32 / fade);
        swell.min(fall).min(end).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use assert_no_alloc::assert_no_alloc;

    fn speaker(channel: usize, is_sub: bool) -> Speaker {
        Speaker {
            id: format!("s{channel}"),
            place: Place::default(),
            is_sub,
            channel,
            gain_db: 0.0,
            delay_ms: None,
            eq: Vec::new(),
        }
    }

    #[test]
    fn each_speaker_sounds_alone_on_its_channel_with_gentle_fades() {
        let speakers = [speaker(2, false), speaker(0, true), speaker(7, false)];
        let shared = Arc::new(Shared::default());
        let format = Format {
            rate_hz: 48_000,
            channels: 4,
        };
        let mut walker = Walker::new(&speakers, 0.5, format, &shared);
        for (turn, expected) in [Some(2), Some(0), None].into_iter().enumerate() {
            let mut out = vec![0.0; 24_000 * 4];
            assert_no_alloc(|| walker.give(&mut out));
            assert_eq!(shared.turn.load(Ordering::Acquire), turn + 1);
            for channel in 0..4 {
                let heard: Vec<f32> = out.iter().skip(channel).step_by(4).copied().collect();
                let loudest = heard.iter().fold(0.0_f32, |most, x| most.max(x.abs()));
                assert_eq!(loudest > 0.1, Some(channel) == expected, "{turn} {channel}");
                assert!(heard[0].abs() < 1e-3 && heard[23_000].abs() < 1e-6);
            }
        }
        assert!(!shared.is_over.load(Ordering::Acquire));
        walker.give(&mut [0.0; 4]);
        assert!(shared.is_over.load(Ordering::Acquire));
    }

    #[test]
    fn it_fades_when_it_is_stopped() {
        let shared = Arc::new(Shared::default());
        let format = Format {
            rate_hz: 8000,
            channels: 1,
        };
        let mut walker = Walker::new(&[speaker(0, false)], f32::NAN, format, &shared);
        walker.give(&mut vec![0.0; 4000]);
        shared.wants_end.store(true, Ordering::Release);
        let mut out = vec![0.0; 500];
        walker.give(&mut out);
        assert!(out[..100].iter().any(|x| x.abs() > 0.02) && out[401..].iter().all(|x| *x == 0.0));
        assert!(shared.is_over.load(Ordering::Acquire));
    }
}
