//! OSCQuery: the addresses as a tree of JSON, with types, ranges, units and where everything stands.
//!
//! See <https://github.com/Vidvox/OSCQueryProposal>. Nothing is told anew by itself (`LISTEN`): `[[osc.out]]` does that.

#[cfg(test)]
mod tests;

use serde_json::{Map, Value, json};
use welkin_values::{ControlKind, ControlSpec, Status, Unit};

use super::addresses::{Deed, source_address};
use super::heard::HEARD;
use super::names::Names;

/// The attributes that nodes have, which may be asked for alone.
pub(crate) const ATTRIBUTES: [&str; 9] = [
    "FULL_PATH",
    "CONTENTS",
    "TYPE",
    "ACCESS",
    "RANGE",
    "CLIPMODE",
    "DESCRIPTION",
    "VALUE",
    "UNIT",
];

const READ: u8 = 1;
const WRITE: u8 = 2;
const BOTH: u8 = 3;

/// What to say about a place in the tree.
struct Node {
    access: u8,
    kind: String,
    words: String,
    range: Option<Vec<Value>>,
    unit: Option<Vec<&'static str>>,
    value: Option<Vec<Value>>,
}

impl Node {
    fn new(access: u8, kind: &str, words: impl Into<String>) -> Self {
        Self {
            access,
            kind: kind.into(),
            words: words.into(),
            range: None,
            unit: None,
            value: None,
        }
    }

    fn value(self, value: impl Into<Value>) -> Self {
        let value = Some(vec![value.into()]);
        Self { value, ..self }
    }

    fn choices(self, names: impl IntoIterator<Item = String>) -> Self {
        let names: Vec<String> = names.into_iter().collect();
        let range = Some(vec![json!({ "VALS": names })]);
        Self { range, ..self }
    }

    fn bounds(self, [low, high]: [f32; 2], unit: &'static str) -> Self {
        let range = json!({ "MIN": plain(low), "MAX": plain(high) });
        let range = Some(vec![range; self.kind.len()]);
        let unit = (!unit.is_empty()).then(|| vec![unit; self.kind.len()]);
        Self {
            range,
            unit,
            ..self
        }
    }
}

/// The whole tree.
pub(crate) fn tree(status: Option<&Status>) -> Value {
    let mut root = branch("/");
    if let Some(status) = status {
        for (address, deed) in Names::of(status).all() {
            put(&mut root, address, node(deed, status));
        }
        put_told(&mut root, status);
    }
    root
}

/// The place of a path in a tree.
pub(crate) fn find<'t>(tree: &'t Value, path: &str) -> Option<&'t Value> {
    let parts = path.split('/').filter(|part| !part.is_empty());
    parts
        .into_iter()
        .try_fold(tree, |at, part| at.get("CONTENTS")?.get(part))
}

/// What there is to know about the one that answers.
pub(crate) fn host_info(name: &str, address: Option<&str>, port: u16) -> Value {
    let mut extensions: Map<String, Value> = [
        "ACCESS",
        "VALUE",
        "RANGE",
        "DESCRIPTION",
        "UNIT",
        "CLIPMODE",
    ]
    .map(|name| (name.to_owned(), true.into()))
    .into_iter()
    .collect();
    for name in [
        "TAGS",
        "EXTENDED_TYPE",
        "CRITICAL",
        "OVERLOADS",
        "HTML",
        "LISTEN",
        "PATH_CHANGED",
    ] {
        extensions.insert(name.into(), false.into());
    }
    let mut info = json!({
        "NAME": name,
        "OSC_PORT": port,
        "OSC_TRANSPORT": "UDP",
        "EXTENSIONS": extensions,
    });
    if let Some(address) = address {
        info["OSC_IP"] = address.into();
    }
    info
}

fn branch(path: &str) -> Value {
    json!({ "FULL_PATH": path, "ACCESS": 0, "CONTENTS": {} })
}

fn put(root: &mut Value, address: &str, node: Node) {
    let mut at = root;
    for (end, _) in address.match_indices('/').skip(1) {
        at = child(at, &address[..end]);
    }
    let place = child(at, address);
    place["ACCESS"] = node.access.into();
    place["TYPE"] = node.kind.into();
    place["DESCRIPTION"] = node.words.into();
    if let Some(range) = node.range {
        place["RANGE"] = range.into();
        place["CLIPMODE"] = json!(vec!["both"; place["RANGE"].as_array().map_or(0, Vec::len)]);
    }
    if let Some(unit) = node.unit {
        place["UNIT"] = unit.into();
    }
    if let Some(value) = node.value {
        place["VALUE"] = value.into();
    }
    // A leaf holds nothing.
    if place["CONTENTS"].as_object().is_some_and(Map::is_empty)
        && let Some(place) = place.as_object_mut()
    {
        place.remove("CONTENTS");
    }
}

