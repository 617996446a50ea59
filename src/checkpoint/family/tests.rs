#![allow(clippy::unwrap_used, reason = "a test ends where something is missing")]

use super::*;

type Names<'a> = &'a [(&'a str, &'a [usize])];

/// A checkpoint of tensors that are all 0.
fn of(tensors: Names) -> Checkpoint {
    let mut table = serde_json::Map::new();
    let mut at = 0;
    for (name, shape) in tensors {
        let end = at + shape.iter().product::<usize>();
        let entry = serde_json::json!({"dtype": "U8", "shape": shape, "data_offsets": [at, end]});
        table.insert((*name).into(), entry);
        at = end;
    }
    let header = serde_json::to_vec(&table).unwrap();
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend(header);
    bytes.resize(bytes.len() + at, 0);
    Checkpoint::parse("test", bytes).unwrap()
}

#[test]
fn families_are_told_by_their_names() {
    use Family::*;
    use Naming::*;
    let kernel: &[usize] = &[2, 2, 3, 3];
    for (tensors, family, naming, prefix) in [
        (
            &[
                ("G.synthesis.b4.const", &[2, 4, 4][..]),
                ("G.synthesis.b4.conv1.affine.weight", &[2, 2]),
                ("G_ema.synthesis.b4.const", &[2, 4, 4]),
                ("G_ema.synthesis.b4.conv1.affine.weight", &[2, 2]),
                ("D.b4.out.weight", &[1, 2]),
            ][..],
            StyleGan2,
            Official,
            "G_ema.",
        ),
        (
            &[
                ("synthesis.b4.const", &[2, 4, 4]),
                ("synthesis.b4.conv1.affine.weight", &[2, 2]),
            ],
            StyleGan2,
            Official,
            "",
        ),
        (
            &[
                ("g.input.input", &[1, 2, 4, 4]),
                ("g.conv1.conv.weight", kernel),
                ("g.style.1.weight", &[2, 2]),
                ("g_ema.input.input", &[1, 2, 4, 4]),
                ("g_ema.conv1.conv.weight", kernel),
                ("g_ema.style.1.weight", &[2, 2]),
                ("d.final_linear.0.weight", &[2, 2]),
            ],
            StyleGan2,
            Rosinality,
            "g_ema.",
        ),
        (
            &[
                ("Gs.synthesis/4x4/Const/const", &[1, 2, 4, 4]),
                ("Gs.synthesis/4x4/Conv/mod_weight", &[2, 2]),
            ],
            StyleGan2,
            TensorFlow,
            "Gs.",
        ),
        (
            &[
                ("G_ema.synthesis.input.freqs", &[2, 2]),
                ("G_ema.synthesis.L0_36_512.affine.weight", &[2, 2]),
                ("G_ema.synthesis.L0_36_512.weight", kernel),
            ],
            StyleGan3T,
            Official,
            "G_ema.",
        ),
        (
            &[
                ("synthesis.input.freqs", &[2, 2]),
                ("synthesis.L0_36_1024.affine.weight", &[2, 2]),
                ("synthesis.L0_36_1024.weight", &[2, 2, 1, 1]),
            ],
            StyleGan3R,
            Official,
            "",
        ),
        (
            &[
                ("embeddings.weight", &[2, 10]),
                ("generator.gen_z.weight_orig", &[2, 2]),
                ("generator.layers.0.bn_0.running_means", &[51, 2]),
            ],
            BigGanDeep,
            Official,
            "",
        ),
        (
            &[
                ("g.module.init.init.0.weight_orig", &[2, 2, 4, 4]),
                ("g.module.feat_8.1.weight_orig", kernel),
                ("g.module.se_64.main.1.weight_orig", &[2, 2, 4, 4]),
                ("d.rf_big.0.weight_orig", kernel),
            ],
            FastGan,
            Official,
            "g.module.",
        ),
        (
            &[
                ("module.model.model.0.weight", &[2, 3, 4, 4]),
                ("module.model.model.1.model.1.weight", &[2, 2, 4, 4]),
            ],
            UNet,
            Official,
            "module.",
        ),
        (
            &[
                ("model.1.weight", &[2, 3, 7, 7]),
                ("model.10.conv_block.1.weight", kernel),
            ],
            ResNet,
            Official,
            "",
        ),
        (
            &[
                ("map.0.w", &[2, 2]),
                ("inp.weight", &[2, 2, 1, 1]),
                ("c.0.aff.w", &[2, 2]),
            ],
            FieldGan,
            Official,
            "",
        ),
    ] {
        let prefix = prefix.to_string();
        let guess = Guess {
            family,
            naming,
            prefix,
        };
        assert_eq!(detect(&of(tensors)), Likeness::Known(guess));
    }
}

#[test]
fn others_are_said() {
    for (names, words) in [
        (
            &["model.diffusion_model.input_blocks.0.0.weight"][..],
            "a Stable Diffusion checkpoint",
        ),
        (
            &["state_dict.model.diffusion_model.out.2.weight"],
            "a Stable Diffusion checkpoint",
        ),
        (
            &["down_blocks.0.resnets.0.conv1.weight", "up_blocks.0.x"],
            "a U-Net or VAE of diffusers",
        ),
        (
            &["encoder.down.0.block.0.x", "quantize.embedding.weight"],
            "a VQGAN",
        ),
        (
            &["params_ema.body.0.rdb1.conv1.weight"],
            "ESRGAN, which enlarges pictures",
        ),
        (
            &["layer1.0.conv1.weight", "fc.weight"],
            "a ResNet that classifies pictures",
        ),
        (
            &[
                "Gs.synthesis/4x4/Const/const",
                "Gs.synthesis/4x4/Const/StyleMod/weight",
            ],
            "StyleGAN 1 in TensorFlow",
        ),
        (
            &["Gs.4x4/Dense/weight", "Gs.ToRGB_lod0/weight"],
            "a Progressive GAN",
        ),
        (
            &["blocks.0.0.conv1.weight", "shared.weight"],
            "a BigGAN as its author's PyTorch code writes it",
        ),
        (
            &["D.b4.out.weight"],
            "a discriminator without its generator",
        ),
    ] {
        let tensors: Vec<(&str, &[usize])> = names.iter().map(|name| (*name, &[1][..])).collect();
        assert_eq!(detect(&of(&tensors)), Likeness::Other(words));
    }
    assert_eq!(detect(&of(&[("a", &[1])])), Likeness::Unknown);
    assert_eq!(detect(&of(&[])), Likeness::Unknown);
}
