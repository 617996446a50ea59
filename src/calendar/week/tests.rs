#![allow(clippy::unwrap_used, reason = "a test may stop at once")]
//! Weeks with days of 23, 24, 25 and 24½ hours, as values and as a picture.

use super::*;
use crate::drawing::week_svg;
use crate::testing::calendar;

fn lengths(zone: &str, date: Date) -> Vec<(f64, Option<(f64, i32)>)> {
    let week = calendar(&Calendar::example(zone), &[]).week(date);
    assert_eq!(week.days.len(), 7);
    for day in &week.days {
        let [first, last] = [&day.stretches[0], &day.stretches[day.stretches.len() - 1]];
        assert_eq!(
            (first.from_hours, last.until_hours),
            (0.0, day.length_hours)
        );
        for pair in day.stretches.windows(2) {
            assert_eq!(pair[0].until_hours, pair[1].from_hours);
            assert!(!pair[0].plan.is_same(&pair[1].plan));
        }
    }
    week.days
        .iter()
        .map(|day| (day.length_hours, day.clock_change))
        .collect()
}

#[test]
fn days_have_their_lengths() {
    let usual = (24.0, None);
    let sunday = |last| [vec![usual; 6], vec![last]].concat();
    let date = jiff::civil::date;
    assert_eq!(
        lengths("Europe/Berlin", date(2026, 3, 29)),
        sunday((23.0, Some((2.0, 60))))
    );
    assert_eq!(
        lengths("Europe/Berlin", date(2026, 10, 19)),
        sunday((25.0, Some((3.0, -60))))
    );
    assert_eq!(
        lengths("Australia/Lord_Howe", date(2026, 4, 3)),
        sunday((24.5, Some((2.0, -30))))
    );
    assert_eq!(
        lengths("Africa/Casablanca", date(2026, 2, 12)),
        sunday((25.0, Some((3.0, -60))))
    );
    assert_eq!(lengths("Asia/Shanghai", date(2026, 5, 1)), vec![usual; 7]);
    // A date that never was: it has no length, and nothing is due on it.
    let week = calendar(&Calendar::example("Pacific/Apia"), &[]).week(date(2011, 12, 30));
    assert_eq!(
        (week.days[4].length_hours, week.days[4].stretches.len()),
        (0.0, 0)
    );
    assert_eq!(week.monday, "2011-12-26");
}

#[test]
fn a_picture_is_whole_whatever_the_names_are() {
    let text = Calendar::example("Europe/Berlin")
        .replace("first-light", "<&> \\\"ünï\\\" 日本 ------------ long");
    let known = Calendar::check(
        &text,
        &crate::Beside {
            time_zone: "UTC",
            installations: None,
            file: &|_| None,
        },
    );
    let svg = week_svg(&known.calendar.unwrap(), jiff::civil::date(2026, 10, 19));
    assert!(
        svg.contains("&lt;&amp;&gt;") && svg.contains("clock −60 min") && svg.contains("Saturday")
    );
    assert_eq!(svg.matches("<text").count(), svg.matches("</text>").count());
    assert!(!svg.contains("NaN") && svg.len() < 100_000, "{}", svg.len());
}

#[test]
fn the_page_gets_instants_and_words() {
    let week =
        calendar(&Calendar::example("Europe/Berlin"), &[]).week(jiff::civil::date(2026, 11, 24));
    let json = serde_json::to_value(&week).unwrap();
    let tuesday = &json["days"][1];
    assert_eq!(
        (&tuesday["weekday"], &tuesday["from"]),
        (&"Tuesday".into(), &"2026-11-23T23:00:00Z".into())
    );
    let opening = tuesday["stretches"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["plan"]["open"] == true)
        .unwrap();
    assert_eq!(
        (&opening["from"], &opening["plan"]["projectors_on"]),
        (&"10:00".into(), &true.into())
    );
}
