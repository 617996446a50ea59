//! What light costs: one output's pass beside a bare one, and many outputs beside one.

use std::sync::Arc;
use std::time::Instant;

use anyhow::{Result, anyhow};
use welkin_installation::{Surface, View};
use welkin_projection::{BakedLens, OutputMap, OutputTables, coverage_of};
use welkin_stage::light::{BarePass, Gpu, Lens, LightPass, LightSettings, Offscreen, PictureSlots};
use welkin_values::Picture;

use super::super::check::print;

/// Pixels along the side of one output, and of each of many.
const SIDES: [u32; 2] = [1024, 512];
const MANY: usize = 8;
/// Frames of a measurement, and measurements that take turns.
const FRAMES: usize = 12;
const ROUNDS: usize = 7;

const DOME: Surface = Surface::Dome {
    radius_m: 5.0,
    tilt: 0.0,
    fov: std::f32::consts::PI,
};

/// Measures and prints a table.
pub(super) fn run() -> Result<()> {
    let gpu = Gpu::open().map_err(|error| anyhow!("{error}"))?;
    let mut bench = Bench::new(&gpu)?;
    let [large, small] = SIDES;
    print(&format!(
        "\nlight on {}: milliseconds a frame, {ROUNDS} rounds in turn of {FRAMES} frames",
        gpu.adapter_name()
    ));
    print("| what                                      |  least | middle |   most |");
    print("|-------------------------------------------|-------:|-------:|-------:|");
    let kinds: [(&str, Kind); 6] = [
        ("bare pass, one texture read, 1024²", Kind::Bare(large, 1)),
        ("bare pass, the same reads, 1024²", Kind::Bare(large, 4)),
        ("baked output, 1024²", Kind::Baked(large, 1)),
        ("domemaster, 1024²", Kind::Domemaster(large)),
        ("one baked output, 512²", Kind::Baked(small, 1)),
        ("eight baked outputs, 512²", Kind::Baked(small, MANY)),
    ];
    let mut took = vec![Vec::new(); kinds.len()];
    for _ in 0..ROUNDS {
        for ((_, kind), took) in kinds.iter().zip(&mut took) {
            took.push(bench.frame_ms(*kind)?);
        }
    }
    let ratio = |of: usize, to: usize| -> [f32; 3] {
        let mut ratios: Vec<f32> = took[of].iter().zip(&took[to]).map(|(a, b)| a / b).collect();
        ratios.sort_by(f32::total_cmp);
        [ratios[0], ratios[ROUNDS / 2], ratios[ROUNDS - 1]]
    };
    let ratios = [
        (
            "a baked output over a bare pass with the same reads",
            ratio(2, 1),
        ),
        (
            "a domemaster over a bare pass with the same reads",
            ratio(3, 1),
        ),
        ("eight outputs over one", ratio(5, 4)),
    ];
    for ((name, _), took) in kinds.iter().zip(&mut took) {
        took.sort_by(f32::total_cmp);
        let [least, middle, most] = [0, ROUNDS / 2, ROUNDS - 1].map(|at| took[at]);
        print(&format!(
            "| {name:<41} | {least:6.2} | {middle:6.2} | {most:6.2} |"
        ));
    }
    for (name, [least, middle, most]) in ratios {
        print(&format!("{name}: {least:.2} – {middle:.2} – {most:.2}"));
    }
    Ok(())
}

/// What is measured.
#[derive(Clone, Copy)]
enum Kind {
    /// A pass that only reads so many textures and writes.
    Bare(u32, u32),
    /// So many outputs with maps.
    Baked(u32, usize),
    Domemaster(u32),
}

struct Bench<'a> {
    gpu: &'a Gpu,
    slots: PictureSlots,
    pass: LightPass,
    bare: BarePass,
    targets: Vec<(u32, Offscreen)>,
    tables: Vec<(u32, Arc<OutputTables>)>,
}

impl<'a> Bench<'a> {
    fn new(gpu: &'a Gpu) -> Result<Self> {
        let format = wgpu::TextureFormat::Rgba8Unorm;
        let (device, queue) = (&gpu.device, &gpu.queue);
        let mut slots = PictureSlots::new(device);
        let pictures =
            [0.2, 0.7].map(|grey| Arc::new(Picture::filled(512, 512, [grey, 0.5, 1.0 - grey])));
        slots.show(device, queue, 0, [&pictures[0], &pictures[1]])?;
        let mut targets = Vec::new();
        let mut tables = Vec::new();
        for side in SIDES {
            targets.push((side, Offscreen::new(device, side, side, format)?));
            let looking = Lens::new(View::Domemaster { fov: 3.0 }, DOME, [side; 2]);
            for _ in 0..MANY {
                let map =
                    OutputMap::filled([side; 2], |pixel| Some((looking.direction(pixel)?, 1.0)));
                let table = OutputTables {
                    map: Some(map),
                    ..OutputTables::default()
                };
                tables.push((side, Arc::new(table)));
            }
        }
        Ok(Self {
            gpu,
            slots,
            pass: LightPass::new(device, queue, format),
            bare: BarePass::new(device, format),
            targets,
            tables,
        })
    }

    /// The mean of some frames, the first of which do not count.
    fn frame_ms(&mut self, kind: Kind) -> Result<f32> {
        let mut begun = Instant::now();
        for frame in 0..FRAMES + 2 {
            if frame == 2 {
                begun = Instant::now();
            }
            self.frame(kind)?;
        }
        Ok(begun.elapsed().as_secs_f32() * 1e3 / FRAMES as f32)
    }

    fn frame(&mut self, kind: Kind) -> Result<()> {
        let (device, queue) = (&self.gpu.device, &self.gpu.queue);
        let side = match kind {
            Kind::Bare(side, _) | Kind::Baked(side, _) | Kind::Domemaster(side) => side,
        };
        let target = self.targets.iter().find(|(of, _)| *of == side);
        let (_, target) = target.ok_or_else(|| anyhow!("no target of {side} pixels"))?;
        let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        let lit = |lens| LightSettings::new(lens, coverage_of(DOME));
        match kind {
            Kind::Bare(_, reads) => {
                self.bare
                    .draw(device, &mut encoder, target.view(), &self.slots, reads)
            }
            Kind::Domemaster(_) => {
                let mut settings = lit(Lens::new(View::Domemaster { fov: 3.0 }, DOME, [side; 2]));
                settings.decks[0].blend = 0.5;
                self.pass.draw(
                    device,
                    queue,
                    &mut encoder,
                    target.view(),
                    &self.slots,
                    &settings,
                );
            }
            Kind::Baked(_, outputs) => {
                let tables = self
                    .tables
                    .iter()
                    .filter(|(of, _)| *of == side)
                    .take(outputs);
                for (_, tables) in tables {
                    let Some(map) = &tables.map else { continue };
                    let mut settings = lit(Lens::Baked(BakedLens::new(map, [side; 2])));
                    settings.decks[0].blend = 0.5;
                    settings.tables = Some(Arc::clone(tables));
                    self.pass.draw(
                        device,
                        queue,
                        &mut encoder,
                        target.view(),
                        &self.slots,
                        &settings,
                    );
                }
            }
        }
        queue.submit([encoder.finish()]);
        device.poll(wgpu::PollType::wait_indefinitely())?;
        Ok(())
    }
}
