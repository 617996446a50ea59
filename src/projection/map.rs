//! What any output that is not one of the analytic lenses is baked to: for each pixel the direction it shows, how
//! much of it, and how far its black is lifted. Projectors, mirrors, cube maps and warp files all become this.

use glam::{Vec2, Vec3};

/// One output, pixel by pixel, row by row from the top.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OutputMap {
    /// Pixels: width, height.
    pub size: [u32; 2],
    /// For each pixel x, y, z of a unit vector in dome space, which the picture's coverage is asked, and as w the
    /// share of the light, 0 to 1 (blend weight times mask). Where w is 0 the pixel lights nothing.
    pub looks: Vec<[f32; 4]>,
    /// For each pixel the light that is added to lift its black to that of where more projectors overlap, linear,
    /// 0 to 1. None where nothing overlaps. As long as `looks`, always.
    pub lift: Vec<f32>,
}

impl OutputMap {
    /// A map that lights nothing.
    pub fn dark(size: [u32; 2]) -> Self {
        let pixels = size[0] as usize * size[1] as usize;
        Self {
            size,
            looks: vec![[0.0; 4]; pixels],
            lift: vec![0.0; pixels],
        }
    }

    /// A map asked for each pixel's centre: its direction and share of the light.
    pub fn filled(size: [u32; 2], look: impl Fn(Vec2) -> Option<(Vec3, f32)>) -> Self {
        let mut map = Self::dark(size);
        for y in 0..size[1] {
            for x in 0..size[0] {
                let pixel = Vec2::new(x as f32 + 0.5, y as f32 + 0.5);
                if let Some((direction, weight)) = look(pixel) {
                    let index = map.index(x, y);
                    map.looks[index] = direction.extend(weight).to_array();
                }
            }
        }
        map
    }

    /// Where a pixel stands in the lists.
    pub fn index(&self, x: u32, y: u32) -> usize {
        y as usize * self.size[0] as usize + x as usize
    }

    /// The direction that a pixel shows, a unit vector in dome space; none where it lights nothing.
    pub fn direction(&self, x: u32, y: u32) -> Option<Vec3> {
        let [look_x, look_y, look_z, weight] = self.looks[self.index(x, y)];
        (weight > 0.0).then(|| Vec3::new(look_x, look_y, look_z))
    }

    /// How much of the light a pixel has, 0 to 1.
    pub fn weight(&self, x: u32, y: u32) -> f32 {
        self.looks[self.index(x, y)][3]
    }

    /// The angle between neighbouring pixels, radians: the middle one of some across the map; 0.001 where none are lit.
    pub fn pixel_angle(&self) -> f32 {
        let step = (self.looks.len() / 1024).max(1);
        let unit = |look: &[f32; 4]| (look[3] > 0.0).then(|| Vec3::new(look[0], look[1], look[2]));
        let neighbours = self.looks.windows(2).step_by(step);
        let mut angles: Vec<f32> = neighbours
            .filter_map(|pair| Some(unit(&pair[0])?.distance(unit(&pair[1])?)))
            .filter(|angle| angle.is_finite())
            .collect();
        angles.sort_by(f32::total_cmp);
        angles.get(angles.len() / 2).copied().unwrap_or(1e-3)
    }

    /// Share of the pixels that light anything, 0 to 1.
    pub fn lit_share(&self) -> f32 {
        let lit = self.looks.iter().filter(|look| look[3] > 0.0).count();
        lit as f32 / self.looks.len().max(1) as f32
    }

    /// Whether the lists are as long as the size says, every number is finite, every lit pixel has a unit vector, and
    /// shares and lifts are from 0 to 1: what a shader may be given.
    pub fn is_sane(&self) -> bool {
        let pixels = self.size[0] as usize * self.size[1] as usize;
        let share = 0.0..=1.0;
        let sane_look = |look: &[f32; 4]| {
            let [x, y, z, weight] = *look;
            let is_unit = (Vec3::new(x, y, z).length() - 1.0).abs() < 1e-3;
            look.iter().all(|part| part.is_finite())
                && share.contains(&weight)
                && (weight == 0.0 || is_unit)
        };
        self.looks.len() == pixels
            && self.lift.len() == pixels
            && self.looks.iter().all(sane_look)
            && self.lift.iter().all(|lift| (0.0..=1.0).contains(lift))
    }
}
