//! glTF 2.0: triangles of all meshes where the scene's nodes put them. Binary files, and text whose data is in it.

use glam::{Mat4, Quat, Vec2, Vec3};
use serde_json::Value;

use super::mesh::{MOST_TRIANGLES, Mesh, MeshError};

/// Nodes within nodes deeper than this are a circle.
const DEEPEST: usize = 64;

/// More nodes than this are no room.
const MOST_NODES: usize = 1 << 16;

/// The mesh in a `.glb` or `.gltf` file. Positions, first texture places and triangle lists, strips and fans are read;
/// nothing else matters to a surface.
///
/// # Errors
/// What is not glTF 2.0, keeps its data in other files, is packed in a way that nothing here undoes, or is no surface.
pub fn read_gltf(bytes: &[u8]) -> Result<Mesh, MeshError> {
    let (text, binary) = parts(bytes)?;
    let root: Value = serde_json::from_slice(text)
        .map_err(|error| MeshError::Form(format!("its JSON is broken: {error}")))?;
    let file = File::new(&root, binary)?;
    let mut gathered = Gathered {
        // Nodes may show the same triangles many times over; a small file shall not fill the memory so.
        most: (bytes.len() + (1 << 16)).min(3 * MOST_TRIANGLES),
        ..Gathered::default()
    };
    let scene = index(&root["scene"]).unwrap_or(0);
    let roots = match root["scenes"][scene]["nodes"].as_array() {
        Some(nodes) => nodes.iter().filter_map(index).collect(),
        // Without scenes all that no other node holds is shown.
        None => file.loose_nodes(),
    };
    for node in roots {
        file.node(node, Mat4::IDENTITY, 0, &mut gathered)?;
    }
    let places = if gathered.all_textured {
        gathered.places
    } else {
        Vec::new()
    };
    Mesh::new(gathered.vertices, places, gathered.triangles)
}

fn form<T>(message: &str) -> Result<T, MeshError> {
    Err(MeshError::Form(message.into()))
}

fn index(value: &Value) -> Option<usize> {
    value.as_u64().and_then(|index| usize::try_from(index).ok())
}

/// The JSON and the binary data.
fn parts(bytes: &[u8]) -> Result<(&[u8], Option<&[u8]>), MeshError> {
    if !bytes.starts_with(b"glTF") {
        return Ok((bytes, None));
    }
    let number = |at: usize| {
        let four = bytes.get(at..at + 4)?;
        Some(u32::from_le_bytes(four.try_into().ok()?) as usize)
    };
    if number(4) != Some(2) {
        return form("this is not version 2 of glTF");
    }
    let chunk = |at: usize, kind: &[u8]| {
        let length = number(at)?;
        let is_kind = bytes.get(at + 4..at + 8)? == kind;
        let data = bytes.get(at + 8..(at + 8).checked_add(length)?)?;
        is_kind.then_some(data)
    };
    let Some(text) = chunk(12, b"JSON") else {
        return form("the file ends within its first part");
    };
    Ok((text, chunk(20 + text.len(), b"BIN\0")))
}

#[derive(Default)]
struct Gathered {
    vertices: Vec<Vec3>,
    places: Vec<Vec2>,
    triangles: Vec<[u32; 3]>,
    all_textured: bool,
    nodes: usize,
    most: usize,
}

struct File<'d> {
    root: &'d Value,
    buffers: Vec<std::borrow::Cow<'d, [u8]>>,
}

impl<'d> File<'d> {
    fn new(root: &'d Value, binary: Option<&'d [u8]>) -> Result<Self, MeshError> {
        let mut buffers = Vec::new();
        for buffer in root["buffers"].as_array().into_iter().flatten() {
            let data = match (buffer["uri"].as_str(), binary) {
                (None, Some(binary)) if buffers.is_empty() => binary.into(),
                (Some(uri), _) => match uri.split_once(";base64,") {
                    Some((head, data)) if head.starts_with("data:") => from_base64(data)?.into(),
                    _ => {
                        return form("its data is in another file; save it as .glb");
                    }
                },
                _ => return form("a buffer has no data"),
            };
            buffers.push(data);
        }
        Ok(Self { root, buffers })
    }

