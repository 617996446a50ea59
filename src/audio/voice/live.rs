//! A live input as a kira sound: takes what is rendered now from the input and hands it to the room.

use std::convert::Infallible;
use std::sync::Arc;

use kira::Frame;
use kira::info::Info;
use kira::sound::{Sound, SoundData};
use welkin_installation::{Live, Shape};
use welkin_space::harmonics::channels;
use welkin_values::SAMPLE_RATE;

use super::fade;
use crate::live::LivePull;
use crate::room::{CHUNK, Hand, Said};
use crate::transport::Transport;

/// What is under way when a show begins swells over this, samples: 20 ms.
const SWELLS: i64 = SAMPLE_RATE as i64 / 50;

/// Where live sound comes from on the sound thread.
pub(crate) trait Pull: Send {
    /// Channels of the input.
    fn channels(&self) -> usize;

    /// Fills interleaved frames that are rendered from this sample of the mixer's clock on; with silence where
    /// nothing came. Never allocates, locks or waits.
    fn pull(&mut self, from: i64, out: &mut [f32]);
}

impl Pull for LivePull {
    fn channels(&self) -> usize {
        self.channels()
    }

    fn pull(&mut self, from: i64, out: &mut [f32]) {
        self.pull(from, out);
    }
}

/// A live source that is played through the speakers as well.
pub struct LiveSource {
    pub(crate) source: String,
    pub(crate) shape: Shape,
    gain: f32,
    pull: Box<dyn Pull>,
}

impl LiveSource {
    /// A show's live source, and the venue's input that it comes from.
    pub(crate) fn new(live: &Live, pull: Box<dyn Pull>) -> Self {
        Self {
            source: live.source.clone(),
            shape: live.shape.clone(),
            gain: 10_f32.powf(live.gain_db / 20.0),
            pull,
        }
    }

    /// Channels on the way to the room: one of a point, (order + 1)² of a bed.
    pub(crate) fn channels(&self) -> usize {
        match self.shape {
            Shape::Point(_) => 1,
            Shape::Bed(bed) => channels(bed.order),
        }
    }
}

/// The sound of a live source.
pub(crate) struct LiveVoice {
    source: LiveSource,
    hand: Hand,
    transport: Arc<Transport>,
    interleaved: Vec<f32>,
    planes: Vec<f32>,
}

impl LiveVoice {
    pub(crate) fn new(source: LiveSource, hand: Hand, transport: Arc<Transport>) -> Self {
        Self {
            interleaved: vec![0.0; source.pull.channels().max(1) * CHUNK],
            planes: vec![0.0; source.channels() * CHUNK],
            source,
            hand,
            transport,
        }
    }
}

impl Sound for LiveVoice {
    fn process(&mut self, out: &mut [Frame], _dt: f64, _info: &Info) {
        out.fill(Frame::ZERO);
        let Some(position) = self.transport.position() else {
            return;
        };
        self.interleaved.fill(0.0);
        self.source
            .pull
            .pull(self.transport.rendered(), &mut self.interleaved);
        let ins = self.interleaved.len() / CHUNK;
        // Channels that the input lacks stay silent, those beyond the shape's are left out.
        for (channel, plane) in self.planes.chunks_exact_mut(CHUNK).enumerate().take(ins) {
            let frames = self.interleaved.chunks_exact(ins);
            for (sample, frame) in plane.iter_mut().zip(frames) {
                *sample = self.source.gain * frame[channel];
            }
        }
        swell(position - self.transport.first(), &mut self.planes);
        fade(&self.transport, &mut self.planes);
        let said = Said {
            track: 0,
            into_track: position + CHUNK as i64,
        };
        self.hand.give(&self.planes, said);
    }

    fn finished(&self) -> bool {
        self.transport.is_silent()
    }
}

/// Nothing before the first sample, all from [`SWELLS`] after it.
fn swell(position: i64, planes: &mut [f32]) {
    if position >= SWELLS {
        return;
    }
    for plane in planes.chunks_exact_mut(CHUNK) {
        for (sample, at) in plane.iter_mut().zip(position..) {
            *sample *= (at as f32 / SWELLS as f32).clamp(0.0, 1.0);
        }
    }
}

impl SoundData for LiveVoice {
    type Error = Infallible;
    type Handle = ();

    fn into_sound(self) -> Result<(Box<dyn Sound>, ()), Infallible> {
        Ok((Box::new(self), ()))
    }
}
