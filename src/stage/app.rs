//! The bevy program: takes the live show's frames to windows, a headset and the operator's picture.

mod tidy;
mod lend;
mod health;
mod pace;
mod preview;
mod plates;
mod align;
mod glimpses;
mod windows;
mod programme;

use std::path::PathBuf;
use std::time::Duration;

use bevy::app::{ScheduleRunnerPlugin, TerminalCtrlCHandlerPlugin};
use bevy::log::LogPlugin;
use bevy::prelude::*;
use bevy::render::RenderPlugin;
use bevy::render::error_handler::{RenderErrorHandler, RenderErrorPolicy};
use bevy::render::pipelined_rendering::PipelinedRenderingPlugin;
use bevy::render::renderer::{
    RenderAdapter, RenderAdapterInfo, RenderDevice, RenderInstance, RenderQueue, WgpuWrapper,
};
use bevy::render::settings::RenderCreation;
use bevy::window::ExitCondition;
use bevy::winit::{UpdateMode, WinitPlugin, WinitSettings};
use welkin_installation::Venue;
use welkin_projection::pattern::Pattern;
use welkin_values::{Command, Moment};

use crate::deck::{Backend, is_display_there};
use crate::light::{Gpu, NoGpu};
use crate::live::{Desk, ListenIn, Live, prepare};
use crate::outputs::Outputs;
use crate::visitor::Host;
use lend::Sharing;

/// Frames a second where no screen gives the pace.
const HEADLESS_FPS: f64 = 60.0;

/// How to run a show.
pub struct RunSettings {
    /// The installation's folder.
    pub installation: PathBuf,
    /// Where it is shown.
    pub venue: Venue,
    /// Whether to open no window even if there is a desktop.
    pub headless: bool,
    /// End after this long; `None` runs until somebody ends it.
    pub duration: Option<Duration>,
    /// Where networks run.
    pub backend: Backend,
    /// The venue's own file, where nudges are saved; none for a shipped venue.
    pub venue_file: Option<PathBuf>,
    /// With which arguments this program becomes the headset's process ([`crate::visit`]), where the venue has a headset.
    pub visitor: Vec<std::ffi::OsString>,
    /// Where the show is entered, and what people held there.
    pub place: Place,
    /// A test pattern to begin with, instead of the show.
    pub pattern: Option<Pattern>,
    /// Somebody who hears one of the venue's inputs beside the show.
    pub listen_in: Option<ListenIn>,
    /// Says what the program does before its log begins.
    pub announce: fn(&str),
}

/// Where a show is, for one that goes on after it was interrupted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place {
    /// The moment of the show.
    pub from: Moment,
    /// The scene that somebody had chosen or a cue had begun; none for the one that the cues say.
    pub scene: Option<String>,
    /// Controls that people held, and where.
    pub held: Vec<(String, f32)>,
}

/// Why a show could not begin. After it has begun, nothing ends it.
#[derive(Debug, thiserror::Error)]
pub enum StageError {
    /// The installation has problems, one per line.
    #[error("{}", .0.join("\n"))]
    Installation(Vec<String>),
    /// The venue's outputs cannot be lit; one problem a line.
    #[error("{}", .0.join("\n"))]
    Outputs(Vec<String>),
    /// No Vulkan driver answers.
    #[error(transparent)]
    NoGpu(#[from] NoGpu),
    /// The venue fills a monitor and there is no desktop.
    #[error(
        "output \"{output}\" of the venue fills a monitor, but no desktop answers: start it from a desktop session \
         (DISPLAY or WAYLAND_DISPLAY set), or add --headless to run without a picture on screens"
    )]
    NoDisplay {
        /// The output's id.
        output: String,
    },
}

/// What a run came to.
#[derive(Clone, Debug, Default, serde::Serialize)]
pub struct RunSummary {
    /// Frames shown.
    pub frames: u64,
    /// Seconds from the start to the first generated picture; none if none came.
    pub first_picture_secs: Option<f32>,
    /// Milliseconds between frames of the last minute: the median.
    pub frame_ms_median: f32,
    /// The same, 99th percentile.
    pub frame_ms_p99: f32,
    /// Frames shown a second, over the last second.
    pub presented_per_sec: f32,
    /// Pictures painted a second, at the end.
    pub painted_per_sec: f32,
    /// What the generator says of itself, at the end.
    pub generator: String,
    /// Frames that a headset was given.
    pub headset_frames: u64,
}

