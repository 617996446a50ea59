//! A warp file of others to the text of a venue whose outputs look where it says, with comments that teach.

use welkin_warp::{Geometry, Kind, ReadOptions, Region, Share, Unit, Warp, WarpError, read};

use crate::written::{number, quoted};

/// As many outputs as a venue may have.
const MOST_OUTPUTS: usize = 32;
/// As many pixels as all of them may have.
const MOST_PIXELS: u64 = 64 << 20;
/// Letters of a name.
const LONGEST_ID: usize = 64;

/// What is to be known beside the file.
#[derive(Clone, Debug, PartialEq)]
pub struct ImportOptions {
    /// How the file is read. What of it a venue can say goes into the venue.
    pub read: ReadOptions,
    /// The venue's name; none: the file's.
    pub name: Option<String>,
    /// Pixels of outputs of which the file does not tell.
    pub size: [u32; 2],
}

impl Default for ImportOptions {
    fn default() -> Self {
        Self {
            read: ReadOptions {
                spare_bytes: 1 << 30,
                ..ReadOptions::default()
            },
            name: None,
            size: [1920, 1080],
        }
    }
}

/// A venue made of a warp file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The text of `venue.toml`.
    pub venue: String,
    /// Only its `[[output]]` tables, for a venue that is there already.
    pub tables: String,
    /// Where the warp file has to lie, seen from `venue.toml`; as in the venue.
    pub file: String,
    /// Names and sizes of the outputs.
    pub outputs: Vec<(String, [u32; 2])>,
    /// What people should know.
    pub notes: Vec<String>,
}

/// Makes a venue of a warp file's bytes; `name` is its path, seen from where `venue.toml` will lie.
///
/// # Errors
/// As [`welkin_warp::read`]. Blend maps of another size are stretched, and a note says so.
pub fn import(name: &str, bytes: &[u8], options: &ImportOptions) -> Result<Imported, WarpError> {
    let mut told = options.read.clone();
    let mut notes = Vec::new();
    let warp = match read(name, bytes, &told) {
        Err(error) if !told.stretch_maps => {
            told.stretch_maps = true;
            let warp = read(name, bytes, &told).map_err(|_| error)?;
            notes
                .push("blend maps have another size than their outputs; they are stretched".into());
            warp
        }
        other => other?,
    };
    notes.extend(warp.notes.iter().cloned());
    let file = inside(name, &mut notes);
    let stem = file.rsplit('/').next().unwrap_or_default();
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
    if warp.regions.len() > MOST_OUTPUTS {
        notes.push(format!(
            "the file has {} outputs; a venue has at most {MOST_OUTPUTS}, the others are left out",
            warp.regions.len()
        ));
    }
    let regions = &warp.regions[..warp.regions.len().min(MOST_OUTPUTS)];
    let mut outputs: Vec<(String, [u32; 2])> = Vec::new();
    for region in regions {
        let id = unused(&region.id, stem, &outputs);
        outputs.push((id, size(region, options)));
    }
    shrink(&mut outputs, &mut notes);
    if regions
        .iter()
        .all(|region| region.alpha.is_none() && is_unblended(region))
        && regions.len() > 1
    {
        notes.push(
            "the file has no blends; where images overlap, give outputs a `mask`, a PNG that fades to black".into(),
        );
    }
    let title = options.name.as_deref().unwrap_or(stem);
    let tables: Vec<String> = regions
        .iter()
        .zip(&outputs)
        .map(|(region, (id, size))| table(&file, &warp, region, id, *size, &told))
        .collect();
    let tables = tables.join("\n");
    Ok(Imported {
        venue: format!("{}\n{tables}", head(title, &file, &warp, &notes)),
        tables,
        file,
        outputs,
        notes,
    })
}

