//! Keeps the ALSA library from writing its own lines over the terminal each time a card is looked for in vain.

/// Does something with sound cards on this thread; what ALSA says of it goes nowhere.
pub(crate) fn quietly<T>(work: impl FnOnce() -> T) -> T {
    #[cfg(target_os = "linux")]
    // Where the handler cannot be installed, ALSA writes as it always does.
    let _heard = alsa::Output::local_error_handler();
    work()
}
