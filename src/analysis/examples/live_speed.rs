//! What live ears cost: seconds of sound per second of one core, part by part.
//!
//! `cargo run -p welkin_analysis --example live_speed`

#![allow(clippy::print_stdout, reason = "a table is what it is for")]

use std::collections::BTreeMap;
use std::f32::consts::TAU;
use std::time::{Duration, Instant};

use welkin_analysis::{CausalListener, HOP_SAMPLES, Listener};
use welkin_values::SAMPLE_RATE;

const SECS: usize = 30;
const STEMS: usize = 8;

fn main() {
    let sound = music();
    let mut costs = BTreeMap::<&str, Duration>::new();
    let (mut listener, mut out) = (CausalListener::new(), Vec::new());
    for hop in sound.chunks(HOP_SAMPLES) {
        let mut before = Instant::now();
        listener.hear_in_parts(hop, &mut out, |part| {
            let now = Instant::now();
            *costs.entry(part).or_default() += now - before;
            before = now;
        });
        out.clear();
    }
    let whole: Duration = costs.values().sum();
    println!("{:<26}{:>10}{:>8}", "part", "µs a hop", "share");
    let hops = (sound.len() / HOP_SAMPLES) as f64;
    for (part, cost) in costs {
        let share = 100.0 * cost.as_secs_f64() / whole.as_secs_f64();
        println!(
            "{part:<26}{:>10.1}{share:>7.0}%",
            cost.as_secs_f64() * 1e6 / hops
        );
    }

    let live = timed(|| {
        let mut ears: Vec<_> = (0..STEMS).map(|_| CausalListener::new()).collect();
        for block in sound.chunks(HOP_SAMPLES) {
            for listener in &mut ears {
                listener.hear(block, &mut out);
            }
            out.clear();
        }
    });
    let ahead = timed(|| Listener::new().hear(&sound, &mut out));
    let secs = SECS as f64;
    println!(
        "one live listener: {:.0} × real time",
        secs * STEMS as f64 / live
    );
    println!("one that looks ahead: {:.0} × real time", secs / ahead);
    println!(
        "{STEMS} live listeners: {:.1} % of one core",
        100.0 * live / secs
    );
}

/// Seconds of one core that some work takes; where the system does not tell, seconds by the clock.
fn timed(work: impl FnOnce()) -> f64 {
    let (start, start_on_core) = (Instant::now(), secs_on_core());
    work();
    match (start_on_core, secs_on_core()) {
        (Some(start), Some(end)) => end - start,
        _ => start.elapsed().as_secs_f64(),
    }
}

/// For how long this thread has been on a core, as Linux counts it: others may be busy beside us.
fn secs_on_core() -> Option<f64> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds: f64 = told.split_whitespace().next()?.parse().ok()?;
    Some(nanoseconds * 1e-9)
}

/// Chords, a beat and a little noise.
fn music() -> Vec<f32> {
    let mut state = 1_u32;
    let mut noise = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state as f32 / u32::MAX as f32 - 0.5
    };
    let sample = |n: usize| {
        let secs = n as f32 / SAMPLE_RATE as f32;
        let root_hz = [110.0, 146.8, 98.0, 110.0][(secs / 2.0) as usize % 4];
        let chord: f32 = (1..12)
            .map(|overtone| (TAU * root_hz * overtone as f32 * secs).sin() / overtone as f32)
            .sum();
        let since_beat = secs % 0.5;
        0.1 * chord + 0.5 * noise() * (-since_beat * 30.0).exp() + 0.01 * noise()
    };
    (0..SECS * SAMPLE_RATE as usize).map(sample).collect()
}
