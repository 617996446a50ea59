// Light: for each pixel of an output, the direction it lights, and the pictures there.
//
// The same arithmetic as the crate `welkin_projection`, where it is explained; a test holds the two together.
// Dome space: x to the right, y to the zenith, -z to the front. Places in a picture: u to the right, v down.

//
// What does not change from frame to frame is an override: software GPUs run every branch they cannot fold
// away (a pass at 512 x 512 took 128 ms of processor time with branches, 8 ms without).

override LENS: u32;
override FIRST: u32;
override SECOND: u32;
override ENCODING: u32;
override COLOUR: u32;
override GLOWS: bool;
override COLOURS: bool;
// Whether light is brightened, softened by the flash guard or given way to the house lights.
override LEVELS: bool;
// Whether places in the picture were worked out beforehand, for all pixels of the output.
override PLACED: bool;

const LENS_DOMEMASTER = 0u;
const LENS_EQUIRECTANGULAR = 1u;
const LENS_PICTURE = 3u;
const LENS_BAKED = 4u;

const COVERAGE_DOME = 0u;
const COVERAGE_PANORAMA = 1u;
const COVERAGE_FLAT = 2u;
const COVERAGE_CUBE = 4u;
const COVERAGE_NONE = 5u;

const ENCODING_LINEAR = 0u;
const ENCODING_BY_TARGET = 1u;

const COLOUR_PLAIN = 0u;
const COLOUR_TABLE = 2u;

const PI = 3.14159265358979;
const TAU = 6.28318530717959;
const SPRING_FADE = 0.0698131701;
const KNEE = 0.75;
const LUMINANCE = vec3<f32>(0.2126, 0.7152, 0.0722);

struct Deck {
    // Dome: field of view. Panorama: top, bottom. Flat: tangent of half the width, aspect. Cube: soften.
    coverage: vec4<f32>,
    // Zoom; cosine and sine of the rotation; width over height of the undistorted picture.
    place: vec4<f32>,
    // Weight, blend from the older to the newer picture, brightness.
    amounts: vec4<f32>,
    // From a place on the unmoved picture to the place that is seen there, both from the middle: the two rows of a matrix.
    moved: vec4<f32>,
    // What is added to that.
    shift: vec4<f32>,
    // Columns of the matrix for hue and saturation.
    red: vec4<f32>,
    green: vec4<f32>,
    blue: vec4<f32>,
}

// Light where sound comes from.
struct Glow {
    // How much brighter it is where it sounds loudest.
    amount: vec4<f32>,
    // The sound's field: the blocks on and above the diagonal of a symmetric matrix, row by row.
    blocks: array<mat4x4<f32>, 10>,
}

struct Light {
    // Frame number.
    count: vec4<u32>,
    // Width and height in pixels, angle of a pixel, width of the noise.
    frame: vec4<f32>,
    // Domemaster: half the field of view. Frustum: tangents to the left, right, top, bottom.
    lens: vec4<f32>,
    // Columns of the matrix from the lens's space to dome space.
    right: vec4<f32>,
    up: vec4<f32>,
    back: vec4<f32>,
    // The eye, in radii of the dome.
    origin: vec4<f32>,
    // The output's gains of red, green and blue, and its gamma; 0 for the curve of sRGB.
    colour: vec4<f32>,
    // Where the output's upper left corner is on the target; places along a side of its table of colours.
    place: vec4<f32>,
    // What the flash guard does: gain, and how far colours go to grey. How much the edge of an eye's view darkens.
    softening: vec4<f32>,
    // The light of the house lights, and how much they take the place of the show.
    house: vec4<f32>,
    decks: array<Deck, 2>,
    glows: array<Glow, 2>,
}

@group(0) @binding(0) var<uniform> light: Light;
@group(0) @binding(1) var first_older: texture_2d<f32>;
@group(0) @binding(2) var first_newer: texture_2d<f32>;
@group(0) @binding(3) var first_sampler: sampler;
@group(0) @binding(4) var second_older: texture_2d<f32>;
@group(0) @binding(5) var second_newer: texture_2d<f32>;
@group(0) @binding(6) var second_sampler: sampler;

