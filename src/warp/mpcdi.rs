//! MPCDI 1.0 and 2.0, all profiles: an archive, a folder of parts, or the XML alone. Attributes and elements
//! may be spelled in any case, as writers differ.
//!
//! Places of profiles 2d and 3d are u and v from the upper left, of the region's share of its buffer or of what
//! its frustum sees. Rows of a PFM go from the bottom up.

mod words;
mod display;
mod files;
mod write;

use roxmltree::Node;

pub use write::{write_mpcdi, write_mpcdi_folder};

use crate::archive::{Archive, inside};
use crate::budget::Budget;
use crate::error::{Fault, WarpError};
use crate::options::ReadOptions;
use crate::view::Frustum;
use crate::warp::{Geometry, Kind, Region, Warp};
use crate::xml;

/// The XML's name in an archive or folder.
const XML_NAME: &str = "mpcdi.xml";

/// A part of the file by its path; none if it is not there.
type Parts<'a> = dyn FnMut(&str, &mut Budget) -> Result<Option<Vec<u8>>, Fault> + 'a;

/// Reads an archive, or an XML that names no parts.
///
/// # Errors
/// The archive or a part is damaged, a part is missing or leads outside, a region is not inside its buffer, or a
/// map has another size than its region.
pub fn read_mpcdi(name: &str, bytes: &[u8], options: &ReadOptions) -> Result<Warp, WarpError> {
    let mut budget = Budget::new(bytes.len(), options.spare_bytes);
    let read = if bytes.starts_with(b"PK") {
        from_archive(bytes, options, &mut budget)
    } else {
        from_parts(bytes, options, &mut budget, &mut |_, _| Ok(None))
    };
    read.map_err(|fault| fault.named(name))
}

/// Reads a folder: the bytes of its `mpcdi.xml`, and a function that gives the bytes of a part by its path. The
/// paths it is asked for stay inside; it gives none for what is not there.
///
/// # Errors
/// As [`read_mpcdi`].
pub fn read_mpcdi_folder(
    name: &str,
    xml: &[u8],
    part: &mut dyn FnMut(&str) -> Option<Vec<u8>>,
    options: &ReadOptions,
) -> Result<Warp, WarpError> {
    let mut budget = Budget::new(xml.len(), options.spare_bytes);
    let mut parts = |path: &str, budget: &mut Budget| {
        let bytes = part(path);
        budget.grow(bytes.as_ref().map_or(0, Vec::len));
        Ok(bytes)
    };
    from_parts(xml, options, &mut budget, &mut parts).map_err(|fault| fault.named(name))
}

fn from_archive(bytes: &[u8], options: &ReadOptions, budget: &mut Budget) -> Result<Warp, Fault> {
    let mut archive = Archive::open(bytes, budget)?;
    let path = xml_path(archive.paths()).ok_or_else(|| Fault::Missing(XML_NAME.into()))?;
    let folder = path
        .rsplit_once('/')
        .map(|(folder, _)| format!("{folder}/"));
    let folder = folder.unwrap_or_default();
    let xml = archive.file(&path, budget)?.unwrap_or_default();
    let mut parts =
        |part: &str, budget: &mut Budget| archive.file(&format!("{folder}{part}"), budget);
    from_parts(&xml, options, budget, &mut parts)
}

/// `mpcdi.xml`, where it lies nearest to the root; else the only XML there is.
fn xml_path(paths: &[String]) -> Option<String> {
    let depth = |path: &&String| path.matches('/').count();
    let is_named = |path: &&String| {
        let name = path.rsplit('/').next().unwrap_or_default();
        name.eq_ignore_ascii_case(XML_NAME)
    };
    let named = paths.iter().filter(is_named).min_by_key(depth);
    let mut all = paths
        .iter()
        .filter(|path| path.to_lowercase().ends_with(".xml"));
    let only = all.next().filter(|_| all.next().is_none());
    named.or(only).cloned()
}

fn from_parts(
    bytes: &[u8],
    options: &ReadOptions,
    budget: &mut Budget,
    parts: &mut Parts<'_>,
) -> Result<Warp, Fault> {
    let document = xml::parse(xml::text(bytes)?, budget)?;
    let root = document.root_element();
    if !xml::is(root, "MPCDI") {
        return Err(Fault::Unknown(format!(
            "it is other XML: {}",
            xml::place(root)
        )));
    }
    let version = xml::attribute(root, "version").unwrap_or_default();
    if !version.starts_with("1.") && !version.starts_with("2.") {
        let reason = format!("version {version:.20?} is not known; 1.0 and 2.0 are");
        return Err(Fault::at(xml::place(root), reason));
    }
    let kind = words::kind(xml::attribute(root, "profile").unwrap_or_default());
    let kind = kind.map_err(|reason| Fault::at(xml::place(root), reason))?;
    let mut regions = display::regions(root)?;
    let mut notes = Vec::new();
    files::read(root, kind, &mut regions, options, budget, parts, &mut notes)?;
    for (region, node) in &mut regions {
        check(region, kind).map_err(|reason| Fault::at(xml::place(*node), reason))?;
        region.whole_picture = options.whole_picture && kind == Kind::Picture;
        if region.frustum.as_ref().is_some_and(Frustum::is_thin) {
            notes.push(format!(
                "the frustum of {:?} is all but closed; its lens may be a fisheye, which frusta cannot describe",
                region.id
            ));
        }
        if kind == Kind::Picture && !region.whole_picture && region.spans_its_share() {
            notes.push(format!(
                "the places of {:?} fill just its share of the picture; if it shows too little, read it with places \
                 across the whole picture",
                region.id
            ));
        }
    }
    // Of a dome's projectors some are always upside down.
    let is_down = |(region, _): &(Region, _)| region.is_upright() == Some(false);
    if regions.iter().all(is_down) {
        notes.push(format!(
            "the picture of {} upside down; if it should not be, read it with its rows flipped",
            match regions.as_slice() {
                [(region, _)] => format!("{:?} is", region.id),
                _ => "all outputs is".into(),
            }
        ));
    }
    for extension in xml::child(root, "extensionSet")
        .into_iter()
        .flat_map(|set| set.children())
    {
        if let Some(name) = xml::attribute(extension, "name") {
            notes.push(format!("its extension {name:.60?} is left out"));
        }
    }
    Ok(Warp {
        kind,
        regions: regions.into_iter().map(|(region, _)| region).collect(),
        date: xml::attribute(root, "date").map(String::from),
        notes,
    })
}

/// What a region lacks for its profile, if anything.
fn check(region: &Region, kind: Kind) -> Result<(), String> {
    let is_straight = region.geometry == Geometry::Straight;
    match kind {
        Kind::View | Kind::Lamp if region.frustum.is_none() => {
            Err("profiles 3d and sl need a <frustum> in each region".into())
        }
        Kind::Lamp if region.frame.is_none() => {
            Err("profile sl needs a <coordinateFrame> in each region".into())
        }
        Kind::Points if is_straight => {
            Err("profile a3 needs a <geometryWarpFile> for each region".into())
        }
        _ => Ok(()),
    }
}

/// A path that a file set names, if it names one.
fn path_of(node: Node<'_, '_>) -> Result<Option<String>, Fault> {
    let path = xml::text_of(node, "path").or_else(|| {
        // Some write the path without an element of its own.
        let text = node.text().map(str::trim).filter(|text| !text.is_empty());
        text.filter(|_| xml::child(node, "path").is_none())
    });
    path.map(inside).transpose()
}
