//! Clocks in, beats a minute out.

/// Clocks in a quarter note.
const PER_BEAT: f64 = 24.0;
/// The speed is that of the last two beats.
const WINDOW: usize = 49;

/// What a clock says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MidiTempo {
    /// Beats a minute.
    pub bpm: f64,
    /// Whether the song goes on.
    pub running: bool,
    /// Quarter notes since the song's beginning.
    pub beats: f64,
}

/// Hears how fast clocks come.
#[derive(Debug)]
pub(super) struct Clock {
    times: [f64; WINDOW],
    count: usize,
    running: bool,
    clocks: u64,
}

impl Default for Clock {
    fn default() -> Self {
        Self {
            times: [0.0; WINDOW],
            count: 0,
            running: false,
            clocks: 0,
        }
    }
}

impl Clock {
    /// A clock at a moment, seconds.
    pub(super) fn tick(&mut self, at: f64) {
        if self.count > 0 {
            let waited = at - self.times[(self.count - 1) % WINDOW];
            let usual = self.clock_secs();
            // Slower than 20 beats a minute, or three clocks missing: it begins anew.
            let is_late = usual.is_some_and(|usual| waited > 4.0 * usual + 0.05);
            if !(0.0..0.125).contains(&waited) || is_late {
                self.count = 0;
            }
        }
        self.times[self.count % WINDOW] = at;
        self.count += 1;
        self.clocks += u64::from(self.running);
    }

    /// The song begins.
    pub(super) fn start(&mut self) {
        self.clocks = 0;
        self.running = true;
    }

    /// The song goes on.
    pub(super) fn go_on(&mut self) {
        self.running = true;
    }

    /// The song holds.
    pub(super) fn stop(&mut self) {
        self.running = false;
    }

    /// The song stands so many sixteenths behind its beginning.
    pub(super) fn locate(&mut self, sixteenths: u16) {
        self.clocks = u64::from(sixteenths) * 6;
    }

    /// What the clock says at a moment; nothing before half a beat was heard, and where no clock has come for half a second.
    pub(super) fn tempo(&self, now: f64) -> Option<MidiTempo> {
        let last = self.times[self.count.checked_sub(1)? % WINDOW];
        let secs = self.clock_secs().filter(|_| now - last < 0.5)?;
        Some(MidiTempo {
            bpm: 60.0 / (secs * PER_BEAT),
            running: self.running,
            beats: self.clocks as f64 / PER_BEAT,
        })
    }

    /// Seconds between clocks: the slope of the line that fits the last ones best, so that jitter is averaged out.
    fn clock_secs(&self) -> Option<f64> {
        let known = self.count.min(WINDOW);
        if known < 13 {
            return None;
        }
        let oldest = self.count - known;
        let time =
            |index: usize| self.times[(oldest + index) % WINDOW] - self.times[oldest % WINDOW];
        let middle = (known - 1) as f64 / 2.0;
        let (mut up, mut down) = (0.0, 0.0);
        for index in 0..known {
            let off = index as f64 - middle;
            up += off * time(index);
            down += off * off;
        }
        Some(up / down).filter(|secs| *secs > 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bpm: f64, jitter_secs: f64, within: f64) {
        let mut clock = Clock::default();
        clock.start();
        let mut now = 0.0;
        for tick in 0..200_u32 {
            let jitter = f64::from(tick.wrapping_mul(2_654_435_761) >> 16) / 65_536.0 * jitter_secs;
            now = f64::from(tick) * 60.0 / (bpm * PER_BEAT) + jitter;
            clock.tick(now);
        }
        let tempo = clock.tempo(now);
        let off = tempo.map(|tempo| (tempo.bpm / bpm - 1.0).abs());
        assert!(off.is_some_and(|off| off < within), "{bpm}: {tempo:?}");
        assert_eq!(tempo.map(|tempo| tempo.beats), Some(200.0 / 24.0));
        assert_eq!(clock.tempo(now + 1.0), None);
    }

    #[test]
    fn beats_a_minute() {
        for bpm in [30.0, 60.0, 120.0, 174.0, 300.0] {
            check(bpm, 0.0, 1e-9);
            check(bpm, 0.002, 0.003);
        }
        // A JACK period of jitter.
        check(120.0, 0.0213, 0.015);
    }

    #[test]
    fn a_new_tempo_is_known_within_two_beats_and_odd_times_do_no_harm() {
        let mut clock = Clock::default();
        let mut now = 0.0;
        for tick in 0..400 {
            now += 60.0 / (PER_BEAT * if tick < 200 { 90.0 } else { 140.0 });
            clock.tick(now);
            if tick == 300 {
                clock.tick(f64::NAN);
                clock.tick(-1e300);
            }
        }
        let bpm = clock.tempo(now).map(|tempo| tempo.bpm);
        assert!(bpm.is_some_and(|bpm| (bpm - 140.0).abs() < 0.01), "{bpm:?}");
    }
}
