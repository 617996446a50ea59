//! The beat, live: predicts the next one from what was heard until now.
