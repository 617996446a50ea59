//! Films: sample-exact, the same each time, the same from any moment.
#![allow(clippy::unwrap_used, reason = "tests")]

use welkin_installation::{Bed, Shape};
use welkin_space::harmonics::encode;
use welkin_space::{Motion, Place};
use welkin_values::{Direction, Moment};

use crate::testing::{Folder, noise, on_channels, stem, tone};
use crate::{Bounce, Playlist, RoomSettings, SourceReader, StemFile};

fn render(bounce: &mut Bounce, count: usize, step: usize) -> Vec<[f32; 2]> {
    let mut all = vec![[9.0; 2]; count];
    for part in all.chunks_mut(step) {
        bounce.render(part.as_flattened_mut());
    }
    all
}

/// Two tracks of three sources at several rates, codings and places, looped.
fn rich(folder: &Folder) -> Playlist {
    let drums = folder.wav("drums.wav", 48_000, 2, &noise(1, 60_000));
    let wav = folder.wav("bass.wav", 44_100, 1, &tone(44_100, 110.0, 0.3, 0.5));
    let bass = folder.ffmpeg(&wav, &["-b:a", "128k"], "bass.mp3");
    let wav = folder.wav(
        "lead.wav",
        22_050,
        2,
        &on_channels(&tone(22_050, 880.0, 0.2, 0.7), 2),
    );
    let lead = folder.ffmpeg(&wav, &["-c:a", "libvorbis"], "lead.ogg");
    let left = Place {
        direction: Direction::from_degrees(60.0, 20.0),
        distance_m: 3.0,
    };
    let first = vec![
        stem("drums", &drums),
        StemFile {
            gain_db: -6.0,
            shape: Shape::Point(Motion::Still(left)),
            ..stem("bass", &bass)
        },
    ];
    Playlist::new(
        vec![first, vec![stem("lead", &lead), stem("drums", &drums)]],
        true,
        None,
    )
}

#[test]
fn the_same_bytes_every_time_however_they_are_asked_for() {
    let folder = Folder::new();
    let playlist = rich(&folder);
    let whole = render(
        &mut Bounce::new(playlist.clone(), RoomSettings::stereo()),
        150_000,
        150_000,
    );
    assert!(whole.iter().any(|frame| frame[0].abs() > 0.1));
    for step in [1, 37, 128, 800, 2002] {
        // Single frames take long: a part will do.
        let count = if step == 1 { 3000 } else { 150_000 };
        assert!(
            render(
                &mut Bounce::new(playlist.clone(), RoomSettings::stereo()),
                count,
                step
            ) == whole[..count],
            "{step}"
        );
    }
}

#[test]
fn any_moment_sounds_as_if_rendered_from_the_beginning() {
    let folder = Folder::new();
    let playlist = rich(&folder);
    let whole = render(
        &mut Bounce::new(playlist.clone(), RoomSettings::stereo()),
        160_000,
        4096,
    );
    let mut bounce = Bounce::new(playlist, RoomSettings::stereo());
    // Within a track, at a seam, in the second pass, back again.
    for moment in [1, 12_345, 30_000, 63_600, 101_010, 140_000, 777] {
        bounce.skip_to(Moment::from_samples(moment as i64));
        assert!(
            render(&mut bounce, 5000, 800) == whole[moment..moment + 5000],
            "{moment}"
        );
        assert_eq!(bounce.position().samples, moment as i64 + 5000);
    }
}

#[test]
fn a_file_and_its_inverted_copy_are_exact_silence() {
    let folder = Folder::new();
    for rate_hz in [44_100, 48_000] {
        let sound = noise(7, 50_000);
        let inverted: Vec<f32> = sound.iter().map(|sample| -sample).collect();
        let a = folder.wav("a.wav", rate_hz, 1, &sound);
        let b = folder.wav("b.wav", rate_hz, 1, &inverted);
        let playlist = Playlist::new(vec![vec![stem("a", &a), stem("b", &b)]], true, None);
        let heard = render(
            &mut Bounce::new(playlist, RoomSettings::stereo()),
            120_000,
            1001,
        );
        assert!(heard.iter().all(|frame| *frame == [0.0; 2]), "{rate_hz}");
    }
}

#[test]
fn a_front_file_comes_out_as_it_is_and_loops_without_a_seam() {
    let folder = Folder::new();
    let sound = on_channels(&noise(3, 10_007), 2);
    let path = folder.wav("a.wav", 48_000, 2, &sound);
    let playlist = Playlist::new(vec![vec![stem("a", &path)]], true, None);
    let heard = render(
        &mut Bounce::new(playlist, RoomSettings::stereo()),
        35_000,
        480,
    );
    for (n, frame) in heard.iter().enumerate() {
        let at = n % 10_007 * 2;
        assert_eq!(*frame, [sound[at], sound[at + 1]], "{n}");
    }
}

