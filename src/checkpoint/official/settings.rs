//! What computing needs beside the tensors, under plain names: NVIDIA's files keep it with the arguments of each
//! part, and where an argument was left to its default, only with the layers.

use std::collections::BTreeMap;

use crate::setting::Setting;

/// What follows from the tensors' shapes.
const SPARE: [&str; 4] = [
    ".weight_gain",
    ".bias_gain",
    ".in_features",
    ".out_features",
];
/// Settings of the whole network, and the layers that know them.
const OF_LAYERS: [(&str, &str, &str); 4] = [
    ("architecture", "synthesis.b4", "architecture"),
    ("conv_clamp", "synthesis.b4.conv1", "conv_clamp"),
    ("conv_clamp", "synthesis.L0_", "conv_clamp"),
    ("lr_multiplier", "mapping.fc0", "lr_multiplier"),
];

/// The settings with those that computing asks for at the top: `conv_clamp`, `lr_multiplier`, `num_fp16_res`, ….
pub(super) fn told(mut settings: BTreeMap<String, Setting>) -> BTreeMap<String, Setting> {
    settings.retain(|name, _| !SPARE.iter().any(|spare| name.ends_with(spare)));
    let mut told: Vec<(String, Setting)> = Vec::new();
    for (name, layer, part) in OF_LAYERS {
        let mut of_layer = settings.range(layer.to_string()..);
        let found = of_layer
            .by_ref()
            .take_while(|(key, _)| key.starts_with(layer))
            .find(|(key, _)| {
                let rest = key[layer.len()..].rsplit_once('.');
                rest.is_some_and(|(between, last)| last == part && !between.contains('.'))
            });
        told.extend(found.map(|(_, value)| (name.to_string(), value.clone())));
    }
    for (key, value) in &settings {
        let of_synthesis = key.strip_prefix("synthesis_kwargs.");
        let of_mapping = key
            .strip_prefix("mapping_kwargs.")
            .filter(|name| *name == "lr_multiplier");
        told.extend(
            of_synthesis
                .or(of_mapping)
                .map(|name| (name.to_string(), value.clone())),
        );
    }
    for (name, value) in told {
        settings.entry(name).or_insert(value);
    }
    settings
}
