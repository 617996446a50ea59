//! A window per output, or one that several share: drag to look around, Tab for the whole domemaster, T for test patterns,
//! F for the full screen, Esc to end.

use bevy::camera::RenderTarget;
use bevy::ecs::schedule::ScheduleLabel;
use bevy::input::mouse::{AccumulatedMouseMotion, AccumulatedMouseScroll};
use bevy::prelude::*;
use bevy::render::RenderApp;
use bevy::render::camera::CameraRenderGraph;
use bevy::render::extract_component::{ExtractComponent, ExtractComponentPlugin};
use bevy::render::renderer::{RenderDevice, RenderQueue, ViewQuery};
use bevy::render::view::{Msaa, ViewTarget};
use bevy::window::{
    CursorOptions, Monitor, MonitorSelection, PresentMode, WindowMode, WindowRef, WindowResolution,
};
use std::f32::consts::{FRAC_PI_2, PI};
use welkin_installation::{Surface, Venue, View};
use welkin_projection::{Eye, Lens, pattern};

use super::align::{Alignment, Pattern};
use super::plates::Plates;
use crate::lamp::{Canvas, Lamp};
use crate::light::Target;
use crate::outputs::{FittedOutput, Outputs};
use crate::shown::{Shown, VisitorEye};

/// Radians the view turns for a drag over the window's width, times its field of view.
const DRAG: f32 = 1.0;

/// Our own pass in place of bevy's: one full-screen triangle per window.
#[derive(ScheduleLabel, Debug, Clone, PartialEq, Eq, Hash, Default)]
struct WindowLight;

/// How a window looks at the surface.
#[derive(Component, Clone, ExtractComponent)]
struct Looking {
    window: Entity,
    monitor: Option<usize>,
    /// One, or those that share it.
    parts: Vec<Part>,
}

/// An output in its window.
#[derive(Clone)]
struct Part {
    output: FittedOutput,
    /// What it is looked at by now: people turn views.
    view: View,
    /// Where it lies in the window, and its pixels; none for one that fills its window.
    at: Option<([u32; 2], [u32; 2])>,
    /// Its place among the venue's outputs.
    index: usize,
    /// Whether it shows what a visitor with a headset sees.
    of_visitor: bool,
}

impl Part {
    /// How it looks at the surface, drawn as large as `size`: as people turned it, or as a visitor's eye does.
    fn lens(&self, eye: Option<Eye>, surface: Surface, size: [u32; 2]) -> Lens {
        let Some(eye) = eye.filter(|_| self.of_visitor) else {
            return self.output.lens_of(self.view, surface, size);
        };
        // As much as the eye sees from top to bottom, around the middle of its view.
        let [left, right, up, down] = eye.tangents;
        let (middle, half) = ((left + right) / 2.0, (up - down) / 2.0);
        let across = half * size[0] as f32 / size[1].max(1) as f32;
        let tangents = [middle - across, middle + across, up, down];
        Lens::eye(Eye { tangents, ..eye }, surface, size)
    }
}

#[derive(Resource)]
struct WholeDome {
    fov: f32,
}

pub(super) fn plugin(app: &mut App, venue: &Venue, outputs: Outputs) {
    let fov = match venue.surface {
        Surface::Dome { fov, .. } => fov,
        _ => PI,
    };
    app.insert_resource(WholeDome { fov })
        .add_plugins(ExtractComponentPlugin::<Looking>::default())
        .add_systems(
            Update,
            (look_around, press_keys, follow_monitors, follow_nudges),
        );
    open_windows(app, venue, outputs);
    let Some(render_app) = app.get_sub_app_mut(RenderApp) else {
        return;
    };
    render_app
        .init_schedule(WindowLight)
        .init_resource::<Plates>()
        .add_systems(WindowLight, light_window);
}

/// A window for each output that has one of its own, and one for those that share.
fn open_windows(app: &mut App, venue: &Venue, outputs: Outputs) {
    let mut shared: Vec<Vec<Part>> = vec![Vec::new(); venue.windows.len()];
    for (index, (output, fitted)) in venue.outputs.iter().zip(outputs.all).enumerate() {
        let mut part = Part {
            output: fitted,
            view: output.view,
            at: None,
            index,
            of_visitor: venue
                .headset
                .is_some_and(|headset| headset.window == Some(index)),
        };
        if let Some(parts) = output.window.and_then(|window| shared.get_mut(window)) {
            part.at = Some((output.at, [output.width, output.height]));
            parts.push(part);
            continue;
        }
        let title = format!("Welkin — {}, {}", venue.name, output.id);
        let size = [output.width, output.height];
        open_window(
            app,
            title,
            size,
            (output.monitor, output.fullscreen),
            vec![part],
        );
    }
    for (window, parts) in venue.windows.iter().zip(shared) {
        if !parts.is_empty() {
            let title = format!("Welkin — {}, {}", venue.name, window.id);
            open_window(
                app,
                title,
                window.size,
                (window.monitor, window.fullscreen),
                parts,
            );
        }
    }
}

