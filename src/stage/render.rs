//! A film: the same deck parts as live, stepped frame by frame, so that nothing depends on how long
//! anything takes. The same show gives the same frames, byte for byte, and may be continued anywhere.

mod fingerprint;
mod painter;
mod sound;
mod ambix;

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use welkin_audio::RoomSettings;
use welkin_installation::{Show, Speakers, Venue, View};
use welkin_projection::{DeckLight, Lens};
use welkin_values::Moment;

use crate::deck::{Backend, Ears, Generators, Helm, PrepareError, Setup};
use crate::film::{Codec, FilmError, FilmSettings, FilmWriter};
use crate::light::{Gpu, NoGpu, OffscreenError};
use crate::outputs::Outputs;
pub use ambix::AmbixFile;
use painter::FramePainter;
use sound::FilmSound;

/// A film to make.
pub struct FilmJob {
    /// The checked show.
    pub show: Show,
    /// The surface it is made for, and the outputs that `view` may name.
    pub venue: Venue,
    /// Where the film goes.
    pub out: PathBuf,
    /// `domemaster`, `flat`, `equirect`, or an output's id.
    pub view: String,
    /// Pixels along the film's height.
    pub height: u32,
    /// Frames a second.
    pub frames_per_sec: u32,
    /// Where in the show the film begins.
    pub from: Moment,
    /// Where it ends; `None` is the show's end.
    pub to: Option<Moment>,
    /// Whether to go on with an interrupted film.
    pub resume: bool,
    /// How pictures are kept.
    pub codec: Codec,
    /// Ten bits per colour instead of eight.
    pub ten_bit: bool,
    /// Where networks run.
    pub backend: Backend,
    /// Where the sound field goes as well, for players that turn with the head.
    pub ambix: Option<AmbixFile>,
}

/// Without a memory of it: for how long light that was seen decides how later light is softened, seconds: an episode and
/// its end.
const GUARD_REMEMBERS_SECS: u64 = 4;

