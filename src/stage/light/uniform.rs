//! Settings as the shader reads them.

use bytemuck::{Pod, Zeroable};
use glam::{Mat3, Vec2, Vec3};
use welkin_projection::colour::{Colour, Curve};
use welkin_projection::guard::Softening;
use welkin_projection::{
    BakedLens, DeckLight, Encoding, Finish, Glow, HOUSE_LIGHT, Lens, LightSettings, Look,
    OutputMap, OutputTables, aspect_of,
};
use welkin_space::BLOCKS;
use welkin_values::{Coverage, Light};

use super::tables::table_side;

/// The shader's numbers, which may change every frame: its uniform block, field for field as in `light.wgsl`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
pub(super) struct LightUniform {
    count: [u32; 4],
    frame: [f32; 4],
    lens: [f32; 4],
    dome_from_lens: [[f32; 4]; 3],
    origin: [f32; 4],
    colour: [f32; 4],
    place: [f32; 4],
    softening: [f32; 4],
    house: [f32; 4],
    decks: [DeckUniform; 2],
    glows: [GlowUniform; 2],
}

#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
struct DeckUniform {
    coverage: [f32; 4],
    place: [f32; 4],
    amounts: [f32; 4],
    moved: [f32; 4],
    shift: [f32; 4],
    colours: [[f32; 4]; 3],
}

#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Pod, Zeroable)]
struct GlowUniform {
    amount: [f32; 4],
    blocks: [[f32; 16]; BLOCKS],
}

/// What the shader is compiled for; it changes seldom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Variant {
    lens: u32,
    coverages: [u32; 2],
    encoding: u32,
    colour: u32,
    /// Whether any deck is brighter where it sounds.
    glows: bool,
    /// Whether any deck's hue or saturation is another than its pictures'.
    colours: bool,
    /// Whether light is brightened, softened by the flash guard or given way to the house lights.
    levels: bool,
    /// Whether places in the pictures were worked out beforehand.
    placed: bool,
}

/// The code of a deck that lights nothing.
const NO_COVERAGE: u32 = 5;

/// How an output corrects its colours, if it does.
fn colour_of(settings: &LightSettings) -> Option<&Colour> {
    let tables = settings.tables.as_ref()?;
    Some(&tables.colour).filter(|colour| !colour.is_plain())
}

/// The decks that light anything, in their order.
pub(super) fn shown_decks(settings: &LightSettings, has_pictures: [bool; 2]) -> Vec<usize> {
    let weights = settings.weights();
    (0..2)
        .filter(|&deck| has_pictures[deck] && weights[deck] > 0.0)
        .collect()
}

fn code_of(coverage: Coverage) -> u32 {
    match coverage {
        Coverage::Dome { .. } => 0,
        Coverage::Panorama { .. } => 1,
        Coverage::Flat { .. } => 2,
        Coverage::Mirrored => 3,
        Coverage::Cube { .. } => 4,
    }
}

/// How the pictures of all shown decks lie, where each pixel of an output sees the same place of them, moved at most by a
/// matrix, as long as the output lasts.
pub(super) fn placed_coverage(settings: &LightSettings, shown: &[usize]) -> Option<Coverage> {
    if !matches!(settings.lens, Lens::Baked(_)) {
        return None;
    }
    let coverage = settings.decks[*shown.first()?].coverage;
    let moves_by_a_matrix = |deck: &usize| {
        let DeckLight {
            coverage: own,
            light,
            ..
        } = settings.decks[*deck];
        let is_plain = match own {
            Coverage::Dome { .. } | Coverage::Flat { .. } => true,
            Coverage::Panorama { .. } => Look::of(light).zoom == 1.0,
            Coverage::Mirrored | Coverage::Cube { .. } => false,
        };
        is_plain && own == coverage
    };
    shown.iter().all(moves_by_a_matrix).then_some(coverage)
}

