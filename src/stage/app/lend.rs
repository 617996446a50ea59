//! Whose GPU networks paint on; and bevy's is lent to them before the show is prepared.

use bevy::app::PluginsState;
use bevy::prelude::*;
use bevy::render::RenderApp;
use bevy::render::renderer::{RenderAdapter, RenderDevice, RenderInstance, RenderQueue};
use bevy::tasks::tick_global_task_pools_on_main_thread;

use crate::deck::Backend;
use crate::light::Gpu;

/// Whose GPU networks paint on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sharing {
    /// They have one of their own, or none.
    Nothing,
    /// The one that we opened, which bevy takes over.
    Ours,
    /// The one that bevy opens for windows.
    Bevys,
}

impl Sharing {
    /// OpenXR wants its queue alone while it works: with a headset networks have another one. Where the processor does
    /// the GPU's work, copies cost nothing, and frames that wait for their turn do (24 of 48 a second are left).
    pub(super) fn of(backend: Backend, headset: bool, on_screens: bool, software: bool) -> Self {
        match (backend, headset || software, on_screens) {
            (Backend::Flex | Backend::Cuda, ..) | (_, true, _) => Self::Nothing,
            (Backend::Wgpu, false, true) => Self::Bevys,
            (Backend::Wgpu, false, false) => Self::Ours,
        }
    }
}

/// Has bevy open its GPU now, instead of when the program runs, and lends it. No plugins can be added afterwards.
pub(super) fn share(app: &mut App) {
    while app.plugins_state() == PluginsState::Adding {
        tick_global_task_pools_on_main_thread();
    }
    app.finish();
    app.cleanup();
    match gpu_of(app) {
        Some(gpu) => gpu.share(),
        None => tracing::warn!("networks paint on a device of their own: bevy has opened none"),
    }
}

/// What bevy renders with.
fn gpu_of(app: &App) -> Option<Gpu> {
    let world = app.get_sub_app(RenderApp)?.world();
    let instance: &wgpu::Instance = world.get_resource::<RenderInstance>()?;
    let adapter: &wgpu::Adapter = world.get_resource::<RenderAdapter>()?;
    let queue: &wgpu::Queue = world.get_resource::<RenderQueue>()?;
    Some(Gpu {
        instance: instance.clone(),
        adapter: adapter.clone(),
        device: world.get_resource::<RenderDevice>()?.wgpu_device().clone(),
        queue: queue.clone(),
    })
}

#[cfg(test)]
mod tests;
