//! Live inputs on a real JACK server: two inputs on one card, one on a card that does not exist; clicks are timed.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use welkin_installation::{DeviceName, Input, SoundHost, Speakers};
use welkin_values::{Block, Moment, State};

use crate::devices::{CardWish, Counts, Give, Signs, open_output};
use crate::machine::{Jackd, is_alone, run_alone};
use crate::testing::venue;
use crate::{Inputs, Mixer};

#[test]
fn jack_hears_clicks() {
    if Jackd::is_installed() {
        let name = format!("welkin-inputs-{}", std::process::id());
        run_alone(
            "input::jack_tests::on_jack",
            &[("JACK_DEFAULT_SERVER", &name)],
        );
    }
}

fn wait_until(mut holds: impl FnMut() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < Duration::from_secs(10), "waited in vain");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
#[ignore = "run by the one above, in a process of its own"]
fn on_jack() {
    if !is_alone() {
        return;
    }
    let name = std::env::var("JACK_DEFAULT_SERVER").unwrap();
    let server = Jackd::start(&name);
    let device = |name: &str| {
        Some(DeviceName {
            host: Some(SoundHost::Jack),
            name: Some(name.into()),
        })
    };
    let input = |id: &str, device, channels: &[usize]| Input {
        id: id.into(),
        device,
        channels: channels.to_vec(),
        gain_db: 0.0,
    };
    let mixer = Mixer::start(&venue(Speakers::Silent));
    let all = [
        input("voice", device("jack"), &[0]),
        input("lost", device("no such card"), &[0]),
        input("bed", device("jack"), &[15, 3]),
        input("nothing", device("jack"), &[]),
    ];
    let inputs = Inputs::start(&all, &mixer);
    let state = |index: usize| inputs.health()[index].state;
    wait_until(|| state(0) == State::Good && state(1) == State::Reduced);
    let lost = &inputs.health()[1];
    eprintln!("{}: {}", lost.part, lost.words);
    assert!(inputs.health()[2].state == State::Good);
    wait_until(|| inputs.health()[1].words.contains("JACK Input"));
    assert_eq!((inputs.position("bed"), inputs.channels(2)), (Some(2), 2));
    let mut ear = inputs.ear(2).unwrap();
    let mut nothing = inputs.ear(3).unwrap();

    // A card of 16 channels that clicks on every one, every 32 periods.
    let clock = mixer.clock();
    let clicked: Arc<Mutex<Vec<f64>>> = Arc::default();
    let (told, count) = (Arc::clone(&clicked), AtomicU64::new(0));
    let mut open = Some((told, count, Arc::clone(&clock)));
    let wish = CardWish {
        device: device("jack"),
        channels: 16,
        period_frames: 256,
    };
    let signs = Arc::new(Signs::new(&Arc::new(Counts::default())));
    let card = open_output(&wish, &signs, &mut |_| -> Give {
        let (told, count, clock) = open.take().unwrap();
        Box::new(move |frames, _delay_secs| {
            if count.fetch_add(1, Ordering::Relaxed) % 32 == 31 {
                told.lock().unwrap().push(clock.secs());
                frames[..16].fill(0.8);
            }
        })
    })
    .unwrap();
    eprintln!("{}", card.words);
    let ports = |what: &str| -> Vec<String> {
        let all = server.ports(&name);
        all.into_iter().filter(|port| port.contains(what)).collect()
    };
    wait_until(|| ports(":out_").len() == 16 && ports(":in_").len() == 16);
    // A server that is not allowed to run in real time throws out a client that a busy machine keeps waiting; it
    // comes back by itself, but not its connections.
    let connect = || {
        for (from, to) in ports(":out_").iter().zip(&ports(":in_")) {
            server.try_connect(&name, from, to);
        }
    };
    connect();
    // Until here nobody took what was heard.
    ear.take_blocks(Moment::ZERO, &mut Vec::new());
    clicked.lock().unwrap().clear();

    let mut heard: Vec<(f64, Moment)> = Vec::new();
    let mut blocks: Vec<Vec<Block>> = Vec::new();
    let began = Instant::now();
    let mut connected = Instant::now();
    while heard.len() < 12 {
        if connected.elapsed() > Duration::from_secs(4) {
            connect();
            connected = Instant::now();
        }
        assert!(
            began.elapsed() < Duration::from_secs(40),
            "heard {}",
            heard.len()
        );
        ear.take_blocks(Moment::ZERO, &mut blocks);
        let now = clock.secs();
        assert_eq!(blocks.len(), 2);
        for (first, second) in blocks[0].iter().zip(&blocks[1]) {
            assert_eq!(first, second);
            let peak = first.samples.iter().position(|sample| *sample > 0.6);
            heard.extend(peak.map(|n| (now, first.moment + Moment::from_samples(n as i64))));
        }
        blocks.iter_mut().for_each(Vec::clear);
        std::thread::sleep(Duration::from_micros(500));
    }
    nothing.take_blocks(Moment::ZERO, &mut blocks);
    assert!(blocks.is_empty());
    let clicked = clicked.lock().unwrap().clone();
    let (mut waits, mut stamps) = (Vec::new(), Vec::new());
    for (now, moment) in &heard {
        let before = clicked.iter().copied().filter(|at| at < now);
        let made_secs = before.fold(0.0, f64::max);
        waits.push((now - made_secs) * 1e3);
        stamps.push((moment.secs() - made_secs) * 1e3);
    }
    stamps.sort_by(f64::total_cmp);
    let stamp = stamps[stamps.len() / 2];
    // The server passes a click on in the same period, and says that what comes in is two periods old. On a busy
    // machine, where it may not run in real time, it wakes late, and the click is made late as well.
    eprintln!("a click is stamped {stamp:+.1} ms from when it was made");
    assert!((-40.0..25.0).contains(&stamp), "{stamps:?}");
    waits.sort_by(f64::total_cmp);
    eprintln!(
        "from a click's making to its block, through the server: median {:.1} ms, most {:.1} ms",
        waits[waits.len() / 2],
        waits[waits.len() - 1]
    );
    let health = inputs.health();
    eprintln!("{}: {}", health[0].part, health[0].words);
}
