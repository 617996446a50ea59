//! What Prometheus asks for: the status as text.

#[cfg(test)]
mod tests;

use std::fmt::{Display, Write};

use welkin_values::{State, Status};

use crate::machine::Machine;
use crate::recorder::Counts;

/// A service has no more parts, sensors or outputs that are worth a line each.
const MOST_LABELS: usize = 200;

/// What is no part of the status.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Extra {
    /// What the machine says of itself.
    pub machine: Machine,
    /// What the recorder did.
    pub records: Counts,
    /// How many people watch the page.
    pub clients: u32,
    /// For how long the program has run, seconds.
    pub uptime_secs: f64,
    /// The program's version.
    pub version: String,
}

/// The status in Prometheus' text format, version 0.0.4: to be sent as `text/plain; version=0.0.4; charset=utf-8`.
pub fn metrics(status: &Status, extra: &Extra) -> String {
    let mut page = Page::default();
    page.family("welkin_info", "gauge", "What runs: always 1.");
    page.value(
        "welkin_info",
        &[
            ("version", &extra.version),
            ("installation", &status.installation),
            ("show", &status.show),
            ("scene", &status.scene),
        ],
        1,
    );
    page.one(
        "welkin_uptime_seconds",
        "gauge",
        "How long the program has run.",
        extra.uptime_secs,
    );
    page.one(
        "welkin_playing",
        "gauge",
        "Whether the show goes on.",
        u8::from(status.playing),
    );
    page.one(
        "welkin_moment_seconds",
        "gauge",
        "Where the show's clock is.",
        status.moment_secs,
    );
    page.one(
        "welkin_switching",
        "gauge",
        "Whether another installation is being warmed.",
        u8::from(status.switching.is_some()),
    );
    page.one(
        "welkin_refused",
        "gauge",
        "Whether the installation that was asked for last was refused.",
        u8::from(status.refused.is_some()),
    );
    page.frames(status);
    page.one(
        "welkin_sound_underruns_total",
        "counter",
        "How often the sound card found no sound ready.",
        status.sound_underruns,
    );
    page.health(status);
    page.library(status);
    page.controls(status);
    page.one(
        "welkin_clients",
        "gauge",
        "People who watch the page.",
        extra.clients,
    );
    page.records(&extra.records);
    page.machine(&extra.machine);
    page.text
}

