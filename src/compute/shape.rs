//! How large a sheet is.

/// The size of a sheet: numbers [channels, height, width].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Shape {
    /// How many planes.
    pub channels: usize,
    /// Rows of a plane.
    pub height: usize,
    /// Columns of a plane.
    pub width: usize,
}

impl Shape {
    /// [channels, height, width].
    pub const fn new(channels: usize, height: usize, width: usize) -> Self {
        Self {
            channels,
            height,
            width,
        }
    }

    /// How many numbers.
    pub const fn len(self) -> usize {
        self.channels * self.height * self.width
    }

    /// Whether there are none.
    pub const fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// How many numbers a plane has.
    pub const fn plane(self) -> usize {
        self.height * self.width
    }

    /// The same size with other channels.
    pub const fn with_channels(self, channels: usize) -> Self {
        Self { channels, ..self }
    }
}
