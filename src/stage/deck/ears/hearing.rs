//! What has been heard of every source, and of all together; asked by moment.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use welkin_analysis::{FieldMemory, Memory};
use welkin_mapping::Hits;
use welkin_space::SoundField;
use welkin_values::{Features, Moment, RANGES};

/// Features kept per source: 30 s at 93.75 a second, more than is ever asked for.
const KEPT: usize = 2816;

/// Fields kept per bed: 12 s, as far as ears are ahead and a little more.
const FIELDS_KEPT: usize = 1125;

/// What came in live holds for this long, should the next come late: 0.2 s.
const HELD: Moment = Moment::from_samples(9600);

/// What has been heard; shared between who listens and who steers.
#[derive(Clone)]
pub(crate) struct Hearing {
    inner: Arc<Mutex<Inner>>,
}

struct Inner {
    /// The sources in order, then all together.
    memories: Vec<Memory>,
    /// What is heard of the sphere in each bed, by its source.
    fields: Vec<(usize, FieldMemory)>,
    /// Up to where it has been steered: what comes in live belongs to the tick after.
    steered: Moment,
}

/// What is heard at one moment: the sources in order, then all together.
pub(crate) struct HeardNow {
    pub(crate) sources: Vec<Features>,
    pub(crate) hits: Vec<Hits>,
    pub(crate) mix: Features,
    pub(crate) mix_hits: Hits,
}

impl Hearing {
    /// Nothing heard yet of so many sources.
    pub(super) fn new(sources: usize) -> Self {
        Self {
            inner: Arc::new(Mutex::new(Inner {
                memories: (0..=sources).map(|_| Memory::new(KEPT)).collect(),
                fields: Vec::new(),
                steered: Moment::ZERO,
            })),
        }
    }

    /// What a tick from `before` to `moment` is steered by; what comes in live from now on belongs to the next.
    pub(crate) fn steer(&self, before: Moment, moment: Moment) -> HeardNow {
        let mut inner = self.lock();
        inner.steered = moment;
        inner.between(before, moment)
    }

    /// What is heard at `moment`, with the onsets picked since `before`. What was not heard is silent.
    pub(crate) fn between(&self, before: Moment, moment: Moment) -> HeardNow {
        self.lock().between(before, moment)
    }

    /// Up to where it has been steered.
    pub(super) fn steered(&self) -> Moment {
        self.lock().steered
    }

    /// The field that beds were heard to make at a moment, if any.
    pub(crate) fn field_at(&self, moment: Moment) -> Option<SoundField> {
        let inner = self.lock();
        let of_beds = inner.fields.iter();
        let all = of_beds.filter_map(|(_, memory)| memory.at(moment));
        all.reduce(|mut sum, field| {
            sum.add(&field);
            sum
        })
    }

    /// Remembers what was heard of a source; all together come after the last source. Moments count from `first`.
    pub(super) fn remember(&self, source: usize, first: Moment, features: &[Features]) {
        let mut inner = self.lock();
        for features in features {
            let moment = first + features.moment;
            inner.memories[source].push(Features {
                moment,
                ..*features
            });
        }
    }

    /// Remembers what just came in from a source, whenever it was at the microphone, as what the next tick hears.
    pub(super) fn remember_live(&self, source: usize, features: &[Features]) {
        let mut inner = self.lock();
        let steered = inner.steered;
        let memory = &mut inner.memories[source];
        for features in features {
            let moment = next(memory.newest(), steered);
            memory.push(Features {
                moment,
                ..*features
            });
        }
    }

    /// Remembers what a bed was heard to make of the sphere. Moments count from `first`.
    pub(super) fn remember_fields(&self, bed: usize, first: Moment, heard: &mut Vec<SoundField>) {
        let mut inner = self.lock();
        for mut field in heard.drain(..) {
            field.moment = first + field.moment;
            inner.fields_of(bed).push(field);
        }
    }

    /// Remembers what a bed that comes in live was just heard to make of the sphere, as [`Hearing::remember_live`] does.
    pub(super) fn remember_live_fields(&self, bed: usize, heard: &mut Vec<SoundField>) {
        let mut inner = self.lock();
        let steered = inner.steered;
        for mut field in heard.drain(..) {
            let memory = inner.fields_of(bed);
            field.moment = next(memory.newest(), steered);
            memory.push(field);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn fields_of(&mut self, bed: usize) -> &mut FieldMemory {
        let place = self.fields.iter().position(|(source, _)| *source == bed);
        let place = place.unwrap_or_else(|| {
            self.fields.push((bed, FieldMemory::new(FIELDS_KEPT)));
            self.fields.len() - 1
        });
        &mut self.fields[place].1
    }

    fn between(&self, before: Moment, moment: Moment) -> HeardNow {
        let mut sources: Vec<Features> = self
            .memories
            .iter()
            .map(|memory| features_at(memory, moment))
            .collect();
        let mut hits: Vec<Hits> = self
            .memories
            .iter()
            .map(|memory| hits_between(memory, before, moment))
            .collect();
        // The last memory is the mix; there is always one.
        let mix = sources.pop().unwrap_or(Features::silent(moment));
        let mix_hits = hits.pop().unwrap_or_default();
        HeardNow {
            sources,
            hits,
            mix,
            mix_hits,
        }
    }
}

/// Where news of now belong: to the tick that is steered next, each after the newest before.
fn next(newest: Option<Moment>, steered: Moment) -> Moment {
    let after = |newest: Moment| newest + Moment::from_samples(1);
    newest.map_or(steered, |newest| after(newest).max(steered))
}

fn features_at(memory: &Memory, moment: Moment) -> Features {
    let held = || {
        let newest = memory.newest()?;
        (newest <= moment && moment <= newest + HELD)
            .then(|| memory.at(newest))
            .flatten()
    };
    memory
        .at(moment)
        .or_else(held)
        .unwrap_or(Features::silent(moment))
}

fn hits_between(memory: &Memory, before: Moment, moment: Moment) -> Hits {
    let mut ranges = [false; RANGES];
    for (range, hit) in ranges.iter_mut().enumerate() {
        *hit = memory.range_hits_between(range, before, moment);
    }
    Hits {
        any: memory.hits_between(before, moment),
        ranges,
    }
}
