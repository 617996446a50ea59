//! From beats to seconds, through steady parts and accelerandos.

/// A tempo that is steady or moves evenly, part by part.
pub(crate) struct Clock {
    /// When the first beat is, in seconds.
    start_secs: f64,
    parts: Vec<Part>,
}

struct Part {
    beats: f64,
    from_bpm: f64,
    to_bpm: f64,
}

impl Clock {
    /// Begins after some seconds of nothing.
    pub(crate) fn starting_at(start_secs: f64) -> Self {
        Self {
            start_secs,
            parts: Vec::new(),
        }
    }

    /// Goes on for some seconds, its tempo moving evenly from one to another; beats follow.
    pub(crate) fn then(mut self, secs: f64, from_bpm: f64, to_bpm: f64) -> Self {
        let beats = secs * (from_bpm + to_bpm) / 120.0;
        self.parts.push(Part {
            beats,
            from_bpm,
            to_bpm,
        });
        self
    }

    /// When a beat is, in seconds; after the last part its tempo stays.
    pub(crate) fn secs(&self, beat: f64) -> f32 {
        let mut secs = self.start_secs;
        let mut left = beat;
        for part in &self.parts {
            if left <= part.beats {
                return (secs + part.secs(left)) as f32;
            }
            left -= part.beats;
            secs += part.secs(part.beats);
        }
        let bpm = self.parts.last().map_or(60.0, |part| part.to_bpm);
        (secs + left * 60.0 / bpm) as f32
    }
}

impl Part {
    /// Seconds to a beat of this part: the root of `beats = v t + a t² / 2`, in the form that holds
    /// for a steady tempo too.
    fn secs(&self, beats: f64) -> f64 {
        let (from, to) = (self.from_bpm / 60.0, self.to_bpm / 60.0);
        let length = 2.0 * self.beats / (from + to);
        let change = (to - from) / length;
        2.0 * beats / (from + (from * from + 2.0 * change * beats).sqrt())
    }
}
