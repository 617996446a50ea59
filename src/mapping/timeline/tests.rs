//! Laws of cues and fades.

use super::*;
use crate::tick::TICK;

fn cue(secs: f64, scene: usize, fade_secs: f32) -> Cue {
    let transition = if fade_secs > 0.0 {
        Transition::Fade { secs: fade_secs }
    } else {
        Transition::Cut
    };
    Cue {
        at: Moment::from_secs(secs),
        scene,
        transition,
    }
}

/// The weight of each scene at every tick up to a moment.
fn play(timeline: &mut Timeline, secs: f64, scenes: usize) -> Vec<Vec<f32>> {
    let mut weights = Vec::new();
    while timeline.now < Moment::from_secs(secs) {
        timeline.advance(timeline.now + TICK);
        let mut now = vec![0.0; scenes];
        timeline
            .weights()
            .iter()
            .for_each(|(scene, weight)| now[*scene] += weight);
        weights.push(now);
    }
    weights
}

#[test]
fn weights_sum_to_one_through_any_cues() {
    let cues: Vec<Cue> = (0..400)
        .map(|i| cue(f64::from(i) * 1.3, (i as usize * 7) % 5, (i % 4) as f32))
        .collect();
    for looped in [
        None,
        Some(Moment::from_secs(100.0)),
        Some(Moment::from_samples(1)),
    ] {
        let mut timeline = Timeline::new(&cues, 5, looped);
        for weights in play(&mut timeline, 300.0, 5) {
            assert!(
                (weights.iter().sum::<f32>() - 1.0).abs() < 1e-5,
                "{weights:?}"
            );
        }
    }
}

#[test]
fn nothing_jumps_but_cuts() {
    let cues = [
        cue(0.0, 0, 3.0),
        cue(2.0, 1, 4.0),
        cue(3.0, 2, 4.0),
        cue(8.0, 3, 1.0),
    ];
    let mut timeline = Timeline::new(&cues, 4, Some(Moment::from_secs(10.0)));
    assert_eq!(timeline.weights(), [(0, 1.0)]);
    let weights = play(&mut timeline, 40.0, 4);
    for pair in weights.windows(2) {
        for (before, after) in pair[0].iter().zip(&pair[1]) {
            assert!((before - after).abs() < 0.02, "{pair:?}");
        }
    }
}

#[test]
fn a_cut_is_at_its_tick_and_a_fade_takes_its_time() {
    let mut timeline = Timeline::new(
        &[cue(0.0, 0, 0.0), cue(1.0, 1, 0.0), cue(2.0, 0, 2.0)],
        2,
        None,
    );
    let weights = play(&mut timeline, 5.0, 2);
    let at = |secs: f64| &weights[(secs * 120.0).round() as usize - 1];
    assert_eq!(at(1.0 - 1.0 / 120.0), &[1.0, 0.0]);
    assert_eq!(at(1.0), &[0.0, 1.0]);
    assert_eq!(at(2.0), &[0.0, 1.0]);
    assert!((at(3.0)[0] - 0.5).abs() < 1e-6);
    assert_eq!(at(4.0), &[1.0, 0.0]);
    assert_eq!(timeline.upcoming(), None);
}

#[test]
fn a_looped_show_begins_again() {
    let length = Moment::from_secs(10.0);
    let mut timeline = Timeline::new(&[cue(0.0, 0, 0.0), cue(5.0, 1, 0.0)], 2, Some(length));
    for round in 0..3 {
        let begins = f64::from(round) * 10.0;
        play(&mut timeline, begins + 1.0, 2);
        assert_eq!(timeline.scene(), 0);
        assert_eq!(
            timeline.upcoming(),
            Some((1, Moment::from_secs(begins + 5.0)))
        );
        play(&mut timeline, begins + 6.0, 2);
        assert_eq!(timeline.scene(), 1);
        assert_eq!(
            timeline.upcoming(),
            Some((0, Moment::from_secs(begins + 10.0)))
        );
    }
}

#[test]
fn a_person_is_followed_until_the_next_cue() {
    let mut timeline = Timeline::new(&[cue(0.0, 0, 0.0), cue(10.0, 1, 0.0)], 4, None);
    play(&mut timeline, 1.0, 4);
    timeline.go_to(2);
    timeline.go_to(99);
    assert_eq!(timeline.weights(), [(0, 1.0)], "it begins where it was");
    let fading = play(&mut timeline, 2.0, 4);
    assert!((fading.last().expect("a second")[2] - 0.5).abs() < 1e-6);
    timeline.go_to(3);
    play(&mut timeline, 9.0, 4);
    assert_eq!(timeline.weights(), [(3, 1.0)]);
    play(&mut timeline, 11.0, 4);
    assert_eq!(timeline.weights(), [(1, 1.0)]);
}

#[test]
fn cues_that_cannot_be_are_left_out() {
    let cues = [cue(0.0, 7, 0.0), cue(3.0, 1, 0.0), cue(30.0, 0, 0.0)];
    let mut timeline = Timeline::new(&cues, 2, Some(Moment::from_secs(10.0)));
    assert_eq!(timeline.scene(), 0);
    play(&mut timeline, 35.0, 2);
    assert_eq!(timeline.scene(), 1);
}
