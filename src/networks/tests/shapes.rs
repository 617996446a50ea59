//! What published networks cost, by their shapes alone.

use std::collections::BTreeMap;

use serde_json::Value;
use welkin_compute::{Cost, Counting};

use crate::*;

/// Tensors of which only the shapes matter.
#[derive(Default)]
struct Shapes(BTreeMap<String, Vec<usize>>);

impl Source for Shapes {
    fn shape(&self, name: &str) -> Option<Vec<usize>> {
        self.0.get(name).cloned()
    }
    fn values(&self, name: &str) -> Option<Vec<f32>> {
        Some(vec![0.5; self.0.get(name)?.iter().product()])
    }
    fn names(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }
    fn setting(&self, _: &str) -> Option<String> {
        None
    }
}

impl Shapes {
    fn add(&mut self, name: String, shape: &[usize]) {
        self.0.insert(name, shape.to_vec());
    }

    fn mapping(&mut self, layers: usize) {
        for layer in 0..layers {
            self.add(format!("mapping.fc{layer}.weight"), &[512, 512]);
            self.add(format!("mapping.fc{layer}.bias"), &[512]);
        }
        self.add("mapping.w_avg".into(), &[512]);
    }

    fn modulated(&mut self, name: &str, [outputs, inputs, kernel]: [usize; 3]) {
        self.add(format!("{name}.weight"), &[outputs, inputs, kernel, kernel]);
        self.add(format!("{name}.bias"), &[outputs]);
        self.add(format!("{name}.affine.weight"), &[inputs, 512]);
        self.add(format!("{name}.affine.bias"), &[inputs]);
    }

    fn stylegan2(channels: &[usize]) -> Self {
        let mut shapes = Self::default();
        shapes.mapping(8);
        shapes.add("synthesis.b4.const".into(), &[channels[0], 4, 4]);
        let mut inputs = channels[0];
        for (block, &outputs) in channels.iter().enumerate() {
            let name = format!("synthesis.b{}", 4 << block);
            let convs = if block == 0 { 1..2 } else { 0..2 };
            for conv in convs {
                let conv = format!("{name}.conv{conv}");
                shapes.modulated(&conv, [outputs, inputs, 3]);
                shapes.add(format!("{conv}.noise_const"), &[4 << block, 4 << block]);
                shapes.add(format!("{conv}.noise_strength"), &[]);
                inputs = outputs;
            }
            shapes.modulated(&format!("{name}.torgb"), [3, outputs, 1]);
        }
        shapes
    }

    fn stylegan3(layout: &Value) -> Self {
        let mut shapes = Self::default();
        shapes.mapping(2);
        let number = |value: &Value| value.as_u64().expect("a number") as usize;
        let channels = number(&layout["input"]["channels"]);
        let input = [
            ("weight", vec![channels, channels]),
            ("affine.weight", vec![4, 512]),
            ("affine.bias", vec![4]),
            ("freqs", vec![channels, 2]),
            ("phases", vec![channels]),
            ("transform", vec![3, 3]),
        ];
        for (name, shape) in input {
            shapes.add(format!("synthesis.input.{name}"), &shape);
        }
        for layer in layout["layers"].as_array().expect("layers") {
            let name = format!("synthesis.{}", layer["name"].as_str().expect("a name"));
            let sizes =
                ["out_channels", "in_channels", "conv_kernel"].map(|key| number(&layer[key]));
            shapes.modulated(&name, sizes);
            shapes.add(format!("{name}.magnitude_ema"), &[]);
            let is_radial = layer["down_radial"].as_bool().expect("a word");
            for (filter, is_square) in [("up", false), ("down", is_radial)] {
                let taps = number(&layer[format!("{filter}_taps")]);
                let shape = if is_square { vec![taps; 2] } else { vec![taps] };
                if taps > 1 {
                    shapes.add(format!("{name}.{filter}_filter"), &shape);
                }
            }
        }
        shapes
    }

    /// Numbers that were learned: filters, noise and means were not.
    fn parameters(&self) -> usize {
        const FIXED: [&str; 7] = [
            "filter",
            "noise_const",
            "w_avg",
            "transform",
            "freqs",
            "phases",
            "magnitude_ema",
        ];
        let learned =
            (self.0.iter()).filter(|(name, _)| !FIXED.iter().any(|end| name.ends_with(end)));
        learned
            .map(|(_, shape)| shape.iter().product::<usize>())
            .sum()
    }
}

fn cost(mut network: impl Network<Counting>, mut engine: Counting, surface: Surface) -> Cost {
    let ask = Ask {
        surface,
        ..Ask::default()
    };
    let picture = network.paint(&mut engine, &ask).expect("it only counts");
    let size = network.size();
    assert_eq!((picture.channels, picture.height), (3, size.height));
    assert_eq!(picture.width, size.width * surface.times());
    engine.cost
}

/// Within half a hundredth of so many milliards.
fn assert_about(found: u64, milliards: f64) {
    let found = found as f64 / 1e9;
    assert!(
        (found / milliards - 1.0).abs() < 5e-3,
        "{found} instead of {milliards}"
    );
}

#[test]
fn stylegan2_costs_what_is_known_of_it() {
    let known: [(&[usize], usize, f64); 3] = [
        (&[512, 512, 512, 512, 256, 128, 64], 24_767_458, 14.9),
        (&[512, 512, 512, 512, 512, 256, 128], 30_034_338, 45.1),
        (
            &[512, 512, 512, 512, 512, 256, 128, 64, 32],
            30_370_060,
            74.3,
        ),
    ];
    for (channels, parameters, milliards) in known {
        let shapes = Shapes::stylegan2(channels);
        assert_eq!(shapes.parameters(), parameters);
        let mut engine = Counting::default();
        let network = StyleGan2::load(&shapes, &mut engine).expect("it fits");
        assert_about(cost(network, engine, Surface::Square).multiplies, milliards);
    }
}

#[test]
fn stylegan3_costs_what_is_known_of_it() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/fixtures/stylegan3/layouts.json"
    );
    let text = std::fs::read_to_string(path).expect("a fixture");
    let layouts: Value = serde_json::from_str(&text).expect("JSON");
    for (name, milliards) in [
        ("t256", 105.0),
        ("t1024", 285.0),
        ("r256", 44.5),
        ("r1024", 124.0),
    ] {
        let shapes = Shapes::stylegan3(&layouts[name]);
        assert_eq!(
            Some(shapes.parameters() as u64),
            layouts[name]["parameters"].as_u64()
        );
        let square = |surface| {
            let mut engine = Counting::default();
            let network = StyleGan3::load(&shapes, &mut engine).expect("it fits");
            cost(network, engine, surface).multiplies
        };
        // The known numbers leave out how the input is mixed.
        let number = |key: &Value| key.as_u64().expect("a number");
        let input = &layouts[name]["input"];
        let mixing = (number(&input["channels"]) * number(&input["size"][0])).pow(2);
        assert_about(square(Surface::Square) - mixing, milliards);
        // Without a margin across, a panorama costs less than its squares would.
        let twice = square(Surface::Panorama { times: 2 });
        assert!(twice < 2 * square(Surface::Square));
    }
}
