//! What a deck needs to perform a show: the checked show, its sound and its loaded generators.

use std::path::Path;
use std::sync::Arc;

use welkin_audio::{Playlist, SoundError};
use welkin_generator::{Generator, OpenError};
use welkin_installation::{Show, Surface};
use welkin_mapping::Source;
use welkin_projection::coverage_of;
use welkin_values::{Coverage, LatentShape, Moment};

pub use welkin_generator::Backend;

/// What a deck needs to perform a show.
#[derive(Clone)]
pub(crate) struct Setup {
    pub(crate) show: Arc<Show>,
    pub(crate) playlist: Playlist,
    pub(crate) sources: Arc<Vec<Source>>,
    pub(crate) coverage: Coverage,
    pub(crate) shapes: Vec<LatentShape>,
    /// How long the show is; none if it is endless.
    pub(crate) length: Option<Moment>,
}

/// Why a checked show cannot be performed.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    /// A sound file cannot be played.
    #[error(transparent)]
    Sound(#[from] SoundError),
    /// A generator cannot be loaded.
    #[error("model \"{model}\": {source}")]
    Model {
        /// The model's id in the show.
        model: String,
        /// Why.
        source: OpenError,
    },
}

/// A show's generators, in the order of its models.
pub(crate) type Generators = Vec<Box<dyn Generator>>;

impl Setup {
    /// Opens every sound and loads every generator of a show. Takes as long as the checkpoints are large.
    pub(crate) fn prepare(
        show: Show,
        surface: Surface,
        backend: Backend,
    ) -> Result<(Self, Generators), PrepareError> {
        let coverage = coverage_of(surface);
        let playlist = Playlist::of(&show);
        let music = playlist.duration()?;
        let mut generators: Generators = Vec::new();
        for model in &show.models {
            let generator = welkin_generator::open(model, coverage, backend).map_err(|source| {
                PrepareError::Model {
                    model: model.id.clone(),
                    source,
                }
            })?;
            generators.push(generator);
        }
        let setup = Self {
            sources: Arc::new(sources_of(&show, &playlist)),
            coverage,
            shapes: generators
                .iter()
                .map(|generator| generator.shape())
                .collect(),
            length: show.length.or(music),
            playlist,
            show: Arc::new(show),
        };
        Ok((setup, generators))
    }

    /// The names of what sounds.
    pub(crate) fn source_names(&self) -> Vec<String> {
        self.sources
            .iter()
            .map(|source| source.name.clone())
            .collect()
    }
}

/// What sounds in a show, where, and how far each source reaches: as the first track that has it says.
fn sources_of(show: &Show, playlist: &Playlist) -> Vec<Source> {
    let stems = || show.tracks.iter().flat_map(|track| &track.stems);
    let placed = |name: String| {
        let stem = stems().find(|stem| stem.source == name);
        Source {
            direction: stem
                .map(|stem| stem.shape.start().direction)
                .unwrap_or_default(),
            reach: stem.map_or(show.reach, |stem| stem.reach),
            name,
        }
    };
    playlist.sources().into_iter().map(placed).collect()
}

/// Whether a desktop answers where the environment says there is one: an X server or a Wayland compositor.
pub fn is_display_there() -> bool {
    wayland_answers() || x_answers()
}

fn wayland_answers() -> bool {
    let Some(name) = std::env::var_os("WAYLAND_DISPLAY").filter(|name| !name.is_empty()) else {
        return false;
    };
    let folder = std::env::var_os("XDG_RUNTIME_DIR").unwrap_or_default();
    answers(&Path::new(&folder).join(name))
}

fn x_answers() -> bool {
    let Ok(display) = std::env::var("DISPLAY") else {
        return false;
    };
    let Some((host, screen)) = display.rsplit_once(':') else {
        return false;
    };
    let number = screen.split('.').next().unwrap_or_default();
    if host.is_empty() || host == "unix" {
        return answers(Path::new(&format!("/tmp/.X11-unix/X{number}")));
    }
    let Ok(number) = number.parse::<u16>() else {
        return false;
    };
    std::net::TcpStream::connect((host, 6000_u16.saturating_add(number))).is_ok()
}

#[cfg(unix)]
fn answers(socket: &Path) -> bool {
    std::os::unix::net::UnixStream::connect(socket).is_ok()
}

#[cfg(not(unix))]
fn answers(_socket: &Path) -> bool {
    // Windows and macOS always have a desktop.
    true
}
