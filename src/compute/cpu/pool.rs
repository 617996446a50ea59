//! Memory that is used again: after the first picture nothing is allocated.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::lanes::LANES;
use super::lines::{self, Line};

/// Pieces of memory that nobody uses now.
#[derive(Default)]
pub(super) struct Pool(Mutex<Shelf>);

impl std::fmt::Debug for Pool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pool of {} free pieces", self.shelf().free.len())
    }
}

#[derive(Default)]
struct Shelf {
    /// With the time each came back, counted in takings.
    free: Vec<(u64, Arc<Vec<Line>>)>,
    now: u64,
}

/// Memory that has not been asked for in this many takings is given back to the system: another size of picture is
/// painted now.
const FORGET_AFTER: u64 = 10_000;

/// How many free pieces there may be.
const SHELF: usize = 512;

impl Pool {
    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Memory for `len` numbers. What stands in it is left over from earlier use.
    pub(super) fn take(self: &Arc<Self>, len: usize) -> Memory {
        // Steps of an eighth, so that sizes that are nearly the same share their memory.
        let lines = len.div_ceil(LANES).max(1);
        let step = (lines / 8).next_power_of_two();
        let lines = lines.next_multiple_of(step);
        let pool = Arc::clone(self);
        let found = self.shelf().find(lines);
        let lines = found.unwrap_or_else(|| Arc::new(lines::lines(lines)));
        let lines = Some(lines);
        Memory { lines, len, pool }
    }
}

impl Shelf {
    fn find(&mut self, lines: usize) -> Option<Arc<Vec<Line>>> {
        self.now += 1;
        if self.free.capacity() == 0 {
            self.free.reserve_exact(SHELF);
        }
        let fits = |piece: &Vec<Line>| (lines..=2 * lines).contains(&piece.len());
        // The latest that came back is the likeliest to be in a cache.
        let best = (0..self.free.len())
            .rev()
            .filter(|i| fits(&self.free[*i].1))
            .min_by_key(|i| self.free[*i].1.len());
        if best.is_none() {
            let now = self.now;
            self.free.retain(|(came, _)| came + FORGET_AFTER > now);
        }
        best.map(|i| self.free.remove(i).1)
    }
}

/// A piece of memory, shared by its clones, that goes back to its pool.
#[derive(Debug)]
pub(super) struct Memory {
    /// Nothing only while it is dropped.
    lines: Option<Arc<Vec<Line>>>,
    len: usize,
    pool: Arc<Pool>,
}

impl Memory {
    pub(super) fn numbers(&self) -> &[f32] {
        let lines = self.lines.as_ref().map_or(&[][..], |lines| lines);
        &bytemuck::cast_slice(lines)[..self.len]
    }

    /// To write to: only while there are no clones.
    pub(super) fn numbers_mut(&mut self) -> &mut [f32] {
        let lines = self.lines.as_mut().and_then(Arc::get_mut);
        let lines = lines.map_or(&mut [][..], |lines| lines);
        assert!(!lines.is_empty(), "memory that others read is not written");
        &mut bytemuck::cast_slice_mut(lines)[..self.len]
    }
}

impl Clone for Memory {
    fn clone(&self) -> Self {
        let (lines, len, pool) = (self.lines.clone(), self.len, Arc::clone(&self.pool));
        Self { lines, len, pool }
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        let Some(mut lines) = self.lines.take() else {
            return;
        };
        // If two clones go at the same moment, neither is the last: the memory is freed, not kept.
        if Arc::get_mut(&mut lines).is_some() {
            let mut shelf = self.pool.shelf();
            let now = shelf.now;
            if shelf.free.len() < SHELF {
                shelf.free.push((now, lines));
            }
        }
    }
}
