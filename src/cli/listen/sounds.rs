//! The sounds that are listened to: files, or an installation's sources.

use std::path::{Path, PathBuf};

use anyhow::Result;
use welkin_audio::WholeSound;

use crate::cli::exit::wrong_input;

/// One source.
pub(super) struct Sound {
    pub(super) name: String,
    pub(super) channels: Vec<Vec<f32>>,
}

/// All sources, of one rate.
pub(super) struct Sounds {
    pub(super) sources: Vec<Sound>,
    /// Order and sectors, where the one sound is a bed.
    pub(super) bed: Option<(usize, usize)>,
}

impl Sounds {
    /// Reads files, or the stems of an installation's first track.
    pub(super) fn read(
        paths: &[PathBuf],
        rate_hz: u32,
        bed: Option<(usize, usize)>,
    ) -> Result<Self> {
        let files = match paths {
            [folder] if folder.is_dir() => stems_of(folder)?,
            files => files
                .iter()
                .map(|file| (name_of(file), file.clone()))
                .collect(),
        };
        if bed.is_some() && files.len() != 1 {
            return Err(wrong_input("--bed: name one sound file, the bed"));
        }
        let mut sources: Vec<Sound> = Vec::with_capacity(files.len());
        for (name, file) in files {
            let whole = WholeSound::read(&file, rate_hz).map_err(wrong_input)?;
            if let Some(warning) = &whole.warning {
                eprintln!("{warning}");
            }
            if let Some((order, _)) = bed {
                let checked = welkin_space::bed_order(whole.channels.len(), Some(order));
                checked.map_err(|error| wrong_input(format!("{}: {error}", file.display())))?;
            }
            let taken = sources.iter().filter(|other| other.name == name).count();
            sources.push(Sound {
                name: if taken == 0 {
                    name
                } else {
                    file.display().to_string()
                },
                channels: whole.channels,
            });
        }
        Ok(Self { sources, bed })
    }

    /// What they are called together.
    pub(super) fn title(&self) -> String {
        let names: Vec<&str> = self
            .sources
            .iter()
            .map(|sound| sound.name.as_str())
            .collect();
        names.join(" + ")
    }

    /// All sources together.
    pub(super) fn mix(&self) -> Vec<f32> {
        let length = self.sources.iter().map(Sound::len).max().unwrap_or(0);
        let mut mix = vec![0.0; length];
        for source in &self.sources {
            for (sum, sample) in mix.iter_mut().zip(self.mono(source)) {
                *sum += sample;
            }
        }
        mix
    }

    /// One source as one channel: the mean of a stem's channels, the first of a bed's.
    pub(super) fn mono(&self, source: &Sound) -> Vec<f32> {
        if self.bed.is_some() {
            return source.channels.first().cloned().unwrap_or_default();
        }
        WholeSound::mono_of(&source.channels)
    }
}

impl Sound {
    fn len(&self) -> usize {
        self.channels.first().map_or(0, Vec::len)
    }
}

/// The stems that sound together in an installation's first track.
fn stems_of(folder: &Path) -> Result<Vec<(String, PathBuf)>> {
    let show = welkin_stage::read_installation(folder).map_err(wrong_input)?;
    let track = show.tracks.into_iter().next().ok_or_else(|| {
        wrong_input(format!(
            "{}: the show has no track to listen to",
            folder.display()
        ))
    })?;
    let stems = track.stems.into_iter();
    Ok(stems.map(|stem| (stem.source, stem.file)).collect())
}

fn name_of(file: &Path) -> String {
    file.file_stem().map_or_else(
        || file.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    )
}