#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn frames(&mut self, status: &Status) {
        self.one(
            "welkin_shown_fps",
            "gauge",
            "Frames shown per second.",
            status.presented_fps,
        );
        self.one(
            "welkin_painted_fps",
            "gauge",
            "Pictures made by the generator per second.",
            status.painted_fps,
        );
        let name = "welkin_frame_interval_seconds";
        self.family(name, "gauge", "From one frame to the next, of the last seconds: the median (0.5), the 99th percentile and the longest (1).");
        let frames = &status.frames;
        for (quantile, millis) in [
            ("0.5", frames.median_ms),
            ("0.99", frames.p99_ms),
            ("1", frames.longest_ms),
        ] {
            self.value(name, &[("share", quantile)], f64::from(millis) / 1000.0);
        }
        self.one(
            "welkin_late_frames_total",
            "counter",
            "Frames that came more than half a frame too late.",
            frames.late,
        );
    }

    fn health(&mut self, status: &Status) {
        let worst = |part: &str| {
            let states = status.health.iter().filter(|health| health.part == part);
            states.map(|health| number(health.state)).max().unwrap_or(0)
        };
        let name = "welkin_part_state";
        self.family(name, "gauge", "How a part is: 0 good, 1 reduced, 2 failed.");
        let mut said: Vec<&str> = Vec::new();
        for health in &status.health {
            // The same labels twice would make the whole page invalid.
            if !said.contains(&health.part.as_str()) && said.len() < MOST_LABELS {
                said.push(&health.part);
                self.value(name, &[("part", &health.part)], worst(&health.part));
            }
        }
        self.one(
            "welkin_worst_state",
            "gauge",
            "How the part is that is worst off: 0 good, 1 reduced, 2 failed.",
            number(status.worst()),
        );
    }

    fn library(&mut self, status: &Status) {
        let good = status
            .library
            .iter()
            .filter(|entry| entry.problems.is_empty())
            .count();
        let name = "welkin_library_installations";
        self.family(name, "gauge", "Installations in the library.");
        self.value(name, &[("state", "good")], good);
        self.value(name, &[("state", "refused")], status.library.len() - good);
    }

    fn controls(&mut self, status: &Status) {
        let held = status
            .controls
            .iter()
            .filter(|control| control.held)
            .count();
        self.one(
            "welkin_held_controls",
            "gauge",
            "Controls that somebody holds.",
            held,
        );
        for (name, help) in [
            ("brightness", "Master brightness, 0 to 1."),
            ("volume", "Master volume, 0 to 1."),
        ] {
            if let Some((_, control)) = status.control(name) {
                self.one(
                    &format!("welkin_master_{name}"),
                    "gauge",
                    help,
                    control.value,
                );
            }
        }
    }

    fn records(&mut self, counts: &Counts) {
        self.one(
            "welkin_records_written_total",
            "counter",
            "Notes that are in the records.",
            counts.written,
        );
        let name = "welkin_records_dropped_total";
        self.family(
            name,
            "counter",
            "Notes that found no place while the disk was slow or full.",
        );
        for (kind, count) in [
            ("statistics", counts.dropped_statistics),
            ("movements", counts.dropped_movements),
            ("events", counts.dropped_events),
        ] {
            self.value(name, &[("kind", kind)], count);
        }
    }

    fn machine(&mut self, machine: &Machine) {
        if let Some(mib) = machine.memory_mib {
            let bytes = f64::from(mib) * 1024.0 * 1024.0;
            self.one(
                "welkin_memory_bytes",
                "gauge",
                "What the program occupies.",
                bytes,
            );
        }
        if let Some(secs) = machine.cpu_secs {
            self.one(
                "welkin_cpu_seconds_total",
                "counter",
                "How long the program has kept processors busy.",
                secs,
            );
        }
        let name = "welkin_temperature_celsius";
        if !machine.sensors.is_empty() {
            self.family(name, "gauge", "How warm the machine is.");
        }
        for (place, sensor) in machine.sensors.iter().take(MOST_LABELS).enumerate() {
            // Two chips may have one name.
            let place = place.to_string();
            self.value(
                name,
                &[("sensor", &sensor.name), ("place", &place)],
                sensor.celsius,
            );
        }
    }

    fn one(&mut self, name: &str, kind: &str, help: &str, value: impl Display) {
        self.family(name, kind, help);
        self.value(name, &[], value);
    }

    fn family(&mut self, name: &str, kind: &str, help: &str) {
        self.add(format_args!("# HELP {name} {help}\n# TYPE {name} {kind}\n"));
    }

    fn value(&mut self, name: &str, labels: &[(&str, &str)], value: impl Display) {
        self.text.push_str(name);
        for (place, (label, words)) in labels.iter().enumerate() {
            let before = if place == 0 { '{' } else { ',' };
            self.add(format_args!("{before}{label}=\"{}\"", escape(words)));
        }
        let end = if labels.is_empty() { "" } else { "}" };
        // Infinities have other names there.
        let value = match value.to_string().as_str() {
            "inf" => "+Inf".to_string(),
            "-inf" => "-Inf".to_string(),
            value => value.to_string(),
        };
        self.add(format_args!("{end} {value}\n"));
    }

    /// Writing into a text cannot fail.
    fn add(&mut self, words: std::fmt::Arguments<'_>) {
        if self.text.write_fmt(words).is_err() {
            self.text.push('?');
        }
    }
}

fn number(state: State) -> u8 {
    match state {
        State::Good => 0,
        State::Reduced => 1,
        State::Failed => 2,
    }
}

fn escape(words: &str) -> String {
    let words = words.replace('\\', "\\\\").replace('"', "\\\"");
    words.replace('\n', "\\n")
}
