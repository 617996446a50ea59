//! Where marks stand along an axis, and what is written beside them.

/// A mark, as a share of the axis' length, and its label.
pub(super) type Mark = (f64, String);

/// Steps between marks of time.
const STEPS_SECS: [f64; 27] = [
    0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0,
    120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0, 14_400.0, 21_600.0, 43_200.0, 86_400.0,
];

/// Marks of time from 0 to `secs`, at most `most` of them; and the unit of their labels.
pub(super) fn time(secs: f64, most: usize) -> (Vec<Mark>, &'static str) {
    let fits = |step: &f64| secs / step <= most as f64;
    let longest = (secs / most as f64).max(1.0).ceil();
    let step = STEPS_SECS.into_iter().find(fits).unwrap_or(longest);
    let count = (secs / step + 1e-9) as usize;
    let label = |secs_at: f64| match secs {
        ..60.0 if step < 1.0 => {
            let places = if step < 0.01 {
                3
            } else if step < 0.1 {
                2
            } else {
                1
            };
            format!("{secs_at:.places$}")
        }
        ..60.0 => format!("{secs_at:.0}"),
        _ => clock(secs_at, secs >= 3600.0),
    };
    let unit = match secs {
        ..60.0 => "s",
        ..3600.0 => "min:s",
        _ => "h:min:s",
    };
    let marks = (0..=count)
        .map(|n| n as f64 * step)
        .map(|at| (at / secs, label(at)));
    (marks.collect(), unit)
}

/// 1:05 or 1:01:05.
pub(super) fn clock(secs: f64, with_hours: bool) -> String {
    let secs = secs.round().max(0.0) as u64;
    let (hours, minutes, secs) = (secs / 3600, secs / 60, secs % 60);
    if with_hours {
        format!("{hours}:{:02}:{secs:02}", minutes % 60)
    } else {
        format!("{minutes}:{secs:02}")
    }
}

/// Marks at round frequencies within a range; `place` says where on the axis a frequency lies, 0 to 1. Marks closer
/// than `nearest` are left out.
pub(super) fn frequency(range_hz: [f32; 2], nearest: f64, place: impl Fn(f64) -> f64) -> Vec<Mark> {
    let [low, high] = range_hz.map(f64::from);
    let decades = [10.0, 100.0, 1000.0, 10_000.0, 100_000.0];
    let round = decades
        .into_iter()
        .flat_map(|decade| [1.0, 2.0, 5.0].map(|n| n * decade));
    let mut marks: Vec<Mark> = Vec::new();
    for hz in round.filter(|hz| (low..=high).contains(hz)) {
        let at = place(hz);
        if marks
            .last()
            .is_none_or(|(before, _)| at - before >= nearest)
        {
            marks.push((
                at,
                if hz < 1000.0 {
                    format!("{hz:.0}")
                } else {
                    format!("{:.0}k", hz / 1000.0)
                },
            ));
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_round_and_not_too_many() {
        for (secs, labels, unit) in [
            (0.1, ["0.00", "0.01", "0.02"], "s"),
            (0.004, ["0.000", "0.001", "0.002"], "s"),
            (6.0, ["0.0", "0.5", "1.0"], "s"),
            (59.0, ["0", "5", "10"], "s"),
            (125.0, ["0:00", "0:10", "0:20"], "min:s"),
            (10_800.0, ["0:00:00", "0:15:00", "0:30:00"], "h:min:s"),
        ] {
            let (marks, found_unit) = time(secs, 14);
            let found: Vec<&str> = marks.iter().take(3).map(|(_, label)| &label[..]).collect();
            assert_eq!((&found[..], found_unit), (&labels[..], unit), "{secs}");
            assert!(
                marks.len() <= 15 && marks.iter().all(|(at, _)| (0.0..=1.0 + 1e-9).contains(at))
            );
        }
        assert!(time(1e9, 14).0.len() <= 15);
    }

    #[test]
    fn frequencies_keep_their_distance() {
        let labels = |nearest: f64| -> Vec<String> {
            let place = |hz: f64| (hz / 30.0).ln() / (11_025.0_f64 / 30.0).ln();
            frequency([30.0, 11_025.0], nearest, place)
                .into_iter()
                .map(|(_, label)| label)
                .collect()
        };
        assert_eq!(
            labels(0.05),
            ["50", "100", "200", "500", "1k", "2k", "5k", "10k"]
        );
        assert_eq!(labels(0.3), ["50", "500", "5k"]);
    }
}
