//! First guesses: directly from linear equations (Abdel-Aziz and Karara, 1971), and from the picture of a plane
//! (Zhang, 2000) for several fields of view.

use glam::{DMat3, DVec2, DVec3};
use nalgebra::{Matrix3, SMatrix, SVector, SymmetricEigen};

use super::SolveSettings;
use super::model::{Model, Sight, extent, turn_of};

/// Thinner than this share of its width a cloud of points is flat, or a line.
const FLAT: f64 = 0.004;
const LINE: f64 = 0.002;

/// Along which axes points spread.
pub(super) struct Spread {
    pub(super) is_line: bool,
    pub(super) is_line_on_image: bool,
    pub(super) is_flat: bool,
    middle: DVec3,
    /// The longest first.
    axes: [DVec3; 3],
    size: f64,
}

pub(super) fn spread(sights: &[Sight]) -> Spread {
    let count = sights.len().max(1) as f64;
    let middle = sights.iter().map(|sight| sight.point).sum::<DVec3>() / count;
    let mut products = Matrix3::<f64>::zeros();
    for sight in sights {
        let from_middle = (sight.point - middle).to_array();
        let column = nalgebra::Vector3::from(from_middle);
        products += column * column.transpose();
    }
    let eigen = SymmetricEigen::new(products);
    let mut order = [0, 1, 2];
    order.sort_by(|a, b| eigen.eigenvalues[*b].total_cmp(&eigen.eigenvalues[*a]));
    let width = order.map(|index| (eigen.eigenvalues[index].max(0.0) / count).sqrt());
    let axes = order.map(|index| {
        let column = eigen.eigenvectors.column(index);
        DVec3::new(column[0], column[1], column[2])
    });

    let on_image = sights.iter().map(|sight| sight.pixel).sum::<DVec2>() / count;
    let mut square = DVec2::ZERO;
    let mut product = 0.0;
    for sight in sights {
        let from_middle = sight.pixel - on_image;
        square += from_middle * from_middle;
        product += from_middle.x * from_middle.y;
    }
    let half_sum = (square.x + square.y) / 2.0;
    let apart = ((square.x - square.y) / 2.0).hypot(product);
    let thin = ((half_sum - apart).max(0.0) / (half_sum + apart).max(1e-12)).sqrt();
    Spread {
        is_line: width[1] <= LINE * width[0] || width[0] < 1e-6,
        is_line_on_image: thin < LINE || half_sum < 1e-6,
        is_flat: width[2] <= FLAT * width[0],
        middle,
        axes,
        size: width[0].max(1e-9),
    }
}

/// Places to begin at.
pub(super) fn guesses(sights: &[Sight], settings: &SolveSettings, is_flat: bool) -> Vec<Model> {
    let mut guesses = Vec::new();
    if !is_flat {
        guesses.extend(direct(sights, settings));
    }
    let known = Model::known(settings, DVec3::ZERO, glam::DQuat::IDENTITY);
    let [width, height] = extent(settings.size).to_array();
    let shifts: &[f64] = if settings.finds_shift {
        &[0.0, 0.45, -0.45]
    } else {
        &[0.0]
    };
    let lengths: &[Option<f64>] = if settings.finds_fov {
        &[None, Some(0.6), Some(1.0), Some(1.6), Some(3.0)]
    } else {
        &[Some(1.0)]
    };
    let unit = if settings.finds_fov {
        width
    } else {
        known.focal_px
    };
    for shift in shifts {
        let mut shifted = known;
        shifted.centre.y += shift * height;
        let of_length = |times: &Option<f64>| of_plane(sights, &shifted, times.map(|it| it * unit));
        guesses.extend(lengths.iter().filter_map(of_length));
    }
    guesses
}

/// The camera whose matrix fits best, if it is one.
fn direct(sights: &[Sight], settings: &SolveSettings) -> Option<Model> {
    let spread = spread(sights);
    let extent = extent(settings.size);
    let unit = extent.x;
    // Twelve numbers; each sight is two equations. Numbers of about one keep them exact.
    let mut squares = SMatrix::<f64, 12, 12>::zeros();
    for sight in sights {
        let point = (sight.point - spread.middle) / spread.size;
        let pixel = (sight.pixel - extent / 2.0) / unit;
        let place = [point.x, point.y, point.z, 1.0];
        for (row, value) in [(0, pixel.x), (1, pixel.y)] {
            let mut equation = SVector::<f64, 12>::zeros();
            for (column, part) in place.into_iter().enumerate() {
                equation[row * 4 + column] = part;
                equation[8 + column] = -value * part;
            }
            squares += equation * equation.transpose();
        }
    }
    let solution = smallest(squares)?;
    let row = |row: usize| {
        DVec3::new(
            solution[row * 4],
            solution[row * 4 + 1],
            solution[row * 4 + 2],
        )
    };
    let last = |row: usize| solution[row * 4 + 3];
    let length = row(2).length();
    if length < 1e-12 {
        return None;
    }
    // All points lie ahead; half of them at least, if the numbers are rough.
    let depth = |sight: &Sight| row(2).dot((sight.point - spread.middle) / spread.size) + last(2);
    let ahead = sights.iter().filter(|sight| depth(sight) > 0.0).count();
    let scale = if ahead * 2 >= sights.len() {
        length.recip()
    } else {
        -length.recip()
    };

    let ahead = row(2) * scale;
    let across = row(0) * scale;
    let down = row(1) * scale;
    let centre = DVec2::new(across.dot(ahead), down.dot(ahead));
    let (right, down) = (across - centre.x * ahead, down - centre.y * ahead);
    let focal = DVec2::new(right.length(), down.length());
    let is_mirrored = right.cross(down).dot(ahead) <= 0.0;
    if is_mirrored || focal.min_element() < 1e-3 {
        return None;
    }
    let right = right / focal.x;
    let down = ahead.cross(right);
    let depth = last(2) * scale;
    let moved = DVec3::new(
        (last(0) * scale - centre.x * depth) / focal.x,
        (last(1) * scale - centre.y * depth) / focal.y,
        depth,
    );
    let from_middle = -(right * moved.x + down * moved.y + ahead * moved.z);
    let position = spread.middle + from_middle * spread.size;
    let mut model = Model::known(settings, position, turn_of(right, down, ahead));
    if settings.finds_fov {
        model.focal_px = (focal.x + focal.y) / 2.0 * unit;
    }
    if settings.finds_shift {
        model.centre = extent / 2.0 + centre * unit;
    }
    Some(model)
}

