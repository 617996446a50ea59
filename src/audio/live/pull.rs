//! Live sound for the sound thread: as early as it can be had without gaps.

use welkin_values::SAMPLE_RATE;

use super::branch::BranchOut;
use crate::fade::Fade;

/// Over this time it is seen how much earlier sound could be had, samples.
const WATCH: i64 = 10 * SAMPLE_RATE as i64;

/// Sound that waits for longer than this, as after its card was lost, is not left waiting for so long: samples, and
/// the time over which it is seen.
const TARDY: (i64, i64) = (SAMPLE_RATE as i64 / 25, SAMPLE_RATE as i64);

/// What is always kept, samples: callbacks are not quite even.
const SPARE: i64 = 96;

/// Sound that waits for longer than this is left out at once, samples.
const STALE: i64 = SAMPLE_RATE as i64 / 4;

/// Gives live sound to the renderer. It finds by itself how late the sound must be so that it is always there when
/// it is needed, and stays there. Never allocates, locks or waits.
pub(crate) struct LivePull {
    branch: BranchOut,
    /// Samples from being at the microphone to being rendered; none before the first.
    delay: Option<i64>,
    fade: Fade,
    /// The least that was left over since the watch began.
    least_spare: i64,
    watched: i64,
    slips: u64,
}

impl LivePull {
    pub(crate) fn new(branch: BranchOut) -> Self {
        Self {
            fade: Fade::new(SAMPLE_RATE, branch.channels()),
            branch,
            delay: None,
            least_spare: i64::MAX,
            watched: 0,
            slips: 0,
        }
    }

    /// Channels of the input.
    pub(crate) fn channels(&self) -> usize {
        self.branch.channels()
    }

    /// Times the delay changed, each with a short fade.
    #[allow(dead_code, reason = "asked by tests")]
    pub(crate) fn slips(&self) -> u64 {
        self.slips
    }

    /// Samples from being at the microphone to being rendered.
    #[allow(dead_code, reason = "asked by tests")]
    pub(crate) fn delay_samples(&self) -> Option<i64> {
        self.delay
    }

    /// Fills interleaved frames that are rendered from this sample of the mixer's clock on.
    pub(crate) fn pull(&mut self, from: i64, out: &mut [f32]) {
        let frames = (out.len() / self.channels().max(1)) as i64;
        let Some((at, _)) = self.branch.front() else {
            return self.starve(frames, out);
        };
        let delay = *self.delay.get_or_insert(from - at);
        let wanted = from - delay;
        // What is there from the wanted frame on; gaps count as there.
        let spare = self.branch.end() - (wanted + frames);
        if spare < 0 {
            return self.starve(frames, out);
        }
        self.watch(spare, frames);
        out.fill(0.0);
        let missed = self.fill(wanted, out);
        if missed {
            self.fade.cut(0);
        }
        self.fade.sound(out);
    }

    /// Too little is there: silence now, and all later from now on.
    fn starve(&mut self, frames: i64, out: &mut [f32]) {
        if let Some(delay) = &mut self.delay {
            *delay += frames;
            self.slips += 1;
            self.fade.cut(0);
        }
        self.least_spare = i64::MAX;
        self.watched = 0;
        self.fade.silence(out);
    }

    /// Where more is kept than is needed, the sound comes earlier from now on.
    fn watch(&mut self, spare: i64, frames: i64) {
        self.least_spare = self.least_spare.min(spare);
        self.watched += frames;
        let is_tardy = self.watched >= TARDY.1 && self.least_spare > TARDY.0;
        let is_long = self.watched >= WATCH || is_tardy;
        if !is_long && self.least_spare <= STALE {
            return;
        }
        let too_much = self.least_spare - SPARE;
        if let Some(delay) = &mut self.delay
            && too_much > 2 * SPARE
        {
            *delay -= too_much;
            self.slips += 1;
            self.fade.cut(0);
        }
        self.least_spare = i64::MAX;
        self.watched = 0;
    }

    /// Copies what is there of the wanted frames. Returns whether something came too late to be used.
    fn fill(&mut self, wanted: i64, out: &mut [f32]) -> bool {
        let channels = self.channels();
        let until = wanted + (out.len() / channels) as i64;
        let mut has_missed = false;
        while let Some((at, frames)) = self.branch.front() {
            if at >= until {
                break;
            }
            if at < wanted {
                let late = (wanted - at).min(frames as i64) as usize;
                self.branch.take(late, |_| {});
                has_missed = true;
                continue;
            }
            let count = frames.min((until - at) as usize);
            let mut place = (at - wanted) as usize * channels;
            self.branch.take(count, |part| {
                out[place..place + part.len()].copy_from_slice(part);
                place += part.len();
            });
        }
        has_missed
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use assert_no_alloc::assert_no_alloc;

    use super::*;
    use crate::live::branch;

    /// An input that gives 256 frames at a time, and a card that takes 1024 at a time in chunks of 128.
    fn heard(secs: i64, hiccup: bool) -> (Vec<f32>, LivePull) {
        let untaken = Arc::default();
        let (mut branch_in, out) = branch(2, &untaken);
        let mut pull = LivePull::new(out);
        let mut heard = Vec::new();
        let (mut given, mut taken) = (0_i64, 0_i64);
        for tick in 0..secs * 48_000 / 64 {
            let now = tick * 64;
            let stands_still = hiccup && (48_000..52_800).contains(&now);
            while given + 256 <= now && !stands_still {
                // A ramp, so that every frame says where it stands.
                let frame = |n: i64| [(given + n) as f32 * 1e-6, -1.0];
                let frames: Vec<f32> = (0..256).flat_map(frame).collect();
                branch_in.push(given, &frames);
                given += 256;
            }
            if now >= taken {
                for _ in 0..8 {
                    let mut chunk = [9.0; 256];
                    assert_no_alloc(|| pull.pull(taken + 500, &mut chunk));
                    heard.extend(chunk.chunks_exact(2).map(|frame| frame[0]));
                    taken += 128;
                }
            }
        }
        (heard, pull)
    }

    #[test]
    fn after_a_moment_sound_comes_evenly_and_soon() {
        let (heard, pull) = heard(30, false);
        let delay = pull.delay_samples().expect("it has begun");
        // A period of the input and one of the card, a chunk, and the card's 500 samples of latency.
        assert!(
            (1000..256 + 1024 + 128 + 500 + SPARE + 300).contains(&delay),
            "{delay}"
        );
        for (n, sample) in heard.iter().enumerate().skip(25 * 48_000) {
            let expected = (n as i64 + 500 - delay) as f32 * 1e-6;
            assert!((sample - expected).abs() < 1e-6, "{n}: {sample} {expected}");
        }
    }

    #[test]
    fn after_a_hiccup_it_is_as_soon_as_before() {
        let (_, before) = heard(1, false);
        let (heard, after) = heard(30, true);
        let most = before.delay_samples().expect("it has begun") + 2 * SPARE + 128;
        assert!(after.delay_samples().expect("it has begun") <= most);
        // Whatever sounds when it stops dies away over 144 frames and swells over 960.
        for (n, pair) in heard.windows(2).enumerate() {
            let level = (n as f32 + 2000.0) * 1e-6;
            let step = (pair[1] - pair[0]).abs();
            assert!(step < level * 2.5 / 144.0, "{n}: {step}");
        }
        assert!(after.slips() < 60, "{}", after.slips());
    }
}
