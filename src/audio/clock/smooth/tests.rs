//! Devices with known clocks, and how well they are followed.

use super::*;

const RATE_HZ: u32 = 48_000;
const FRAME_SECS: f64 = 1.0 / RATE_HZ as f64;

/// Runs a device with a period, a drift and jitter (a fixed pattern); returns the worst error after settling.
fn worst_error_secs(period: f64, drift: f64, jitter_secs: f64) -> f64 {
    let mut smooth = Smooth::new(RATE_HZ);
    let mut worst: f64 = 0.0;
    for step in 0..(30.0 / (period * FRAME_SECS)) as u64 {
        let frame = step as f64 * period;
        let truth = frame * FRAME_SECS * (1.0 + drift);
        let noise = ((step * 7919) % 101) as f64 / 50.0 - 1.0;
        let beat = smooth.follow(frame, truth + noise * jitter_secs);
        let later = 0.3 * period;
        let said = beat.secs + later * beat.frame_secs;
        if truth > 20.0 {
            worst = worst.max((said - truth - later * FRAME_SECS * (1.0 + drift)).abs());
        }
    }
    worst
}

#[test]
fn an_even_device_is_followed_exactly() {
    assert!(worst_error_secs(512.0, 0.0, 0.0) < 1e-9);
}

#[test]
fn drift_is_learnt() {
    assert!(worst_error_secs(1024.0, 200e-6, 0.0) < 20e-6);
}

#[test]
fn jitter_is_smoothed() {
    // 5 ms of jitter either way becomes less than half a millisecond.
    assert!(worst_error_secs(512.0, 50e-6, 0.005) < 0.0005);
    assert!(worst_error_secs(4096.0, 50e-6, 0.005) < 0.0015);
}

/// Feeds an even device, in periods of 10 ms, whose timestamps are off by what `off_secs` says of each callback.
fn beats(count: u32, off_secs: impl Fn(u32) -> f64) -> Vec<Beat> {
    let mut smooth = Smooth::new(RATE_HZ);
    (0..count)
        .map(|n| smooth.follow(f64::from(n) * 480.0, f64::from(n) * 0.01 + off_secs(n)))
        .collect()
}

#[test]
fn single_late_callbacks_do_not_move_it() {
    // One of a hundred comes 60 ms late.
    let beats = beats(3000, |n| if n % 100 == 50 { 0.06 } else { 0.0 });
    for (n, beat) in beats.iter().enumerate() {
        let error = beat.secs - n as f64 * 0.01;
        assert!(error.abs() < 1e-9, "{n}: {error}");
        assert_eq!(beat.is_step, n == 0);
    }
}

#[test]
fn a_step_is_taken_whole_and_said() {
    for step_secs in [0.03, -0.03, 0.5] {
        let beats = beats(400, |n| if n < 200 { 0.0 } else { step_secs });
        let steps: Vec<_> = (0..400).filter(|n| beats[*n].is_step).collect();
        assert_eq!(steps.len(), 2, "{step_secs}: {steps:?}");
        assert!(
            steps[0] == 0 && (204..=215).contains(&steps[1]),
            "{steps:?}"
        );
        let error = beats[steps[1] + 1].secs - (steps[1] + 1) as f64 * 0.01 - step_secs;
        assert!(error.abs() < 0.002, "{step_secs}: {error}");
    }
}

#[test]
fn what_stood_still_begins_anew_and_what_repeats_changes_nothing() {
    let mut smooth = Smooth::new(RATE_HZ);
    smooth.follow(0.0, 0.0);
    let beat = smooth.follow(480.0, 60.0);
    assert!(beat.is_step && beat.secs == 60.0, "{beat:?}");
    let again = smooth.follow(480.0, 61.0);
    assert!(!again.is_step && again.secs == 60.0, "{again:?}");
}