/// Why a film could not be made.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The job cannot be done as asked.
    #[error("{0}")]
    Wrong(String),
    /// The show cannot be performed.
    #[error(transparent)]
    Prepare(#[from] PrepareError),
    /// The venue's outputs cannot be lit; one problem a line.
    #[error("{}", .0.join("\n"))]
    Outputs(Vec<String>),
    /// No Vulkan driver answers.
    #[error(transparent)]
    NoGpu(#[from] NoGpu),
    /// The GPU cannot make or give back the film's frames.
    #[error(transparent)]
    Offscreen(#[from] OffscreenError),
    /// A picture could not be painted.
    #[error("frame {frame} could not be painted: {words}")]
    Paint {
        /// The film's frame.
        frame: u64,
        /// Why.
        words: String,
    },
    /// The film could not be written.
    #[error(transparent)]
    Film(#[from] FilmError),
    /// The sound field could not be written.
    #[error("{}: {words}", path.display())]
    Ambix {
        /// The file.
        path: PathBuf,
        /// Why.
        words: String,
    },
    /// Somebody asked it to stop.
    #[error(
        "stopped at frame {frame} of {frames}; the same command with --resume goes on from there"
    )]
    Stopped {
        /// The next frame.
        frame: u64,
        /// Frames in all.
        frames: u64,
    },
}

/// Makes a film, telling how many frames of how many are done.
pub fn render(
    job: FilmJob,
    tell: &mut dyn FnMut(u64, u64),
    stop: &AtomicBool,
) -> Result<(), RenderError> {
    let (view, width, height) = job.look()?;
    let outputs = Outputs::fit(&job.venue).map_err(RenderError::Outputs)?;
    let fingerprint = fingerprint::of(&job, width, height);
    // Networks on a GPU paint on the one that lights the frames.
    let lent = match job.backend {
        Backend::Wgpu => Some(Gpu::open()?),
        Backend::Flex | Backend::Cuda => None,
    };
    if let Some(gpu) = &lent {
        gpu.share();
    }
    let (setup, mut generators) = Setup::prepare(job.show.clone(), job.venue.surface, job.backend)?;
    generators
        .iter_mut()
        .for_each(|generator| generator.take_your_time());
    let frames = job.frames(setup.length)?;
    let settings = FilmSettings {
        out: job.out.clone(),
        width,
        height,
        frames_per_sec: job.frames_per_sec,
        codec: job.codec,
        ten_bit: job.ten_bit,
        is_panorama: view == View::Equirectangular,
        first_frame: 0,
        frames,
        fingerprint,
        segment_frames: FilmSettings::ten_secs_of_frames(job.frames_per_sec),
    };
    if let Some(ambix) = &job.ambix {
        ambix::check(ambix, Moment::of_frame(frames, job.frames_per_sec).samples)?;
    }
    let mut writer = FilmWriter::begin(settings, job.resume)?;
    let mut reel = Reel::new(
        &setup,
        generators,
        FramePainter::new(
            lent.map_or_else(Gpu::open, Ok)?,
            outputs.get(&job.view).map_or_else(
                || Lens::new(view, job.venue.surface, [width, height]),
                |output| output.lens(job.venue.surface, [width, height]),
            ),
            &job.venue,
            outputs
                .get(&job.view)
                .and_then(|output| output.tables.clone()),
            (job.ten_bit, job.frames_per_sec),
        )?,
    );
    let first = writer.next_frame();
    tell(first, frames);
    let begun = match writer.kept() {
        // The frames between are lit once more: the guard sees them.
        Some((frame, memory)) if reel.painter.recall(&memory) => frame,
        _ if job.venue.guard.on => {
            first.saturating_sub(GUARD_REMEMBERS_SECS * u64::from(job.frames_per_sec))
        }
        _ => first,
    };
    for frame in begun..frames {
        if stop.load(Ordering::Relaxed) {
            // What is closed stays for --resume.
            return Err(RenderError::Stopped {
                frame: writer.next_frame(),
                frames,
            });
        }
        // A frame stands for the time it is seen: it shows the middle of it.
        let moment = job.from + Moment::of_frame(2 * frame + 1, 2 * job.frames_per_sec);
        let bytes = reel
            .frame(moment, frame)
            .map_err(|words| RenderError::Paint { frame, words })?;
        if frame < first {
            continue;
        }
        writer.push(&bytes)?;
        if (frame + 1).is_multiple_of(u64::from(job.frames_per_sec))
            && let Some(memory) = reel.painter.memory()
        {
            writer.keep(&memory)?;
        }
        tell(frame + 1, frames);
    }
    let samples = Moment::of_frame(frames, job.frames_per_sec).samples;
    let room = match job.venue.speakers {
        Speakers::Binaural(_) => RoomSettings::of(&job.venue),
        _ => RoomSettings::stereo(),
    };
    let sound = FilmSound::new(&setup, room, job.from, samples);
    writer.finish(|sink| sound.pour(&mut |block| Ok(sink.push(block)?)))?;
    if let Some(ambix) = &job.ambix {
        let room = RoomSettings::ambix(ambix.order);
        ambix::write(ambix, FilmSound::new(&setup, room, job.from, samples))?;
    }
    Ok(())
}

/// A show stepped along a film.
struct Reel {
    ears: Ears,
    helm: Helm,
    generators: Generators,
    painter: FramePainter,
    coverage: welkin_values::Coverage,
}

impl Reel {
    fn new(setup: &Setup, generators: Generators, painter: FramePainter) -> Self {
        Self {
            ears: Ears::new(setup),
            helm: Helm::new(setup),
            generators,
            painter,
            coverage: setup.coverage,
        }
    }

    /// The bytes of the frame that is seen at `moment`. Moments only grow.
    fn frame(&mut self, moment: Moment, number: u64) -> Result<Vec<u8>, String> {
        // A second at a time, so that what was heard is still remembered when it is steered by.
        let mut on_the_way = self.helm.now();
        while on_the_way < moment {
            on_the_way = (on_the_way + Moment::from_secs(1.0)).min(moment);
            self.ears.listen_until(on_the_way);
            self.helm.advance_to(on_the_way, &self.ears.hearing());
        }
        let layers = self.helm.layers();
        let picture = welkin_generator::paint_layers(&mut self.generators, &layers)
            .map_err(|error| error.to_string())?;
        let light = self.helm.light_at(moment);
        let glow = self.helm.glow_at(moment, light.glow, &self.ears.hearing());
        let deck = DeckLight {
            coverage: self.coverage,
            blend: 0.0,
            light,
            glow,
        };
        self.painter.light(&picture, deck, number)
    }
}

impl FilmJob {
    /// The film's view and its size in pixels.
    fn look(&self) -> Result<(View, u32, u32), RenderError> {
        let height = self.height;
        if let Some(output) = self
            .venue
            .outputs
            .iter()
            .find(|output| output.id == self.view)
        {
            if output.view.is_baked() {
                // Its map is of its own size.
                return Ok((output.view, output.width & !1, output.height & !1));
            }
            let width =
                (u64::from(height) * u64::from(output.width) / u64::from(output.height)) as u32;
            return Ok((output.view, width & !1, height & !1));
        }
        match self.view.as_str() {
            "domemaster" => Ok((
                View::Domemaster {
                    fov: self.dome_fov(),
                },
                height,
                height,
            )),
            "equirect" => Ok((View::Equirectangular, height * 2, height)),
            "flat" => {
                let fov = 90.0_f32.to_radians();
                let pitch = 30.0_f32.to_radians();
                Ok((
                    View::Perspective {
                        fov,
                        yaw: 0.0,
                        pitch,
                    },
                    (height * 16 / 9) & !1,
                    height,
                ))
            }
            other => {
                let outputs: Vec<&str> = self.venue.outputs.iter().map(|o| o.id.as_str()).collect();
                Err(RenderError::Wrong(format!(
                    "--view {other}: choose domemaster, flat, equirect or an output of the venue ({})",
                    outputs.join(", ")
                )))
            }
        }
    }

    fn dome_fov(&self) -> f32 {
        match self.venue.surface {
            welkin_installation::Surface::Dome { fov, .. } => fov,
            _ => std::f32::consts::PI,
        }
    }

    fn frames(&self, length: Option<Moment>) -> Result<u64, RenderError> {
        let end = match (self.to, length) {
            (Some(to), _) => to,
            (None, Some(length)) => length,
            (None, None) => {
                return Err(RenderError::Wrong(
                    "the show has no end: give it a length in show.toml, or say --to".into(),
                ));
            }
        };
        let samples = (end - self.from).samples;
        if samples <= 0 {
            return Err(RenderError::Wrong(format!(
                "the film would end at {:.2} s, before it begins at {:.2} s",
                end.secs(),
                self.from.secs()
            )));
        }
        let rate = u128::from(self.frames_per_sec);
        let frames = (samples as u128 * rate).div_ceil(u128::from(welkin_values::SAMPLE_RATE));
        Ok(frames as u64)
    }
}
