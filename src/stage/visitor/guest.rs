//! The headset's process: bevy and OpenXR, without windows and without a show of its own.

use std::collections::VecDeque;
use std::io::{self, BufReader};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use bevy::app::{ScheduleRunnerPlugin, TerminalCtrlCHandlerPlugin};
use bevy::log::LogPlugin;
use bevy::prelude::*;
use bevy::render::pipelined_rendering::PipelinedRenderingPlugin;
use bevy::window::ExitCondition;
use bevy::winit::WinitPlugin;
use welkin_generator::Slide;
use welkin_installation::{Headset, Venue};

use super::eyes;
use super::host::KEPT;
use super::words::{GuestDeck, GuestFrame, ToGuest, hear, receive_picture};
use crate::deck::DeckFrame;
use crate::live::LiveFrame;
use crate::{lamp, shown};

/// The loop turns no faster where the headset gives no pace.
const SHORTEST: Duration = Duration::from_millis(8);

/// What the headset's process has to know.
pub struct VisitorSettings {
    /// Where the show is shown.
    pub venue: Venue,
    /// The headset.
    pub headset: Headset,
}

/// What the show sent last, between the thread that reads and the frames.
#[derive(Resource, Clone, Default)]
struct Sent(Arc<Mutex<Option<LiveFrame>>>);

/// Shows what comes in on the standard input to both eyes of a headset, until there is no more. Talks to the show on the
/// standard output.
pub fn visit(settings: &VisitorSettings) {
    let mut app = App::new();
    let sent = Sent::default();
    let theirs = sent.clone();
    let began = thread::Builder::new()
        .name("show".into())
        .spawn(move || receive(&theirs));
    if let Err(error) = began {
        tracing::error!("no thread to receive the show on: {error}");
        return;
    }
    let windows = WindowPlugin {
        primary_window: None,
        exit_condition: ExitCondition::DontExit,
        ..default()
    };
    let plugins = DefaultPlugins
        .build()
        .disable::<PipelinedRenderingPlugin>()
        .disable::<TerminalCtrlCHandlerPlugin>()
        .disable::<WinitPlugin>()
        .set(LogPlugin {
            filter: "error,welkin=info,wgpu_hal=error".into(),
            ..default()
        });
    app.add_plugins(ScheduleRunnerPlugin::run_loop(SHORTEST));
    eyes::add(&mut app, plugins, windows, settings.headset);
    app.insert_resource(sent)
        .add_plugins(shown::plugin)
        .add_systems(Update, show);
    lamp::plugin(&mut app, &settings.venue);
    app.run();
}

fn show(sent: Res<Sent>, mut shown: ResMut<shown::Shown>) {
    let newest = sent.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    if newest.is_some() {
        shown.0 = newest;
    }
}

/// Reads until the show ends, and ends the process then.
fn receive(sent: &Sent) {
    let mut from = BufReader::with_capacity(1 << 20, io::stdin().lock());
    let mut pictures: VecDeque<(u64, Slide)> = VecDeque::new();
    while let Ok(Some(message)) = hear::<ToGuest>(&mut from) {
        match message {
            ToGuest::Picture { id, width, height } => {
                let Ok(picture) = receive_picture(&mut from, width, height) else {
                    break;
                };
                pictures.push_back((id, picture.into()));
                if pictures.len() > KEPT {
                    pictures.pop_front();
                }
            }
            ToGuest::Frame(frame) => {
                let frame = live(*frame, &pictures);
                *sent.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(frame);
            }
        }
    }
    // The show has ended: nothing is lost with this process.
    std::process::exit(0);
}

fn live(frame: GuestFrame, pictures: &VecDeque<(u64, Slide)>) -> LiveFrame {
    let find = |id: u64| Some(pictures.iter().find(|(other, _)| *other == id)?.1.clone());
    let deck = |deck: GuestDeck| DeckFrame {
        pictures: deck
            .pictures
            .and_then(|[older, newer]| Some([find(older)?, find(newer)?])),
        blend: deck.light.blend,
        coverage: deck.light.coverage,
        light: deck.light.light,
        glow: deck.light.glow,
    };
    let [on, next] = frame.decks;
    LiveFrame {
        on: on.map(deck),
        next: next.map(deck),
        fade: frame.fade,
        master: frame.master,
        house: frame.house,
    }
}