#[test]
fn a_whole_tone_loops_without_a_click_after_resampling() {
    let folder = Folder::new();
    // 441 whole turns in a second, at another rate: the seam must be as smooth as the rest.
    let path = folder.wav("a.wav", 44_100, 1, &tone(44_100, 441.0, 0.5, 1.0));
    let playlist = Playlist::new(vec![vec![stem("a", &path)]], true, None);
    assert_eq!(playlist.duration().unwrap().unwrap().samples, 48_000);
    let heard = render(
        &mut Bounce::new(playlist, RoomSettings::stereo()),
        96_000,
        800,
    );
    let steepest = heard
        .windows(2)
        .map(|w| (w[1][0] - w[0][0]).abs())
        .fold(0.0, f32::max);
    // The tone's own steepest step is 2π · 441 / 48000 · 0.5 = 0.029.
    assert!(steepest < 0.05, "{steepest}");
}

#[test]
fn after_the_end_there_is_silence_and_too_much_is_held_at_the_ceiling() {
    let folder = Folder::new();
    let path = folder.wav("a.wav", 48_000, 1, &vec![0.8; 1000]);
    let stems: Vec<StemFile> = ["a", "b", "c"]
        .iter()
        .map(|name| stem(name, &path))
        .collect();
    let heard = render(
        &mut Bounce::new(
            Playlist::new(vec![stems], false, None),
            RoomSettings::stereo(),
        ),
        3000,
        100,
    );
    assert!(
        heard[..1000]
            .iter()
            .all(|frame| (0.89..=10_f32.powf(-0.05)).contains(&frame[0]))
    );
    assert!(heard[1000..].iter().all(|frame| *frame == [0.0; 2]));
}

#[test]
fn what_is_heard_is_what_is_read() {
    let folder = Folder::new();
    let path = folder.wav("a.wav", 32_000, 1, &noise(8, 30_000));
    let playlist = Playlist::new(vec![vec![stem("a", &path)]], true, None);
    let heard = render(
        &mut Bounce::new(playlist.clone(), RoomSettings::stereo()),
        70_000,
        512,
    );
    let mut read = vec![0.0; 70_000];
    assert_eq!(SourceReader::new(&playlist, "a").read(&mut read), 70_000);
    assert!(
        heard
            .iter()
            .zip(&read)
            .all(|(frame, sample)| frame[0] == *sample)
    );
}

#[test]
fn no_sources_are_silence() {
    let mut bounce = Bounce::new(
        Playlist::new(Vec::new(), true, None),
        RoomSettings::stereo(),
    );
    assert!(
        render(&mut bounce, 1000, 100)
            .iter()
            .all(|frame| *frame == [0.0; 2])
    );
    assert_eq!(bounce.problem(), None);
}

#[test]
fn a_film_of_all_directions_holds_beds_as_they_are_and_points_as_harmonics() {
    let folder = Folder::new();
    let forest = noise(11, 20_000 * 4);
    let bird = noise(12, 20_000);
    let bed = StemFile {
        shape: Shape::Bed(Bed {
            order: 1,
            sectors: 0,
        }),
        ..stem("forest", &folder.wav("forest.wav", 48_000, 4, &forest))
    };
    let there = Direction::from_degrees(-50.0, 30.0);
    let point = StemFile {
        shape: Shape::Point(Motion::Still(Place {
            direction: there,
            distance_m: 1.0,
        })),
        gain_db: -20.0,
        ..stem("bird", &folder.wav("bird.wav", 48_000, 1, &bird))
    };
    let playlist = Playlist::new(vec![vec![bed, point]], true, None);
    let mut gains = [0.0; 9];
    encode(2, there, &mut gains);
    let mut bounce = Bounce::new(playlist, RoomSettings::ambix(2));
    assert_eq!(bounce.channels(), 9);
    let mut heard = vec![0.0; 30_000 * 9];
    for part in heard.chunks_mut(9 * 777) {
        bounce.render(part);
    }
    for (at, frame) in heard.chunks_exact(9).enumerate() {
        for (channel, sample) in frame.iter().enumerate() {
            let at = at % 20_000;
            let around = if channel < 4 {
                forest[at * 4 + channel]
            } else {
                0.0
            };
            let expected = around + 0.1 * bird[at] * gains[channel];
            assert!((sample - expected).abs() < 1e-6, "{at} {channel}");
        }
    }
}

#[test]
fn any_moment_of_what_moves_and_is_limited_is_as_from_the_beginning() {
    let folder = Folder::new();
    let path = folder.wav("a.wav", 48_000, 1, &noise(1, 300_000));
    let moving = |source: &str, period_secs| StemFile {
        gain_db: 9.0,
        shape: Shape::Point(Motion::Orbit {
            from: Place::default(),
            period_secs,
        }),
        ..stem(source, &path)
    };
    let stems = vec![moving("a", 1.3), moving("b", -2.1)];
    let playlist = Playlist::new(vec![stems], true, None);
    let whole = render(
        &mut Bounce::new(playlist.clone(), RoomSettings::stereo()),
        150_000,
        4096,
    );
    let ceiling = 10_f32.powf(-0.05);
    assert!(
        whole
            .iter()
            .flatten()
            .any(|sample| sample.abs() > 0.999 * ceiling)
    );
    let mut bounce = Bounce::new(playlist, RoomSettings::stereo());
    for moment in [1, 60_001, 144_000, 100_000] {
        bounce.skip_to(Moment::from_samples(moment as i64));
        assert!(
            render(&mut bounce, 3000, 800) == whole[moment..moment + 3000],
            "{moment}"
        );
    }
}
