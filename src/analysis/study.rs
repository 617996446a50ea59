//! The whole sound at once, with the conventions of the field: what `welkin listen` writes.
