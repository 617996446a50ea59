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

/// White noise, to compare with.
fn white(x: u32, y: u32) -> f32 {
    let mut bits = x
        .wrapping_mul(0x9E37_79B1)
        .wrapping_add(y.wrapping_mul(0x85EB_CA77));
    bits = (bits ^ (bits >> 16)).wrapping_mul(0x7FEB_352D);
    bits = (bits ^ (bits >> 15)).wrapping_mul(0x846C_A68B);
    (bits >> 8) as f32 / 16_777_216.0 - 0.5
}

/// The largest distance from nothing of the mean of any 8 × 8 pixels.
fn worst_mean(value: impl Fn(u32, u32) -> f32) -> f32 {
    let mut worst = 0.0_f32;
    for y in 0..120 {
        for x in 0..120 {
            let tile = (0..64).map(|index| value(x + index % 8, y + index / 8));
            worst = worst.max((tile.sum::<f32>() / 64.0).abs());
        }
    }
    worst
}

#[test]
fn any_eight_by_eight_pixels_are_level() {
    for frame in [0, 1, 2, 1000, u32::MAX] {
        for channel in 0..3 {
            let worst = worst_mean(|x, y| noise(x, y, frame)[channel]);
            assert!(worst < 0.003, "{frame} {channel} {worst}");
        }
    }
    assert!(worst_mean(white) > 0.1);
    // What a level between two steps of eight bits becomes: within one step of ten bits, which is a quarter of them.
    for level in 0..=20 {
        let level = level as f32 / 20.0;
        let worst = worst_mean(|x, y| (level + noise(x, y, 3).x).round() - level);
        assert!(worst < 0.06, "{level} {worst}");
    }
}

#[test]
fn what_is_coarse_is_missing_from_the_noise() {
    const SIDE: u32 = 64;
    // Power of the waves that are longer than ten pixels, as a share of all.
    let share = |value: &dyn Fn(u32, u32) -> f32| {
        let pixels: Vec<f32> = (0..SIDE * SIDE)
            .map(|index| value(index % SIDE, index / SIDE))
            .collect();
        let all: f32 = pixels.iter().map(|value| value * value).sum();
        let mut coarse = 0.0;
        for (up, right) in (-6..=6_i32).flat_map(|up| (-6..=6_i32).map(move |right| (up, right))) {
            if (up, right) == (0, 0) || up * up + right * right > 36 {
                continue;
            }
            let mut sum = glam::Vec2::ZERO;
            for (index, value) in pixels.iter().enumerate() {
                let (x, y) = ((index as u32 % SIDE) as i32, (index as u32 / SIDE) as i32);
                let turn = (right * x + up * y).rem_euclid(SIDE as i32) as f32 / SIDE as f32;
                sum += glam::Vec2::from_angle(turn * std::f32::consts::TAU) * *value;
            }
            coarse += sum.length_squared() / (SIDE * SIDE) as f32;
        }
        coarse / all
    };
    let (ours, theirs) = (share(&|x, y| noise(x, y, 5).y), share(&white));
    assert!(theirs > 0.015, "{theirs}");
    assert!(ours < 0.01 * theirs, "{ours} {theirs}");
}

#[test]
fn a_slow_ramp_has_no_bands() {
    // Three steps of eight bits over 1536 pixels.
    let level = |x: u32| 40.0 + x as f32 / 512.0;
    let worst = |dithered: &dyn Fn(u32, u32) -> f32| {
        let mut worst = 0.0_f32;
        for x in (0..1528).step_by(8) {
            let block =
                (0..64).map(|index| dithered(x + index % 8, index / 8) - level(x + index % 8));
            worst = worst.max((block.sum::<f32>() / 64.0).abs());
        }
        worst
    };
    let bands = worst(&|x, _| level(x).round());
    let noisy = worst(&|x, y| (level(x) + white(x, y)).round());
    let ours = worst(&|x, y| (level(x) + noise(x, y, 0).x).round());
    assert!(bands > 0.45, "{bands}");
    assert!(noisy > 0.1, "{noisy}");
    assert!(ours < 0.06, "{ours}");
}

#[test]
fn a_pixels_own_mean_is_found_within_a_few_frames() {
    for frame in 0..50 {
        let sum: Vec3 = (frame..frame + 8).map(|frame| noise(17, 4, frame)).sum();
        assert!((sum / 8.0).abs().max_element() < 0.1, "{frame} {sum}");
    }
}
