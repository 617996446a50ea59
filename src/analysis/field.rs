//! Hears where sound comes from: intensity, diffuseness and energy over the sphere.
