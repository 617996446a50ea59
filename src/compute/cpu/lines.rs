//! Large pieces of memory, aligned as vectors like them, in large pages where the system has them: weights are read
//! once a picture, one after the other, and a small page ends every 4096 bytes.
#![allow(unsafe_code, reason = "the system is told about memory by its address")]

use bytemuck::{Pod, Zeroable};

use super::lanes::LANES;

/// Sixteen numbers, aligned as vectors like them.
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
#[repr(C, align(64))]
pub(super) struct Line([f32; LANES]);

/// Smaller pieces have small pages.
const LARGE: usize = 4 << 20;

/// Zeros.
pub(super) fn lines(count: usize) -> Vec<Line> {
    let mut lines = Vec::with_capacity(count);
    ask_for_large_pages(&mut lines);
    lines.resize(count, Line([0.0; LANES]));
    lines
}

/// Before it is written to for the first time.
#[cfg(target_os = "linux")]
fn ask_for_large_pages(lines: &mut Vec<Line>) {
    const PAGE: usize = 4096;
    let room = lines.spare_capacity_mut();
    let (start, len) = (room.as_mut_ptr().cast::<u8>(), size_of_val(room));
    if len < LARGE {
        return;
    }
    let before = start.align_offset(PAGE);
    let len = (len - before) / PAGE * PAGE;
    // SAFETY: the pages lie within memory that is ours; the advice changes nothing that can be seen in it.
    let asked = unsafe {
        rustix::mm::madvise(
            start.add(before).cast(),
            len,
            rustix::mm::Advice::LinuxHugepage,
        )
    };
    // Without large pages it is only a little slower.
    asked.ok();
}

#[cfg(not(target_os = "linux"))]
fn ask_for_large_pages(_: &mut Vec<Line>) {}
