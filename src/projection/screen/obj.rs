//! Wavefront OBJ: text with vertices, texture places and faces.

use glam::{Vec2, Vec3};

use super::mesh::{MOST_TRIANGLES, Mesh, MeshError};

/// The mesh in an OBJ file. Faces with more than three corners become fans; groups, normals, materials and everything
/// else are passed over. OBJ's texture places count upwards and are turned to count down.
///
/// # Errors
/// A line that cannot be understood, or nothing that is a surface.
pub fn read_obj(bytes: &[u8]) -> Result<Mesh, MeshError> {
    let text = String::from_utf8_lossy(bytes);
    let (mut points, mut places) = (Vec::new(), Vec::new());
    // A vertex of a mesh is a pair of a point and a place; each corner becomes one.
    let (mut vertices, mut textured, mut triangles) = (Vec::new(), Vec::new(), Vec::new());
    let mut all_textured = true;
    for (index, line) in text.lines().enumerate() {
        let wrong = |what: &str| MeshError::Line(index + 1, what.into());
        let mut words = line.split_whitespace();
        match words.next() {
            Some("v") => {
                let [x, y, z] =
                    numbers(&mut words).ok_or_else(|| wrong("a vertex is three numbers"))?;
                points.push(Vec3::new(x, y, z));
            }
            Some("vt") => {
                let mut all = words.map(str::parse::<f32>);
                let (Some(Ok(u)), v) = (all.next(), all.next()) else {
                    return Err(wrong("a texture place is two numbers"));
                };
                let v = v.and_then(Result::ok).unwrap_or(0.0);
                places.push(Vec2::new(u, 1.0 - v));
            }
            Some("f") => {
                let first = vertices.len() as u32;
                let mut corners = 0;
                for word in words {
                    let mut parts = word.split('/');
                    let point = resolve(parts.next(), &points)
                        .ok_or_else(|| wrong("a face names a vertex that there is not"))?;
                    let place = match parts.next().filter(|part| !part.is_empty()) {
                        Some(part) => Some(resolve(Some(part), &places).ok_or_else(|| {
                            wrong("a face names a texture place that there is not")
                        })?),
                        None => None,
                    };
                    all_textured &= place.is_some();
                    vertices.push(point);
                    textured.push(place.unwrap_or_default());
                    corners += 1;
                    if corners >= 3 {
                        let last = vertices.len() as u32 - 1;
                        triangles.push([first, last - 1, last]);
                    }
                    if triangles.len() > MOST_TRIANGLES {
                        return Err(MeshError::TooMany);
                    }
                }
                if corners < 3 {
                    return Err(wrong("a face has fewer than three corners"));
                }
            }
            _ => {}
        }
    }
    let textured = if all_textured { textured } else { Vec::new() };
    Mesh::new(vertices, textured, triangles)
}

fn numbers<'w>(words: &mut impl Iterator<Item = &'w str>) -> Option<[f32; 3]> {
    let mut next = || words.next()?.parse().ok();
    Some([next()?, next()?, next()?])
}

/// Counted from 1, or backwards from −1.
fn resolve<T: Copy>(word: Option<&str>, list: &[T]) -> Option<T> {
    let number: i64 = word?.parse().ok()?;
    let index = if number < 0 {
        (list.len() as i64).checked_add(number)?
    } else {
        number.checked_sub(1)?
    };
    list.get(usize::try_from(index).ok()?).copied()
}
