//! Tracks follow one another sample by sample, for every reader alike.
#![allow(clippy::unwrap_used, reason = "tests")]

use welkin_installation::{Bed, Shape};
use welkin_space::harmonics::channels;
use welkin_values::Moment;

use super::timetable::Timetable;
use crate::testing::{Folder, noise, stem, tone};
use crate::{Playlist, SoundError, SourceReader, StemFile};

fn read(playlist: &Playlist, source: &str, count: usize) -> Vec<f32> {
    let mut reader = SourceReader::new(playlist, source);
    let mut all = vec![9.0; count];
    let mut filled = 0;
    // Uneven reads.
    while filled < count {
        let end = (filled + 777).min(count);
        let got = reader.read(&mut all[filled..end]);
        if got == 0 {
            break;
        }
        filled += got;
    }
    all.truncate(filled);
    all
}

#[test]
fn timetables_cut_and_pad() {
    let ranges = |lengths: &[i64], whole| Timetable::of_lengths(lengths, whole).tracks;
    assert_eq!(ranges(&[5, 7], None), [0..5, 5..12]);
    assert_eq!(ranges(&[5, 7], Some(8)), [0..5, 5..8]);
    assert_eq!(ranges(&[5, 7], Some(3)), [0..3, 3..3]);
    let padded = Timetable::of_lengths(&[5, 7], Some(20));
    assert_eq!(
        (padded.at(0), padded.at(11), padded.at(12)),
        ((Some(0), 5), (Some(1), 1), (None, 8))
    );
}

#[test]
fn tracks_follow_sample_by_sample_and_last_as_long_as_their_longest_stem() {
    let folder = Folder::new();
    let (long, short) = (noise(1, 5003), noise(2, 1201));
    let a = folder.wav("a.wav", 48_000, 1, &long);
    let b = folder.wav("b.wav", 48_000, 1, &short);
    let tracks = vec![
        vec![stem("drums", &a), stem("bass", &b)],
        vec![stem("bass", &a)],
    ];
    let playlist = Playlist::new(tracks, false, None);
    assert_eq!(playlist.sources(), ["drums", "bass"]);
    assert_eq!(
        playlist.duration().unwrap(),
        Some(Moment::from_samples(10_006))
    );
    let silence = |count: usize| std::iter::repeat_n(&0.0, count);
    let drums: Vec<f32> = long.iter().chain(silence(5003)).copied().collect();
    assert!(read(&playlist, "drums", 20_000) == drums);
    let bass: Vec<f32> = short
        .iter()
        .chain(silence(5003 - 1201))
        .chain(&long)
        .copied()
        .collect();
    assert!(read(&playlist, "bass", 20_000) == bass);
    // What no track has is silent as long as the show lasts.
    assert!(read(&playlist, "flute", 20_000) == vec![0.0; 10_006]);
}

#[test]
fn loops_and_lengths() {
    let folder = Folder::new();
    let sound = noise(4, 1000);
    let path = folder.wav("a.wav", 48_000, 1, &sound);
    for whole in [None, Some(700), Some(1500)] {
        let length = whole.map(|samples: usize| Moment::from_samples(samples as i64));
        let playlist = Playlist::new(vec![vec![stem("a", &path)]], true, length);
        let pass = whole.unwrap_or(1000);
        let heard = read(&playlist, "a", 5000);
        assert_eq!(heard.len(), 5000);
        for (n, sample) in heard.iter().enumerate() {
            assert_eq!(
                *sample,
                sound.get(n % pass).copied().unwrap_or(0.0),
                "{n} of {pass}"
            );
        }
        // Any moment of any pass is found again.
        let mut reader = SourceReader::new(&playlist, "a");
        for moment in [4000, 1, 699, 2345] {
            reader.skip_to(Moment::from_samples(moment));
            let mut part = [0.0; 100];
            assert_eq!(reader.read(&mut part), 100);
            assert_eq!(part, heard[moment as usize..moment as usize + 100]);
        }
    }
}

#[test]
fn gain_is_applied_and_stems_of_one_source_sound_together() {
    let folder = Folder::new();
    let path = folder.wav("a.wav", 48_000, 1, &[0.25; 100]);
    let quiet = StemFile {
        gain_db: -20.0,
        ..stem("a", &path)
    };
    let playlist = Playlist::new(vec![vec![stem("a", &path), quiet]], false, None);
    assert!(
        read(&playlist, "a", 100)
            .iter()
            .all(|sample| (sample - 0.275).abs() < 1e-6)
    );
}

