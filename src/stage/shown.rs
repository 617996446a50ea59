//! What is shown at this moment, carried to the render world.

use bevy::prelude::*;
use bevy::render::extract_resource::{ExtractResource, ExtractResourcePlugin};

use welkin_projection::Eye;

use crate::live::LiveFrame;

/// How the first eye of a visitor with a headset looks, and the dome's radius around it; none while nobody wears it.
#[derive(Resource, Clone, Copy, Default, ExtractResource)]
pub(crate) struct VisitorEye(pub(crate) Option<Eye>);

/// What is shown at this moment; pictures are shared, not copied.
#[derive(Resource, Clone, Default, ExtractResource)]
pub(crate) struct Shown(pub(crate) Option<LiveFrame>);

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<Shown>()
        .init_resource::<VisitorEye>()
        .add_plugins(ExtractResourcePlugin::<VisitorEye>::default())
        .add_plugins(ExtractResourcePlugin::<Shown>::default());
}
