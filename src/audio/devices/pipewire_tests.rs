//! PipeWire's own interface, where the program is built with it and a PipeWire with a sink and a source runs.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use welkin_installation::{DeviceName, SoundHost};

use super::{
    CardWish, Counts, DeviceInfo, Give, Signs, SoundDirection, Take, devices, open_input,
    open_output,
};

/// How often it called, with how many frames, and how late it said to be.
type Calls = Arc<Mutex<Vec<(usize, f64)>>>;

#[test]
fn pipewire_plays_and_hears() {
    let all = devices();
    let of_it = |direction| {
        let fits =
            |device: &&DeviceInfo| device.host == "pipewire" && device.direction == direction;
        let names: Vec<_> = all.iter().filter(fits).map(|d| d.name.clone()).collect();
        eprintln!("{direction}s: {names:?}");
        names.first().cloned()
    };
    let (Some(sink), Some(source)) = (of_it(SoundDirection::Output), of_it(SoundDirection::Input))
    else {
        eprintln!("skipped: no PipeWire with a sink and a source answers");
        return;
    };
    let wish = |name| CardWish {
        device: Some(DeviceName {
            host: Some(SoundHost::Pipewire),
            name: Some(name),
        }),
        channels: 2,
        period_frames: 256,
    };
    let signs = Arc::new(Signs::new(&Arc::new(Counts::default())));
    let (played, heard): (Calls, Calls) = Default::default();
    let output = open_output(&wish(sink), &signs, &mut |format| -> Give {
        let played = Arc::clone(&played);
        Box::new(move |frames, delay_secs| {
            let count = frames.len() / format.channels;
            played.lock().unwrap().push((count, delay_secs));
        })
    });
    let output = output.unwrap();
    let input = open_input(&wish(source), &signs, &mut |format| -> Take {
        let heard = Arc::clone(&heard);
        Box::new(move |frames, age_secs| {
            let count = frames.len() / format.channels;
            heard.lock().unwrap().push((count, age_secs));
        })
    });
    let input = input.unwrap();
    eprintln!("{}; {}", output.words, input.words);
    let began = Instant::now();
    for calls in [&played, &heard] {
        while calls.lock().unwrap().len() < 50 {
            assert!(
                began.elapsed() < Duration::from_secs(10),
                "it does not call"
            );
            std::thread::sleep(Duration::from_millis(5));
        }
        let calls = calls.lock().unwrap();
        eprintln!("{:?}", &calls[40..]);
        let is_sane = |(frames, secs): &(usize, f64)| *frames > 0 && (0.0..1.0).contains(secs);
        assert!(calls.iter().all(is_sane));
    }
}
