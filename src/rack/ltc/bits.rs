//! Times of edges in, bits out: how long a cell is, is found and followed.

/// The times between edges that a cell's length is found from: no frame has so many without a whole cell among them.
const WINDOW: usize = 56;

/// Tells whole cells from halves.
#[derive(Debug)]
pub(super) struct Bits {
    shortest: f64,
    longest: f64,
    /// Samples in a cell.
    cell: f64,
    last_edge: f64,
    /// The first half of a 1.
    half: Option<f64>,
    window: [f64; WINDOW],
    filled: usize,
    /// Edges since somebody said that what came out was right.
    unproven: usize,
}

/// What an edge ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Cell {
    /// A bit.
    Bit(bool),
    /// What came before does not fit: bits are missing.
    Lost,
}

impl Bits {
    /// Cells of this many samples at least and at most.
    pub(super) fn new(shortest: f64, longest: f64) -> Self {
        Self {
            shortest,
            longest,
            cell: 0.0,
            last_edge: f64::MIN,
            half: None,
            window: [0.0; WINDOW],
            filled: 0,
            unproven: 0,
        }
    }

    /// How many samples a cell has now; 0 where nothing is known.
    pub(super) fn cell(&self) -> f64 {
        self.cell
    }

    /// What came out is a frame, so the cell's length is right.
    pub(super) fn prove(&mut self) {
        self.unproven = 0;
    }

    /// The next edge; gives up to two things, the loss first.
    pub(super) fn hear(&mut self, edge: f64) -> [Option<Cell>; 2] {
        let time = edge - self.last_edge;
        self.last_edge = edge;
        if time > self.longest * 1.5 {
            // A gap: what was learned of the speed may still be so.
            self.half = None;
            self.filled = 0;
            return [Some(Cell::Lost), None];
        }
        self.window[self.filled % WINDOW] = time;
        self.filled += 1;
        self.unproven += 1;
        let is_due = self.unproven >= 3 * WINDOW || self.cell == 0.0;
        if is_due && self.filled >= WINDOW {
            self.find();
            self.unproven = 2 * WINDOW;
        }
        if self.cell == 0.0 {
            return [Some(Cell::Lost), None];
        }
        let is_whole = time > 0.75 * self.cell;
        match (is_whole, self.half.take()) {
            _ if time > 1.6 * self.cell => [Some(Cell::Lost), None],
            (false, None) => {
                self.half = Some(time);
                [None, None]
            }
            (false, Some(half)) => {
                self.follow(time + half);
                [Some(Cell::Bit(true)), None]
            }
            (true, half) => {
                let lost = half.map(|_| Cell::Lost);
                if lost.is_none() {
                    self.follow(time);
                }
                [
                    lost.or(Some(Cell::Bit(false))),
                    lost.and(Some(Cell::Bit(false))),
                ]
            }
        }
    }

    fn follow(&mut self, cell: f64) {
        self.cell += 0.15 * (cell - self.cell);
        self.cell = self.cell.clamp(self.shortest, self.longest);
    }

    /// The cell's length from scratch: the second longest time of the last ones.
    fn find(&mut self) {
        let mut times = self.window;
        times.sort_unstable_by(f64::total_cmp);
        self.cell = times[WINDOW - 2].clamp(self.shortest, self.longest);
    }
}
