#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::f32::consts::PI;

use glam::Vec3;
use welkin_installation::{
    EdgeBlend, MemoryFolder, SHIPPED_VENUES, Venue, View, check_venue_in, read_venue,
};
use welkin_warp::read;

use super::*;
use crate::beam::Beam;
use crate::plan::Plan;
use crate::projector::{Optics, Projector, looking};
use crate::screen::Screen;
use crate::warped::warped;

/// A shipped venue with smaller outputs.
fn small(name: &str, part: u32) -> Venue {
    let (_, text) = SHIPPED_VENUES.iter().find(|venue| venue.0 == name).unwrap();
    let mut venue = read_venue(name, text).unwrap();
    for output in &mut venue.outputs {
        (output.width, output.height) = (output.width / part, output.height / part);
    }
    venue
}

fn maps(venue: &Venue) -> Vec<(String, OutputMap)> {
    let maps = Plan::new(venue, None).unwrap().maps().unwrap();
    let ids = venue.outputs.iter().map(|output| output.id.clone());
    ids.zip(maps)
        .filter_map(|(id, map)| Some((id, map?)))
        .collect()
}

fn exported(venue: &Venue, maps: &[(String, OutputMap)], format: Format) -> Exported {
    let outputs: Vec<(&str, &OutputMap)> =
        maps.iter().map(|(id, map)| (id.as_str(), map)).collect();
    export(&outputs, venue.surface, format, &ExportOptions::default()).unwrap()
}

/// The map that comes back out of a file that a venue names as it was imported.
fn back(venue: &Venue, file: &(String, Vec<u8>)) -> Vec<(String, OutputMap)> {
    let usual = ImportOptions {
        size: [venue.outputs[0].width, venue.outputs[0].height],
        ..ImportOptions::default()
    };
    let screen = Screen::new(venue.surface, None).unwrap();
    let imported = import(&file.0, &file.1, &usual).unwrap();
    let folder = MemoryFolder::new().with(&file.0, "");
    let checked = check_venue_in(&folder, "venue.toml", &imported.venue);
    let found = checked
        .value
        .unwrap_or_else(|| panic!("{}\n{}", checked.problems, imported.venue));
    let map = |output: &welkin_installation::Output| {
        let size = [output.width, output.height];
        let wanted = output.warp.as_ref().unwrap();
        let warp = read(&file.0, &file.1, &read_options(wanted, size)).unwrap();
        let region = warp
            .regions
            .iter()
            .position(|it| Some(&it.id) == wanted.region.as_ref());
        let map = warped(&warp, region.unwrap_or(0), size, venue.surface, &screen);
        (output.id.clone(), map.unwrap())
    };
    assert!(found.outputs.iter().all(|output| output.view == View::Warp));
    found.outputs.iter().map(map).collect()
}

struct Off {
    degrees: f32,
    weight: f32,
    lift: f32,
    /// Pixels lit on one side only, by more than the least step of a map.
    lost: usize,
}

fn off(a: &OutputMap, b: &OutputMap) -> Off {
    assert_eq!(a.size, b.size);
    let mut off = Off {
        degrees: 0.0,
        weight: 0.0,
        lift: 0.0,
        lost: 0,
    };
    for (at, (one, other)) in a.looks.iter().zip(&b.looks).enumerate() {
        off.weight = off.weight.max((one[3] - other[3]).abs());
        off.lift = off.lift.max((a.lift[at] - b.lift[at]).abs());
        if (one[3] > 0.0) != (other[3] > 0.0) {
            off.lost += usize::from(one[3].max(other[3]) > 0.5 / 65_535.0);
            continue;
        }
        if one[3] > 0.0 {
            let [one, other] = [one, other].map(|it| Vec3::new(it[0], it[1], it[2]));
            let angle = one.cross(other).length().atan2(one.dot(other));
            off.degrees = off.degrees.max(angle.to_degrees());
        }
    }
    off
}

