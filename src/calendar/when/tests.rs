#![allow(clippy::unwrap_used, reason = "a test may stop at once")]
//! Clashes, against looking at every day of two years.

use jiff::civil::date;

use super::*;
use crate::chance::Chance;

fn some(chance: &mut Chance) -> When {
    let day = |chance: &mut Chance| days_on(date(2026, 1, 1), chance.below(300) as i64);
    let mut dates: Vec<Date> = match chance.below(3) {
        0 => (0..1 + chance.below(3)).map(|_| day(chance)).collect(),
        _ => Vec::new(),
    };
    dates.sort();
    dates.dedup();
    let first_day = (chance.below(2) == 0).then(|| day(chance));
    let last_day = (chance.below(2) == 0).then(|| {
        let from = first_day.unwrap_or(date(2026, 1, 1));
        days_on(from, chance.below(20) as i64)
    });
    let times = (chance.below(4) > 0).then(|| {
        let from = chance.below(1440) as u16;
        Times {
            from,
            until: from + 1 + chance.below(300) as u16,
        }
    });
    let weekdays = 1 + chance.below(127) as u8;
    When {
        weekdays,
        dates,
        first_day,
        last_day,
        times,
    }
}

/// Every minute of two years, as a set.
fn minutes(when: &When) -> Vec<bool> {
    let mut taken = vec![false; 800 * 1440];
    for day in 0..798 {
        if when.is_on(days_on(date(2025, 6, 1), day)) {
            let start = day as usize * 1440;
            let Times { from, until } = when.daily();
            taken[start + from as usize..start + until as usize].fill(true);
        }
    }
    taken
}

#[test]
fn a_clash_is_found_exactly_where_there_is_one() {
    let mut chance = Chance::new(3, 0);
    let mut clashes = 0;
    for _ in 0..400 {
        let (a, b) = (some(&mut chance), some(&mut chance));
        let both = minutes(&a).iter().zip(minutes(&b)).any(|(&a, b)| a && b);
        assert_eq!(a.clash(&b).is_some(), both, "{a:?} {b:?}");
        assert_eq!(b.clash(&a).is_some(), both);
        clashes += usize::from(both);
    }
    assert!((50..350).contains(&clashes), "{clashes}");
}
