//! Hears one live source: nothing is known of what comes.
