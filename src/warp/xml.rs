//! XML of others: no document types, so no entities; bounded in size, nodes and attributes.

use roxmltree::{Document, Node, ParsingOptions};

use crate::budget::Budget;
use crate::error::Fault;
use crate::numbers::short;

/// The largest XML, bytes. A SimCAD grid of 257 × 257 and an MPCDI of 256 regions fit.
const LARGEST: usize = 4 << 20;
/// The most attributes of a tag: they are compared with each other.
const MOST_ATTRIBUTES: usize = 256;
/// The most nodes.
const MOST_NODES: u32 = 1 << 16;

/// The text of an XML file.
pub(crate) fn text(bytes: &[u8]) -> Result<&str, Fault> {
    if bytes.len() > LARGEST {
        return Err(Fault::TooMuch(format!(
            "XML of more than {} MiB",
            LARGEST >> 20
        )));
    }
    let text = std::str::from_utf8(bytes)
        .map_err(|_| Fault::at("its XML", "this is not UTF-8; save it as UTF-8"))?;
    let most = text.split('<').map(|tag| tag.matches('=').count()).max();
    if most.unwrap_or(0) > MOST_ATTRIBUTES {
        return Err(Fault::TooMuch(format!(
            "more than {MOST_ATTRIBUTES} attributes in a tag"
        )));
    }
    Ok(text.trim_start_matches('\u{feff}'))
}

/// Parses it.
pub(crate) fn parse<'a>(text: &'a str, budget: &mut Budget) -> Result<Document<'a>, Fault> {
    budget.pay(text.matches('<').count(), 160, "XML nodes")?;
    budget.pay(text.matches('=').count(), 160, "XML attributes")?;
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: MOST_NODES,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(text, options).map_err(|error| match error {
        roxmltree::Error::DtdDetected => Fault::at(
            "its XML",
            "it has a document type, which can hold an entity bomb and is not followed; take the <!DOCTYPE> out",
        ),
        roxmltree::Error::NodesLimitReached => {
            Fault::TooMuch(format!("more than {MOST_NODES} XML nodes"))
        }
        other => Fault::at("its XML", format!("{other}; export it again")),
    })
}

/// An element's place, to be shown.
pub(crate) fn place(node: Node<'_, '_>) -> String {
    let line = node.document().text_pos_at(node.range().start).row;
    format!("line {line}, <{}>", short(node.tag_name().name()))
}

/// Whether an element has a name, in any case: files differ.
pub(crate) fn is(node: Node<'_, '_>, name: &str) -> bool {
    node.is_element() && node.tag_name().name().eq_ignore_ascii_case(name)
}

/// The first child of a name.
pub(crate) fn child<'a, 'b>(node: Node<'a, 'b>, name: &str) -> Option<Node<'a, 'b>> {
    node.children().find(|child| is(*child, name))
}

/// All children of a name.
pub(crate) fn children<'a, 'b>(
    node: Node<'a, 'b>,
    name: &'static str,
) -> impl Iterator<Item = Node<'a, 'b>> {
    node.children().filter(move |child| is(*child, name))
}

/// An attribute, spelled in any case.
pub(crate) fn attribute<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    let mut all = node.attributes();
    all.find(|attribute| attribute.name().eq_ignore_ascii_case(name))
        .map(|attribute| attribute.value())
}

/// The trimmed text of a child; none if it is missing or empty.
pub(crate) fn text_of<'a>(node: Node<'a, '_>, name: &str) -> Option<&'a str> {
    let text = child(node, name)?.text()?.trim();
    (!text.is_empty()).then_some(text)
}

/// A text as it can stand in XML.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push_str("&#10;"),
            '\t' => escaped.push_str("&#9;"),
            '\r' => escaped.push_str("&#13;"),
            other => escaped.push(other),
        }
    }
    escaped
}