/// The camera that sees the plane nearest to the points as they are seen; without a `focal_px` the one that the plane
/// itself tells.
fn of_plane(sights: &[Sight], known: &Model, focal_px: Option<f64>) -> Option<Model> {
    let spread = spread(sights);
    let unit = known.centre.abs().max_element().max(1.0);
    let mut squares = SMatrix::<f64, 9, 9>::zeros();
    for sight in sights {
        let from_middle = (sight.point - spread.middle) / spread.size;
        let place = [
            from_middle.dot(spread.axes[0]),
            from_middle.dot(spread.axes[1]),
            1.0,
        ];
        let pixel = (sight.pixel - known.centre) / unit;
        for (row, value) in [(0, pixel.x), (1, pixel.y)] {
            let mut equation = SVector::<f64, 9>::zeros();
            for (column, part) in place.into_iter().enumerate() {
                equation[row * 3 + column] = part;
                equation[6 + column] = -value * part;
            }
            squares += equation * equation.transpose();
        }
    }
    let h = smallest(squares)?;
    let sign = if h[8] < 0.0 { -1.0 } else { 1.0 };
    let column = |column: usize| DVec3::new(h[column], h[3 + column], h[6 + column]) * sign;
    let (first, second, third) = (column(0), column(1), column(2));
    let focal = match focal_px {
        Some(focal_px) => focal_px / unit,
        None => plane_focal(first, second)?,
    };
    let straight = |column: DVec3| DVec3::new(column.x / focal, column.y / focal, column.z);
    let (first, second, third) = (straight(first), straight(second), straight(third));
    let scale = 2.0 / (first.length() + second.length()).max(1e-12);
    // The nearest two that stand upright on each other.
    let (along, across) = (first.normalize_or_zero(), second.normalize_or_zero());
    let sum = (along + across).normalize_or_zero();
    let difference = (along - across).normalize_or_zero();
    let (along, across) = (
        (sum + difference).normalize_or_zero(),
        (sum - difference).normalize_or_zero(),
    );
    let normal = along.cross(across);
    // Rows: the camera's right, down and ahead in the plane's axes; columns: those axes as the camera sees them.
    let camera_from_plane = DMat3::from_cols(along, across, normal);
    let room_from_plane = DMat3::from_cols(
        spread.axes[0],
        spread.axes[1],
        spread.axes[0].cross(spread.axes[1]),
    );
    let room_from_camera = room_from_plane * camera_from_plane.transpose();
    let from_middle = room_from_camera * (third * -scale * spread.size);
    let model = Model {
        position: spread.middle + from_middle,
        turn: turn_of(
            room_from_camera.x_axis,
            room_from_camera.y_axis,
            room_from_camera.z_axis,
        ),
        focal_px: focal * unit,
        ..*known
    };
    let is_sane = model.position.is_finite() && model.turn.is_finite() && scale.is_finite();
    is_sane.then_some(model)
}

/// The focal length at which the picture of a square's sides are as long as each other and upright on each other.
fn plane_focal(first: DVec3, second: DVec3) -> Option<f64> {
    let upright = [first.x * second.x + first.y * second.y, first.z * second.z];
    let alike = [
        first.x * first.x + first.y * first.y - second.x * second.x - second.y * second.y,
        first.z * first.z - second.z * second.z,
    ];
    let (above, below) = (
        upright[0] * upright[1] + alike[0] * alike[1],
        upright[0] * upright[0] + alike[0] * alike[0],
    );
    let inverse_square = -above / below.max(1e-30);
    let focal = inverse_square.recip().sqrt();
    (focal.is_finite() && focal > 0.05 && focal < 200.0).then_some(focal)
}

/// The direction in which a matrix of squares is smallest.
fn smallest<const N: usize>(squares: SMatrix<f64, N, N>) -> Option<[f64; N]> {
    if !squares.iter().all(|value| value.is_finite()) {
        return None;
    }
    let dynamic = nalgebra::DMatrix::from_iterator(N, N, squares.iter().copied());
    let eigen = SymmetricEigen::new(dynamic);
    let values = eigen.eigenvalues.iter().enumerate();
    let (least, _) = values.min_by(|a, b| a.1.total_cmp(b.1))?;
    let mut vector = [0.0; N];
    for (to, from) in vector
        .iter_mut()
        .zip(eigen.eigenvectors.column(least).iter())
    {
        *to = *from;
    }
    Some(vector)
}
