//! The venues that come with Welkin, so that a show runs before anyone has written one.

/// Names and texts of the shipped venues; `window` is the one to take when nobody says.
pub const SHIPPED_VENUES: [(&str, &str); 11] = [
    (
        "window",
        include_str!("../../installations/venues/window.toml"),
    ),
    ("dome", include_str!("../../installations/venues/dome.toml")),
    ("wall", include_str!("../../installations/venues/wall.toml")),
    ("film", include_str!("../../installations/venues/film.toml")),
    (
        "headset",
        include_str!("../../installations/venues/headset.toml"),
    ),
    (
        "headphones",
        include_str!("../../installations/venues/headphones.toml"),
    ),
    (
        "two-projectors",
        include_str!("../../installations/venues/two-projectors.toml"),
    ),
    (
        "wall-three",
        include_str!("../../installations/venues/wall-three.toml"),
    ),
    (
        "six-projector-dome",
        include_str!("../../installations/venues/six-projector-dome.toml"),
    ),
    (
        "spherical-mirror",
        include_str!("../../installations/venues/spherical-mirror.toml"),
    ),
    (
        "dome-24",
        include_str!("../../installations/venues/dome-24.toml"),
    ),
];

#[cfg(test)]
mod tests;
