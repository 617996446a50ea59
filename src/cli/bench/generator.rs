//! How fast the Field GAN paints on the processor, layer by layer.

use anyhow::Result;
use welkin_generator::layer_times;

use super::super::check::print;

/// Pictures painted at each size; the shortest time of each layer counts.
const PICTURES: usize = 12;

/// Measures and prints a table.
pub(super) fn run() -> Result<()> {
    print("the Field GAN on the processor, shortest of 12 pictures");
    for size in [320, 512] {
        let layers = layer_times(size, PICTURES)?;
        let total: f32 = layers.iter().map(|layer| layer.secs).sum();
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
