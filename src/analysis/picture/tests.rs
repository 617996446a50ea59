//! Nothing is cut off and nothing breaks, however short, long or silent the sound.

use super::colours::{DIM_TEXT, GROUND};
use super::*;
use crate::signals::noise;
use crate::study::{StudySettings, study};

fn drawn(samples: &[f32]) -> Canvas {
    let settings = StudySettings::new(22_050, 2048, 512)
        .unwrap()
        .with_overview(1600);
    picture(&study(samples, &settings), "A title", None)
}

/// Pixels of the outermost rows and columns.
fn rim(canvas: &Canvas) -> Vec<[u8; 3]> {
    let (pixels, _) = canvas.rgb.as_chunks::<3>();
    let is_rim = |place: usize| {
        let (x, y) = (place % canvas.width, place / canvas.width);
        x == 0 || y == 0 || x + 1 == canvas.width || y + 1 == canvas.height
    };
    pixels
        .iter()
        .enumerate()
        .filter(|(place, _)| is_rim(*place))
        .map(|(_, pixel)| *pixel)
        .collect()
}

#[test]
fn any_length_fits() {
    for samples in [0, 1, 600, 2205, 50_000] {
        let canvas = drawn(&noise(1, 0.5, samples));
        assert_eq!(canvas.width, 1600);
        assert_eq!(canvas.rgb.len(), canvas.width * canvas.height * 3);
        assert!(
            rim(&canvas).iter().all(|pixel| *pixel == GROUND),
            "{samples}"
        );
        assert!(canvas.rgb.as_chunks::<3>().0.contains(&DIM_TEXT));
    }
}

#[test]
fn three_hours_fit() {
    let settings = StudySettings::new(22_050, 2048, 512)
        .unwrap()
        .with_overview(1600);
    let mut long = study(&noise(1, 0.5, 50_000), &settings);
    let frames = 3 * 3600 * 22_050 / 512;
    let repeat =
        |values: &[f32]| -> Vec<f32> { values.iter().cycle().take(frames).copied().collect() };
    long.secs = 3.0 * 3600.0;
    long.frame_secs = (0..frames).map(|n| n as f64 * 512.0 / 22_050.0).collect();
    long.beats_secs = (0..21_600).map(|n| f64::from(n) * 0.5).collect();
    for feature in [
        &mut long.rms,
        &mut long.onset_strength,
        &mut long.harmonic_energy,
        &mut long.percussive_energy,
    ] {
        *feature = repeat(feature);
    }
    for class in &mut long.chroma {
        *class = repeat(class);
    }
    let canvas = picture(&long, "long", None);
    assert_eq!(canvas.width, 1600);
    assert!(rim(&canvas).iter().all(|pixel| *pixel == GROUND));
}

#[test]
fn the_same_size_for_any_length_and_without_overview_less() {
    let long = drawn(&noise(1, 0.5, 50_000));
    assert_eq!(drawn(&[]).height, long.height);
    let settings = StudySettings::new(22_050, 2048, 512).unwrap();
    let bare = picture(&study(&[0.1; 5000], &settings), "", None);
    assert!(bare.height < long.height);
}

#[test]
fn long_titles_and_many_sectors_are_cut() {
    let settings = StudySettings::new(22_050, 2048, 512).unwrap();
    let studied = study(&noise(1, 0.5, 5000), &settings);
    let names: Vec<String> = (0..100).map(|n| format!("direction {n}")).collect();
    let power = vec![vec![0.5, f32::NAN, 1.0, f32::INFINITY]; 100];
    let sectors = Sectors {
        names: &names,
        power: &power,
    };
    let canvas = picture(&studied, &"Long ".repeat(100), Some(sectors));
    assert!(rim(&canvas).iter().all(|pixel| *pixel == GROUND));
    let nothing = Sectors {
        names: &[],
        power: &[],
    };
    assert_eq!(
        picture(&studied, "", Some(nothing)),
        picture(&studied, "", None)
    );
}
