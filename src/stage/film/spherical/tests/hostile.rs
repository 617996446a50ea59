//! Files that are cut off, lie about sizes, or are too long for short numbers.

use std::fs;
use std::io::ErrorKind;

use super::super::boxes::{Parts, boxed};
use super::super::{index, mark_equirectangular};
use super::films::Film;

/// An index with one track of pictures whose chunks lie here.
fn index_with(places: &[u32]) -> Vec<u8> {
    let inner = [boxed(b"avcC", &[1; 9]), boxed(b"pasp", &[0; 8]), vec![0; 4]].concat();
    let entry = boxed(b"avc1", &[&[0; 78][..], &inner].concat());
    let stsd = boxed(b"stsd", &[&[0, 0, 0, 0, 0, 0, 0, 1][..], &entry].concat());
    let mut stco = vec![0; 4];
    stco.extend((places.len() as u32).to_be_bytes());
    stco.extend(places.iter().flat_map(|place| place.to_be_bytes()));
    let stbl = boxed(b"stbl", &[stsd, boxed(b"stco", &stco)].concat());
    let hdlr = boxed(b"hdlr", b"\0\0\0\0\0\0\0\0vide\0\0\0\0");
    let mdia = boxed(b"mdia", &[hdlr, boxed(b"minf", &stbl)].concat());
    boxed(b"moov", &boxed(b"trak", &mdia))
}

/// The boxes about the pictures.
fn table_of(mut index: &[u8]) -> &[u8] {
    for kind in [b"moov", b"trak", b"mdia", b"minf", b"stbl"] {
        index = Parts { rest: index }.find(kind).unwrap().unwrap().body;
    }
    index
}

/// The places in an index, and whether they are long.
fn places_in(index: &[u8]) -> (Vec<u64>, bool) {
    let inner = table_of(index);
    let short = Parts { rest: inner }.find(b"stco").unwrap();
    let long = Parts { rest: inner }.find(b"co64").unwrap();
    let (table, bytes) = match (short, long) {
        (Some(table), None) => (table, 4),
        (None, Some(table)) => (table, 8),
        _ => panic!("one table of places"),
    };
    let place = |bytes: &[u8]| bytes.iter().fold(0, |n, b| (n << 8) | u64::from(*b));
    let places = table.body[8..].chunks(bytes).map(place).collect();
    (places, bytes == 8)
}

#[test]
fn places_move_with_what_lies_there() {
    let far = u32::MAX - 3;
    for (places, wide) in [
        (vec![], false),
        (vec![48, 2000, 3000], false),
        (vec![far], true),
        (vec![48, 2000, far, far], true),
    ] {
        let old = index_with(&places);
        // As if it began at 100 in the file.
        let end = 100 + old.len() as u64;
        let new = index::marked(&old, end).unwrap().unwrap();
        let by = (new.len() - old.len()) as u64;
        let moved = |place: &u32| match u64::from(*place) {
            place if place < end => place,
            place => place + by,
        };
        let expected: Vec<u64> = places.iter().map(moved).collect();
        assert_eq!(places_in(&new), (expected, wide));
        // What is marked stays.
        let again = index::marked(&new, 100 + new.len() as u64).unwrap();
        assert_eq!(again, Some(new));
    }
}

#[test]
fn the_mark_comes_before_the_shape_of_a_pixel() {
    let new = index::marked(&index_with(&[]), 1000).unwrap().unwrap();
    let stsd = Parts {
        rest: table_of(&new),
    }
    .find(b"stsd");
    let entry = Parts {
        rest: &stsd.unwrap().unwrap().body[8..],
    }
    .find(b"avc1");
    let mut inner = Parts {
        rest: &entry.unwrap().unwrap().body[78..],
    };
    let mut kinds = Vec::new();
    while let Some(part) = inner.next().unwrap() {
        kinds.push(part.kind);
    }
    assert_eq!(kinds, [*b"avcC", *b"st3d", *b"sv3d", *b"pasp"]);
    assert_eq!(inner.rest, [0; 4]);
}

#[test]
fn a_cut_off_film_stays_as_it_is() {
    let film = Film::new("cut.mp4", "-c:v libx264 -movflags +faststart");
    let whole = fs::read(film.path()).unwrap();
    for length in (0..whole.len().min(3000)).step_by(7) {
        fs::write(film.path(), &whole[..length]).unwrap();
        let marked = mark_equirectangular(film.path());
        assert!(!matches!(marked, Ok(true)), "{length} bytes");
        assert_eq!(fs::read(film.path()).unwrap(), &whole[..length]);
        assert_eq!(film.names(), 1);
    }
}

#[test]
fn lies_are_refused_or_carried_but_never_panic() {
    let good = index_with(&[48, 2000, 3000]);
    let mut refused = 0;
    for at in 0..good.len() {
        for lie in [0, 1, 7, 0x7f, 0xff] {
            let mut index = good.clone();
            index[at] = lie;
            match index::marked(&index, 100 + good.len() as u64) {
                Ok(None) => {}
                Ok(Some(new)) => assert!(new.len() < good.len() + 256),
                Err(error) => {
                    assert_eq!(error.kind(), ErrorKind::InvalidData);
                    refused += 1;
                }
            }
        }
    }
    assert!(refused > 100, "{refused}");
}

#[test]
fn a_film_that_cannot_be_written_beside_stays() {
    let film = Film::new("stays.mp4", "-c:v libx264");
    let before = fs::read(film.path()).unwrap();
    // A folder has the name of the new film.
    let beside = film.path().with_file_name("stays.mp4.360.writing");
    fs::create_dir(&beside).unwrap();
    assert!(mark_equirectangular(film.path()).is_err());
    assert!(before == fs::read(film.path()).unwrap());
    fs::remove_dir(&beside).unwrap();
    assert!(mark_equirectangular(film.path()).unwrap());
}
