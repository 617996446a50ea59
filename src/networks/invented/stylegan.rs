//! StyleGAN2 and StyleGAN3.

use super::{Invented, Kind};

const W: usize = 512;

fn mapping(to: &mut Invented, layers: usize) {
    for layer in 0..layers {
        to.add(
            format!("mapping.fc{layer}.weight"),
            &[W, W],
            Kind::Around(100.0),
        );
        to.add(format!("mapping.fc{layer}.bias"), &[W], Kind::Around(0.1));
    }
    to.add("mapping.w_avg", &[W], Kind::Around(0.1));
}

/// From w to a style of so many channels.
fn affine(to: &mut Invented, layer: &str, channels: usize) {
    to.add(
        format!("{layer}.affine.weight"),
        &[channels, W],
        Kind::Around(1.0),
    );
    to.add(format!("{layer}.affine.bias"), &[channels], Kind::AroundOne);
}

pub(super) fn stylegan2(resolution: usize, base: usize) -> Invented {
    let mut to = Invented::default();
    mapping(&mut to, 8);
    let channels = |side: usize| (base / side).min(512);
    to.add(
        "synthesis.b4.const",
        &[channels(4), 4, 4],
        Kind::Around(1.7),
    );
    let mut side = 4;
    while side <= resolution {
        let block = format!("synthesis.b{side}");
        to.add(format!("{block}.resample_filter"), &[4, 4], Kind::Taps);
        let conv = |to: &mut Invented, name: &str, inputs: usize| {
            let (layer, outputs) = (format!("{block}.{name}"), channels(side));
            to.layer(&layer, &[outputs, inputs, 3, 3], true);
            to.add(format!("{layer}.noise_strength"), &[], Kind::Just(0.1));
            to.add(
                format!("{layer}.noise_const"),
                &[side, side],
                Kind::Around(1.7),
            );
            to.add(format!("{layer}.resample_filter"), &[4, 4], Kind::Taps);
            affine(to, &layer, inputs);
        };
        if side > 4 {
            conv(&mut to, "conv0", channels(side / 2));
        }
        conv(&mut to, "conv1", channels(side));
        to.layer(&format!("{block}.torgb"), &[3, channels(side), 1, 1], true);
        affine(&mut to, &format!("{block}.torgb"), channels(side));
        side *= 2;
    }
    to
}

/// What a layer of StyleGAN3 works at.
struct Level {
    size: usize,
    rate: f64,
    channels: usize,
}

pub(super) fn stylegan3(resolution: usize, base: usize, turns: bool) -> Invented {
    const LAYERS: usize = 14;
    const MARGIN: usize = 10;
    let mut to = Invented::default();
    mapping(&mut to, 2);
    let (base, most) = if turns { (2 * base, 1024) } else { (base, 512) };
    let side = resolution as f64;
    let level = |layer: usize| {
        let share = (layer as f64 / (LAYERS - 2) as f64).min(1.0);
        let cutoff = 2.0 * (side / 4.0).powf(share);
        let first = 2f64.powf(2.1);
        let stop = first * (side / 2.0 * 2f64.powf(0.3) / first).powf(share);
        let rate = 2f64.powf((2.0 * stop).min(side).log2().ceil());
        let ends = layer + 2 > LAYERS;
        Level {
            size: if ends {
                resolution
            } else {
                rate as usize + 2 * MARGIN
            },
            rate,
            channels: match layer {
                LAYERS => 3,
                _ => (base as f64 / 2.0 / cutoff)
                    .min(f64::from(most))
                    .round_ties_even() as usize,
            },
        }
    };
    let first = level(0);
    let channels = first.channels;
    to.add(
        "synthesis.input.weight",
        &[channels, channels],
        Kind::Around(1.7),
    );
    to.add("synthesis.input.affine.weight", &[4, W], Kind::Around(0.1));
    to.add("synthesis.input.affine.bias", &[4], Kind::Just(1.0));
    to.add("synthesis.input.transform", &[3, 3], Kind::Just(0.0));
    to.add("synthesis.input.freqs", &[channels, 2], Kind::Around(2.0));
    to.add("synthesis.input.phases", &[channels], Kind::Around(0.5));
    for layer in 0..=LAYERS {
        let (before, after) = (level(layer.saturating_sub(1)), level(layer));
        let ends = layer == LAYERS;
        let name = format!("synthesis.L{layer}_{}_{}", after.size, after.channels);
        let taps = if turns || ends { 1 } else { 3 };
        to.layer(&name, &[after.channels, before.channels, taps, taps], true);
        affine(&mut to, &name, before.channels);
        to.add(format!("{name}.magnitude_ema"), &[], Kind::Just(1.0));
        if ends {
            continue;
        }
        let between = before.rate.max(after.rate) * 2.0;
        let (up, down) = (
            (between / before.rate) as usize,
            (between / after.rate) as usize,
        );
        to.add(format!("{name}.up_filter"), &[6 * up], Kind::Taps);
        let is_round = turns && layer + 2 < LAYERS;
        let side = 6 * down;
        let shape = if is_round {
            vec![side, side]
        } else {
            vec![side]
        };
        to.add(format!("{name}.down_filter"), &shape, Kind::Taps);
    }
    for (name, value) in [
        ("img_resolution", resolution.to_string()),
        ("channel_base", base.to_string()),
        ("channel_max", most.to_string()),
        ("conv_kernel", if turns { "1" } else { "3" }.to_string()),
        ("use_radial_filters", turns.to_string()),
    ] {
        to.settings.insert(name.into(), value);
    }
    to
}
