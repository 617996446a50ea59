//! Everything that is heard in some sounds: the mix, each source, each direction of a bed.

use welkin_analysis::{CausalListener, Pulse, SectorBeams, Study, StudySettings, study};
use welkin_values::{Direction, Features, Key, Moment};

use super::sounds::{Sound, Sounds};

/// What is heard in one stream.
pub(super) struct Stream {
    /// What the field's conventions give; with live ears, what these heard instead wherever the whole would have
    /// been looked at.
    pub(super) study: Study,
    /// What live ears heard, frame by frame; none unless asked for.
    pub(super) live: Option<LiveHeard>,
}

/// What live ears heard.
pub(super) struct LiveHeard {
    /// One for every frame of the study.
    pub(super) frames: Vec<Features>,
    /// The tempo at every hop, beats a minute; 0 where none is known.
    tempi: Vec<f32>,
    /// The beats they announced.
    beats_secs: Vec<f64>,
}

/// A direction of a bed.
pub(super) struct Sector {
    pub(super) name: String,
    pub(super) direction: Direction,
    pub(super) stream: Stream,
}

/// Everything that is heard.
pub(super) struct Heard {
    pub(super) mix: Stream,
    /// By name; empty for a single source.
    pub(super) sources: Vec<(String, Stream)>,
    /// Empty without a bed.
    pub(super) sectors: Vec<Sector>,
}

impl Heard {
    /// Listens to all.
    pub(super) fn of(sounds: &Sounds, settings: &StudySettings, causal: bool) -> Self {
        let hear = |samples: &[f32]| Stream::of(samples, settings, causal);
        let sources = match sounds.sources.as_slice() {
            [_] => Vec::new(),
            all => all
                .iter()
                .map(|sound| (sound.name.clone(), hear(&sounds.mono(sound))))
                .collect(),
        };
        let sectors = sounds
            .bed
            .map(|(order, count)| sectors_of(&sounds.sources[0], order, count))
            .unwrap_or_default();
        Self {
            mix: hear(&sounds.mix()),
            sources,
            sectors: sectors
                .into_iter()
                .enumerate()
                .map(|(index, (direction, samples))| Sector {
                    name: format!("{}/{}", sounds.sources[0].name, index + 1),
                    direction,
                    stream: hear(&samples),
                })
                .collect(),
        }
    }
}

impl Stream {
    fn of(samples: &[f32], settings: &StudySettings, causal: bool) -> Self {
        let mut study = study(samples, settings);
        let live = causal.then(|| LiveHeard::of(samples, study.rms.len()));
        if let Some(live) = &live {
            live.put_into(&mut study);
        }
        Self { study, live }
    }
}

impl LiveHeard {
    fn of(samples: &[f32], frames: usize) -> Self {
        let mut listener = CausalListener::new();
        let mut pulse = Pulse::new();
        let mut tempi = Vec::new();
        let (mut heard, mut beats): (Vec<Features>, Vec<Moment>) = (Vec::new(), Vec::new());
        // Silence after the end lets the last frames out.
        let silence = vec![0.0; 4096];
        for chunk in samples.chunks(512).chain([&silence[..]]) {
            listener.hear(chunk, &mut heard);
        }
        for chunk in samples.chunks(512) {
            pulse.hear(chunk);
            pulse.take_beats(&mut beats);
            tempi.push(pulse.now().tempo_bpm);
        }
        heard.truncate(frames);
        let end_secs = samples.len() as f64 / f64::from(welkin_values::SAMPLE_RATE);
        let beats_secs = beats.iter().map(|beat| beat.secs());
        Self {
            frames: heard,
            tempi,
            beats_secs: beats_secs
                .filter(|secs| (0.0..=end_secs).contains(secs))
                .collect(),
        }
    }

    /// Takes the place of everything that looks ahead.
    fn put_into(&self, study: &mut Study) {
        let each = |value: &dyn Fn(&Features) -> f32| self.frames.iter().map(value).collect();
        study.beats_secs.clone_from(&self.beats_secs);
        study.onsets_secs = self.onsets_secs();
        study.tempo_bpm = f64::from(self.tempo_bpm());
        study.onset_strength = each(&|frame| frame.onset);
        study.harmonic_energy = each(&|frame| frame.harmonic);
        study.percussive_energy = each(&|frame| frame.percussive);
        study.chroma = std::array::from_fn(|pitch| each(&|frame| frame.chroma[pitch]));
    }

    /// The tempo that was heard for longest, beats a minute; 0 where none was.
    fn tempo_bpm(&self) -> f32 {
        let known = self.tempi.iter().copied().filter(|tempo| *tempo > 0.0);
        let mut tempi: Vec<f32> = known.collect();
        tempi.sort_by(f32::total_cmp);
        tempi.get(tempi.len() / 2).copied().unwrap_or(0.0)
    }

    /// When onsets were picked.
    fn onsets_secs(&self) -> Vec<f64> {
        let picked = self.frames.iter().filter(|frame| frame.is_onset);
        picked.map(|frame| frame.moment.secs()).collect()
    }
}

/// A key in words, such as "F# minor".
pub(super) fn key_name(key: Key) -> String {
    let mode = if key.is_minor { "minor" } else { "major" };
    let tonic = PITCHES.get(usize::from(key.tonic)).unwrap_or(&"?");
    format!("{tonic} {mode}")
}

/// The pitch classes from C to B.
pub(super) const PITCHES: [&str; 12] = [
    "C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B",
];

/// What a bed sounds like in each of so many directions: beams as narrow as its order allows.
fn sectors_of(bed: &Sound, order: usize, count: usize) -> Vec<(Direction, Vec<f32>)> {
    let mut beams = SectorBeams::new(order, count);
    let planes: Vec<&[f32]> = bed.channels.iter().map(Vec::as_slice).collect();
    let mut sectors = vec![Vec::new(); count];
    beams.hear(&planes, |sector, samples| {
        sectors[sector].extend_from_slice(samples)
    });
    beams.directions().iter().copied().zip(sectors).collect()
}
