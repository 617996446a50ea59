//! The running programme: one deck on, perhaps one warming beside it, and people's commands. The show goes
//! on: whatever is asked or breaks, the last good deck stays until a better one is ready.

mod masters;
mod report;
mod desk;
pub(crate) mod prepare;
mod library;
mod listen_in;
mod transport;

use std::path::PathBuf;
use std::time::Instant;

use glam::Quat;

use welkin_audio::{Deck as SoundDeck, Inputs, Mixer};
use welkin_installation::{Control, Surface, Venue};
use welkin_projection::guard::Softening;
use welkin_projection::{Finish, Lens, LightSettings, dome_from_room, tilt_of};
use welkin_values::{Command, Health, Moment, Refused, Status};

use crate::deck::{Backend, Deck, DeckFrame};
pub use desk::Desk;
use library::Library;
pub use listen_in::ListenIn;
use listen_in::Listening;
use masters::Masters;
pub use prepare::read_installation;
use prepare::{Preparation, Prepared};

/// Seconds one show takes to make way for another.
const CROSS_FADE_SECS: f32 = 3.0;

/// Lines of the log kept for the page.
const MESSAGES: usize = 40;

/// What is shown at one moment: a deck, and perhaps another one fading in over it.
#[derive(Clone)]
pub(crate) struct LiveFrame {
    pub(crate) on: Option<DeckFrame>,
    pub(crate) next: Option<DeckFrame>,
    /// 0: only `on`; 1: only `next`.
    pub(crate) fade: f32,
    /// Multiplies all light.
    pub(crate) master: f32,
    /// How much the house lights take the place of the show, 0 to 1.
    pub(crate) house: f32,
}

impl LiveFrame {
    /// How it is lit through a lens; nothing while nothing is on.
    pub(crate) fn settings(&self, lens: Lens, finish: Finish) -> Option<LightSettings> {
        let on = self.on.as_ref()?;
        let next = self.next.as_ref().unwrap_or(on);
        let decks = [on.deck_light(), next.deck_light()];
        Some(LightSettings {
            lens,
            decks,
            fade: self.fade,
            master: self.master,
            house: self.house,
            finish,
            softening: Softening::default(),
            tables: None,
            vignette: 0.0,
        })
    }
}

/// The running programme.
pub(crate) struct Live {
    surface: Surface,
    backend: Backend,
    mixer: Mixer,
    inputs: Inputs,
    library: Library,
    on: Option<Performed>,
    next: Option<Performed>,
    fade_began: Option<Instant>,
    preparing: Option<Preparation>,
    refused: Option<Refused>,
    masters: Masters,
    stepped: Instant,
    /// What people hold of the show's own controls; another show begins with the music alone.
    held: Vec<(Control, f32)>,
    playing: bool,
    /// Sound of a show that is held, on its way to silence.
    fading: Vec<(Instant, SoundDeck)>,
    /// What was chosen to follow.
    chosen: Option<String>,
    /// What is being prepared begins at the running show's end.
    waits_for_end: bool,
    /// How long the next show takes to come in.
    fade_secs: f32,
    messages: Vec<String>,
    complaint: Option<String>,
    listening: Option<Listening>,
}

struct Performed {
    folder: PathBuf,
    deck: Deck,
}

impl Live {
    /// A programme that begins with one prepared installation.
    pub(crate) fn begin(first: Prepared, venue: &Venue, backend: Backend) -> Self {
        let library = first.folder.parent().map(PathBuf::from).unwrap_or_default();
        let mixer = Mixer::start(venue);
        let mut live = Self {
            surface: venue.surface,
            backend,
            inputs: Inputs::start(&venue.inputs, &mixer),
            mixer,
            library: Library::open(library),
            on: None,
            next: None,
            fade_began: None,
            preparing: None,
            refused: None,
            masters: Masters::new(),
            stepped: Instant::now(),
            held: Vec::new(),
            playing: true,
            fading: Vec::new(),
            chosen: None,
            waits_for_end: false,
            fade_secs: CROSS_FADE_SECS,
            messages: Vec::new(),
            complaint: None,
            listening: None,
        };
        live.next = Some(live.perform(first));
        live
    }

    /// Lets somebody beside the show hear one of its inputs.
    pub(crate) fn let_listen(&mut self, who: ListenIn) {
        self.listening = listen_in::listen(&self.inputs, who);
    }

