//! A calendar to begin with.

use crate::calendar::Calendar;

const EXAMPLE: &str = include_str!("example.toml");

impl Calendar {
    /// The text of a calendar that is right as it is, with comments that teach, in the zone of a house.
    pub fn example(time_zone: &str) -> String {
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "/_+-".contains(letter);
        let zone: String = time_zone
            .chars()
            .filter(|letter| is_plain(*letter))
            .take(100)
            .collect();
        let zone = if zone.is_empty() { "UTC" } else { &zone };
        EXAMPLE.replacen("\"Europe/Berlin\"", &format!("\"{zone}\""), 1)
    }
}
