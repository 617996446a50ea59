//! What follows an operation.

use burn::tensor::activation::{leaky_relu, relu, sigmoid, silu, tanh};
use welkin_compute::{Activation, After, Curve, Scale};

use super::{OnBurn, Sheet};

pub(super) fn scaled(engine: &OnBurn, x: Sheet, scale: Scale<Sheet>) -> Sheet {
    match scale {
        Scale::One => x,
        Scale::Channels(scale) => x * engine.tensor(scale, [1, scale.len(), 1, 1]),
        Scale::Map(map) => x * map.clone(),
    }
}

pub(super) fn apply(engine: &OnBurn, x: Sheet, after: After<Sheet>) -> Sheet {
    let mut x = scaled(engine, x, after.scale);
    if let Some((noise, strength)) = after.noise {
        x = x + noise.clone() * strength;
    }
    if let Some(bias) = after.bias {
        x = x + engine.tensor(bias, [1, bias.len(), 1, 1]);
    }
    let x = activated(x, after.activation);
    match after.add {
        Some(add) => x + add.clone(),
        None => x,
    }
}

fn activated(x: Sheet, Activation { curve, gain, limit }: Activation) -> Sheet {
    let x = match curve {
        Curve::Linear => x,
        Curve::Leaky(slope) => leaky_relu(x, f64::from(slope)),
        Curve::Relu => relu(x),
        Curve::Tanh => tanh(x),
        Curve::Sigmoid => sigmoid(x),
        Curve::Swish => silu(x),
        Curve::InverseRoot => (x + 1e-8).sqrt().recip(),
    };
    let x = if gain == 1.0 { x } else { x * gain };
    if limit.is_finite() {
        x.clamp(-limit, limit)
    } else {
        x
    }
}
