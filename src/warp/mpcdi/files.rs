//! File sets: the parts that belong to each region.

use roxmltree::Node;

use super::{Parts, path_of, words};
use crate::budget::Budget;
use crate::error::Fault;
use crate::field::{Field, Unit};
use crate::grid::Grid;
use crate::lut::{Lut, LutStage};
use crate::map;
use crate::numbers::{finite, short};
use crate::options::ReadOptions;
use crate::pfm;
use crate::warp::{Geometry, Kind, Region};
use crate::xml;

/// Colour tables of 2.0.
const LUTS: [(&str, LutStage); 3] = [
    ("decodeLUT", LutStage::Decode),
    ("correctLUT", LutStage::Correct),
    ("encodeLUT", LutStage::Encode),
];

/// Reads parts, which are paid for.
struct Reader<'a, 'b> {
    kind: Kind,
    options: &'a ReadOptions,
    budget: &'a mut Budget,
    parts: &'a mut Parts<'b>,
}

/// Adds what the file sets say to the regions.
pub(super) fn read(
    root: Node<'_, '_>,
    kind: Kind,
    regions: &mut [(Region, Node<'_, '_>)],
    options: &ReadOptions,
    budget: &mut Budget,
    parts: &mut Parts<'_>,
    notes: &mut Vec<String>,
) -> Result<(), Fault> {
    let mut reader = Reader {
        kind,
        options,
        budget,
        parts,
    };
    let mut done: Vec<&str> = Vec::new();
    // They belong into <files>; some writers put them beside it, or into their regions.
    let sets = root.descendants().filter(|node| xml::is(*node, "fileset"));
    for set in sets {
        let wrong = |reason: String| Fault::at(xml::place(set), reason);
        let around = || set.ancestors().find(|node| xml::is(*node, "region"));
        let id = xml::attribute(set, "region")
            .or_else(|| xml::attribute(around()?, "id"))
            .unwrap_or_default();
        let region = regions.iter_mut().find(|(region, _)| region.id == id);
        let Some((region, _)) = region else {
            return Err(wrong(format!("there is no region {:?}", short(id))));
        };
        if done.contains(&id) {
            return Err(wrong(format!("region {:?} has two file sets", short(id))));
        }
        done.push(id);
        reader.set(set, region, notes)?;
    }
    Ok(())
}

impl Reader<'_, '_> {
    fn set(
        &mut self,
        set: Node<'_, '_>,
        region: &mut Region,
        notes: &mut Vec<String>,
    ) -> Result<(), Fault> {
        if let Some(node) = xml::child(set, "geometryWarpFile")
            && let Some(field) = self.geometry(node)?
        {
            region.geometry = Geometry::Field(field);
        }
        region.alpha = self.map(set, "alphaMap", region)?;
        region.beta = self.map(set, "betaMap", region)?;
        if let Some(node) = xml::child(set, "distortionMap")
            && let Some((path, bytes)) = self.part(node)?
        {
            let field = pfm::decode(&bytes, Unit::Picture, self.options, self.budget);
            region.distortion = Some(field.map_err(|fault| fault.within(&path))?);
        }
        for (name, stage) in LUTS {
            let Some(node) = xml::child(set, name) else {
                continue;
            };
            let Some((path, bytes)) = self.part(node)? else {
                continue;
            };
            if !bytes.starts_with(b"\x89PNG") {
                notes.push(format!("{path:.80?} is no PNG; this {name} is left out"));
                continue;
            }
            let table = map::decode(&bytes, gamma(node)?, self.budget);
            let table = table.map_err(|fault| fault.within(&path))?;
            let lut = Lut { stage, table };
            if let Some(reason) = lut.misfit() {
                return Err(Fault::at(path, reason));
            }
            region.luts.push(lut);
        }
        Ok(())
    }

    fn geometry(&mut self, node: Node<'_, '_>) -> Result<Option<Field>, Fault> {
        let unit = match (self.kind, xml::text_of(node, "geometricUnit")) {
            (Kind::Picture | Kind::View, _) => Unit::Picture,
            (_, None) => Unit::Unknown,
            (_, Some(text)) => {
                words::unit(text).map_err(|reason| Fault::at(xml::place(node), reason))?
            }
        };
        let Some((path, bytes)) = self.part(node)? else {
            return Ok(None);
        };
        let field = pfm::decode(&bytes, unit, self.options, self.budget);
        let mut field = field.map_err(|fault| fault.within(&path))?;
        field.interpolation =
            xml::text_of(node, "interpolation").map_or(field.interpolation, words::interpolation);
        field.origin = xml::text_of(node, "originOf3DData").map_or(field.origin, words::origin);
        Ok(Some(field))
    }

    fn map(
        &mut self,
        set: Node<'_, '_>,
        name: &str,
        region: &Region,
    ) -> Result<Option<Grid>, Fault> {
        let Some(node) = xml::child(set, name) else {
            return Ok(None);
        };
        let gamma = gamma(node)?;
        let Some((path, bytes)) = self.part(node)? else {
            return Ok(None);
        };
        let grid = map::decode(&bytes, gamma, self.budget).map_err(|fault| fault.within(&path))?;
        if Some(grid.size) != region.size && !self.options.stretch_maps {
            let [width, height] = region.size.unwrap_or_default();
            let reason = format!(
                "it has {} × {} pixels, its region {width} × {height}; export it at that size, or let maps be \
                 stretched",
                grid.size[0], grid.size[1]
            );
            return Err(Fault::at(path, reason));
        }
        Ok(Some(grid))
    }

    /// The path and bytes of the part that an element names; none if it names none.
    fn part(&mut self, node: Node<'_, '_>) -> Result<Option<(String, Vec<u8>)>, Fault> {
        let Some(path) = path_of(node)? else {
            return Ok(None);
        };
        let bytes = (self.parts)(&path, self.budget)?;
        let bytes = bytes.ok_or_else(|| Fault::Missing(path.clone()))?;
        Ok(Some((path, bytes)))
    }
}

/// The gamma that is in a map; 1 if nothing is said.
fn gamma(node: Node<'_, '_>) -> Result<f64, Fault> {
    let wrong = |reason: String| Fault::at(xml::place(node), format!("<gammaEmbedded>: {reason}"));
    let Some(text) = xml::text_of(node, "gammaEmbedded") else {
        return Ok(1.0);
    };
    let gamma = finite(text).map_err(wrong)?;
    if !(0.1..=10.0).contains(&gamma) {
        return Err(wrong(format!(
            "{gamma} is out of range; 0.1 to 10, 2.2 is usual"
        )));
    }
    Ok(gamma)
}
