//! Looking for latents on the page: what the running show would paint there, small; keyframes go into its file.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use welkin_control::{
    Explorer, ExplorerChange, ExplorerEdit, ExplorerKeyframe, ExplorerModel, Point, SceneKeyframes,
    Waveform,
};
use welkin_generator::{Backend, Generator};
use welkin_installation::{
    Control, Ease, Keyframe, KeyframeChange, KeyframeEdit, Show, Surface, keyframed,
};
use welkin_mapping::Steering;
use welkin_projection::coverage_of;
use welkin_rack::Panel;
use welkin_values::{Command, Latent, Moment, Picture};

use super::hub::Hub;

/// Pixels along a picture's side where a model can be asked for fewer.
const SIDE: u32 = 128;

/// Paints for the page, beside the show.
pub(super) struct Easel {
    hub: Arc<Hub>,
    library: PathBuf,
    surface: Surface,
    backend: Backend,
    /// The generator that painted last, for whom.
    brush: Mutex<Option<(String, Box<dyn Generator>)>>,
}

impl Easel {
    /// For the installations of a library.
    pub(super) fn new(hub: Arc<Hub>, library: PathBuf, surface: Surface, backend: Backend) -> Self {
        Self {
            hub,
            library,
            surface,
            backend,
            brush: Mutex::default(),
        }
    }

    /// The running show as its file says now.
    fn show(&self) -> Option<(PathBuf, Show)> {
        let status = self.hub.status()?;
        let folder = self.library.join(&status.installation);
        let show = welkin_stage::read_installation(&folder).ok()?;
        Some((folder, show))
    }

    /// What the show's steering asks of a model at a seed.
    fn latent(
        &self,
        show: &Show,
        model: usize,
        seed: u64,
        point: &Point,
        generator: &dyn Generator,
    ) -> Option<Latent> {
        let mut small = show.clone();
        let mut scene = show
            .scenes
            .iter()
            .find(|scene| scene.model == model)?
            .clone();
        let along = Control::ALONG.into_iter().zip(point.along.iter().copied());
        let controls: Vec<(Control, f32)> = along
            .chain([(Control::Truncation, point.truncation)])
            .collect();
        scene.routes.clear();
        scene.model = 0;
        scene.keyframes = vec![Keyframe {
            at: Moment::ZERO,
            seed: Some(seed),
            controls,
            ease: Ease::Hold,
        }];
        small.models = vec![show.models.get(model)?.clone()];
        (small.scenes, small.cues) = (vec![scene], Vec::new());
        let coverage = coverage_of(self.surface);
        let steering = Steering::new(&small, &[generator.shape()], coverage, &[], None);
        steering
            .layers()
            .into_iter()
            .next()
            .map(|layer| layer.latent)
    }
}

/// Several latents mixed, as far from the middle as they are.
fn mixed(latents: &[(Latent, f32)]) -> Option<Latent> {
    let (first, _) = latents.first()?;
    let whole: f32 = latents.iter().map(|(_, weight)| weight).sum();
    let mut sum = first.clone();
    let norm = |numbers: &[f32]| numbers.iter().map(|x| x * x).sum::<f32>().sqrt();
    let mix = |of: &dyn Fn(&Latent) -> &[f32]| -> Vec<f32> {
        let mut sum = vec![0.0; of(first).len()];
        let mut length = 0.0;
        for (latent, weight) in latents {
            let share = weight / whole.max(1e-9);
            length += norm(of(latent)) * share;
            for (sum, number) in sum.iter_mut().zip(of(latent)) {
                *sum += number * share;
            }
        }
        let scale = length / norm(&sum).max(1e-9);
        sum.into_iter().map(|number| number * scale).collect()
    };
    sum.global = mix(&|latent| &latent.global);
    Some(sum)
}

impl Explorer for Easel {
    fn models(&self) -> Vec<ExplorerModel> {
        let Some((_, show)) = self.show() else {
            return Vec::new();
        };
        let model = |model: &welkin_installation::Model| ExplorerModel {
            id: model.id.clone(),
            kind: model.kind.word().into(),
            size: SIDE.min(model.size as u32),
            directions: Control::ALONG.len(),
            classes: 0,
        };
        show.models.iter().map(model).collect()
    }

