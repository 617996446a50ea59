//! From what is heard, tick by tick, to what is painted: all scenes, the cues between them, the light.

use welkin_installation::{Control, Show};
use welkin_values::{Coverage, Direction, LatentShape, Light, Moment};

use crate::heard::{Heard, Source};
use crate::places::Places;
use crate::push::Directions;
use crate::scene::{Ground, Layer, RunningScene};
use crate::tick::TICK;
use crate::timeline::{self, Timeline};

/// A scene with less weight than this is not worth a picture: nobody would see it.
const VISIBLE: f32 = 1.0 / 1024.0;

/// Steers a show's pictures with what is heard.
///
/// All scenes go on all the time, shown or not, so what is painted at a tick follows from what was
/// heard until then, and not from who looked or when. Jumping to a time means advancing to it.
#[derive(Clone, Debug)]
pub struct Steering {
    now: Moment,
    looped: Option<Moment>,
    timeline: Timeline,
    grounds: Vec<Ground>,
    sources: Vec<Source>,
    scenes: Vec<RunningScene>,
}

impl Steering {
    /// 400 samples, 1/120 s: frames at 24, 30 and 60 a second fall on ticks.
    pub const TICK: Moment = TICK;

    /// A show at its beginning, [`Moment::ZERO`], with nothing heard yet.
    ///
    /// `shapes` has what each of the show's models wants; `coverage` is how its pictures lie on the
    /// surroundings; `sources` keep this order in [`Heard`]. `length` is how long the show lasts; a
    /// looped show's cues and keyframes begin again after it (when it is not given, after the show's
    /// own length; when that is not known either, never).
    pub fn new(
        show: &Show,
        shapes: &[LatentShape],
        coverage: Coverage,
        sources: &[Source],
        length: Option<Moment>,
    ) -> Self {
        let looped = length
            .or(show.length)
            .filter(|length| show.looped && length.samples > 0)
            .map(|length| length.max(TICK));
        let nothing = LatentShape {
            global: 0,
            classes: 0,
            local_channels: 0,
            local_height: 0,
            local_width: 0,
        };
        let grounds: Vec<Ground> = (0..show.models.len().max(1))
            .map(|model| {
                let shape = shapes.get(model).copied().unwrap_or(nothing);
                Ground {
                    shape,
                    wraps: coverage.wraps(),
                    places: Places::new(shape, coverage, sources),
                    directions: Directions::new(show.seed, shape, sources),
                    by_direction: show
                        .models
                        .get(model)
                        .is_some_and(|model| model.by_direction),
                }
            })
            .collect();
        let scenes = show.scenes.iter().map(|scene| {
            let ground = &grounds[scene.model.min(grounds.len() - 1)];
            RunningScene::new(show.seed, scene, ground, sources, looped)
        });
        let scenes = scenes.collect();
        let mut steering = Self {
            now: Moment::ZERO,
            looped,
            timeline: Timeline::new(&show.cues, show.scenes.len(), looped),
            grounds,
            sources: sources.to_vec(),
            scenes,
        };
        steering.prepare();
        steering
    }

    /// The tick last advanced to.
    pub fn now(&self) -> Moment {
        self.now
    }

    /// Enters the show at a moment, before the first tick: the next tick is the last one not after it. Walks are where
    /// they would be had nothing been heard until then.
    pub fn enter_at(&mut self, moment: Moment) {
        let ticks = moment.samples.max(TICK.samples) / TICK.samples;
        self.now = Moment::from_samples((ticks - 1) * TICK.samples);
        self.timeline.advance(self.now);
    }

    /// Exactly one tick: `heard` is what is heard at `now() + TICK`.
    pub fn advance(&mut self, heard: &Heard) {
        self.now = self.now + TICK;
        self.timeline.advance(self.now);
        let at = self.in_show();
        for scene in &mut self.scenes {
            scene.advance(self.now, at, heard);
        }
        self.follow_sources(heard.directions);
        self.prepare();
    }

    /// By how much each source is turned from where its own motion has it, to the left and up, in turns. While
    /// scenes fade, so do their turns.
    pub fn turns(&self) -> Vec<[f32; 2]> {
        let mut sum = vec![[0.0; 2]; self.sources.len()];
        for (scene, weight) in self.timeline.weights() {
            let turns = self.scenes.get(scene).map_or(&[][..], RunningScene::turns);
            for (sum, turn) in sum.iter_mut().zip(turns) {
                sum[0] += turn[0] * weight;
                sum[1] += turn[1] * weight;
            }
        }
        sum
    }

