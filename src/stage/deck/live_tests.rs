//! From a click at a live input to the latent that it changes: the parts of a running show, stepped on a time of their
//! own, so that every delay is there but that of the machine.
#![allow(clippy::unwrap_used, reason = "tests")]

use welkin_analysis::{HOP_SAMPLES, WINDOW_SAMPLES};
use welkin_audio::{Inputs, SimulatedMicrophone};
use welkin_installation::{Input, MemoryFolder, Surface, read_show};
use welkin_values::{Latent, Moment, SAMPLE_RATE};

use super::ears::{ComingIn, Ears, Hearing, LIVE_EVERY};
use super::{Backend, Helm, Setup};

/// Frames that cards are asked for at a time.
const PERIOD: usize = 256;

/// Steering is ahead of the ear by about as much as two pictures take.
const LEAD: Moment = Moment::from_samples(3200);

/// The click is there when the latent has gone a tenth of the way that it will go.
const SHARE: f32 = 0.1;

const SHOW: &str = r#"
name = "live"
seed = 3

[[model]]
id = "field"
kind = "field-gan"
weights = "shipped"
size = 64

[[live]]
source = "hands"
input = "microphone"

[[scene]]
id = "one"
model = "field"
[scene.walk]
seed = 4
radius = 0.6
points_per_min = 4
[[scene.route]]
SOURCE
feature = "FEATURE"
control = "CONTROL"
amount = 1.0
release_secs = 0.05

[[cue]]
at = "0:00"
scene = "one"
"#;

/// One show with one live input.
struct Performance {
    microphone: SimulatedMicrophone,
    coming_in: ComingIn,
    hearing: Hearing,
    helm: Helm,
    _inputs: Inputs,
}

impl Performance {
    fn new(route: &Route) -> Self {
        let show = SHOW
            .replace("FEATURE", route.feature)
            .replace("CONTROL", route.control)
            .replace("SOURCE", route.source);
        let show = read_show(&MemoryFolder::new().with("show.toml", show)).unwrap();
        let surface = Surface::Sphere { radius_m: 5.0 };
        let (setup, _) = Setup::prepare(show, surface, Backend::Flex).unwrap();
        let input = Input {
            id: "microphone".into(),
            device: None,
            channels: vec![0],
            gain_db: 0.0,
        };
        let (inputs, microphone) = Inputs::simulated(&[input], SAMPLE_RATE);
        let hearing = Ears::new(&setup).hearing();
        Self {
            microphone,
            coming_in: ComingIn::new(&setup, &inputs, hearing.clone()),
            helm: Helm::new(&setup),
            hearing,
            _inputs: inputs,
        }
    }

    /// Steers as a frame does at a sample of the show.
    fn steer(&mut self, now: i64) -> Latent {
        let seen = Moment::from_samples(now);
        self.helm.advance_to(seen + LEAD, &self.hearing);
        let (_, _, latent) = self.helm.layers().swap_remove(0);
        latent
    }
}

/// What leads from the click to the latent, and how often it is steered.
struct Route {
    source: &'static str,
    feature: &'static str,
    control: &'static str,
    frames_per_sec: i64,
}

/// Clicks at all distances to periods, hops, looks and frames.
fn clicks() -> Vec<i64> {
    (1..=40).map(|n| 24_000 + n * 29_989).collect()
}

/// How far two latents are apart.
fn distance(a: &Latent, b: &Latent) -> f32 {
    let pairs = a.global.iter().zip(&b.global);
    let pairs = pairs.chain(a.local.values.iter().zip(&b.local.values));
    pairs.map(|(a, b)| (a - b) * (a - b)).sum::<f32>().sqrt()
}

/// Noise that is the same each time, from −1 to 1.
fn noise(count: usize) -> Vec<f32> {
    let mut state = 1_u32;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / 8_388_608.0 - 1.0
    };
    (0..count).map(|_| next()).collect()
}

/// A quiet room.
fn room(count: usize) -> Vec<f32> {
    noise(count).iter().map(|x| 0.0003 * x).collect()
}

/// Two pieces of wood: ten milliseconds.
fn click() -> Vec<f32> {
    let faded = |(n, x): (usize, f32)| 0.8 * x * (-(n as f32) / 96.0).exp();
    noise(480).into_iter().enumerate().map(faded).collect()
}

/// How long after each click the latent is another than in the same show without clicks, samples.
fn waits(route: &Route) -> Vec<i64> {
    let clicks = clicks();
    let until = clicks.last().unwrap() + 24_000;
    let quiet = room(until as usize);
    let mut clicked = quiet.clone();
    for at in &clicks {
        for (sample, sounds) in clicked[*at as usize..].iter_mut().zip(click()) {
            *sample += sounds;
        }
    }
    let sounds = [clicked, quiet];
    let mut performances = [Performance::new(route), Performance::new(route)];
    let look = (LIVE_EVERY.as_secs_f64() * f64::from(SAMPLE_RATE)) as i64;
    let frame = i64::from(SAMPLE_RATE) / route.frames_per_sec;
    let mut apart: Vec<(i64, f32)> = Vec::new();
    for now in 0..until {
        if now % PERIOD as i64 == 0 && now > 0 {
            let period = now as usize - PERIOD..now as usize;
            let secs = now as f64 / f64::from(SAMPLE_RATE);
            for (performance, sound) in performances.iter_mut().zip(&sounds) {
                performance.microphone.hear(secs, &sound[period.clone()]);
            }
        }
        if now % look == 0 {
            for performance in &mut performances {
                performance.coming_in.listen(Moment::ZERO);
            }
        }
        if now % frame == 0 {
            let [clicked, quiet] = performances.each_mut().map(|p| p.steer(now));
            apart.push((now, distance(&clicked, &quiet)));
        }
    }
    let waits = clicks.iter().map(|click| {
        let after: Vec<_> = apart.iter().filter(|(at, _)| at > click).collect();
        let span = after.iter().take_while(|(at, _)| at - click < 12_000);
        let whole = span.map(|(_, apart)| *apart).fold(0.0, f32::max);
        let before = apart.iter().rfind(|(at, _)| at <= click).unwrap().1;
        assert!(
            before < 0.02 * whole,
            "{}: {before} before the click at {click}, {whole} after",
            route.feature
        );
        let first = after.iter().find(|(_, apart)| *apart >= SHARE * whole);
        first.unwrap().0 - click
    });
    waits.collect()
}

#[test]
fn a_click_has_changed_the_latent_within_a_window_and_a_hop() {
    let most = (WINDOW_SAMPLES + HOP_SAMPLES) as i64;
    let of_hands = "source = \"hands\"";
    for (source, feature, control, frames_per_sec) in [
        (of_hands, "hit", "push", 60),
        ("", "onset", "sway", 120),
        (of_hands, "level", "push", 60),
        ("", "percussive", "sway", 120),
    ] {
        let route = Route {
            source,
            feature,
            control,
            frames_per_sec,
        };
        let mut waits = waits(&route);
        waits.sort_unstable();
        let ms = |samples: i64| samples as f64 / f64::from(SAMPLE_RATE) * 1e3;
        let [least, middle, longest] =
            [0, waits.len() / 2, waits.len() - 1].map(|place| waits[place]);
        eprintln!(
            "{feature} to {control}, {frames_per_sec} frames a second: {:.1} – {:.1} – {:.1} ms",
            ms(least),
            ms(middle),
            ms(longest)
        );
        assert!(
            longest <= most,
            "{feature} to {control}: {longest} samples, more than {most}"
        );
    }
}
