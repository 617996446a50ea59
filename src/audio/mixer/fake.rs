//! A card for tests: keeps its own time, and does what cards do to people.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use assert_no_alloc::assert_no_alloc;
use cpal::ErrorKind;

use super::card::Cards;
use crate::devices::{CardWish, Format, Give, Opened, Signs};

/// Frames at a time.
pub(crate) const PERIOD: usize = 512;

/// What it does now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Does {
    /// It plays, at this rate, once opened.
    Plays(u32),
    /// It is not there: what plays is lost.
    Missing,
    /// It is there, but does not call.
    Stalls(u32),
    /// Somebody else has it.
    Busy,
}

/// One card, and what it has played.
#[derive(Clone)]
pub(crate) struct FakeCard {
    does: Arc<Mutex<Does>>,
    played: Arc<Mutex<Vec<Played>>>,
    channels: usize,
}

/// One period of the first channel.
#[derive(Clone)]
pub(crate) struct Played {
    pub(crate) opening: usize,
    pub(crate) at: Instant,
    pub(crate) samples: Vec<f32>,
    /// How long it took to be made.
    pub(crate) took: Duration,
}

impl FakeCard {
    pub(crate) fn new(channels: usize, does: Does) -> Self {
        Self {
            does: Arc::new(Mutex::new(does)),
            played: Arc::default(),
            channels,
        }
    }

    pub(crate) fn set(&self, does: Does) {
        *self.does.lock().unwrap_or_else(PoisonError::into_inner) = does;
    }

    fn does(&self) -> Does {
        *self.does.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn played(&self) -> Vec<Played> {
        self.played
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

/// Opens it.
pub(crate) struct FakeCards {
    pub(crate) card: FakeCard,
    pub(crate) openings: usize,
}

impl Cards for FakeCards {
    fn open(
        &mut self,
        wish: &CardWish,
        signs: &Arc<Signs>,
        make: &mut dyn FnMut(Format) -> Give,
    ) -> Result<Opened, String> {
        let rate_hz = match self.card.does() {
            Does::Plays(rate_hz) | Does::Stalls(rate_hz) => rate_hz,
            Does::Missing => return Err("the card is not there".into()),
            Does::Busy => return Err("another program plays on it".into()),
        };
        self.openings += 1;
        let format = Format {
            rate_hz,
            channels: self.card.channels,
        };
        Ok(Opened {
            words: format!("fake card at {rate_hz} Hz"),
            is_less: self.card.channels < wish.channels,
            period_secs: PERIOD as f64 / f64::from(rate_hz),
            stream: Box::new(Running::start(
                self.card.clone(),
                self.openings,
                Arc::clone(signs),
                format,
                make(format),
            )),
        })
    }
}

struct Running {
    is_over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    fn start(
        card: FakeCard,
        opening: usize,
        signs: Arc<Signs>,
        format: Format,
        mut give: Give,
    ) -> Self {
        let is_over = Arc::new(AtomicBool::new(false));
        let over = Arc::clone(&is_over);
        let period = Duration::from_secs_f64(PERIOD as f64 / f64::from(format.rate_hz));
        let work = move || {
            let mut out = vec![0.0; PERIOD * format.channels];
            let began = Instant::now();
            for count in 0_u32.. {
                // Two periods are buffered; it asks when one of them has been heard.
                let asks_at = began + period * count;
                while Instant::now() < asks_at && !over.load(Ordering::Acquire) {
                    std::thread::sleep(Duration::from_millis(1));
                }
                while matches!(card.does(), Does::Stalls(_)) && !over.load(Ordering::Acquire) {
                    std::thread::sleep(Duration::from_millis(1));
                }
                if over.load(Ordering::Acquire) {
                    return;
                }
                if card.does() != Does::Plays(format.rate_hz) {
                    signs.note(ErrorKind::DeviceNotAvailable);
                    return;
                }
                let heard_at = asks_at + 2 * period;
                let delay = heard_at.saturating_duration_since(Instant::now());
                out.fill(0.0);
                let asked = Instant::now();
                assert_no_alloc(|| give(&mut out, delay.as_secs_f64()));
                let took = asked.elapsed();
                let samples = out.iter().step_by(format.channels).copied().collect();
                let played = Played {
                    opening,
                    at: Instant::now(),
                    samples,
                    took,
                };
                let mut all = card.played.lock().unwrap_or_else(PoisonError::into_inner);
                all.push(played);
            }
        };
        Self {
            is_over,
            thread: Some(std::thread::spawn(work)),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Release);
        if let Some(thread) = self.thread.take() {
            thread.join().expect("the fake card did not allocate");
        }
    }
}
