//! The ears for a source that comes in live: nothing is known of what comes, and nothing waits.

use welkin_analysis::{CausalListener, FieldEar, HOP_SAMPLES, SectorBeams, WINDOW_SAMPLES};
use welkin_audio::{Inputs, LiveEar as Intake};
use welkin_installation::{Live, Shape};
use welkin_space::{GPU_ORDER, SoundField, harmonics};
use welkin_values::{Block, Features, Moment, SAMPLE_RATE};

use super::ear::compare;

/// Ears for one live source.
pub(super) struct LiveEar {
    intake: Option<Intake>,
    gain: f32,
    blocks: Vec<Vec<Block>>,
    whole: CausalListener,
    field: Option<FieldEar>,
    beams: Option<SectorBeams>,
    listeners: Vec<CausalListener>,
    heard: Vec<Vec<Features>>,
}

impl LiveEar {
    /// Ears for a live source. A venue without its input leaves it silent.
    pub(super) fn new(live: &Live, inputs: &Inputs) -> Self {
        let input = inputs.position(&live.input);
        let bed = match &live.shape {
            // An input with too few channels for the bed is heard as a point.
            Shape::Bed(bed)
                if input.is_some_and(|input| {
                    inputs.channels(input) >= harmonics::channels(bed.order)
                }) =>
            {
                Some(*bed)
            }
            _ => None,
        };
        let sectors = bed.map_or(0, |bed| bed.sectors);
        Self {
            intake: input.and_then(|input| inputs.ear(input)),
            gain: 10_f32.powf(live.gain_db / 20.0),
            blocks: Vec::new(),
            whole: CausalListener::new(),
            field: bed.map(|bed| FieldEar::new(bed.order.min(GPU_ORDER))),
            beams: bed
                .filter(|bed| bed.sectors > 0)
                .map(|bed| SectorBeams::new(bed.order, bed.sectors)),
            listeners: (0..sectors).map(|_| CausalListener::new()).collect(),
            heard: vec![Vec::new(); sectors],
        }
    }

    /// Hears what has come since the last time. What is steered next, from `moment` on, can follow it at once, whenever
    /// it was at the microphone; only the beat is where it will be then. `began` is the show's beginning on the mixer's
    /// clock. Returns whether anything came.
    pub(super) fn listen(
        &mut self,
        moment: Moment,
        began: Moment,
        whole: &mut Vec<Features>,
        fields: &mut Vec<SoundField>,
    ) -> bool {
        let Some(intake) = &mut self.intake else {
            return false;
        };
        self.blocks.iter_mut().for_each(Vec::clear);
        intake.take_blocks(began, &mut self.blocks);
        let end = self.blocks.first().and_then(|blocks| blocks.last());
        let end = end.map_or(moment, Block::end);
        let planes: Vec<Vec<f32>> = self
            .blocks
            .iter()
            .map(|blocks| blocks.iter().flat_map(|block| &block.samples))
            .map(|samples| samples.map(|sample| sample * self.gain).collect())
            .collect();
        let planes: Vec<&[f32]> = planes.iter().map(Vec::as_slice).collect();
        let Some(first) = planes.first().filter(|first| !first.is_empty()) else {
            return false;
        };
        self.whole.hear(first, whole);
        if let Some(field) = &mut self.field {
            let seen = harmonics::channels(field.order()).min(planes.len());
            field.hear(&planes[..seen], fields);
        }
        self.heard.iter_mut().for_each(Vec::clear);
        if let Some(beams) = &mut self.beams {
            let (listeners, heard) = (&mut self.listeners, &mut self.heard);
            beams.hear(&planes, |sector, samples| {
                listeners[sector].hear(samples, &mut heard[sector]);
            });
        }
        compare(&mut self.heard);
        for features in self.heard.iter_mut().chain([whole]) {
            foretell(features, moment - end);
        }
        true
    }

    /// What was heard of each direction.
    pub(super) fn parts(&self) -> &[Vec<Features>] {
        &self.heard
    }
}

/// Turns the beat on to where it will be `ahead` of the newest sample heard; at most half a second is believed.
fn foretell(features: &mut [Features], ahead: Moment) {
    let count = features.len();
    for (index, features) in features.iter_mut().enumerate() {
        let late = (WINDOW_SAMPLES / 2 + (count - 1 - index) * HOP_SAMPLES) as f64
            / f64::from(SAMPLE_RATE);
        let secs = (ahead.secs() + late).clamp(0.0, 0.5) as f32;
        let beats = secs * features.tempo_bpm / 60.0;
        features.beat_phase = (features.beat_phase + beats).rem_euclid(1.0);
        // Bars of four; in others the way of half a second is all that is off.
        features.bar_phase = (features.bar_phase + beats / 4.0).rem_euclid(1.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beat_is_where_it_will_be() {
        let mut features = [Features::silent(Moment::ZERO); 2];
        for (features, beat_phase) in features.iter_mut().zip([0.9, 0.9213]) {
            (features.tempo_bpm, features.beat_phase) = (120.0, beat_phase);
        }
        foretell(&mut features, Moment::from_secs(0.05));
        // The newest frame's middle is 21 ms old, and 50 ms are still to come: 0.143 beats.
        for features in features {
            assert!((features.beat_phase - 0.0639).abs() < 1e-3, "{features:?}");
        }
        let mut late = [Features::silent(Moment::ZERO)];
        late[0].tempo_bpm = 120.0;
        foretell(&mut late, Moment::from_secs(90.0));
        assert!(
            late[0].beat_phase < 1e-3,
            "half a second at most is believed"
        );
        foretell(&mut [], Moment::ZERO);
    }
}