    fn loose_nodes(&self) -> Vec<usize> {
        let nodes = self.root["nodes"].as_array();
        let count = nodes.map_or(0, Vec::len);
        let mut is_held = vec![false; count];
        for node in nodes.into_iter().flatten() {
            for child in node["children"].as_array().into_iter().flatten() {
                if let Some(held) = index(child).and_then(|child| is_held.get_mut(child)) {
                    *held = true;
                }
            }
        }
        (0..count).filter(|node| !is_held[*node]).collect()
    }

    fn node(
        &self,
        node: usize,
        room_from_parent: Mat4,
        depth: usize,
        gathered: &mut Gathered,
    ) -> Result<(), MeshError> {
        gathered.nodes += 1;
        if depth > DEEPEST || gathered.nodes > MOST_NODES {
            return form("its nodes hold each other in a circle");
        }
        let node = &self.root["nodes"][node];
        let room_from_node = room_from_parent * transform(node);
        if let Some(mesh) = index(&node["mesh"]) {
            let primitives = self.root["meshes"][mesh]["primitives"].as_array();
            for primitive in primitives.into_iter().flatten() {
                self.primitive(primitive, room_from_node, gathered)?;
            }
        }
        for child in node["children"].as_array().into_iter().flatten() {
            if let Some(child) = index(child) {
                self.node(child, room_from_node, depth + 1, gathered)?;
            }
        }
        Ok(())
    }

    fn primitive(
        &self,
        primitive: &Value,
        room_from_node: Mat4,
        gathered: &mut Gathered,
    ) -> Result<(), MeshError> {
        let mode = primitive["mode"].as_u64().unwrap_or(4);
        if !(4..=6).contains(&mode) {
            // Points and lines are no surface.
            return Ok(());
        }
        let Some(positions) = index(&primitive["attributes"]["POSITION"]) else {
            return Ok(());
        };
        let positions = self.numbers(positions, "VEC3", 3)?;
        let first = gathered.vertices.len() as u32;
        let count = (positions.len() / 3) as u32;
        if gathered.vertices.len() + positions.len() / 3 > gathered.most {
            return Err(MeshError::TooMany);
        }
        let placed = positions.chunks_exact(3).map(Vec3::from_slice);
        gathered
            .vertices
            .extend(placed.map(|vertex| room_from_node.transform_point3(vertex)));
        let places = match index(&primitive["attributes"]["TEXCOORD_0"]) {
            Some(places) => self.numbers(places, "VEC2", 2)?,
            None => Vec::new(),
        };
        let is_first = first == 0;
        let is_textured = places.len() / 2 == count as usize;
        gathered.all_textured = is_textured && (is_first || gathered.all_textured);
        gathered
            .places
            .extend(places.chunks_exact(2).map(Vec2::from_slice));
        gathered.places.resize(gathered.vertices.len(), Vec2::ZERO);
        let corners: Vec<u32> = match index(&primitive["indices"]) {
            Some(indices) => {
                let indices = self.numbers(indices, "SCALAR", 1)?;
                indices.into_iter().map(|corner| corner as u32).collect()
            }
            None => (0..count).collect(),
        };
        if corners.iter().any(|corner| *corner >= count) {
            return form("a triangle names a vertex that there is not");
        }
        let corners: Vec<u32> = corners.into_iter().map(|corner| corner + first).collect();
        match mode {
            4 => {
                let (all, _) = corners.as_chunks::<3>();
                gathered.triangles.extend(all);
            }
            5 => {
                let strip = corners
                    .windows(3)
                    .map(|three| [three[0], three[1], three[2]]);
                gathered.triangles.extend(strip);
            }
            _ => {
                let fan = corners.windows(2).skip(1);
                let fan = fan.map(|two| [corners[0], two[0], two[1]]);
                gathered.triangles.extend(fan);
            }
        }
        if gathered.triangles.len() > gathered.most.min(MOST_TRIANGLES) {
            return Err(MeshError::TooMany);
        }
        Ok(())
    }

