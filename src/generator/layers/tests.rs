#![allow(clippy::unwrap_used, reason = "a test ends where something is missing")]

use welkin_values::LatentShape;

use super::*;

/// Paints one grey of a given size and counts how often.
struct Grey(f32, usize, std::sync::Arc<std::sync::atomic::AtomicUsize>);

impl Generator for Grey {
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
        self.2.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        Ok(Picture::filled(self.1, self.1, [self.0; 3]))
    }
}

fn paint(layers: &[(usize, f32)]) -> (Result<Picture, PaintError>, usize) {
    let count = std::sync::Arc::default();
    let mut generators: Vec<Box<dyn Generator>> = vec![
        Box::new(Grey(0.2, 4, std::sync::Arc::clone(&count))),
        Box::new(Grey(0.6, 7, std::sync::Arc::clone(&count))),
    ];
    let layers: Vec<_> = layers
        .iter()
        .map(|(m, weight)| (*m, *weight, Latent::default()))
        .collect();
    let painted = paint_layers(&mut generators, &layers).map(|slide| match slide {
        Slide::Memory(picture) => std::sync::Arc::unwrap_or_clone(picture),
        Slide::Gpu(_) => unreachable!("no GPU here"),
    });
    (painted, count.load(std::sync::atomic::Ordering::Relaxed))
}

#[test]
fn a_cross_fade_is_linear_in_light_and_as_large_as_the_largest() {
    let (picture, count) = paint(&[(0, 0.25), (1, 0.75)]);
    let picture = picture.unwrap();
    assert_eq!((picture.width, picture.height, count), (7, 7, 2));
    for y in 0..7 {
        for x in 0..7 {
            assert!((picture.pixel(x, y)[0] - 0.5).abs() < 1e-3);
        }
    }
}

#[test]
fn what_nobody_would_see_is_not_painted() {
    let (picture, count) = paint(&[(0, 0.9995), (1, 0.0005)]);
    assert_eq!(
        (picture.unwrap(), count),
        (Picture::filled(4, 4, [0.2; 3]), 1)
    );
    let (picture, count) = paint(&[(0, 0.0), (1, 0.0001)]);
    assert_eq!(
        (picture.unwrap(), count),
        (Picture::filled(7, 7, [0.6; 3]), 1)
    );
}

#[test]
fn what_cannot_be_painted_is_said() {
    assert_eq!(paint(&[]).0, Err(PaintError::NoLayers));
    assert_eq!(
        paint(&[(2, 1.0)]).0,
        Err(PaintError::Model {
            model: 2,
            models: 2
        })
    );
}

#[test]
fn a_picture_keeps_its_edges_at_another_size() {
    let mut picture = Picture::filled(3, 2, [0.0; 3]);
    picture.pixels[2] = [f16::ONE; 4];
    let larger = fitted(&picture, 12, 8);
    assert_eq!(larger.pixel(11, 0), [1.0; 3]);
    assert_eq!(larger.pixel(0, 7), [0.0; 3]);
    assert!((larger.pixel(7, 0)[0] - 0.375).abs() < 1e-3);
}
