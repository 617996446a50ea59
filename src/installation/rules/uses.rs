//! Where a scene moves a control: by a route, by a keyframe, or by where it rests.

use crate::document::Node;

/// Every place where a scene names a control, by the control's word.
pub(crate) fn uses<'d>(scene: Node<'d>, control: &str) -> impl Iterator<Item = Node<'d>> {
    let routed = scene.get("route").items().map(|route| route.get("control"));
    let keyed = scene.get("keyframe").items();
    let keyed = keyed.map(move |key| key.get("controls").get(control));
    let rest = scene.get("rest").get(control);
    routed
        .filter(move |routed| routed.text() == Some(control))
        .chain(keyed.chain([rest]).filter(|written| written.is_there()))
}
