//! Models have weights that they can use; tracks have sounds, with files, and one source each.

use crate::document::{Findings, Node, quote};
use crate::folder::Folder;

use super::names::check_unique;
use super::paths::check_file;

/// The word for weights that are in the program.
const SHIPPED: &str = "shipped";

/// Each model's weights suit its kind and are there.
pub(crate) fn check_models(show: Node<'_>, folder: &dyn Folder, findings: &mut Findings<'_>) {
    for model in show.get("model").items() {
        let weights = model.get("weights");
        match (model.get("kind").text(), weights.text()) {
            (Some("test-pattern"), Some(_)) => {
                let message = "a test pattern has no weights".into();
                findings.wrong(weights, message, "leave `weights` out");
            }
            (Some("stylegan2"), None) if !weights.is_there() => {
                let message = "`weights` is missing from a model of the kind `stylegan2`".into();
                findings.wrong(
                    model,
                    message,
                    "name a .safetensors file in the installation's folder",
                );
            }
            (Some("stylegan2"), Some(SHIPPED)) => {
                let message = "no weights are shipped for `stylegan2`".into();
                findings.wrong(
                    weights,
                    message,
                    "name a .safetensors file in the installation's folder",
                );
            }
            (_, Some(SHIPPED)) | (_, None) => {}
            (_, Some(path)) => {
                if path.ends_with(".safetensors") {
                    check_file(weights, folder, findings);
                } else {
                    let message = format!("weights {} are not a .safetensors file", quote(path));
                    findings.wrong(
                        weights,
                        message,
                        "name a .safetensors file, or write \"shipped\"",
                    );
                }
            }
        }
    }
}

/// Each track sounds, each sound's file is there, and no source sounds twice in one track.
pub(crate) fn check_tracks(show: Node<'_>, folder: &dyn Folder, findings: &mut Findings<'_>) {
    for track in show.get("track").items() {
        let (stems, beds) = (track.get("stem"), track.get("bed"));
        let sounds = || stems.items().chain(beds.items());
        let many = if beds.is_there() {
            "sounds of one track"
        } else {
            "stems of one track"
        };
        check_unique(sounds(), "source", many, findings);
        for sound in sounds() {
            check_file(sound.get("file"), folder, findings);
        }
        if sounds().next().is_none() {
            let id = track.get("id").text().unwrap_or_default();
            findings.wrong(
                track,
                format!("nothing sounds in the track {}", quote(id)),
                "add a [[track.stem]] with a `source` and a `file`",
            );
        }
    }
}
