#![allow(clippy::unwrap_used, reason = "a test may stop at once")]
//! Files inside are found; nothing outside is.

use std::fs;

use super::*;

#[test]
fn a_path_stays_inside() {
    let folder = MemoryFolder::new().with("music/a.ogg", "x");
    assert_eq!(
        folder.resolve("./music//a.ogg").unwrap(),
        Path::new("/memory/music/a.ogg")
    );
    let refused = |path: &str| folder.resolve(path).unwrap_err();
    assert!(matches!(refused("/etc/passwd"), FolderError::Absolute(_)));
    assert!(matches!(refused("../music/a.ogg"), FolderError::Climbs(_)));
    assert!(matches!(
        refused("music/../music/a.ogg"),
        FolderError::Climbs(_)
    ));
    assert!(matches!(refused("music/b.ogg"), FolderError::Missing(_)));
    assert!(matches!(refused(""), FolderError::NotAPath(_)));
    assert!(matches!(refused("a\0b"), FolderError::NotAPath(_)));
    assert!(matches!(refused("."), FolderError::NotAFile(_)));
}

#[test]
fn a_text_is_at_most_a_mebibyte() {
    let folder = MemoryFolder::new()
        .with("fits", vec![b' '; LARGEST_TEXT_BYTES])
        .with("not", vec![b' '; LARGEST_TEXT_BYTES + 1]);
    assert!(folder.read("fits").is_ok());
    assert!(matches!(folder.read("not"), Err(FolderError::TooLarge(_))));
}

#[test]
fn a_folder_on_disk() {
    let here = std::env::temp_dir().join(format!("welkin-folder-{}", std::process::id()));
    let root = here.join("show");
    fs::create_dir_all(root.join("music")).unwrap();
    fs::write(root.join("music/a.ogg"), "x").unwrap();
    fs::write(root.join("large"), vec![b' '; LARGEST_TEXT_BYTES + 1]).unwrap();
    fs::write(here.join("outside"), "x").unwrap();

    let folder = DiskFolder::new(&root);
    assert_eq!(folder.read("music/a.ogg").unwrap(), b"x");
    assert!(folder.resolve("music/a.ogg").unwrap().is_absolute());
    assert_eq!(folder.beside("music/b.ogg"), ["music/a.ogg"]);
    assert!(matches!(
        folder.read("large"),
        Err(FolderError::TooLarge(_))
    ));
    assert!(matches!(
        folder.resolve("music"),
        Err(FolderError::NotAFile(_))
    ));
    assert!(matches!(
        folder.resolve("music/a.ogg/b"),
        Err(FolderError::Missing(_))
    ));
    assert!(matches!(
        folder.resolve("../outside"),
        Err(FolderError::Climbs(_))
    ));
    assert!(matches!(
        DiskFolder::new(here.join("nowhere")).read("show.toml"),
        Err(FolderError::Missing(_))
    ));

    #[cfg(unix)]
    {
        let link = |to: &str, name: &str| {
            std::os::unix::fs::symlink(to, root.join(name)).unwrap();
        };
        link("music/a.ogg", "within");
        link("../outside", "leak");
        link("..", "up");
        link("round", "round");
        assert!(folder.resolve("within").is_ok());
        assert!(matches!(
            folder.resolve("leak"),
            Err(FolderError::LeadsOutside(_))
        ));
        assert!(matches!(
            folder.resolve("up/outside"),
            Err(FolderError::LeadsOutside(_))
        ));
        assert!(matches!(
            folder.resolve("round"),
            Err(FolderError::Unreadable(..))
        ));
    }
    fs::remove_dir_all(&here).unwrap();
}
