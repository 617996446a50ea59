#![allow(clippy::unwrap_used, reason = "a test may stop at once")]
//! Laws of the three orders.

use super::*;
use crate::when::EVERY_DAY;

fn playlist(order: Order, weights: &[f64], minutes: &[i64]) -> Playlist {
    let entries = weights.iter().zip(minutes).enumerate();
    Playlist {
        id: "day".into(),
        when: When {
            weekdays: EVERY_DAY,
            dates: Vec::new(),
            first_day: None,
            last_day: None,
            times: None,
        },
        order,
        seed: 7,
        fade_secs: 4.0,
        entries: entries
            .map(|(index, (&weight, minutes))| Entry {
                installation: format!("show-{index}"),
                weight,
                secs: minutes * 60,
            })
            .collect(),
    }
}

fn run(day: i64, hours: i64) -> Interval {
    let start = day * 86_400 + 36_000;
    let [start, end] =
        [start, start + hours * 3600].map(|secs| Timestamp::from_second(secs).unwrap());
    Interval { start, end }
}

#[test]
fn turns_follow_each_other_without_gap_and_cover_the_run() {
    for order in [Order::Weighted, Order::AsWritten, Order::Shuffle] {
        let list = playlist(order, &[1.0, 2.0, 0.5], &[7, 20, 1]);
        for day in 0..50 {
            let run = run(day, 9);
            let turns = list.turns(run);
            assert_eq!(turns[0].interval.start, run.start);
            assert!(turns.last().unwrap().interval.end >= run.end);
            for pair in turns.windows(2) {
                assert_eq!(pair[0].interval.end, pair[1].interval.start);
                assert_ne!(pair[0].entry, pair[1].entry);
            }
            // What is on does not depend on how long the run goes on.
            let shorter = list.turns(self::run(day, 4));
            assert_eq!(shorter[..shorter.len() - 1], turns[..shorter.len() - 1]);
        }
        let days: Vec<Vec<Turn>> = (0..3).map(|day| list.turns(run(day, 9))).collect();
        let entries = |day: usize| days[day].iter().map(|turn| turn.entry).collect::<Vec<_>>();
        assert_eq!(
            entries(0) == entries(1) && entries(1) == entries(2),
            order == Order::AsWritten
        );
    }
}

#[test]
fn in_order_is_as_written() {
    let list = playlist(Order::AsWritten, &[1.0; 3], &[10, 20, 30]);
    let entries: Vec<usize> = list
        .turns(run(0, 2))
        .iter()
        .map(|turn| turn.entry)
        .collect();
    assert_eq!(entries, [0, 1, 2, 0, 1, 2]);
}

#[test]
fn weights_are_shares_of_turns() {
    let list = playlist(Order::Weighted, &[3.0, 1.0, 0.0], &[1, 1, 1]);
    let mut minutes = [0_i64; 3];
    for day in 0..200 {
        for turn in list.turns(run(day, 10)) {
            minutes[turn.entry] +=
                (turn.interval.end.as_second() - turn.interval.start.as_second()) / 60;
        }
    }
    let all: i64 = minutes.iter().sum();
    // 120 000 draws: the share's deviation is 0.00125; four of them.
    assert!(
        (minutes[0] as f64 / all as f64 - 0.75).abs() < 0.005,
        "{minutes:?}"
    );
    assert_eq!(minutes[2], 0);
}

#[test]
fn a_shuffle_is_fair_and_never_repeats() {
    for count in 1..6 {
        let list = playlist(Order::Shuffle, &vec![1.0; count], &vec![1; count]);
        let mut first = vec![0; count];
        for day in 0..400 {
            let draws: Vec<usize> = list.draws(day).take(count * 6).collect();
            first[draws[0]] += 1;
            for round in draws.chunks(count) {
                let mut sorted = round.to_vec();
                sorted.sort_unstable();
                assert_eq!(sorted, (0..count).collect::<Vec<_>>());
            }
            assert!(count == 1 || draws.windows(2).all(|pair| pair[0] != pair[1]));
        }
        assert!(first.iter().all(|&times| times > 240 / count), "{first:?}");
    }
}
