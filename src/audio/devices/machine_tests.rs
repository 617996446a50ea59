//! Cards, lists and the walking noise on real sound systems: ALSA's file card, and a JACK server of 16 channels.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use welkin_installation::{DeviceName, SoundHost, Speaker, Speakers, Venue};
use welkin_space::Place;

use super::{
    CardWish, Counts, DeviceError, Signs, SoundDirection, SpeakerTest, Take, devices, find_device,
    open_input, test_speakers,
};
use crate::machine::{Jackd, alsa_to_file, is_alone, run_alone};
use crate::testing::{Folder, venue};

const CHANNELS: usize = 16;

/// Sixteen speakers on channels in an order of their own.
fn room(host: SoundHost, name: &str) -> Venue {
    let speaker = |n: usize| Speaker {
        id: format!("s{n}"),
        place: Place::default(),
        is_sub: n == 3,
        channel: (n * 5 + 2) % CHANNELS,
        gain_db: 0.0,
        delay_ms: None,
        eq: Vec::new(),
    };
    let mut venue = venue(Speakers::Placed((0..CHANNELS).map(speaker).collect()));
    venue.sound.device = Some(DeviceName {
        host: Some(host),
        name: Some(name.into()),
    });
    venue.sound.period_frames = 256;
    venue
}

/// The channel that is loudest in interleaved sound, if it is much louder than all others.
fn loudest(sound: &[f32]) -> Option<usize> {
    let power = |channel: usize| -> f32 {
        let heard = sound.iter().skip(channel).step_by(CHANNELS);
        heard.map(|x| x * x).sum()
    };
    let mut powers: Vec<(usize, f32)> = (0..CHANNELS).map(|n| (n, power(n))).collect();
    powers.sort_by(|a, b| b.1.total_cmp(&a.1));
    (powers[0].1 > 1e-3 && powers[0].1 > 1000.0 * powers[1].1).then_some(powers[0].0)
}

#[test]
fn alsa_plays_each_speaker_on_its_channel() {
    let folder = Folder::new();
    let raw = folder.path("wall.raw");
    let configuration = alsa_to_file(&folder, &raw);
    run_alone(
        "devices::machine_tests::on_alsa",
        &[
            ("ALSA_CONFIG_PATH", configuration.to_str().unwrap()),
            ("WELKIN_TEST_RAW", raw.to_str().unwrap()),
        ],
    );
    let bytes = std::fs::read(&raw).unwrap();
    let samples = bytes.chunks_exact(4);
    let sound: Vec<f32> = samples
        .map(|s| f32::from_le_bytes(s.try_into().unwrap()))
        .collect();
    let room = room(SoundHost::Alsa, "");
    let Speakers::Placed(speakers) = room.speakers else {
        unreachable!("they are placed");
    };
    let dwell = 9600 * CHANNELS;
    assert!(sound.len() >= CHANNELS * dwell, "{} samples", sound.len());
    for (turn, speaker) in speakers.iter().enumerate() {
        let heard = &sound[turn * dwell..(turn + 1) * dwell];
        assert_eq!(loudest(heard), Some(speaker.channel), "{turn}");
        let peak = heard.iter().fold(0.0_f32, |most, x| most.max(x.abs()));
        assert!((0.15..1.0).contains(&peak), "{turn}: {peak}");
    }
}