// What an output keeps from frame to frame: where pixels look and how much of the light they have, how far their black
// is lifted, what signals become.
@group(1) @binding(0) var looks: texture_2d<f32>;
@group(1) @binding(1) var lifts: texture_2d<f32>;
@group(1) @binding(2) var table: texture_3d<f32>;
// For each pixel the place on the unmoved picture, from its middle; how much light it has there; how far black is lifted.
@group(1) @binding(3) var places: texture_2d<f32>;

@vertex
fn cover_the_screen(@builtin(vertex_index) index: u32) -> @builtin(position) vec4<f32> {
    let corner = vec2<f32>(f32(index & 1u), f32(index >> 1u));
    return vec4<f32>(corner * 4.0 - 1.0, 0.0, 1.0);
}

@fragment
fn light_a_pixel(@builtin(position) position: vec4<f32>) -> @location(0) vec4<f32> {
    let pixel = position.xy - light.place.xy;
    return vec4<f32>(finished(light_at(pixel), vec2<u32>(pixel)), 1.0);
}

fn light_at(pixel: vec2<f32>) -> vec3<f32> {
    if LENS == LENS_PICTURE {
        return softened(of_picture(FIRST, 0u, first_older, first_newer, first_sampler, pixel)
            + of_picture(SECOND, 1u, second_older, second_newer, second_sampler, pixel));
    }
    if LENS == LENS_BAKED && PLACED {
        let seen = textureLoad(places, texel(textureDimensions(places), pixel), 0);
        let rgb = softened(of_place(FIRST, 0u, first_older, first_newer, first_sampler, seen.xy)
            + of_place(SECOND, 1u, second_older, second_newer, second_sampler, seen.xy));
        return seen.w + rgb * seen.z;
    }
    if LENS == LENS_BAKED {
        let at = texel(textureDimensions(looks), pixel);
        let look = textureLoad(looks, at, 0);
        let lift = textureLoad(lifts, at, 0).x;
        // Where nothing is lit, there is no direction to ask.
        let direction = select(vec3<f32>(0.0, 0.0, -1.0), look.xyz, look.w > 0.0);
        return lift + towards(direction) * (look.w * (1.0 - lift));
    }
    let ray = seen_by(pixel);
    return towards(ray.xyz) * ray.w;
}

// Which texel of an output's map belongs to a pixel.
fn texel(map: vec2<u32>, pixel: vec2<f32>) -> vec2<i32> {
    let size = vec2<f32>(map);
    return vec2<i32>(clamp(pixel / light.frame.xy * size, vec2<f32>(0.0), size - 1.0));
}

// Not a frame: what `places` holds, worked out once for an output and a coverage.
@fragment
fn place_a_pixel(@builtin(position) position: vec4<f32>) -> @location(0) vec4<f32> {
    let at = vec2<i32>(position.xy);
    let look = textureLoad(looks, at, 0);
    let lift = textureLoad(lifts, at, 0).x;
    let direction = select(vec3<f32>(0.0, 0.0, -1.0), look.xyz, look.w > 0.0);
    let deck = light.decks[0];
    let share = look.w * (1.0 - lift) * shade_of(FIRST, deck, direction);
    return vec4<f32>(place_at(FIRST, deck, direction) - 0.5, share, lift);
}

fn towards(direction: vec3<f32>) -> vec3<f32> {
    return softened(of_direction(FIRST, 0u, first_older, first_newer, first_sampler, direction)
        + of_direction(SECOND, 1u, second_older, second_newer, second_sampler, direction));
}

fn softened(rgb: vec3<f32>) -> vec3<f32> {
    if !LEVELS {
        return rgb;
    }
    let soft = mix(rgb, vec3<f32>(dot(LUMINANCE, rgb)), light.softening.y) * light.softening.x;
    return mix(soft, light.house.rgb, light.house.w);
}

// ---- Lenses ----

