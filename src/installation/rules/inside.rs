//! Controls that reach into a network find there what they move, and what is there is moved by some.

use crate::document::{Findings, Node, quote};
use crate::show::{Control, ModelKind};

use super::uses::uses;

/// Controls of a network without a fixed frame.
const VIEW: [&str; 4] = ["view-right", "view-down", "view-turn", "view-zoom"];

/// The names of the controls that bends listen to, in their order.
const BENDS: [&str; Control::BENDS.len()] = ["bend1", "bend2", "bend3", "bend4"];

/// Finds controls of a scene that move nothing, and what nothing moves.
pub(crate) fn check_inside(show: Node<'_>, scene: Node<'_>, findings: &mut Findings<'_>) {
    let bends: Vec<Node<'_>> = scene.get("bend").items().collect();
    for (index, name) in BENDS.into_iter().enumerate() {
        let first_use = uses(scene, name).next();
        match (bends.get(index), first_use) {
            (Some(bend), None) => {
                let message = format!("nothing moves {}, so this bend does nothing", quote(name));
                let hint = format!("write {name} = 1 under [scene.rest], or a route to it");
                findings.unwise(*bend, message, hint);
            }
            (None, Some(used)) => {
                let message = format!(
                    "{} moves nothing: this scene has no bend {}",
                    quote(name),
                    index + 1
                );
                findings.unwise(
                    used,
                    message,
                    "add a [[scene.bend]], or leave the control out",
                );
            }
            _ => {}
        }
    }
    check_second(scene, findings);
    check_view(show, scene, findings);
    let model = model_of(show, scene);
    let has_centres = |model: Node<'_>| model.get("centres").number().unwrap_or(0.0) > 0.0;
    let wants = [
        (
            "class",
            scene.get("classes").items().count() > 1,
            "list two `classes` or more in the scene",
        ),
        (
            "centre",
            model.is_none_or(has_centres),
            "write centres = 4 under the scene's [[model]]",
        ),
        (
            "blend",
            model.is_none_or(|model| model.get("blend").is_there()),
            "give the scene's [[model]] a `blend`",
        ),
    ];
    for (name, is_there, hint) in wants {
        if let Some(used) = uses(scene, name).next().filter(|_| !is_there) {
            let message = format!(
                "{} moves nothing: there is nothing to go through",
                quote(name)
            );
            findings.unwise(used, message, hint);
        }
    }
}

/// The model that a scene names, if there is one.
fn model_of<'a>(show: Node<'a>, scene: Node<'_>) -> Option<Node<'a>> {
    let used = scene.get("model").text();
    let mut models = show.get("model").items();
    models.find(|model| used.is_some() && model.get("id").text() == used)
}

fn check_second(scene: Node<'_>, findings: &mut Findings<'_>) {
    let second = scene.get("second");
    let first_use = uses(scene, "second").next();
    match (second.is_there(), first_use) {
        (true, None) => {
            let message = "nothing moves `second`, so the second world is never seen".into();
            let hint = "write second = 0.5 under [scene.rest], or a route to it";
            findings.unwise(second, message, hint);
        }
        (false, Some(used)) => {
            let message = "`second` moves nothing: this scene has no second world".into();
            findings.unwise(used, message, "add second = { seed = 7 } to the scene");
        }
        _ => {}
    }
    let seed = second.get("seed");
    let own = scene.get("walk").get("seed").number().unwrap_or(0.0);
    if seed.number() == Some(own) {
        let message = format!("the second world is the first one: both have the seed {own}");
        findings.unwise(seed, message, "give it another seed");
    }
}

/// Only StyleGAN3 has a view, and perhaps a checkpoint that nobody has looked into.
fn check_view(show: Node<'_>, scene: Node<'_>, findings: &mut Findings<'_>) {
    let kind = model_of(show, scene).and_then(|model| model.get("kind").text());
    let sees = [ModelKind::Checkpoint, ModelKind::StyleGan3].map(ModelKind::word);
    let Some(kind) = kind.filter(|kind| !sees.contains(kind)) else {
        return;
    };
    for name in VIEW {
        if let Some(used) = uses(scene, name).next() {
            let message = format!(
                "{} moves nothing in a model of the kind {}",
                quote(name),
                quote(kind)
            );
            let hint = "leave it out; `zoom` and `rotation` move the light of any model";
            findings.unwise(used, message, hint);
        }
    }
}
