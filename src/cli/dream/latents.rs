//! What is dreamt of: seeds as NumPy draws them, or numbers out of a file.

use std::fs;
use std::path::Path;

use anyhow::Result;
use safetensors::{Dtype, SafeTensors};
use welkin_generator::{Dreamer, Size};
use welkin_networks::Randn;
use welkin_values::Latent;

use super::super::exit::wrong_input;

/// No more pictures than this at once.
const MOST: usize = 4096;
/// Files larger than this are not latents.
const LARGEST_BYTES: u64 = 1 << 30;

/// Seeds in the order they were given.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Seeds(pub(super) Vec<u32>);

/// Classes, mixed evenly.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ClassMix(Vec<usize>);

/// What is dreamt of, one for each picture (or row).
pub(super) struct Latents(pub(super) Vec<Latent>);

/// `0-15` or `1,5,8-10`.
pub(super) fn seeds(words: &str) -> Result<Seeds, String> {
    let number = |word: &str| {
        let word = word.trim();
        word.parse::<u32>()
            .map_err(|_| format!("\"{word}\" is no seed; write numbers such as 0-15 or 1,5,8-10"))
    };
    let mut seeds = Vec::new();
    for part in words.split(',') {
        let (first, last) = match part.split_once('-') {
            Some((first, last)) => (number(first)?, number(last)?),
            None => (number(part)?, number(part)?),
        };
        if first > last || (last - first) as usize >= MOST - seeds.len() {
            return Err(format!(
                "\"{part}\": seeds rise, and no more than {MOST} are painted at once"
            ));
        }
        seeds.extend(first..=last);
    }
    Ok(Seeds(seeds))
}

/// `207` or `207+3`.
pub(super) fn class_mix(words: &str) -> Result<ClassMix, String> {
    let class = |word: &str| {
        word.trim()
            .parse::<usize>()
            .map_err(|_| format!("\"{word}\" is no class; write its number"))
    };
    words
        .split('+')
        .map(class)
        .collect::<Result<_, _>>()
        .map(ClassMix)
}

impl Latents {
    /// One for each seed.
    pub(super) fn of_seeds(seeds: &Seeds, dreamer: &Dreamer) -> Self {
        let latent = |seed: &u32| Latent {
            global: dreamer.z_of(*seed),
            classes: vec![0.0; dreamer.size().classes],
            noise: 1.0,
            noise_seed: u64::from(*seed),
            truncation: 1.0,
            ..Latent::default()
        };
        Self(seeds.0.iter().map(latent).collect())
    }

    /// `z` and `c` out of a file.
    pub(super) fn read(file: &Path, size: Size) -> Result<Self> {
        let failed = |reason: String| wrong_input(format!("--z {}: {reason}", file.display()));
        let bytes = fs::metadata(file).and_then(|about| {
            if about.len() > LARGEST_BYTES {
                return Err(std::io::Error::other("it is larger than 1 GiB"));
            }
            fs::read(file)
        });
        let bytes = bytes.map_err(|error| failed(error.to_string()))?;
        let tensors = SafeTensors::deserialize(&bytes)
            .map_err(|error| failed(format!("it is not a whole safetensors file ({error})")))?;
        let z = rows(&tensors, "z", size.z).map_err(failed)?;
        let classes = match size.classes {
            0 => vec![Vec::new(); z.len()],
            classes if tensors.names().contains(&"c") => {
                rows(&tensors, "c", classes).map_err(failed)?
            }
            classes => vec![vec![0.0; classes]; z.len()],
        };
        if classes.len() != z.len() {
            return Err(failed(format!(
                "z has {} rows and c has {}",
                z.len(),
                classes.len()
            )));
        }
        let latent = |(at, (global, classes)): (usize, (Vec<f32>, Vec<f32>))| Latent {
            global,
            classes,
            noise: 1.0,
            noise_seed: at as u64,
            truncation: 1.0,
            ..Latent::default()
        };
        Ok(Self(
            z.into_iter().zip(classes).enumerate().map(latent).collect(),
        ))
    }

    /// With classes, each picture the next; those that are not said are drawn from the seed.
    pub(super) fn with_classes(mut self, mixes: &[ClassMix], size: Size) -> Result<Self> {
        if mixes.is_empty() {
            for latent in &mut self.0 {
                let is_open =
                    !latent.classes.is_empty() && latent.classes.iter().all(|share| *share == 0.0);
                if is_open {
                    let drawn = Randn::new(latent.noise_seed as u32).share();
                    let class = (drawn * size.classes as f64) as usize;
                    latent.classes[class.min(size.classes - 1)] = 1.0;
                }
            }
            return Ok(self);
        }
        if size.classes == 0 {
            return Err(wrong_input(
                "this model has no classes: leave --classes out",
            ));
        }
        for (latent, mix) in self.0.iter_mut().zip(mixes.iter().cycle()) {
            latent.classes.fill(0.0);
            for class in &mix.0 {
                let Some(share) = latent.classes.get_mut(*class) else {
                    let words = format!(
                        "--classes {class}: this model's classes are 0 to {}",
                        size.classes - 1
                    );
                    return Err(wrong_input(words));
                };
                *share += 1.0 / mix.0.len() as f32;
            }
        }
        Ok(self)
    }
}

fn rows(tensors: &SafeTensors, name: &str, len: usize) -> Result<Vec<Vec<f32>>, String> {
    let tensor = tensors
        .tensor(name)
        .map_err(|_| format!("there is no tensor \"{name}\" in it"))?;
    let &[count, found] = tensor.shape() else {
        return Err(format!(
            "{name} has the shape {:?}; it should be [n, {len}]",
            tensor.shape()
        ));
    };
    if tensor.dtype() != Dtype::F32 || found != len || count == 0 || count > MOST {
        return Err(format!(
            "{name} is {:?} {:?}; it should be F32 [n, {len}] with n from 1 to {MOST}",
            tensor.dtype(),
            tensor.shape()
        ));
    }
    let values: Vec<f32> = tensor
        .data()
        .as_chunks::<4>()
        .0
        .iter()
        .map(|four| f32::from_le_bytes(*four))
        .collect();
    if !values.iter().all(|value| value.is_finite()) {
        return Err(format!("{name} has numbers that are infinite or none"));
    }
    if len == 0 {
        return Ok(vec![Vec::new(); count]);
    }
    Ok(values.chunks(len).map(<[f32]>::to_vec).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_are_read_in_order() {
        assert_eq!(seeds("3"), Ok(Seeds(vec![3])));
        assert_eq!(seeds("1,5,8-10"), Ok(Seeds(vec![1, 5, 8, 9, 10])));
        for wrong in ["", "x", "5-2", "0-4294967295", "1,,2", "-3"] {
            assert!(seeds(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn classes_mix() {
        assert_eq!(class_mix("207+3"), Ok(ClassMix(vec![207, 3])));
        assert!(class_mix("cat").is_err());
    }
}
