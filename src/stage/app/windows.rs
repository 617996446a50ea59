//! One window per output: drag to look around, Tab for the whole domemaster, F for the full screen, Esc to end.

use bevy::camera::RenderTarget;
use bevy::ecs::schedule::ScheduleLabel;
use bevy::input::mouse::{AccumulatedMouseMotion, AccumulatedMouseScroll};
use bevy::prelude::*;
use bevy::render::RenderApp;
use bevy::render::camera::CameraRenderGraph;
use bevy::render::extract_component::{ExtractComponent, ExtractComponentPlugin};
use bevy::render::renderer::{RenderDevice, RenderQueue, ViewQuery};
use bevy::render::view::{Msaa, ViewTarget};
use bevy::window::{MonitorSelection, PresentMode, WindowMode, WindowRef, WindowResolution};
use std::f32::consts::{FRAC_PI_2, PI};
use welkin_installation::{Output, Surface, Venue, View};
use welkin_projection::Lens;

use super::lamp::{Canvas, Lamp};
use super::shown::Shown;

/// Radians the view turns for a drag over the window's width, times its field of view.
const DRAG: f32 = 1.0;

/// Our own pass in place of bevy's: one full-screen triangle per window.
#[derive(ScheduleLabel, Debug, Clone, PartialEq, Eq, Hash, Default)]
struct WindowLight;

/// How a window looks at the surface.
#[derive(Component, Clone, ExtractComponent)]
struct Looking {
    view: View,
    venue_view: View,
    window: Entity,
}

#[derive(Resource)]
struct WholeDome {
    fov: f32,
}

pub(super) fn plugin(app: &mut App, venue: &Venue) {
    let fov = match venue.surface {
        Surface::Dome { fov, .. } => fov,
        _ => PI,
    };
    app.insert_resource(WholeDome { fov })
        .add_plugins(ExtractComponentPlugin::<Looking>::default())
        .add_systems(Update, (look_around, press_keys));
    for output in &venue.outputs {
        open_window(app, output, &venue.name);
    }
    let Some(render_app) = app.get_sub_app_mut(RenderApp) else {
        return;
    };
    render_app
        .init_schedule(WindowLight)
        .add_systems(WindowLight, light_window);
}

fn open_window(app: &mut App, output: &Output, venue: &str) {
    let monitor = output
        .monitor
        .map_or(MonitorSelection::Primary, MonitorSelection::Index);
    let window = Window {
        title: format!("Welkin — {venue}, {}", output.id),
        resolution: WindowResolution::new(output.width, output.height),
        mode: if output.fullscreen {
            WindowMode::BorderlessFullscreen(monitor)
        } else {
            WindowMode::Windowed
        },
        present_mode: PresentMode::AutoVsync,
        ..default()
    };
    let window = app.world_mut().spawn(window).id();
    app.world_mut().spawn((
        Camera::default(),
        // Its numbers are not used; without one, bevy never measures the camera's window.
        Projection::default(),
        RenderTarget::Window(WindowRef::Entity(window)),
        CameraRenderGraph::new(WindowLight),
        Msaa::Off,
        Looking {
            view: output.view,
            venue_view: output.view,
            window,
        },
    ));
}

/// Whether keys and drags are meant for a window: desktops without a window manager know no focus.
fn is_meant(window: &Window) -> bool {
    window.focused || window.cursor_position().is_some()
}

fn look_around(
    buttons: Res<ButtonInput<MouseButton>>,
    motion: Res<AccumulatedMouseMotion>,
    scroll: Res<AccumulatedMouseScroll>,
    windows: Query<&Window>,
    mut looking: Query<&mut Looking>,
) {
    for mut looking in &mut looking {
        let Ok(window) = windows.get(looking.window) else {
            continue;
        };
        let View::Perspective { fov, yaw, pitch } = &mut looking.view else {
            continue;
        };
        if !is_meant(window) {
            continue;
        }
        if buttons.pressed(MouseButton::Left) {
            let per_pixel = DRAG * *fov / window.width().max(1.0);
            *yaw += motion.delta.x * per_pixel;
            *pitch = (*pitch + motion.delta.y * per_pixel).clamp(-FRAC_PI_2, FRAC_PI_2);
        }
        *fov = (*fov * 0.95_f32.powf(scroll.delta.y)).clamp(0.35, 2.6);
    }
}

fn press_keys(
    keys: Res<ButtonInput<KeyCode>>,
    whole: Res<WholeDome>,
    mut windows: Query<&mut Window>,
    mut looking: Query<&mut Looking>,
    mut exit: MessageWriter<AppExit>,
) {
    if keys.just_pressed(KeyCode::Escape) {
        exit.write(AppExit::Success);
    }
    for mut looking in &mut looking {
        let Ok(mut window) = windows.get_mut(looking.window) else {
            continue;
        };
        if keys.just_pressed(KeyCode::Tab) && is_meant(&window) {
            looking.view = match looking.view {
                View::Domemaster { .. } => looking.venue_view,
                _ => View::Domemaster { fov: whole.fov },
            };
        }
        if keys.just_pressed(KeyCode::KeyF) && is_meant(&window) {
            window.mode = match window.mode {
                WindowMode::Windowed => WindowMode::BorderlessFullscreen(MonitorSelection::Current),
                _ => WindowMode::Windowed,
            };
        }
    }
}

fn light_window(
    view: ViewQuery<(&ViewTarget, &Looking)>,
    device: Res<RenderDevice>,
    queue: Res<RenderQueue>,
    shown: Res<Shown>,
    mut lamp: ResMut<Lamp>,
) {
    let (target, looking) = view.into_inner();
    let Some(frame) = &shown.0 else { return };
    // Asking for the attachment is what makes bevy present the window.
    let Some(attachment) = target.out_texture_color_attachment(None) else {
        return;
    };
    let Some(format) = target.out_texture_view_format() else {
        return;
    };
    let size = target.main_texture().size();
    let lens = Lens::new(looking.view, lamp.surface(), [size.width, size.height]);
    lamp.light(
        &device,
        &queue,
        &Canvas {
            view: attachment.view,
            format,
            lens,
        },
        frame,
    );
}
