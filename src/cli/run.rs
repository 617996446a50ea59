//! `welkin run`: an installation, live, with its page.

mod hub;
mod desk;
mod watch;
mod place;
mod gear;
mod ledger;
mod explore;
mod hours;
mod calm;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use welkin_control::{Entrance, Library, Page};
use welkin_installation::{DiskFolder, VENUE_FILE, check_together};
use welkin_projection::pattern::Pattern;
use welkin_rack::Panel;
use welkin_records::Recorder;
use welkin_stage::{Backend, RunSettings, StageError, VisitorSettings};
use welkin_values::Command;

use super::check::tell;
use super::exit::wrong_input;
use super::venue;
use desk::HubDesk;
use explore::Easel;
use hub::Hub;
use ledger::Ledger;

/// Larger stills are not shown.
const LARGEST_STILL_BYTES: u64 = 4 << 20;

/// Arguments of `welkin run`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The installation's folder.
    #[arg(required_unless_present = "calm")]
    installation: Option<PathBuf>,
    /// Show the calm picture that is in the program, instead of an installation.
    #[arg(long, conflicts_with = "installation")]
    calm: bool,
    /// A venue: a file, or the name of a shipped one. Without it the installation's own, or a window.
    #[arg(long, value_name = "FILE")]
    venue: Option<PathBuf>,
    /// Open no window.
    #[arg(long)]
    headless: bool,
    /// End after this long: 90, 90s, 10m, 8h.
    #[arg(long = "for", value_name = "DURATION", value_parser = duration)]
    duration: Option<Duration>,
    /// The page's port; 0 takes any free one. Without it, the venue's.
    #[arg(long, value_name = "N")]
    port: Option<u16>,
    /// Where networks run.
    #[arg(long, value_enum, default_value_t = BackendChoice::Auto)]
    backend: BackendChoice,
    /// Show a test pattern instead of the show: grid, number, focus, colour-bars, grey-ramp, blend-zones or orientation; T
    /// shows the next one.
    #[arg(long, value_name = "NAME", value_parser = pattern)]
    pattern: Option<Pattern>,
    /// Be the process of the venue's headset: the show that runs sends what is shown.
    #[arg(long, hide = true)]
    visitor: bool,
    /// Write every second where the show is into this file, and begin where it says if it was written just now.
    #[arg(long, value_name = "FILE")]
    place: Option<PathBuf>,
    /// Keep records in this folder: what was shown when, swaps, faults, statistics.
    #[arg(long, value_name = "FOLDER")]
    records: Option<PathBuf>,
    /// At the end, print what the run came to as JSON (for measurements).
    #[arg(long)]
    summary: bool,
}

/// Where networks run.
#[derive(Clone, Copy, clap::ValueEnum)]
pub(crate) enum BackendChoice {
    /// On the graphics card if there is a real one, else on the processor.
    Auto,
    /// On the processor.
    Flex,
    /// On the graphics card.
    Wgpu,
    /// On NVIDIA's graphics card through CUDA, in the precision that a model asks for; where this was built in.
    Cuda,
}

fn pattern(name: &str) -> Result<Pattern, String> {
    Pattern::from_name(name).ok_or_else(|| {
        let names: Vec<&str> = Pattern::ALL.into_iter().map(Pattern::name).collect();
        format!("choose {}", names.join(", "))
    })
}

impl BackendChoice {
    /// The choice on this machine.
    pub(crate) fn decide(self) -> Backend {
        match self {
            Self::Flex => Backend::Flex,
            Self::Wgpu => Backend::Wgpu,
            Self::Cuda => Backend::Cuda,
            Self::Auto => match welkin_stage::light::Gpu::open() {
                Ok(gpu) if !gpu.is_software() => Backend::Wgpu,
                _ => Backend::Flex,
            },
        }
    }
}