#[test]
fn a_dome_of_six_comes_back_from_mpcdi_as_it_was() {
    let venue = small("six-projector-dome", 12);
    let maps = maps(&venue);
    assert_eq!(maps.len(), 6);
    for version in [MpcdiVersion::V1, MpcdiVersion::V2] {
        let exported = exported(&venue, &maps, Format::Mpcdi(version));
        assert_eq!(exported.lost, [""; 0]);
        assert_eq!(exported.files[0].0, "venue.mpcdi");
        let found = back(&venue, &exported.files[0]);
        assert_eq!(found.len(), 6);
        for ((id, map), (other, found)) in maps.iter().zip(&found) {
            assert_eq!(id, other);
            let off = off(map, found);
            assert!(map.lift.iter().any(|lift| *lift > 0.0));
            assert!(off.degrees < 0.002, "{id} {}°", off.degrees);
            // A map has 65 535 steps of encoded light: the highest are 2.2 times as wide.
            assert!(off.weight < 1.5 / 65_535.0, "{id} {}", off.weight);
            assert!(off.lift < 0.1 / 65_535.0, "{id} {}", off.lift);
            assert_eq!(off.lost, 0, "{id}");
        }
    }
}

#[test]
fn a_dome_of_six_comes_back_from_pfm_but_for_its_blend() {
    let venue = small("six-projector-dome", 12);
    let maps = maps(&venue);
    let exported = exported(&venue, &maps, Format::Pfm);
    let names: Vec<&str> = exported
        .files
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(names[..2], ["front.pfm", "front-blend.png"]);
    assert_eq!((names.len(), exported.lost.len()), (12, 12));
    assert_eq!(
        exported.lost[..2],
        [
            "front: black levels; only MPCDI holds them",
            "front: its blend; it is in front-blend.png (linear light), which may be its `mask` here"
        ]
    );
    for ((id, map), files) in maps.iter().zip(exported.files.chunks(2)) {
        let (_, mut found) = back(&venue, &files[0]).remove(0);
        // The blend comes back from the picture beside.
        let mut reader = png::Decoder::new(std::io::Cursor::new(&files[1].1))
            .read_info()
            .unwrap();
        let mut raw = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut raw).unwrap();
        for (look, two) in found.looks.iter_mut().zip(raw.chunks_exact(2)) {
            look[3] *= f32::from(u16::from_be_bytes([two[0], two[1]])) / 65_535.0;
        }
        let off = off(map, &found);
        assert!(
            off.degrees < 0.002 && off.weight < 0.6 / 65_535.0,
            "{id} {} {}",
            off.degrees,
            off.weight
        );
        assert_eq!(off.lost, 0, "{id}");
    }
}

/// The numbers that words tell: degrees at most, percent of blend.
fn told(words: &str) -> Vec<f32> {
    let numbers = words.split(|c: char| !(c.is_ascii_digit() || c == '.'));
    numbers.filter_map(|word| word.parse().ok()).collect()
}

#[test]
fn meshes_come_back_as_nearly_as_they_say() {
    let venue = small("six-projector-dome", 6);
    let maps = maps(&venue);
    for format in [Format::Bourke, Format::Obj, Format::Csv, Format::Sgc] {
        let exported = exported(&venue, &maps[..1], format);
        let words = exported
            .lost
            .iter()
            .find(|words| words.contains("nodes"))
            .unwrap();
        let told = told(words);
        let (_, found) = back(&venue, &exported.files[0]).remove(0);
        let off = off(&maps[0].1, &found);
        let most = told[1];
        assert!(
            off.degrees <= most + 0.006 && most < 0.8,
            "{format:?} {words} {}",
            off.degrees
        );
        assert!(told[0] < 0.06, "{format:?} {words}");
        if format == Format::Bourke {
            assert_eq!(exported.files.len(), 1);
            assert!(told[2] < 5.0, "{words} {}", off.weight);
        } else {
            assert_eq!(exported.files[1].0, "front-blend.png");
        }
    }
    let outputs = [("front", &maps[0].1)];
    let fine = ExportOptions {
        nodes: Some([161, 101]),
        ..ExportOptions::default()
    };
    let fine = export(&outputs, venue.surface, Format::Bourke, &fine).unwrap();
    // Light ends within a cell of the dome's rim, so that small cells lose little.
    let numbers = told(&fine.lost[1]);
    assert!(numbers[1] < 0.1 && numbers[2] < 1.0, "{:?}", fine.lost);
}

