#![allow(clippy::unwrap_used, reason = "a test ends where something is missing")]

use std::thread;
use std::time::Duration;

use welkin_values::Inside;

use super::*;

/// As bright as its share.
struct Share(f32);

impl Generator for Share {
    fn shape(&self) -> LatentShape {
        LatentShape {
            global: 0,
            classes: 0,
            local_channels: 0,
            local_height: 0,
            local_width: 0,
        }
    }

    fn paint(&mut self, _: &Latent) -> Result<Picture, PaintError> {
        Ok(Picture::filled(1, 1, [self.0; 3]))
    }
}

fn brightness(blending: &mut Blending, blend: f32) -> f32 {
    let inside = Inside {
        blend,
        ..Inside::default()
    };
    let latent = Latent {
        inside,
        ..Latent::default()
    };
    blending.paint(&latent).unwrap().pixels[0][0].to_f32()
}

fn blending() -> Blending {
    let make = |share: f32| -> Result<Box<dyn Generator>, OpenError> {
        if (0.4..0.6).contains(&share) {
            return Err(OpenError::NoAdapter {
                reason: "a test".into(),
            });
        }
        Ok(Box::new(Share(share)))
    };
    Blending::new(Arc::new(make)).unwrap()
}

#[test]
fn in_a_film_each_picture_has_the_blend_that_it_asks_for() {
    let mut blending = blending();
    blending.take_your_time();
    for (asked, expected) in [
        (1.0, 1.0),
        (0.25, 0.25),
        (0.0, 0.0),
        (0.75, 0.75),
        (7.0, 1.0),
        (f32::NAN, 1.0),
    ] {
        assert_eq!(brightness(&mut blending, asked), expected, "{asked}");
    }
}

#[test]
fn live_the_last_blend_paints_until_the_next_is_there() {
    let mut blending = blending();
    assert_eq!(brightness(&mut blending, 0.25), 1.0);
    let there = (0..500).any(|_| {
        thread::sleep(Duration::from_millis(2));
        brightness(&mut blending, 0.25) == 0.25
    });
    assert!(there);
}

#[test]
fn what_cannot_be_had_leaves_what_is_there() {
    let mut blending = blending();
    blending.take_your_time();
    assert_eq!(brightness(&mut blending, 0.5), 1.0);
    assert_eq!(brightness(&mut blending, 0.5), 1.0);
    assert_eq!(brightness(&mut blending, 0.25), 0.25);
}
