#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use super::*;

#[test]
fn a_long_log_is_cut_under_whoever_writes() {
    let folder = std::env::temp_dir().join(format!("welkin-words-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join("show.log");
    drop(fs::remove_file(&path));
    let mut log = Log::open(&path).unwrap();
    let mut show = log.file.try_clone().unwrap();
    show.write_all(b"0123456789").unwrap();
    log.cut(10).unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"0123456789");
    show.write_all(b"abc").unwrap();
    log.cut(10).unwrap();
    show.write_all(b"new").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"new");
    assert_eq!(fs::read(folder.join("show.log.1")).unwrap(), b"3456789abc");
}
