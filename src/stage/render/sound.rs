//! The show's sound for the length of a film.

use std::error::Error;

use welkin_audio::{Bounce, RoomSettings};
use welkin_installation::Control;
use welkin_mapping::Steering;
use welkin_values::Moment;

use crate::deck::{Ears, Helm, Setup};

/// Frames rendered at a time: one tick of the steering, so that sources turn as they do live.
const BLOCK_FRAMES: usize = Steering::TICK.samples as usize;

/// Why whoever is given the sound does not take it.
type Refused = Box<dyn Error + Send + Sync>;

/// The show's sound for the length of a film.
pub(super) struct FilmSound {
    bounce: Bounce,
    frames_left: usize,
    turner: Option<Turner>,
}

/// What turns sources, where the show has routes that do: the show is heard and steered once more.
struct Turner {
    ears: Ears,
    helm: Helm,
}

impl FilmSound {
    /// The sound of `samples` from a moment of the show on, as a room plays it.
    pub(super) fn new(setup: &Setup, room: RoomSettings, from: Moment, samples: i64) -> Self {
        let mut bounce = Bounce::new(setup.playlist.clone(), room);
        bounce.skip_to(from);
        let turns =
            |control: Control| matches!(control, Control::SourceAzimuth | Control::SourceElevation);
        let mut routes = setup.show.scenes.iter().flat_map(|scene| &scene.routes);
        let has_turns = routes.any(|route| turns(route.control));
        Self {
            bounce,
            frames_left: usize::try_from(samples).unwrap_or(0),
            turner: has_turns.then(|| Turner {
                ears: Ears::new(setup),
                helm: Helm::new(setup),
            }),
        }
    }

    /// Interleaved channels.
    pub(super) fn channels(&self) -> usize {
        self.bounce.channels()
    }

    /// Frames still to come.
    pub(super) fn frames_left(&self) -> usize {
        self.frames_left
    }

    /// Gives all of it in interleaved blocks.
    pub(super) fn pour(
        mut self,
        give: &mut dyn FnMut(&[f32]) -> Result<(), Refused>,
    ) -> Result<(), Refused> {
        let channels = self.channels();
        let mut block = vec![0.0; BLOCK_FRAMES * channels];
        while self.frames_left > 0 {
            block.truncate(self.frames_left * channels);
            self.turn();
            self.bounce.render(&mut block);
            give(&block)?;
            self.frames_left -= block.len() / channels;
        }
        Ok(())
    }

    fn turn(&mut self) {
        let Some(Turner { ears, helm }) = &mut self.turner else {
            return;
        };
        let moment = self.bounce.position();
        // A second at a time, so that what was heard is still remembered when it is steered by.
        let mut on_the_way = helm.now();
        while on_the_way < moment {
            on_the_way = (on_the_way + Moment::from_secs(1.0)).min(moment);
            ears.listen_until(on_the_way);
            helm.advance_to(on_the_way, &ears.hearing());
            if on_the_way + Steering::TICK > moment {
                break;
            }
        }
        for (index, [left, up]) in helm.turns_at(moment).iter().enumerate() {
            self.bounce.move_source(index, *left, *up);
        }
    }
}
