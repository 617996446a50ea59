//! The networks that paint, family by family, exactly as the originals compute.
