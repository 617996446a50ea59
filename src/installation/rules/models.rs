//! Models have weights, second weights and pictures that they can use.

use crate::document::{Findings, Node, list, quote};
use crate::folder::Folder;
use crate::show::ModelKind;

use super::paths::check_file;

/// The word for weights that are in the program.
const SHIPPED: &str = "shipped";

/// How the names of files end that may hold a network.
const CHECKPOINTS: [&str; 6] = [".safetensors", ".pkl", ".pt", ".pth", ".mpk", ".bpk"];

/// What is said to write where a checkpoint is wanted.
const A_CHECKPOINT: &str = "name a .safetensors, .pkl, .pt, .pth, .mpk or .bpk file";

/// Each model's files suit its kind and are there.
pub(crate) fn check_models(show: Node<'_>, folder: &dyn Folder, findings: &mut Findings<'_>) {
    for model in show.get("model").items() {
        let word = model.get("kind").text();
        let kind = ModelKind::ALL
            .into_iter()
            .find(|kind| Some(kind.word()) == word);
        check_weights(model, kind, folder, findings);
        let blended = model.get("blend").get("weights");
        check_checkpoint(blended, A_CHECKPOINT, folder, findings);
        check_given(model.get("given"), kind, folder, findings);
        // What an unknown kind may have, nobody can say.
        if let Some(kind) = kind {
            check_extras(model, kind, findings);
        }
    }
}

fn check_weights(
    model: Node<'_>,
    kind: Option<ModelKind>,
    folder: &dyn Folder,
    findings: &mut Findings<'_>,
) {
    let weights = model.get("weights");
    let is_missing = !weights.is_there();
    match (kind, weights.text()) {
        (Some(ModelKind::TestPattern), Some(_)) => {
            let message = "a test pattern has no weights".into();
            findings.wrong(weights, message, "leave `weights` out");
        }
        (None | Some(ModelKind::TestPattern), None) => {}
        (None | Some(ModelKind::FieldGan), None | Some(SHIPPED)) => {}
        (Some(kind), None) if is_missing => {
            let message = format!(
                "`weights` is missing from a model of the kind {}",
                quote(kind.word())
            );
            findings.wrong(
                model,
                message,
                format!("{A_CHECKPOINT} in the installation's folder"),
            );
        }
        // No text: the schema says so.
        (Some(_), None) => {}
        (Some(kind), Some(SHIPPED)) => {
            let message = format!("no weights are shipped for {}", quote(kind.word()));
            findings.wrong(
                weights,
                message,
                format!("{A_CHECKPOINT} in the installation's folder"),
            );
        }
        (Some(ModelKind::FieldGan), Some(_)) => {
            let hint = format!("{A_CHECKPOINT}, or write \"shipped\"");
            check_checkpoint(weights, &hint, folder, findings);
        }
        (_, Some(_)) => check_checkpoint(weights, A_CHECKPOINT, folder, findings),
    }
}

/// A file that may hold a network, and that is there.
fn check_checkpoint(
    weights: Node<'_>,
    hint: &str,
    folder: &dyn Folder,
    findings: &mut Findings<'_>,
) {
    match weights.text() {
        None | Some("") => {}
        Some(path) if CHECKPOINTS.iter().any(|end| path.ends_with(end)) => {
            check_file(weights, folder, findings);
        }
        Some(path) => {
            let message = format!("weights {} are not a checkpoint", quote(path));
            findings.wrong(weights, message, hint);
        }
    }
}

/// The picture to begin with: only where one is begun with, and a PNG.
fn check_given(
    given: Node<'_>,
    kind: Option<ModelKind>,
    folder: &dyn Folder,
    findings: &mut Findings<'_>,
) {
    match given.text() {
        None | Some("") => {}
        Some(_) if kind.is_some_and(|kind| !kind.begins_with_a_picture()) => {
            let message = "`given` goes with the kind `pix2pix`, which begins with a picture";
            findings.wrong(given, message.into(), "leave `given` out");
        }
        Some(path) if path.ends_with(".png") => check_file(given, folder, findings),
        Some(path) => {
            let message = format!("the picture {} is not a .png file", quote(path));
            findings.wrong(given, message, "name a .png file");
        }
    }
}

/// What only some kinds have: styles by direction, layers to blend, numbers to round.
fn check_extras(model: Node<'_>, kind: ModelKind, findings: &mut Findings<'_>) {
    let by_direction = model.get("by_direction");
    if by_direction.is_true() && !kind.has_styles() {
        let with_styles = ModelKind::ALL.into_iter().filter(|kind| kind.has_styles());
        let message = format!(
            "a model of the kind {} has no styles to give each direction its own",
            quote(kind.word())
        );
        let hint = match kind {
            ModelKind::FieldGan => "leave it out; a Field GAN hears each direction as it is".into(),
            _ => {
                let words = list(with_styles.map(ModelKind::word));
                format!("leave it out; the kinds with styles are {words}")
            }
        };
        findings.wrong(by_direction, message, hint);
    }
    if kind == ModelKind::TestPattern {
        for key in ["blend", "precision"] {
            let written = model.get(key);
            if written.is_there() {
                let message = format!("a test pattern is no network and has no `{key}`");
                findings.wrong(written, message, "leave it out");
            }
        }
    }
}