    fn paint(&self, model: &str, wanted: &[Point]) -> Result<Vec<Vec<u8>>, String> {
        let (folder, show) = self.show().ok_or("the show has not begun yet")?;
        let index = show.models.iter().position(|known| known.id == model);
        let index = index.ok_or_else(|| format!("the running show has no model \"{model}\""))?;
        let mut brush = self.brush.lock().unwrap_or_else(PoisonError::into_inner);
        let name = format!("{} {model}", folder.display());
        if brush.as_ref().is_none_or(|(of, _)| *of != name) {
            let mut small = show.models[index].clone();
            small.size = small.size.min(SIDE as usize);
            let opened = welkin_generator::open(&small, coverage_of(self.surface), self.backend);
            *brush = Some((name, opened.map_err(|error| error.to_string())?));
        }
        let Some((_, generator)) = brush.as_mut() else {
            return Err("the model cannot paint now".into());
        };
        let mut pictures = Vec::with_capacity(wanted.len());
        for point in wanted {
            let latents: Option<Vec<(Latent, f32)>> = point
                .seeds
                .iter()
                .map(|(seed, weight)| {
                    let latent = self.latent(&show, index, *seed, point, &**generator)?;
                    Some((latent, *weight))
                })
                .collect();
            let latent = latents.as_deref().and_then(mixed);
            let latent = latent.ok_or("no scene of the show has this model")?;
            let picture = generator
                .paint(&latent)
                .map_err(|error| error.to_string())?;
            pictures.push(png(&picture)?);
        }
        Ok(pictures)
    }

    fn keyframes(&self) -> Vec<SceneKeyframes> {
        let Some((_, show)) = self.show() else {
            return Vec::new();
        };
        let keyframe = |key: &Keyframe| ExplorerKeyframe {
            at_secs: key.at.secs(),
            seed: key.seed,
            controls: key
                .controls
                .iter()
                .map(|(control, value)| (control.name().into(), *value))
                .collect(),
            ease: match key.ease {
                Ease::Linear => Some("linear".into()),
                Ease::Smooth => None,
                Ease::Hold => Some("hold".into()),
            },
        };
        let scene = |scene: &welkin_installation::Scene| SceneKeyframes {
            scene: scene.id.clone(),
            model: show
                .models
                .get(scene.model)
                .map(|model| model.id.clone())
                .unwrap_or_default(),
            keyframes: scene.keyframes.iter().map(keyframe).collect(),
        };
        show.scenes.iter().map(scene).collect()
    }

    fn save(&self, edit: &ExplorerEdit) -> Result<(), String> {
        let (folder, _) = self.show().ok_or("the show has not begun yet")?;
        let file = folder.join("show.toml");
        let said = |error: std::io::Error| format!("{}: {error}", file.display());
        let text = std::fs::read_to_string(&file).map_err(said)?;
        let change = change_of(&edit.change)?;
        let edit = KeyframeEdit {
            scene: edit.scene.clone(),
            change,
        };
        let text = keyframed(&text, &edit).map_err(|error| error.to_string())?;
        write_whole(&file, &text).map_err(said)?;
        self.hub.ask("the explorer", Command::Reload)
    }

    fn waveform(&self) -> Option<Waveform> {
        None
    }
}

/// Whole or not at all.
fn write_whole(file: &Path, text: &str) -> std::io::Result<()> {
    let beside = file.with_extension("toml.new");
    std::fs::write(&beside, text)?;
    std::fs::rename(&beside, file)
}

fn change_of(change: &ExplorerChange) -> Result<KeyframeChange, String> {
    Ok(match change {
        ExplorerChange::Put { keyframe } => {
            let control = |(name, value): (&String, &f32)| {
                let control = Control::from_name(name);
                let unknown = || format!("there is no control \"{name}\"");
                control.map(|control| (control, *value)).ok_or_else(unknown)
            };
            KeyframeChange::Put(Keyframe {
                at: Moment::from_secs(keyframe.at_secs),
                seed: keyframe.seed,
                controls: keyframe
                    .controls
                    .iter()
                    .map(control)
                    .collect::<Result<_, _>>()?,
                ease: match keyframe.ease.as_deref() {
                    Some("linear") => Ease::Linear,
                    Some("hold") => Ease::Hold,
                    _ => Ease::Smooth,
                },
            })
        }
        ExplorerChange::Move { from_secs, to_secs } => KeyframeChange::Move {
            from: Moment::from_secs(*from_secs),
            to: Moment::from_secs(*to_secs),
        },
        ExplorerChange::Remove { at_secs } => KeyframeChange::Remove {
            at: Moment::from_secs(*at_secs),
        },
    })
}

/// Browsers see by its first bytes what it is.
fn png(picture: &Picture) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let (width, height) = (picture.width as u32, picture.height as u32);
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    let stored =
        |linear: f32| (Picture::srgb_from_linear(linear.clamp(0.0, 1.0)) * 255.0).round() as u8;
    let rgb: Vec<u8> = picture
        .pixels
        .iter()
        .flat_map(|pixel| [0, 1, 2].map(|channel| stored(pixel[channel].to_f32())))
        .collect();
    let written = encoder
        .write_header()
        .and_then(|mut writer| writer.write_image_data(&rgb));
    written.map_err(|error| error.to_string())?;
    Ok(bytes)
}
