use super::*;
use crate::designs::sectors;
use crate::harmonics::{MAX_ORDER, encode};
use crate::layouts::Layout;
use crate::vectors::Vectors;

/// What a decoder does to sounds from some directions.
#[derive(Debug)]
struct Quality {
    mean_energy: f32,
    lowest_db: f32,
    highest_db: f32,
    mean_error_deg: f32,
    worst_error_deg: f32,
    mean_length: f32,
}

fn quality(decoder: &Decoder, speakers: &[Direction], from: &[Direction]) -> Quality {
    let mut frame = vec![0.0; channels(decoder.order())];
    let mut out = vec![0.0; speakers.len()];
    let heard: Vec<(f32, f32, f32)> = from
        .iter()
        .map(|&direction| {
            encode(decoder.order(), direction, &mut frame);
            decoder.decode(&frame, &mut out);
            let vectors = Vectors::of(&out, speakers);
            (
                vectors.energy,
                vectors.error(direction).to_degrees(),
                vectors.energy_vector.length(),
            )
        })
        .collect();
    let mean =
        |f: fn(&(f32, f32, f32)) -> f32| heard.iter().map(f).sum::<f32>() / heard.len() as f32;
    let db = |energy: f32| 10.0 * energy.log10();
    Quality {
        mean_energy: mean(|h| h.0),
        lowest_db: db(heard.iter().map(|h| h.0).fold(f32::INFINITY, f32::min)),
        highest_db: db(heard.iter().map(|h| h.0).fold(0.0, f32::max)),
        mean_error_deg: mean(|h| h.1),
        worst_error_deg: heard.iter().map(|h| h.1).fold(0.0, f32::max),
        mean_length: mean(|h| h.2),
    }
}

/// Directions all around, at the horizon only, or above it.
fn grid(layout: Layout) -> Vec<Direction> {
    let all = sectors(1000);
    match layout {
        Layout::Stereo => (-30..=30)
            .map(|az| Direction::from_degrees(az as f32, 0.0))
            .collect(),
        Layout::Quad | Layout::Surround51 => (0..360)
            .map(|az| Direction::from_degrees(az as f32, 0.0))
            .collect(),
        _ => all.into_iter().filter(|d| d.elevation >= 0.0).collect(),
    }
}

/// What a layout is allowed at order 3: how far the energy may leave 0 dB, the mean and worst error of the energy
/// vector in degrees, and its least mean length.
fn check(layout: Layout, kind: fn(usize, &[Direction]) -> Decoder, allowed: [f32; 4]) {
    let speakers = layout.directions();
    let q = quality(&kind(3, &speakers), &speakers, &grid(layout));
    let [ripple_db, mean_error_deg, worst_error_deg, length] = allowed;
    assert!(
        q.highest_db < ripple_db && q.lowest_db > -ripple_db,
        "{layout:?} {q:?}"
    );
    assert!((q.mean_energy - 1.0).abs() < 0.07, "{layout:?} {q:?}");
    assert!(q.mean_error_deg < mean_error_deg, "{layout:?} {q:?}");
    assert!(q.worst_error_deg < worst_error_deg, "{layout:?} {q:?}");
    assert!(q.mean_length > length, "{layout:?} {q:?}");
}

#[test]
fn all_round_decoding_keeps_energy_and_direction() {
    check(Layout::Stereo, Decoder::allrad, [0.4, 4.0, 10.0, 0.88]);
    check(Layout::Quad, Decoder::allrad, [0.2, 6.0, 9.0, 0.73]);
    check(Layout::Surround51, Decoder::allrad, [1.75, 7.0, 21.0, 0.68]);
    check(Layout::Surround714, Decoder::allrad, [1.3, 3.5, 8.5, 0.8]);
    check(Layout::Dome8, Decoder::allrad, [0.7, 5.0, 11.5, 0.79]);
    check(Layout::Dome16, Decoder::allrad, [0.6, 2.0, 6.5, 0.84]);
    check(Layout::Dome24, Decoder::allrad, [0.7, 2.2, 7.0, 0.85]);
}

#[test]
fn what_comes_from_below_a_dome_is_not_much_louder_than_what_comes_from_above() {
    for layout in [
        Layout::Surround714,
        Layout::Dome8,
        Layout::Dome16,
        Layout::Dome24,
    ] {
        let speakers = layout.directions();
        let is_below = |d: &Direction| d.elevation < -0.3;
        let below: Vec<Direction> = sectors(300).into_iter().filter(is_below).collect();
        let q = quality(&Decoder::allrad(3, &speakers), &speakers, &below);
        // With what is only imagined as loud as the rest they were 1.9, 1.4, 2.9 and 4.0 dB louder.
        assert!(q.highest_db < 1.7 && q.lowest_db > -1.7, "{layout:?} {q:?}");
    }
}

#[test]
fn energy_preserving_decoding_keeps_energy_better() {
    check(Layout::Surround714, Decoder::epad, [0.2, 3.5, 11.0, 0.79]);
    check(Layout::Dome8, Decoder::epad, [0.2, 4.0, 8.5, 0.79]);
    check(Layout::Dome16, Decoder::epad, [0.2, 1.0, 4.0, 0.87]);
    check(Layout::Dome24, Decoder::epad, [0.2, 1.0, 5.5, 0.87]);
}

#[test]
fn what_is_all_around_is_heard_from_where_it_is() {
    let speakers = sectors(24);
    for order in 1..=3 {
        for decoder in [
            Decoder::allrad(order, &speakers),
            Decoder::epad(order, &speakers),
        ] {
            let q = quality(&decoder, &speakers, &sectors(500));
            assert!((q.mean_energy - 1.0).abs() < 0.01, "{order} {q:?}");
            assert!(q.highest_db - q.lowest_db < 0.6, "{order} {q:?}");
            assert!(q.mean_error_deg < 1.0, "{order} {q:?}");
        }
    }
}

#[test]
fn any_order_fits_any_number_of_loudspeakers() {
    for order in 0..=MAX_ORDER {
        for count in [0, 1, 2, 3, 5] {
            let speakers = sectors(count);
            for decoder in [
                Decoder::allrad(order, &speakers),
                Decoder::epad(order, &speakers),
            ] {
                assert_eq!(decoder.matrix().len(), count * channels(order));
                assert_eq!((decoder.order(), decoder.speakers()), (order, count));
                assert!(decoder.matrix().iter().all(|gain| gain.is_finite()));
                let q = quality(&decoder, &speakers, &sectors(100));
                assert!(
                    count == 0 || (0.5..2.0).contains(&q.mean_energy),
                    "{order} {count} {q:?}"
                );
            }
        }
    }
}

/// For people: `cargo test -p welkin_space -- --ignored --nocapture table`.
#[test]
#[ignore = "prints a table"]
#[expect(clippy::print_stdout, reason = "it is what people asked for")]
fn table_of_all_layouts() {
    for layout in Layout::ALL {
        let speakers = layout.directions();
        for order in 1..=MAX_ORDER {
            let kinds = [
                ("allrad", Decoder::allrad(order, &speakers)),
                ("epad", Decoder::epad(order, &speakers)),
            ];
            for (name, decoder) in kinds {
                let q = quality(&decoder, &speakers, &grid(layout));
                println!("{:8} {order} {name:6} {q:.2?}", layout.name());
            }
        }
    }
}