/// The place one below, which is made where it is missing.
fn child<'t>(at: &'t mut Value, path: &str) -> &'t mut Value {
    let name = path.rsplit('/').next().unwrap_or_default();
    if at.get("CONTENTS").is_none() {
        at["CONTENTS"] = json!({});
    }
    let place = &mut at["CONTENTS"][name];
    if place.is_null() {
        *place = branch(path);
    }
    place
}

fn node(deed: &Deed, status: &Status) -> Node {
    let folders = || status.library.iter().map(|entry| entry.folder.clone());
    let press = |words: String| Node::new(WRITE, "I", words);
    match deed {
        Deed::Set(spec) => control_node(spec, status),
        Deed::SetShare(spec) => {
            let stands = status
                .control(&spec.name)
                .map_or(spec.default, |(_, it)| it.value);
            let words = format!("{} as a share of its range", spec.name);
            let node = Node::new(BOTH, "f", words).bounds([0.0, 1.0], "share");
            node.value(plain(spec.share_of(stands)))
        }
        Deed::GiveBack(control) => press(format!("Gives {control} back to the music")),
        Deed::GiveBackAll => press("Gives all controls of the show back to the music".into()),
        Deed::Play => press("The show goes on".into()),
        Deed::Pause => press("The show holds where it is".into()),
        Deed::Playing => Node::new(BOTH, "T", "Whether the show goes on").value(status.playing),
        Deed::Seek => {
            let most = status.length_secs.unwrap_or(360_000.0) as f32;
            Node::new(WRITE, "f", "Goes to a moment of the show").bounds([0.0, most], "time.second")
        }
        Deed::Scene => Node::new(BOTH, "s", "The scene that is shown")
            .value(status.scene.clone())
            .choices(status.scenes.iter().cloned()),
        Deed::StepScene(1) => press("Goes to the next scene".into()),
        Deed::StepScene(_) => press("Goes to the scene before".into()),
        Deed::SceneNamed(scene) => press(format!("Goes to the scene {scene}")),
        Deed::Show => Node::new(BOTH, "s", "The installation that is shown")
            .value(status.installation.clone())
            .choices(folders()),
        Deed::ShowNamed(folder) => {
            let entry = status.library.iter().find(|entry| entry.folder == *folder);
            press(format!(
                "Switches to {}",
                entry.map_or(folder, |entry| &entry.title)
            ))
        }
        Deed::Next => Node::new(
            BOTH,
            "s",
            "What follows when the show ends; empty forgets the choice",
        )
        .value(status.next.clone().unwrap_or_default())
        .choices([String::new()].into_iter().chain(folders())),
        Deed::Pattern => Node::new(
            BOTH,
            "s",
            "The test pattern on every output; empty is the show",
        )
        .value(status.pattern.clone().unwrap_or_default())
        .choices(
            [String::new()]
                .into_iter()
                .chain(status.patterns.iter().cloned()),
        ),
        Deed::Reload => press("Reads the running installation again".into()),
    }
}

fn control_node(spec: &ControlSpec, status: &Status) -> Node {
    let stands = status.control(&spec.name).map(|(_, stands)| stands);
    let value = stands.map_or(spec.default, |stands| stands.value);
    let held = stands.is_some_and(|stands| stands.held);
    let whose = if held { "held" } else { "moved by the music" };
    let words = format!(
        "{}, {whose}; {} where nobody moves it",
        spec.name, spec.default
    );
    match spec.kind {
        ControlKind::Amount => Node::new(BOTH, "f", words)
            .bounds(spec.range, unit(spec.unit))
            .value(plain(value)),
        ControlKind::Switch => Node::new(BOTH, "T", words).value(value >= 0.5),
    }
}

fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Share => "share",
        Unit::Times => "times",
        Unit::Turns => "angle.turn",
        Unit::Deviations => "deviations",
        Unit::Pictures => "pictures",
        Unit::Steps => "steps",
    }
}

/// What goes out can be read here too.
fn put_told(root: &mut Value, status: &Status) {
    let time = Node::new(READ, "f", "Where the show's clock is");
    let most = status.length_secs.unwrap_or(360_000.0) as f32;
    let time = time.bounds([0.0, most], "time.second");
    put(
        root,
        "/welkin/time",
        time.value(plain(status.moment_secs as f32)),
    );
    let sources = status
        .sources
        .iter()
        .map(|it| (source_address(&it.name), &it.features));
    let mix = ("/welkin/mix".to_owned(), &status.mix);
    for (source, features) in sources.take(64).chain([mix]) {
        for heard in &HEARD {
            let numbers = (heard.numbers)(features);
            let node = Node::new(READ, &"f".repeat(numbers.len()), heard.words);
            let mut node = node.bounds(heard.range, heard.unit);
            node.value = Some(numbers.into_iter().map(plain).collect());
            put(root, &format!("{source}/{}", heard.name), node);
        }
    }
}

/// A number as people write it: 0.1, and not what 32 bits make of it.
fn plain(number: f32) -> Value {
    let number: Option<f64> = number.to_string().parse().ok();
    number
        .and_then(serde_json::Number::from_f64)
        .map_or(Value::Null, Value::Number)
}