// The direction a pixel looks at, in dome space, and how much of the pixel looks there.
fn seen_by(pixel: vec2<f32>) -> vec4<f32> {
    let size = light.frame.xy;
    let dome_from_lens = mat3x3<f32>(light.right.xyz, light.up.xyz, light.back.xyz);
    if LENS == LENS_DOMEMASTER {
        let radius = min(size.x, size.y) * 0.5;
        let from_centre = (pixel - size * 0.5) / radius;
        let distance = length(from_centre);
        let from_zenith = distance * light.lens.x;
        let across = select(light.lens.x, sin(from_zenith) / distance, distance > 1e-6);
        let direction = vec3<f32>(from_centre.x * across, cos(from_zenith), -from_centre.y * across);
        return vec4<f32>(direction, saturate(radius - distance * radius + 0.5));
    }
    let at = pixel / size;
    if LENS == LENS_EQUIRECTANGULAR {
        let azimuth = (0.5 - at.x) * TAU;
        let elevation = (0.5 - at.y) * PI;
        let level = cos(elevation);
        let in_room = vec3<f32>(-sin(azimuth) * level, sin(elevation), -cos(azimuth) * level);
        return vec4<f32>(dome_from_lens * in_room, 1.0);
    }
    let across = mix(light.lens.x, light.lens.y, at.x);
    let up = mix(light.lens.z, light.lens.w, at.y);
    let ray = normalize(dome_from_lens * vec3<f32>(across, up, -1.0));
    // Where the ray leaves the dome, a sphere of radius 1.
    let towards_centre = -dot(light.origin.xyz, ray);
    let discriminant = towards_centre * towards_centre - dot(light.origin.xyz, light.origin.xyz) + 1.0;
    let distance = towards_centre + sqrt(max(discriminant, 0.0));
    let meets = discriminant >= 0.0 && distance > 0.0;
    // The edge of an eye's view darkens while the head turns quickly.
    let from_middle = length(at * 2.0 - 1.0);
    let beyond = saturate((from_middle - 0.5) / 0.5);
    let kept = 1.0 - light.softening.z * beyond * beyond * (3.0 - 2.0 * beyond);
    return vec4<f32>(light.origin.xyz + ray * distance, select(0.0, kept, meets));
}

// ---- Decks ----

fn of_direction(
    coverage: u32,
    index: u32,
    older: texture_2d<f32>,
    newer: texture_2d<f32>,
    between: sampler,
    direction: vec3<f32>,
) -> vec3<f32> {
    if coverage == COVERAGE_NONE {
        return vec3<f32>(0.0);
    }
    let deck = light.decks[index];
    var seen: vec3<f32>;
    if coverage == COVERAGE_CUBE {
        seen = of_cube(deck, older, newer, between, direction);
    } else {
        seen = looked_up(deck, older, newer, between, place_at(coverage, deck, direction));
    }
    let gain = glow_at(index, direction);
    return apply(deck, seen, gain) * (shade_of(coverage, deck, direction) * deck.amounts.x);
}

fn of_place(
    coverage: u32,
    index: u32,
    older: texture_2d<f32>,
    newer: texture_2d<f32>,
    between: sampler,
    unmoved: vec2<f32>,
) -> vec3<f32> {
    if coverage == COVERAGE_NONE {
        return vec3<f32>(0.0);
    }
    let deck = light.decks[index];
    let at = unmoved.x * deck.moved.xy + unmoved.y * deck.moved.zw + deck.shift.xy;
    return apply(deck, looked_up(deck, older, newer, between, at), 1.0) * deck.amounts.x;
}

