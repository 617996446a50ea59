//! What cannot be a film is refused, with what to do.

use std::fs;

use super::super::{Codec, FilmError, FilmSettings, FilmWriter};
use super::kit::{self, Folder};

fn refusal(settings: FilmSettings) -> String {
    match FilmWriter::begin(settings, false) {
        Ok(_) => panic!("this should have been refused"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn settings_that_make_no_film() {
    let folder = Folder::new("settings");
    fs::create_dir(folder.at("folder.mp4")).unwrap();
    let good = kit::small(folder.at("film.mp4"), Codec::H264, false);
    let prores = FilmSettings {
        codec: Codec::ProRes,
        ..good.clone()
    };
    let pictures = FilmSettings {
        codec: Codec::Png,
        ..good.clone()
    };
    let out = |name| FilmSettings {
        out: folder.at(name),
        ..good.clone()
    };
    let cases = [
        (
            FilmSettings {
                width: 63,
                ..good.clone()
            },
            "use 64 x 64",
        ),
        (
            FilmSettings {
                height: 0,
                ..good.clone()
            },
            "1 to 16384",
        ),
        (
            FilmSettings {
                width: u32::MAX,
                ..good.clone()
            },
            "1 to 16384",
        ),
        (
            FilmSettings {
                frames: 0,
                ..good.clone()
            },
            "0 frames",
        ),
        (
            FilmSettings {
                frames: u64::MAX,
                ..good.clone()
            },
            "give it a time",
        ),
        (
            FilmSettings {
                frames_per_sec: 0,
                ..good.clone()
            },
            "1 to 240",
        ),
        (
            FilmSettings {
                segment_frames: 0,
                ..good.clone()
            },
            "ten seconds",
        ),
        (out("film"), ".mp4, .mov or .mkv"),
        (out("film.avi"), ".mp4, .mov or .mkv"),
        (out("folder.mp4"), "give the film another"),
        (out("nowhere/film.mp4"), "no such folder"),
        (
            FilmSettings {
                out: "/".into(),
                ..pictures.clone()
            },
            "name",
        ),
        (
            FilmSettings {
                out: "".into(),
                ..good.clone()
            },
            "folder of the film",
        ),
        (prores, ".mov or .mkv"),
        (pictures.clone(), "frames/%06d.png"),
        (
            FilmSettings {
                out: folder.at("%s.png"),
                ..pictures.clone()
            },
            "frames/%06d.png",
        ),
    ];
    for (settings, part) in cases {
        let out = settings.out.clone();
        let said = refusal(settings);
        let is_empty_name = out.as_os_str().is_empty();
        assert!(
            said.contains(part) || is_empty_name,
            "{}: {said}",
            out.display()
        );
    }
    assert_eq!(
        folder.names(),
        ["folder.mp4"],
        "a refused film leaves nothing"
    );
}

#[test]
fn no_ffmpeg() {
    let folder = Folder::new("none");
    let settings = kit::small(folder.at("film.mp4"), Codec::H264, false);
    let refused = FilmWriter::begin_with("no-such-ffmpeg", settings.clone(), false);
    assert!(matches!(refused.err(), Some(FilmError::NoFfmpeg)));
    // `true` is a program without any encoder.
    let refused = FilmWriter::begin_with("true", settings, false);
    assert!(matches!(
        refused.err(),
        Some(FilmError::NoEncoder { encoder: "libx264" })
    ));
    assert!(folder.names().is_empty());
}

#[test]
fn a_folder_with_other_things_is_kept() {
    let folder = Folder::new("strangers");
    fs::create_dir(folder.at("holiday")).unwrap();
    fs::write(folder.at("holiday/beach.png"), "sand").unwrap();
    let settings = kit::small(folder.at("holiday"), Codec::Png, false);
    assert!(refusal(settings).contains("beach.png"));
}

#[test]
fn one_writer_at_a_time() {
    let folder = Folder::new("twice");
    let settings = kit::small(folder.at("film.mp4"), Codec::H264, false);
    let first = FilmWriter::begin(settings.clone(), false).unwrap();
    for resume in [false, true] {
        let second = FilmWriter::begin(settings.clone(), resume);
        let ours = std::process::id();
        assert!(
            matches!(second.err(), Some(FilmError::Running { pid: Some(pid), .. }) if pid == ours)
        );
    }
    drop(first);
    FilmWriter::begin(settings, true).unwrap();
}

#[test]
fn another_film_is_not_resumed() {
    let folder = Folder::new("another");
    let settings = kit::small(folder.at("film.mp4"), Codec::H264, false);
    let mut writer = FilmWriter::begin(settings.clone(), false).unwrap();
    kit::push_until(&mut writer, &settings, 130);
    drop(writer);
    let other_show = FilmSettings {
        fingerprint: "b".into(),
        ..settings.clone()
    };
    let other_size = FilmSettings {
        width: 32,
        ..settings.clone()
    };
    for (other, part) in [
        (other_show, "the show has changed"),
        (other_size, "64 x 64 then"),
    ] {
        let refused = FilmWriter::begin(other, true).err().unwrap().to_string();
        assert!(refused.contains(part), "{refused}");
    }
    // Refusing took nothing away; beginning again does.
    assert!(
        FilmWriter::begin(settings.clone(), true)
            .unwrap()
            .next_frame()
            >= 112
    );
    assert_eq!(
        FilmWriter::begin(settings, false).unwrap().next_frame(),
        100
    );
}

#[test]
fn a_film_in_the_way_stays_until_the_new_one_is_whole() {
    let folder = Folder::new("replace");
    let settings = kit::small(folder.at("film.mp4"), Codec::H264, false);
    fs::write(&settings.out, "the film before").unwrap();
    let mut writer = FilmWriter::begin(settings.clone(), false).unwrap();
    kit::push_until(&mut writer, &settings, 140);
    let failed = writer.finish(|_| Err("no music".into()));
    assert!(failed.unwrap_err().to_string().contains("no music"));
    assert_eq!(fs::read(&settings.out).unwrap(), b"the film before");
    let writer = FilmWriter::begin(settings.clone(), true).unwrap();
    assert_eq!(writer.next_frame(), 140);
    writer.finish(kit::clicks(&settings)).unwrap();
    assert_eq!(kit::colours(&settings.out).len(), 40);
    assert_eq!(folder.names(), ["film.mp4"]);
}

#[test]
fn frames_must_fit_and_be_all_there() {
    let folder = Folder::new("fit");
    let settings = kit::small(folder.at("film.mp4"), Codec::H264, false);
    let mut writer = FilmWriter::begin(settings.clone(), false).unwrap();
    assert!(matches!(
        writer.push(&[0; 3]),
        Err(FilmError::WrongFrame {
            expected: 16_384,
            got: 3
        })
    ));
    kit::push_until(&mut writer, &settings, 139);
    let unfinished = writer.finish(|_| Ok(()));
    assert!(matches!(
        unfinished,
        Err(FilmError::MissingFrames { missing: 1 })
    ));
    let mut writer = FilmWriter::begin(settings.clone(), true).unwrap();
    kit::push_until(&mut writer, &settings, 140);
    let more = writer.push(&kit::frame(&settings, 140));
    assert!(matches!(more, Err(FilmError::TooManyFrames { frames: 40 })));
    writer.finish(|_| Ok(())).unwrap();
}