/// Runs a show until somebody ends it.
pub fn run(mut settings: RunSettings, desk: Box<dyn Desk>) -> Result<RunSummary, StageError> {
    let started = std::time::Instant::now();
    let on_screens = choose_screens(&settings)?;
    let outputs = fit(&settings)?;
    let mut app = App::new();
    // Probing first gives words where bevy would panic.
    let gpu = Gpu::open()?;
    if gpu.is_software() {
        (settings.announce)(&format!(
            "light is computed in software ({})",
            gpu.adapter_name()
        ));
    }
    let sharing = Sharing::of(
        settings.backend,
        settings.venue.headset.is_some(),
        on_screens,
        gpu.is_software(),
    );
    if sharing == Sharing::Ours {
        gpu.share();
    }
    let first = match sharing {
        Sharing::Bevys => None,
        Sharing::Ours | Sharing::Nothing => Some(prepare_first(&settings)?),
    };
    add_plugins(&mut app, on_screens, gpu);
    app.insert_resource(RenderErrorHandler(go_on));
    app.add_plugins((health::plugin, pace::plugin, crate::shown::plugin));
    crate::lamp::plugin(&mut app, &settings.venue);
    preview::plugin(&mut app, &settings.venue, !on_screens);
    align::plugin(
        &mut app,
        &settings.venue,
        settings.venue_file.clone(),
        &outputs,
        settings.pattern,
    );
    glimpses::plugin(&mut app, &settings.venue, &outputs);
    if on_screens {
        windows::plugin(&mut app, &settings.venue, outputs);
    }
    let first = match first {
        Some(first) => first,
        None => {
            lend::share(&mut app);
            prepare_first(&settings)?
        }
    };
    let mut live = Live::begin(first, &settings.venue, settings.backend);
    settings.place.restore(&mut live);
    if let Some(who) = settings.listen_in.take() {
        live.let_listen(who);
    }
    let headset = settings
        .venue
        .headset
        .map(|_| Host::begin(settings.visitor.clone()));
    programme::plugin(&mut app, live, desk, headset, &settings, started);
    let summary = programme::summary(&mut app);
    tidy::start();
    app.run();
    Ok(summary
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
        .clone())
}

impl Place {
    /// What people had done is done again.
    fn restore(&self, live: &mut Live) {
        let scene = self.scene.clone().map(|scene| Command::Scene { scene });
        let held = self.held.iter().cloned();
        let set = held.map(|(control, value)| Command::Set { control, value });
        for command in scene.into_iter().chain(set) {
            live.obey(command);
        }
    }
}

/// The venue's outputs, ready to be lit.
fn fit(settings: &RunSettings) -> Result<Outputs, StageError> {
    let outputs = Outputs::fit(&settings.venue).map_err(StageError::Outputs)?;
    let warnings = outputs.warnings.iter();
    warnings.for_each(|warning| (settings.announce)(warning));
    Ok(outputs)
}

fn prepare_first(settings: &RunSettings) -> Result<prepare::Prepared, StageError> {
    prepare::prepare(
        &settings.installation,
        settings.venue.surface,
        settings.backend,
        settings.place.from,
    )
    .map_err(StageError::Installation)
}

/// Whether windows are opened; says so where they are not.
fn choose_screens(settings: &RunSettings) -> Result<bool, StageError> {
    let outputs = &settings.venue.outputs;
    if settings.headless || outputs.is_empty() {
        return Ok(false);
    }
    if is_display_there() {
        return Ok(true);
    }
    if let Some(output) = outputs.iter().find(|output| output.fullscreen) {
        return Err(StageError::NoDisplay {
            output: output.id.clone(),
        });
    }
    (settings.announce)("no desktop answers: running without windows, watch the page instead");
    Ok(false)
}

fn add_plugins(app: &mut App, on_screens: bool, gpu: Gpu) {
    let windows = WindowPlugin {
        primary_window: None,
        exit_condition: if on_screens {
            ExitCondition::OnAllClosed
        } else {
            ExitCondition::DontExit
        },
        ..default()
    };
    let log = LogPlugin {
        filter: "warn,welkin=info,wgpu_hal=error".into(),
        ..default()
    };
    let mut plugins = DefaultPlugins
        .build()
        .disable::<PipelinedRenderingPlugin>()
        .disable::<TerminalCtrlCHandlerPlugin>()
        .set(log);
    if !on_screens {
        plugins = plugins.disable::<WinitPlugin>();
        let pace = Duration::from_secs_f64(1.0 / HEADLESS_FPS);
        app.add_plugins(ScheduleRunnerPlugin::run_loop(pace));
    }
    // Windows need the adapter that can present to them: there bevy chooses.
    if !on_screens {
        plugins = plugins.set(RenderPlugin {
            render_creation: creation(gpu),
            ..default()
        });
    }
    app.add_plugins(plugins.set(windows));
    if on_screens {
        // A show never idles because nobody touches it.
        app.insert_resource(WinitSettings {
            focused_mode: UpdateMode::Continuous,
            unfocused_mode: UpdateMode::Continuous,
        });
    }
}

fn creation(gpu: Gpu) -> RenderCreation {
    use std::sync::Arc;
    let info = gpu.adapter.get_info();
    RenderCreation::manual(
        RenderDevice::from(gpu.device),
        RenderQueue(Arc::new(WgpuWrapper::new(gpu.queue))),
        RenderAdapterInfo(WgpuWrapper::new(info)),
        RenderAdapter(Arc::new(WgpuWrapper::new(gpu.adapter))),
        RenderInstance(Arc::new(WgpuWrapper::new(gpu.instance))),
    )
}

/// The show goes on: an error of one frame is logged by bevy and the next frame is tried.
fn go_on(
    error: &bevy::render::error_handler::RenderError,
    _main: &mut World,
    _render: &mut World,
) -> RenderErrorPolicy {
    use bevy::render::error_handler::ErrorType;
    match error.ty {
        // The device is gone: ask for a new one.
        ErrorType::DeviceLost => {
            welkin_generator::take_back_device();
            RenderErrorPolicy::Recover(RenderCreation::default())
        }
        _ => RenderErrorPolicy::Ignore,
    }
}
