//! Where the visitor's head is turned, carried from the headset's frames to the sound.

use std::sync::{Arc, Mutex, PoisonError};

use bevy::prelude::*;

/// How the head is turned in room space, as of the newest frame; none until a headset says.
#[derive(Resource, Clone, Default)]
pub(super) struct Head(Arc<Mutex<Option<Quat>>>);

impl Head {
    /// The headset's newest word.
    pub(super) fn turn(&self, room_from_head: Quat) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(room_from_head);
    }

    /// The newest word since the last time, if there is one.
    pub(super) fn take(&self) -> Option<Quat> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}
