//! The latent explorer: models, pictures of latents, keyframes, and what the show sounds like.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::board::Board;
use crate::explorer::{Explorer, ExplorerChange, ExplorerEdit, Point};

/// Pictures in one request.
const MOST_POINTS: usize = 25;

/// Seeds are whole numbers that JavaScript and TOML both hold.
const MOST_SEED: u64 = (1 << 53) - 1;

/// The latest time in a show, in seconds.
const LATEST_SECS: f64 = 360_000.0;

/// The largest value of any control.
const MOST_VALUE: f32 = 100.0;

/// How long a request waits for the one before it.
const WAITS_FOR: Duration = Duration::from_secs(6);

pub(super) fn routes() -> Router<Arc<Board>> {
    Router::new()
        .route("/explore/models", get(models))
        .route("/explore/keyframes", get(keyframes))
        .route("/explore/paint", post(paint))
        .route("/explore/save", post(save))
        .route("/waveform", get(waveform))
}

/// What is to be painted.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    model: String,
    points: Vec<Point>,
}

type Refusal = (StatusCode, String);

async fn models(State(board): State<Arc<Board>>) -> Result<Response, Refusal> {
    let models = ask(&board, |explorer| explorer.models()).await?;
    Ok(Json(models).into_response())
}

async fn keyframes(State(board): State<Arc<Board>>) -> Result<Response, Refusal> {
    let scenes = ask(&board, |explorer| explorer.keyframes()).await?;
    Ok(Json(scenes).into_response())
}

async fn waveform(State(board): State<Arc<Board>>) -> Result<Response, Refusal> {
    Ok(match ask(&board, |explorer| explorer.waveform()).await? {
        Some(waveform) => Json(waveform).into_response(),
        None => StatusCode::NO_CONTENT.into_response(),
    })
}

/// For each point its JPEG file, before it how many bytes it has as a little-endian number of four bytes.
async fn paint(
    State(board): State<Arc<Board>>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Refusal> {
    let wanted: Wanted = read(body)?;
    check_points(&wanted.points).map_err(wrong)?;
    let busy = || {
        let words = "other pictures are being painted; try again in a moment\n";
        (StatusCode::SERVICE_UNAVAILABLE, words.into())
    };
    let brush = Arc::clone(&board.study.brush).acquire_owned();
    let brush = tokio::time::timeout(WAITS_FOR, brush).await;
    let brush = brush.map_err(|_| busy())?.map_err(|_| busy())?;
    let painted = ask(&board, move |explorer| {
        let is_known = explorer.models().iter().any(|it| it.id == wanted.model);
        let painted = match is_known {
            true => explorer.paint(&wanted.model, &wanted.points),
            false => Err("the show has no such model".into()),
        };
        drop(brush);
        painted
    });
    let pictures = painted.await?.map_err(wrong)?;
    let mut bytes = Vec::with_capacity(pictures.iter().map(|it| it.len() + 4).sum());
    for picture in pictures {
        bytes.extend((picture.len() as u32).to_le_bytes());
        bytes.extend(picture);
    }
    Ok(([(CONTENT_TYPE, "application/octet-stream")], bytes).into_response())
}

async fn save(
    State(board): State<Arc<Board>>,
    body: Result<Bytes, BytesRejection>,
) -> Result<&'static str, Refusal> {
    let edit: ExplorerEdit = read(body)?;
    check_change(&edit.change).map_err(wrong)?;
    let saved = ask(&board, move |explorer| {
        let is_known = explorer.keyframes().iter().any(|it| it.scene == edit.scene);
        match is_known {
            true => explorer.save(&edit),
            false => Err("the show has no such scene".into()),
        }
    });
    saved.await?.map_err(wrong)?;
    Ok("saved\n")
}

