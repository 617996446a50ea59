//! A panorama's film opens as 360°, and is otherwise the film it was.

use std::fs;

use super::super::{Codec, FilmSettings};
use super::kit::{self, Folder};

/// What ffprobe says about the pictures besides the pictures.
fn beside_the_pictures(settings: &FilmSettings) -> String {
    let args = "-v error -select_streams v -show_streams -print_format json";
    let said = String::from_utf8(kit::ask("ffprobe", args, &settings.out, "")).unwrap();
    said.split_once("side_data_list")
        .map(|(_, after)| after.to_owned())
        .unwrap_or_default()
}

/// Checksums of every frame and of the sound, with their times.
fn sums(settings: &FilmSettings) -> String {
    let sums = kit::ask("ffmpeg", "-v error -i", &settings.out, "-f framemd5 -");
    String::from_utf8(sums).unwrap()
}

fn opens_as_360(name: &str, codec: Codec, ten_bit: bool) {
    let folder = Folder::new(&format!("panorama-{name}"));
    let plain = FilmSettings {
        width: 128,
        ..kit::small(folder.at(name), codec, ten_bit)
    };
    let panorama = FilmSettings {
        out: folder.at(&format!("360-{name}")),
        is_panorama: true,
        ..plain.clone()
    };
    kit::write(&plain).unwrap();
    kit::write(&panorama).unwrap();

    assert_eq!(beside_the_pictures(&plain), "");
    let said = beside_the_pictures(&panorama);
    assert!(said.contains("\"Spherical Mapping\""), "{said}");
    assert!(
        said.contains("\"projection\": \"equirectangular\""),
        "{said}"
    );
    assert!(sums(&panorama) == sums(&plain), "other frames or sound");
    assert_eq!(folder.names().len(), 2, "nothing else is left");
    let is_matroska = name.ends_with("mkv");
    if !is_matroska {
        let bytes = fs::read(&panorama.out).unwrap();
        let place = |kind: &[u8]| bytes.windows(4).position(|four| four == kind).unwrap();
        assert!(place(b"moov") < place(b"mdat"), "it can be streamed");
    }
}

#[test]
fn h264_in_mp4() {
    opens_as_360("film.mp4", Codec::H264, false);
}

#[test]
fn h264_with_ten_bits_in_mov() {
    opens_as_360("film.mov", Codec::H264, true);
}

#[test]
fn h264_in_mkv() {
    opens_as_360("film.mkv", Codec::H264, false);
}

#[test]
fn prores_in_mov() {
    opens_as_360("master.mov", Codec::ProRes, true);
}

#[test]
fn prores_in_mkv() {
    opens_as_360("master.mkv", Codec::ProRes, true);
}