#[test]
fn a_broken_file_is_an_error_before_and_silence_after_the_start() {
    let folder = Folder::new();
    let good = folder.wav("good.wav", 48_000, 1, &[0.5; 1000]);
    let bad = folder.bytes("bad.wav", b"no sound");
    let playlist = Playlist::new(vec![vec![stem("a", &good), stem("b", &bad)]], true, None);
    assert!(matches!(
        playlist.duration(),
        Err(SoundError::NotASound { .. })
    ));
    let mut reader = SourceReader::new(&playlist, "b");
    let mut part = [9.0; 3000];
    assert_eq!(reader.read(&mut part), 3000);
    assert!(part.iter().all(|sample| *sample == 0.0));
    assert!(reader.problem().unwrap().contains("bad.wav"));
    assert!(read(&playlist, "a", 3000) == vec![0.5; 3000]);
}

#[test]
fn without_tracks_there_is_no_end_unless_a_length_is_given() {
    let nothing = Playlist::new(Vec::new(), false, None);
    assert_eq!(nothing.duration().unwrap(), None);
    assert!(read(&nothing, "a", 10).is_empty());
    let silent = Playlist::new(Vec::new(), false, Some(Moment::from_samples(50)));
    assert_eq!(silent.duration().unwrap(), Some(Moment::from_samples(50)));
    assert_eq!(read(&silent, "a", 100), [0.0; 50]);
}

fn bed(source: &str, path: &std::path::Path, order: usize) -> StemFile {
    StemFile {
        shape: Shape::Bed(Bed { order, sectors: 0 }),
        ..stem(source, path)
    }
}

#[test]
fn a_bed_keeps_its_channels_at_any_rate() {
    let folder = Folder::new();
    // Each channel a tone of its own.
    for (rate_hz, order) in [
        (48_000, 2),
        (44_100, 2),
        (48_000, 5),
        (44_100, 7),
        (48_000, 7),
    ] {
        let channels = channels(order);
        let planes: Vec<Vec<f32>> = (0..channels)
            .map(|channel| tone(rate_hz, 200.0 + 100.0 * channel as f64, 0.3, 0.5))
            .collect();
        let frames = planes[0].len();
        let interleaved: Vec<f32> = (0..frames)
            .flat_map(|at| planes.iter().map(move |plane| plane[at]))
            .collect();
        let path = folder.wav("bed.wav", rate_hz, channels as u16, &interleaved);
        let playlist = Playlist::new(vec![vec![bed("forest", &path, order)]], false, None);
        assert_eq!(playlist.duration().unwrap().unwrap().samples, 24_000);
        let mut reader = SourceReader::new(&playlist, "forest");
        assert_eq!(reader.channels(), channels);
        let mut heard = vec![vec![0.0; 24_000]; channels];
        assert_eq!(reader.read_channels(&mut heard), 24_000);
        assert_eq!(reader.read_channels(&mut heard), 0);
        let mut whole = vec![0.0; 24_000];
        assert_eq!(
            SourceReader::new(&playlist, "forest").read(&mut whole),
            24_000
        );
        assert!(whole == heard[0]);
        for (channel, plane) in heard.iter().enumerate() {
            let truth = tone(48_000, 200.0 + 100.0 * channel as f64, 0.3, 0.5);
            let inside = 2000..22_000;
            let mut pairs = plane[inside.clone()].iter().zip(&truth[inside]);
            let close = if rate_hz == 48_000 { 0.0 } else { 1e-3 };
            assert!(
                pairs.all(|(is, one)| (is - one).abs() <= close),
                "{channel} at {rate_hz}"
            );
        }
        // And a stem is one channel.
        let stems = Playlist::new(vec![vec![stem("a", &path)]], false, None);
        assert_eq!(SourceReader::new(&stems, "a").channels(), 1);
    }
}

#[test]
fn a_bed_of_the_wrong_channels_is_refused_with_what_to_write() {
    let folder = Folder::new();
    for (channels, order, words) in [
        (1, 3, "a mono or stereo file is a stem"),
        (2, 1, "a mono or stereo file is a stem"),
        (3, 3, "export it with 4 and write order = 1"),
        (7, 3, "export it with 9 and write order = 2"),
        (25, 3, "write order = 4"),
        (16, 1, "write order = 3"),
        (64, 6, "write order = 7"),
        (40, 7, "export it with 36 and write order = 5"),
    ] {
        let path = folder.wav(
            "bed.wav",
            48_000,
            channels,
            &vec![0.1; 64 * usize::from(channels)],
        );
        let playlist = Playlist::new(vec![vec![bed("a", &path, order)]], false, None);
        let error = playlist.duration().unwrap_err();
        let said = error.to_string();
        assert!(matches!(error, SoundError::Bed { .. }), "{said}");
        assert!(said.contains("bed.wav") && said.contains(words), "{said}");
        assert!(said.contains(&format!("{channels} channels")), "{said}");
        let mut reader = SourceReader::new(&playlist, "a");
        reader.read(&mut [0.0; 8]);
        assert!(reader.problem().unwrap().contains("bed.wav"));
    }
}