/// Runs the installation until somebody ends it.
pub(crate) fn run(arguments: Arguments) -> Result<()> {
    let calm = arguments.calm.then(calm::Calm::make).transpose()?;
    let asked = match (&calm, arguments.installation) {
        (Some(calm), _) => calm.folder(),
        (None, Some(installation)) => installation,
        (None, None) => return Err(wrong_input("name an installation's folder")),
    };
    check_folder(&asked)?;
    let folder = asked.canonicalize().unwrap_or(asked);
    let checked = venue::check(arguments.venue.as_deref(), &folder, venue::Purpose::Window)?;
    for warning in &checked.problems.warnings {
        tell(&format!("{warning} (a warning)"));
    }
    let venue = checked.into_result().map_err(wrong_input)?;
    if let (true, Some(headset)) = (arguments.visitor, venue.headset) {
        welkin_stage::visit(&VisitorSettings { venue, headset });
        return Ok(());
    }
    for warning in check_together(&DiskFolder::new(&folder), &venue) {
        tell(&format!("{warning} (a warning)"));
    }
    let library = folder.parent().map(Path::to_path_buf);
    let page = Page::open(Entrance {
        bind: venue.page.bind,
        port: arguments.port.unwrap_or(venue.preview.port),
        users: venue.page.users.clone(),
        certificate: venue.page.certificate.clone(),
        key: venue.page.key.clone(),
        plain: venue.page.plain,
        library: library
            .clone()
            .filter(|_| calm.is_none())
            .map(|library| Library::new(library, venue.page.upload_bytes, check_arrived)),
    })?;
    super::check::print(&format!("the page: {}", page.address()));
    let recorder = arguments
        .records
        .map(|folder| Recorder::open(folder, welkin_records::Settings::default()));
    let hub = Arc::new(Hub::new(recorder));
    let at_terminal = Arc::clone(&hub);
    ctrlc::set_handler(move || {
        // A program that is already busy ending hears it then.
        drop(at_terminal.ask("the terminal", Command::Quit));
    })
    .context("Ctrl-C cannot be caught")?;
    if let Err(error) = signal_hook::flag::register(signal_hook::consts::SIGTERM, hub.ends()) {
        tell(&format!("the system's wish to end is not heard: {error}"));
    }
    let watcher = watch::watch(&folder, Arc::clone(&hub));
    let mut gear = gear::start(&venue, &hub);
    let _hours = folder
        .parent()
        .filter(|_| calm.is_none())
        .map(|library| hours::follow(library, &hub));
    let place = place::read(arguments.place.as_deref(), &folder);
    let _place = place::write(arguments.place, &hub);
    let ledger = Ledger::new(Arc::clone(&hub), library.clone());
    page.keep_books(Arc::new(ledger));
    let backend = arguments.backend.decide();
    if let Some(library) = library {
        let easel = Easel::new(Arc::clone(&hub), library.clone(), venue.surface, backend);
        page.explore_with(Arc::new(easel));
        page.find_stills(move |name| still(&library, name));
    }
    let desk = HubDesk::new(page, Arc::clone(&hub));
    if let Err(error) = &watcher {
        tell(&format!(
            "saved files are not noticed ({error}); choose the show on the page to read it again"
        ));
    }
    let mut visitor: Vec<std::ffi::OsString> =
        vec!["run".into(), folder.clone().into(), "--visitor".into()];
    if let Some(venue) = &arguments.venue {
        visitor.extend(["--venue".into(), venue.clone().into()]);
    }
    let own = folder.join(VENUE_FILE);
    let settings = RunSettings {
        installation: folder,
        venue,
        headless: arguments.headless,
        duration: arguments.duration,
        backend,
        venue_file: venue_file(arguments.venue.as_deref(), &own),
        visitor,
        pattern: arguments.pattern,
        place,
        listen_in: gear.listens.take(),
        announce: |words| tell(words),
    };
    match welkin_stage::run(settings, Box::new(desk)) {
        Ok(summary) if arguments.summary => {
            super::check::print(&serde_json::to_string(&summary)?);
            Ok(())
        }
        Ok(_) => Ok(()),
        Err(StageError::Installation(problems)) => Err(wrong_input(problems.join("\n"))),
        Err(error) => Err(error.into()),
    }
}

/// The venue's own file; none for a shipped one.
fn venue_file(asked: Option<&Path>, own: &Path) -> Option<PathBuf> {
    let file = asked.unwrap_or(own);
    file.is_file().then(|| file.to_path_buf())
}

/// Whether a folder that has arrived is an installation that can be shown.
fn check_arrived(folder: &Path) -> Result<(), String> {
    welkin_stage::read_installation(folder)
        .map(drop)
        .map_err(|problems| problems.to_string())
}

/// The still of an installation, which the page asks for by names that the library has.
fn still(library: &Path, name: &str) -> Option<Vec<u8>> {
    let folder = library.join(name);
    ["still.jpg", "still.png"].iter().find_map(|still| {
        let file = folder.join(still);
        let is_small = std::fs::metadata(&file).is_ok_and(|it| it.len() <= LARGEST_STILL_BYTES);
        is_small.then(|| std::fs::read(&file).ok()).flatten()
    })
}

/// Says what is wrong with a path that is not an installation.
pub(crate) fn check_folder(folder: &Path) -> Result<()> {
    if !folder.is_dir() {
        return Err(wrong_input(format!(
            "{} is not a folder; an installation is a folder with a show.toml in it (begin one with `welkin new NAME`)",
            folder.display()
        )));
    }
    if !folder.join("show.toml").is_file() {
        return Err(wrong_input(format!(
            "{} has no show.toml; begin an installation with `welkin new NAME`",
            folder.display()
        )));
    }
    Ok(())
}

/// A duration as people write it: seconds, or a number with s, m or h.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let text = text.trim();
    let (number, unit_secs) = match text.chars().last() {
        Some('s') => (&text[..text.len() - 1], 1.0),
        Some('m') => (&text[..text.len() - 1], 60.0),
        Some('h') => (&text[..text.len() - 1], 3600.0),
        _ => (text, 1.0),
    };
    let secs: f64 = number
        .parse()
        .map_err(|_| format!("\"{text}\" is not a duration such as 90, 90s, 10m or 8h"))?;
    Duration::try_from_secs_f64(secs * unit_secs).map_err(|error| format!("\"{text}\": {error}"))
}
