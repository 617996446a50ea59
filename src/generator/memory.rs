//! How much memory there is.

/// Bytes that programs can still have, as the system estimates; all there could be where it does not say.
pub(crate) fn available_bytes() -> u64 {
    let said = std::fs::read_to_string("/proc/meminfo").ok();
    let line = said.as_deref().and_then(|said| {
        said.lines()
            .find_map(|line| line.strip_prefix("MemAvailable:"))
    });
    let kilobytes =
        line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok());
    kilobytes.map_or(u64::MAX, |kilobytes| kilobytes.saturating_mul(1024))
}

/// Bytes that this program has; 0 where the system does not say.
pub(crate) fn resident_bytes() -> u64 {
    let said = std::fs::read_to_string("/proc/self/statm").ok();
    let pages = said
        .as_deref()
        .and_then(|said| said.split_whitespace().nth(1)?.parse::<u64>().ok());
    pages.unwrap_or_default() * 4096
}
