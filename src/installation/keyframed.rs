//! A show's text and a change to one keyframe in, the text that says so out. Nothing else of it changes by a byte:
//! comments, order, spaces and line ends stay as their author wrote them.

mod said;
mod block;
mod row;
mod keys;

use toml::Table;
use welkin_values::Moment;

use crate::document::{Document, Findings, Node, check_shape, list};
use crate::edits::{Edit, applied, insertion};
use crate::file::SHOW_SCHEMA;
use crate::folder::MemoryFolder;
use crate::problem::Problem;
use crate::rules::check_show_rules;
use crate::show::Keyframe;

use said::{Said, said_of, time_text};

/// A change to one keyframe of a scene.
#[derive(Clone, Debug, PartialEq)]
pub struct KeyframeEdit {
    /// The scene's id.
    pub scene: String,
    /// What changes.
    pub change: KeyframeChange,
}

/// What happens to a keyframe. A time names the keyframe that is at most a millisecond from it, and is written in
/// milliseconds.
#[derive(Clone, Debug, PartialEq)]
pub enum KeyframeChange {
    /// There is this keyframe at its time: a new one, or in place of the one that is there.
    Put(Keyframe),
    /// The keyframe at one time goes to another, with the comments right above it.
    Move {
        /// Where it is.
        from: Moment,
        /// Where it goes.
        to: Moment,
    },
    /// There is no keyframe at this time any more.
    Remove {
        /// Where it is.
        at: Moment,
    },
}

/// Why a keyframe cannot be written into a show.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum KeyframeError {
    /// The text is not TOML.
    #[error("{0}")]
    NotToml(Problem),
    /// No scene has this id.
    #[error("the show has no scene {scene:?}; there is: {there}")]
    NoScene {
        /// The id that was asked for.
        scene: String,
        /// The ids that are there.
        there: String,
    },
    /// The scene has no keyframe at this time.
    #[error("the scene {scene:?} has no keyframe at {at}")]
    NoKeyframe {
        /// The scene's id.
        scene: String,
        /// The time that was asked for.
        at: String,
    },
    /// Another keyframe is where this one would go.
    #[error("the scene {scene:?} has another keyframe at {at}; move or remove it first")]
    Taken {
        /// The scene's id.
        scene: String,
        /// The time that was asked for.
        at: String,
    },
    /// The show would not be read with this.
    #[error("the show could not be read with this: {0}")]
    Unfit(Problem),
    /// The keyframes that are there are written so that nothing can be put in their place.
    #[error(
        "the keyframes of the scene {0:?} are written in a way that cannot be changed here; write each as a [[scene.keyframe]] of its own"
    )]
    Oddly(String),
}

/// The text of a show with one keyframe of a scene added, changed, moved or removed. Where nothing is to be said that was not
/// said, the text is the same.
///
/// # Errors
/// There is no such scene or keyframe, or the show would not be read with it; files that a show names are not looked for.
pub fn keyframed(text: &str, edit: &KeyframeEdit) -> Result<String, KeyframeError> {
    let scene_id = &edit.scene;
    let oddly = || KeyframeError::Oddly(scene_id.clone());
    let document = Document::parse("show.toml", text).map_err(KeyframeError::NotToml)?;
    let scene = scene_of(&document, scene_id)?;
    let nodes: Vec<Node<'_>> = scene.get("keyframe").items().collect();
    let before: Option<Vec<Said>> = nodes.iter().map(|node| said_of(*node)).collect();
    let before = before.ok_or_else(oddly)?;
    let at = |moment: Moment| before.iter().position(|said| said.is_at(moment));
    let missing = |moment| KeyframeError::NoKeyframe {
        scene: scene_id.clone(),
        at: time_text(moment),
    };

    let mut wanted = before.clone();
    let edits = match &edit.change {
        KeyframeChange::Put(keyframe) => {
            let mut said = Said::of(keyframe);
            match at(said.at) {
                Some(index) => {
                    said.at = before[index].at;
                    wanted[index] = said.clone();
                    keys::rewritten(text, nodes[index], &before[index], &said)
                }
                None => {
                    let index = place_among(&wanted, said.at);
                    wanted.insert(index, said.clone());
                    added(text, scene, &nodes, index, &said)
                }
            }
        }
        KeyframeChange::Move { from, to } => {
            let index = at(*from).ok_or_else(|| missing(*from))?;
            let mut said = wanted.remove(index);
            said.at = said::rounded(*to);
            if wanted.iter().any(|other| other.is_at(said.at)) {
                let at = time_text(*to);
                let scene = scene_id.clone();
                return Err(KeyframeError::Taken { scene, at });
            }
            let place = place_among(&wanted, said.at);
            let says_so = said.at == before[index].at;
            let edits = moved(text, &nodes, index, place, said.at, says_so);
            wanted.insert(place, said);
            edits
        }
        KeyframeChange::Remove { at: gone } => {
            let index = at(*gone).ok_or_else(|| missing(*gone))?;
            wanted.remove(index);
            Some(match row::is_in_row(text, &nodes) {
                true => vec![row::cut(text, nodes[index])],
                false => vec![block::cut(text, block::own_lines(text, nodes[index]))],
            })
        }
    };

    let changed = applied(text, edits.ok_or_else(oddly)?);
    if let Some(problem) = new_problem(text, &changed) {
        return Err(KeyframeError::Unfit(problem));
    }
    if says(&changed, scene_id, &wanted) && without(&changed, scene_id) == without(text, scene_id) {
        Ok(changed)
    } else {
        Err(oddly())
    }
}

