//! What is too much for an upload.

use std::time::Duration;

/// What is too much.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Bytes of the zip file.
    pub(super) archive_bytes: u64,
    /// Files and folders in it.
    pub(super) entries: usize,
    /// Bytes of its index: with it, memory is bounded.
    pub(super) index_bytes: u64,
    /// What is in it may have this many bytes, however small it is packed, …
    pub(super) unpacked_free_bytes: u64,
    /// … and so many times the zip's size beyond. Music and weights hardly shrink; text shrinks tenfold.
    pub(super) unpacked_times: u64,
    /// Nothing arriving for this long ends it.
    pub(super) silent_for: Duration,
    /// Nor does it take longer than this in all.
    pub(super) within: Duration,
}

impl Limits {
    /// Limits of uploads of at most so many bytes.
    pub(super) fn of(archive_bytes: u64) -> Self {
        Self {
            archive_bytes,
            entries: 10_000,
            index_bytes: 4 << 20,
            unpacked_free_bytes: 64 << 20,
            unpacked_times: 20,
            silent_for: Duration::from_secs(30),
            within: Duration::from_secs(4 * 3600),
        }
    }

    /// What may be in a zip of this size, bytes.
    pub(super) fn unpacked_bytes(&self, archive_bytes: u64) -> u64 {
        let times = archive_bytes.saturating_mul(self.unpacked_times);
        self.unpacked_free_bytes.saturating_add(times)
    }
}