impl Variant {
    /// For the decks that are shown.
    pub(super) fn new(settings: &LightSettings, shown: &[usize]) -> Self {
        let lens = match settings.lens {
            Lens::Domemaster(_) => 0,
            Lens::Equirectangular(_) => 1,
            Lens::Frustum(_) => 2,
            Lens::Picture(_) => 3,
            Lens::Baked(_) => 4,
        };
        let encoding = match settings.finish.encoding {
            Encoding::Linear => 0,
            Encoding::ByTarget => 1,
            Encoding::Srgb => 2,
        };
        let mut coverages = [NO_COVERAGE; 2];
        for (coverage, &deck) in coverages.iter_mut().zip(shown) {
            *coverage = code_of(settings.decks[deck].coverage);
        }
        let colour = match colour_of(settings) {
            None => 0,
            Some(Colour { lut: None, .. }) => 1,
            Some(Colour { lut: Some(_), .. }) => 2,
        };
        let glows = shown.iter().any(|deck| settings.decks[*deck].glow.is_lit());
        Self {
            lens,
            coverages,
            encoding,
            colour,
            glows,
            placed: !glows && placed_coverage(settings, shown).is_some(),
            levels: settings.softening != Softening::default()
                || settings.house_share() > 0.0
                || shown
                    .iter()
                    .any(|deck| Look::of(settings.decks[*deck].light).brightness != 1.0),
            colours: shown.iter().any(|deck| {
                let Light {
                    hue, saturation, ..
                } = settings.decks[*deck].light;
                hue != 0.0 || saturation != 1.0
            }),
        }
    }

    /// Those that draw whatever this one draws, and more: with all that costs little, and with light where it sounds.
    pub(super) fn richer(self) -> [Self; 2] {
        let graded = Self {
            colours: true,
            levels: true,
            ..self
        };
        let glowing = Self {
            glows: true,
            placed: false,
            ..graded
        };
        [graded, glowing]
    }

    /// Whether places in the pictures are to have been worked out beforehand.
    pub(super) fn is_placed(self) -> bool {
        self.placed
    }

    /// What works places out beforehand for outputs whose pictures lie like this.
    pub(super) fn placing(coverage: Coverage) -> Self {
        Self {
            lens: 4,
            coverages: [code_of(coverage), NO_COVERAGE],
            encoding: 0,
            colour: 0,
            glows: false,
            colours: false,
            levels: false,
            placed: false,
        }
    }

    /// The same while two such decks cross-fade.
    pub(super) fn fading(self) -> Self {
        let [first, _] = self.coverages;
        Self {
            coverages: [first; 2],
            ..self
        }
    }

    /// The shader's overrides.
    pub(super) fn constants(self) -> [(&'static str, f64); 9] {
        let [first, second] = self.coverages;
        [
            ("LENS", self.lens.into()),
            ("FIRST", first.into()),
            ("SECOND", second.into()),
            ("ENCODING", self.encoding.into()),
            ("COLOUR", self.colour.into()),
            ("GLOWS", u32::from(self.glows).into()),
            ("COLOURS", u32::from(self.colours).into()),
            ("LEVELS", u32::from(self.levels).into()),
            ("PLACED", u32::from(self.placed).into()),
        ]
    }
}

impl LightUniform {
    /// What places in pictures that nothing moves are worked out with.
    pub(super) fn placing(coverage: Coverage, tables: &OutputTables) -> Self {
        let dark = OutputMap::dark([1, 1]);
        let map = tables.map.as_ref().unwrap_or(&dark);
        let lens = Lens::Baked(BakedLens::new(map, map.size));
        Self::new(&LightSettings::new(lens, coverage), &[0], [0; 2])
    }

