//! The order of a frame: hear people, step the show, publish what is shown.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bevy::prelude::*;

use super::align::{Alignment, Pattern};
use super::glimpses::Glimpses;
use super::health::StageHealth;
use super::pace::Pace;
use super::preview::Preview;
use super::{RunSettings, RunSummary};
use crate::lamp::SpotColours;
use crate::live::{Desk, Live};
use crate::shown::{Shown, VisitorEye};
use crate::visitor::{Asked, Host};

/// How often the page is told.
const REPORT_SECS: f32 = 1.0 / 15.0;

/// The steps of a frame, in order.
#[derive(SystemSet, Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum StageSystems {
    /// People's commands change settings.
    Hear,
    /// The show steps, the newest picture is asked for.
    Steer,
    /// What belongs to this moment goes to the render world.
    Paint,
    /// The page is told.
    Light,
}

struct Programme {
    live: Live,
    desk: Box<dyn Desk>,
    started: Instant,
    end: Option<Instant>,
    reported: Instant,
    summary: Arc<Mutex<RunSummary>>,
    headset: Option<Host>,
    /// The dome's radius around a visitor with a headset, metres.
    radius_m: f32,
}

pub(super) fn plugin(
    app: &mut App,
    live: Live,
    desk: Box<dyn Desk>,
    headset: Option<Host>,
    settings: &RunSettings,
    started: Instant,
) {
    let programme = Programme {
        live,
        desk,
        started,
        end: settings.duration.map(|duration| Instant::now() + duration),
        reported: Instant::now() - Duration::from_secs(1),
        summary: Arc::default(),
        headset,
        radius_m: settings.venue.headset.map_or(1.0, |it| it.radius_m),
    };
    app.insert_non_send(programme)
        .configure_sets(
            Update,
            (
                StageSystems::Hear,
                StageSystems::Steer,
                StageSystems::Paint,
                StageSystems::Light,
            )
                .chain(),
        )
        .add_systems(
            Update,
            (
                obey.in_set(StageSystems::Hear),
                step.in_set(StageSystems::Steer),
                show.in_set(StageSystems::Paint),
                (hand_over_preview, report, end_in_time)
                    .chain()
                    .in_set(StageSystems::Light),
            ),
        );
}

/// Where the run's figures are written as it goes.
pub(super) fn summary(app: &mut App) -> Arc<Mutex<RunSummary>> {
    Arc::clone(&app.world().non_send::<Programme>().summary)
}

fn obey(
    mut programme: NonSendMut<Programme>,
    mut alignment: ResMut<Alignment>,
    mut pattern: ResMut<Pattern>,
    mut exit: MessageWriter<AppExit>,
) {
    for command in programme.desk.commands() {
        let command = match alignment.obey(command, &mut pattern) {
            Err(command) => command,
            Ok(said) => {
                said.into_iter().for_each(|words| programme.live.say(words));
                continue;
            }
        };
        if !programme.live.obey(command) {
            exit.write(AppExit::Success);
        }
    }
}

fn step(
    mut programme: NonSendMut<Programme>,
    mut health: ResMut<StageHealth>,
    mut eye: ResMut<VisitorEye>,
) {
    let programme = &mut *programme;
    let radius_m = programme.radius_m;
    if let Some(headset) = &programme.headset {
        let (head, visits) = (headset.take_head(), headset.take_visits());
        if let Some(said) = headset.health() {
            health.set(said);
        }
        if let Some(room_from_head) = head {
            programme.live.turn_head(room_from_head);
        }
        eye.0 = headset.seen().map(|seen| seen.eye(radius_m));
        programme.live.see_visitor(headset.visitor());
        let asked = headset.take_asked();
        for began in visits {
            tracing::info!("a visit {}", if began { "begins" } else { "ends" });
        }
        for asked in asked {
            match asked {
                Asked::Scenes(by) => programme.live.step_scene(by),
                Asked::Brighter(by) => programme.live.brighten(by),
            }
        }
    }
    programme.live.step();
}

fn show(mut programme: NonSendMut<Programme>, mut shown: ResMut<Shown>) {
    let frame = programme.live.frame();
    if let Some(headset) = &programme.headset {
        headset.show(frame.clone());
    }
    shown.0 = Some(frame);
}

fn hand_over_preview(
    mut programme: NonSendMut<Programme>,
    preview: Res<Preview>,
    glimpses: Res<Glimpses>,
) {
    glimpses.set_wanted(programme.desk.wants_pictures());
    for (output, picture) in glimpses.take() {
        let (width, height) = (picture.width, picture.height);
        let rgba = picture.rgba;
        programme
            .desk
            .show_output_picture(&output, width, height, rgba);
    }
    preview.set_wanted(programme.desk.wants_picture());
    if let Some(picture) = preview.take() {
        programme
            .desk
            .show_picture(picture.width, picture.height, picture.rgba);
    }
}

fn report(
    mut programme: NonSendMut<Programme>,
    pace: Res<Pace>,
    health: Res<StageHealth>,
    alignment: Res<Alignment>,
    pattern: Res<Pattern>,
    colours: Res<SpotColours>,
) {
    let programme = &mut *programme;
    if programme.reported.elapsed().as_secs_f32() < REPORT_SECS {
        return;
    }
    programme.reported = Instant::now();
    let mut report = programme.live.report(pace.per_sec(), health.0.clone());
    report.frames = pace.statistics();
    report.lamps = colours
        .0
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clone();
    alignment.describe(*pattern, &mut report);
    let mut summary = programme
        .summary
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    if programme.live.is_on() && summary.first_picture_secs.is_none() {
        summary.first_picture_secs = Some(programme.started.elapsed().as_secs_f32());
    }
    summary.frames = pace.frames();
    (summary.frame_ms_median, summary.frame_ms_p99) = pace.percentiles_ms();
    summary.presented_per_sec = pace.per_sec();
    summary.painted_per_sec = report.painted_fps;
    let generator = report
        .health
        .iter()
        .find(|health| health.part == "generator");
    summary.generator = generator
        .map(|health| health.words.clone())
        .unwrap_or_default();
    summary.headset_frames = programme.headset.as_ref().map_or(0, Host::frames);
    drop(summary);
    programme.desk.publish(report);
}

fn end_in_time(programme: NonSend<Programme>, mut exit: MessageWriter<AppExit>) {
    if programme.end.is_some_and(|end| Instant::now() >= end) {
        exit.write(AppExit::Success);
    }
}