#[test]
#[ignore = "run by the one above, in a process of its own"]
fn on_alsa() {
    if !is_alone() {
        return;
    }
    let listed = devices();
    eprintln!("{listed:#?}");
    let wall = listed
        .iter()
        .find(|device| device.id == "welkin_wall")
        .unwrap();
    assert_eq!(
        (wall.host.as_str(), wall.name.as_str()),
        ("alsa", "Wall of speakers")
    );
    assert!(wall.channels >= 16 && wall.has_our_rate && !wall.is_default);
    let ask = |name: &str| {
        let wish = DeviceName {
            host: Some(SoundHost::Alsa),
            name: Some(name.into()),
        };
        find_device(&wish, SoundDirection::Output)
    };
    assert_eq!(ask("wall OF").unwrap().id, "welkin_wall");
    let unknown = ask("no such card").unwrap_err();
    eprintln!("{unknown}");
    assert!(matches!(unknown, DeviceError::Unknown { .. }));
    assert!(
        unknown
            .to_string()
            .contains("welkin_wall (Wall of speakers)")
    );
    let absent = DeviceName {
        host: Some(SoundHost::Pipewire),
        name: None,
    };
    if !cfg!(feature = "pipewire") {
        let error = find_device(&absent, SoundDirection::Output).unwrap_err();
        eprintln!("{error}");
        assert!(error.to_string().contains("built without it"), "{error}");
    }

    let mut told = Vec::new();
    let mut tell = |news: SpeakerTest<'_>| {
        if let SpeakerTest::Sounds(speaker) = news {
            told.push(speaker.id.clone());
        }
    };
    let stop = AtomicBool::new(false);
    test_speakers(&room(SoundHost::Alsa, "wall"), 0.2, &stop, &mut tell).unwrap();
    let all: Vec<String> = (0..CHANNELS).map(|n| format!("s{n}")).collect();
    assert_eq!(told, all);
}

#[test]
fn jack_plays_and_hears_sixteen_channels() {
    if Jackd::is_installed() {
        let name = format!("welkin-walk-{}", std::process::id());
        run_alone(
            "devices::machine_tests::on_jack",
            &[("JACK_DEFAULT_SERVER", &name)],
        );
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
    let listed = devices();
    let of_jack: Vec<_> = listed
        .iter()
        .filter(|device| device.host == "jack")
        .collect();
    eprintln!("{of_jack:#?}");
    assert_eq!(of_jack.len(), 2);
    assert!(
        of_jack
            .iter()
            .all(|device| device.channels == 64 && device.has_our_rate)
    );

    let heard: Arc<Mutex<Vec<f32>>> = Arc::default();
    let ours = Arc::clone(&heard);
    let wish = CardWish {
        device: Some(DeviceName {
            host: Some(SoundHost::Jack),
            name: None,
        }),
        channels: CHANNELS,
        period_frames: 256,
    };
    let signs = Arc::new(Signs::new(&Arc::new(Counts::default())));
    let card = open_input(&wish, &signs, &mut |format| -> Take {
        assert_eq!((format.channels, format.rate_hz), (CHANNELS, 48_000));
        let ours = Arc::clone(&ours);
        Box::new(move |frames, _age_secs| ours.lock().unwrap().extend_from_slice(frames))
    })
    .unwrap();
    eprintln!("{}", card.words);

    // The noise walks; once its ports are there they are connected to those of our input.
    let stop = AtomicBool::new(false);
    let venue = room(SoundHost::Jack, "JACK Output");
    let Speakers::Placed(speakers) = venue.speakers.clone() else {
        unreachable!("they are placed");
    };
    let walk = std::thread::spawn(move || {
        let mut told = 0;
        let mut tell = |news: SpeakerTest<'_>| {
            told += usize::from(matches!(news, SpeakerTest::Sounds(_)));
        };
        let done = test_speakers(&venue, 0.4, &stop, &mut tell);
        (done, told)
    });
    let ports = |what: &str| -> Vec<String> {
        let all = server.ports(&name);
        all.into_iter().filter(|port| port.contains(what)).collect()
    };
    let began = Instant::now();
    while ports(":out_").len() < CHANNELS {
        assert!(began.elapsed() < Duration::from_secs(5));
    }
    let (outs, ins) = (ports(":out_"), ports(":in_"));
    for (from, to) in outs.iter().zip(&ins) {
        server.connect(&name, from, to);
    }
    let (done, told) = walk.join().unwrap();
    assert_eq!((done, told), (Ok(()), CHANNELS));

    // Those whose turn was before the ports were connected were not heard; all others in their order.
    let heard = heard.lock().unwrap();
    let mut channels: Vec<usize> = heard.chunks(2048 * CHANNELS).filter_map(loudest).collect();
    channels.dedup();
    let expected: Vec<usize> = speakers.iter().map(|speaker| speaker.channel).collect();
    eprintln!(
        "{} speakers heard on their channels: {channels:?}",
        channels.len()
    );
    assert!(channels.len() >= 6, "{channels:?}");
    assert!(expected.ends_with(&channels), "{channels:?}");
}
