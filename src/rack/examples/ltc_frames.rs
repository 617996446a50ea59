#![allow(clippy::print_stdout, reason = "an example prints what it hears")]
//! Hears LTC in raw samples (32-bit floats, one channel) and prints its frames; or makes some.
//!
//! `ffmpeg -i code.wav -ac 1 -ar 48000 -f f32le - | cargo run -p welkin_rack --example ltc_frames -- 48000`
//! `cargo run -p welkin_rack --example ltc_frames -- 48000 make 25 10 > ten_seconds.f32`

use std::io::{self, Read, Write};

use welkin_installation::{FrameRate, Timecode};
use welkin_rack::ltc::{LtcDecoder, LtcEncoder, LtcFrame};

fn main() -> io::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize| words.get(at).and_then(|word| word.parse::<f64>().ok());
    let rate_hz = number(0).unwrap_or(48_000.0);
    if words.get(1).is_some_and(|word| word == "make") {
        return make(
            rate_hz,
            number(2).unwrap_or(25.0),
            number(3).unwrap_or(10.0),
        );
    }
    let mut sound = Vec::new();
    io::stdin().lock().read_to_end(&mut sound)?;
    let mut decoder = LtcDecoder::new(rate_hz);
    for bytes in sound.chunks_exact(4) {
        let sample = f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        if let Some(heard) = decoder.hear(sample) {
            let frame = heard.frame;
            println!(
                "{} {} {:08x} rev{} end {:.0} {:.3}",
                frame.label,
                u8::from(frame.drops),
                frame.user,
                u8::from(heard.is_backwards),
                heard.ended_at,
                heard.frames_per_sec
            );
        }
    }
    Ok(())
}

/// From one hour on, at the rate that is nearest; 29.97 has dropped labels.
fn make(rate_hz: f64, fps: f64, secs: f64) -> io::Result<()> {
    let off = |rate: &FrameRate| (rate.per_sec() - fps).abs();
    let rates = FrameRate::ALL
        .into_iter()
        .filter(|rate| *rate != FrameRate::Ntsc);
    let rate = rates
        .min_by(|a, b| off(a).total_cmp(&off(b)))
        .unwrap_or(FrameRate::Fps25);
    let mut encoder = LtcEncoder::new(rate_hz, rate.per_sec(), rate.count(), 0.5);
    let first = Timecode {
        hours: 1,
        ..Timecode::default()
    };
    let mut sound = Vec::new();
    for index in 0..(secs * rate.per_sec()) as u32 {
        let frame = LtcFrame {
            label: Timecode::of_frame(first.frame(rate) + index, rate),
            drops: rate.drops(),
            user: 0x1234_5678,
        };
        encoder.make(frame, &mut sound);
    }
    let mut out = io::stdout().lock();
    for sample in sound {
        out.write_all(&sample.to_le_bytes())?;
    }
    Ok(())
}
