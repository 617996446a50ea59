//! Names that come from outside, checked before anything is made of them.

use std::path::PathBuf;

/// Kinds of files that shows have.
const KINDS: [&str; 22] = [
    "toml",
    "png",
    "jpg",
    "wav",
    "flac",
    "ogg",
    "mp3",
    "m4a",
    "safetensors",
    "npz",
    "pkl",
    "pt",
    "mpk",
    "obj",
    "gltf",
    "glb",
    "cube",
    "pfm",
    "csv",
    "mpcdi",
    "sofa",
    "txt",
];

/// Files in a zip whose kind is in no list: what describes the show to people.
const TEXTS: [&str; 1] = ["md"];

/// The longest name of one file or folder, in bytes, and the deepest folder.
const MOST_NAME_BYTES: usize = 120;
const MOST_DEPTH: usize = 8;

/// What an entry of a zip is to become.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// Nothing: what systems leave behind in folders.
    Left,
    /// A folder, as its parts.
    Folder(Vec<String>),
    /// A file, as its parts.
    File(Vec<String>),
}

/// The name of an installation's folder: letters, digits, `-` and `_`, up to 64.
pub(super) fn is_folder_name(name: &str) -> bool {
    let is_first = |c: char| c.is_ascii_alphanumeric();
    let is_inner = |c: char| is_first(c) || c == '-' || c == '_';
    name.len() <= 64 && name.starts_with(is_first) && name.chars().all(is_inner)
}

/// Reads the name of an entry. The error says what is wrong with it.
pub(super) fn read(name: &[u8]) -> Result<Entry, String> {
    let Ok(text) = str::from_utf8(name) else {
        return Err("has a name that is not UTF-8".into());
    };
    if text.contains(|c: char| c.is_control() || "\\:*?\"<>|".contains(c)) {
        return Err("has a name with a character that no file's name should have".into());
    }
    let is_folder = text.ends_with('/');
    let trimmed = text.strip_suffix('/').unwrap_or(text);
    let parts: Vec<&str> = trimmed.split('/').collect();
    if parts.len() > MOST_DEPTH || parts.iter().any(|part| part.len() > MOST_NAME_BYTES) {
        return Err("lies too deep or has too long a name".into());
    }
    if parts
        .iter()
        .any(|part| part.is_empty() || *part == ".." || *part == ".")
    {
        return Err("leads out of its folder".into());
    }
    let left = ["__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini"];
    if parts.iter().any(|part| left.contains(part)) {
        return Ok(Entry::Left);
    }
    let is_odd = |part: &&str| part.starts_with('.') || part.ends_with(['.', ' ']);
    if parts.iter().any(is_odd) {
        return Err("is hidden, or its name ends with a dot or a space".into());
    }
    let owned = || parts.iter().map(|part| (*part).to_owned()).collect();
    if is_folder {
        return Ok(Entry::Folder(owned()));
    }
    let kind = parts.last().and_then(|name| name.rsplit_once('.'));
    let kind = kind.map(|(_, kind)| kind.to_ascii_lowercase());
    let is_known =
        kind.is_some_and(|kind| KINDS.contains(&kind.as_str()) || TEXTS.contains(&kind.as_str()));
    if !is_known {
        return Err(format!(
            "is no kind of file that shows have ({}, {})",
            KINDS.join(", "),
            TEXTS.join(", ")
        ));
    }
    Ok(Entry::File(owned()))
}

/// The one folder that everything lies in, where a folder was packed rather than what is in it.
pub(super) fn common_folder(entries: &[Entry]) -> Option<String> {
    let mut firsts = entries.iter().filter_map(|entry| match entry {
        Entry::Left => None,
        Entry::Folder(parts) => Some(parts.first()),
        // A file on top lies in no folder.
        Entry::File(parts) => Some(parts.first().filter(|_| parts.len() > 1)),
    });
    let first = firsts.next()??;
    firsts
        .all(|other| other == Some(first))
        .then(|| first.clone())
}

/// The path of these parts, below the common folder.
pub(super) fn path(parts: &[String], has_common: bool) -> PathBuf {
    parts.iter().skip(usize::from(has_common)).collect()
}
