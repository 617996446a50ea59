#![allow(clippy::unwrap_used, reason = "a test ends where something is missing")]

use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use welkin_values::{LatentShape, Picture};

use super::*;
use crate::error::PaintError;

/// A generator whose pictures are made by the test, one by one: it says that it has begun, and waits to
/// be told what comes of it.
struct Puppet {
    begun: Sender<f32>,
    told: Receiver<Outcome>,
    _ended: Ended,
}

enum Outcome {
    Paints,
    Fails,
    Panics,
}

struct Ended(Sender<()>);

impl Drop for Ended {
    fn drop(&mut self) {
        self.0.send(()).ok();
    }
}

impl Generator for Puppet {
    fn shape(&self) -> LatentShape {
        LatentShape {
            global: 1,
            classes: 0,
            local_channels: 0,
            local_height: 0,
            local_width: 0,
        }
    }

    fn paint(&mut self, latent: &Latent) -> Result<Picture, PaintError> {
        self.begun.send(latent.global[0]).ok();
        match self.told.recv() {
            Ok(Outcome::Paints) => Ok(Picture::filled(1, 1, [latent.global[0]; 3])),
            Ok(Outcome::Panics) => panic!("the puppet fell"),
            Ok(Outcome::Fails) | Err(_) => Err(PaintError::NoLayers),
        }
    }
}

struct Theatre {
    painter: Painter,
    begun: Receiver<f32>,
    tell: Sender<Outcome>,
    ended: Receiver<()>,
}

fn theatre() -> Theatre {
    let (begun_sender, begun) = channel();
    let (tell, told) = channel();
    let (ended_sender, ended) = channel();
    let puppet = Puppet {
        begun: begun_sender,
        told,
        _ended: Ended(ended_sender),
    };
    let painter = Painter::start(move || Ok(vec![Box::new(puppet) as Box<dyn Generator>]));
    Theatre {
        painter,
        begun,
        tell,
        ended,
    }
}

impl Theatre {
    fn ask(&self, value: f32) {
        let latent = Latent {
            global: vec![value],
            ..Latent::default()
        };
        let moment = Moment::from_samples(value as i64);
        self.painter.ask(Brief {
            moment,
            layers: vec![(0, 1.0, latent)],
        });
    }

    /// Waits until a picture has begun, and says which.
    fn begun(&self) -> f32 {
        self.begun.recv_timeout(Duration::from_secs(20)).unwrap()
    }

    fn newest(&self) -> Vec<i64> {
        self.painter
            .newest()
            .iter()
            .map(|painted| painted.moment.samples)
            .collect()
    }
}

#[test]
fn it_paints_the_newest_brief_and_forgets_those_between() {
    let theatre = theatre();
    theatre.ask(1.0);
    assert_eq!(theatre.begun(), 1.0);
    assert!(theatre.painter.ready());
    for value in [2.0, 3.0, 4.0] {
        theatre.ask(value);
    }
    theatre.tell.send(Outcome::Paints).unwrap();
    assert_eq!(theatre.begun(), 4.0);
    assert_eq!(theatre.newest(), [1]);
    theatre.ask(5.0);
    theatre.tell.send(Outcome::Paints).unwrap();
    assert_eq!(theatre.begun(), 5.0);
    assert_eq!(theatre.newest(), [1, 4]);
    theatre.ask(6.0);
    theatre.tell.send(Outcome::Paints).unwrap();
    assert_eq!(theatre.begun(), 6.0);
    assert_eq!(theatre.newest(), [4, 5]);
    assert!(theatre.painter.seconds_per_picture() > 0.0);
    assert_eq!(theatre.painter.health().state, State::Good);
}

#[test]
fn the_last_picture_holds_through_errors_and_panics() {
    let theatre = theatre();
    theatre.ask(1.0);
    theatre.begun();
    for (value, outcome, words) in [
        (2.0, Outcome::Fails, "no layers"),
        (3.0, Outcome::Panics, "the puppet fell"),
    ] {
        theatre.tell.send(Outcome::Paints).unwrap();
        theatre.ask(value);
        theatre.begun();
        let held = theatre.newest();
        theatre.ask(value + 10.0);
        theatre.tell.send(outcome).unwrap();
        // The next one has begun, so this one is over.
        theatre.begun();
        let health = theatre.painter.health();
        assert_eq!(health.state, State::Failed);
        assert!(health.words.contains(words), "{}", health.words);
        assert_eq!(theatre.newest(), held);
    }
    theatre.ask(20.0);
    theatre.tell.send(Outcome::Paints).unwrap();
    theatre.begun();
    assert_eq!(theatre.painter.health().state, State::Good);
    assert_eq!(theatre.newest().last(), Some(&13));
}

#[test]
fn what_cannot_be_loaded_is_said() {
    let (sender, failed) = channel();
    let ended = Ended(sender);
    let painter = Painter::start(move || {
        let _ended = ended;
        panic!("no memory")
    });
    failed.recv_timeout(Duration::from_secs(20)).unwrap();
    // The panic is under way; what it says arrives with the thread's end.
    while painter.health().state != State::Failed {
        thread::yield_now();
    }
    assert!(painter.health().words.contains("no memory"));
    assert!(!painter.ready());
    assert!(painter.newest().is_empty());
}

#[test]
fn it_ends_when_nobody_holds_it() {
    let theatre = theatre();
    drop(theatre.painter);
    theatre.ended.recv_timeout(Duration::from_secs(20)).unwrap();
}