fn scene_of<'d>(document: &'d Document<'_>, id: &str) -> Result<Node<'d>, KeyframeError> {
    let scenes = document.root().get("scene");
    let id_of = |scene: Node<'d>| scene.get("id").text();
    let found = scenes.items().find(|scene| id_of(*scene) == Some(id));
    found.ok_or_else(|| KeyframeError::NoScene {
        scene: id.chars().take(64).collect(),
        there: list(scenes.items().filter_map(id_of)),
    })
}

/// Where among keyframes in order one at this time belongs.
fn place_among(keyframes: &[Said], at: Moment) -> usize {
    keyframes.iter().filter(|other| other.at < at).count()
}

/// A new keyframe that becomes the one with this index.
fn added(
    text: &str,
    scene: Node<'_>,
    nodes: &[Node<'_>],
    index: usize,
    said: &Said,
) -> Option<Vec<Edit>> {
    let keyframes = scene.get("keyframe");
    if row::is_in_row(text, nodes) || (nodes.is_empty() && keyframes.is_there()) {
        return Some(row::added(text, keyframes, nodes, index, &said.in_a_row()));
    }
    if nodes.is_empty() && text[scene.place()..].starts_with('{') {
        let words = format!(", keyframe = [{}]", said.in_a_row());
        return Some(vec![insertion(scene.get("id").span().end, words)]);
    }
    Some(vec![block::added(text, scene, nodes, index, said)])
}

/// The keyframe with this index at another time, at another place among the others.
fn moved(
    text: &str,
    nodes: &[Node<'_>],
    index: usize,
    place: usize,
    at: Moment,
    says_so: bool,
) -> Option<Vec<Edit>> {
    if says_so {
        return Some(Vec::new());
    }
    let node = nodes[index];
    let span = node.get("at").span();
    let time = Edit {
        from: span.start,
        to: span.end,
        words: format!("\"{}\"", time_text(at)),
    };
    if place == index {
        return Some(vec![time]);
    }
    let others: Vec<Node<'_>> = [&nodes[..index], &nodes[index + 1..]].concat();
    let is_in_row = row::is_in_row(text, nodes);
    let own = if is_in_row {
        node.span()
    } else {
        block::lines_with_comments(text, node)
    };
    let edit = Edit {
        from: time.from - own.start,
        to: time.to - own.start,
        words: time.words,
    };
    let words = applied(&text[own.clone()], vec![edit]);
    Some(if is_in_row {
        let mut edits = row::added(text, node, &others, place, &words);
        edits.push(row::cut(text, node));
        edits
    } else {
        let there = block::inserted(text, &others, place, words);
        vec![block::cut(text, own), there]
    })
}

/// Something wrong with a show that was not wrong before.
fn new_problem(before: &str, after: &str) -> Option<Problem> {
    let mut known: Vec<String> = problems(before).into_iter().map(|it| it.message).collect();
    problems(after).into_iter().find(|problem| {
        let found = known.iter().position(|message| *message == problem.message);
        found.map(|index| known.swap_remove(index)).is_none()
    })
}

/// What is wrong with a show's text; files that it names are not there.
fn problems(text: &str) -> Vec<Problem> {
    let document = match Document::parse("show.toml", text) {
        Ok(document) => document,
        Err(problem) => return vec![problem],
    };
    let mut findings = Findings::new(&document);
    check_shape(&SHOW_SCHEMA, &mut findings);
    check_show_rules(&MemoryFolder::new(), &mut findings);
    findings.into_problems().problems
}

/// Whether the text says just this of a scene's keyframes.
fn says(text: &str, scene: &str, wanted: &[Said]) -> bool {
    let Ok(document) = Document::parse("show.toml", text) else {
        return false;
    };
    let Ok(scene) = scene_of(&document, scene) else {
        return false;
    };
    let said: Option<Vec<Said>> = scene.get("keyframe").items().map(said_of).collect();
    said.is_some_and(|said| said == wanted)
}

/// All that a text says but a scene's keyframes.
fn without(text: &str, scene: &str) -> Option<Table> {
    let mut table: Table = text.parse().ok()?;
    let scenes = table.get_mut("scene")?.as_array_mut()?;
    let is_it = |it: &&mut toml::Value| it.get("id").and_then(|id| id.as_str()) == Some(scene);
    let found = scenes.iter_mut().find(is_it)?;
    found.as_table_mut()?.remove("keyframe");
    Some(table)
}

#[cfg(test)]
mod tests;
