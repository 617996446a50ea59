//! A deck performs one show: it hears ahead of the ear, steers, has pictures painted, and says at any moment
//! which light belongs to it. It knows no screens.

mod setup;
mod ears;
mod around;
mod steering;
mod pictures;

#[cfg(test)]
mod live_tests;

use std::sync::Arc;
use std::time::Instant;

use welkin_audio::{Deck as SoundDeck, Inputs, Mixer};
use welkin_generator::{Brief, Painter, Slide};
use welkin_installation::{Control, Show};
use welkin_mapping::{Source, turned};
use welkin_projection::{DeckLight, Glow};
use welkin_values::{Coverage, Direction, Features, Health, Light, Moment, State, Visitor};

pub(crate) use ears::Ears;
use ears::LiveEars;
use pictures::Pictures;
pub use setup::{Backend, PrepareError, is_display_there};
pub(crate) use setup::{Generators, Setup};
pub(crate) use steering::Helm;

/// What belongs to one moment.
#[derive(Clone)]
pub(crate) struct DeckFrame {
    /// The picture before the moment, and the one after it (or the same).
    pub(crate) pictures: Option<[Slide; 2]>,
    /// How far the way from the one picture to the other has been gone, 0 to 1.
    pub(crate) blend: f32,
    /// How the pictures lie on the surroundings.
    pub(crate) coverage: Coverage,
    /// What is done to them.
    pub(crate) light: Light,
    /// Light where sound comes from.
    pub(crate) glow: Glow,
}

impl DeckFrame {
    /// How its pictures become light.
    pub(crate) fn deck_light(&self) -> DeckLight {
        DeckLight {
            coverage: self.coverage,
            blend: self.blend,
            light: self.light,
            glow: self.glow,
        }
    }
}

/// Performs one show.
pub(crate) struct Deck {
    show: Arc<Show>,
    setup: Setup,
    ears: LiveEars,
    helm: Helm,
    painter: Painter,
    pictures: Pictures,
    sound: Option<SoundDeck>,
    /// Until the sound begins, the deck stands where it is entered; while people hold it, too.
    now: Moment,
    /// From the moment at the ear to the moment that light sent now belongs to.
    light_offset: Moment,
    warmed_since: Instant,
}

impl Deck {
    /// Begins to hear and paint; nothing sounds or shows yet.
    ///
    /// `light_offset` leads from the moment at the ear to the one that light sent then belongs to; `from` is the moment at
    /// which the show is entered.
    pub(crate) fn warm(
        setup: Setup,
        generators: Generators,
        inputs: &Inputs,
        light_offset: Moment,
        from: Moment,
    ) -> Self {
        let mut helm = Helm::new(&setup);
        if from > Moment::ZERO {
            helm.enter_at(from);
        }
        Self {
            ears: LiveEars::start(&setup, inputs, from),
            helm,
            painter: Painter::start(move || Ok(generators)),
            pictures: Pictures::default(),
            sound: None,
            now: from,
            light_offset,
            warmed_since: Instant::now(),
            show: Arc::clone(&setup.show),
            setup,
        }
    }

    /// Whether the first picture is painted and the beginning has been heard.
    pub(crate) fn is_ready(&mut self) -> bool {
        self.look();
        !self.pictures.is_empty() && self.ears.heard_until() > self.now
    }

    /// How long it has been warming, seconds.
    pub(crate) fn warm_secs(&self) -> f32 {
        self.warmed_since.elapsed().as_secs_f32()
    }

    /// The words of what keeps it from painting, if something does.
    pub(crate) fn failure(&self) -> Option<String> {
        let health = self.painter.health();
        (health.state == State::Failed).then_some(health.words)
    }

    /// Lets it sound.
    pub(crate) fn start(&mut self, mixer: &Mixer, inputs: &Inputs, fade_secs: f32) {
        let played = self.show.live.iter().filter(|live| live.plays);
        let live = played.filter_map(|live| inputs.source(live)).collect();
        let playlist = self.setup.playlist.clone();
        self.sound = Some(mixer.play_from(playlist, live, self.now, fade_secs));
    }

    /// Whether its clock goes on.
    pub(crate) fn plays(&self) -> bool {
        self.sound.is_some()
    }

    /// Holds its clock, its sound and its pictures where they are. What is returned fades out and may then be dropped.
    pub(crate) fn pause(&mut self, fade_secs: f32) -> Option<SoundDeck> {
        let sound = self.sound.take()?;
        self.now = sound.now().max(self.now);
        sound.fade_out(fade_secs);
        Some(sound)
    }

    /// Lets its sound go.
    pub(crate) fn fade_out(&self, secs: f32) {
        if let Some(sound) = &self.sound {
            sound.fade_out(secs);
        }
    }

