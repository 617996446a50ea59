//! Numbers of the originals: checkpoints under official names, what went in and what came out.

use std::collections::BTreeMap;
use std::path::Path;

use safetensors::SafeTensors;

use crate::source::{Numbers, Source};

/// One file of `fixtures/`.
#[derive(Default)]
pub(crate) struct Fixture {
    /// Tensors by name.
    pub(crate) tensors: BTreeMap<String, Numbers>,
    header: BTreeMap<String, String>,
}

impl Fixture {
    /// By its path without the ending: `stylegan2/plain32`, or `stylegan2/plain32.const`.
    pub(crate) fn read(name: &str) -> Self {
        let path =
            Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("fixtures/{name}.safetensors"));
        let bytes =
            std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let (_, metadata) = SafeTensors::read_metadata(&bytes).expect("a safetensors header");
        let header = metadata
            .metadata()
            .clone()
            .unwrap_or_default()
            .into_iter()
            .collect();
        let file = SafeTensors::deserialize(&bytes).expect("a safetensors file");
        let numbers = |view: safetensors::tensor::TensorView<'_>| Numbers {
            shape: view.shape().to_vec(),
            values: view
                .data()
                .as_chunks::<4>()
                .0
                .iter()
                .map(|bytes| f32::from_le_bytes(*bytes))
                .collect(),
        };
        let tensors = file
            .tensors()
            .into_iter()
            .map(|(name, view)| (name, numbers(view)))
            .collect();
        Self { tensors, header }
    }

    /// A tensor that must be there.
    pub(crate) fn numbers(&self, name: &str) -> &Numbers {
        self.tensors
            .get(name)
            .unwrap_or_else(|| panic!("the fixture has no {name}"))
    }

    /// Row `index` along the first axis of a tensor that must be there.
    pub(crate) fn row(&self, name: &str, index: usize) -> &[f32] {
        let numbers = self.numbers(name);
        let len: usize = numbers.shape[1..].iter().product();
        &numbers.values[index * len..][..len]
    }

    /// An entry of the header, read as JSON (null if it is not there), or as the words that it is.
    pub(crate) fn header(&self, key: &str) -> serde_json::Value {
        let text = self.header.get(key).map_or("null", String::as_str);
        serde_json::from_str(text).unwrap_or_else(|_| text.into())
    }
}

impl Source for Fixture {
    fn shape(&self, name: &str) -> Option<Vec<usize>> {
        self.tensors.get(name).map(|numbers| numbers.shape.clone())
    }

    fn values(&self, name: &str) -> Option<Vec<f32>> {
        self.tensors.get(name).map(|numbers| numbers.values.clone())
    }

    fn names(&self) -> Vec<String> {
        self.tensors.keys().cloned().collect()
    }

    /// From the constructor's arguments, those of its parts among them.
    fn setting(&self, name: &str) -> Option<String> {
        let settings = self.header("settings");
        let parts = [
            &settings,
            &settings["synthesis_kwargs"],
            &settings["mapping_kwargs"],
        ];
        let found = parts.iter().find_map(|part| part.get(name))?;
        Some(found.to_string())
    }
}

/// How far `found` is from `expected`, in standard deviations of it: the largest difference, and the RMS.
pub(crate) fn differences(found: &[f32], expected: &[f32]) -> [f64; 2] {
    assert_eq!(found.len(), expected.len(), "how many numbers");
    let count = expected.len() as f64;
    let mean = expected.iter().map(|value| f64::from(*value)).sum::<f64>() / count;
    let variance = expected
        .iter()
        .map(|value| (f64::from(*value) - mean).powi(2))
        .sum::<f64>()
        / count;
    let far = |(a, b): (&f32, &f32)| f64::from(a - b).abs();
    let pairs = || found.iter().zip(expected);
    // An f64::max would let NaN pass.
    let largest = pairs()
        .map(far)
        .fold(0.0f64, |a, b| if a.is_nan() || b <= a { a } else { b });
    let squares = pairs().map(|pair| far(pair).powi(2)).sum::<f64>() / count;
    [largest / variance.sqrt(), (squares / variance).sqrt()]
}

/// The same as the original's within a thousandth of the standard deviation, everywhere.
pub(crate) fn assert_exact(what: &str, found: &[f32], expected: &[f32]) {
    let [largest, _] = differences(found, expected);
    assert!(
        largest <= 1e-3,
        "{what} differs by {largest:.2e} of its standard deviation"
    );
}

#[test]
fn fixtures_are_read() {
    let fixture = Fixture::read("stylegan2/plain32");
    assert_eq!(fixture.shape("synthesis.b4.const"), Some(vec![16, 4, 4]));
    assert_eq!(fixture.setting("conv_clamp").as_deref(), Some("256"));
    assert_eq!(fixture.setting("architecture"), None);
    assert_eq!(fixture.header("family"), "stylegan2");
    assert_eq!(fixture.header("seeds"), serde_json::Value::Null);

    let image = Fixture::read("stylegan2/plain32.none");
    assert_eq!(image.row("image", 0), image.numbers("image").values);
    assert_exact("it", image.row("image", 0), image.row("image", 0));
    assert_eq!(differences(&[1.0, 2.0], &[-1.0, 1.0]), [2.0, 2.5f64.sqrt()]);
    assert!(differences(&[f32::NAN, 1.0], &[-1.0, 1.0])[0].is_nan());
}
