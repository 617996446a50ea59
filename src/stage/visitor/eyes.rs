//! Both eyes of an OpenXR headset, one full-screen pass each, drawn straight into the runtime's images.

use std::io::Write;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bevy::app::PluginGroupBuilder;
use bevy::prelude::*;
use bevy::render::renderer::{RenderDevice, RenderQueue};
use bevy::render::texture::ManualTextureViews;
use bevy::render::{Render, RenderApp, RenderSystems};
use bevy_mod_openxr::add_xr_plugins;
use bevy_mod_openxr::exts::OxrExtensions;
use bevy_mod_openxr::init::{OxrInitPlugin, should_run_frame_loop};
use bevy_mod_openxr::poll_events::{OxrEventHandlerExt, OxrEventIn};
use bevy_mod_openxr::render::{OxrRenderPlugin, XR_TEXTURE_INDEX};
use bevy_mod_openxr::resources::{OxrFrameState, OxrSessionConfig, OxrViews};
use bevy_mod_xr::session::XrState;
use openxr::{Event, SessionState};
use welkin_installation::Headset;
use welkin_projection::{Eye, Lens};
use welkin_values::{Direction, Visitor};

use super::grips::{self, Gripped, Grips};
use super::visit::Visit;
use super::words::{Seen, ToHost, say};
use crate::lamp::{Canvas, Lamp};
use crate::live::LiveFrame;
use crate::shown::Shown;

/// Head and frames are told no more often.
const TELL: Duration = Duration::from_millis(15);

/// By how much of all light a stick that is pushed all the way brightens in a second.
const BRIGHTER_PER_SEC: f32 = 0.5;
/// From the eyes down to the hip, from the hip to a hand stretched up, and between hands with arms stretched out, metres.
const HIP_BELOW_EYES_M: f32 = 0.7;
const REACH_UP_M: f32 = 1.2;
const ARMS_M: f32 = 1.5;

/// What is known between frames.
#[derive(Resource, Clone)]
struct Visiting {
    headset: Headset,
    visit: Arc<Mutex<Visit>>,
    worn: Arc<AtomicBool>,
    given: Arc<AtomicU64>,
    before: Arc<Mutex<Option<Instant>>>,
    told: Arc<Mutex<Option<Instant>>>,
    grips: Grips,
}

/// Adds all plugins with a headset among them.
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
        .set(OxrInitPlugin {
            exts: wanted(),
            ..default()
        })
        // Set after add_xr_plugins, which would open a window of its own.
        .set(windows);
    app.add_plugins(plugins).insert_resource(OxrSessionConfig {
        // Linear values that the shader encodes; every runtime has it.
        formats: Some(vec![wgpu::TextureFormat::Rgba8UnormSrgb]),
        ..default()
    });
    app.add_plugins(grips::plugin);
    let grips = app.world().resource::<Grips>().clone();
    let visiting = Visiting {
        grips,
        headset,
        visit: Arc::new(Mutex::new(Visit::new(headset))),
        worn: Arc::default(),
        given: Arc::default(),
        before: Arc::default(),
        told: Arc::default(),
    };
    app.insert_resource(visiting.clone())
        .add_systems(Update, tell_state)
        .add_oxr_event_handler(see_events);
    let Some(render_app) = app.get_sub_app_mut(RenderApp) else {
        return;
    };
    render_app.insert_resource(visiting).add_systems(
        Render,
        light_eyes
            .in_set(RenderSystems::Render)
            .run_if(should_run_frame_loop),
    );
}

/// Writes to the show; without a show, there is nobody to tell.
fn tell(message: &ToHost) {
    let mut out = std::io::stdout().lock();
    let told = say(&mut out, message).and_then(|()| out.flush());
    if told.is_err() {
        std::process::exit(0);
    }
}

/// Whoever wears the headset sees what is shown; taken off, the runtime shows nothing.
fn see_events(event: OxrEventIn<'_>, visiting: Res<Visiting>) {
    if let Event::SessionStateChanged(changed) = event.0 {
        let worn = matches!(
            changed.state(),
            SessionState::VISIBLE | SessionState::FOCUSED
        );
        visiting.worn.store(worn, Ordering::Relaxed);
    }
}

#[expect(clippy::too_many_arguments, reason = "a system names what it reads")]
fn light_eyes(
    device: Res<RenderDevice>,
    queue: Res<RenderQueue>,
    shown: Res<Shown>,
    visiting: Res<Visiting>,
    views: Res<OxrViews>,
    state: Res<OxrFrameState>,
    textures: Res<ManualTextureViews>,
    mut lamp: ResMut<Lamp>,
) {
    if !state.should_render {
        return;
    }
    let Some(first) = views.first() else { return };
    let visit = visiting.step(&views, first);
    let Some(frame) = &shown.0 else { return };
    let frame = LiveFrame {
        master: frame.master * visit.light(),
        ..frame.clone()
    };
    for (index, view) in views.iter().enumerate().take(2) {
        let handle = bevy::camera::ManualTextureViewHandle(XR_TEXTURE_INDEX + index as u32);
        let Some(texture) = textures.get(&handle) else {
            continue;
        };
        let size = [texture.size.x, texture.size.y];
        let lens = Lens::eye(eye_of(view, &visit, visiting.headset), lamp.surface(), size);
        let canvas = Canvas {
            target: (&*texture.texture_view).into(),
            format: texture.view_format,
            lens,
            tables: None,
            vignette: visit.vignette(),
        };
        lamp.light(&device, &queue, &canvas, &frame);
    }
    visiting.given.fetch_add(1, Ordering::Relaxed);
}

