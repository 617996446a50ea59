//! Keeps the show running: begins the program, watches its pulse, begins it again where it was, and falls back to
//! the last good installation when it cannot stay up.