fn open_window(
    app: &mut App,
    title: String,
    [width, height]: [u32; 2],
    (monitor, fullscreen): (Option<usize>, bool),
    parts: Vec<Part>,
) {
    let window = Window {
        title,
        resolution: WindowResolution::new(width, height),
        mode: if fullscreen {
            WindowMode::BorderlessFullscreen(selection(monitor))
        } else {
            WindowMode::Windowed
        },
        present_mode: PresentMode::AutoVsync,
        ..default()
    };
    // A pointer on a dome is seen from everywhere.
    let pointer = CursorOptions {
        visible: !fullscreen && !parts.iter().any(|part| part.view.is_baked()),
        ..default()
    };
    let window = app.world_mut().spawn((window, pointer)).id();
    app.world_mut().spawn((
        Camera::default(),
        // Its numbers are not used; without one, bevy never measures the camera's window.
        Projection::default(),
        RenderTarget::Window(WindowRef::Entity(window)),
        CameraRenderGraph::new(WindowLight),
        Msaa::Off,
        Looking {
            window,
            monitor: fullscreen.then_some(monitor).flatten(),
            parts,
        },
    ));
}

fn selection(monitor: Option<usize>) -> MonitorSelection {
    monitor.map_or(MonitorSelection::Primary, MonitorSelection::Index)
}

/// Puts windows back where they belong when a monitor was unplugged and is there again.
fn follow_monitors(
    monitors: Query<&Monitor>,
    looking: Query<&Looking>,
    mut windows: Query<&mut Window>,
    mut before: Local<Option<usize>>,
) {
    let count = monitors.iter().count();
    let Some(before) = before.replace(count).filter(|before| *before != count) else {
        return;
    };
    tracing::warn!(
        "there are {count} monitors now, {before} before; windows go where the venue wants them"
    );
    for looking in &looking {
        let Some(monitor) = looking.monitor else {
            continue;
        };
        if monitor >= count {
            tracing::warn!("monitor {monitor} is not there; its window waits for it");
        } else if let Ok(mut window) = windows.get_mut(looking.window) {
            window.mode = WindowMode::BorderlessFullscreen(selection(Some(monitor)));
        }
    }
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
        let [part] = looking.parts.as_mut_slice() else {
            continue;
        };
        let View::Perspective { fov, yaw, pitch } = &mut part.view else {
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
    mut pattern: ResMut<Pattern>,
    mut exit: MessageWriter<AppExit>,
) {
    if keys.just_pressed(KeyCode::Escape) {
        exit.write(AppExit::Success);
    }
    if keys.just_pressed(KeyCode::KeyT) {
        pattern.0 = next(pattern.0);
    }
    for mut looking in &mut looking {
        let Ok(mut window) = windows.get_mut(looking.window) else {
            continue;
        };
        if let [part] = looking.parts.as_mut_slice()
            && keys.just_pressed(KeyCode::Tab)
            && !part.view.is_baked()
            && is_meant(&window)
        {
            part.view = match part.view {
                View::Domemaster { .. } => part.output.view,
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

/// Outputs that were nudged look where they look now.
fn follow_nudges(mut alignment: ResMut<Alignment>, mut looking: Query<&mut Looking>) {
    for (index, output) in alignment.take_baked() {
        let parts = looking
            .iter_mut()
            .flat_map(|looking| looking.into_inner().parts.iter_mut());
        parts
            .filter(|part| part.index == index)
            .for_each(|part| part.output = output.clone());
    }
}

/// Each pattern in turn, then the show again.
fn next(shown: Option<pattern::Pattern>) -> Option<pattern::Pattern> {
    let all = pattern::Pattern::ALL;
    let index = shown.and_then(|shown| all.iter().position(|pattern| *pattern == shown));
    all.get(index.map_or(0, |index| index + 1)).copied()
}

fn light_window(
    view: ViewQuery<(&ViewTarget, &Looking)>,
    device: Res<RenderDevice>,
    queue: Res<RenderQueue>,
    shown: Res<Shown>,
    (pattern, eye): (Res<Pattern>, Res<VisitorEye>),
    mut plates: ResMut<Plates>,
    mut lamp: ResMut<Lamp>,
) {
    let (target, looking) = view.into_inner();
    // Asking for the attachment is what makes bevy present the window.
    let Some(attachment) = target.out_texture_color_attachment(None) else {
        return;
    };
    let Some(format) = target.out_texture_view_format() else {
        return;
    };
    let whole = target.main_texture().size();
    for (number, part) in looking.parts.iter().enumerate() {
        let (at, size) = part.at.unwrap_or(([0; 2], [whole.width, whole.height]));
        let canvas = Canvas {
            target: Target {
                view: attachment.view,
                at,
                keeps: number > 0,
            },
            format,
            lens: part.lens(eye.0, lamp.surface(), size),
            tables: part.output.tables.clone(),
            vignette: 0.0,
        };
        match (pattern.0, &shown.0) {
            (Some(pattern), _) => {
                let slots = plates.of(&device, &queue, pattern, part.index, &canvas);
                lamp.light_alone(&device, &queue, &canvas, slots);
            }
            (None, Some(frame)) => lamp.light(&device, &queue, &canvas, frame),
            (None, None) => {}
        }
    }
}
