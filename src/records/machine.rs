//! How warm the machine is, and what the program takes of it: read from Linux's files, nothing elsewhere.

use std::fs;
use std::path::Path;
use std::time::Duration;

/// Sensors that are looked at; machines have a dozen.
const MOST_SENSORS: usize = 64;

/// What a sensor can say; a broken or absent one says something else.
const BELIEVED_CELSIUS: std::ops::RangeInclusive<f32> = -40.0..=150.0;

/// Linux counts processor time in hundredths of a second, whatever its own clock.
const TICKS_PER_SEC: f64 = 100.0;

/// What the machine says of itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Machine {
    /// All temperatures.
    pub sensors: Vec<Sensor>,
    /// What the program occupies, MiB.
    pub memory_mib: Option<f32>,
    /// How long the program has kept processors busy, seconds: grows by up to one a second for each core.
    pub cpu_secs: Option<f64>,
}

/// A place in the machine that knows how warm it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Sensor {
    /// Chip and place: `coretemp Package id 0`.
    pub name: String,
    /// Degrees Celsius.
    pub celsius: f32,
}

impl Machine {
    /// Looks at `/sys/class/hwmon`, `/sys/class/thermal` and `/proc/self`. What is not there stays unknown.
    pub fn look() -> Self {
        Self::look_below(Path::new("/"))
    }

    fn look_below(root: &Path) -> Self {
        let mut sensors = Vec::new();
        for chip in folders(&root.join("sys/class/hwmon"), "hwmon") {
            let chip_name = text(&chip.join("name")).unwrap_or_default();
            let mut numbers: Vec<u32> = names(&chip)
                .iter()
                .filter_map(|name| {
                    name.strip_prefix("temp")?
                        .strip_suffix("_input")?
                        .parse()
                        .ok()
                })
                .collect();
            numbers.sort_unstable();
            for number in numbers {
                let label = text(&chip.join(format!("temp{number}_label")));
                let label = label.unwrap_or_else(|| format!("{number}"));
                let input = chip.join(format!("temp{number}_input"));
                add(&mut sensors, format!("{chip_name} {label}"), &input);
            }
        }
        for zone in folders(&root.join("sys/class/thermal"), "thermal_zone") {
            let kind = text(&zone.join("type")).unwrap_or_default();
            add(&mut sensors, kind, &zone.join("temp"));
        }
        Self {
            sensors,
            memory_mib: memory_mib(&root.join("proc/self/status")),
            cpu_secs: cpu_secs(&root.join("proc/self/stat")),
        }
    }

    /// The hottest place.
    pub fn temperature_celsius(&self) -> Option<f32> {
        let all = self.sensors.iter().map(|sensor| sensor.celsius);
        all.max_by(f32::total_cmp)
    }
}

/// How many cores are kept busy, from how long they were.
#[derive(Debug, Default)]
pub(crate) struct Load {
    last: Option<(f64, Duration)>,
}

impl Load {
    /// How many cores were busy since the step before.
    pub(crate) fn step(&mut self, cpu_secs: Option<f64>, uptime: Duration) -> Option<f32> {
        let cpu_secs = cpu_secs?;
        let (before, then) = self.last.replace((cpu_secs, uptime))?;
        let passed_secs = uptime.saturating_sub(then).as_secs_f64();
        (passed_secs > 0.0).then(|| ((cpu_secs - before) / passed_secs).max(0.0) as f32)
    }
}

fn add(sensors: &mut Vec<Sensor>, name: String, input: &Path) {
    let Some(thousandths) = text(input).and_then(|text| text.parse::<f32>().ok()) else {
        return;
    };
    let celsius = thousandths / 1000.0;
    if BELIEVED_CELSIUS.contains(&celsius) && sensors.len() < MOST_SENSORS {
        let name = name.trim().chars().take(80).collect();
        sensors.push(Sensor { name, celsius });
    }
}

fn memory_mib(status: &Path) -> Option<f32> {
    let status = text(status)?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: f32 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib / 1024.0)
}

fn cpu_secs(stat: &Path) -> Option<f64> {
    let stat = text(stat)?;
    // The program's name stands in brackets and may hold anything, brackets too.
    let (_, after) = stat.rsplit_once(')')?;
    let mut fields = after.split_whitespace().skip(11);
    let user: f64 = fields.next()?.parse().ok()?;
    let system: f64 = fields.next()?.parse().ok()?;
    Some((user + system) / TICKS_PER_SEC)
}

fn text(path: &Path) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    Some(text.trim().to_string())
}

fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let entries = entries.filter_map(Result::ok).take(1000);
    entries
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect()
}

fn folders(folder: &Path, beginning: &str) -> Vec<std::path::PathBuf> {
    let mut found: Vec<(u32, String)> = names(folder)
        .into_iter()
        .filter_map(|name| Some((name.strip_prefix(beginning)?.parse().ok()?, name)))
        .collect();
    found.sort();
    found
        .into_iter()
        .map(|(_, name)| folder.join(name))
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

    use super::*;

    fn write(root: &Path, path: &str, text: &str) {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    #[test]
    fn a_machine_is_read() {
        let root = std::env::temp_dir().join(format!("welkin-machine-{}", std::process::id()));
        for (path, text) in [
            ("sys/class/hwmon/hwmon0/name", "coretemp\n"),
            ("sys/class/hwmon/hwmon0/temp2_input", "61500\n"),
            ("sys/class/hwmon/hwmon0/temp2_label", "Core 0\n"),
            ("sys/class/hwmon/hwmon0/temp10_input", "-273000\n"),
            ("sys/class/hwmon/hwmon0/temp11_input", "no\n"),
            ("sys/class/hwmon/hwmon0/temp_input", "9"),
            ("sys/class/thermal/thermal_zone0/type", "acpitz"),
            ("sys/class/thermal/thermal_zone0/temp", "27800"),
            ("proc/self/status", "Name:\twelkin\nVmRSS:\t  524288 kB\n"),
            (
                "proc/self/stat",
                "7 (a) b) S 1 2 3 4 5 6 7 8 9 10 150 50 0 0",
            ),
        ] {
            write(&root, path, text);
        }
        let machine = Machine::look_below(&root);
        fs::remove_dir_all(&root).unwrap();
        let names: Vec<&str> = machine
            .sensors
            .iter()
            .map(|sensor| sensor.name.as_str())
            .collect();
        assert_eq!(names, ["coretemp Core 0", "acpitz"]);
        assert_eq!(machine.temperature_celsius(), Some(61.5));
        assert_eq!(machine.memory_mib, Some(512.0));
        assert_eq!(machine.cpu_secs, Some(2.0));
        assert_eq!(Machine::look_below(&root), Machine::default());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn this_machine_is_read() {
        let machine = Machine::look();
        assert!(machine.memory_mib.is_some_and(|mib| mib > 1.0));
        assert!(machine.cpu_secs.is_some());
    }

    #[test]
    fn load_counts_cores() {
        let mut load = Load::default();
        let secs = Duration::from_secs;
        assert_eq!(load.step(Some(1.0), secs(0)), None);
        assert_eq!(load.step(Some(16.0), secs(10)), Some(1.5));
        assert_eq!(load.step(Some(16.0), secs(10)), None);
    }
}
