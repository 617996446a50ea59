//! Films: sample-exact, the same each time, the same from any moment.
#![allow(clippy::unwrap_used, reason = "tests")]

use welkin_installation::Shape;
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
