//! What has been heard of every source, and of all together; asked by moment.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use welkin_analysis::Memory;
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
    /// What is heard of the sphere in each bed, by its source; oldest first.
    fields: Vec<(usize, VecDeque<SoundField>)>,
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
            })),
        }
    }

    /// What is heard at `moment`, with the onsets picked since `before`. What was not heard is silent.
    pub(crate) fn between(&self, before: Moment, moment: Moment) -> HeardNow {
        let inner = self.lock();
        let mut sources: Vec<Features> = inner
            .memories
            .iter()
            .map(|memory| features_at(memory, moment))
            .collect();
        let mut hits: Vec<Hits> = inner
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

    /// The field that beds were heard to make at a moment, if any.
    pub(crate) fn field_at(&self, moment: Moment) -> Option<SoundField> {
        let inner = self.lock();
        let of_bed = |(_, fields): &(usize, VecDeque<SoundField>)| {
            let after = fields.partition_point(|field| field.moment <= moment);
            fields.get(after.checked_sub(1)?).cloned()
        };
        let all = inner.fields.iter().filter_map(of_bed);
        all.reduce(|mut sum, field| {
            sum.add(&field);
            sum
        })
    }

    /// Remembers what was heard of a source; all together come after the last source.
    pub(super) fn remember(&self, source: usize, features: &[Features]) {
        let mut inner = self.lock();
        for features in features {
            inner.memories[source].push(*features);
        }
    }

    /// Remembers what a bed was heard to make of the sphere.
    pub(super) fn remember_fields(&self, bed: usize, heard: &mut Vec<SoundField>) {
        if heard.is_empty() {
            return;
        }
        let mut inner = self.lock();
        let place = inner.fields.iter().position(|(source, _)| *source == bed);
        let place = place.unwrap_or_else(|| {
            inner
                .fields
                .push((bed, VecDeque::with_capacity(FIELDS_KEPT)));
            inner.fields.len() - 1
        });
        let fields = &mut inner.fields[place].1;
        for field in heard.drain(..) {
            if fields.len() == FIELDS_KEPT {
                fields.pop_front();
            }
            fields.push_back(field);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
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
