//! BigGAN-deep, FastGAN and pix2pix.

use super::{Invented, Kind};

/// A spectrally normalised weight: its vectors make the norm about 1.
fn spectral(to: &mut Invented, name: &str, shape: &[usize], bias: Option<usize>) {
    let (outputs, fan_in) = (shape[0], shape[1..].iter().product::<usize>());
    to.add(
        format!("{name}.weight_orig"),
        shape,
        Kind::Around((3.0 / fan_in as f32).sqrt()),
    );
    to.add(
        format!("{name}.weight_u"),
        &[outputs],
        Kind::Around((3.0 / outputs as f32).sqrt()),
    );
    to.add(
        format!("{name}.weight_v"),
        &[fan_in],
        Kind::Around((3.0 / fan_in as f32).sqrt()),
    );
    if let Some(outputs) = bias {
        to.add(format!("{name}.bias"), &[outputs], Kind::Around(0.1));
    }
}

pub(super) fn biggan_deep(resolution: usize) -> Invented {
    const WIDTH: usize = 128;
    const ROWS: usize = 51;
    let mut layers = vec![(16, 16), (16, 16), (16, 16), (16, 8), (8, 8)];
    match resolution {
        128 => layers.extend([(8, 4), (4, 4), (4, 2), (2, 2), (2, 1)]),
        _ => {
            layers.extend([(8, 8), (8, 8), (8, 4), (4, 4), (4, 2), (2, 2), (2, 1)]);
            if resolution == 512 {
                layers.extend([(1, 1), (1, 1)]);
            }
        }
    }
    let mut to = Invented::default();
    to.add("embeddings.weight", &[128, 1000], Kind::Around(0.1));
    spectral(
        &mut to,
        "generator.gen_z",
        &[16 * WIDTH * 16, 256],
        Some(16 * WIDTH * 16),
    );
    let mut at = 0;
    for (index, (from, into)) in layers.into_iter().enumerate() {
        let (inputs, outputs) = (from * WIDTH, into * WIDTH);
        if index == 8 {
            let name = format!("generator.layers.{at}");
            to.add(format!("{name}.gamma"), &[1], Kind::Just(0.5));
            for (part, channels) in [
                ("theta", inputs / 8),
                ("phi", inputs / 8),
                ("g", inputs / 2),
            ] {
                spectral(
                    &mut to,
                    &format!("{name}.snconv1x1_{part}"),
                    &[channels, inputs, 1, 1],
                    None,
                );
            }
            spectral(
                &mut to,
                &format!("{name}.snconv1x1_o_conv"),
                &[inputs, inputs / 2, 1, 1],
                None,
            );
            at += 1;
        }
        let name = format!("generator.layers.{at}");
        let middle = inputs / 4;
        for (norm, channels) in [inputs, middle, middle, middle].into_iter().enumerate() {
            let name = format!("{name}.bn_{norm}");
            to.add(
                format!("{name}.running_means"),
                &[ROWS, channels],
                Kind::Around(0.1),
            );
            to.add(
                format!("{name}.running_vars"),
                &[ROWS, channels],
                Kind::AroundOne,
            );
            spectral(&mut to, &format!("{name}.scale"), &[channels, 256], None);
            spectral(&mut to, &format!("{name}.offset"), &[channels, 256], None);
        }
        let convs = [
            (middle, inputs, 1),
            (middle, middle, 3),
            (middle, middle, 3),
            (outputs, middle, 1),
        ];
        for (conv, (outputs, inputs, side)) in convs.into_iter().enumerate() {
            spectral(
                &mut to,
                &format!("{name}.conv_{conv}"),
                &[outputs, inputs, side, side],
                Some(outputs),
            );
        }
        at += 1;
    }
    to.add(
        "generator.bn.running_means",
        &[ROWS, WIDTH],
        Kind::Around(0.1),
    );
    to.add("generator.bn.running_vars", &[ROWS, WIDTH], Kind::AroundOne);
    to.add("generator.bn.weight", &[WIDTH], Kind::AroundOne);
    to.add("generator.bn.bias", &[WIDTH], Kind::Around(0.1));
    spectral(
        &mut to,
        "generator.conv_to_rgb",
        &[WIDTH, WIDTH, 3, 3],
        Some(WIDTH),
    );
    to
}