    /// One frame's settings for the decks that are shown, two at most; `at` is where the frame's upper left corner is on
    /// the target.
    pub(super) fn new(settings: &LightSettings, shown: &[usize], at: [u32; 2]) -> Self {
        let [width, height] = settings.lens.size();
        let weights = settings.weights();
        let (lens, dome_from_lens, origin) = match settings.lens {
            Lens::Domemaster(lens) => ([lens.fov / 2.0, 0.0, 0.0, 0.0], Mat3::IDENTITY, Vec3::ZERO),
            Lens::Equirectangular(lens) => ([0.0; 4], lens.dome_from_room, Vec3::ZERO),
            Lens::Frustum(lens) => (lens.tangents, lens.dome_from_eye, lens.origin),
            Lens::Picture(_) | Lens::Baked(_) => ([0.0; 4], Mat3::IDENTITY, Vec3::ZERO),
        };
        let mut decks = [DeckUniform::zeroed(); 2];
        let mut glows = [GlowUniform::zeroed(); 2];
        for (place, &deck) in shown.iter().enumerate().take(2) {
            decks[place] = DeckUniform::new(&settings.decks[deck], weights[deck]);
            glows[place] = GlowUniform::new(&settings.decks[deck].glow);
        }
        let Finish { dither, frame, .. } = settings.finish;
        let colour = colour_of(settings).map_or([1.0, 1.0, 1.0, 0.0], |colour| {
            let [red, green, blue] = colour.gains();
            let gamma = match colour.curve {
                Curve::Srgb => 0.0,
                Curve::Gamma(_) => colour.curve.gamma(),
            };
            [red, green, blue, gamma]
        });
        let side = settings
            .tables
            .as_ref()
            .map_or(0, |tables| table_side(&tables.colour));
        Self {
            count: [frame, 0, 0, 0],
            frame: [
                width as f32,
                height as f32,
                settings.lens.pixel_angle(),
                dither,
            ],
            lens,
            dome_from_lens: columns(dome_from_lens),
            origin: origin.extend(0.0).to_array(),
            colour,
            softening: [
                settings.softening.gain,
                settings.softening.desaturation,
                settings.vignette.clamp(0.0, 1.0),
                0.0,
            ],
            house: (HOUSE_LIGHT * weights.iter().sum::<f32>())
                .extend(settings.house_share())
                .to_array(),
            place: [at[0] as f32, at[1] as f32, side as f32, 0.0],
            decks,
            glows,
        }
    }
}

impl GlowUniform {
    fn new(glow: &Glow) -> Self {
        if !glow.is_lit() {
            return Self::zeroed();
        }
        Self {
            amount: [glow.amount, 0.0, 0.0, 0.0],
            blocks: glow.blocks,
        }
    }
}

impl DeckUniform {
    fn new(deck: &DeckLight, weight: f32) -> Self {
        let look = Look::of(deck.light);
        let coverage = match deck.coverage {
            Coverage::Dome { fov } => [fov, 0.0, 0.0, 0.0],
            Coverage::Panorama { top, bottom } => [top, bottom, 0.0, 0.0],
            Coverage::Flat { fov, aspect } => [(fov / 2.0).tan(), aspect, 0.0, 0.0],
            Coverage::Mirrored => [0.0; 4],
            Coverage::Cube { soften } => [soften, 0.0, 0.0, 0.0],
        };
        let Vec2 { x: cos, y: sin } = Vec2::from_angle(look.turn);
        let (moved, shift) = moved(deck.coverage, look, [cos, sin]);
        Self {
            coverage,
            place: [look.zoom, cos, sin, aspect_of(deck.coverage)],
            amounts: [weight, deck.blend_share(), look.brightness, 0.0],
            moved,
            shift,
            colours: columns(look.colours),
        }
    }
}

/// Where a place on the unmoved picture is seen, from its middle: a matrix's columns, and what is added. For panoramas
/// only as long as nothing is zoomed.
fn moved(coverage: Coverage, look: Look, [cos, sin]: [f32; 2]) -> ([f32; 4], [f32; 4]) {
    let turned = |aspect: f32, sin: f32| {
        let columns = [cos, aspect * sin, -sin / aspect, cos];
        (columns.map(|part| part / look.zoom), [0.5, 0.5, 0.0, 0.0])
    };
    match coverage {
        // In a dome's picture, seen from below, left is right.
        Coverage::Dome { .. } => turned(1.0, -sin),
        Coverage::Flat { aspect, .. } => turned(aspect, sin),
        _ => {
            let turns = look.turn / std::f32::consts::TAU;
            ([1.0, 0.0, 0.0, 1.0], [0.5 + turns, 0.5, 0.0, 0.0])
        }
    }
}

/// A matrix's columns, each padded to four numbers as WGSL wants them.
fn columns(matrix: Mat3) -> [[f32; 4]; 3] {
    matrix.to_cols_array_2d().map(|[x, y, z]| [x, y, z, 0.0])
}
