//! Somebody beside the show hears one of its inputs: timecode comes as sound.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use welkin_audio::Inputs;
use welkin_values::Moment;

/// How often what came in is handed over.
const EVERY: Duration = Duration::from_millis(4);

/// Who hears which input.
pub struct ListenIn {
    /// The input's id in the venue.
    pub input: String,
    /// Is given the samples of its first channel as they come, 48 000 a second.
    pub hear: Box<dyn FnMut(&[f32]) + Send>,
}

/// Hands over until it is dropped.
pub(crate) struct Listening(Arc<AtomicBool>);

impl Drop for Listening {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Begins to hand over; says so if there is no such input.
pub(crate) fn listen(inputs: &Inputs, mut who: ListenIn) -> Option<Listening> {
    let ear = inputs
        .position(&who.input)
        .and_then(|position| inputs.ear(position));
    let Some(mut ear) = ear else {
        tracing::warn!(
            "nobody hears the input \"{}\": the venue has none",
            who.input
        );
        return None;
    };
    let stop = Arc::new(AtomicBool::new(false));
    let theirs = Arc::clone(&stop);
    let hand_over = move || {
        let mut blocks = Vec::new();
        while !theirs.load(Ordering::Relaxed) {
            ear.take_blocks(Moment::ZERO, &mut blocks);
            for block in blocks.first().into_iter().flatten() {
                (who.hear)(&block.samples);
            }
            blocks.iter_mut().for_each(Vec::clear);
            thread::sleep(EVERY);
        }
    };
    let began = thread::Builder::new()
        .name("listen-in".into())
        .spawn(hand_over);
    if let Err(error) = began {
        tracing::warn!("nobody hears the input: {error}");
    }
    Some(Listening(stop))
}
