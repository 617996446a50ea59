//! People move the show in time: hold it, go to a moment or a scene, say what follows.

use std::time::Instant;

use welkin_installation::MASTER_BRIGHTNESS;
use welkin_values::{Moment, Visitor};

use super::prepare::Preparation;
use super::{CROSS_FADE_SECS, Live};

/// How long sound takes to fade when a show is held and goes on, seconds.
const HOLD_FADE_SECS: f32 = 0.3;
/// How long a show that is entered elsewhere takes to make way for itself.
const SEEK_FADE_SECS: f32 = 1.0;
/// How long before a show ends what follows is prepared, seconds.
const PREPARED_BEFORE_SECS: f64 = 25.0;

impl Live {
    /// Goes on, or holds the show where it is.
    pub(super) fn play(&mut self, on: bool) {
        self.playing = on;
        let (mixer, inputs) = (&self.mixer, &self.inputs);
        for performed in self.on.iter_mut() {
            match on {
                true if !performed.deck.plays() => {
                    performed.deck.start(mixer, inputs, HOLD_FADE_SECS);
                }
                false => {
                    let fades = performed.deck.pause(HOLD_FADE_SECS);
                    self.fading
                        .extend(fades.map(|sound| (Instant::now(), sound)));
                }
                true => {}
            }
        }
    }

    /// Sounds that have faded go.
    pub(super) fn forget_faded(&mut self) {
        self.fading
            .retain(|(since, _)| since.elapsed().as_secs_f32() < 2.0 * HOLD_FADE_SECS);
    }

    /// Enters the running show at a moment: it is warmed there beside itself.
    pub(super) fn seek(&mut self, secs: f64) {
        let Some(on) = &self.on else { return };
        let mut to = Moment::from_secs(secs.clamp(0.0, 1e6));
        if let Some(length) = on.deck.length().filter(|length| *length > Moment::ZERO) {
            // The end of a show that begins again is its beginning.
            to = match on.deck.show().looped {
                true => Moment::from_samples(to.samples.rem_euclid(length.samples)),
                false => to.min(length),
            };
        }
        let folder = on.folder.clone();
        self.fade_secs = SEEK_FADE_SECS;
        self.preparing = Some(Preparation::start(folder, self.surface, self.backend, to));
    }

    /// Goes so many scenes on in the show's list.
    pub(crate) fn step_scene(&mut self, by: i32) {
        let Some(on) = &mut self.on else { return };
        let scenes = &on.deck.show().scenes;
        let Ok(count) = i32::try_from(scenes.len().max(1)) else {
            return;
        };
        let now = on.deck.scene();
        let index = scenes.iter().position(|scene| scene.id == now);
        let then = (index.unwrap_or(0) as i32)
            .saturating_add(by)
            .rem_euclid(count);
        if let Some(scene) = scenes.get(then as usize).map(|scene| scene.id.clone()) {
            on.deck.go_to(&scene);
        }
    }

    /// All light becomes brighter by a share, or darker.
    pub(crate) fn brighten(&mut self, by: f32) {
        let now = self.masters.asked(MASTER_BRIGHTNESS);
        self.masters.ask(MASTER_BRIGHTNESS, Some(now + by));
    }

    /// What a visitor with a headset does now.
    pub(crate) fn see_visitor(&mut self, visitor: Visitor) {
        for performed in self.on.iter_mut().chain(&mut self.next) {
            performed.deck.see_visitor(visitor);
        }
    }

    /// Chooses what follows at the running show's end.
    pub(super) fn choose_next(&mut self, installation: Option<String>) {
        let Some(name) = installation else {
            self.chosen = None;
            return;
        };
        if self.library.find(&name).is_none() {
            self.say(format!("there is no installation \"{name}\" here"));
            return;
        }
        let is_endless = self
            .on
            .as_ref()
            .is_some_and(|on| on.deck.length().is_none());
        self.say(match is_endless {
            true => {
                format!("{name} is next; this show has no end, so it waits until somebody says go")
            }
            false => format!("{name} is next"),
        });
        self.chosen = Some(name);
    }

    /// Seconds until the running show's end, or until it begins again; none for one without an end.
    pub(super) fn remaining_secs(&self) -> Option<f64> {
        let deck = &self.on.as_ref()?.deck;
        let length = deck.length()?.secs();
        let now = deck.now().secs();
        Some(match deck.show().looped && length > 0.0 {
            true => length - now.rem_euclid(length),
            false => length - now,
        })
    }

    /// Prepares what was chosen to follow when the end is near.
    pub(super) fn follow_choice(&mut self) {
        let is_near = self
            .remaining_secs()
            .is_some_and(|secs| secs < PREPARED_BEFORE_SECS);
        let is_busy = self.preparing.is_some() || self.next.is_some();
        if !is_near || is_busy {
            return;
        }
        if let Some(name) = self.chosen.take() {
            self.switch(&name);
            self.waits_for_end = self.preparing.is_some();
        }
    }

    /// Whether what is warmed has to wait: the fade ends where the running show ends.
    pub(super) fn is_early(&self) -> bool {
        let fade = f64::from(CROSS_FADE_SECS);
        self.waits_for_end
            && self
                .remaining_secs()
                .is_some_and(|secs| secs > fade && secs < PREPARED_BEFORE_SECS + fade)
    }
}
