//! What happened, kept: proof of play, swaps, faults and statistics in a database that survives a power cut.