/// All that stands before the outputs.
fn head(title: &str, file: &str, warp: &Warp, notes: &[String]) -> String {
    let title: String = title
        .chars()
        .filter(|letter| !letter.is_control())
        .take(200)
        .collect();
    let title = if title.trim().is_empty() {
        "Imported".into()
    } else {
        title
    };
    let places = match warp.kind {
        Kind::Picture => "a place in the picture that belongs to the surface",
        Kind::View => "a place in a view from the middle of the room",
        Kind::Points | Kind::Lamp => {
            "a point in the room: metres from its middle, y up, -z to the front"
        }
    };
    let mut text = format!(
        "# Each pixel of these outputs looks where {} says: {places}.\n",
        comment(file)
    );
    for note in notes {
        text += &format!("# Note: {}.\n", comment(note.trim_end_matches('.')));
    }
    text += &format!("\nname = {}\n\n", quoted(&title));
    text + &surface(warp)
}

/// One output.
fn table(
    file: &str,
    warp: &Warp,
    region: &Region,
    id: &str,
    size: [u32; 2],
    told: &ReadOptions,
) -> String {
    let mut text = format!(
        "[[output]]\nid = {}\nsize = [{}, {}]\n# monitor = 1          # counted from 0\n# fullscreen = true\n\
         # mask = \"mask.png\"    # white is lit, black is not\n[output.view]\nkind = \"warp\"\nfile = {}\n",
        quoted(id),
        size[0],
        size[1],
        quoted(file)
    );
    let is_named = !region.id.is_empty() && region.id.chars().count() <= 256;
    if is_named {
        text += &format!("region = {}\n", quoted(&region.id));
    }
    text + &keys(region, warp, told)
}

/// How the file is read: what is so, and what could be, as comments.
fn keys(region: &Region, warp: &Warp, told: &ReadOptions) -> String {
    let is_field = matches!(region.geometry, Geometry::Field(_));
    let is_part = region.place != Share::WHOLE && warp.kind == Kind::Picture;
    let switches = [
        (
            "flip_rows",
            told.flip_rows,
            is_field,
            "if the image stands on its head",
        ),
        (
            "flip_v",
            told.flip_v,
            warp.kind == Kind::Picture || warp.kind == Kind::View,
            "if up and down of the whole picture are exchanged",
        ),
        (
            "whole_picture",
            told.whole_picture,
            is_part,
            "if it shows too small a part",
        ),
        ("stretch_maps", told.stretch_maps, false, ""),
    ];
    let mut text = String::new();
    for (key, is_so, could_be, reason) in switches {
        if is_so {
            text += &format!("{key} = true\n");
        } else if could_be {
            text += &format!("# {key} = true   # {reason}\n");
        }
    }
    let unit = match told.points {
        Some(Unit::Millimetres) => "millimetres",
        Some(Unit::Centimetres) => "centimetres",
        Some(Unit::Decimetres) => "decimetres",
        Some(Unit::Metres | Unit::Unknown) => "metres",
        Some(Unit::Inches) => "inches",
        Some(Unit::Feet) => "feet",
        Some(Unit::Yards) => "yards",
        Some(Unit::Picture) | None => return text,
    };
    text + &format!("points = \"{unit}\"\n")
}

/// The surface: files do not tell it, so that this is a guess.
fn surface(warp: &Warp) -> String {
    let buffer = warp.regions.iter().find_map(|region| region.buffer.size);
    let is_in_parts = warp
        .regions
        .iter()
        .any(|region| region.place != Share::WHOLE);
    let mut text = String::from(
        "# The file does not say what the picture is seen on. This is a guess: write what is there, as it decides how\n\
         # pictures are made (a dome's are round, a wall's flat, a sphere's or cylinder's panoramas).\n[surface]\n",
    );
    if warp.kind == Kind::Picture && is_in_parts {
        let aspect = buffer.map_or(16.0 / 9.0, |[width, height]| {
            f64::from(width.max(1)) / f64::from(height.max(1))
        });
        let width = (3.0 * aspect).clamp(0.1, 200.0);
        text += &format!(
            "kind = \"wall\"\nwidth_m = {}\nheight_m = 3\ndistance_m = 4\n",
            number(width, 3)
        );
    } else {
        text += "kind = \"dome\"\nradius_m = 5\ntilt_deg = 0\nfov_deg = 180\n";
    }
    text
}