    /// Steers up to what will be seen when the next picture is done, and asks for it.
    pub(crate) fn steer(&mut self) {
        if let Some(sound) = &self.sound {
            self.now = sound.now().max(self.now);
        }
        let began = self.sound.as_ref().and_then(SoundDeck::began);
        self.ears.follow(self.now, began.unwrap_or(Moment::ZERO));
        self.turn_sources();
        self.look();
        let ahead = self
            .helm
            .advance_to(self.seen() + self.lead(), self.ears.hearing());
        self.painter.ask(Brief {
            moment: ahead,
            layers: self.helm.layers(),
        });
    }

    /// What belongs to now.
    pub(crate) fn frame(&mut self) -> DeckFrame {
        let seen = self.seen();
        self.pictures.forget_before(seen);
        let (pictures, blend) = self.pictures.around(seen);
        let light = self.helm.light_at(seen);
        DeckFrame {
            pictures,
            blend,
            coverage: self.setup.coverage,
            glow: self.helm.glow_at(seen, light.glow, self.ears.hearing()),
            light,
        }
    }

    /// Goes to a scene because somebody asks.
    pub(crate) fn go_to(&mut self, scene: &str) -> bool {
        let Some(index) = self.show.scenes.iter().position(|s| s.id == scene) else {
            return false;
        };
        self.helm.go_to(index);
        true
    }

    /// What a visitor with a headset does.
    pub(crate) fn see_visitor(&mut self, visitor: Visitor) {
        self.helm.see_visitor(visitor);
    }

    /// Somebody holds a control at a value, or gives it back to the music.
    pub(crate) fn hold(&mut self, control: Control, value: Option<f32>) {
        self.helm.hold(control, value);
    }

    /// Where a control stands.
    pub(crate) fn control(&self, control: Control) -> f32 {
        self.helm.control(control)
    }

    /// The show.
    pub(crate) fn show(&self) -> &Show {
        &self.show
    }

    /// Where the show is.
    pub(crate) fn now(&self) -> Moment {
        self.now
    }

    /// How long it is, if it is not endless.
    pub(crate) fn length(&self) -> Option<Moment> {
        self.setup.length
    }

    /// The scene's id.
    pub(crate) fn scene(&self) -> String {
        self.show
            .scenes
            .get(self.helm.scene())
            .map(|s| s.id.clone())
            .unwrap_or_default()
    }

    /// What is heard now: each source, from where, and all together.
    pub(crate) fn heard(&self) -> (Vec<(&Source, Direction, Features)>, Features) {
        let just_now = self.now - Moment::from_secs(0.1);
        let mut heard = self.ears.hearing().between(just_now, self.now);
        for (features, hits) in heard.sources.iter_mut().zip(&heard.hits) {
            features.is_onset = hits.any;
        }
        heard.mix.is_onset = heard.mix_hits.any;
        (
            self.setup
                .sources
                .iter()
                .zip(self.directions())
                .zip(heard.sources)
                .map(|((source, direction), features)| (source, direction, features))
                .collect(),
            heard.mix,
        )
    }

    /// Pictures painted a second.
    pub(crate) fn painted_per_sec(&self) -> f32 {
        let secs = self.painter.seconds_per_picture();
        if secs > 0.0 { 1.0 / secs } else { 0.0 }
    }

    /// How its parts are.
    pub(crate) fn health(&self) -> Vec<Health> {
        let hearing = match self.ears.problem() {
            Some(words) => Health::new("analysis", State::Reduced, words),
            None if self.setup.sources.is_empty() => Health::new(
                "analysis",
                State::Good,
                "the show has no sound to listen to",
            ),
            None => {
                let ahead = (self.ears.heard_until() - self.now).secs();
                Health::new(
                    "analysis",
                    State::Good,
                    format!("listens {ahead:.1} s ahead of the ear"),
                )
            }
        };
        vec![hearing, self.painter.health()]
    }

    /// The time from a brief to the moment its picture is needed: it takes one painting to be made, and
    /// the next one must be there before it is left behind.
    fn lead(&self) -> Moment {
        let painting = f64::from(self.painter.seconds_per_picture()).clamp(0.0, 1.0);
        Moment::from_secs(2.2 * painting + 0.01)
    }

    /// Sources that the show turns are heard from where they are.
    fn turn_sources(&self) {
        let Some(sound) = &self.sound else { return };
        let turns = self.setup.sources.iter().zip(self.helm.turns_at(self.now));
        for (source, [left, up]) in turns {
            // Live sources that only listen have no voice.
            let voice = sound.sources().iter().position(|name| *name == source.name);
            if let Some(voice) = voice {
                sound.move_source(voice, *left, *up);
            }
        }
    }

    /// Where every source is now.
    fn directions(&self) -> Vec<Direction> {
        let mut directions = self.setup.directions_at(self.now);
        for (direction, turn) in directions.iter_mut().zip(self.helm.turns_at(self.now)) {
            *direction = turned(*direction, *turn);
        }
        directions
    }

    /// The moment that light sent now belongs to: projectors are slow, and sound takes its time through the air.
    fn seen(&self) -> Moment {
        (self.now + self.light_offset).max(Moment::ZERO)
    }

    fn look(&mut self) {
        for painted in self.painter.newest() {
            self.pictures.add(painted.moment, painted.picture);
        }
    }
}
