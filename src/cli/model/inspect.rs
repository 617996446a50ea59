//! What a checkpoint is, in a page.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::Result;
use serde_json::{Map, Value, json};
use welkin_generator::{Brought, DreamManner, Dreamer, Estimate, NoiseChoice, estimate};
use welkin_values::Latent;

use super::super::check::print;
use super::super::exit::wrong_input;
use super::super::run::BackendChoice;

/// Pictures painted to measure; the first one warms up.
const PICTURES: usize = 4;

/// Arguments of `welkin model inspect`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// A checkpoint: .pkl, .pt, .pth, .safetensors, .mpk or .bpk.
    checkpoint: PathBuf,
    /// List every tensor.
    #[arg(long)]
    tensors: bool,
    /// Do not paint: leave the measured time out.
    #[arg(long)]
    quick: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
    /// Where the network runs when it is measured.
    #[arg(long, value_enum, default_value_t = BackendChoice::Auto)]
    backend: BackendChoice,
}

/// Prints.
pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let brought = Brought::open(&arguments.checkpoint).map_err(wrong_input)?;
    let estimate = estimate(&brought).map_err(wrong_input)?;
    let measured = if arguments.quick {
        None
    } else {
        Some(measure(arguments)?)
    };
    if arguments.json {
        print(&serde_json::to_string_pretty(&page(
            &brought, &estimate, measured,
        ))?);
        return Ok(());
    }
    let (checkpoint, size) = (brought.checkpoint(), estimate.size);
    print(&format!(
        "{}: {} ({})",
        brought.name(),
        brought.family(),
        checkpoint.format()
    ));
    print(&format!("picture      {} × {}", size.width, size.height));
    print(&format!("z            {} numbers", size.z));
    print(&format!("classes      {}", size.classes));
    print(&format!(
        "styles       {} of {} numbers; {} layers can be bent",
        size.styles, size.w, size.layers
    ));
    // Those of single layers are in the JSON.
    for (name, value) in checkpoint
        .settings()
        .filter(|(name, _)| !name.contains('.'))
    {
        print(&format!("setting      {name} = {value}"));
    }
    let count = checkpoint.names().count();
    print(&format!(
        "tensors      {count}, {:.2} million numbers",
        brought.parameters() as f64 / 1e6
    ));
    print(&format!(
        "a picture    {:.2} thousand million multiply-accumulates, {:.2} more of filters",
        estimate.cost.multiplies as f64 / 1e9,
        estimate.cost.filtering as f64 / 1e9
    ));
    print(&format!(
        "estimated    {:.0} ms a picture on this machine's processor",
        estimate.secs * 1e3
    ));
    if let Some(secs) = measured {
        print(&format!(
            "measured     {:.0} ms a picture, the shortest of {}",
            secs * 1e3,
            PICTURES - 1
        ));
    }
    if arguments.tensors {
        for (name, tensor) in checkpoint.tensors() {
            print(&format!(
                "{name:<56} {:<5} {:?}",
                tensor.dtype().name(),
                tensor.shape()
            ));
        }
    }
    Ok(())
}

fn page(brought: &Brought, estimate: &Estimate, measured: Option<f32>) -> Value {
    let (checkpoint, size) = (brought.checkpoint(), estimate.size);
    let tensors: Vec<Value> = checkpoint
        .tensors()
        .map(|(name, tensor)| json!({ "name": name, "shape": tensor.shape(), "dtype": tensor.dtype().name() }))
        .collect();
    let settings: Map<String, Value> = checkpoint
        .settings()
        .map(|(name, value)| (name.to_string(), json!(value.to_string())))
        .collect();
    json!({
        "file": brought.name(), "format": checkpoint.format().to_string(), "family": brought.family().id(),
        "z": size.z, "classes": size.classes, "styles": size.styles, "w": size.w, "layers": size.layers,
        "height": size.height, "width": size.width, "settings": settings,
        "parameters": brought.parameters(), "multiplies": estimate.cost.multiplies,
        "filtering": estimate.cost.filtering, "estimated_ms": estimate.secs * 1e3,
        "measured_ms": measured.map(|secs| secs * 1e3), "tensors": tensors,
    })
}

/// Seconds a picture takes at least.
fn measure(arguments: &Arguments) -> Result<f32> {
    let manner = DreamManner::default();
    let backend = arguments.backend.decide();
    let mut dreamer =
        Dreamer::open(&arguments.checkpoint, &manner, backend).map_err(wrong_input)?;
    let classes = dreamer.size().classes;
    let mut shortest = f32::INFINITY;
    for picture in 0..PICTURES {
        let latent = Latent {
            global: dreamer.z_of(picture as u32),
            classes: vec![1.0 / classes.max(1) as f32; classes],
            truncation: 0.7,
            noise: 1.0,
            ..Latent::default()
        };
        let begun = Instant::now();
        dreamer.dream(&latent, None, NoiseChoice::Kept)?;
        if picture > 0 {
            shortest = shortest.min(begun.elapsed().as_secs_f32());
        }
    }
    Ok(shortest)
}