fn of_picture(
    coverage: u32,
    index: u32,
    older: texture_2d<f32>,
    newer: texture_2d<f32>,
    between: sampler,
    pixel: vec2<f32>,
) -> vec3<f32> {
    if coverage == COVERAGE_NONE {
        return vec3<f32>(0.0);
    }
    let deck = light.decks[index];
    let aspect = deck.place.w;
    let frame = light.frame.xy * 0.5;
    let wide = aspect * frame.y > frame.x;
    let half = select(vec2<f32>(frame.y * aspect, frame.y), vec2<f32>(frame.x, frame.x / aspect), wide);
    let from_centre = pixel - frame;
    let inside = half - abs(from_centre);
    let rim = saturate(min(inside.x, inside.y) + 0.5);
    let at = vec2<f32>(0.5) + from_centre / (2.0 * half);
    let place = place_in_picture(coverage, deck, at);
    var gain = 1.0;
    if coverage <= COVERAGE_FLAT {
        gain = glow_at(index, direction_of(coverage, deck, at));
    }
    return apply(deck, looked_up(deck, older, newer, between, place), gain) * (rim * deck.amounts.x);
}

// The direction that a place in a picture lights, before anything moves the picture.
fn direction_of(coverage: u32, deck: Deck, at: vec2<f32>) -> vec3<f32> {
    switch coverage {
        case COVERAGE_DOME: {
            let from_centre = (at - 0.5) * 2.0;
            let distance = length(from_centre);
            let from_zenith = distance * deck.coverage.x * 0.5;
            let across = select(deck.coverage.x * 0.5, sin(from_zenith) / distance, distance > 1e-6);
            return vec3<f32>(from_centre.x * across, cos(from_zenith), -from_centre.y * across);
        }
        case COVERAGE_PANORAMA: {
            let azimuth = (0.5 - at.x) * TAU;
            let elevation = mix(deck.coverage.x, deck.coverage.y, at.y);
            let level = cos(elevation);
            return vec3<f32>(-sin(azimuth) * level, sin(elevation), -cos(azimuth) * level);
        }
        default: {
            let x = (at.x - 0.5) * 2.0 * deck.coverage.x;
            let y = (0.5 - at.y) * 2.0 * deck.coverage.x / deck.coverage.y;
            return normalize(vec3<f32>(x, y, -1.0));
        }
    }
}

// ---- Light where it sounds ----

// What multiplies the brightness in a direction: 1 + amount times the square root of yᵀ M y.
fn glow_at(index: u32, direction: vec3<f32>) -> f32 {
    if !GLOWS {
        return 1.0;
    }
    let amount = max(light.glows[index].amount.x, 0.0);
    // AmbiX: x to the front, y to the left, z up; real spherical harmonics in ACN order, SN3D.
    let x = -direction.z;
    let y = -direction.x;
    let z = direction.y;
    let first = vec4<f32>(1.0, y, z, x);
    let second = vec4<f32>(
        1.7320508 * x * y,
        1.7320508 * y * z,
        1.5 * z * z - 0.5,
        1.7320508 * x * z,
    );
    let third = vec4<f32>(
        0.8660254 * (x * x - y * y),
        0.7905694 * y * (3.0 * x * x - y * y),
        3.8729833 * x * y * z,
        0.6123724 * y * (5.0 * z * z - 1.0),
    );
    let fourth = vec4<f32>(
        0.5 * z * (5.0 * z * z - 3.0),
        0.6123724 * x * (5.0 * z * z - 1.0),
        1.9364917 * z * (x * x - y * y),
        0.7905694 * x * (x * x - 3.0 * y * y),
    );
    let first_row = light.glows[index].blocks[0] * first + light.glows[index].blocks[1] * second
        + light.glows[index].blocks[2] * third + light.glows[index].blocks[3] * fourth;
    let second_row = light.glows[index].blocks[4] * second + light.glows[index].blocks[5] * third
        + light.glows[index].blocks[6] * fourth;
    let third_row = light.glows[index].blocks[7] * third + light.glows[index].blocks[8] * fourth;
    let fourth_row = light.glows[index].blocks[9] * fourth;
    let power = dot(first, first_row) + dot(second, second_row) + dot(third, third_row) + dot(fourth, fourth_row);
    return 1.0 + amount * min(sqrt(max(power, 0.0)), 1.0);
}

