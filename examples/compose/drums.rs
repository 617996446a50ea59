//! Drums and metal from sine sweeps and noise. Each gives the samples of one stroke at full level.

use crate::filter::Filter;
use crate::tone::{Noise, Phase, strike, swell, times};

/// A bass drum: a sine that falls in pitch, and the beater's click.
pub(crate) fn kick() -> Vec<f32> {
    drum(46.0, 120.0, 0.035, 0.16, 0.5)
}

/// A drum whose pitch falls from `low_hz + fall_hz`.
pub(crate) fn drum(low_hz: f32, fall_hz: f32, bend: f32, fall: f32, secs: f32) -> Vec<f32> {
    let mut phase = Phase(0.0);
    let mut noise = Noise::seeded(3);
    let mut click = Filter::default();
    let sound = |t: f32| {
        let body = phase.sine(low_hz + fall_hz * (-t / bend).exp()) * strike(t, secs, 0.001, fall);
        let beater = click.pass(noise.next(), 2800.0, 0.9).band * (-t / 0.004).exp();
        (1.6 * body).tanh() + 0.35 * beater
    };
    times(secs).map(sound).collect()
}

/// A heart's stroke: as a drum, without a click.
pub(crate) fn thud(low_hz: f32, secs: f32) -> Vec<f32> {
    let mut phase = Phase(0.0);
    let sound = |t: f32| {
        let hz = low_hz * (1.0 + 0.9 * (-t / 0.045).exp());
        (1.4 * phase.sine(hz) * strike(t, secs, 0.006, secs / 4.0)).tanh()
    };
    times(secs).map(sound).collect()
}

/// A snare drum: two tones of the skin, and the wires.
pub(crate) fn snare(seed: u32) -> Vec<f32> {
    let (mut low, mut high) = (Phase(0.0), Phase(0.25));
    let mut noise = Noise::seeded(seed);
    let (mut wires, mut body) = (Filter::default(), Filter::default());
    let sound = |t: f32| {
        let bend = 1.0 + 0.35 * (-t / 0.012).exp();
        let skin = low.sine(187.0 * bend) * 0.6 + high.sine(331.0 * bend) * 0.3;
        let white = noise.next();
        let hiss = wires.pass(white, 1900.0, 0.7).high * strike(t, 0.32, 0.001, 0.075);
        let air = body.pass(white, 900.0, 0.8).band * strike(t, 0.32, 0.001, 0.03);
        skin * strike(t, 0.32, 0.001, 0.06) + 0.55 * hiss + 0.5 * air
    };
    times(0.32).map(sound).collect()
}

/// A hi-hat: noise and beating metal above 7 kHz; closed at 0.03 s, open at 0.2.
pub(crate) fn hat(seed: u32, fall: f32) -> Vec<f32> {
    let ratios = [1.0, 1.342, 1.2312, 1.6532, 1.9523, 2.1523];
    let mut phases = ratios.map(|ratio| Phase(ratio * 0.3 % 1.0));
    let mut noise = Noise::seeded(seed);
    let mut filter = Filter::default();
    let secs = 5.0 * fall;
    let sound = |t: f32| {
        let metal: f32 = phases
            .iter_mut()
            .zip(ratios)
            .map(|(p, r)| p.sine(3870.0 * r).signum())
            .sum();
        let mixed = 0.7 * noise.next() + 0.12 * metal;
        filter.pass(mixed, 7600.0, 0.8).high * strike(t, secs, 0.0008, fall)
    };
    times(secs).map(sound).collect()
}

/// A shaker: a short swell of noise.
pub(crate) fn shaker(seed: u32) -> Vec<f32> {
    let mut noise = Noise::seeded(seed);
    let mut filter = Filter::default();
    let sound = |t: f32| filter.pass(noise.next(), 5200.0, 1.2).band * swell(t, 0.09, 0.025, 0.06);
    times(0.09).map(sound).collect()
}

/// A cymbal struck at a great moment.
pub(crate) fn crash() -> Vec<f32> {
    let mut noise = Noise::seeded(99);
    let (mut high, mut low) = (Filter::default(), Filter::default());
    let sound = |t: f32| {
        let white = noise.next();
        let shine = high.pass(white, 5200.0, 0.7).high * strike(t, 3.0, 0.002, 0.7);
        shine + 0.5 * low.pass(white, 2600.0, 1.1).band * strike(t, 3.0, 0.002, 0.25)
    };
    times(3.0).map(sound).collect()
}

/// Air that rises towards the next part and is gone there, within `release_secs`.
pub(crate) fn riser(secs: f32, release_secs: f32) -> Vec<f32> {
    let mut noise = Noise::seeded(41);
    let mut filter = Filter::default();
    let sound = |t: f32| {
        let x = t / secs;
        let band = filter.pass(noise.next(), 300.0 * 24_f32.powf(x), 2.0).band;
        band * x * x * swell(t, secs, 0.2, release_secs)
    };
    times(secs).map(sound).collect()
}
