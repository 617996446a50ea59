//! Which lending of a GPU is valid now. Devices of two instances of wgpu may compare as equal, so lendings are counted.

use std::sync::atomic::{AtomicU64, Ordering};

static NEWEST: AtomicU64 = AtomicU64::new(0);

/// One lending of a GPU.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lending(u64);

impl Lending {
    /// None: for a device of our own, where nothing is shown.
    pub(crate) const NONE: Self = Self(u64::MAX);

    /// A new one; the ones before are over.
    pub(crate) fn begin() -> Self {
        Self(NEWEST.fetch_add(1, Ordering::AcqRel) + 1)
    }

    /// Whether none has begun since.
    pub(crate) fn is_valid(self) -> bool {
        NEWEST.load(Ordering::Acquire) == self.0
    }
}