    /// All numbers of an accessor, `per` to an element. Whole numbers up to 24 bits stay exact.
    fn numbers(&self, accessor: usize, kind: &str, per: usize) -> Result<Vec<f32>, MeshError> {
        let accessor = &self.root["accessors"][accessor];
        if accessor["type"].as_str() != Some(kind) || accessor["sparse"].is_object() {
            return form("an accessor is not of the kind that is needed, or sparse");
        }
        let view = index(&accessor["bufferView"]).map(|view| &self.root["bufferViews"][view]);
        let Some(view) = view else {
            return form("an accessor has no data; is it packed by Draco? save it unpacked");
        };
        let component = accessor["componentType"].as_u64();
        let bytes_each = match component {
            Some(5121) => 1,
            Some(5123) => 2,
            Some(5125 | 5126) => 4,
            _ => return form("an accessor has numbers of an odd kind"),
        };
        let is_normalized = accessor["normalized"].as_bool() == Some(true);
        let number = |value: &Value| index(value).unwrap_or(0);
        let stride = match number(&view["byteStride"]) {
            0 => bytes_each * per,
            stride => stride,
        };
        let buffer = index(&view["buffer"]).and_then(|buffer| self.buffers.get(buffer));
        let start = number(&view["byteOffset"]).checked_add(number(&accessor["byteOffset"]));
        let count = number(&accessor["count"]);
        let data = buffer.zip(start).and_then(|(buffer, start)| {
            let last = count.checked_sub(1)?.checked_mul(stride)?;
            let end = start.checked_add(last)?.checked_add(bytes_each * per)?;
            buffer.get(start..end)
        });
        let Some(data) = data else {
            return form("an accessor reaches beyond its buffer");
        };
        // A stride of nothing cannot be, and one byte holds at most one element, so memory stays within 16 times.
        let mut numbers = Vec::with_capacity(count.min(data.len()) * per);
        for element in 0..count {
            for part in 0..per {
                let at = element * stride + part * bytes_each;
                let bytes = &data[at..at + bytes_each];
                numbers.push(match (component, bytes) {
                    (Some(5126), &[a, b, c, d]) => f32::from_le_bytes([a, b, c, d]),
                    (_, &[a, b, c, d]) => u32::from_le_bytes([a, b, c, d]) as f32,
                    (_, &[a, b]) => {
                        let whole = f32::from(u16::from_le_bytes([a, b]));
                        if is_normalized {
                            whole / 65_535.0
                        } else {
                            whole
                        }
                    }
                    (_, &[a]) if is_normalized => f32::from(a) / 255.0,
                    (_, &[a]) => f32::from(a),
                    _ => 0.0,
                });
            }
        }
        Ok(numbers)
    }
}

fn transform(node: &Value) -> Mat4 {
    let list = |value: &Value| -> Vec<f32> {
        let all = value.as_array().into_iter().flatten();
        all.filter_map(Value::as_f64)
            .map(|number| number as f32)
            .collect()
    };
    if let Ok(matrix) = <[f32; 16]>::try_from(list(&node["matrix"])) {
        return Mat4::from_cols_array(&matrix);
    }
    let three =
        |key: &str, rest: Vec3| <[f32; 3]>::try_from(list(&node[key])).map_or(rest, Vec3::from);
    let turn =
        <[f32; 4]>::try_from(list(&node["rotation"])).map_or(Quat::IDENTITY, |[x, y, z, w]| {
            let turn = Quat::from_xyzw(x, y, z, w);
            if turn.length_squared() > 1e-12 && turn.is_finite() {
                turn.normalize()
            } else {
                Quat::IDENTITY
            }
        });
    Mat4::from_scale_rotation_translation(
        three("scale", Vec3::ONE),
        turn,
        three("translation", Vec3::ZERO),
    )
}

fn from_base64(text: &str) -> Result<Vec<u8>, MeshError> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 3);
    let (mut bits, mut count) = (0_u32, 0);
    for letter in text.bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => break,
            _ => return form("its data is not base64"),
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    Ok(bytes)
}