    /// Does what somebody asks. Returns false if the program should end.
    pub(crate) fn obey(&mut self, command: Command) -> bool {
        match command {
            Command::Quit => return false,
            Command::Switch { installation } => self.switch(&installation),
            Command::Reload => self.reload(),
            Command::Set { control, value } => self.hold(&control, Some(value)),
            Command::GiveBack {
                control: Some(control),
            } => self.hold(&control, None),
            Command::GiveBack { control: None } => {
                for (control, _) in std::mem::take(&mut self.held) {
                    self.hold(control.name(), None);
                }
            }
            Command::Play { on } => self.play(on),
            Command::Seek { secs } => self.seek(secs),
            Command::StepScene { by } => self.step_scene(by),
            Command::Next { installation } => self.choose_next(installation),
            Command::Pattern { .. }
            | Command::Nudge { .. }
            | Command::SaveNudges
            | Command::Projector { .. } => {
                // They are about outputs and devices, not about the show.
            }
            Command::Scene { scene } => {
                let running = self.on.as_mut().or(self.next.as_mut());
                let found = running.is_some_and(|running| running.deck.go_to(&scene));
                if !found {
                    self.say(format!("the running show has no scene \"{scene}\""));
                }
            }
        }
        true
    }

    /// One step: takes over what is prepared, fades, steers.
    pub(crate) fn step(&mut self) {
        self.masters.advance(self.stepped.elapsed().as_secs_f32());
        self.stepped = Instant::now();
        self.forget_faded();
        self.follow_choice();
        self.take_over_prepared();
        self.begin_fade_when_ready();
        self.end_fade();
        for performed in self.on.iter_mut().chain(&mut self.next) {
            performed.deck.steer();
        }
        self.complain_once();
    }

    /// The visitor's head is turned like this in room space: what headphones play follows.
    pub(crate) fn turn_head(&self, room_from_head: Quat) {
        let dome_from_room = Quat::from_mat3(&dome_from_room(tilt_of(self.surface)));
        self.mixer.set_head(dome_from_room * room_from_head);
    }

    /// What is shown now.
    pub(crate) fn frame(&mut self) -> LiveFrame {
        let next = match (self.fade_began, &mut self.next) {
            (Some(_), Some(next)) => Some(next.deck.frame()),
            _ => None,
        };
        let on = self.on.as_mut().map(|on| on.deck.frame());
        LiveFrame {
            on,
            fade: if next.is_some() { self.fade() } else { 0.0 },
            next,
            master: self.masters.light(),
            house: self.masters.house(),
        }
    }

    /// Everything there is to know now.
    pub(crate) fn report(&self, presented_fps: f32, mut health: Vec<Health>) -> Status {
        let running = self.on.as_ref().or(self.next.as_ref());
        health.insert(0, self.mixer.health());
        health.extend(self.inputs.health());
        let installation = running
            .map(|running| folder_name(&running.folder))
            .unwrap_or_default();
        let mut status = Status {
            health,
            library: self.library.entries(),
            switching: self.switching(),
            refused: self.refused.clone(),
            presented_fps,
            sound_underruns: self.mixer.underruns(),
            playing: self.playing,
            limits: self.masters.limits(),
            next: self.chosen.clone(),
            messages: self.messages.clone(),
            ..Status::new("", installation)
        };
        let (mut specs, mut stand): (Vec<_>, Vec<_>) = self.masters.report().unzip();
        if let Some(running) = running {
            for (spec, stands) in report::controls(&running.deck, &self.held) {
                specs.push(spec);
                stand.push(stands);
            }
            report::describe(&mut status, &running.deck);
            // What paints faster than is shown paints no more than is asked for: once a frame.
            status.painted_fps = status.painted_fps.min(presented_fps);
        }
        (status.specs, status.controls) = (specs.into(), stand);
        for entry in &mut status.library {
            entry.running = entry.folder == status.installation;
        }
        status
    }

    /// Whether a picture of the show has been on.
    pub(crate) fn is_on(&self) -> bool {
        self.on.is_some()
    }

    /// Says something to the log and to the page.
    pub(crate) fn say(&mut self, words: impl Into<String>) {
        let words = words.into();
        tracing::info!("{words}");
        self.messages.push(words);
        if self.messages.len() > MESSAGES {
            self.messages.remove(0);
        }
    }

    /// Holds a control at a value, or gives it back to the music.
    fn hold(&mut self, name: &str, value: Option<f32>) {
        if self.masters.ask(name, value) {
            self.mixer.set_volume(self.masters.volume());
            return;
        }
        let Some(control) = Control::from_name(name) else {
            self.say(format!("there is no control \"{name}\""));
            return;
        };
        self.held.retain(|(other, _)| *other != control);
        let value = value.map(|value| control.spec().within(value));
        self.held.extend(value.map(|value| (control, value)));
        for performed in self.on.iter_mut().chain(&mut self.next) {
            performed.deck.hold(control, value);
        }
    }

