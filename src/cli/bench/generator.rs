//! How fast networks paint: the shipped Field GAN layer by layer, and every family at its published sizes.

use anyhow::{Result, bail};
use serde_json::{Value, json};
use welkin_generator::{Backend, Precision, layer_times, peak_multiplies_per_sec, time_pictures};
use welkin_networks::{Family, Invented};

use super::super::check::print;
use super::super::run::BackendChoice;

/// Arguments of `welkin bench generator`.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// Only networks whose name begins so, such as stylegan2.
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
    /// Pictures painted of each.
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=1000))]
    pictures: u16,
    /// Where the networks run.
    #[arg(long, value_enum, default_value_t = BackendChoice::Flex)]
    backend: BackendChoice,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Default for Arguments {
    fn default() -> Self {
        Self {
            only: None,
            pictures: 8,
            backend: BackendChoice::Flex,
            json: false,
        }
    }
}

/// A network of a published size.
struct Entry {
    name: &'static str,
    family: Family,
    invent: fn() -> Invented,
}

const ENTRIES: [Entry; 14] = [
    Entry {
        name: "stylegan2-256",
        family: Family::StyleGan2,
        invent: || Invented::stylegan2(256, 16384),
    },
    Entry {
        name: "stylegan2-256-base4096",
        family: Family::StyleGan2,
        invent: || Invented::stylegan2(256, 4096),
    },
    Entry {
        name: "stylegan2-256-base2048",
        family: Family::StyleGan2,
        invent: || Invented::stylegan2(256, 2048),
    },
    Entry {
        name: "stylegan2-512",
        family: Family::StyleGan2,
        invent: || Invented::stylegan2(512, 32768),
    },
    Entry {
        name: "stylegan2-1024",
        family: Family::StyleGan2,
        invent: || Invented::stylegan2(1024, 32768),
    },
    Entry {
        name: "stylegan3-t-256",
        family: Family::StyleGan3,
        invent: || Invented::stylegan3(256, 16384, false),
    },
    Entry {
        name: "stylegan3-r-256",
        family: Family::StyleGan3,
        invent: || Invented::stylegan3(256, 16384, true),
    },
    Entry {
        name: "biggan-deep-128",
        family: Family::BigGanDeep,
        invent: || Invented::biggan_deep(128),
    },
    Entry {
        name: "biggan-deep-256",
        family: Family::BigGanDeep,
        invent: || Invented::biggan_deep(256),
    },
    Entry {
        name: "fastgan-256",
        family: Family::FastGan,
        invent: || Invented::fastgan(256),
    },
    Entry {
        name: "fastgan-512",
        family: Family::FastGan,
        invent: || Invented::fastgan(512),
    },
    Entry {
        name: "fastgan-1024",
        family: Family::FastGan,
        invent: || Invented::fastgan(1024),
    },
    Entry {
        name: "pix2pix-unet-256",
        family: Family::Pix2PixUnet,
        invent: Invented::unet,
    },
    Entry {
        name: "pix2pix-resnet9-256",
        family: Family::Pix2PixResnet,
        invent: Invented::resnet,
    },
];

const PRECISIONS: [(&str, Precision); 3] = [
    ("f32", Precision::F32),
    ("f16", Precision::F16),
    ("bf16", Precision::Bf16),
];

/// Measures, and prints tables or JSON.
pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let wanted = |name: &str| {
        arguments
            .only
            .as_ref()
            .is_none_or(|only| name.starts_with(only.as_str()))
    };
    let mut rows: Vec<Value> = Vec::new();
    if wanted("field-gan") {
        field_gan(arguments, &mut rows)?;
    }
    let entries: Vec<&Entry> = ENTRIES.iter().filter(|entry| wanted(entry.name)).collect();
    if entries.is_empty() && rows.is_empty() {
        bail!(
            "no network begins with {:?}",
            arguments.only.as_deref().unwrap_or_default()
        );
    }
    if !entries.is_empty() {
        families(arguments, &entries, &mut rows)?;
    }
    if arguments.json {
        print(&serde_json::to_string_pretty(&rows)?);
    }
    Ok(())
}

fn field_gan(arguments: &Arguments, rows: &mut Vec<Value>) -> Result<()> {
    for size in [320, 512] {
        let layers = layer_times(size, usize::from(arguments.pictures))?;
        let total: f32 = layers.iter().map(|layer| layer.secs).sum();
        rows.push(
            json!({ "name": format!("field-gan-{size}"), "backend": "flex", "ms": total * 1e3 }),
        );
        if arguments.json {
            continue;
        }
        print(&format!("\n| {size}² layer      |      ms |  GMAC/s |"));
        print("|-----------------|--------:|--------:|");
        for layer in &layers {
            print(&format!(
                "| {:<15} | {:7.2} | {:7.1} |",
                layer.layer,
                layer.secs * 1e3,
                layer.gmac_per_sec
            ));
        }
        print(&format!(
            "| whole picture   | {:7.2} | {:5.1} pictures/s |",
            total * 1e3,
            1.0 / total
        ));
    }
    Ok(())
}

fn families(arguments: &Arguments, entries: &[&Entry], rows: &mut Vec<Value>) -> Result<()> {
    let backend = arguments.backend.decide();
    let on_gpu = backend != Backend::Flex;
    // wgpu computes in single precision, whatever is asked for.
    let precisions = if backend == Backend::Wgpu {
        1
    } else {
        PRECISIONS.len()
    };
    let peak = peak_multiplies_per_sec();
    if !arguments.json {
        print(&format!(
            "\nrandom weights, one picture at a time, least – middle – most of {}; the processor's peak is {:.0} GMAC/s",
            arguments.pictures,
            peak / 1e9
        ));
        print(
            "| network                | backend | numbers |  least ms | middle ms |   most ms |   GMAC | of peak |   MiB |",
        );
        print(
            "|------------------------|---------|---------|----------:|----------:|----------:|-------:|--------:|------:|",
        );
    }
    for entry in entries {
        let weights = (entry.invent)();
        for (numbers, precision) in PRECISIONS.into_iter().take(precisions) {
            let pictures = usize::from(arguments.pictures);
            let timed = time_pictures(entry.family, &weights, backend, precision, pictures)?;
            let [least, middle, most] = timed.picture_ms;
            let gmac = timed.multiplies as f32 / 1e9;
            let share = timed.multiplies as f32 / (least * 1e-3) / peak;
            let of_peak = if on_gpu {
                "".into()
            } else {
                format!("{:.0} %", share * 100.0)
            };
            let (name, mebibytes) = (entry.name, timed.memory_bytes >> 20);
            let word = match backend {
                Backend::Flex => "flex",
                Backend::Wgpu => "wgpu",
                Backend::Cuda => "cuda",
            };
            rows.push(json!({
                "name": name, "backend": word, "numbers": numbers, "ms": timed.picture_ms,
                "multiplies": timed.multiplies, "share_of_peak": (!on_gpu).then_some(share),
                "memory_bytes": timed.memory_bytes,
            }));
            if !arguments.json {
                print(&format!(
                    "| {name:<22} | {word:<7} | {numbers:<7} | {least:9.1} | {middle:9.1} | {most:9.1} | {gmac:6.2} | \
                     {of_peak:>7} | {mebibytes:5} |"
                ));
            }
        }
    }
    Ok(())
}
