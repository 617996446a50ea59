#![allow(clippy::unwrap_used, reason = "a test ends where something is missing")]

use burn::Dispatch;
use burn::tensor::Tensor;
use burn::tensor::activation::leaky_relu;
use pulp::Arch;
use welkin_values::Grid;

use super::*;
use crate::checkpoint::{Numbers, OnDevice};
use crate::device::cpu;
use crate::edges::{Edge, Edges};
use crate::enlarge::enlarge;
use crate::modulation::ModulatedConv;
use crate::noise::normals;

const ALL: [Edge; 3] = [Edge::Wrap, Edge::Clamp, Edge::Zero];

/// All widths of vectors that can be tried here.
fn archs() -> Vec<Arch> {
    let mut archs = vec![Arch::Scalar, Arch::new()];
    #[cfg(target_arch = "x86_64")]
    archs.extend(pulp::x86::V3::try_new().map(Arch::V3));
    archs
}

fn random(seed: u64, shape: &[usize]) -> Numbers {
    let mut values = vec![0.0; shape.iter().product()];
    normals(seed, 1, &mut values);
    Numbers {
        shape: shape.to_vec(),
        values,
    }
}

fn sheet_of(numbers: &Numbers) -> Sheet {
    let [channels, height, width] = numbers.shape[1..] else {
        panic!("four axes")
    };
    let mut sheet = Sheet::new(channels, height, width);
    for (index, row) in numbers.values.chunks(width).enumerate() {
        sheet
            .row_mut(index % height, index / height)
            .copy_from_slice(row);
    }
    sheet
}

fn assert_near(sheet: &Sheet, plain: Tensor<Dispatch, 4>, case: &str) {
    let plain: Vec<f32> = plain.into_data().into_vec().unwrap();
    for (index, plain) in plain.chunks(sheet.width).enumerate() {
        let (y, channel) = (index % sheet.height, index / sheet.height);
        for (x, (fused, plain)) in sheet.row(y, channel).iter().zip(plain).enumerate() {
            let near = (fused - plain).abs() <= 1e-4 * plain.abs().max(1.0);
            assert!(
                near,
                "{case}: channel {channel}, {x}, {y}: {fused}, plain {plain}"
            );
        }
    }
}

/// What belongs to a case: a grid of local latents, their style on every pixel the plain way, and on the
/// nodes.
struct Styled {
    level: Level,
    on_nodes: Style,
    on_pixels: Tensor<Dispatch, 4>,
}

fn styled(grid: [usize; 2], times: usize, channels: usize, edges: [Edges; 2]) -> Styled {
    let [conv_edges, enlarge_edges] = edges;
    let [height, width] = grid;
    let zl = random(5, &[1, 3, height, width]);
    let local = random(6, &[channels, 3]);
    let world = random(7, &[channels]);
    let grid = Grid {
        channels: 3,
        height,
        width,
        values: zl.values.clone(),
    };
    let on_nodes = Style::new(
        &world.values,
        &local.values,
        &Nodes::around(&grid, enlarge_edges),
    );
    let device = cpu();
    let zl: Tensor<Dispatch, 2> = zl
        .tensor::<Dispatch, 4>(&device)
        .reshape([3, height * width]);
    let places = local
        .tensor::<Dispatch, 2>(&device)
        .matmul(zl)
        .reshape([1, channels, height, width]);
    let world = world
        .tensor::<Dispatch, 1>(&device)
        .reshape([1, channels, 1, 1]);
    // Beyond an edge with nothing beyond it there is no local latent, but there is a world.
    let on_pixels = enlarge(places, times, enlarge_edges) + world;
    let (down, across) = (Places::new(height, times), Places::new(width, times));
    Styled {
        level: Level {
            down,
            across,
            conv_edges,
            enlarge_edges,
        },
        on_nodes,
        on_pixels,
    }
}

