//! How far light and sound are apart over an hour, on cards with jitter, drift, late callbacks and underruns.
//!
//! `cargo run -p welkin_audio --example clock`
#![allow(clippy::print_stdout, reason = "an example speaks to the terminal")]

use welkin_audio::{SimulatedCard, Timing, simulate_clock};

fn main() {
    println!(
        "an hour each, 60 pictures a second; jitter ±5 ms, 1 of 97 callbacks 30 ms late, dry every 4 minutes"
    );
    println!("frames | drift ppm | median ms | 95 % ms | most ms | trend ms/h | underruns");
    for period_frames in [64, 128, 256, 512, 1024, 2048, 4096] {
        for drift_ppm in [(0.0, 0.0), (120.0, 80.0), (-120.0, 80.0)] {
            let card = SimulatedCard {
                period_frames,
                jitter_secs: 0.005,
                late_secs: 0.03,
                late_every: 97,
                dry_every: 240 * 48_000 / period_frames,
                drift_ppm,
                timing: Timing {
                    light_secs: 0.05,
                    air_secs: 0.026,
                },
            };
            let errors = simulate_clock(&card, 3600.0);
            println!(
                "{period_frames:6} | {:+4.0} ± {:2.0} | {:9.3} | {:7.3} | {:7.2} | {:+10.4} | {:9}",
                drift_ppm.0,
                drift_ppm.1,
                errors.median_ms,
                errors.p95_ms,
                errors.most_ms,
                errors.trend_ms_per_hour,
                errors.underruns
            );
        }
    }
}