/// A wall whose one projector shines a little beyond it.
fn wall() -> (Surface, OutputMap) {
    let surface = Surface::Wall {
        width_m: 4.0,
        height_m: 2.25,
        distance_m: 4.0,
    };
    let position = Vec3::new(0.4, -0.2, 1.0);
    let mut projector = Projector {
        position,
        orientation: looking(position, Vec3::new(0.05, 0.0, -4.0), 0.02),
        optics: Optics::new(0.9),
        size: [320, 180],
    };
    projector.optics.k1 = -0.05;
    let beam = Beam {
        name: "wall".into(),
        projector,
        ball: None,
        contrast: 2000.0,
        mask: None,
    };
    let screen = Screen::new(surface, None).unwrap();
    let sharp = EdgeBlend {
        width_share: 0.01,
        ..EdgeBlend::default()
    };
    let maps = crate::bake::bake(&screen, &[beam], sharp).unwrap();
    (surface, maps.into_iter().next().unwrap())
}

#[test]
fn a_whole_wall_goes_into_simcad_and_a_part_of_a_dome_does_not() {
    let (surface, map) = wall();
    let found = export(
        &[("w", &map)],
        surface,
        Format::SimCad,
        &ExportOptions::default(),
    )
    .unwrap();
    let words = &found.lost[0];
    assert!(told(words)[1] < 0.3 && told(words)[0] < 0.02, "{words}");
    let warp = read("w.simcad", &found.files[0].1, &ReadOptions::default()).unwrap();
    let screen = Screen::new(surface, None).unwrap();
    let again = warped(&warp, 0, map.size, surface, &screen).unwrap();
    assert!(
        off(&map, &again).degrees < 0.31,
        "{}",
        off(&map, &again).degrees
    );
    let venue = small("six-projector-dome", 12);
    let maps = maps(&venue);
    let refused = export(
        &[("front", &maps[0].1)],
        venue.surface,
        Format::SimCad,
        &ExportOptions::default(),
    );
    assert_eq!(
        refused.unwrap_err().to_string(),
        "output \"front\": SimCAD cannot hold this warp: it moves the corners of the whole picture, and this output shows only a part; write MPCDI"
    );
}

#[test]
fn what_cannot_be_written_is_refused_with_words() {
    let dome = Surface::Dome {
        radius_m: 5.0,
        tilt: 0.0,
        fov: PI,
    };
    let refused = |outputs: &[(&str, &OutputMap)], surface, format| {
        export(outputs, surface, format, &ExportOptions::default())
            .unwrap_err()
            .to_string()
    };
    let pfm = Format::Pfm;
    assert!(refused(&[], dome, pfm).starts_with("no output has a map"));
    let dark = OutputMap::dark([16, 16]);
    assert!(refused(&[("a", &dark)], dome, pfm).starts_with("output \"a\" lights no place"));
    let mut wild = dark.clone();
    wild.looks[3] = [f32::NAN, 0.0, 0.0, 1.0];
    assert_eq!(
        refused(&[("a", &wild)], dome, pfm),
        "the map of output \"a\" is damaged"
    );
    wild.looks.clear();
    assert_eq!(
        refused(&[("a", &wild)], dome, pfm),
        "the map of output \"a\" is damaged"
    );
    // The back of a panorama.
    let seam = OutputMap::filled([64, 64], |at| {
        Some((
            Vec3::new((at.x - 32.0) / 64.0, (at.y - 32.0) / 64.0, 1.0).normalize(),
            1.0,
        ))
    });
    let sphere = Surface::Sphere { radius_m: 4.0 };
    assert!(
        refused(&[("a", &seam)], sphere, Format::Bourke)
            .contains("the seam of the picture runs through")
    );
    let exported = export(
        &[("a/b", &seam), ("a b", &seam)],
        sphere,
        pfm,
        &ExportOptions::default(),
    )
    .unwrap();
    let names: Vec<&str> = exported
        .files
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(
        (names, exported.lost.len()),
        (vec!["a_b.pfm", "a_b_.pfm"], 0)
    );
    assert!(
        Format::WORDS
            .iter()
            .all(|word| Format::of_word(word).is_some())
    );
}