/// Whether a mesh has no intensities that blend.
fn is_unblended(region: &Region) -> bool {
    match &region.geometry {
        Geometry::Mesh(mesh) => mesh
            .nodes
            .iter()
            .all(|node| node.intensity < 0.0 || node.intensity == 1.0),
        _ => true,
    }
}

/// Pixels: what the file says, or as wide as is usual in its proportions; within what a venue allows.
fn size(region: &Region, options: &ImportOptions) -> [u32; 2] {
    let [width, height] = options.size;
    let of_aspect = |aspect: f64| [width, (f64::from(width) / aspect).round() as u32];
    let aspect = region
        .aspect
        .filter(|aspect| (0.05..=20.0).contains(aspect));
    let size = region
        .size
        .or(aspect.map(of_aspect))
        .unwrap_or([width, height]);
    size.map(|side| side.clamp(16, 16_384))
}

/// Halves all outputs until they fit.
fn shrink(outputs: &mut [(String, [u32; 2])], notes: &mut Vec<String>) {
    let sum = |outputs: &[(String, [u32; 2])]| -> u64 {
        let pixels = |size: [u32; 2]| u64::from(size[0]) * u64::from(size[1]);
        outputs.iter().map(|(_, size)| pixels(*size)).sum()
    };
    let before = sum(outputs);
    while sum(outputs) > MOST_PIXELS {
        for (_, size) in &mut *outputs {
            *size = size.map(|side| (side / 2).max(16));
        }
    }
    if sum(outputs) < before {
        notes.push(format!(
            "the outputs have {} megapixels, more than one machine keeps; they are made smaller here",
            before / 1_000_000
        ));
    }
}

/// A name that no other output has.
fn unused(wanted: &str, otherwise: &str, outputs: &[(String, [u32; 2])]) -> String {
    let clean = |text: &str| -> String {
        let letters = text.chars().filter(|letter| !letter.is_control());
        let letters: String = letters.collect();
        let short: String = letters.trim().chars().take(LONGEST_ID).collect();
        short.trim_end().into()
    };
    let mut id = clean(wanted);
    if id.is_empty() {
        id = clean(otherwise);
    }
    if id.is_empty() {
        id = "output".into();
    }
    let is_taken = |id: &String| outputs.iter().any(|(other, _)| other == id);
    if !is_taken(&id) {
        return id;
    }
    let short: String = id.chars().take(LONGEST_ID - 4).collect();
    let numbered = (2..).map(|number: u32| format!("{short}-{number}"));
    numbered.into_iter().find(|id| !is_taken(id)).unwrap_or(id)
}

/// A path that a venue may name.
fn inside(name: &str, notes: &mut Vec<String>) -> String {
    let name = name.replace('\\', "/");
    let parts: Vec<&str> = name
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".")
        .collect();
    let leads_out = name.starts_with('/') || parts.contains(&"..") || name.get(1..2) == Some(":");
    let file = match (leads_out, parts.last()) {
        (true, Some(last)) => {
            notes.push(format!("copy the file beside venue.toml, as {last:?}"));
            (*last).to_string()
        }
        _ => parts.join("/"),
    };
    let plain = |letter: char| if letter.is_control() { '_' } else { letter };
    let named: String = file.chars().map(plain).collect();
    if named != file {
        notes.push(format!("rename the file to {named:?}"));
    }
    if named.is_empty() {
        "warp".into()
    } else {
        named
    }
}

/// Words that stay in one line.
fn comment(words: &str) -> String {
    let plain = |letter: char| if letter.is_control() { ' ' } else { letter };
    words.chars().map(plain).collect()
}
