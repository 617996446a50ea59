//! Sound becomes light along one line: crates use only crates before them, modules only modules listed above
//! them. Reads manifests and sources; fails on an arrow that points back.

use std::fs;
use std::path::{Path, PathBuf};

/// The line, in order. `control` and the program may use everything before them.
const LINE: [&str; 18] = [
    "values",
    "space",
    "warp",
    "installation",
    "audio",
    "analysis",
    "mapping",
    "checkpoint",
    "compute",
    "networks",
    "generator",
    "projection",
    "stage",
    "calendar",
    "records",
    "rack",
    "keeper",
    "control",
];

/// Crates without engine, threads or devices, and what they may not use.
const PURE: [&str; 10] = [
    "values",
    "space",
    "warp",
    "installation",
    "analysis",
    "mapping",
    "checkpoint",
    "networks",
    "projection",
    "calendar",
];
const IMPURE_DEPENDENCIES: [&str; 9] = [
    "bevy",
    "wgpu",
    "burn",
    "kira",
    "cpal",
    "tokio",
    "axum",
    "symphonia",
    "tracing",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn manifest(member: &str) -> String {
    fs::read_to_string(root().join("src").join(member).join("Cargo.toml")).unwrap()
}

/// The names of the dependencies a manifest lists, tests' own included.
fn dependencies(manifest: &str) -> Vec<String> {
    let mut section = String::new();
    let mut names = Vec::new();
    for line in manifest.lines() {
        if let Some(name) = line.strip_prefix('[') {
            section = name.trim_end_matches(']').into();
        } else if section.ends_with("dependencies") && line.contains('=') {
            names.push(
                line.split(['.', '=', ' '])
                    .next()
                    .unwrap_or_default()
                    .to_string(),
            );
        }
    }
    names
}

#[test]
fn every_crate_is_on_the_line() {
    let folders: Vec<String> = fs::read_dir(root().join("src"))
        .unwrap()
        .filter_map(Result::ok)
        .filter(|entry| entry.path().join("Cargo.toml").is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    for folder in folders {
        assert!(
            LINE.contains(&folder.as_str()),
            "src/{folder} is not on the line in tests/arrows.rs"
        );
    }
}

#[test]
fn crates_use_only_crates_before_them() {
    for (place, member) in LINE.iter().enumerate() {
        for name in dependencies(&manifest(member)) {
            let Some(used) = name.strip_prefix("welkin_") else {
                continue;
            };
            let before = LINE[..place].contains(&used);
            assert!(
                before,
                "src/{member}/Cargo.toml uses welkin_{used}, which does not come before it"
            );
        }
    }
}

#[test]
fn pure_crates_stay_pure() {
    for member in PURE {
        for name in dependencies(&manifest(member)) {
            let impure = IMPURE_DEPENDENCIES
                .iter()
                .any(|heavy| name.starts_with(heavy));
            assert!(!impure, "src/{member} is pure and cannot depend on {name}");
        }
        for file in sources(&root().join("src").join(member)) {
            let text = fs::read_to_string(&file).unwrap();
            let is_test = file.ends_with("tests.rs")
                || file
                    .iter()
                    .any(|part| part == "tests" || part == "examples");
            // The one door to files: the disk's folder.
            let is_door = file.ends_with("installation/folder/disk.rs");
            if is_test || is_door {
                continue;
            }
            for forbidden in [
                "std::fs",
                "std::thread",
                "std::net",
                "SystemTime",
                "Instant::now",
            ] {
                let code = text.split("#[cfg(test)]").next().unwrap_or_default();
                assert!(
                    !code.contains(forbidden),
                    "{} is pure and uses {forbidden}",
                    file.display()
                );
            }
        }
    }
}

#[test]
fn modules_use_only_modules_listed_above_them() {
    let mut backward = Vec::new();
    for member in LINE {
        let crate_root = root().join("src").join(member);
        for file in sources(&crate_root) {
            let is_root = file.ends_with("lib.rs");
            let home = if is_root {
                crate_root.clone()
            } else {
                file.with_extension("")
            };
            let path = if is_root { "crate" } else { "super" };
            backward.extend(arrows_back(&file, &home, path));
        }
    }
    assert!(
        backward.is_empty(),
        "modules use modules listed below them:\n{}",
        backward.join("\n")
    );
}

/// Uses of later modules in earlier ones, of all modules that one file declares.
fn arrows_back(file: &Path, home: &Path, path: &str) -> Vec<String> {
    let modules = declared_modules(&fs::read_to_string(file).unwrap());
    let mut found = Vec::new();
    for (place, module) in modules.iter().enumerate() {
        let mut files = sources(&home.join(module));
        files.push(home.join(module).with_extension("rs"));
        for used in files
            .iter()
            .filter(|file| file.is_file() && !file.ends_with("tests.rs"))
        {
            // `super::` is the declaring file only in the module's own file.
            if path == "super" && used.with_extension("") != home.join(module) {
                continue;
            }
            let text = without_tests(&fs::read_to_string(used).unwrap());
            for later in &modules[place + 1..] {
                let needle = format!("{path}::{later}::");
                if text.contains(&needle) {
                    found.push(format!("{}: {needle}", used.display()));
                }
            }
        }
    }
    found
}

/// A file's text up to its tests.
fn without_tests(text: &str) -> String {
    text.split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or_default()
        .to_string()
}

/// The modules a file declares, in order, but those for tests.
fn declared_modules(text: &str) -> Vec<String> {
    let name = |line: &str| {
        let line = line.strip_suffix(';')?;
        let (visibility, name) = line.rsplit_once("mod ")?;
        let declares = visibility.is_empty() || visibility.starts_with("pub");
        declares.then(|| name.to_string())
    };
    let lines: Vec<&str> = text.lines().collect();
    let for_tests = |place: usize| place > 0 && lines[place - 1] == "#[cfg(test)]";
    let declared = lines
        .iter()
        .enumerate()
        .filter(|(place, _)| !for_tests(*place));
    declared.filter_map(|(_, line)| name(line)).collect()
}

/// All Rust sources below a folder.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut files = Vec::new();
    for path in entries.filter_map(Result::ok).map(|entry| entry.path()) {
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

#[test]
fn the_check_can_fail() {
    assert_eq!(
        dependencies("[dependencies]\nwelkin_stage.workspace = true\n"),
        ["welkin_stage"]
    );
    assert_eq!(
        declared_modules("mod a;\npub mod b;\npub(crate) mod c;\n"),
        ["a", "b", "c"]
    );
}