    /// Sources push where they are.
    fn follow_sources(&mut self, directions: &[Direction]) {
        for (index, turn) in self.turns().into_iter().enumerate() {
            let own = directions.get(index).copied();
            let now = turned(own.unwrap_or(self.sources[index].direction), turn);
            for ground in &mut self.grounds {
                ground.places.follow(index, now);
            }
        }
    }

    /// What to paint now: one layer; two while a scene fades into another; more where scenes mix in
    /// the next (`Control::SceneMix`), or where a fade is cut short by another (then up to four fade).
    /// No scene comes twice. Weights sum to 1, in linear light.
    pub fn layers(&self) -> Vec<Layer> {
        let at = self.in_show();
        let layer = |(scene, weight): (usize, f32)| {
            let running = self.scenes.get(scene)?;
            Some(Layer {
                scene,
                model: running.model(),
                weight,
                latent: running.latent(
                    at,
                    &self.grounds[running.model().min(self.grounds.len() - 1)],
                ),
            })
        };
        self.shown().into_iter().filter_map(layer).collect()
    }

    /// What is done to the light now. While scenes fade, so do their lights.
    pub fn light(&self) -> Light {
        let nothing = Light {
            brightness: 0.0,
            hue: 0.0,
            saturation: 0.0,
            zoom: 0.0,
            rotation: 0.0,
            glow: 0.0,
        };
        let lights = self
            .timeline
            .weights()
            .into_iter()
            .filter_map(|(scene, weight)| Some((self.scenes.get(scene)?.light(), weight)));
        let mut sum = nothing;
        for (light, weight) in lights {
            sum.brightness += light.brightness * weight;
            sum.hue += light.hue * weight;
            sum.saturation += light.saturation * weight;
            sum.zoom += light.zoom * weight;
            sum.rotation += light.rotation * weight;
            sum.glow += light.glow * weight;
        }
        if self.scenes.is_empty() {
            Light::default()
        } else {
            sum
        }
    }

    /// Index of the scene that is shown, or fades in.
    pub fn scene(&self) -> usize {
        self.timeline.scene()
    }

    /// A person asks for a scene: it fades in over 2 s and stays until the next cue. An index beyond
    /// the show's scenes is ignored.
    pub fn go_to(&mut self, scene: usize) {
        self.timeline.go_to(scene);
    }

    /// Somebody holds a control of every scene at a value, or gives it back to the music (`None`).
    pub fn hold(&mut self, control: Control, value: Option<f32>) {
        for scene in &mut self.scenes {
            scene.hold(control, value);
        }
    }

    /// Where a control stands in the scene that is shown, or fades in.
    pub fn control(&self, control: Control) -> f32 {
        let scene = self.scenes.get(self.scene());
        scene.map_or(control.rest(), |scene| scene.control(control))
    }

    /// The next cue's scene and when it begins, so that its model can be warmed. In a looped show
    /// moments go on rising, as [`Steering::now`] does.
    pub fn upcoming(&self) -> Option<(usize, Moment)> {
        self.timeline.upcoming()
    }

    /// The moment from the show's last beginning.
    fn in_show(&self) -> Moment {
        self.looped.map_or(self.now, |length| {
            Moment::from_samples(self.now.samples.rem_euclid(length.samples))
        })
    }

    /// Scenes with their weights, those that are mixed in included.
    fn shown(&self) -> Vec<(usize, f32)> {
        let mut shown = Vec::with_capacity(4);
        for (scene, weight) in self.timeline.weights() {
            let mix = self.scenes.get(scene).map_or(0.0, RunningScene::scene_mix);
            let next = (scene + 1) % self.scenes.len().max(1);
            timeline::add(&mut shown, scene, weight * (1.0 - mix));
            timeline::add(&mut shown, next, weight * mix);
        }
        shown.retain(|(_, weight)| *weight >= VISIBLE);
        let sum: f32 = shown.iter().map(|(_, weight)| weight).sum();
        shown.iter_mut().for_each(|(_, weight)| *weight /= sum);
        shown
    }

    fn prepare(&mut self) {
        for (scene, _) in self.shown() {
            if let Some(scene) = self.scenes.get_mut(scene) {
                scene.prepare();
            }
        }
    }
}

/// A direction turned to the left and lifted, in turns; nothing is lifted beyond the zenith or nadir.
pub fn turned(direction: Direction, [left, up]: [f32; 2]) -> Direction {
    let elevation = direction.elevation + up * std::f32::consts::TAU;
    Direction {
        azimuth: direction.azimuth + left * std::f32::consts::TAU,
        elevation: elevation.clamp(-std::f32::consts::FRAC_PI_2, std::f32::consts::FRAC_PI_2),
    }
}
