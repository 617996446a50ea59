//! A network on its own, under the official names and in the official layouts, from whatever a checkpoint calls
//! its tensors. Nothing is copied: tensors are turned, flipped and scaled as views.

mod rosinality;
mod tensorflow;
mod spectral;
mod settings;

use std::collections::BTreeMap;

use crate::checkpoint::Checkpoint;
use crate::family::{Family, Guess, Naming};
use crate::setting::Setting;
use crate::tensor::Tensor;

/// The network that [`detect`](crate::detect) found, alone and under its official names: prefixes and the
/// discriminator are left out, spectral normalisation is done, the running statistics of instance
/// normalisation are dropped. What has no official name keeps its own.
///
/// rosinality's files often hold no mean of w: then there is no `mapping.w_avg`, and whoever paints takes the
/// mean of some thousand mapped seeds, as rosinality does.
pub fn official(checkpoint: &Checkpoint, guess: &Guess) -> Checkpoint {
    let prefix = guess.prefix.as_str();
    let behind = |name: &String| name.strip_prefix(prefix).map(str::to_string);
    let tensors: BTreeMap<String, Tensor> = checkpoint
        .tensors
        .range(prefix.to_string()..)
        .map_while(|(name, tensor)| Some((behind(name)?, tensor.clone())))
        .collect();
    let settings: BTreeMap<String, Setting> = checkpoint
        .settings
        .range(prefix.to_string()..)
        .map_while(|(name, setting)| Some((behind(name)?, setting.clone())))
        .collect();
    let (tensors, settings) = match (guess.family, guess.naming) {
        (Family::StyleGan2, Naming::Rosinality) => {
            let mut tensors = rosinality::official(tensors);
            if let Some(mean) = rosinality::mean(checkpoint, prefix) {
                tensors.insert("mapping.w_avg".into(), mean);
            }
            (tensors, settings)
        }
        (Family::StyleGan2, Naming::TensorFlow) => (
            tensorflow::official(tensors, &settings),
            tensorflow::settings(settings),
        ),
        (Family::BigGanDeep | Family::FastGan, _) => (spectral::baked(tensors), settings),
        (Family::UNet | Family::ResNet, _) => (without_instance_statistics(tensors), settings),
        _ => (tensors, settings),
    };
    Checkpoint {
        name: checkpoint.name.clone(),
        format: checkpoint.format,
        tensors,
        settings: settings::told(settings),
        classes: BTreeMap::new(),
    }
}

/// Old CycleGAN files hold running statistics of instance normalisation, which has no weights and never uses
/// them.
fn without_instance_statistics(mut tensors: BTreeMap<String, Tensor>) -> BTreeMap<String, Tensor> {
    let weighted: Vec<String> = tensors
        .keys()
        .filter_map(|name| name.strip_suffix(".weight").map(str::to_string))
        .collect();
    tensors.retain(|name, _| {
        let layer = name
            .strip_suffix(".running_mean")
            .or_else(|| name.strip_suffix(".running_var"));
        let is_spare = layer.is_some_and(|layer| {
            weighted
                .binary_search_by(|other| other.as_str().cmp(layer))
                .is_err()
        });
        !is_spare && !name.ends_with(".num_batches_tracked")
    });
    tensors
}

#[cfg(test)]
mod tests;
