//! Texts that are no shows at all.

use super::*;

#[test]
fn texts_that_are_no_toml() {
    let one = |bytes: &[u8]| {
        let problems = read_show(&folder(bytes)).unwrap_err().problems;
        assert_eq!(problems.len(), 1);
        problems[0].to_string()
    };
    assert!(one(b"name = \"x\"\nseed = = 3\n").starts_with("show.toml:2:8: "));
    assert!(one(b"name = \"x\"\n[[scene\n").starts_with("show.toml:2:"));
    assert_eq!(
        one("ä = \"".as_bytes()).split(": ").next(),
        Some("show.toml:1:1")
    );
    assert!(one(b"name = \"a\"\nname = \"b\"").contains("duplicate key"));
    assert_eq!(
        one(b"\xc3\xa4\n\xc3\xa4\xff"),
        "show.toml:2:2: the file is not UTF-8 text; save it as UTF-8"
    );
    assert!(one(&vec![b'#'; 1 << 21]).contains("1 MiB"));
    let nowhere = read_show(&MemoryFolder::new()).unwrap_err();
    assert!(
        nowhere
            .to_string()
            .starts_with("show.toml:1:1: there is no file \"show.toml\"; `welkin new")
    );
    assert_eq!(
        read_venue("v.toml", &" ".repeat(1 << 21))
            .unwrap_err()
            .problems
            .len(),
        1
    );
}

#[test]
fn an_empty_file_misses_everything() {
    let problems = read_show(&folder("")).unwrap_err().to_string();
    for key in ["name", "model", "scene"] {
        assert!(
            problems.contains(&format!("`{key}` is missing from the file")),
            "{problems}"
        );
    }
    let problems = read_show(&folder("name='x'\nmodel=[]\nscene=[]\ncue=[]\n")).unwrap_err();
    assert_eq!(problems.problems.len(), 3);
    assert_eq!(
        problems.problems[0].to_string(),
        "show.toml:2:7: `model` is empty; it takes at least 1"
    );
}

#[test]
fn a_flood_of_problems_stays_bounded() {
    let keys: String = (0..90_000).map(|key| format!("k{key}=1\n")).collect();
    let problems = read_show(&folder(keys)).unwrap_err().problems;
    assert_eq!(problems.len(), 101);
    assert!(problems[100].message.starts_with("and "));
    let deep = format!("name = {}1{}", "[".repeat(60), "]".repeat(60));
    assert!(read_show(&folder(deep)).is_err());
    let deeper = format!("a{} = 1", ".a".repeat(200_000));
    assert!(read_show(&folder(deeper)).is_err());
    let open = "[".repeat(1 << 19);
    assert!(read_show(&folder(open)).is_err());
}
