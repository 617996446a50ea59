//! StyleGAN2 as TensorFlow's variables: kernels lie [height, width, in, out], fully connected weights [in, out],
//! the kernel that doubles is flipped, and the bias of a style begins at 0 instead of 1.

use std::collections::BTreeMap;

use crate::dtype::Dtype;
use crate::setting::Setting;
use crate::source::Source;
use crate::tensor::Tensor;

/// A filter of more taps is none.
const MAX_TAPS: usize = 32;

/// The official names and layouts; what else is there keeps its name. A filter other than the usual one stands
/// in the settings, and becomes a tensor where the official network has one.
pub(super) fn official(
    tensors: BTreeMap<String, Tensor>,
    settings: &BTreeMap<String, Setting>,
) -> BTreeMap<String, Tensor> {
    let renamed = |(name, tensor): (String, Tensor)| {
        if name == "lod" {
            return None;
        }
        Some(one(&name, &tensor).unwrap_or((name, tensor)))
    };
    let mut tensors: BTreeMap<String, Tensor> = tensors.into_iter().filter_map(renamed).collect();
    if let Some(filter) = settings.get("resample_kernel").and_then(filter) {
        let blocks = tensors
            .keys()
            .filter_map(|name| name.strip_suffix(".torgb.weight"));
        let convs = tensors
            .keys()
            .filter_map(|name| name.strip_suffix(".noise_const"));
        let names: Vec<String> = blocks
            .chain(convs)
            .map(|layer| format!("{layer}.resample_filter"))
            .collect();
        tensors.extend(names.into_iter().map(|name| (name, filter.clone())));
    }
    tensors
}

/// The filter [taps, taps] of so many taps along each axis; its sum is 1.
fn filter(taps: &Setting) -> Option<Tensor> {
    let Setting::List(taps) = taps else {
        return None;
    };
    let taps: Vec<f64> = taps.iter().map(Setting::as_f64).collect::<Option<_>>()?;
    let sum: f64 = taps.iter().sum();
    if taps.len() > MAX_TAPS || sum == 0.0 || !sum.is_finite() {
        return None;
    }
    let tap = |a: &f64, b: &f64| ((a / sum * b / sum) as f32).to_le_bytes();
    let rows = taps
        .iter()
        .flat_map(|a| taps.iter().flat_map(move |b| tap(a, b)));
    let bytes: Vec<u8> = rows.collect();
    let range = 0..bytes.len();
    Tensor::dense(
        &Source::new(bytes.into()),
        range,
        Dtype::F32,
        &[taps.len(); 2],
    )
    .ok()
}

fn one(name: &str, tensor: &Tensor) -> Option<(String, Tensor)> {
    if name == "dlatent_avg" {
        return Some(("mapping.w_avg".into(), tensor.clone()));
    }
    if let Some(rest) = name.strip_prefix("mapping/") {
        let (layer, part) = rest.split_once('/')?;
        let layer = match layer.strip_prefix("Dense") {
            Some(number) => format!("mapping.fc{}", number.parse::<u8>().ok()?),
            None if layer == "LabelEmbed" => "mapping.embed".into(),
            None => return None,
        };
        return Some((format!("{layer}.{part}"), dense(part, tensor)?));
    }
    let rest = name.strip_prefix("synthesis/")?;
    if let Some(number) = rest.strip_prefix("noise") {
        let number: u32 = number.parse().ok().filter(|&number| number < 32)?;
        let block = 4_usize << number.div_ceil(2);
        let conv = if number.is_multiple_of(2) { 1 } else { 0 };
        return Some((
            format!("synthesis.b{block}.conv{conv}.noise_const"),
            tensor.squeezed(2)?,
        ));
    }
    let (block, rest) = rest.split_once('/')?;
    let (resolution, again) = block.split_once('x')?;
    if resolution != again || resolution.parse::<u16>().is_err() {
        return None;
    }
    let (layer, part) = rest.split_once('/')?;
    let layer = match layer {
        "Const" => {
            return Some((
                format!("synthesis.b{resolution}.const"),
                tensor.squeezed(3)?,
            ));
        }
        "Conv" | "Conv1" => "conv1",
        "Conv0_up" => "conv0",
        "ToRGB" => "torgb",
        "Skip" => "skip",
        _ => return None,
    };
    let (part, tensor) = match part {
        "weight" if tensor.shape().len() == 4 => {
            let is_doubling = matches!(layer, "conv0" | "skip");
            let kernel = if is_doubling {
                tensor.flipped(0).flipped(1)
            } else {
                tensor.clone()
            };
            ("weight", kernel.turned(&[3, 2, 0, 1]))
        }
        "mod_weight" => ("affine.weight", dense("weight", tensor)?),
        "mod_bias" => ("affine.bias", tensor.scaled(1.0, 1.0)),
        "bias" | "noise_strength" => (part, tensor.clone()),
        _ => return None,
    };
    Some((format!("synthesis.b{resolution}.{layer}.{part}"), tensor))
}

/// A fully connected layer's weight turned, its bias as it is.
fn dense(part: &str, tensor: &Tensor) -> Option<Tensor> {
    match (part, tensor.shape().len()) {
        ("weight", 2) => Some(tensor.turned(&[1, 0])),
        ("bias", 1) => Some(tensor.clone()),
        _ => None,
    }
}

/// The official names of the settings that are known.
pub(super) fn settings(settings: BTreeMap<String, Setting>) -> BTreeMap<String, Setting> {
    let renamed = |(name, setting): (String, Setting)| {
        let official = match name.as_str() {
            "latent_size" => "z_dim",
            "label_size" => "c_dim",
            "dlatent_size" => "w_dim",
            "resolution" => "img_resolution",
            "num_channels" => "img_channels",
            "mapping_layers" => "mapping_kwargs.num_layers",
            "mapping_lrmul" => "mapping_kwargs.lr_multiplier",
            "fmap_max" => "synthesis_kwargs.channel_max",
            "num_fp16_res" => "synthesis_kwargs.num_fp16_res",
            "conv_clamp" => "synthesis_kwargs.conv_clamp",
            "architecture" => "synthesis_kwargs.architecture",
            "resample_kernel" => "synthesis_kwargs.resample_filter",
            "fmap_base" => {
                let doubled = setting.as_i64().and_then(|base| base.checked_mul(2));
                return (
                    "synthesis_kwargs.channel_base".into(),
                    doubled.map_or(setting, Setting::Int),
                );
            }
            _ => return (name, setting),
        };
        (official.to_string(), setting)
    };
    settings.into_iter().map(renamed).collect()
}
