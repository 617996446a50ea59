//! Laws of the field.

use super::*;

fn field(drift: f32, loop_points: Option<u32>, (height, width): (usize, usize)) -> Field {
    let walk = Walk {
        seed: 5,
        points_per_min: 6.0,
        loop_points,
        radius: 1.0,
        drift,
    };
    let shape = LatentShape {
        global: 64,
        classes: 0,
        local_channels: 12,
        local_height: height,
        local_width: width,
    };
    Field::new(9, &walk, shape, false).expect("it has local latents")
}

fn at(field: &mut Field, secs: f64, circuit: Option<(u32, f64)>) -> Vec<f32> {
    field.prepare(Place {
        points: secs / 10.0,
        secs,
        circuit,
    });
    field.local().values
}

fn change(a: &[f32], b: &[f32]) -> f32 {
    sphere::rms(&a.iter().zip(b).map(|(a, b)| a - b).collect::<Vec<_>>())
}

#[test]
fn its_numbers_stay_normal_wherever_it_streams() {
    for size in [(10, 10), (2, 7), (1, 1), (3, 1)] {
        let mut squares = Vec::new();
        let mut field = field(0.37, None, size);
        for i in 0..400 {
            let values = at(&mut field, f64::from(i) * 7.3, None);
            squares.extend(values.iter().map(|x| x * x));
        }
        let variance = squares.iter().sum::<f32>() / squares.len() as f32;
        assert!((variance - 1.0).abs() < 0.08, "{size:?}: {variance}");
    }
}

#[test]
fn it_moves_at_a_continuous_speed() {
    let mut field = field(1.0, None, (10, 10));
    let step = 0.01;
    let mut before = at(&mut field, 0.0, None);
    let mut speeds = Vec::new();
    for i in 1..1500 {
        let here = at(&mut field, f64::from(i) * step, None);
        speeds.push(change(&here, &before));
        before = here;
    }
    let fastest = speeds.iter().copied().fold(0.0, f32::max);
    let slowest = speeds.iter().copied().fold(f32::MAX, f32::min);
    assert!(
        slowest > 0.1 * fastest,
        "it neither stops nor leaps: {slowest} {fastest}"
    );
    for pair in speeds.windows(2) {
        assert!(
            (pair[0] - pair[1]).abs() < 0.15 * fastest,
            "{pair:?} {fastest}"
        );
    }
}

#[test]
fn a_circuit_meets_its_beginning() {
    for (secs, drift) in [(50.0, 0.05), (200.0, 0.5), (1000.0, 0.0)] {
        let circuit = Some((5, secs));
        let mut field = field(drift, Some(5), (6, 6));
        let start = at(&mut field, 0.0, circuit);
        let before_end = at(&mut field, secs * (1.0 - 1e-9), circuit);
        assert!(change(&start, &before_end) < 1e-4, "{secs} {drift}");
        let middle = at(&mut field, secs / 2.0, circuit);
        assert_eq!(
            change(&start, &middle) > 0.05,
            drift > 0.0,
            "{secs} {drift}"
        );
    }
}

#[test]
fn whole_cells_are_moved_whole() {
    let mut field = field(1.0, None, (4, 6));
    field.heading = 0.0;
    field.prepare(Place {
        points: 0.0,
        secs: 0.0,
        circuit: None,
    });
    let start = field.local();
    field.streamed = (2.0, 0.0);
    let moved = field.local();
    for y in 0..4 {
        for x in 0..6 {
            assert_eq!(moved.values[y * 6 + (x + 2) % 6], start.values[y * 6 + x]);
        }
    }
}

#[test]
fn no_drift_stands_still() {
    let mut field = field(0.0, None, (4, 4));
    let start = at(&mut field, 0.0, None);
    assert_eq!(at(&mut field, 123.0, None), start);
}
