//! The opening hours, playlists and set times of a gallery: a calendar and an instant in, what should be on out.
//!
//! Pure: the clock is whoever asks.
