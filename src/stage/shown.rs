//! What is shown at this moment, carried to the render world.

use bevy::prelude::*;
use bevy::render::extract_resource::{ExtractResource, ExtractResourcePlugin};

use crate::live::LiveFrame;

/// What is shown at this moment; pictures are shared, not copied.
#[derive(Resource, Clone, Default, ExtractResource)]
pub(crate) struct Shown(pub(crate) Option<LiveFrame>);

pub(crate) fn plugin(app: &mut App) {
    app.init_resource::<Shown>()
        .add_plugins(ExtractResourcePlugin::<Shown>::default());
}