fn check_conv(grid: [usize; 2], times: usize, channels: [usize; 2], edges: [Edges; 2]) {
    let case = format!("{grid:?} x {times}, channels {channels:?}, {edges:?}");
    let [inputs, outputs] = channels;
    let size = grid.map(|side| side * times);
    let doubles = times > 1;
    let before = if doubles {
        size.map(|side| side / 2)
    } else {
        size
    };
    let x = random(1, &[1, inputs, before[0], before[1]]);
    let (weight, bias) = (random(2, &[outputs, inputs, 3, 3]), random(3, &[outputs]));
    let noise = random(4, &[1, 1, size[0], size[1]]);
    let Styled {
        level,
        on_nodes,
        on_pixels,
    } = styled(grid, times, inputs, edges);

    let device = cpu();
    let plain = ModulatedConv::<Dispatch>::load(&weight, &device);
    let input = enlarge(
        x.tensor(&device),
        if doubles { 2 } else { 1 },
        level.enlarge_edges,
    );
    let demodulation = plain.demodulation(on_pixels.clone());
    let y = plain.forward(input, on_pixels, level.conv_edges) * demodulation;
    let y = y + noise.tensor::<Dispatch, 4>(&device) * 0.3;
    let y = y + bias
        .tensor::<Dispatch, 1>(&device)
        .reshape([1, outputs, 1, 1]);
    let plain = leaky_relu(y, 0.2) * 1.5;

    let activation = Activation {
        slope: 0.2,
        gain: 1.5,
    };
    let noise = Some((noise.values.as_slice(), 0.3));
    let input = sheet_of(&x);
    let mut conv = Conv::new(&weight, &bias);
    for arch in archs() {
        conv.arch = arch;
        let mut fused = Sheet::new(outputs, size[0], size[1]);
        conv.run(&input, &on_nodes, noise, &level, activation, &mut fused);
        assert_near(&fused, plain.clone(), &format!("{case}, {arch:?}"));
    }
}

#[test]
fn convolutions_are_as_the_plain_ones_at_every_small_size() {
    for height in 1..=4 {
        for width in 1..=5 {
            for times in [1, 2, 4] {
                check_conv([height, width], times, [3, 5], [Edges::WRAP, Edges::CLAMP]);
            }
        }
    }
}

#[test]
fn convolutions_are_as_the_plain_ones_at_every_edge() {
    for down in ALL {
        for across in ALL {
            let edges = Edges { down, across };
            check_conv([3, 4], 2, [4, 9], [edges, edges]);
            check_conv([2, 3], 8, [2, 8], [edges, Edges::CLAMP]);
        }
    }
}

#[test]
fn convolutions_are_as_the_plain_ones_across_vectors_and_blocks() {
    for width in [7, 8, 9, 15, 16, 17, 31, 32, 33, 47, 48, 49] {
        check_conv([2, width], 1, [3, 17], [Edges::PANORAMA, Edges::PANORAMA]);
    }
    check_conv([5, 3], 32, [16, 16], [Edges::CLAMP, Edges::CLAMP]);
}

#[test]
fn light_is_as_the_plain_one() {
    for (grid, times) in [([1, 1], 1), ([2, 3], 2), ([3, 5], 4), ([1, 2], 32)] {
        for edges in [Edges::CLAMP, Edges::PANORAMA, Edges::ZERO] {
            let [height, width] = grid.map(|side| side * times);
            let x = random(1, &[1, 6, height, width]);
            let (weight, bias) = (random(2, &[3, 6, 1, 1]), random(3, &[3]));
            let before = (times > 1).then(|| random(8, &[1, 3, height / 2, width / 2]));
            let Styled {
                level,
                on_nodes,
                on_pixels,
            } = styled(grid, times, 6, [edges, edges]);
            let device = cpu();
            let plain = ModulatedConv::<Dispatch>::load(&weight, &device);
            let plain = plain.forward(x.tensor(&device), on_pixels, edges);
            let mut plain = plain + bias.tensor::<Dispatch, 1>(&device).reshape([1, 3, 1, 1]);
            if let Some(before) = &before {
                plain = plain + enlarge(before.tensor(&device), 2, edges);
            }
            let mut fused = Sheet::new(3, height, width);
            let before = before.as_ref().map(sheet_of);
            let to_light = ToLight::new(&weight, &bias);
            to_light.run(
                &sheet_of(&x),
                &on_nodes,
                before.as_ref(),
                &level,
                &mut fused,
            );
            assert_near(&fused, plain, &format!("{grid:?} x {times}, {edges:?}"));
        }
    }
}