// The blend of a deck's two pictures at one place, between the pixels.
fn looked_up(
    deck: Deck,
    older: texture_2d<f32>,
    newer: texture_2d<f32>,
    between: sampler,
    at: vec2<f32>,
) -> vec3<f32> {
    let before = textureSampleLevel(older, between, at, 0.0).rgb;
    let after = textureSampleLevel(newer, between, at, 0.0).rgb;
    return mix(before, after, deck.amounts.y);
}

// ---- Coverages ----

fn place_at(coverage: u32, deck: Deck, direction: vec3<f32>) -> vec2<f32> {
    switch coverage {
        case COVERAGE_DOME: {
            let across = vec2<f32>(direction.x, -direction.z);
            let distance = length(across);
            let from_zenith = angle(distance, direction.y);
            let stretch = select(1.0, from_zenith / distance, distance > 1e-6);
            return place_in_picture(coverage, deck, vec2<f32>(0.5) + across * (stretch / deck.coverage.x));
        }
        case COVERAGE_PANORAMA: {
            return on_panorama(deck, magnified(deck, around_vertical(deck, direction)));
        }
        case COVERAGE_FLAT: {
            let depth = max(-direction.z, 1e-6);
            let half_width = deck.coverage.x;
            let x = 0.5 + 0.5 * direction.x / depth / half_width;
            let y = 0.5 - 0.5 * direction.y / depth * deck.coverage.y / half_width;
            return place_in_picture(coverage, deck, vec2<f32>(x, y));
        }
        default: {
            let turned = around_vertical(deck, direction);
            let azimuth = angle(-turned.x, abs(turned.z));
            return zoomed(deck, vec2<f32>(0.5 - azimuth / PI, 0.5 - elevation_of(turned) / PI));
        }
    }
}

fn place_in_picture(coverage: u32, deck: Deck, at: vec2<f32>) -> vec2<f32> {
    switch coverage {
        case COVERAGE_DOME: {
            return zoomed(deck, in_plane(at, 1.0, deck.place.y, -deck.place.z));
        }
        case COVERAGE_PANORAMA: {
            let azimuth = (0.5 - at.x) * TAU;
            let elevation = mix(deck.coverage.x, deck.coverage.y, at.y);
            let level = cos(elevation);
            let direction = vec3<f32>(-sin(azimuth) * level, sin(elevation), -cos(azimuth) * level);
            return on_panorama(deck, magnified(deck, around_vertical(deck, direction)));
        }
        case COVERAGE_FLAT: {
            return zoomed(deck, in_plane(at, deck.coverage.y, deck.place.y, deck.place.z));
        }
        default: {
            return zoomed(deck, at);
        }
    }
}

fn on_panorama(deck: Deck, direction: vec3<f32>) -> vec2<f32> {
    let azimuth = angle(-direction.x, -direction.z);
    let height = deck.coverage.x - deck.coverage.y;
    return vec2<f32>(0.5 - azimuth / TAU, (deck.coverage.x - elevation_of(direction)) / height);
}

// The up to three sides of a cube near a direction.
fn of_cube(
    deck: Deck,
    older: texture_2d<f32>,
    newer: texture_2d<f32>,
    between: sampler,
    seen: vec3<f32>,
) -> vec3<f32> {
    let direction = around_vertical(deck, seen);
    let size = abs(direction);
    let largest = max(size.x, max(size.y, size.z));
    let band = clamp(2.0 * deck.coverage.x, 1e-4, 1.0);
    let rising = saturate((size / largest - vec3<f32>(1.0 - band)) / band);
    let weight = rising * rising * (3.0 - 2.0 * rising);
    let share = weight / (weight.x + weight.y + weight.z);
    let depth = max(size, vec3<f32>(0.25 * largest));
    let on_front = select(-direction.x, direction.x, direction.z < 0.0);
    let on_left = select(direction.z, -direction.z, direction.x < 0.0);
    let on_ceiling = select(direction.z, -direction.z, direction.y > 0.0);
    let front = vec2<f32>(on_front, -direction.y) / depth.z;
    let left = vec2<f32>(on_left, -direction.y) / depth.x;
    let ceiling = vec2<f32>(direction.x, on_ceiling) / depth.y;
    return share.z * looked_up(deck, older, newer, between, zoomed(deck, 0.5 + 0.5 * front))
        + share.x * looked_up(deck, older, newer, between, zoomed(deck, 0.5 + 0.5 * left))
        + share.y * looked_up(deck, older, newer, between, zoomed(deck, 0.5 + 0.5 * ceiling));
}

