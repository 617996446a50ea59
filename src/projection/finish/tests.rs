use super::*;

#[test]
fn noise_is_even_and_the_same_for_the_same_frame() {
    let mut sum = Vec3::ZERO;
    for y in 0..64 {
        for x in 0..64 {
            let here = noise(x, y, 7);
            assert_eq!(here, noise(x, y, 7));
            assert!(here.abs().max_element() < 0.5);
            sum += here;
        }
    }
    assert!((sum / 4096.0).abs().max_element() < 0.02, "{sum}");
    assert_ne!(noise(3, 4, 7), noise(3, 4, 8));
    assert_ne!(noise(3, 4, 7), noise(4, 3, 7));
}

#[test]
fn black_stays_black_and_white_white_in_eight_bits() {
    let finish = Finish {
        dither: 1.0 / 255.0,
        ..Finish::default()
    };
    for x in 0..1000 {
        let eight_bits = |light| (finish.apply(Vec3::splat(light), x, 5) * 255.0).round();
        assert_eq!(eight_bits(0.0), Vec3::ZERO);
        assert_eq!(eight_bits(1.0), Vec3::splat(255.0));
    }
}

#[test]
fn noise_keeps_the_mean_between_two_steps() {
    let finish = Finish {
        dither: 1.0 / 255.0,
        ..Finish::default()
    };
    let between = Picture::linear_from_srgb(100.3 / 255.0);
    let stored = |x| (finish.apply(Vec3::splat(between), x, 0).x * 255.0).round();
    let mean = (0..4000).map(stored).sum::<f32>() / 4000.0;
    assert!((mean - 100.3).abs() < 0.03, "{mean}");
}

#[test]
fn a_target_that_encodes_gets_the_same_light() {
    let by_target = Finish {
        encoding: Encoding::ByTarget,
        dither: 0.0,
        frame: 0,
    };
    let light = Vec3::new(0.1, 0.5, 0.9);
    assert_eq!(by_target.apply(light, 0, 0), light);
    let noisy = Finish {
        dither: 1.0 / 255.0,
        ..by_target
    }
    .apply(light, 3, 9);
    let ours = Finish {
        dither: 1.0 / 255.0,
        ..Finish::default()
    }
    .apply(light, 3, 9);
    assert!(noisy.map(Picture::srgb_from_linear).distance(ours) < 1e-5);
}
