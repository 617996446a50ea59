//! Against sorting all neighbours.

use super::*;
use crate::signals::noise;

/// The 31 neighbours around a place, sorted; the middle one.
fn plain(row: &[f32], place: usize) -> f32 {
    let neighbour = |n: isize| row[mirrored(place as isize + n, row.len())];
    let mut neighbours: Vec<f32> = (-(HALF as isize)..=HALF as isize).map(neighbour).collect();
    neighbours.sort_by(f32::total_cmp);
    neighbours[HALF]
}

/// Different values, few different ones (so that equal ones meet), and silence.
fn rows(count: usize, length: usize) -> Vec<Vec<f32>> {
    let row = |n: usize| {
        let loud = noise(n as u64, 4.0, length);
        match n % 3 {
            0 => loud.iter().map(|x| x.abs()).collect(),
            1 => loud.iter().map(|x| x.abs().floor()).collect(),
            _ => loud
                .iter()
                .map(|x| if *x > 3.9 { *x } else { 0.0 })
                .collect(),
        }
    };
    (0..count).map(row).collect()
}

/// The plainest of CPUs and this one.
fn archs() -> [Arch; 2] {
    [Arch::Scalar, Arch::new()]
}

#[test]
fn mirrors_as_often_as_it_takes() {
    let seen: Vec<usize> = (-5..8).map(|place| mirrored(place, 3)).collect();
    assert_eq!(seen, [1, 2, 2, 1, 0, 0, 1, 2, 2, 1, 0, 0, 1]);
    assert_eq!(mirrored(-7, 1), 0);
}

#[test]
fn along_frequency_equals_sorting() {
    for bins in [33, 34, 47, 48, 49, 64, 501, 1025] {
        let rows = rows(FRAMES, bins);
        let tile: Vec<Lanes> = (0..bins)
            .map(|bin| std::array::from_fn(|n| rows[n][bin]))
            .collect();
        for arch in archs() {
            let mut out = vec![[0.0; FRAMES]; bins];
            along_frequency(arch, &tile, &mut out);
            for (bin, medians) in out.iter().enumerate() {
                let expected: Lanes = std::array::from_fn(|n| plain(&rows[n], bin));
                assert_eq!(*medians, expected, "bin {bin} of {bins}");
            }
        }
    }
}

#[test]
fn along_time_equals_sorting() {
    let stride = 80;
    let rows = rows(stride, LOOKED_AT);
    let frames: Vec<Vec<f32>> = (0..LOOKED_AT)
        .map(|frame| rows.iter().map(|row| row[frame]).collect())
        .collect();
    let frames: [&[f32]; LOOKED_AT] = std::array::from_fn(|n| &frames[n][..]);
    for arch in archs() {
        let mut out = vec![0.0; FRAMES * stride];
        along_time(arch, &frames, stride, &mut out);
        for (place, median) in out.iter().enumerate() {
            let (frame, bin) = (place / stride, place % stride);
            assert_eq!(
                *median,
                plain(&rows[bin], frame + HALF),
                "frame {frame}, bin {bin}"
            );
        }
    }
}
