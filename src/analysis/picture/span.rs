//! Which frames fall into a column of the picture, however many or few there are.

/// Time as it runs from left to right.
#[derive(Clone, Copy)]
pub(super) struct Span {
    /// From the left edge to the right; greater than 0.
    pub(super) secs: f64,
    /// Pixels.
    pub(super) width: usize,
    /// From one frame to the next.
    pub(super) frame_secs: f64,
}

/// What a column shows of its frames.
#[derive(Clone, Copy, Default)]
pub(super) struct Shown {
    pub(super) mean: f32,
    pub(super) greatest: f32,
}

impl Span {
    /// Of a feature: mean and maximum where frames are many, on the line between two frames where they are few.
    pub(super) fn shown(&self, values: &[f32], x: usize) -> Shown {
        let Some(last) = values.len().checked_sub(1) else {
            return Shown::default();
        };
        let at = |x: f64| x / self.width as f64 * self.secs / self.frame_secs;
        let within = (at(x as f64).round() as usize).min(last)
            ..(at(x as f64 + 1.0).round() as usize).min(last + 1);
        if within.len() > 1 {
            let values = &values[within];
            let mean = values.iter().sum::<f32>() / values.len() as f32;
            return Shown {
                mean,
                greatest: values.iter().copied().fold(0.0, f32::max),
            };
        }
        let place = at(x as f64 + 0.5).min(last as f64);
        let (before, way) = (place as usize, place.fract() as f32);
        let value = values[before] + (values[(before + 1).min(last)] - values[before]) * way;
        Shown {
            mean: value,
            greatest: value,
        }
    }

    /// The pixel of a moment, if it is in the picture.
    pub(super) fn x(&self, secs: f64) -> Option<usize> {
        let x = secs / self.secs * self.width as f64;
        (0.0..self.width as f64).contains(&x).then_some(x as usize)
    }

    /// Where a column lies in a table whose `columns` stand for the `frames` frames: counted from the middle of the
    /// first column, in columns.
    pub(super) fn table_place(&self, x: usize, frames: usize, columns: usize) -> f32 {
        let frame = (x as f64 + 0.5) / self.width as f64 * self.secs / self.frame_secs;
        // A frame is heard around its moment, so half of the first one lies before the beginning.
        ((frame + 0.5) * columns as f64 / frames.max(1) as f64 - 0.5) as f32
    }
}

/// A value between the places of a table `[rows][columns]`.
pub(super) fn between(table: &[f32], columns: usize, row: f32, column: f32) -> f32 {
    let rows = table.len() / columns.max(1);
    if rows == 0 {
        return 0.0;
    }
    let (row, column) = (
        row.clamp(0.0, (rows - 1) as f32),
        column.clamp(0.0, (columns - 1) as f32),
    );
    let at =
        |row: usize, column: usize| table[row.min(rows - 1) * columns + column.min(columns - 1)];
    let (top, left) = (row as usize, column as usize);
    let along = |row: usize| at(row, left) + (at(row, left + 1) - at(row, left)) * column.fract();
    along(top) + (along(top + 1) - along(top)) * row.fract()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_frames_are_summed_up_and_few_are_joined() {
        let span = Span {
            secs: 10.0,
            width: 10,
            frame_secs: 0.25,
        };
        let values: Vec<f32> = (0..40).map(|n| (n % 4) as f32).collect();
        let shown = span.shown(&values, 3);
        assert_eq!((shown.mean, shown.greatest), (1.5, 3.0));
        let span = Span {
            secs: 10.0,
            width: 100,
            frame_secs: 1.0,
        };
        assert!((span.shown(&[0.0, 1.0, 2.0], 14).mean - 1.45).abs() < 1e-5);
        assert_eq!(span.shown(&[0.0, 1.0, 2.0], 99).mean, 2.0);
        assert_eq!(span.shown(&[], 5).mean, 0.0);
    }

    #[test]
    fn moments_have_pixels() {
        let span = Span {
            secs: 10.0,
            width: 100,
            frame_secs: 1.0,
        };
        assert_eq!(
            [-0.1, 0.0, 9.99, 10.0].map(|secs| span.x(secs)),
            [None, Some(0), Some(99), None]
        );
    }

    #[test]
    fn tables_are_smooth() {
        let table = [0.0, 1.0, 2.0, 3.0];
        assert_eq!(between(&table, 2, 0.5, 0.5), 1.5);
        assert_eq!(between(&table, 2, -1.0, 9.0), 1.0);
        assert_eq!(between(&[], 0, 0.0, 0.0), 0.0);
    }
}
