use assert_no_alloc::assert_no_alloc;

use super::*;
use crate::score::score;

const RATE: f64 = SAMPLE_RATE as f64;

/// Repeatable noise from −1 to 1.
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> f32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f32 / (1 << 23) as f32 - 1.0
    }
}

/// A drum kit of three, made of a falling tone and noise.
#[derive(Clone, Copy)]
enum Drum {
    Kick,
    Snare,
    Hat,
}

fn strike(sound: &mut [f32], secs: f64, drum: Drum, loud: f32) {
    let (hz, tone, noise, decay_secs) = match drum {
        Drum::Kick => (60.0, 0.8, 0.02, 0.09),
        Drum::Snare => (190.0, 0.3, 0.35, 0.07),
        Drum::Hat => (0.0, 0.0, 0.2, 0.025),
    };
    let mut chance = Noise(secs.to_bits());
    let start = (secs * RATE).round() as usize;
    for (n, sample) in sound.iter_mut().skip(start).take(24_000).enumerate() {
        let t = n as f64 / RATE;
        let fall = 1.0 + 2.0 * (-t / 0.02).exp();
        let wave = (std::f64::consts::TAU * hz * fall * t).sin() as f32;
        // The difference of two takes the low out of the noise.
        let hiss = chance.next() - chance.next();
        *sample += loud * (-t / decay_secs).exp() as f32 * (tone * wave + noise * hiss);
    }
}

/// A plain beat at these times: kick, snare, and a hat between.
fn kit(beats: &[f64], hat_at: f64) -> Vec<f32> {
    let end = beats.last().copied().unwrap_or(0.0) + 1.0;
    let mut sound = vec![0.0; (end * RATE) as usize];
    for (n, pair) in beats.windows(2).enumerate() {
        let drum = if n % 2 == 0 { Drum::Kick } else { Drum::Snare };
        strike(&mut sound, pair[0], drum, 0.8);
        strike(&mut sound, pair[0], Drum::Hat, 0.5);
        strike(
            &mut sound,
            pair[0] + (pair[1] - pair[0]) * hat_at,
            Drum::Hat,
            0.5,
        );
    }
    sound
}

/// Beats whose tempo follows `bpm` of the time, for `secs`.
fn beats(secs: f64, bpm: impl Fn(f64) -> f64) -> Vec<f64> {
    let next = |beat: &f64| Some(beat + 60.0 / bpm(*beat));
    std::iter::successors(Some(0.5), next)
        .take_while(|beat| *beat < secs)
        .collect()
}

fn found(sound: &[f32]) -> Vec<f64> {
    let mut pulse = Pulse::new();
    let mut out = Vec::new();
    for portion in sound.chunks(4800) {
        pulse.hear(portion);
        pulse.take_beats(&mut out);
    }
    out.iter().map(|beat| beat.secs()).collect()
}

/// What a tracker that knows the answer has to reach.
fn check(
    name: &str,
    truth: &[f64],
    sound: &[f32],
    least: f64,
    measure: fn(&crate::score::Score) -> f64,
) {
    let score = score(truth, &found(sound));
    assert!(measure(&score) >= least, "{name}: {score:?}");
}

#[test]
fn keeps_time_from_50_to_200() {
    // A plain beat at 60 is also one at 120: slow ones may be felt twice as fast.
    for bpm in [
        50.0, 60.0, 72.0, 90.0, 105.0, 120.0, 140.0, 160.0, 174.0, 187.0, 200.0,
    ] {
        let truth = beats(30.0, |_| bpm);
        let sound = kit(&truth, 0.5);
        check(&format!("{bpm}"), &truth, &sound, 0.9, |score| score.aml_t);
        if bpm >= 90.0 {
            check(&format!("{bpm}"), &truth, &sound, 0.9, |score| {
                score.f_measure
            });
        }
    }
}

#[test]
fn follows_what_changes() {
    let steady = beats(30.0, |_| 112.0);
    let slowing = beats(40.0, |secs| 140.0 - 1.25 * secs);
    let mut chance = Noise(5);
    let mut shaken = |beat: &f64| beat + 0.026 * f64::from(chance.next());
    let shaken: Vec<f64> = steady.iter().map(&mut shaken).collect();
    let mut noisy = kit(&steady, 0.5);
    let power = noisy.iter().map(|sample| sample * sample).sum::<f32>() / noisy.len() as f32;
    // As loud as the drums: 0 dB.
    for sample in &mut noisy {
        *sample += chance.next() * (3.0 * power).sqrt();
    }
    let cases = [
        ("slowing from 140 to 90", &slowing, kit(&slowing, 0.5)),
        ("swing 2:1", &steady, kit(&steady, 2.0 / 3.0)),
        ("15 ms of jitter", &shaken, kit(&shaken, 0.5)),
        ("0 dB of noise", &steady, noisy),
    ];
    for (name, truth, sound) in cases {
        check(name, truth, &sound, 0.9, |score| score.f_measure);
    }
}

