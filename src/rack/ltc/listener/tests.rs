#![allow(clippy::unwrap_used, reason = "a test may stop at once")]
//! From sound to what is asked of a show.

use super::*;
use crate::ltc::{LtcEncoder, LtcFrame};
use welkin_installation::{FrameRate, Timecode};

fn settings() -> TimecodeIn {
    TimecodeIn {
        from: TimecodeFrom::Ltc,
        rate: None,
        offset: "01:00:00:00".parse().unwrap(),
        input: Some("code".into()),
        freewheel_secs: 2.0,
    }
}

#[test]
fn sound_that_comes_in_blocks_says_where_the_code_is_at_every_rate() {
    for rate in FrameRate::ALL {
        let first = Timecode {
            hours: 1,
            minutes: 2,
            ..Timecode::default()
        }
        .frame(rate);
        let mut encoder = LtcEncoder::new(48_000.0, rate.per_sec(), rate.count(), 0.3);
        let mut sound = Vec::new();
        for frame in first..first + 150 {
            let (label, drops) = (Timecode::of_frame(frame, rate), rate.drops());
            encoder.make(
                LtcFrame {
                    label,
                    drops,
                    user: 0,
                },
                &mut sound,
            );
        }
        // What is not dropped at 29.97, and film, only the venue knows.
        let said = matches!(rate, FrameRate::Ntsc | FrameRate::Film).then_some(rate);
        let (mut ring, consumer) = rtrb::RingBuffer::new(48_000);
        let mut ears = Ears {
            decoder: LtcDecoder::new(48_000.0),
            counted: Counted::new(said),
            chase: Chase::new("01:00:00:00".parse().unwrap(), 2.0),
            clock: Clock::new(48_000.0, 0.0),
            sound: consumer,
            lost: Arc::default(),
        };
        let mut asked = None;
        for (index, block) in sound.chunks(1024).enumerate() {
            for sample in block {
                ring.push(*sample).unwrap();
            }
            // The card is up to 7 ms late.
            let late =
                f64::from((index as u32).wrapping_mul(2_654_435_761) >> 16) / 65_536.0 * 0.007;
            let now = (index * 1024 + block.len()) as f64 / 48_000.0 + late;
            ears.hear(now);
            ears.chase.see(50.0 + 1e-3 * index as f64, true, None, now);
            asked = ears
                .chase
                .decide(now)
                .seek
                .map(|secs| (secs, now))
                .or(asked);
        }
        let (secs, now) = asked.unwrap();
        let begins = (Timecode::of_frame(first, rate).secs(rate)
            - Timecode {
                hours: 1,
                ..Timecode::default()
            }
            .secs(rate))
            + now;
        assert!((secs - begins).abs() < 0.012, "{rate:?}: {secs} {begins}");
    }
}

struct Deaf;

impl Panel for Deaf {
    fn status(&self) -> Option<Arc<welkin_values::Status>> {
        None
    }

    fn ask(&self, _: &str, _: welkin_values::Command) -> Result<(), String> {
        Err("nobody is there".into())
    }
}

#[test]
fn it_begins_ends_and_takes_whatever_comes() {
    let (listener, mut feed) =
        LtcListener::start(&settings(), 48_000.0, 0.0, Arc::new(Deaf)).unwrap();
    feed.hear(&[f32::NAN; 100_000]);
    assert_eq!(listener.health().part, "timecode");
    drop(listener);
    feed.hear(&[0.5; 100_000]);
    let mut mtc = settings();
    mtc.from = TimecodeFrom::Mtc;
    let error = LtcListener::start(&mtc, 48_000.0, 0.0, Arc::new(Deaf)).err();
    assert!(matches!(error, Some(LtcStartError::NotLtc)));
}
