//! What parts of the stage have to say about their health.

use bevy::prelude::*;
use welkin_values::Health;

/// What parts of the stage have to say about their health.
#[derive(Resource, Default)]
pub(crate) struct StageHealth(pub(crate) Vec<Health>);

pub(super) fn plugin(app: &mut App) {
    app.init_resource::<StageHealth>();
}

impl StageHealth {
    /// Replaces what a part said before.
    pub(crate) fn set(&mut self, health: Health) {
        self.0.retain(|other| other.part != health.part);
        self.0.push(health);
    }
}