/// What the explorer says, on a thread that may wait.
async fn ask<T: Send + 'static>(
    board: &Board,
    question: impl FnOnce(&dyn Explorer) -> T + Send + 'static,
) -> Result<T, Refusal> {
    let Some(explorer) = board.study.explorer() else {
        let words = "nothing can be explored in this show\n";
        return Err((StatusCode::NOT_FOUND, words.into()));
    };
    let asked = tokio::task::spawn_blocking(move || question(&*explorer));
    asked.await.map_err(|_| {
        let words = "the explorer broke off; try again\n";
        (StatusCode::INTERNAL_SERVER_ERROR, words.into())
    })
}

fn read<T: DeserializeOwned>(body: Result<Bytes, BytesRejection>) -> Result<T, Refusal> {
    let body =
        body.map_err(|rejection| (rejection.status(), format!("{}\n", rejection.body_text())))?;
    serde_json::from_slice(&body).map_err(|error| wrong(error.to_string()))
}

fn wrong(words: String) -> Refusal {
    (StatusCode::BAD_REQUEST, format!("{words}\n"))
}

fn check_points(points: &[Point]) -> Result<(), String> {
    if !(1..=MOST_POINTS).contains(&points.len()) {
        return Err(format!("ask for 1 to {MOST_POINTS} points"));
    }
    let is_fine = |point: &Point| {
        let seeds = &point.seeds;
        let seed_fits =
            |(seed, weight): &(u64, f32)| *seed <= MOST_SEED && (0.0..=1.0).contains(weight);
        (1..=4).contains(&seeds.len())
            && seeds.iter().all(seed_fits)
            && seeds.iter().any(|(_, weight)| *weight > 0.0)
            && point.along.len() <= 8
            && point.along.iter().all(|far| (-8.0..=8.0).contains(far))
            && (0.0..=2.0).contains(&point.truncation)
    };
    match points.iter().all(is_fine) {
        true => Ok(()),
        false => Err(
            "a point takes 1 to 4 seeds below 2^53 with shares from 0 to 1, up to 8 `along` from -8 to 8, \
             and a truncation from 0 to 2"
                .into(),
        ),
    }
}

fn check_change(change: &ExplorerChange) -> Result<(), String> {
    let (times, keyframe) = match change {
        ExplorerChange::Put { keyframe } => (vec![keyframe.at_secs], Some(keyframe)),
        ExplorerChange::Move { from_secs, to_secs } => (vec![*from_secs, *to_secs], None),
        ExplorerChange::Remove { at_secs } => (vec![*at_secs], None),
    };
    if !times.iter().all(|secs| (0.0..=LATEST_SECS).contains(secs)) {
        return Err(format!("times go from 0 to {LATEST_SECS} s"));
    }
    let Some(keyframe) = keyframe else {
        return Ok(());
    };
    let fits = |value: &f32| value.abs() <= MOST_VALUE;
    if keyframe.controls.len() > 64 || !keyframe.controls.values().all(fits) {
        return Err("a control's value is not a number it can have".into());
    }
    if keyframe.seed.is_some_and(|seed| seed > MOST_SEED) {
        return Err("a seed is below 2^53".into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(seed: u64, weight: f32, along: f32, truncation: f32) -> Point {
        Point {
            seeds: vec![(seed, weight)],
            along: vec![along],
            truncation,
        }
    }

    #[test]
    fn only_points_in_their_ranges_pass() {
        let fine = point(MOST_SEED, 1.0, -8.0, 2.0);
        assert_eq!(check_points(std::slice::from_ref(&fine)), Ok(()));
        assert_eq!(check_points(&vec![fine.clone(); 25]), Ok(()));
        for wrong in [
            point(MOST_SEED + 1, 1.0, 0.0, 1.0),
            point(1, 0.0, 0.0, 1.0),
            point(1, f32::NAN, 0.0, 1.0),
            point(1, 1.0, f32::NAN, 1.0),
            point(1, 1.0, 8.5, 1.0),
            point(1, 1.0, 0.0, -0.1),
            point(1, 1.0, 0.0, f32::INFINITY),
        ] {
            assert!(
                check_points(&[fine.clone(), wrong.clone()]).is_err(),
                "{wrong:?}"
            );
        }
        assert!(check_points(&[]).is_err());
        assert!(check_points(&vec![fine; 26]).is_err());
    }
}
