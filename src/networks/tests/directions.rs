//! Directions that are found, against what is known of them.

use welkin_compute::Plain;

use super::fixture::Fixture;
use crate::symmetric::axes;
use crate::*;

fn random(seed: u32, count: usize) -> Vec<f32> {
    Randn::new(seed).normals(count)
}

#[test]
fn axes_are_those_that_the_matrix_only_stretches() {
    for n in [1, 2, 3, 16, 33] {
        let root = random(n as u32, n * n);
        let product = |i: usize, j: usize| -> f64 {
            (0..n)
                .map(|k| f64::from(root[i * n + k]) * f64::from(root[j * n + k]))
                .sum()
        };
        let matrix: Vec<f64> = (0..n * n).map(|at| product(at / n, at % n)).collect();
        let found = axes(matrix.clone(), n, n);
        let trace: f64 = (0..n).map(|i| matrix[i * n + i]).sum();
        let sum: f64 = found.iter().map(|(value, _)| value).sum();
        assert!((sum / trace - 1.0).abs() < 1e-9);
        assert!(found.is_sorted_by(|a, b| a.0 >= b.0));
        for (value, vector) in &found {
            for i in 0..n {
                let stretched: f64 = (0..n).map(|j| matrix[i * n + j] * vector[j]).sum();
                assert!((stretched - value * vector[i]).abs() < 1e-8 * trace);
            }
        }
    }
}

#[test]
fn axes_of_little_are_found_too() {
    // Rank one, and nothing at all.
    let found = axes(vec![1.0, -2.0, -2.0, 4.0], 2, 1);
    let (value, vector) = &found[0];
    assert!((value - 5.0).abs() < 1e-12);
    assert!((vector[0] + 0.2f64.sqrt()).abs() < 1e-12 && (vector[1] - 0.8f64.sqrt()).abs() < 1e-12);
    assert_eq!(axes(vec![0.0; 9], 3, 2), vec![(0.0, vec![0.0; 3]); 2]);
    assert!(axes(Vec::new(), 0, 2).is_empty());
}

#[test]
fn latents_that_lie_along_a_line_show_it() {
    let steps = random(1, 500);
    let noise = random(2, 500 * 4);
    let along = [0.5f32, -0.5, 0.5, -0.5];
    let latent = |i: usize| -> Vec<f32> {
        (0..4)
            .map(|k| 3.0 + 2.0 * steps[i] * along[k] + 0.1 * noise[i * 4 + k])
            .collect()
    };
    let ws: Vec<Vec<f32>> = (0..500).map(latent).collect();
    let found = directions_of_latents(&ws, 2);
    assert_eq!(found.len(), 2);
    assert!(
        (found[0].deviation - 2.0).abs() < 0.15,
        "{}",
        found[0].deviation
    );
    assert!(
        (found[1].deviation - 0.1).abs() < 0.02,
        "{}",
        found[1].deviation
    );
    let cosine: f32 = found[0].along.iter().zip(along).map(|(a, b)| a * b).sum();
    assert!(cosine.abs() > 0.999);
    assert_eq!(directions_of_latents(&ws, 2), found);
    assert!(directions_of_latents(&[], 2).is_empty());
}

#[test]
fn what_the_weights_say_changes_styles_most() {
    let fixture = Fixture::read("stylegan2/plain32");
    let network = StyleGan2::<Plain>::load(&fixture, &mut Plain).expect("it fits");
    let ws: Vec<Vec<f32>> = (0..50)
        .map(|seed| network.w(&random(seed, 32), &[]))
        .collect();
    let affines = network.affines(2..5);
    assert_eq!(affines.len(), 3);
    let found = directions_of_weights(&affines, &ws, 32);
    let change = |along: &[f32]| -> f32 {
        let square = |affine: &&Dense| -> f32 {
            let rows = affine.weight().chunks(32);
            rows.map(|row| {
                row.iter()
                    .zip(along)
                    .map(|(a, b)| a * b)
                    .sum::<f32>()
                    .powi(2)
            })
            .sum()
        };
        affines.iter().map(square).sum()
    };
    let changes: Vec<f32> = found.iter().map(|found| change(&found.along)).collect();
    assert!(changes.is_sorted_by(|a, b| *a >= *b * 0.999));
    for seed in 100..120 {
        let any = random(seed, 32);
        let length = any.iter().map(|x| x * x).sum::<f32>().sqrt();
        let any: Vec<f32> = any.iter().map(|x| x / length).collect();
        assert!(change(&any) <= changes[0]);
    }
    assert!(found.iter().all(|found| found.deviation > 0.0));
    assert!(directions_of_weights(&[], &ws, 3).is_empty());
}
