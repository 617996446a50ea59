//! StyleGAN2 as rosinality's repository names it. The convolutions' weights have a leading axis of 1; the
//! convolution that doubles is transposed and not flipped, as the official one is, and the gain
//! 1/√(inputs·9) that it has besides cancels in demodulation.

use std::collections::BTreeMap;

use crate::checkpoint::Checkpoint;
use crate::tensor::Tensor;

/// The official names; what else is there keeps its name. The filters' kernels hold the gain of doubling, 4, which
/// the official ones do not.
pub(super) fn official(tensors: BTreeMap<String, Tensor>) -> BTreeMap<String, Tensor> {
    let renamed = |(name, tensor): (String, Tensor)| {
        if name.ends_with(".kernel") {
            let official = filter(&name)?;
            return Some((official, tensor.scaled(0.25, 0.0)));
        }
        let official = name_and_rank(&name);
        let official = official.and_then(|(name, rank)| Some((name, shaped(&tensor, rank)?)));
        Some(official.unwrap_or((name, tensor)))
    };
    tensors.into_iter().filter_map(renamed).collect()
}

/// The mean of w, which stands beside the network.
pub(super) fn mean(checkpoint: &Checkpoint, prefix: &str) -> Option<Tensor> {
    let parents = prefix.match_indices('.').map(|(at, _)| &prefix[..=at]);
    let mut beside = [""].into_iter().chain(parents);
    beside.find_map(|parent| checkpoint.tensor(&format!("{parent}latent_avg"))?.flat(1))
}

/// A tensor with so many axes, if the others are of length 1.
fn shaped(tensor: &Tensor, rank: usize) -> Option<Tensor> {
    match rank {
        0 | 1 => tensor.flat(rank),
        rank => tensor.squeezed(rank),
    }
}

/// The official name of a tensor, and how many axes it has there.
fn name_and_rank(name: &str) -> Option<(String, usize)> {
    let (layer, rest) = name.split_once('.')?;
    match layer {
        "input" => (rest == "input").then(|| ("synthesis.b4.const".into(), 3)),
        "style" => {
            let (place, rest) = numbered(rest)?;
            let place = place.checked_sub(1)?;
            let rank = match rest {
                "weight" => 2,
                "bias" => 1,
                _ => return None,
            };
            Some((format!("mapping.fc{place}.{rest}"), rank))
        }
        "conv1" => part("synthesis.b4.conv1", rest),
        "to_rgb1" => part("synthesis.b4.torgb", rest),
        "convs" => {
            let (place, rest) = numbered(rest)?;
            part(&conv(place)?, rest)
        }
        "to_rgbs" => {
            let (place, rest) = numbered(rest)?;
            part(
                &format!("synthesis.b{}.torgb", 8_usize.checked_shl(place)?),
                rest,
            )
        }
        "noises" => {
            let place: u32 = rest.strip_prefix("noise_")?.parse().ok()?;
            let layer = match place {
                0 => "synthesis.b4.conv1".into(),
                place => conv(place - 1)?,
            };
            Some((format!("{layer}.noise_const"), 2))
        }
        _ => None,
    }
}

/// The official name of a filter's kernel.
fn filter(name: &str) -> Option<String> {
    let (layer, rest) = name.split_once('.')?;
    let (place, rest) = numbered(rest)?;
    let layer = match (layer, rest) {
        ("convs", "conv.blur.kernel") => conv(place)?,
        ("to_rgbs", "upsample.kernel") => format!("synthesis.b{}", 8_usize.checked_shl(place)?),
        _ => return None,
    };
    Some(format!("{layer}.resample_filter"))
}

/// The official name of a convolution above 4×4: two per resolution.
fn conv(place: u32) -> Option<String> {
    let resolution = 8_usize.checked_shl(place / 2).filter(|_| place < 32)?;
    Some(format!("synthesis.b{resolution}.conv{}", place % 2))
}

fn part(layer: &str, rest: &str) -> Option<(String, usize)> {
    let (official, rank) = match rest {
        "conv.weight" => ("weight", 4),
        "conv.modulation.weight" => ("affine.weight", 2),
        "conv.modulation.bias" => ("affine.bias", 1),
        "noise.weight" => ("noise_strength", 0),
        "activate.bias" | "bias" => ("bias", 1),
        _ => return None,
    };
    Some((format!("{layer}.{official}"), rank))
}

fn numbered(rest: &str) -> Option<(u32, &str)> {
    let (number, rest) = rest.split_once('.')?;
    Some((number.parse().ok().filter(|&number| number < 32)?, rest))
}