fn shade_of(coverage: u32, deck: Deck, direction: vec3<f32>) -> f32 {
    switch coverage {
        case COVERAGE_DOME: {
            let from_zenith = angle(length(direction.xz), direction.y);
            return faded(from_zenith - deck.coverage.x * 0.5);
        }
        case COVERAGE_PANORAMA: {
            let elevation = elevation_of(direction);
            let above = select(1.0, faded(elevation - deck.coverage.x), deck.coverage.x < PI * 0.5);
            let below = select(1.0, faded(deck.coverage.y - elevation), deck.coverage.y > -PI * 0.5);
            return above * below;
        }
        case COVERAGE_FLAT: {
            let half = vec2<f32>(deck.coverage.x, deck.coverage.x / deck.coverage.y);
            let inside = half - abs(direction.xy / min(direction.z, -1e-6));
            let edge = saturate(min(inside.x, inside.y) / light.frame.z + 0.5);
            return select(0.0, edge, direction.z <= -1e-3);
        }
        default: {
            return 1.0;
        }
    }
}

fn faded(beyond: f32) -> f32 {
    let share = saturate(beyond / SPRING_FADE);
    return 1.0 - share * share * (3.0 - 2.0 * share);
}

fn elevation_of(direction: vec3<f32>) -> f32 {
    return angle(direction.y, length(direction.xz));
}

// atan2, whose result WGSL leaves open where both are zero.
fn angle(y: f32, x: f32) -> f32 {
    let nowhere = max(abs(x), abs(y)) < 1e-12;
    return atan2(y, select(x, 1.0, nowhere));
}

// ---- What moves a picture on its surface ----

fn around_vertical(deck: Deck, direction: vec3<f32>) -> vec3<f32> {
    let cosine = deck.place.y;
    let sine = deck.place.z;
    return vec3<f32>(
        direction.x * cosine - direction.z * sine,
        direction.y,
        direction.x * sine + direction.z * cosine,
    );
}

fn in_plane(at: vec2<f32>, aspect: f32, cosine: f32, sine: f32) -> vec2<f32> {
    let x = (at.x - 0.5) * aspect;
    let y = at.y - 0.5;
    return vec2<f32>(0.5 + (x * cosine - y * sine) / aspect, 0.5 + x * sine + y * cosine);
}

fn zoomed(deck: Deck, at: vec2<f32>) -> vec2<f32> {
    return vec2<f32>(0.5) + (at - 0.5) / deck.place.x;
}

fn magnified(deck: Deck, direction: vec3<f32>) -> vec3<f32> {
    let zoom = deck.place.x;
    let front = -direction.z;
    let near = zoom * zoom * (1.0 + front);
    let far = 1.0 - front;
    let scale = 2.0 * zoom / (near + far);
    return vec3<f32>(direction.xy * scale, (far - near) / (near + far));
}

// ---- Colour ----

fn apply(deck: Deck, seen: vec3<f32>, gain: f32) -> vec3<f32> {
    var rgb = saturate(seen);
    if COLOURS {
        let colours = mat3x3<f32>(deck.red.xyz, deck.green.xyz, deck.blue.xyz);
        rgb = within_gamut(colours * rgb, dot(LUMINANCE, rgb));
    }
    if !LEVELS && !GLOWS {
        return rgb;
    }
    let brightness = deck.amounts.z * gain;
    return shoulder(max(brightness, 1.0), rgb * brightness);
}

fn within_gamut(rgb: vec3<f32>, luminance: f32) -> vec3<f32> {
    let above = max(max(rgb.r, max(rgb.g, rgb.b)) - luminance, 1e-6);
    let below = max(luminance - min(rgb.r, min(rgb.g, rgb.b)), 1e-6);
    let kept = saturate(min((1.0 - luminance) / above, luminance / below));
    return vec3<f32>(luminance) + (rgb - luminance) * kept;
}