impl Visiting {
    /// One frame of the visit; tells the show of it.
    fn step(&self, views: &[openxr::View], view: &openxr::View) -> Visit {
        let (head, place) = between(views);
        let now = Instant::now();
        let before = lock(&self.before).replace(now);
        let dt = before.map_or(0.0, |before| (now - before).as_secs_f32());
        let mut visit = lock(&self.visit);
        if let Some(began) = visit.step(self.worn.load(Ordering::Relaxed), head, place, dt) {
            tell(&ToHost::Visit(began));
        }
        let gripped = {
            let mut gripped = lock(&self.grips.0);
            let now = gripped.clone();
            (gripped.scenes, gripped.recentre) = (0, false);
            now
        };
        if gripped.recentre {
            visit.recentre(head, place);
        }
        if gripped.scenes != 0 {
            tell(&ToHost::Scenes(gripped.scenes));
        }
        if gripped.brighter != 0.0 {
            tell(&ToHost::Brighter(
                gripped.brighter * BRIGHTER_PER_SEC * dt.min(0.1),
            ));
        }
        let mut told = lock(&self.told);
        if told.is_none_or(|told| told.elapsed() >= TELL) {
            *told = Some(now);
            let (turned, at) = pose_of(view);
            let (turned, position) = visit.room(turned, at);
            let seen = Seen {
                turned: turned.to_array(),
                position_m: position.to_array(),
                tangents: tangents_of(view),
            };
            let visitor = visitor_of(&visit, &gripped, (head, place));
            tell(&ToHost::Head(
                seen,
                visitor,
                self.given.load(Ordering::Relaxed),
            ));
        }
        *visit
    }
}

fn lock<T>(of: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The head: as the first eye is turned, and in the middle between the eyes.
fn between(views: &[openxr::View]) -> (Quat, Vec3) {
    let poses: Vec<(Quat, Vec3)> = views.iter().take(2).map(pose_of).collect();
    let places: Vec3 = poses.iter().map(|(_, place)| *place).sum();
    let turned = poses.first().map_or(Quat::IDENTITY, |(turned, _)| *turned);
    (turned, places / poses.len().max(1) as f32)
}

fn pose_of(view: &openxr::View) -> (Quat, Vec3) {
    let (p, q) = (view.pose.position, view.pose.orientation);
    (
        Quat::from_xyzw(q.x, q.y, q.z, q.w),
        Vec3::new(p.x, p.y, p.z),
    )
}

fn eye_of(view: &openxr::View, visit: &Visit, headset: Headset) -> Eye {
    let (turned, place) = pose_of(view);
    let (orientation, position) = visit.room(turned, place);
    Eye {
        orientation,
        position,
        tangents: tangents_of(view),
        radius_m: headset.radius_m,
    }
}

/// To the left, right, top and bottom.
fn tangents_of(view: &openxr::View) -> [f32; 4] {
    let fov = view.fov;
    [
        fov.angle_left,
        fov.angle_right,
        fov.angle_up,
        fov.angle_down,
    ]
    .map(f32::tan)
}

/// What routes can hear of the visitor.
fn visitor_of(visit: &Visit, gripped: &Gripped, (head, place): (Quat, Vec3)) -> Visitor {
    let (looks, _) = visit.room(gripped.gaze.unwrap_or(head), place);
    let height = |hand: Option<Vec3>| {
        hand.map(|hand| ((hand.y - place.y + HIP_BELOW_EYES_M) / REACH_UP_M).clamp(0.0, 1.0))
    };
    let apart = match gripped.hands {
        [Some(left), Some(right)] => (left.distance(right) / ARMS_M).clamp(0.0, 1.0),
        _ => 0.0,
    };
    Visitor {
        is_here: visit.is_on(),
        gaze: Direction::from_vector(looks * Vec3::NEG_Z),
        hands: gripped.hands.map(height),
        hands_apart: apart,
    }
}

/// What is used where the runtime has it.
fn wanted() -> OxrExtensions {
    let mut wanted = OxrInitPlugin::default().exts;
    wanted.ext_eye_gaze_interaction = true;
    wanted
}

fn tell_state(state: Option<Res<XrState>>, mut told: Local<Option<XrState>>) {
    let Some(state) = state.map(|state| *state) else {
        return;
    };
    if told.replace(state) == Some(state) {
        return;
    }
    let (good, words) = match state {
        XrState::Unavailable => (
            false,
            "no OpenXR runtime answers, so the show runs flat: start the headset's runtime (SteamVR, Monado, ALVR) and \
             make it the active one; it is tried again by itself",
        ),
        XrState::Running => (true, "the headset shows the dome"),
        XrState::Exiting { .. } | XrState::Stopping => (false, "the headset's session ends"),
        _ => (
            false,
            "the headset's runtime answers; its session has not begun yet",
        ),
    };
    let words = words.into();
    tell(&ToHost::State { good, words });
    if matches!(state, XrState::Unavailable | XrState::Exiting { .. }) {
        // A runtime that begins later is found by the next process.
        std::process::exit(0);
    }
}
