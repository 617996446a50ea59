//! A mesh of nodes: where on the output a place of the picture is shown, and how bright.

use glam::Vec2;

/// Nodes and how they hang together. The picture is straight within a triangle.
#[derive(Clone, Debug, PartialEq)]
pub struct Mesh {
    /// The nodes; row by row where the cells are a grid.
    pub nodes: Vec<Node>,
    /// How they hang together.
    pub cells: Cells,
    /// The power that makes intensities linear.
    pub gamma: f32,
}

/// One node.
#[derive(Clone, Copy, Debug)]
pub struct Node {
    /// Place on the output, shares from the upper left; may lie outside. NaN: not drawn.
    pub output: Vec2,
    /// Place in the picture, shares from the upper left. NaN: not drawn.
    pub picture: Vec2,
    /// Multiplies encoded light; negative: not drawn.
    pub intensity: f32,
}

/// How nodes hang together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cells {
    /// Rows and columns; there are as many nodes as their product.
    Grid {
        /// Nodes in a row.
        columns: u32,
        /// Rows of nodes.
        rows: u32,
        /// The last column meets the first (a polar mesh).
        wraps: bool,
    },
    /// Triangles of three nodes each; all exist.
    Triangles(Vec<[u32; 3]>),
}

impl Node {
    /// Whether light falls here at all.
    pub fn is_drawn(&self) -> bool {
        self.output.is_finite() && self.picture.is_finite() && self.intensity >= 0.0
    }

    fn bits(&self) -> [u32; 5] {
        let [output, picture] = [self.output, self.picture];
        [output.x, output.y, picture.x, picture.y, self.intensity].map(f32::to_bits)
    }
}

/// NaN equals NaN, so that a mesh equals itself.
impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.bits() == other.bits()
    }
}

impl Mesh {
    /// All triangles whose nodes are drawn; each cell of a grid is two, split from its first corner.
    pub fn triangles(&self) -> impl Iterator<Item = [Node; 3]> {
        let node = |at: u32| self.nodes.get(at as usize).copied();
        self.drawn_triangles()
            .filter_map(move |[a, b, c]| Some([node(a)?, node(b)?, node(c)?]))
    }

    /// The same as the nodes' numbers.
    pub fn drawn_triangles(&self) -> impl Iterator<Item = [u32; 3]> {
        let of_grid = self
            .grid_cells()
            .flat_map(|[a, b, c, d]| [[a, b, c], [a, c, d]]);
        let listed = match &self.cells {
            Cells::Triangles(triangles) => triangles.as_slice(),
            Cells::Grid { .. } => &[],
        };
        let is_drawn = |at: &u32| self.nodes.get(*at as usize).is_some_and(Node::is_drawn);
        of_grid
            .chain(listed.iter().copied())
            .filter(move |corners| corners.iter().all(is_drawn))
    }

    /// How many triangles there are, drawn or not.
    pub fn triangle_count(&self) -> usize {
        match &self.cells {
            Cells::Grid {
                columns,
                rows,
                wraps,
            } => {
                let across = columns.saturating_sub(u32::from(!wraps)) as usize;
                2 * across * rows.saturating_sub(1) as usize
            }
            Cells::Triangles(triangles) => triangles.len(),
        }
    }

    /// Whether every node is drawn, at full intensity.
    pub fn is_plain(&self) -> bool {
        self.nodes
            .iter()
            .all(|node| node.is_drawn() && node.intensity == 1.0)
    }

    /// The corners of a grid's cells, around.
    fn grid_cells(&self) -> impl Iterator<Item = [u32; 4]> {
        let (columns, rows, wraps) = match self.cells {
            Cells::Grid {
                columns,
                rows,
                wraps,
            } => (columns, rows, wraps),
            Cells::Triangles(_) => (0, 0, false),
        };
        let across = columns.saturating_sub(u32::from(!wraps));
        (0..rows.saturating_sub(1)).flat_map(move |row| {
            (0..across).map(move |column| {
                let next = (column + 1) % columns;
                let (above, below) = (row * columns, (row + 1) * columns);
                [above + column, above + next, below + next, below + column]
            })
        })
    }
}