pub(super) fn fastgan(resolution: usize) -> Invented {
    const Z: usize = 256;
    let channels = |side: usize| match side {
        4 => 1024,
        8 => 512,
        16 => 256,
        32 | 64 => 128,
        128 => 64,
        256 => 32,
        512 => 16,
        _ => 8,
    };
    let mut to = Invented::default();
    // Of a transposed kernel the outputs are the second axis.
    let outputs = 2 * channels(4);
    to.add(
        "init.init.0.weight_orig",
        &[Z, outputs, 4, 4],
        Kind::Around(0.1),
    );
    to.add(
        "init.init.0.weight_u",
        &[outputs],
        Kind::Around((3.0 / outputs as f32).sqrt()),
    );
    to.add(
        "init.init.0.weight_v",
        &[Z * 16],
        Kind::Around((3.0 / (Z * 16) as f32).sqrt()),
    );
    to.norm("init.init.1", outputs);
    let mut side = 8;
    while side <= resolution {
        let (inputs, outputs) = (channels(side / 2), channels(side));
        let name = format!("feat_{side}");
        spectral(
            &mut to,
            &format!("{name}.1"),
            &[2 * outputs, inputs, 3, 3],
            None,
        );
        let has_two = matches!(side, 8 | 32 | 128 | 512);
        if has_two {
            to.add(format!("{name}.2.weight"), &[1], Kind::Just(0.1));
            to.norm(&format!("{name}.3"), 2 * outputs);
            spectral(
                &mut to,
                &format!("{name}.5"),
                &[2 * outputs, outputs, 3, 3],
                None,
            );
            to.add(format!("{name}.6.weight"), &[1], Kind::Just(0.1));
            to.norm(&format!("{name}.7"), 2 * outputs);
        } else {
            to.norm(&format!("{name}.2"), 2 * outputs);
        }
        if (64..=512).contains(&side) {
            let from = channels(side / 16);
            spectral(
                &mut to,
                &format!("se_{side}.main.1"),
                &[outputs, from, 4, 4],
                None,
            );
            spectral(
                &mut to,
                &format!("se_{side}.main.3"),
                &[outputs, outputs, 1, 1],
                None,
            );
        }
        side *= 2;
    }
    spectral(&mut to, "to_128", &[3, channels(128), 1, 1], None);
    spectral(&mut to, "to_big", &[3, channels(resolution), 3, 3], None);
    to
}

pub(super) fn unet() -> Invented {
    const NGF: usize = 64;
    let mut to = Invented::default();
    let widths = [1, 2, 4, 8, 8, 8, 8, 8].map(|times| times * NGF);
    to.plain_layer("model.model.0", &[widths[0], 3, 4, 4], None);
    let mut name = "model.model.1".to_string();
    for level in 1..widths.len() {
        let (inputs, outputs) = (widths[level - 1], widths[level]);
        let is_innermost = level + 1 == widths.len();
        to.plain_layer(&format!("{name}.model.1"), &[outputs, inputs, 4, 4], None);
        let (up, norm) = if is_innermost { (3, 4) } else { (5, 6) };
        if !is_innermost {
            to.norm(&format!("{name}.model.2"), outputs);
        }
        let into = if is_innermost { outputs } else { 2 * outputs };
        to.plain_layer(&format!("{name}.model.{up}"), &[into, inputs, 4, 4], None);
        to.norm(&format!("{name}.model.{norm}"), inputs);
        name = format!("{name}.model.3");
    }
    to.plain_layer("model.model.3", &[2 * widths[0], 3, 4, 4], Some(3));
    to
}

pub(super) fn resnet() -> Invented {
    let mut to = Invented::default();
    to.plain_layer("model.1", &[64, 3, 7, 7], Some(64));
    to.plain_layer("model.4", &[128, 64, 3, 3], Some(128));
    to.plain_layer("model.7", &[256, 128, 3, 3], Some(256));
    for block in 10..19 {
        for conv in [1, 5] {
            to.plain_layer(
                &format!("model.{block}.conv_block.{conv}"),
                &[256, 256, 3, 3],
                Some(256),
            );
        }
    }
    to.plain_layer("model.19", &[256, 128, 3, 3], Some(128));
    to.plain_layer("model.22", &[128, 64, 3, 3], Some(64));
    to.plain_layer("model.26", &[3, 64, 7, 7], Some(3));
    to
}
