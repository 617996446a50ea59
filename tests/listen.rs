//! `welkin listen`: numbers, tables, pictures; and what it says to what is no sound.

use serde_json::Value;

use crate::program::{Scratch, clicks, run, said, tool, write_wav};

fn heard(scratch: &Scratch, sound: &str, more: &[&str]) -> Value {
    let out = scratch.path("heard.json").display().to_string();
    let output = run([&["listen", sound, "--out", &out], more].concat());
    assert!(output.status.success(), "{}", said(&output));
    serde_json::from_str(&std::fs::read_to_string(out).unwrap()).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    let list = value.as_array().unwrap();
    list.iter().map(|number| number.as_f64().unwrap()).collect()
}

/// Two clicks a second for 20 s.
fn clicking(scratch: &Scratch) -> String {
    let sound = scratch.path("clicks.wav");
    write_wav(&sound, clicks(20.0, 0.5));
    sound.display().to_string()
}

const PER_FRAME: [&str; 8] = [
    "rms",
    "centroid_hz",
    "bandwidth_hz",
    "rolloff_hz",
    "flatness",
    "onset_strength",
    "harmonic_energy",
    "percussive_energy",
];

#[test]
fn a_file_is_heard_as_numbers() {
    let scratch = Scratch::new();
    let sound = clicking(&scratch);
    let sizes = [
        "--sample-rate",
        "22050",
        "--window",
        "2048",
        "--hop",
        "512",
        "--mel",
    ];
    let heard = heard(&scratch, &sound, &sizes);
    let frames = 1 + 20 * 22_050 / 512;
    assert_eq!(heard["sample_rate"], 22_050);
    for name in PER_FRAME.iter().chain(&["frame_secs"]) {
        assert_eq!(numbers(&heard[*name]).len(), frames, "{name}");
    }
    for (name, rows) in [("chroma", 12), ("mel_power", 128)] {
        let all = heard[name].as_array().unwrap();
        assert_eq!(all.len(), rows, "{name}");
        assert!(all.iter().all(|row| numbers(row).len() == frames));
    }
    // The tempogram's lags are whole frames: 117.45 is the nearest to 120.
    assert!((heard["tempo_bpm"].as_f64().unwrap() - 117.45).abs() < 0.1);
    let onsets = numbers(&heard["onsets_secs"]);
    assert_eq!(onsets.len(), 40, "{onsets:?}");
    for (onset, expected) in onsets.iter().zip((0..).map(|n| 0.25 + 0.5 * f64::from(n))) {
        assert!((onset - expected).abs() < 0.03, "{onset} {expected}");
    }
    assert!(numbers(&heard["beats_secs"]).len() > 30);
}

#[test]
fn live_ears_predict_the_beat() {
    let scratch = Scratch::new();
    let sound = clicking(&scratch);
    let heard = heard(&scratch, &sound, &["--causal"]);
    assert_eq!(heard["sample_rate"], 48_000);
    let frames = numbers(&heard["frame_secs"]).len();
    for name in PER_FRAME
        .iter()
        .chain(&["presence", "momentary_lufs", "onset_low"])
    {
        assert_eq!(numbers(&heard[*name]).len(), frames, "{name}");
    }
    assert!(
        (heard["tempo_bpm"].as_f64().unwrap() - 120.0).abs() < 3.0,
        "{}",
        heard["tempo_bpm"]
    );
    let late: Vec<f64> = numbers(&heard["beats_secs"])
        .into_iter()
        .filter(|beat| *beat > 6.0)
        .collect();
    assert!((26..=29).contains(&late.len()), "{late:?}");
    // The table says the same, and who asks for another rate is told why not.
    let table = scratch.path("heard.csv").display().to_string();
    let rate = ["--sample-rate", "22050"];
    let asked = [
        "listen", &sound, "--causal", rate[0], rate[1], "--out", &table,
    ];
    let output = run(asked);
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("2048 samples at 48000 Hz"));
    let table = std::fs::read_to_string(table).unwrap();
    let mut rows = table
        .lines()
        .map(|line| line.split(',').collect::<Vec<_>>());
    let names = rows.next().unwrap();
    let column = names
        .iter()
        .position(|name| *name == "onset_strength")
        .unwrap();
    let strength = numbers(&heard["onset_strength"]);
    for (row, strength) in rows.zip(strength) {
        assert!((row[column].parse::<f64>().unwrap() - strength).abs() < 1e-6);
    }
    for beat in late {
        let off = (beat - 0.25).rem_euclid(0.5);
        assert!(off.min(0.5 - off) < 0.03, "{beat}");
    }
}

#[test]
fn tables_and_pictures() {
    let scratch = Scratch::new();
    let sound = clicking(&scratch);
    let table = scratch.path("heard.csv").display().to_string();
    let picture = scratch.path("heard.png").display().to_string();
    let output = run(["listen", &sound, "--out", &table, "--out", &picture]);
    assert!(output.status.success(), "{}", said(&output));
    let table = std::fs::read_to_string(table).unwrap();
    let columns: Vec<usize> = table.lines().map(|line| line.split(',').count()).collect();
    assert!(table.starts_with("secs,rms,"));
    assert_eq!(columns.len(), 2 + 20 * 22_050 / 512);
    assert!(columns.iter().all(|count| *count == columns[0]));
    let size = [
        "-v",
        "error",
        "-show_entries",
        "stream=width,height",
        "-of",
        "csv=p=0",
    ];
    let size = tool("ffprobe", &[&size[..], &[&picture]].concat());
    let size = String::from_utf8(size).unwrap();
    assert!(size.starts_with("1600,"), "{size}");
}

