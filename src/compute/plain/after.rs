//! What follows an operation.

use super::sheet::PlainSheet;
use crate::engine::{After, Scale};

pub(super) fn scaled(x: PlainSheet, scale: Scale<PlainSheet>) -> PlainSheet {
    let shape = x.shape();
    let mut values = match scale {
        Scale::One => return x,
        _ => x.into_values(),
    };
    match scale {
        Scale::One => {}
        Scale::Channels(scale) => {
            assert_eq!(scale.len(), shape.channels, "a scale for each channel");
            for (plane, scale) in values.chunks_mut(shape.plane()).zip(scale) {
                plane.iter_mut().for_each(|value| *value *= scale);
            }
        }
        Scale::Map(map) => {
            assert_eq!(map.shape(), shape, "a scale for each number");
            values
                .iter_mut()
                .zip(map.values())
                .for_each(|(value, scale)| *value *= scale);
        }
    }
    PlainSheet::new(shape, values)
}

pub(super) fn apply(x: PlainSheet, after: After<PlainSheet>) -> PlainSheet {
    let x = scaled(x, after.scale);
    let shape = x.shape();
    let mut values = x.into_values();
    for (c, plane) in values.chunks_mut(shape.plane()).enumerate() {
        if let Some((noise, strength)) = after.noise {
            assert_eq!(
                noise.shape(),
                shape.with_channels(1),
                "noise for each place"
            );
            plane
                .iter_mut()
                .zip(noise.values())
                .for_each(|(value, noise)| *value += strength * noise);
        }
        let bias = after.bias.map_or(0.0, |bias| bias[c]);
        plane
            .iter_mut()
            .for_each(|value| *value = after.activation.apply(*value + bias));
    }
    if let Some(add) = after.add {
        assert_eq!(add.shape(), shape, "what is added");
        values
            .iter_mut()
            .zip(add.values())
            .for_each(|(value, add)| *value += add);
    }
    PlainSheet::new(shape, values)
}
