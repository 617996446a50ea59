#![allow(clippy::unwrap_used, reason = "a test may stop at once")]
//! The rule of daylight saving, against a clock that is watched minute by minute.

use super::*;

/// Zones with every oddity: half an hour of saving, saving that pauses for a month, a date that never was,
/// midnights that are skipped, quarters of an hour, and none.
pub(crate) const ZONES_AND_YEARS: [(&str, i16); 10] = [
    ("Europe/Berlin", 2026),
    ("America/New_York", 2026),
    ("Asia/Shanghai", 2026),
    ("Australia/Lord_Howe", 2026),
    ("Africa/Casablanca", 2026),
    ("Asia/Kathmandu", 2026),
    ("Pacific/Apia", 2011),
    ("America/Sao_Paulo", 2018),
    ("Africa/Cairo", 2026),
    ("Asia/Shanghai", 1988),
];

/// Every change of every zone is at a multiple of five minutes.
const STEP: u16 = 5;

/// Watches the clock from three days before the year: each time of day is reached when the wall first shows it or a later one.
#[test]
fn a_time_is_reached_when_the_wall_first_shows_it_or_a_later_one() {
    for (zone, year) in ZONES_AND_YEARS {
        let clock = Clock::named(zone).unwrap();
        let first = Date::new(year, 1, 1).unwrap();
        let start = clock.reached(first, 0).as_second() - 3 * 86_400;
        let mut highest = DateTime::MIN;
        // The next (date, minute) that is still to be reached.
        let mut awaited = (first, 0_u16);
        for minute in (0..371 * 1440).step_by(STEP.into()) {
            let at = Timestamp::from_second(start + minute * 60).unwrap();
            highest = highest.max(clock.wall(at));
            while awaited.0.at(0, 0, 0, 0) + Span::new().minutes(i64::from(awaited.1)) <= highest {
                assert_eq!(
                    clock.reached(awaited.0, awaited.1),
                    at,
                    "{zone} {awaited:?}"
                );
                let yesterday = days_on(awaited.0, -1);
                assert_eq!(clock.reached(yesterday, awaited.1 + DAY_MINUTES), at);
                awaited.1 += STEP;
                if awaited.1 == DAY_MINUTES {
                    awaited = (days_on(awaited.0, 1), 0);
                }
            }
        }
        assert!(awaited.0 > Date::new(year, 12, 31).unwrap(), "{zone}");
    }
}

#[test]
fn zones_are_found_and_guessed() {
    assert_eq!(
        Clock::named("europe/berlin").unwrap().name(),
        "Europe/Berlin"
    );
    assert!(Clock::named("Europe/Berlim").is_none());
    assert!(Clock::named("../etc/passwd").is_none());
    for (word, meant) in [
        ("Europe/Berlim", "Europe/Berlin"),
        ("Berlin", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("Asia/Shangai", "Asia/Shanghai"),
    ] {
        assert_eq!(nearest_zone(word).as_deref(), Some(meant), "{word}");
    }
    assert_eq!(nearest_zone("§§§§§§§§"), None);
}
