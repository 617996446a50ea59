//! The beat, live: predicts the next one from what was heard until now.
//!
//! Sound becomes [`features`], a small network that learnt from music with known beats says how much each moment
//! is one ([`network`]), a belief over all tempi and places gathers that over time ([`belief`]), and beats are
//! announced before they sound. [`bars`] counts them.

mod features;
mod network;
mod belief;
mod bars;

use welkin_values::{Moment, SAMPLE_RATE};

use self::bars::Bars;
use self::belief::{Belief, Guess, STEP_SECS};
use self::features::{Features, HOP};
use self::network::Network;

/// A frame speaks about the sound this long before its end.
const LATE_SECS: f64 = 0.04;

/// Beats are announced this much later than believed; measured on the music that the network learnt from.
const CORRECTION_SECS: f64 = 0.0;

/// A beat follows the one before after at least this share of a period.
const HOLD: f64 = 0.5;

/// Beats are announced from this confidence on.
const LEAST_CONFIDENCE: f32 = 0.03;

/// Agreement that is beyond doubt.
const CERTAIN: f32 = 0.7;

/// Agreement is smoothed this slowly: share per frame.
const AGREEMENT_LEARNING: f32 = 0.04;

/// What the network says of beats that came is smoothed this slowly: share per beat.
const STRENGTH_LEARNING: f32 = 0.15;

/// Beats this weak are none, and beats this strong are beyond doubt. Noise has about 0.25, music 0.4 to 0.8.
const WEAK: f32 = 0.27;
const STRONG: f32 = 0.55;

/// Through a pause the beat goes on in full for this long, then fades.
const PAUSE_SECS: f32 = 8.0;
const FADE_SECS: f32 = 4.0;

/// Beats that nobody takes are kept up to this many; then the oldest go.
const KEPT: usize = 64;

/// Frames for which it is kept what the network said.
const SAID: usize = 64;

/// The beat at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PulseNow {
    /// Beats per minute, 48 to 214; 0 until a beat was felt.
    pub tempo_bpm: f32,
    /// Share of the way from the last beat to the next, 0 to 1.
    pub beat_phase: f32,
    /// Share of the way through the bar, 0 to 1.
    pub bar_phase: f32,
    /// Beats in a bar, 2 to 7.
    pub beats_per_bar: u32,
    /// 0: guessing, or silence; 1: beyond doubt.
    pub confidence: f32,
    /// When the next beat will sound; `None` while none is expected.
    pub next_beat: Option<Moment>,
}

/// Follows the beat of one sound. Moments count from its first sample.
pub struct Pulse {
    features: Features,
    network: Network,
    belief: Belief,
    bars: Bars,
    /// Samples heard.
    heard: i64,
    frames: i64,
    pause_frames: u32,
    guess: Guess,
    agreement: f32,
    strength: f32,
    confidence: f32,
    /// The last beat, announced or too doubtful to be, and the one expected after it, seconds.
    last_secs: Option<f64>,
    next_secs: f64,
    announced: Vec<Moment>,
    /// How likely a beat and a first beat were in the last frames.
    said: [(f32, f32); SAID],
    /// The beat around which not everything is heard yet.
    uncounted_secs: Option<f64>,
}

impl Default for Pulse {
    fn default() -> Self {
        Self::new()
    }
}

impl Pulse {
    /// Nothing heard yet.
    pub fn new() -> Self {
        Self {
            features: Features::new(),
            network: Network::new(),
            belief: Belief::new(),
            bars: Bars::new(),
            heard: 0,
            frames: 0,
            pause_frames: u32::MAX,
            guess: Guess::default(),
            agreement: 0.0,
            strength: 0.0,
            confidence: 0.0,
            last_secs: None,
            next_secs: 0.0,
            announced: Vec::with_capacity(KEPT),
            said: [(0.0, 0.0); SAID],
            uncounted_secs: None,
        }
    }

    /// Hears mono sound at [`SAMPLE_RATE`], in portions of any size. Never allocates.
    pub fn hear(&mut self, samples: &[f32]) {
        let mut rest = samples;
        while let Some(frame) = self.features.next(&mut rest) {
            let heard = self.network.step(&frame.values);
            let is_pause = frame.is_pause;
            self.said[self.frames as usize % SAID] = (heard.beat, heard.first);
            self.frames += 1;
            self.belief.advance();
            if is_pause {
                self.pause_frames = self.pause_frames.saturating_add(1);
            } else {
                self.pause_frames = 0;
                self.belief.hear(heard.beat);
            }
            self.guess = self.belief.guess();
            self.judge();
            self.count();
            self.announce();
        }
        self.heard += samples.len() as i64;
    }

