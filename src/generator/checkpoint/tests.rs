#![allow(clippy::unwrap_used, reason = "a test ends where something is missing")]

use super::*;

fn file(header: &str, data: &[u8]) -> Vec<u8> {
    let mut bytes = (header.len() as u64).to_le_bytes().to_vec();
    bytes.extend_from_slice(header.as_bytes());
    bytes.extend_from_slice(data);
    bytes
}

fn parse(bytes: Vec<u8>) -> Result<Checkpoint, OpenError> {
    Checkpoint::parse("test".into(), bytes.into())
}

fn assert_damaged(case: &str, bytes: Vec<u8>) {
    let result = parse(bytes).map(|_| ());
    assert!(
        matches!(result, Err(OpenError::Damaged { .. })),
        "{case}: {result:?}"
    );
}

#[test]
fn what_is_not_whole_is_refused() {
    let good = r#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#;
    assert!(parse(file(good, &[0; 8])).is_ok());
    assert_damaged("nothing", Vec::new());
    assert_damaged("a few bytes", vec![1, 2, 3]);
    assert_damaged("a text", b"not a checkpoint at all".to_vec());
    assert_damaged("cut short", file(good, &[0; 7]));
    assert_damaged("too long", file(good, &[0; 9]));
    let whole = file(good, &[0; 8]);
    for len in 0..whole.len() {
        assert_damaged(&format!("cut at {len}"), whole[..len].to_vec());
    }
}

#[test]
fn a_header_that_lies_about_its_length_allocates_nothing() {
    for length in [9, 1 << 20, 1 << 40, u64::MAX, u64::MAX - 7] {
        let mut bytes = length.to_le_bytes().to_vec();
        bytes.extend_from_slice(b"{}");
        assert_damaged(&length.to_string(), bytes);
    }
}

#[test]
fn a_header_that_lies_about_its_tensors_is_refused() {
    let tensor = |shape: &str, offsets: &str| {
        format!(r#"{{"a":{{"dtype":"F32","shape":{shape},"data_offsets":{offsets}}}}}"#)
    };
    for (shape, offsets) in [
        ("[3]", "[0,8]"),
        ("[2]", "[8,0]"),
        ("[2]", "[4,12]"),
        ("[2]", "[0,18446744073709551615]"),
        ("[4611686018427387904,4]", "[0,8]"),
        ("[18446744073709551615,18446744073709551615]", "[0,8]"),
        ("[-2]", "[0,8]"),
        ("[2.5]", "[0,8]"),
        ("\"two\"", "[0,8]"),
    ] {
        assert_damaged(shape, file(&tensor(shape, offsets), &[0; 8]));
    }
    let overlapping = r#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#;
    assert_damaged("overlap", file(overlapping, &[0; 12]));
    assert_damaged("nested", file(&"[".repeat(100_000), &[]));
}

#[test]
fn half_precision_is_read_and_integers_are_not() {
    let header = r#"{"a":{"dtype":"F16","shape":[1],"data_offsets":[0,2]},"b":{"dtype":"BF16","shape":[1],"data_offsets":[2,4]},"c":{"dtype":"I16","shape":[1],"data_offsets":[4,6]},"d":{"dtype":"F16","shape":[1],"data_offsets":[6,8]}}"#;
    let mut data = f16::from_f32(1.5).to_le_bytes().to_vec();
    data.extend(bf16::from_f32(-3.0).to_le_bytes());
    data.extend([7, 0]);
    data.extend(f16::NAN.to_le_bytes());
    let checkpoint = parse(file(header, &data)).unwrap();
    assert_eq!(checkpoint.numbers("a").values, [1.5]);
    assert_eq!(checkpoint.numbers("b").values, [-3.0]);
    let wanted = ["a", "b", "c", "d", "e"].map(|name| Wanted::new(name, &[1]));
    let result = checkpoint.fit("test", &wanted, |_| false);
    let Err(OpenError::Misfits { misfits, .. }) = result else {
        panic!("it fits")
    };
    let found: Vec<Found> = misfits.into_iter().map(|misfit| misfit.found).collect();
    assert_eq!(
        found,
        [
            Found::Numbers("I16".into()),
            Found::NotFinite,
            Found::Nothing
        ]
    );
}

#[test]
fn a_file_that_is_not_there_is_said() {
    let result = Checkpoint::open(Path::new("nowhere/at-all.safetensors")).map(|_| ());
    let words = result.unwrap_err().to_string();
    assert!(
        words.starts_with("nowhere/at-all.safetensors cannot be read"),
        "{words}"
    );
}
