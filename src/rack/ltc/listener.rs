//! The thread that follows LTC: samples come through a ring from whoever hears the input, commands go to the panel.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use welkin_installation::{TimecodeFrom, TimecodeIn};
use welkin_values::Health;

use crate::panel::Panel;
use crate::timecode::{Chase, Counted, code_health, lead};

use super::decoder::LtcDecoder;

/// The ring holds so many seconds of sound.
const RING_SECS: f64 = 1.0;
/// The thread looks so often.
const LOOK: Duration = Duration::from_millis(10);
/// Samples that come further behind each other than this have a gap between them, seconds.
const GAP_SECS: f64 = 0.5;
/// How much faster another's clock may be than ours.
const DRIFT: f64 = 200e-6;

/// The thread could not be begun.
#[derive(Debug, thiserror::Error)]
pub enum LtcStartError {
    /// The venue follows none.
    #[error("the venue follows no LTC; write from = \"ltc\" in [timecode]")]
    NotLtc,
    /// The system gives no more threads.
    #[error("no thread for LTC could be begun: {0}; end other programs")]
    NoThread(#[from] std::io::Error),
}

/// Follows LTC until it is dropped.
pub struct LtcListener {
    health: Arc<Mutex<Health>>,
    ends: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// Where the sound of the code goes. Never allocates, locks or waits.
pub struct LtcFeed {
    ring: rtrb::Producer<f32>,
    lost: Arc<AtomicBool>,
}

impl LtcFeed {
    /// The samples that have just come in. Where the ring is full they are lost, and said to be.
    pub fn hear(&mut self, samples: &[f32]) {
        for sample in samples {
            if self.ring.push(*sample).is_err() {
                self.lost.store(true, Ordering::Relaxed);
                return;
            }
        }
    }
}

impl LtcListener {
    /// Follows the code that a venue says, in sound of this rate. What is put into the feed is taken for what is heard at
    /// that moment, less `late_secs` that the sound card takes.
    ///
    /// # Errors
    /// The venue follows no LTC, or no thread can be begun.
    pub fn start(
        settings: &TimecodeIn,
        rate_hz: f64,
        late_secs: f64,
        panel: Arc<dyn Panel>,
    ) -> Result<(Self, LtcFeed), LtcStartError> {
        if settings.from != TimecodeFrom::Ltc {
            return Err(LtcStartError::NotLtc);
        }
        let (ring, sound) =
            rtrb::RingBuffer::new((rate_hz.clamp(8000.0, 768_000.0) * RING_SECS) as usize);
        let chase = Chase::new(settings.offset, settings.freewheel_secs.into());
        let health = Arc::new(Mutex::new(code_health(&chase, "LTC")));
        let ends = Arc::new(AtomicBool::new(false));
        let lost = Arc::new(AtomicBool::new(false));
        let mut ears = Ears {
            decoder: LtcDecoder::new(rate_hz),
            counted: Counted::new(settings.rate),
            chase,
            clock: Clock::new(rate_hz, late_secs),
            sound,
            lost: lost.clone(),
        };
        let (said, stop) = (health.clone(), ends.clone());
        let run = move || {
            let began = Instant::now();
            while !stop.load(Ordering::Relaxed) {
                ears.hear(began.elapsed().as_secs_f64());
                lead(
                    &mut ears.chase,
                    &*panel,
                    "LTC",
                    began.elapsed().as_secs_f64(),
                );
                *said.lock().unwrap_or_else(PoisonError::into_inner) =
                    code_health(&ears.chase, "LTC");
                std::thread::park_timeout(LOOK);
            }
        };
        let thread = std::thread::Builder::new().name("ltc".into()).spawn(run)?;
        let listener = Self {
            health,
            ends,
            thread: Some(thread),
        };
        Ok((listener, LtcFeed { ring, lost }))
    }

    /// How it stands with the code.
    pub fn health(&self) -> Health {
        self.health
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Drop for LtcListener {
    fn drop(&mut self) {
        self.ends.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            if thread.join().is_err() {
                tracing::error!("the thread that follows LTC has ended by itself");
            }
        }
    }
}

/// All that the thread has.
struct Ears {
    decoder: LtcDecoder,
    counted: Counted,
    chase: Chase,
    clock: Clock,
    sound: rtrb::Consumer<f32>,
    lost: Arc<AtomicBool>,
}

impl Ears {
    /// Takes what has come until now.
    fn hear(&mut self, now: f64) {
        if self.lost.swap(false, Ordering::Relaxed) {
            self.clock.began = None;
        }
        let count = self.sound.slots();
        if count == 0 {
            return;
        }
        self.clock.came(count, now);
        for _ in 0..count {
            let Ok(sample) = self.sound.pop() else { break };
            let Some(heard) = self.decoder.hear(sample) else {
                continue;
            };
            let frame = heard.frame;
            let rate = self
                .counted
                .hear(frame.label, frame.drops, heard.frames_per_sec);
            let speed = heard.frames_per_sec / rate.per_sec();
            let begins = f64::from(frame.label.frame(rate));
            // Forwards the next frame begins where this one ends.
            let (frame, speed) = match heard.is_backwards {
                true => (begins, -speed),
                false => (begins + 1.0, speed),
            };
            self.chase
                .hear(frame, rate, speed, self.clock.at(heard.ended_at));
        }
    }
}

/// When a sample was heard: samples come in blocks and late, but none comes early.
#[derive(Debug)]
struct Clock {
    rate_hz: f64,
    late_secs: f64,
    came: f64,
    last: f64,
    /// When sample 0 was heard.
    began: Option<f64>,
}

impl Clock {
    fn new(rate_hz: f64, late_secs: f64) -> Self {
        Self {
            rate_hz: rate_hz.clamp(8000.0, 768_000.0),
            late_secs,
            came: 0.0,
            last: 0.0,
            began: None,
        }
    }

    fn came(&mut self, count: usize, now: f64) {
        self.came += count as f64;
        let began = now - self.came / self.rate_hz;
        let passed = now - std::mem::replace(&mut self.last, now);
        self.began = Some(match self.began {
            Some(known) if (began - known).abs() < GAP_SECS => began.min(known + DRIFT * passed),
            _ => began,
        });
    }

    fn at(&self, sample: f64) -> f64 {
        self.began.unwrap_or_default() + sample / self.rate_hz - self.late_secs
    }
}

#[cfg(test)]
mod tests;