#[test]
fn sources_and_directions_stand_under_their_names() {
    let scratch = Scratch::new();
    let sound = clicking(&scratch);
    let other = scratch.path("silence.wav");
    write_wav(&other, std::iter::repeat_n(0.0, 48_000));
    let out = scratch.path("both.json").display().to_string();
    let output = run([
        "listen",
        &sound,
        &other.display().to_string(),
        "--out",
        &out,
    ]);
    assert!(output.status.success(), "{}", said(&output));
    let both: Value = serde_json::from_str(&std::fs::read_to_string(out).unwrap()).unwrap();
    assert_eq!(numbers(&both["sources"]["clicks"]["onsets_secs"]).len(), 40);
    assert!(numbers(&both["sources"]["silence"]["onsets_secs"]).is_empty());

    // A bed of order 1 with a tone on the left: W and Y alike, nothing in Z and X.
    let bed = scratch.path("bed.wav").display().to_string();
    let tone = "sine=frequency=500:duration=2:sample_rate=48000";
    let channels = "pan=quad|c0=c0|c1=c0|c2=0*c0|c3=0*c0";
    tool(
        "ffmpeg",
        &[
            "-v", "error", "-f", "lavfi", "-i", tone, "-af", channels, &bed,
        ],
    );
    let heard = heard(&scratch, &bed, &["--bed", "1"]);
    let sectors = heard["sectors"].as_object().unwrap();
    assert_eq!(sectors.len(), 12);
    let loudness = |sector: &Value| numbers(&sector["rms"]).iter().sum::<f64>();
    let (_, loudest) = sectors
        .iter()
        .max_by(|a, b| loudness(a.1).total_cmp(&loudness(b.1)))
        .unwrap();
    let azimuth_deg = loudest["azimuth_deg"].as_f64().unwrap();
    assert!((azimuth_deg - 90.0).abs() < 40.0, "{azimuth_deg}");
}

fn refused(arguments: &[&str], words: &[&str]) {
    let output = run(arguments);
    let said = said(&output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    for word in words {
        assert!(said.contains(word), "{said}");
    }
    assert!(!said.contains("panicked"), "{said}");
}

#[test]
fn what_cannot_be_listened_to_is_said() {
    let scratch = Scratch::new();
    let sound = clicking(&scratch);
    let text = scratch
        .write("notes.wav", "no sound at all")
        .display()
        .to_string();
    let empty = scratch.write("empty.wav", "").display().to_string();
    let three = scratch.path("three.wav").display().to_string();
    let tone = "sine=frequency=500:duration=1:sample_rate=48000";
    let channels = "pan=2.1|c0=c0|c1=c0|c2=c0";
    tool(
        "ffmpeg",
        &[
            "-v", "error", "-f", "lavfi", "-i", tone, "-af", channels, &three,
        ],
    );
    refused(
        &["listen", "missing.wav", "--out", "x.json"],
        &["missing.wav", "no such file"],
    );
    refused(&["listen", &text, "--out", "x.json"], &["not a sound"]);
    refused(&["listen", &empty, "--out", "x.json"], &["empty"]);
    refused(
        &["listen", &sound, "--out", "x.txt"],
        &[".json, .csv or .png"],
    );
    refused(
        &["listen", &sound, "--out", "x.json", "--hop", "0"],
        &["hop of 0"],
    );
    refused(
        &["listen", &sound, "--out", "x.json", "--window", "63"],
        &["window of 63"],
    );
    refused(
        &["listen", &sound, "--out", "x.json", "--sample-rate", "3"],
        &["3 Hz"],
    );
    refused(
        &["listen", &three, "--out", "x.json", "--bed", "1"],
        &["three.wav", "3 channels"],
    );
    refused(
        &["listen", &sound, "--out", "x.json", "--bed", "9"],
        &["--bed"],
    );
    refused(
        &["listen", "--live", "--device", "no such card"],
        &["no such card"],
    );
}

#[test]
fn odd_samples_are_heard_as_numbers() {
    let scratch = Scratch::new();
    let sound = scratch.path("odd.wav");
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 22_050,
        bits_per_sample: 32,
        sample_format: hound::SampleFormat::Float,
    };
    let mut writer = hound::WavWriter::create(&sound, spec).unwrap();
    let odd = [
        f32::NAN,
        f32::INFINITY,
        f32::NEG_INFINITY,
        1e-40,
        3e38,
        0.5,
        1.0,
        1.0,
    ];
    for sample in odd.iter().cycle().take(22_050) {
        writer.write_sample(*sample).unwrap();
    }
    writer.finalize().unwrap();
    for how in [&[][..], &["--causal"]] {
        let heard = heard(&scratch, &sound.display().to_string(), how);
        for name in PER_FRAME {
            let all = heard[name].as_array().unwrap();
            assert!(all.iter().all(Value::is_number), "{how:?} {name}");
        }
    }
}
