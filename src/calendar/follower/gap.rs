//! Whether the clock on the wall went another way than time did.

use jiff::Timestamp;

/// Less than this is a clock being kept right, seconds.
const KEPT_RIGHT_SECS: f64 = 5.0;

/// A jump of the wall's clock, in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Gap {
    Ahead(f64),
    Back(f64),
}

/// The jump between two looks at both clocks, if there was one.
pub(super) fn gap(before: (Timestamp, f64), now: (Timestamp, f64)) -> Option<Gap> {
    let steady = now.1 - before.1;
    let steady = if steady.is_finite() {
        steady.max(0.0)
    } else {
        0.0
    };
    let wall = now.0.duration_since(before.0).as_secs_f64();
    let ahead = wall - steady;
    if ahead > KEPT_RIGHT_SECS {
        Some(Gap::Ahead(ahead))
    } else if ahead < -KEPT_RIGHT_SECS {
        Some(Gap::Back(-ahead))
    } else {
        None
    }
}

/// A length of time in words, in its two largest units.
pub(super) fn said(secs: f64) -> String {
    let secs = secs.round() as i64;
    let [days, hours, minutes] = [secs / 86_400, secs / 3600 % 24, secs / 60 % 60];
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{secs} s"),
        (0, 0, minutes) => format!("{minutes} min {} s", secs % 60),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (days, hours, _) => format!("{days} d {hours} h"),
    }
}
