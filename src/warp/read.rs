//! Finds out what a file is.

use crate::bourke::read_bourke;
use crate::domeprojection::read_domeprojection;
use crate::error::{Fault, WarpError};
use crate::mpcdi::read_mpcdi;
use crate::numbers::short;
use crate::obj::read_obj;
use crate::options::ReadOptions;
use crate::pfm::read_pfm;
use crate::sgc::read_sgc;
use crate::simcad::read_simcad;
use crate::warp::Warp;

/// How much of a file is looked at.
const LOOKED_AT: usize = 4096;

/// Reads a warp file of any kind, chosen by how it begins, and by its name where that does not tell.
///
/// # Errors
/// It is of no kind that is known, or as its own reader says.
pub fn read(name: &str, bytes: &[u8], options: &ReadOptions) -> Result<Warp, WarpError> {
    let reader = match bytes {
        [b'P', b'K', 3 | 5, 4 | 6, ..] => read_mpcdi,
        [b'S', b'G', b'C', ..] => read_sgc,
        [b'P', b'F' | b'f', next, ..] if next.is_ascii_whitespace() => read_pfm,
        _ => return read_text(name, bytes, options),
    };
    reader(name, bytes, options)
}

fn read_text(name: &str, bytes: &[u8], options: &ReadOptions) -> Result<Warp, WarpError> {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(LOOKED_AT)]);
    let start = start.trim_start_matches('\u{feff}').trim_start();
    if start.starts_with('<') {
        let is_simcad = start.contains("<GeometryFile");
        let reader = if is_simcad { read_simcad } else { read_mpcdi };
        return reader(name, bytes, options);
    }
    let end = name
        .rsplit('.')
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let first = start
        .lines()
        .find(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let first = first.unwrap_or_default().trim();
    let is_obj = ["v ", "vt ", "vn ", "o ", "g ", "mtllib ", "usemtl "]
        .iter()
        .any(|word| first.starts_with(word));
    let reader = match end.as_str() {
        "csv" => read_domeprojection,
        "obj" => read_obj,
        "data" => read_bourke,
        _ if is_obj => read_obj,
        _ if first.matches(';').count() >= 5 => read_domeprojection,
        _ if first.parse::<u32>().is_ok() => read_bourke,
        _ => {
            let reason = if bytes.is_empty() {
                "it is empty".to_string()
            } else {
                format!("it begins with {:?}", short(first))
            };
            return Err(Fault::Unknown(reason).named(name));
        }
    };
    reader(name, bytes, options)
}
