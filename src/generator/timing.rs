//! How long a network takes, whatever its weights.

use std::time::Instant;

use welkin_compute::{Counting, Cpu, Engine, Precision, Shape};
use welkin_networks::{Ask, Family, Given, Network, Place, Randn, Source, Truncation, load};

use crate::backend::Backend;
use crate::device::{cuda, gpu};
use crate::error::OpenError;
use crate::memory::resident_bytes;
use crate::on_burn::OnBurn;
use crate::peak;

/// How long pictures took.
#[derive(Clone, Debug, PartialEq)]
pub struct Timed {
    /// Milliseconds a picture: least, middle, most.
    pub picture_ms: [f32; 3],
    /// Multiply-accumulates of a picture.
    pub multiplies: u64,
    /// Bytes that the program grew by.
    pub memory_bytes: u64,
}

/// Multiply-accumulates a second that this machine's processor could do: what shares of peak are of.
pub fn peak_multiplies_per_sec() -> f32 {
    peak::multiplies_per_sec()
}

/// Paints some pictures of a network, after two that warm up.
///
/// # Errors
/// If the weights do not fit, or there is no GPU where one is asked for.
pub fn time_pictures(
    family: Family,
    source: &dyn Source,
    backend: Backend,
    precision: Precision,
    pictures: usize,
) -> Result<Timed, OpenError> {
    let multiplies = {
        let mut counting = Counting::default();
        let mut network = laid(family, source, &mut counting)?;
        let ask = ask(family, network.as_ref(), 0);
        // Nothing is computed and no device can fail.
        network.paint(&mut counting, &ask).ok();
        counting.cost.multiplies
    };
    let before = resident_bytes();
    let (mut took, after) = match backend {
        Backend::Flex => painted(family, source, Cpu::with_precision(precision), pictures)?,
        Backend::Wgpu => painted(family, source, OnBurn::new(gpu()?), pictures)?,
        Backend::Cuda => {
            let engine = OnBurn::with_precision(cuda()?, precision);
            painted(family, source, engine, pictures)?
        }
    };
    took.sort_by(f32::total_cmp);
    let [least, middle, most] = [0, took.len() / 2, took.len() - 1].map(|at| took[at]);
    Ok(Timed {
        picture_ms: [least, middle, most],
        multiplies,
        memory_bytes: after.saturating_sub(before),
    })
}

fn laid<E: Engine + 'static>(
    family: Family,
    source: &dyn Source,
    engine: &mut E,
) -> Result<Box<dyn Network<E>>, OpenError> {
    load(family, source, engine).map_err(|misfits| OpenError::Misfits {
        checkpoint: "a network".into(),
        family: family.to_string(),
        misfits,
    })
}

fn ask<E: Engine>(family: Family, network: &dyn Network<E>, seed: u32) -> Ask {
    let size = network.size();
    let mut classes = vec![0.0; size.classes];
    classes.iter_mut().take(1).for_each(|share| *share = 1.0);
    let styles = network.styles(
        &Randn::new(seed).normals(size.z),
        &classes,
        &Truncation::default(),
    );
    let shape = Shape::new(3, 256, 256);
    Ask {
        places: vec![Place {
            styles,
            mask: Vec::new(),
        }],
        given: family.takes_picture().then(|| Given {
            shape,
            values: vec![0.25; shape.len()],
        }),
        ..Ask::default()
    }
}

/// Milliseconds of each picture, its numbers read back, and the program's bytes when all were painted.
fn painted<E: Engine + 'static>(
    family: Family,
    source: &dyn Source,
    mut engine: E,
    pictures: usize,
) -> Result<(Vec<f32>, u64), OpenError> {
    const WARM_UP: usize = 2;
    let mut network = laid(family, source, &mut engine)?;
    let mut took = Vec::with_capacity(pictures);
    for picture in 0..pictures.max(1) + WARM_UP {
        let begun = Instant::now();
        let ask = ask(family, network.as_ref(), picture as u32);
        let sheet = network.paint(&mut engine, &ask);
        let numbers = sheet.and_then(|sheet| engine.numbers(&sheet));
        numbers.map_err(|lost| OpenError::NoAdapter {
            reason: lost.reason,
        })?;
        if picture >= WARM_UP {
            took.push(begun.elapsed().as_secs_f32() * 1e3);
        }
    }
    Ok((took, resident_bytes()))
}