#[test]
fn a_venue_of_a_file_is_right_and_teaches() {
    let venue = small("six-projector-dome", 24);
    let maps = maps(&venue);
    let file = exported(&venue, &maps, Format::Mpcdi(MpcdiVersion::V2))
        .files
        .remove(0);
    let text = |name: &str| import(name, &file.1, &ImportOptions::default()).unwrap();
    let found = text("warps/dome \"2\".mpcdi");
    assert_eq!(found.file, "warps/dome \"2\".mpcdi");
    assert!(found.venue.contains("name = \"dome \\\"2\\\"\"\n"));
    assert!(
        found
            .venue
            .contains("# Each pixel of these outputs looks where")
    );
    assert!(
        found
            .venue
            .contains("id = \"front\"\nsize = [80, 50]\n# monitor = 1          # counted from 0\n"),
        "{}",
        found.venue
    );
    assert!(
        found.venue.contains(
            "file = \"warps/dome \\\"2\\\".mpcdi\"\nregion = \"front\"\n# flip_rows = true"
        )
    );
    assert!(
        found.tables.starts_with("[[output]]\nid = \"front\"\n")
            && found.venue.ends_with(&found.tables)
    );
    let outside = text("../elsewhere/dome.mpcdi");
    assert_eq!(outside.file, "dome.mpcdi");
    assert_eq!(
        outside.notes,
        ["copy the file beside venue.toml, as \"dome.mpcdi\""]
    );
    // A larger map than its region.
    let mut warp = read("x", &file.1, &ReadOptions::default()).unwrap();
    warp.regions[0].alpha = Some(Grid::from_linear([7, 5], &[1.0; 35], 2.2));
    let bytes = write_mpcdi(&warp, &WriteOptions::default()).unwrap();
    let stretched = import("x.mpcdi", &bytes, &ImportOptions::default()).unwrap();
    assert!(stretched.venue.contains("stretch_maps = true\n"));
    assert!(stretched.notes[0].contains("they are stretched"));
    assert!(import("x.mpcdi", &bytes[..60], &ImportOptions::default()).is_err());
}

#[test]
fn any_names_and_sizes_make_a_right_venue() {
    let places = |id: &str, size: [u32; 2]| {
        let mut region = Region::new(id, welkin_warp::Geometry::Straight);
        region.size = Some(size);
        region
    };
    let long = "x".repeat(200);
    let ids = ["a", " ", "  ", "ü\"\\#", &long, "-- 'x' "];
    let regions = ids.iter().map(|id| places(id, [4096, 4096])).collect();
    let bytes = write_mpcdi(&warp_of(regions), &WriteOptions::default()).unwrap();
    let found = import("n\n\u{7f}.mpcdi", &bytes, &ImportOptions::default()).unwrap();
    assert!(
        found
            .notes
            .iter()
            .any(|note| note == "rename the file to \"n__.mpcdi\"")
    );
    let folder = MemoryFolder::new().with(&found.file, "");
    let checked = check_venue_in(&folder, "venue.toml", &found.venue);
    let venue = checked
        .value
        .unwrap_or_else(|| panic!("{}\n{}", checked.problems, found.venue));
    let wanted = |at: usize| {
        venue.outputs[at]
            .warp
            .as_ref()
            .and_then(|it| it.region.as_deref())
    };
    assert!((0..ids.len()).all(|at| wanted(at) == Some(ids[at])));
    let regions = (0..40)
        .map(|at| places(&format!("r{at}"), [4096, 4096]))
        .collect();
    let bytes = write_mpcdi(&warp_of(regions), &WriteOptions::default()).unwrap();
    let found = import("many.mpcdi", &bytes, &ImportOptions::default()).unwrap();
    assert_eq!(
        (found.outputs.len(), found.outputs[0].1),
        (32, [1024, 1024])
    );
    assert!(found.notes[0].contains("40 outputs") && found.notes[1].contains("536 megapixels"));
    let folder = MemoryFolder::new().with("many.mpcdi", "");
    assert!(
        check_venue_in(&folder, "venue.toml", &found.venue)
            .value
            .is_some()
    );
}

