//! The dome around a visitor: both eyes of an OpenXR headset, one full-screen pass each.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bevy::app::PluginGroupBuilder;
use bevy::prelude::*;
use bevy::render::renderer::{RenderDevice, RenderQueue};
use bevy::render::texture::ManualTextureViews;
use bevy::render::{Render, RenderApp, RenderSystems};
use bevy_mod_openxr::add_xr_plugins;
use bevy_mod_openxr::init::{OxrInitPlugin, should_run_frame_loop};
use bevy_mod_openxr::render::{OxrRenderPlugin, XR_TEXTURE_INDEX};
use bevy_mod_openxr::resources::{OxrFrameState, OxrSessionConfig, OxrViews};
use bevy_mod_xr::session::XrState;
use welkin_installation::Headset;
use welkin_projection::{Eye, Lens};
use welkin_values::{Health, State};

use super::head::Head;
use super::health::StageHealth;
use super::lamp::{Canvas, Lamp};
use super::pace::Pace;
use super::shown::Shown;

#[derive(Resource, Clone, Copy)]
struct Dome(Headset);

#[derive(Resource)]
struct FramesGiven(Arc<AtomicU64>);

/// Adds all plugins with a headset among them. Without a runtime the program runs flat and says why.
pub(super) fn add(
    app: &mut App,
    plugins: PluginGroupBuilder,
    windows: WindowPlugin,
    headset: Headset,
) {
    let plugins = add_xr_plugins(plugins)
        // No cameras: the eyes are drawn into the swapchain directly.
        .set(OxrRenderPlugin {
            spawn_cameras: false,
            ..default()
        })
        .set(OxrInitPlugin::default())
        // Set after add_xr_plugins, which would open a window of its own.
        .set(windows);
    app.add_plugins(plugins).insert_resource(OxrSessionConfig {
        // Linear values that the shader encodes; every runtime has it.
        formats: Some(vec![wgpu::TextureFormat::Rgba8UnormSrgb]),
        ..default()
    });
    let counter = app
        .world_mut()
        .get_resource_or_init::<Pace>()
        .headset_counter();
    let head = Head::default();
    app.insert_resource(head.clone());
    app.add_systems(Update, tell_health);
    let Some(render_app) = app.get_sub_app_mut(RenderApp) else {
        return;
    };
    render_app
        .insert_resource(Dome(headset))
        .insert_resource(head)
        .insert_resource(FramesGiven(counter))
        .add_systems(
            Render,
            light_eyes
                .in_set(RenderSystems::Render)
                .run_if(should_run_frame_loop),
        );
}

#[expect(clippy::too_many_arguments, reason = "a system names what it reads")]
fn light_eyes(
    device: Res<RenderDevice>,
    queue: Res<RenderQueue>,
    shown: Res<Shown>,
    dome: Res<Dome>,
    views: Res<OxrViews>,
    state: Res<OxrFrameState>,
    textures: Res<ManualTextureViews>,
    given: Res<FramesGiven>,
    head: Res<Head>,
    mut lamp: ResMut<Lamp>,
) {
    let Some(frame) = &shown.0 else { return };
    if !state.should_render {
        return;
    }
    if let Some(view) = views.first() {
        let q = view.pose.orientation;
        head.turn(Quat::from_xyzw(q.x, q.y, q.z, q.w));
    }
    for (index, view) in views.iter().enumerate().take(2) {
        let handle = bevy::camera::ManualTextureViewHandle(XR_TEXTURE_INDEX + index as u32);
        let Some(texture) = textures.get(&handle) else {
            continue;
        };
        let size = [texture.size.x, texture.size.y];
        let lens = Lens::eye(eye_of(view, dome.0), lamp.surface(), size);
        let canvas = Canvas {
            target: (&*texture.texture_view).into(),
            format: texture.view_format,
            lens,
            tables: None,
        };
        lamp.light(&device, &queue, &canvas, frame);
    }
    given.0.fetch_add(1, Ordering::Relaxed);
}

/// OpenXR's space is room space with its origin on the floor.
fn eye_of(view: &openxr::View, dome: Headset) -> Eye {
    let (p, q) = (view.pose.position, view.pose.orientation);
    let fov = view.fov;
    Eye {
        orientation: Quat::from_xyzw(q.x, q.y, q.z, q.w),
        position: Vec3::new(p.x, p.y - dome.eye_height_m, p.z),
        tangents: [
            fov.angle_left,
            fov.angle_right,
            fov.angle_up,
            fov.angle_down,
        ]
        .map(f32::tan),
        radius_m: dome.radius_m,
    }
}

fn tell_health(
    state: Option<Res<XrState>>,
    mut told: Local<Option<XrState>>,
    mut health: ResMut<StageHealth>,
) {
    let Some(state) = state.map(|state| *state) else {
        return;
    };
    if told.replace(state) == Some(state) {
        return;
    }
    let (how, words) = match state {
        XrState::Unavailable => (
            State::Failed,
            "no OpenXR runtime answers, so the show runs flat: start the headset's runtime (SteamVR, Monado, ALVR), \
             make it the active one, and start Welkin again",
        ),
        XrState::Running => (State::Good, "the headset shows the dome"),
        XrState::Exiting { .. } | XrState::Stopping => {
            (State::Reduced, "the headset's session ends")
        }
        _ => (
            State::Reduced,
            "the headset's runtime answers; its session has not begun yet",
        ),
    };
    tracing::info!("headset: {words}");
    health.set(Health::new("headset", how, words));
}