#[test]
fn recovers_from_a_step_within_4_s() {
    for (before, after) in [(120.0, 150.0), (150.0, 110.0), (100.0, 125.0)] {
        let truth = beats(30.0, |secs| if secs < 15.0 { before } else { after });
        let found = found(&kit(&truth, 0.5));
        let is_missed = |beat: &&f64| !found.iter().any(|f| (f - **beat).abs() <= 0.07);
        let settled = |beat: &&f64| (19.0..29.0).contains(*beat);
        let missed: Vec<_> = truth.iter().filter(settled).filter(is_missed).collect();
        assert!(
            missed.is_empty(),
            "{before} to {after}: {missed:?} {found:?}"
        );
    }
}

#[test]
fn goes_on_through_a_break() {
    for gap_secs in [4.0, 6.0, 8.0] {
        let truth = beats(35.0, |_| 112.0);
        let mut sound = kit(&truth, 0.5);
        let gap = (15.0 * RATE) as usize..((15.0 + gap_secs) * RATE) as usize;
        sound[gap].fill(0.0);
        check(&format!("{gap_secs} s"), &truth, &sound, 0.9, |score| {
            score.f_measure
        });
    }
}

#[test]
fn silence_and_noise_have_no_beat() {
    let mut chance = Noise(7);
    let noise: Vec<f32> = (0..960_000).map(|_| 0.3 * chance.next()).collect();
    for (name, sound) in [("silence", &vec![0.0; 480_000]), ("noise", &noise)] {
        let mut pulse = Pulse::new();
        pulse.hear(sound);
        let confidence = pulse.now().confidence;
        assert!(confidence < 0.3, "{name}: {confidence}");
        if name == "silence" {
            assert_eq!(found(sound), Vec::<f64>::new());
            assert_eq!((confidence, pulse.now().next_beat), (0.0, None));
        }
    }
}

#[test]
fn after_music_silence_comes_to_rest() {
    let mut sound = kit(&beats(15.0, |_| 120.0), 0.5);
    sound.resize((35.0 * RATE) as usize, 0.0);
    let last = found(&sound).last().copied().unwrap_or_default();
    assert!((22.0..30.0).contains(&last), "{last}");
}

#[test]
fn beats_are_announced_before_they_sound() {
    let sound = kit(&beats(12.0, |_| 130.0), 0.5);
    let (mut pulse, mut beats, mut count) = (Pulse::new(), Vec::new(), 0);
    for (n, portion) in sound.chunks(HOP).enumerate() {
        pulse.hear(portion);
        pulse.take_beats(&mut beats);
        let now = Moment::from_samples(((n + 1) * HOP) as i64);
        assert!(
            beats.iter().all(|beat| *beat >= now),
            "{beats:?} at {now:?}"
        );
        count += beats.len();
        beats.clear();
    }
    assert!(count > 15, "{count}");
}

#[test]
fn says_the_same_however_the_sound_is_cut() {
    let sound = kit(&beats(8.0, |_| 130.0), 0.5);
    let hear = |size: usize| {
        let (mut pulse, mut beats) = (Pulse::new(), Vec::new());
        sound.chunks(size).for_each(|portion| pulse.hear(portion));
        pulse.take_beats(&mut beats);
        (beats, pulse.now())
    };
    let whole = hear(sound.len());
    assert!(whole.1.confidence > 0.3, "{whole:?}");
    for size in [1, 777, 960, 4801] {
        assert_eq!(hear(size), whole, "{size}");
    }
}

#[test]
fn phase_and_next_beat_agree() {
    let sound = kit(&beats(20.0, |_| 120.0), 0.5);
    let mut pulse = Pulse::new();
    for (n, portion) in sound[..19 * 48_000].chunks(500).enumerate() {
        pulse.hear(portion);
        let now = pulse.now();
        if n < 1000 {
            continue;
        }
        let next = now.next_beat.expect("a beat lies ahead");
        let to_go = next.secs() - Moment::from_samples((n as i64 + 1) * 500).secs();
        assert!((-0.021..1.0).contains(&to_go), "{now:?}");
        let expected = 1.0 - to_go * f64::from(now.tempo_bpm) / 60.0;
        assert!(
            (f64::from(now.beat_phase) - expected.clamp(0.0, 1.0)).abs() < 1e-3,
            "{now:?}"
        );
        assert!((now.tempo_bpm - 120.0).abs() < 3.0, "{now:?}");
        assert!((0.0..1.0).contains(&now.bar_phase), "{now:?}");
    }
}

#[test]
fn survives_any_samples_and_never_allocates() {
    let mut pulse = Pulse::new();
    let odd = [
        f32::NAN,
        f32::INFINITY,
        f32::NEG_INFINITY,
        f32::MAX,
        1e-40,
        -3.0,
        0.0,
    ];
    let sound: Vec<f32> = odd.iter().copied().cycle().take(96_000).collect();
    assert_no_alloc(|| pulse.hear(&sound));
    assert_no_alloc(|| pulse.hear(&[]));
    let beats = beats(15.0, |_| 120.0);
    let sound = kit(&beats, 0.5);
    assert_no_alloc(|| pulse.hear(&sound));
    let now = pulse.now();
    assert!((now.tempo_bpm - 120.0).abs() < 3.0, "{now:?}");
}
