//! Not laws but budgets; generous, because machines that test are busy. To see what was measured:
//! `cargo test -p welkin_mapping -- --nocapture enough`.

use std::time::{Duration, Instant};

use super::*;

/// Eight sources with twenty routes each.
fn busy(style: Style) -> (Show, Vec<Source>) {
    let sources: Vec<Source> = (0..8)
        .map(|i| source(&format!("s{i}"), i as f32 * 45.0))
        .collect();
    let features = [
        Feature::Level,
        Feature::Hit,
        Feature::Centroid,
        Feature::Beat,
        Feature::Chroma(3),
    ];
    let controls = [Control::Push, Control::Sway, Control::Hue, Control::Zoom];
    let mut routes = Vec::new();
    for source in &sources {
        for feature in features {
            for control in controls {
                routes.push(route(Some(&source.name), feature, control, 0.1));
            }
        }
    }
    (show(vec![scene("busy", style, routes)]), sources)
}

/// The least of twenty times, in microseconds.
fn least_us(mut once: impl FnMut()) -> f64 {
    let time = |_| {
        let begun = Instant::now();
        once();
        begun.elapsed()
    };
    (0..20)
        .map(time)
        .min()
        .unwrap_or(Duration::MAX)
        .as_secs_f64()
        * 1e6
}

#[test]
fn it_is_fast_enough() {
    let heard: Vec<[Features; 8]> = (0..100).map(|tick| [noisy(tick); 8]).collect();
    let large = LatentShape {
        global: 512,
        local_height: 32,
        local_width: 32,
        ..SHAPE
    };
    for style in [
        Style::Routes,
        Style::NeuralSynesthesia,
        Style::DeepMusic,
        Style::Lucid,
    ] {
        for (shape, most_us) in [(SHAPE, 300.0), (large, 3000.0)] {
            let (show, sources) = busy(style);
            let mut steering = Steering::new(&show, &[shape], DOME, &sources, None);
            let advance_us = least_us(|| {
                for sources in &heard {
                    let (mix, hits) = (&sources[0], &[true; 8]);
                    steering.advance(&Heard {
                        mix,
                        sources,
                        mix_hit: true,
                        hits,
                    });
                }
            }) / 100.0;
            let layers_us = least_us(|| assert_eq!(steering.layers().len(), 1));
            let size = shape.local_width;
            eprintln!("{style:?}, {size}²: advance {advance_us:.1} µs, layers {layers_us:.1} µs");
            assert!(advance_us < 50.0, "{advance_us} µs");
            assert!(layers_us < most_us, "{layers_us} µs");
        }
    }
}
