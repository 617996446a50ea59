//! Makes up a week of a gallery, and writes its records, the report of one day and every table as CSV:
//! `cargo run -p welkin_records --example week -- FOLDER`.

use std::error::Error;
use std::fs::{self, File};
use std::io::BufWriter;
use std::path::PathBuf;
use std::time::Duration;

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use welkin_records::{
    Event, Language, Minute, Reader, Recorder, Settings, SwapResult, Table, Time, report,
    report_html,
};
use welkin_values::{Command, State};

const SHOWS: [(&str, &str, &[&str]); 4] = [
    ("dusk", "Dusk over the lake", &["calm", "wind", "storm"]),
    ("reef", "珊瑚礁", &["shallow", "deep"]),
    ("loom", "The loom of hours", &["warp", "weft", "cloth"]),
    ("embers", "Embers", &["glow"]),
];

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args()
        .nth(1)
        .map_or_else(|| PathBuf::from("week"), PathBuf::from);
    let recorder = Recorder::open(&folder, Settings::default());
    let zone = TimeZone::get("Europe/Berlin")?;
    let monday = date(2026, 11, 16);
    let mut chance = ChaCha8Rng::seed_from_u64(6);
    for day in monday.series(jiff::ToSpan::days(1)).take(7) {
        let midnight = Time::from(day.to_zoned(zone.clone())?.timestamp());
        let mut made = Day {
            recorder: &recorder,
            midnight,
            chance: &mut chance,
        };
        made.open(day);
        if !recorder.flush(Duration::from_secs(60)) {
            return Err(recorder.health().words.into());
        }
    }
    let reader = Reader::open(recorder.path())?;
    let (first, last) = (
        monday.to_zoned(zone.clone())?,
        monday
            .saturating_add(jiff::ToSpan::days(7))
            .to_zoned(zone.clone())?,
    );
    for table in Table::ALL {
        let file = BufWriter::new(File::create(folder.join(format!("{table}.csv")))?);
        let from = Time::from(first.timestamp());
        reader.csv(table, from, Time::from(last.timestamp()), file)?;
    }
    let friday = report(&reader, date(2026, 11, 20), &zone)?;
    for (name, language) in [
        ("report.html", Language::English),
        ("report-zh.html", Language::Chinese),
    ] {
        fs::write(folder.join(name), report_html(&friday, language))?;
    }
    Ok(())
}

/// A day that is made up.
struct Day<'a> {
    recorder: &'a Recorder,
    midnight: Time,
    chance: &'a mut ChaCha8Rng,
}

impl Day<'_> {
    /// From ten to six.
    fn open(&mut self, day: Date) {
        let mut hour = 10.0;
        let mut before = SHOWS[0];
        while hour < 18.0 {
            let show = SHOWS[self.chance.random_range(0..SHOWS.len())];
            if show.0 != before.0 {
                self.swap(hour, before.0, show.0);
            }
            before = show;
            let end = (hour + self.chance.random_range(0.4..1.6)).min(18.0);
            let scenes = show.2.iter().cycle();
            for scene in scenes {
                self.note(
                    hour,
                    Event::Began {
                        installation: show.0.into(),
                        title: show.1.into(),
                        scene: (*scene).into(),
                    },
                );
                hour += self.chance.random_range(0.08..0.3);
                if hour >= end {
                    hour = end;
                    break;
                }
            }
        }
        self.note(18.0, Event::Stopped);
        self.minutes();
        self.faults();
        for (projector, begun) in [
            ("east", 1830.0),
            ("south", 412.0),
            ("west", 1822.0),
            ("zenith", 2960.0),
        ] {
            for hour in 9..=18 {
                let burned = f64::from(i32::from(day.day()) - 16) * 9.0 + f64::from(hour - 9);
                self.note(
                    f64::from(hour),
                    Event::Lamp {
                        projector: projector.into(),
                        hours: Some(begun + burned),
                        temperature_celsius: Some(41.0 + f64::from(hour % 5)),
                        errors: if projector == "zenith" {
                            "filter: clean it".into()
                        } else {
                            String::new()
                        },
                    },
                );
            }
        }
    }

    fn swap(&mut self, hour: f64, before: &str, after: &str) {
        let who = ["Mei", "", "osc 10.0.0.7"][self.chance.random_range(0..3)];
        let is_bad = self.chance.random_bool(0.15);
        let warm_secs = self.chance.random_range(1.5..6.0);
        self.note(
            hour,
            Event::Swapped {
                who: who.into(),
                before: before.into(),
                after: if is_bad { "draft".into() } else { after.into() },
                result: if is_bad {
                    SwapResult::Refused
                } else {
                    SwapResult::Done
                },
                warm_secs: Some(warm_secs),
                words: if is_bad {
                    "show.toml:14:9: there is no track \"bells.flac\"; put it beside show.toml"
                        .into()
                } else {
                    String::new()
                },
            },
        );
        for step in 0..30 {
            let who = "osc 10.0.0.7".into();
            let (control, value) = ("brightness".into(), step as f32 / 30.0);
            let command = Command::Set { control, value };
            self.note(
                hour + f64::from(step) / 36_000.0,
                Event::Asked { who, command },
            );
        }
    }

    fn minutes(&mut self) {
        let mut warm = 44.0;
        for minute in 570..1090 {
            // The machine was off for lunch.
            if (790..805).contains(&minute) {
                continue;
            }
            warm += (66.0 - warm) * 0.02 + self.chance.random_range(-0.5..0.5);
            let late = if self.chance.random_bool(0.03) {
                self.chance.random_range(1..6)
            } else {
                0
            };
            let hour = f64::from(minute) / 60.0;
            let minute = Event::Minute(Minute {
                began: self.midnight.plus_secs(3600.0 * hour),
                frame_median_ms: 16.67 + self.chance.random_range(-0.05..0.05),
                frame_p99_ms: 17.6 + self.chance.random_range(0.0..0.9) + 4.0 * late as f64,
                frame_longest_ms: 24.0 + 9.0 * late as f64,
                late_frames: late,
                sound_underruns: u64::from(self.chance.random_bool(0.004)),
                shown_fps: 60.0,
                painted_fps: self.chance.random_range(18.0..24.0),
                temperature_celsius: Some(warm),
                memory_mib: Some(1610.0 + f64::from(minute % 90)),
                load_cores: Some(1.4),
                clients: (5.0 + 4.0 * (hour * 1.3).sin()) as u32,
            });
            self.note(hour, minute);
        }
    }

    fn faults(&mut self) {
        for (from, until, part, state, words) in [
            (
                11.2,
                11.26,
                "projectors",
                State::Failed,
                "zenith does not answer; look at its network cable and its power",
            ),
            (
                13.17,
                13.42,
                "generator",
                State::Reduced,
                "pictures come at half the size, because the GPU is busy; end other programs",
            ),
            (
                15.75,
                15.752,
                "sound",
                State::Reduced,
                "the sound card was away and came back",
            ),
        ] {
            let fault = |state, words: &str| Event::Fault {
                part: part.into(),
                state,
                words: words.into(),
            };
            self.note(from, fault(state, words));
            self.note(until, fault(State::Good, ""));
        }
        for (from, until) in [(12.1, 12.25), (14.0, 14.3), (16.4, 16.5)] {
            let headset = || "quest".to_string();
            self.note(from, Event::VisitBegan { headset: headset() });
            self.note(until, Event::VisitEnded { headset: headset() });
        }
    }

    fn note(&self, hour: f64, event: Event) {
        self.recorder
            .note_at(self.midnight.plus_secs(3600.0 * hour), event);
    }
}
