//! Surfaces have a size, and their files are there.

use crate::document::{Findings, Node, quote};
use crate::folder::Folder;

use super::paths::check_file;

/// Finds what is wrong with what the pictures are seen on.
pub(crate) fn check_surface(surface: Node<'_>, folder: &dyn Folder, findings: &mut Findings<'_>) {
    match surface.get("kind").text() {
        Some("cylinder") => check_cylinder(surface, findings),
        Some("box") => check_box(surface, findings),
        Some("mesh") => {
            let endings = [".obj", ".gltf", ".glb"];
            check_ending(surface.get("file"), &endings, "a mesh", findings);
            check_file(surface.get("file"), folder, findings);
        }
        _ => {}
    }
}

/// A file's name ends as its kind does.
pub(crate) fn check_ending(
    file: Node<'_>,
    endings: &[&str],
    what: &str,
    findings: &mut Findings<'_>,
) {
    let Some(path) = file.text().filter(|path| !path.is_empty()) else {
        return;
    };
    let lower = path.to_ascii_lowercase();
    if !endings.iter().any(|ending| lower.ends_with(ending)) {
        let message = format!("{} is not {what}", quote(path));
        let hint = format!("name a file that ends in {}", endings.join(" or "));
        findings.wrong(file, message, hint);
    }
}

fn check_cylinder(surface: Node<'_>, findings: &mut Findings<'_>) {
    let (bottom, top) = (surface.get("bottom_m"), surface.get("top_m"));
    let (Some(low), Some(high)) = (bottom.number(), top.number()) else {
        return;
    };
    if low >= high {
        let message = format!("the cylinder's top {high} is not above its bottom {low}");
        let hint = "let `top_m` be more than `bottom_m`; both are metres above the ears";
        findings.wrong(top, message, hint);
    }
}

fn check_box(surface: Node<'_>, findings: &mut Findings<'_>) {
    let (height, ears) = (surface.get("height_m"), surface.get("ear_height_m"));
    // Left out, the ears are 1.2 m above the floor.
    let ears_m = ears.number().unwrap_or(1.2);
    if height.number().is_some_and(|height| ears_m >= height) {
        let node = if ears.is_there() { ears } else { height };
        let message = format!("the ears, {ears_m} m above the floor, are not below the ceiling");
        findings.wrong(node, message, "let `ear_height_m` be less than `height_m`");
    }
    let mut seen = Vec::new();
    for side in surface.get("sides").items() {
        let Some(word) = side.text() else { continue };
        if seen.contains(&word) {
            let message = format!("the side {} is named twice", quote(word));
            findings.unwise(side, message, "leave one of them out");
        }
        seen.push(word);
    }
}
