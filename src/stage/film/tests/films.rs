//! What goes in comes out: colours, order, times, sound.

use std::fs::{self, File};
use std::io::BufReader;

use super::super::join;
use super::super::{Codec, FilmSettings, FilmWriter};
use super::kit::{self, Folder};

/// Every frame in order with its colour, every time exact, every click where it was.
fn comes_back(name: &str, codec: Codec, ten_bit: bool, pixels: &str) {
    let folder = Folder::new(name);
    let settings = kit::small(folder.at(name), codec, ten_bit);
    kit::write(&settings).unwrap();
    assert_eq!(folder.names(), [name], "nothing else is left");

    let film = folder.at(name);
    let colours = kit::colours(&film);
    assert_eq!(colours.len(), 40);
    for (number, found) in (100..).zip(colours) {
        let expected = kit::colour(number);
        let off = expected
            .iter()
            .zip(found)
            .map(|(a, b)| a.abs_diff(b))
            .max()
            .unwrap();
        assert!(off <= 4, "frame {number}: {found:?}, not {expected:?}");
    }

    // Matroska's clock counts milliseconds.
    let tolerance = if name.ends_with("mkv") {
        0.000_51
    } else {
        0.000_002
    };
    for (number, time) in kit::times(&film).into_iter().enumerate() {
        let expected = number as f64 / 24.0;
        assert!(
            (time - expected).abs() < tolerance,
            "frame {number} at {time}, not {expected}"
        );
    }

    let samples = kit::samples(&film);
    let length = settings.sound_samples() as usize;
    assert!(
        samples.len() / 2 >= length && samples.len() / 2 < length + 1024,
        "{}",
        samples.len()
    );
    for at in (0..length).step_by(24_000) {
        let near = at.saturating_sub(2_000)..(at + 2_000).min(length);
        let loudest = near.max_by(|a, b| samples[2 * a].abs().total_cmp(&samples[2 * b].abs()));
        let off = loudest.unwrap().abs_diff(at);
        assert!(off <= 48, "the click at {at} is {off} samples off");
    }

    let about = "-v error -select_streams v -show_entries \
                 stream=pix_fmt,color_range,color_space,color_transfer,color_primaries -of csv=p=0";
    let about = String::from_utf8(kit::ask("ffprobe", about, &film, "")).unwrap();
    assert_eq!(about.trim(), format!("{pixels},tv,bt709,bt709,bt709"));
}

#[test]
fn h264_in_mp4() {
    comes_back("film.mp4", Codec::H264, false, "yuv420p");
}

#[test]
fn h264_with_ten_bits_in_mov() {
    comes_back("film.mov", Codec::H264, true, "yuv420p10le");
}

#[test]
fn h264_in_mkv() {
    comes_back("film.mkv", Codec::H264, false, "yuv420p");
}

#[test]
fn prores_in_mov() {
    comes_back("master.mov", Codec::ProRes, true, "yuv422p10le");
}

#[test]
fn names_are_never_options_or_protocols() {
    comes_back("-y concat:%d 'quote'.mp4", Codec::H264, false, "yuv420p");
}

#[test]
fn times_are_exact_across_many_joins() {
    for frames_per_sec in [30, 60] {
        let folder = Folder::new(&format!("times-{frames_per_sec}"));
        let small = kit::small(folder.at("film.mp4"), Codec::H264, false);
        let settings = FilmSettings {
            frames_per_sec,
            segment_frames: 7,
            frames: 37,
            ..small
        };
        kit::write(&settings).unwrap();
        let times = kit::times(&settings.out);
        assert_eq!(times.len(), 37);
        for (number, time) in times.into_iter().enumerate() {
            let expected = number as f64 / f64::from(frames_per_sec);
            assert!(
                (time - expected).abs() < 2e-6,
                "{frames_per_sec}: {time}, not {expected}"
            );
        }
    }
}

#[test]
fn rounded_lengths_never_add_up() {
    for frames_per_sec in [1, 7, 24, 25, 30, 60, 144] {
        for segment_frames in [1, 7, 240, 1000] {
            let small = kit::small("film.mp4".into(), Codec::H264, false);
            let frames = u64::from(frames_per_sec) * 600;
            let settings = FilmSettings {
                frames_per_sec,
                segment_frames,
                frames,
                ..small
            };
            let list = join::list(&settings);
            let lengths = list
                .lines()
                .filter_map(|line| line.strip_prefix("duration "));
            let micros = lengths.map(|secs| secs.replace('.', "").parse::<u64>().unwrap());
            assert_eq!(
                micros.sum::<u64>(),
                600_000_000,
                "{frames_per_sec} {segment_frames}"
            );
        }
    }
}

#[test]
fn pictures_lose_nothing() {
    for ten_bit in [false, true] {
        let folder = Folder::new(&format!("pictures-{ten_bit}"));
        let settings = kit::small(folder.at("frames/dome-%04d.png"), Codec::Png, ten_bit);
        let mut writer = FilmWriter::begin(settings.clone(), false).unwrap();
        for number in 100..140 {
            writer.push(&kit::noise(&settings, number)).unwrap();
        }
        writer.finish(kit::clicks(&settings)).unwrap();
        assert_eq!(folder.names(), ["frames"]);
        assert_eq!(fs::read_dir(folder.at("frames")).unwrap().count(), 41);
        for number in [100, 139] {
            let path = folder.at(&format!("frames/dome-{number:04}.png"));
            let decoder = png::Decoder::new(BufReader::new(File::open(path).unwrap()));
            let mut reader = decoder.read_info().unwrap();
            let mut found = vec![0; reader.output_buffer_size().unwrap()];
            reader.next_frame(&mut found).unwrap();
            let pushed = kit::noise(&settings, number);
            let expected: Vec<u8> = match ten_bit {
                true => pushed
                    .chunks(2)
                    .flat_map(|value| [value[1], value[0]])
                    .collect(),
                false => pushed
                    .chunks(4)
                    .flat_map(|pixel| pixel[..3].to_vec())
                    .collect(),
            };
            assert!(found == expected, "picture {number} differs");
        }
        let samples = kit::samples(&folder.at("frames/sound.wav"));
        assert_eq!(samples.len() as u64 / 2, settings.sound_samples());
        assert!((samples[2 * 24_000] - 0.9).abs() < 1e-5);
        // Again into the same folder: it is replaced.
        kit::write(&settings).unwrap();
        assert_eq!(folder.names(), ["frames"]);
    }
}

#[test]
fn sound_is_as_long_as_the_film() {
    let lengths = [(0, 0.0), (10, 0.5), (1_000_000, f32::NAN)];
    for (pushed, value) in lengths {
        let folder = Folder::new(&format!("sound-{pushed}"));
        let settings = kit::small(folder.at("film.mkv"), Codec::H264, false);
        let mut writer = FilmWriter::begin(settings.clone(), false).unwrap();
        kit::push_until(&mut writer, &settings, 140);
        writer
            .finish(|sink| Ok(sink.push(&vec![value; 2 * pushed])?))
            .unwrap();
        let samples = kit::samples(&settings.out);
        assert_eq!(samples.len() as u64 / 2, settings.sound_samples());
        let expected = if pushed == 10 { 0.5 } else { 0.0 };
        assert!((samples[0] - expected).abs() < 1e-5 && samples[40].abs() < 1e-5);
    }
}
