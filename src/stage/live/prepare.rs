//! Reads, checks and loads an installation beside the running one.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};

use welkin_installation::{DiskFolder, Problems, Show, Surface, read_show};
use welkin_values::Moment;

use crate::deck::{Backend, Generators, Setup};

/// An installation that is ready to be performed.
pub(crate) struct Prepared {
    pub(crate) folder: PathBuf,
    pub(crate) setup: Setup,
    pub(crate) generators: Generators,
    /// Where the show is entered.
    pub(crate) from: Moment,
}

/// An installation on its way.
pub(crate) struct Preparation {
    pub(crate) folder: PathBuf,
    result: Receiver<Result<Prepared, Vec<String>>>,
}

impl Preparation {
    /// Begins on a thread of its own.
    pub(crate) fn start(folder: PathBuf, surface: Surface, backend: Backend, from: Moment) -> Self {
        let (sender, result) = sync_channel(1);
        let theirs = folder.clone();
        let work = move || {
            welkin_generator::be_quiet();
            // If nobody waits any more, the result is not needed.
            drop(sender.send(prepare(&theirs, surface, backend, from)));
        };
        if let Err(error) = std::thread::Builder::new()
            .name("prepare".into())
            .spawn(work)
        {
            tracing::error!("no thread to prepare {} on: {error}", folder.display());
        }
        Self { folder, result }
    }

    /// The result, once it is there.
    pub(crate) fn result(&self) -> Option<Result<Prepared, Vec<String>>> {
        match self.result.try_recv() {
            Ok(result) => Some(result),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => Some(Err(vec![
                "it could not be loaded: loading ended unexpectedly".into(),
            ])),
        }
    }
}

/// Reads, checks and loads an installation; or says everything that is wrong with it.
pub(crate) fn prepare(
    folder: &Path,
    surface: Surface,
    backend: Backend,
    from: Moment,
) -> Result<Prepared, Vec<String>> {
    let show = read_installation(folder).map_err(|problems| lines(&problems))?;
    let (setup, generators) =
        Setup::prepare(show, surface, backend).map_err(|error| vec![error.to_string()])?;
    Ok(Prepared {
        folder: folder.into(),
        setup,
        generators,
        from,
    })
}

/// Reads and checks the show of an installation's folder.
pub fn read_installation(folder: &Path) -> Result<Show, Problems> {
    read_show(&DiskFolder::new(folder))
}

/// One problem a line.
pub(crate) fn lines(problems: &Problems) -> Vec<String> {
    problems.to_string().lines().map(String::from).collect()
}
