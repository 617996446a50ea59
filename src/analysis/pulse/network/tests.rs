use super::*;

/// What the network says of made-up frames, computed by PyTorch from the same weights: frame, beat, first
/// beat.
const GOLDEN: [(usize, f32, f32); 4] = [
    (0, 4.6841e-01, 3.3000e-01),
    (40, 4.4753e-01, 3.1128e-01),
    (500, 4.3754e-01, 2.6433e-01),
    (1499, 2.0776e-01, 1.0105e-01),
];

fn made_up(frame: usize) -> [f32; SIZE] {
    std::array::from_fn(|n| {
        let wave = (0.37 * frame as f64 + 0.9 * n as f64).sin();
        if frame.is_multiple_of(25) {
            1.0
        } else {
            0.5 + 0.4 * wave as f32
        }
    })
}

#[test]
fn says_what_it_said_when_it_was_taught() {
    let mut network = Network::new();
    let said: Vec<Heard> = (0..1500).map(|n| network.step(&made_up(n))).collect();
    for (frame, beat, first) in GOLDEN {
        let got = &said[frame];
        for (got, expected) in [(got.beat, beat), (got.first, first)] {
            assert!(
                (got - expected).abs() < 2e-3 * expected + 1e-6,
                "{frame}: {got} {expected}"
            );
        }
    }
}

#[test]
fn steps_as_the_plain_convolution_does() {
    for (taps, apart) in [(1, 1), (3, 1), (5, 4), (5, 16)] {
        let mut seed = 0.0_f32;
        let mut numbers = std::iter::repeat_with(|| {
            seed = (seed + 0.618_034).fract();
            seed - 0.5
        });
        let (inputs, outputs) = (8, 3);
        let mut fast = Convolution::read(&mut numbers, inputs, outputs, taps, apart);
        let sound: Vec<Vec<f32>> = (0..100)
            .map(|_| numbers.by_ref().take(inputs).collect())
            .collect();
        for (t, values) in sound.iter().enumerate() {
            let mut got = [0.0; 3];
            fast.step(values, &mut got);
            for (output, got) in got.iter().enumerate() {
                let mut sum = fast.bias[output];
                for tap in 0..taps {
                    let Some(then) = t.checked_sub((taps - 1 - tap) * apart) else {
                        continue;
                    };
                    for (input, value) in sound[then].iter().enumerate() {
                        sum += fast.weights[(output * taps + tap) * inputs + input] * value;
                    }
                }
                assert!(
                    (got - sum).abs() < 1e-5,
                    "{taps} taps, {apart} apart, frame {t}"
                );
            }
        }
    }
}
