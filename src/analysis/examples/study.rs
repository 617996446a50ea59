//! How fast a whole sound is studied: `cargo run -p welkin_analysis --example study FILE.wav [ROUNDS]` prints a table.

use std::time::{Duration, Instant};

use welkin_analysis::{StudySettings, Tuning, study};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().expect("the first argument is a WAV file");
    let rounds = arguments
        .next()
        .map_or(5, |rounds| rounds.parse().expect("a number of rounds"));
    let (samples, rate) = read(&path);
    let secs = samples.len() as f64 / f64::from(rate);
    let plain = StudySettings::new(rate, 2048, 512).expect("sizes are fine");
    let tuned = plain.with_tuning(Tuning::Auto).expect("this is a tuning");
    print_line("what", ["seconds", "", ""], "x real time");
    for (what, settings) in [
        ("all features", plain),
        ("and tuned", tuned),
        ("and mel, overview", tuned.with_mel().with_overview(1600)),
    ] {
        let mut times: Vec<Duration> = (0..rounds)
            .map(|_| timed(|| study(&samples, &settings)))
            .collect();
        times.sort();
        let [least, median, most] =
            [0, rounds / 2, rounds - 1].map(|n: usize| times[n].as_secs_f64());
        let shown = [least, median, most].map(|secs| format!("{secs:.4}"));
        let [least, median_text, most] = &shown;
        print_line(
            what,
            [least, median_text, most],
            &format!("{:.0}", secs / median),
        );
    }
}

#[expect(clippy::print_stdout, reason = "a table for people")]
fn print_line(what: &str, [least, median, most]: [&str; 3], times: &str) {
    println!("{what:<20} {least:>9} {median:>9} {most:>9}   {times}");
}

fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    std::hint::black_box(work());
    start.elapsed()
}

/// All channels' mean, and the rate.
fn read(path: &str) -> (Vec<f32>, u32) {
    let mut file = hound::WavReader::open(path).expect("a WAV file");
    let (channels, rate) = (file.spec().channels, file.spec().sample_rate);
    let samples: Vec<f32> = file
        .samples::<i16>()
        .map(|sample| f32::from(sample.expect("16-bit samples")) / 32_768.0)
        .collect();
    let mean = |frame: &[f32]| frame.iter().sum::<f32>() / frame.len() as f32;
    (
        samples.chunks(usize::from(channels)).map(mean).collect(),
        rate,
    )
}