fn shoulder(peak: f32, rgb: vec3<f32>) -> vec3<f32> {
    let strongest = max(rgb.r, max(rgb.g, rgb.b));
    let slope = (peak - KNEE) / (1.0 - KNEE);
    let beyond = max(strongest - KNEE, 0.0) / (1.0 - KNEE) / slope;
    let bent = KNEE + (1.0 - KNEE) * slope * beyond / (1.0 + (slope - 1.0) * beyond);
    return rgb * select(1.0, bent / strongest, strongest > KNEE);
}

// ---- What the target stores ----

fn finished(linear: vec3<f32>, pixel: vec2<u32>) -> vec3<f32> {
    if ENCODING == ENCODING_LINEAR {
        return linear;
    }
    let noise = noise(pixel, light.count.x) * light.frame.w;
    let encoded = saturate(signal(linear) + noise);
    if ENCODING == ENCODING_BY_TARGET {
        return linear_from_srgb(encoded);
    }
    return encoded;
}

// Gain, curve and table of the output.
fn signal(linear: vec3<f32>) -> vec3<f32> {
    if COLOUR == COLOUR_PLAIN {
        return srgb_from_linear(saturate(linear));
    }
    let gained = saturate(linear * light.colour.rgb);
    var signal = srgb_from_linear(gained);
    if light.colour.w > 0.0 {
        signal = pow(gained, vec3<f32>(1.0 / light.colour.w));
    }
    if COLOUR == COLOUR_TABLE {
        return saturate(through_table(signal));
    }
    return signal;
}

// Between the four nearest places of a tetrahedron: along the axis with most to go first, then the next, then the last.
fn through_table(signal: vec3<f32>) -> vec3<f32> {
    let last = light.place.z - 1.0;
    let at = signal * last;
    let low = min(floor(at), vec3<f32>(last - 1.0));
    let share = at - low;
    let most = max(share.x, max(share.y, share.z));
    let least = min(share.x, min(share.y, share.z));
    let middle = share.x + share.y + share.z - most - least;
    let corner = vec3<i32>(low);
    // Equal shares have no weight between them, so that either order will do.
    let first = corner + vec3<i32>(share >= vec3<f32>(most));
    let second = corner + vec3<i32>(share >= vec3<f32>(middle));
    return textureLoad(table, corner, 0).rgb * (1.0 - most)
        + textureLoad(table, first, 0).rgb * (most - middle)
        + textureLoad(table, second, 0).rgb * (middle - least)
        + textureLoad(table, corner + 1, 0).rgb * least;
}

fn srgb_from_linear(linear: vec3<f32>) -> vec3<f32> {
    // 1.055 x^(1/2.4) - 0.055 to within 7e-6, from the fourth root: two square roots cost software GPUs less than a power.
    let root = sqrt(sqrt(linear));
    let bright = -0.06134010 + root * (0.16202563 + root * (1.25540598
        + root * (-0.57748409 + root * (0.28953300 - 0.06814695 * root))));
    return select(bright, linear * 12.92, linear <= vec3<f32>(0.0031308));
}

fn linear_from_srgb(encoded: vec3<f32>) -> vec3<f32> {
    let bright = pow((encoded + 0.055) / 1.055, vec3<f32>(2.4));
    return select(bright, encoded / 12.92, encoded <= vec3<f32>(0.04045));
}

fn noise(pixel: vec2<u32>, frame: u32) -> vec3<f32> {
    let place = pixel.x * 0xC13FA9A9u + pixel.y * 0x91E10DA6u + frame * 0x9E3779B9u;
    let parts = vec3<u32>(place, place + 0x55555555u, place + 0xAAAAAAAAu) >> vec3<u32>(16u);
    let folded = select(131071u - 2u * parts, 2u * parts, parts < vec3<u32>(32768u));
    return (vec3<f32>(folded) + 0.5) / 65536.0 - 0.5;
}