#[test]
fn how_a_file_is_read_stands_in_its_venue() {
    let field = welkin_warp::Field::of_places([16, 16], vec![[0.5, 0.25, 1.0]; 256]);
    let region = Region::new("", welkin_warp::Geometry::Field(field));
    let pfm = write_pfm(&warp_of(vec![region]), &WriteOptions::default()).unwrap();
    let units = [
        None,
        Some(Unit::Millimetres),
        Some(Unit::Centimetres),
        Some(Unit::Decimetres),
        Some(Unit::Metres),
        Some(Unit::Inches),
        Some(Unit::Feet),
        Some(Unit::Yards),
    ];
    for (at, points) in units.into_iter().enumerate() {
        let told = ReadOptions {
            flip_rows: at % 2 == 0,
            flip_v: at % 3 == 0,
            whole_picture: at % 4 == 0,
            stretch_maps: at % 5 == 0,
            points,
            spare_bytes: 1 << 30,
            ..ReadOptions::default()
        };
        let options = ImportOptions {
            read: told.clone(),
            ..ImportOptions::default()
        };
        let found = import("room.pfm", &pfm, &options).unwrap();
        let folder = MemoryFolder::new().with("room.pfm", "");
        let checked = check_venue_in(&folder, "venue.toml", &found.venue);
        let venue = checked
            .value
            .unwrap_or_else(|| panic!("{}\n{}", checked.problems, found.venue));
        let again = ReadOptions {
            aspect: None,
            ..read_options(venue.outputs[0].warp.as_ref().unwrap(), [16, 16])
        };
        assert_eq!(again, told, "{}", found.venue);
        assert_eq!(
            (venue.outputs[0].id.as_str(), found.outputs[0].1),
            ("room", [16, 16])
        );
    }
}

#[test]
fn what_a_venue_teaches_is_right_where_it_is_taken() {
    let venue = small("six-projector-dome", 24);
    let maps = maps(&venue);
    let file = exported(&venue, &maps, Format::Mpcdi(MpcdiVersion::V2))
        .files
        .remove(0);
    let text = import(&file.0, &file.1, &ImportOptions::default())
        .unwrap()
        .venue;
    // All lines that could be written, and no prose.
    let taken = text
        .replace("# monitor = 1", "monitor = 1")
        .replace("# fullscreen = true\n", "");
    let taken = taken.replace("# mask", "mask").replace("# flip_", "flip_");
    assert_ne!(taken, text);
    let folder = MemoryFolder::new().with(&file.0, "").with("mask.png", "");
    let found = check_venue_in(&folder, "venue.toml", &taken);
    let found = found.value.unwrap_or_else(|| panic!("{}", found.problems));
    assert!(
        found
            .outputs
            .iter()
            .all(|it| it.mask.is_some() && it.monitor == Some(1))
    );
    assert!(
        found
            .outputs
            .iter()
            .all(|it| it.warp.as_ref().is_some_and(|it| it.flip_rows && it.flip_v))
    );
}
