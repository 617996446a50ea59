// What a network says, planes of red, green and blue, -1 to 1 as in the sRGB pictures that it learnt from,
// as a picture in linear light. The same steps as on the processor, so that both give the same pictures.

struct Planes {
    size: vec2<u32>, // columns, rows
    // Counted in numbers: where the first one is, and how far it is to the next plane, row and column.
    start: u32,
    plane: u32,
    row: u32,
    column: u32,
}

@group(0) @binding(0) var<uniform> planes: Planes;
@group(0) @binding(1) var<storage, read> numbers: array<f32>;
@group(0) @binding(2) var picture: texture_storage_2d<rgba16float, write>;

// Steps from black to white.
const STEPS: f32 = 16384.0;

@compute @workgroup_size(8, 8)
fn develop(@builtin(global_invocation_id) at: vec3<u32>) {
    if at.x >= planes.size.x || at.y >= planes.size.y {
        return;
    }
    let first = planes.start + at.y * planes.row + at.x * planes.column;
    let red = linear_light(numbers[first]);
    let green = linear_light(numbers[first + planes.plane]);
    let blue = linear_light(numbers[first + 2u * planes.plane]);
    textureStore(picture, at.xy, vec4(red, green, blue, 1.0));
}

fn linear_light(value: f32) -> f32 {
    // What is not a number is black; drivers may take comparisons of it away, so its bits are asked.
    let is_number = (bitcast<u32>(value) & 0x7fffffffu) <= 0x7f800000u;
    let clamped = select(-1.0, clamp(value, -1.0, 1.0), is_number);
    let step = floor((clamped * 0.5 + 0.5) * (STEPS - 1.0) + 0.5);
    let encoded = step / (STEPS - 1.0);
    if encoded <= 0.04045 {
        return encoded / 12.92;
    }
    return pow((encoded + 0.055) / 1.055, 2.4);
}