    fn switch(&mut self, installation: &str) {
        let Some(folder) = self.library.find(installation) else {
            self.refuse(
                installation,
                vec![format!("there is no installation \"{installation}\" here")],
            );
            return;
        };
        self.prepare(folder);
    }

    fn reload(&mut self) {
        let Some(latest) = self.next.as_ref().or(self.on.as_ref()) else {
            return;
        };
        // Another file of the library may have been saved.
        if read_installation(&latest.folder).is_ok_and(|show| show == *latest.deck.show()) {
            // A mistake that was taken back is no longer shown.
            self.refused = None;
            return;
        }
        self.prepare(latest.folder.clone());
    }

    fn prepare(&mut self, folder: PathBuf) {
        self.say(format!("preparing {}", folder_name(&folder)));
        (self.fade_secs, self.waits_for_end) = (CROSS_FADE_SECS, false);
        let beginning = Moment::ZERO;
        self.preparing = Some(Preparation::start(
            folder,
            self.surface,
            self.backend,
            beginning,
        ));
    }

    fn take_over_prepared(&mut self) {
        // While one show makes way for another, a third one waits.
        if self.fade_began.is_some() {
            return;
        }
        let Some(result) = self.preparing.as_ref().and_then(Preparation::result) else {
            return;
        };
        let preparation = self.preparing.take();
        match result {
            Ok(prepared) => {
                self.refused = None;
                self.next = Some(self.perform(prepared));
            }
            Err(problems) => {
                let name = preparation
                    .map(|p| folder_name(&p.folder))
                    .unwrap_or_default();
                self.refuse(&name, problems);
            }
        }
    }

    fn perform(&mut self, prepared: Prepared) -> Performed {
        Performed {
            folder: prepared.folder,
            deck: Deck::warm(
                prepared.setup,
                prepared.generators,
                &self.inputs,
                self.mixer.light_offset(),
                prepared.from,
            ),
        }
    }

    fn refuse(&mut self, installation: &str, problems: Vec<String>) {
        self.say(format!(
            "{installation} was refused; the running show goes on"
        ));
        self.refused = Some(Refused {
            installation: installation.into(),
            problems,
        });
    }

    fn begin_fade_when_ready(&mut self) {
        if self.fade_began.is_some() || self.is_early() {
            return;
        }
        let Some(next) = &mut self.next else { return };
        if !next.deck.is_ready() {
            let failure = next.deck.failure();
            if let (Some(words), Some(_)) = (failure, &self.on) {
                let name = folder_name(&next.folder);
                self.next = None;
                self.refuse(&name, vec![words]);
            }
            return;
        }
        let fade_secs = self.on.as_ref().map_or(0.0, |_| self.fade_secs);
        next.deck.start(&self.mixer, &self.inputs, fade_secs);
        self.playing = true;
        let words = format!(
            "{} begins, warmed in {:.1} s",
            next.deck.show().name,
            next.deck.warm_secs()
        );
        self.say(words);
        match &self.on {
            Some(on) => {
                on.deck.fade_out(self.fade_secs);
                self.fade_began = Some(Instant::now());
            }
            None => self.on = self.next.take(),
        }
    }

    fn end_fade(&mut self) {
        if self.fade_began.is_none() || self.fade() < 1.0 {
            return;
        }
        self.fade_began = None;
        let gone = self.on.take();
        self.on = self.next.take();
        // Threads are joined and memory is freed where nobody waits for it.
        let bury = std::thread::Builder::new().name("undertaker".into());
        if let Err(error) = bury.spawn(move || drop(gone)) {
            tracing::warn!("the old show was put away on the stage's own thread: {error}");
        }
    }

    fn fade(&self) -> f32 {
        let gone = self
            .fade_began
            .map_or(0.0, |began| began.elapsed().as_secs_f32() / self.fade_secs);
        let gone = gone.clamp(0.0, 1.0);
        gone * gone * (3.0 - 2.0 * gone)
    }

    fn switching(&self) -> Option<String> {
        let preparing = self.preparing.as_ref().map(|p| &p.folder);
        let next = self
            .on
            .as_ref()
            .and(self.next.as_ref())
            .map(|next| &next.folder);
        preparing.or(next).map(|folder| folder_name(folder))
    }

    /// A failure is said when it begins, not at every frame.
    fn complain_once(&mut self) {
        let failure = self
            .on
            .as_ref()
            .or(self.next.as_ref())
            .and_then(|p| p.deck.failure());
        if failure == self.complaint {
            return;
        }
        match &failure {
            Some(words) => self.say(format!(
                "the generator failed, the last picture holds: {words}"
            )),
            None => self.say("the generator works again"),
        }
        self.complaint = failure;
    }
}

fn folder_name(folder: &std::path::Path) -> String {
    folder
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}
