//! What a deck needs to perform a show: the checked show, its sound and its loaded generators.

use std::path::Path;
use std::sync::Arc;

use welkin_audio::{Playlist, SoundError};
use welkin_generator::{Generator, OpenError};
use welkin_installation::{Bed, Shape, Show, Surface};
use welkin_mapping::Source;
use welkin_projection::coverage_of;
use welkin_space::designs;
use welkin_values::{Coverage, Direction, LatentShape, Moment};

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

    /// How a source that is a bed is heard.
    pub(crate) fn bed_of(&self, source: &str) -> Option<Bed> {
        match shape_of(&self.show, source) {
            Some((Shape::Bed(bed), _)) => Some(*bed),
            _ => None,
        }
    }

    /// Where every source is at a moment by its own motion, in the order of [`Setup::sources`].
    pub(crate) fn directions_at(&self, moment: Moment) -> Vec<Direction> {
        // Parts of a bed stay where they are; names are looked up for the others only.
        let whole = |source: &Source| match source.part_of {
            None => self.playlist.place_at(&source.name, moment),
            Some(_) => None,
        };
        let place =
            |source: &Source| whole(source).map_or(source.direction, |place| place.direction);
        self.sources.iter().map(place).collect()
    }
}

/// How a source fills the room and how far it reaches: as the first track that has it says, or a live source.
fn shape_of<'s>(show: &'s Show, source: &str) -> Option<(&'s Shape, f32)> {
    let mut stems = show.tracks.iter().flat_map(|track| &track.stems);
    let stem = stems.find(|stem| stem.source == source);
    let live = || show.live.iter().find(|live| live.source == source);
    stem.map(|stem| (&stem.shape, stem.reach))
        .or_else(|| live().map(|live| (&live.shape, live.reach)))
}

/// What sounds in a show, where, and how far each source reaches: the playlist's sources in their order, those that
/// come in live, then what comes from the directions of beds.
fn sources_of(show: &Show, playlist: &Playlist) -> Vec<Source> {
    let mut names = playlist.sources();
    names.extend(show.live.iter().map(|live| live.source.clone()));
    let shapes: Vec<_> = names.iter().map(|name| shape_of(show, name)).collect();
    let whole = |(name, shape): (String, &Option<(&Shape, f32)>)| Source {
        direction: shape
            .map(|(shape, _)| shape.start().direction)
            .unwrap_or_default(),
        reach: shape.map_or(show.reach, |(_, reach)| reach),
        part_of: None,
        name,
    };
    let mut sources: Vec<Source> = names.into_iter().zip(&shapes).map(whole).collect();
    for (index, shape) in shapes.iter().enumerate() {
        let Some((Shape::Bed(bed), reach)) = shape else {
            continue;
        };
        let directions = sectors(*bed).into_iter().enumerate();
        let parts: Vec<Source> = directions
            .map(|(part, direction)| Source {
                name: format!("{}/{}", sources[index].name, part + 1),
                direction,
                reach: *reach,
                part_of: Some(index),
            })
            .collect();
        sources.extend(parts);
    }
    sources
}

/// The directions that a bed is heard in apart.
pub(crate) fn sectors(bed: Bed) -> Vec<Direction> {
    match bed.sectors {
        0 => Vec::new(),
        count => designs::sectors(count),
    }
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
