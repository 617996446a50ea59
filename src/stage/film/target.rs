//! What the film's name asks for: one file in a container, or a folder of pictures.

use std::path::{Path, PathBuf};

use super::{Codec, FilmError, FilmSettings};

/// Where the film goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// One file.
    Film { file: PathBuf, container: Container },
    /// A folder of numbered pictures.
    Pictures { folder: PathBuf, naming: Naming },
}

/// Kinds of film files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    Mp4,
    Mov,
    Mkv,
}

/// How pictures are numbered: `before`, at least `digits` digits, `after`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Naming {
    before: String,
    digits: usize,
    after: String,
}

impl Target {
    pub(super) fn of(settings: &FilmSettings) -> Result<Self, FilmError> {
        let out = std::path::absolute(&settings.out).map_err(FilmError::file(&settings.out))?;
        let wrong = |hint| FilmError::Name {
            out: settings.out.clone(),
            hint,
        };
        let target = if settings.codec == Codec::Png {
            pictures(&out)
        } else {
            film(&out, settings)
        };
        let target = target.map_err(wrong)?;
        let path = target.path();
        // `absolute` gives every path with a name a parent; only the root has neither.
        let (Some(parent), Some(_)) = (path.parent(), path.file_name()) else {
            return Err(wrong("give the film a name"));
        };
        if !parent.is_dir() {
            return Err(FilmError::NoFolder(parent.to_path_buf()));
        }
        match &target {
            Self::Film { file, .. } if file.is_dir() => Err(wrong(
                "there is a folder of this name; give the film another",
            )),
            Self::Pictures { folder, naming } => no_strangers(folder, naming).map(|()| target),
            Self::Film { .. } => Ok(target),
        }
    }

    /// The file or folder that appears when the film is finished.
    pub(super) fn path(&self) -> &Path {
        match self {
            Self::Film { file, .. } => file,
            Self::Pictures { folder, .. } => folder,
        }
    }
}

fn film(out: &Path, settings: &FilmSettings) -> Result<Target, &'static str> {
    let extension = out.extension().map(|e| e.to_ascii_lowercase());
    let container = match extension.as_ref().and_then(|e| e.to_str()) {
        Some("mp4") if settings.codec == Codec::ProRes => {
            return Err("ProRes goes into .mov or .mkv, not into .mp4");
        }
        Some("mp4") => Container::Mp4,
        Some("mov") => Container::Mov,
        Some("mkv") => Container::Mkv,
        _ => return Err("a film's name ends in .mp4, .mov or .mkv"),
    };
    Ok(Target::Film {
        file: out.to_path_buf(),
        container,
    })
}

fn pictures(out: &Path) -> Result<Target, &'static str> {
    let name = out
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    if let Some(naming) = Naming::parse(&name) {
        let folder = out.parent().map(Path::to_path_buf).unwrap_or_default();
        return Ok(Target::Pictures { folder, naming });
    }
    if name.contains('%') {
        return Err("a pattern for pictures reads like frames/%06d.png");
    }
    let is_film = [".mp4", ".mov", ".mkv", ".png"]
        .iter()
        .any(|end| name.ends_with(end));
    if is_film && !out.is_dir() {
        return Err("numbered pictures go into a folder; write frames, or frames/%06d.png");
    }
    Ok(Target::Pictures {
        folder: out.to_path_buf(),
        naming: Naming::usual(),
    })
}

/// A finished film replaces the whole folder, so nothing else may be in it.
fn no_strangers(folder: &Path, naming: &Naming) -> Result<(), FilmError> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(FilmError::file(folder)(error)),
    };
    for entry in entries {
        let entry = entry.map_err(FilmError::file(folder))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if naming.number(&name).is_none() && name != super::sound::WAV {
            return Err(FilmError::FolderInUse {
                folder: folder.to_path_buf(),
                other: name,
            });
        }
    }
    Ok(())
}

impl Container {
    /// ffmpeg's name for the muxer.
    pub(super) fn muxer(self) -> &'static str {
        match self {
            Self::Mp4 => "mp4",
            Self::Mov => "mov",
            Self::Mkv => "matroska",
        }
    }
}

impl Naming {
    fn usual() -> Self {
        Self {
            before: String::new(),
            digits: 6,
            after: ".png".into(),
        }
    }

    /// Reads `name-%06d.png`; none when it is no such pattern.
    pub(super) fn parse(pattern: &str) -> Option<Self> {
        let (before, rest) = pattern.split_once('%')?;
        let (digits, after) = rest.split_once('d')?;
        let digits = match digits {
            "" => 1,
            digits => digits
                .strip_prefix('0')?
                .parse()
                .ok()
                .filter(|digits| *digits <= 12)?,
        };
        let is_png = after == ".png" && !before.contains('%');
        is_png.then(|| Self {
            before: before.into(),
            digits,
            after: after.into(),
        })
    }

    /// The number of a picture with such a name.
    pub(super) fn number(&self, name: &str) -> Option<u64> {
        let digits = name.strip_prefix(&self.before)?.strip_suffix(&self.after)?;
        let number = digits.parse().ok()?;
        (self.name(number) == name).then_some(number)
    }

    /// The name of a numbered picture.
    pub(super) fn name(&self, number: u64) -> String {
        let Self {
            before,
            digits,
            after,
        } = self;
        format!("{before}{number:0digits$}{after}")
    }
}
