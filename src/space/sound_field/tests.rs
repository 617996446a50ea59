use super::*;
use crate::designs::sectors;
use assert_no_alloc::assert_no_alloc;

fn degrees(azimuth_deg: f32, elevation_deg: f32) -> Direction {
    Direction::from_degrees(azimuth_deg, elevation_deg)
}

/// Two sounds in the first band, one in the second.
fn some_field(order: usize) -> SoundField {
    let mut field = SoundField::silent(Moment::ZERO, order);
    field.splat(degrees(40.0, 10.0), [0.2, 0.0, 0.0]);
    field.splat(degrees(-100.0, 50.0), [0.1, 0.3, 0.0]);
    for band in &mut field.bands {
        band.reference = 0.2;
    }
    field
}

#[test]
fn a_sound_has_its_power_where_it_is_and_less_elsewhere() {
    for order in 0..=MAX_ORDER {
        let mut field = SoundField::silent(Moment::ZERO, order);
        let there = degrees(33.0, -20.0);
        field.splat(there, [0.5, 0.0, f32::NAN]);
        assert!((field.energy(0, there) - 0.5).abs() < 1e-5, "{order}");
        assert_eq!(field.energy(1, there) + field.energy(2, there), 0.0);
        for other in sectors(100) {
            assert!(field.energy(0, other) <= 0.5 + 1e-5);
        }
        assert_eq!(field.bands[0].diffuseness(), 0.0);
        assert!(field.bands[0].direction().expect("one").angle_to(there) < 1e-3);
        assert_eq!(
            (field.bands[1].direction(), field.bands[1].diffuseness()),
            (None, 1.0)
        );
    }
}

#[test]
fn splats_are_what_a_bed_would_hold() {
    for order in [1, 2, 3, 5, 7] {
        let (there, here) = (degrees(70.0, 20.0), degrees(-20.0, 0.0));
        let mut field = SoundField::silent(Moment::ZERO, order);
        field.splat(there, [0.4, 0.0, 0.0]);
        field.splat(here, [0.1, 0.0, 0.0]);
        let (mut y, mut z) = ([0.0; MAX_CHANNELS], [0.0; MAX_CHANNELS]);
        encode(order, there, &mut y);
        encode(order, here, &mut z);
        let mut products = Vec::new();
        for a in 0..channels(order) {
            products.extend((0..=a).map(|b| 0.4 * y[a] * y[b] + 0.1 * z[a] * z[b]));
        }
        let silence = vec![0.0; products.len()];
        let bed = SoundField::from_products(
            Moment::ZERO,
            order,
            field.bands,
            [&products, &silence, &silence],
        );
        for direction in sectors(50) {
            let (is, should) = (bed.energy(0, direction), field.energy(0, direction));
            assert!((is - should).abs() < 1e-6, "{order}");
        }
    }
}

#[test]
fn two_sounds_60_degrees_apart_are_two_maxima_at_order_3() {
    let mut field = SoundField::silent(Moment::ZERO, 3);
    field.splat(degrees(30.0, 0.0), [0.1; 3]);
    field.splat(degrees(-30.0, 0.0), [0.1; 3]);
    let at = |az: f32| field.energy(0, degrees(az, 0.0));
    assert!(at(0.0) < 0.97 * at(28.0) && at(60.0) < 0.7 * at(28.0));
}

#[test]
fn a_map_asks_many_directions_as_one_is_asked() {
    for order in 0..=MAX_ORDER {
        let field = some_field(order);
        let directions: Vec<Option<Direction>> = sectors(21).into_iter().map(Some).collect();
        let map = FieldMap::new(order, directions);
        let mut out = [9.0; 21];
        for band in 0..FIELD_BANDS {
            assert_no_alloc(|| map.energies(&field, band, &mut out));
            for (is, direction) in out.iter().zip(map.directions().iter().flatten()) {
                assert!(
                    (is - field.energy(band, *direction)).abs() < 1e-6,
                    "{order}"
                );
            }
        }
    }
}

#[test]
fn pictures_show_sounds_where_projections_show_them() {
    let field = some_field(7);
    let brightest = |map: &FieldMap, band| {
        let mut out = vec![0.0; map.directions().len()];
        map.energies(&field, band, &mut out);
        (0..out.len())
            .max_by(|a, b| out[*a].total_cmp(&out[*b]))
            .unwrap_or(0)
    };
    let whole = FieldMap::equirect(7, 72, 36);
    // 50° up is the edge of rows 7 and 8 of 5° each, 100° to the right that of columns 55 and 56.
    let place = brightest(&whole, 1);
    let (row, column) = (place / 72, place % 72);
    assert!(
        [7, 8].contains(&row) && [55, 56].contains(&column),
        "{row} {column}"
    );
    let dome = FieldMap::domemaster(7, 65);
    let place = brightest(&dome, 1);
    // 40 of 90 degrees from the zenith, 100° from the bottom towards the right: right and a little up.
    let (row, column) = ((place / 65) as f32, (place % 65) as f32);
    assert!(
        (column - 32.0 - 14.0).abs() < 2.0 && (row - 32.0 + 2.5).abs() < 2.0,
        "{row} {column}"
    );
    assert_eq!(dome.directions()[0], None);
}

#[test]
fn a_shader_s_sum_over_blocks_is_the_energy() {
    for order in [1, 2, 3, 6] {
        let field = some_field(order);
        // What a shader can see of it: the same sounds at its own order.
        let seen = some_field(order.min(GPU_ORDER));
        let gpu = field.matrices();
        for direction in sectors(60) {
            let mut y = [0.0; 16];
            encode(GPU_ORDER, direction, &mut y);
            for band in 0..FIELD_BANDS {
                let mut energy = 0.0;
                let pairs = (0..4).flat_map(|i| (i..4).map(move |j| (i, j)));
                for ((i, j), block) in pairs.zip(gpu.blocks[band]) {
                    for row in 0..4 {
                        for column in 0..4 {
                            energy += y[i * 4 + row] * block[column * 4 + row] * y[j * 4 + column];
                        }
                    }
                }
                assert!(
                    (energy - seen.energy(band, direction)).abs() < 1e-6,
                    "{order} {band}"
                );
            }
        }
        assert_eq!(gpu.reference, [0.2, 0.2, 0.2, 0.0]);
    }
    assert_eq!(size_of::<GpuField>(), 1936);
}

#[test]
fn fields_add_and_lead_into_each_other() {
    let (low, high) = (some_field(1), some_field(3));
    let mut both = low.clone();
    both.add(&high);
    assert_eq!(both.order(), 3);
    let mut later = high.clone();
    later.moment = Moment::from_samples(512);
    let middle = SoundField::between(&low, &later, 0.25);
    assert_eq!(middle.moment, Moment::from_samples(128));
    for direction in sectors(30) {
        let [a, b] = [&low, &high].map(|field| field.energy(0, direction));
        assert!((both.energy(0, direction) - a - b).abs() < 1e-6);
        assert!((middle.energy(0, direction) - 0.75 * a - 0.25 * b).abs() < 1e-6);
    }
    assert!((middle.bands[0].power - 0.3).abs() < 1e-6);
}

#[test]
fn levels_are_shares_of_what_is_loud() {
    let field = some_field(3);
    let there = degrees(40.0, 10.0);
    assert!(field.level(0, there) > 0.95 && field.level(0, degrees(-140.0, -10.0)) < 0.3);
    assert_eq!(field.level(2, there), 0.0);
    assert_eq!(SoundField::silent(Moment::ZERO, 3).level(0, there), 0.0);
}
