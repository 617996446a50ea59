//! Memory that several threads write to, each to places of its own.
#![allow(
    unsafe_code,
    reason = "a task's part of a sheet is rows of several planes, which no slice can be split into"
)]

use std::marker::PhantomData;

/// Numbers that are written by several tasks.
#[derive(Clone, Copy)]
pub(super) struct Shared<'a> {
    start: *mut f32,
    len: usize,
    numbers: PhantomData<&'a mut [f32]>,
}

// SAFETY: it is a `&mut [f32]` whose users promise to take disjoint pieces.
unsafe impl Send for Shared<'_> {}
// SAFETY: the same.
unsafe impl Sync for Shared<'_> {}

impl<'a> Shared<'a> {
    pub(super) fn new(numbers: &'a mut [f32]) -> Self {
        Self {
            start: numbers.as_mut_ptr(),
            len: numbers.len(),
            numbers: PhantomData,
        }
    }

    /// A piece, to write.
    ///
    /// # Safety
    /// While it lives, nobody else takes a piece that overlaps it.
    #[inline(always)]
    #[allow(
        clippy::mut_from_ref,
        reason = "pieces are disjoint, which the caller promises"
    )]
    pub(super) unsafe fn piece(&self, from: usize, len: usize) -> &'a mut [f32] {
        assert!(
            from <= self.len && len <= self.len - from,
            "a piece of {} numbers",
            self.len
        );
        // SAFETY: it lies within the numbers, and no other piece overlaps it.
        unsafe { std::slice::from_raw_parts_mut(self.start.add(from), len) }
    }
}