    /// The beat at the end of what was heard.
    pub fn now(&self) -> PulseNow {
        let period_secs = self.guess.period * STEP_SECS;
        let (Some(last_secs), true) = (self.last_secs, self.confidence >= LEAST_CONFIDENCE) else {
            return PulseNow {
                tempo_bpm: 0.0,
                beat_phase: 0.0,
                bar_phase: 0.0,
                beats_per_bar: self.bars.place().0 as u32,
                confidence: 0.0,
                next_beat: None,
            };
        };
        let now_secs = self.heard as f64 / f64::from(SAMPLE_RATE);
        // The beat announced last may still be to come.
        let is_to_come = last_secs > now_secs;
        let next_secs = if is_to_come {
            last_secs
        } else {
            self.next_secs
        };
        let phase = (1.0 - (next_secs - now_secs) / period_secs).clamp(0.0, 1.0 - 1e-6);
        let (beats, counted) = self.bars.place();
        // Beats since the one that was counted.
        let ahead = usize::from(self.uncounted_secs.is_some()) + beats - usize::from(is_to_come);
        let place = (counted + ahead) % beats;
        PulseNow {
            tempo_bpm: (60.0 / period_secs) as f32,
            beat_phase: phase as f32,
            bar_phase: ((place as f64 + phase) / beats as f64) as f32,
            beats_per_bar: beats as u32,
            confidence: self.confidence,
            next_beat: Some(Moment::from_secs(next_secs)),
        }
    }

    /// Moves the beats announced since the last call to the end of `out`. Each is announced before it sounds.
    pub fn take_beats(&mut self, out: &mut Vec<Moment>) {
        out.append(&mut self.announced);
    }

    /// How sure to be: as much as the belief agrees and beats are strong; less and less in a long pause.
    fn judge(&mut self) {
        let pause_secs = self.pause_frames as f32 * HOP as f32 / SAMPLE_RATE as f32;
        let presence = (1.0 - (pause_secs - PAUSE_SECS) / FADE_SECS).clamp(0.0, 1.0);
        let agreed = (self.guess.agreement / CERTAIN).min(1.0);
        self.agreement += AGREEMENT_LEARNING * (agreed - self.agreement);
        let strength = ((self.strength - WEAK) / (STRONG - WEAK)).clamp(0.0, 1.0);
        self.confidence = presence * self.agreement * strength;
    }

    /// Looks back at the last beat once the frames around it are heard: how strong it was, and whether it was
    /// the first of a bar. In a pause there is nothing to learn about strength.
    fn count(&mut self) {
        let Some(secs) = self.uncounted_secs else {
            return;
        };
        let frame_secs = HOP as f64 / f64::from(SAMPLE_RATE);
        let frame = ((secs + LATE_SECS) / frame_secs).round() as i64 - 1;
        if self.frames <= frame + 1 {
            return;
        }
        let (mut beat, mut first) = (0.0_f32, 0.0_f32);
        for frame in frame - 1..=frame + 1 {
            let said = self.said[frame.rem_euclid(SAID as i64) as usize];
            (beat, first) = (beat.max(said.0), first.max(said.1));
        }
        if self.pause_frames < 4 {
            self.strength += STRENGTH_LEARNING * (beat - self.strength);
        }
        self.bars.beat(first);
        self.uncounted_secs = None;
    }

    /// Announces the next beat when it would sound before the next frame is heard, and nobody has to doubt it.
    fn announce(&mut self) {
        let frame_secs = HOP as f64 / f64::from(SAMPLE_RATE);
        let end_secs = self.frames as f64 * frame_secs;
        let period_secs = self.guess.period * STEP_SECS;
        let mut next = end_secs - LATE_SECS + CORRECTION_SECS + self.guess.to_go * STEP_SECS;
        if let Some(last) = self.last_secs {
            while next < last + HOLD * period_secs {
                next += period_secs;
            }
        }
        // What was expected a little later until a moment ago: now or never.
        next = next.max(end_secs);
        self.next_secs = next;
        if next >= end_secs + frame_secs {
            return;
        }
        self.last_secs = Some(next);
        self.uncounted_secs = Some(next);
        self.next_secs = next + period_secs;
        if self.confidence < LEAST_CONFIDENCE {
            return;
        }
        if self.announced.len() == KEPT {
            self.announced.remove(0);
        }
        self.announced.push(Moment::from_secs(next));
    }
}

#[cfg(test)]
mod tests;
