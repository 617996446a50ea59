//! Files that a show names are there, inside its folder.

use std::path::Path;

use crate::document::{Findings, Node, nearest, quote};
use crate::folder::{Folder, FolderError};

/// The file at a path exists and lies in the installation's folder.
pub(crate) fn check_file(path: Node<'_>, folder: &dyn Folder, findings: &mut Findings<'_>) {
    let Some(text) = path.text().filter(|text| !text.is_empty()) else {
        return;
    };
    let Err(error) = folder.resolve(text) else {
        return;
    };
    if findings.is_full() {
        return findings.wrong(path, String::new(), "");
    }
    let meant = match &error {
        FolderError::Missing(_) => neighbour(text, folder),
        _ => None,
    };
    let hint = match meant {
        Some(meant) => format!("did you mean {}?", quote(&meant)),
        None => error.hint().to_owned(),
    };
    findings.wrong(path, error.to_string(), hint);
}

/// A file beside the missing one whose name is nearly the same.
fn neighbour(missing: &str, folder: &dyn Folder) -> Option<String> {
    let name = Path::new(missing).file_name()?.to_str()?;
    let beside = folder.beside(missing);
    let names: Vec<&str> = beside
        .iter()
        .filter_map(|path| Path::new(path).file_name()?.to_str())
        .collect();
    let meant = nearest(name, names)?;
    beside.iter().find(|path| path.ends_with(meant)).cloned()
}
