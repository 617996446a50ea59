//! A value for every pixel: where in the picture it looks, or which point in the room it lights.

/// Values row by row from the top.
#[derive(Clone, Debug)]
pub struct Field {
    /// Columns and rows.
    pub size: [u32; 2],
    /// Places in the picture (u and v; the third is kept and means nothing), or points, as the file has them.
    /// NaN: nothing is mapped.
    pub values: Vec<[f32; 3]>,
    /// What the values count.
    pub unit: Unit,
    /// How values between are found. Told, not obeyed: it is always done linearly.
    pub interpolation: Interpolation,
    /// Where points count from.
    pub origin: Origin,
}

/// What values count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// Shares of a picture.
    #[default]
    Picture,
    /// Points in millimetres.
    Millimetres,
    /// Points in centimetres.
    Centimetres,
    /// Points in decimetres.
    Decimetres,
    /// Points in metres.
    Metres,
    /// Points in inches.
    Inches,
    /// Points in feet.
    Feet,
    /// Points in yards.
    Yards,
    /// Points; the file does not say of what. Taken for metres.
    Unknown,
}

/// How values between are meant to be found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Interpolation {
    /// Straight.
    #[default]
    Linear,
    /// By perspective.
    Keystone,
    /// Smoothly.
    Smooth,
    /// The file does not say.
    Unknown,
}

/// Where points count from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// The middle of what is lit.
    CenterOfMass,
    /// The best seat.
    IdealEyePoint,
    /// The middle of the floor.
    FloorCenter,
    /// The file does not say.
    #[default]
    Unknown,
}

impl Unit {
    /// Metres in one; 1 for places in a picture.
    pub fn metres(self) -> f64 {
        match self {
            Self::Millimetres => 0.001,
            Self::Centimetres => 0.01,
            Self::Decimetres => 0.1,
            Self::Picture | Self::Metres | Self::Unknown => 1.0,
            Self::Inches => 0.0254,
            Self::Feet => 0.3048,
            Self::Yards => 0.9144,
        }
    }

    /// Whether values are points.
    pub fn is_points(self) -> bool {
        self != Self::Picture
    }
}

impl Field {
    /// Places in a picture.
    pub fn of_places(size: [u32; 2], values: Vec<[f32; 3]>) -> Self {
        Self {
            size,
            values,
            unit: Unit::Picture,
            interpolation: Interpolation::Linear,
            origin: Origin::Unknown,
        }
    }

    /// The value of a sample; none where nothing is mapped or there is no such sample. A point of three zeros is
    /// none: so do writers of files say that nothing is mapped.
    pub fn value(&self, column: u32, row: u32) -> Option<[f32; 3]> {
        let [columns, rows] = self.size;
        if column >= columns || row >= rows {
            return None;
        }
        let at = row as usize * columns as usize + column as usize;
        let value = *self.values.get(at)?;
        let counts = if self.unit.is_points() { 3 } else { 2 };
        let is_mapped = value[..counts].iter().all(|value| value.is_finite());
        let is_nothing = self.unit.is_points() && value == [0.0; 3];
        (is_mapped && !is_nothing).then_some(value)
    }

    /// The value at a place (shares from the upper left, 0 to 1), straight between samples; where some of the
    /// four around are not mapped, of those that are, if the nearest is. The first sample's middle is half a
    /// sample from the edge.
    pub fn between(&self, x: f64, y: f64) -> Option<[f32; 3]> {
        let inside = (0.0..=1.0).contains(&x) && (0.0..=1.0).contains(&y);
        if !inside || self.size.contains(&0) {
            return None;
        }
        let ([left, right], across) = around(x, self.size[0]);
        let ([top, bottom], down) = around(y, self.size[1]);
        let nearest = self.value(
            if across < 0.5 { left } else { right },
            if down < 0.5 { top } else { bottom },
        );
        nearest?;
        let corners = [
            (left, top, (1.0 - across) * (1.0 - down)),
            (right, top, across * (1.0 - down)),
            (left, bottom, (1.0 - across) * down),
            (right, bottom, across * down),
        ];
        let (mut sum, mut weights) = ([0.0; 3], 0.0);
        for (column, row, weight) in corners {
            let Some(value) = self.value(column, row).filter(|_| weight > 0.0) else {
                continue;
            };
            weights += weight;
            for (sum, value) in sum.iter_mut().zip(value) {
                *sum += weight * f64::from(value);
            }
        }
        Some(sum.map(|sum| (sum / weights) as f32))
    }
}

/// NaN equals NaN, bit by bit, so that a field equals itself.
impl PartialEq for Field {
    fn eq(&self, other: &Self) -> bool {
        let bits = |value: &[f32; 3]| value.map(f32::to_bits);
        let told = |field: &Self| (field.size, field.unit, field.interpolation, field.origin);
        told(self) == told(other)
            && self
                .values
                .iter()
                .map(bits)
                .eq(other.values.iter().map(bits))
    }
}

/// The samples on both sides of a share of a row, and how far it is to the second.
pub(crate) fn around(share: f64, count: u32) -> ([u32; 2], f64) {
    let last = count.saturating_sub(1);
    let at = (share * f64::from(count) - 0.5).clamp(0.0, f64::from(last));
    let first = at.floor().min(f64::from(last)) as u32;
    ([first, (first + 1).min(last)], at - f64::from(first))
}
